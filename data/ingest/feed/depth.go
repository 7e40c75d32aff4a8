package feed

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// maxDepth is how deep elements may be nested. The deepest real feed has an
// XHTML page in each entry; parsers that call themselves for each element take
// memory, and some of them time, for what is deeper.
const maxDepth = 200

var errTooDeep = fmt.Errorf("its elements are nested more than %d deep", maxDepth)

// tooDeep reports whether the elements of text are nested too deep, as far as it
// can be read.
func tooDeep(text string) bool {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	for depth := 0; depth <= maxDepth; {
		t, err := d.RawToken()
		if err != nil {
			return false
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return true
}
