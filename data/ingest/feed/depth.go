package feed

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
)

// maxDepth is how deep elements may be nested. The deepest real feed has an
// XHTML page in each entry; parsers that call themselves for each element take
// memory, and some of them time, for what is deeper.
const maxDepth = 200

// maxItems is how many items a feed may have. The longest real feed has some
// hundreds; a parser takes about 14 kB for each empty one.
const maxItems = 10_000

var (
	errTooDeep = fmt.Errorf("its elements are nested more than %d deep", maxDepth)
	errTooMany = fmt.Errorf("it has more than %d items", maxItems)
)

// bounded says what is beyond reason in a feed's text, as far as it can be read.
func bounded(text string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	for depth, items := 0, 0; ; {
		t, err := d.RawToken()
		if err != nil {
			return nil
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			if name := strings.ToLower(t.Name.Local); name == "item" || name == "entry" {
				items++
			}
		case xml.EndElement:
			depth--
		}
		switch {
		case depth > maxDepth:
			return errTooDeep
		case items > maxItems:
			return errTooMany
		}
	}
}

// boundedJSON is bounded for a JSON Feed, whose items are the objects in a list of
// its own.
func boundedJSON(text string) error {
	d := json.NewDecoder(strings.NewReader(text))
	for depth, items := 0, 0; ; {
		t, err := d.Token()
		if err != nil {
			return nil // whoever parses it says what is wrong
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			if depth++; depth == 3 && t == json.Delim('{') {
				items++
			}
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		switch {
		case depth > maxDepth:
			return errTooDeep
		case items > maxItems:
			return errTooMany
		}
	}
}
