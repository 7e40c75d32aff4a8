package feed

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
)

var (
	// prolog is what may stand before the root and tells the parser nothing
	// that is still true: the declaration names the encoding before Decode.
	prolog  = regexp.MustCompile(`<\?xml[^>]*\?>`)
	doctype = regexp.MustCompile(`(?s)<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>`)
)

// tidy makes decoded XML fit for a parser: nothing before the root but
// comments, no characters that XML has not.
func tidy(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
	if i := strings.IndexByte(text, '<'); i > 0 {
		text = text[i:]
	}
	const head = 4096 // bytes in which a prolog stands
	n := min(len(text), head)
	for n < len(text) && text[n]&0xC0 == 0x80 {
		n++
	}
	return doctype.ReplaceAllString(prolog.ReplaceAllString(text[:n], ""), "") + text[n:]
}

// closeOpen ends a document that was cut off, or that breaks in the middle, at
// its last whole tag, and closes what is open there.
func closeOpen(text string) string {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var open []string
	var whole int64
	for {
		t, err := d.RawToken()
		var syntax *xml.SyntaxError
		if errors.Is(err, io.EOF) && !errors.As(err, &syntax) {
			break
		}
		if err != nil {
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			open = append(open, qualified(t.Name))
		case xml.EndElement:
			open = closed(open, qualified(t.Name))
		}
		whole = d.InputOffset()
	}
	var b strings.Builder
	b.WriteString(text[:whole])
	for i := len(open) - 1; i >= 0; i-- {
		b.WriteString("</" + open[i] + ">")
	}
	return b.String()
}

// qualified is a name as RawToken gives it, with its prefix.
func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// closed takes the innermost element of that name, and what is open in it, off
// the open ones.
func closed(open []string, name string) []string {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i] == name {
			return open[:i]
		}
	}
	return open
}
