package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"verbatim/data"
	"verbatim/data/lang"
)

// aroundRoom is how many bytes of an article are shown on each side of a
// citation, in whole sentences, the nearest at least.
const aroundRoom = 320

// Around returns the sentences before and after a citation, as they stand in its
// article; empty where the article begins or ends there, or has changed since.
func (e *Engine) Around(ctx context.Context, c Citation) (before, after string, err error) {
	records, err := e.library.Records(ctx, []string{c.ArticleID})
	if err != nil {
		return "", "", fmt.Errorf("read the article: %w", err)
	}
	if len(records) == 0 {
		return "", "", nil
	}
	text := records[0].Article.Text
	span, ok := byteSpan(text, c.Start, c.End)
	if !ok || span.Of(text) != c.Text {
		return "", "", nil
	}
	b, a := around(text, span)
	for _, w := range records[0].Blocks {
		switch {
		case w.Kind != data.Withheld:
		case w.Start < span.Start:
			b.Start = min(max(b.Start, w.End), b.End)
		default:
			a.End = max(min(a.End, w.Start), a.Start)
		}
	}
	return trimmed(text, b).Of(text), trimmed(text, a).Of(text), nil
}

// around finds the sentences on both sides of a span. Quotation marks that belong
// to the span go with the sentences beside it.
func around(text string, span data.Span) (before, after data.Span) {
	before, after = data.Span{Start: span.Start, End: span.Start}, data.Span{Start: span.End, End: span.End}
	for _, s := range slices.Backward(lang.Sentences(text, data.Span{Start: 0, End: span.Start})) {
		if before.Start < span.Start && span.Start-s.Start > aroundRoom {
			break
		}
		before.Start = s.Start
	}
	for _, s := range lang.Sentences(text, data.Span{Start: span.End, End: len(text)}) {
		if after.End > span.End && s.End-span.End > aroundRoom {
			break
		}
		after.End = s.End
	}
	return trimmed(text, before), trimmed(text, after)
}

// byteSpan is a span of code points as bytes; ok is false where the text is
// shorter.
func byteSpan(text string, start, end int) (span data.Span, ok bool) {
	at := func(n int) int { // of the code point n, or of the end
		for i := range text {
			if n == 0 {
				return i
			}
			n--
		}
		if n == 0 {
			return len(text)
		}
		return -1
	}
	span = data.Span{Start: at(start), End: at(end)}
	return span, 0 <= span.Start && span.Start <= span.End
}

// trimmed is a span without the blanks at its ends.
func trimmed(text string, s data.Span) data.Span {
	s.Start += len(s.Of(text)) - len(strings.TrimLeft(s.Of(text), " \n\t\u00a0"))
	s.End = s.Start + len(strings.TrimRight(text[s.Start:s.End], " \n\t\u00a0"))
	return s
}
