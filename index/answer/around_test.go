package answer

import (
	"context"
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

// shelf is a library of one article.
type shelf struct{ data.Record }

func (s shelf) Records(context.Context, []string) ([]data.Record, error) {
	return []data.Record{s.Record}, nil
}

// TestAroundAHiddenQuote: what is withheld is not shown as what stands around
// another quote, nor what lies behind it.
func TestAroundAHiddenQuote(t *testing.T) {
	const first, hidden, words, last = "One.", "Two is hidden.", "Three.", "Four."
	text := first + " " + hidden + " " + words + " " + last
	at := func(s string) data.Span { i := strings.Index(text, s); return data.Span{Start: i, End: i + len(s)} }
	e := &Engine{library: shelf{data.Record{Article: data.Article{Text: text}, Blocks: []data.Block{{Span: at(hidden), Kind: data.Withheld}}}}}
	for _, c := range []struct{ words, before, after string }{{words, "", last}, {first, "", ""}} {
		s := at(c.words)
		b, a, err := e.Around(t.Context(), Citation{Text: c.words, Start: s.Start, End: s.End})
		if err != nil || b != c.before || a != c.after {
			t.Errorf("around %q: %q and %q, %v", c.words, b, a, err)
		}
	}
}
