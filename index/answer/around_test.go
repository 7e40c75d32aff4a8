package answer

import (
	"strings"
	"testing"

	"verbatim/data"
)

func TestAround(t *testing.T) {
	long := strings.Repeat("A sentence of the harbour office about the tide. ", 20)
	for _, c := range []struct{ text, words, before, after string }{
		{"One é. Two. “Three,” she said. Four.", "Three,", "One é. Two. “", "” she said. Four."},
		{"Alone.", "Alone.", "", ""},
		{"First.\nSecond.", "First.", "", "Second."},
		{long + "HERE. " + long, "HERE.", strings.TrimSpace(strings.Repeat("A sentence of the harbour office about the tide. ", 6)), strings.TrimSpace(strings.Repeat("A sentence of the harbour office about the tide. ", 6))},
		{strings.Repeat("x", 1000) + ". HERE.", "HERE.", strings.Repeat("x", 1000) + ".", ""},
	} {
		start := strings.Index(c.text, c.words)
		b, a := around(c.text, data.Span{Start: start, End: start + len(c.words)})
		if b.Of(c.text) != c.before || a.Of(c.text) != c.after {
			t.Errorf("around %q: %q and %q, want %q and %q", c.words, b.Of(c.text), a.Of(c.text), c.before, c.after)
		}
	}
}

func TestByteSpan(t *testing.T) {
	const text = "é🌧x"
	for _, c := range []struct {
		start, end int
		want       string
		ok         bool
	}{{0, 3, text, true}, {1, 2, "🌧", true}, {3, 3, "", true}, {0, 4, "", false}, {2, 1, "", false}, {-1, 1, "", false}} {
		span, ok := byteSpan(text, c.start, c.end)
		if ok != c.ok || ok && span.Of(text) != c.want {
			t.Errorf("%d to %d: %v %v", c.start, c.end, span, ok)
		}
	}
}
