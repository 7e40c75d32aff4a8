package quote

import (
	"strings"
	"unicode/utf8"

	"verbatim/data"
)

// paragraphs cuts the text into the spans that are read: lines, and pieces of
// lines that were joined with two blanks after the end of a sentence. What
// lies in blocks that are not searched is left out.
func paragraphs(text string, blocks []data.Block) []data.Span {
	if len(blocks) == 0 {
		return lines(nil, text, data.Span{End: len(text)})
	}
	var out []data.Span
	for _, b := range blocks {
		if b.Kind.Searchable() {
			out = lines(out, text, b.Span)
		}
	}
	return out
}

func lines(out []data.Span, text string, within data.Span) []data.Span {
	start := within.Start
	cut := func(end int) {
		if strings.TrimSpace(text[start:end]) != "" {
			out = append(out, data.Span{Start: start, End: end})
		}
	}
	for i := within.Start; i < within.End; i++ {
		switch text[i] {
		case '\n', '\r':
			cut(i)
			start = i + 1
		case ' ':
			if i+1 < within.End && text[i+1] == ' ' && i > start && endsSentence(text[start:i]) {
				cut(i)
				start = i + 1
			}
		}
	}
	cut(within.End)
	return out
}

// endsSentence reports whether s ends with a full stop or a closing mark.
func endsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:…\"”»)", r)
}
