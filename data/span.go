package data

import (
	"fmt"
	"unicode/utf8"
)

// Span is a half-open range of bytes [Start, End) over an article's text.
type Span struct {
	Start int `json:"s"`
	End   int `json:"e"`
}

// Len is the span's length in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether o lies wholly inside s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether the two spans share at least one byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Of slices the span out of text. It panics on a span that Check refuses.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Check reports why the span cannot be sliced out of text: out of range,
// empty, or cutting a code point in two. A nil error is the invariant that a
// shown quote rests on.
func (s Span) Check(text string) error {
	switch {
	case s.Start < 0 || s.End > len(text):
		return fmt.Errorf("span [%d,%d) is outside the text of %d bytes", s.Start, s.End, len(text))
	case s.Start >= s.End:
		return fmt.Errorf("span [%d,%d) is empty", s.Start, s.End)
	case !boundary(text, s.Start) || !boundary(text, s.End):
		return fmt.Errorf("span [%d,%d) cuts a character in two", s.Start, s.End)
	}
	return nil
}

// boundary reports whether byte offset i stands between two code points.
func boundary(text string, i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }

// Offsets converts byte offsets of one text to counts of code points. Offsets
// asked for in rising order cost one pass over the text in all.
type Offsets struct {
	text  string
	bytes int
	runes int
}

// NewOffsets returns a converter for text.
func NewOffsets(text string) *Offsets { return &Offsets{text: text} }

// Runes returns how many code points stand before byte offset i. Invalid UTF-8
// counts one code point a byte, as Go's range loop does.
func (o *Offsets) Runes(i int) int {
	if i < o.bytes {
		o.bytes, o.runes = 0, 0
	}
	o.runes += utf8.RuneCountInString(o.text[o.bytes:i])
	o.bytes = i
	return o.runes
}

// Span returns the two ends of s as counts of code points.
func (o *Offsets) Span(s Span) (start, end int) {
	start = o.Runes(s.Start)
	return start, o.Runes(s.End)
}
