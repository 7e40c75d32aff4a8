package store

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/lang"
)

// withhold takes the words of a quote that is hidden out of what is searched and
// shown of its article: with the sentences that they stand in, where no other
// quote is in these.
func withhold(r *data.Record, quote data.Span) {
	var out []data.Block
	for _, b := range r.Blocks {
		part := data.Span{Start: max(b.Start, quote.Start), End: min(b.End, quote.End)}
		if part.Start >= part.End || !b.Kind.Searchable() {
			out = append(out, b)
			continue
		}
		part = around(r, b.Span, part, quote)
		out = appendBlock(out, r.Article.Text, data.Block{Span: data.Span{Start: b.Start, End: part.Start}, Kind: b.Kind})
		out = appendBlock(out, r.Article.Text, data.Block{Span: part, Kind: data.Withheld})
		out = appendBlock(out, r.Article.Text, data.Block{Span: data.Span{Start: part.End, End: b.End}, Kind: b.Kind})
	}
	r.Blocks = out
}

// fewestWithheld is how many words in a row are withheld wherever they stand: fewer
// stand in other sentences by chance.
const fewestWithheld = 4

// withholdWords withholds the words of a hidden quote wherever else they stand in
// the article, however they are written there: in a pull quote, or where they are
// no longer read as a quote.
func withholdWords(r *data.Record, hidden string) {
	want := strings.Fields(plainWords(hidden))
	if len(want) < fewestWithheld {
		return
	}
	have := wordSpans(r.Article.Text)
	for i := 0; i+len(want) <= len(have); i++ {
		n := 0
		for n < len(want) && lang.Fold(have[i+n].Of(r.Article.Text)) == want[n] {
			n++
		}
		if n == len(want) {
			withhold(r, data.Span{Start: have[i].Start, End: have[i+n-1].End})
			i += n - 1
		}
	}
}

// wordSpans are where the words stand that plainWords makes of a text.
func wordSpans(text string) (out []data.Span) {
	start := -1
	for i, c := range text {
		switch in := unicode.IsLetter(c) || unicode.IsDigit(c) || start >= 0 && unicode.IsMark(c); {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			out = append(out, data.Span{Start: start, End: i})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, data.Span{Start: start, End: len(text)})
	}
	return out
}

// around is what is withheld of a block for the sake of a part of it: its whole
// sentences, or else the part with the marks around it.
func around(r *data.Record, block, part, quote data.Span) data.Span {
	whole := part
	for _, s := range lang.Sentences(r.Article.Text, block) {
		if s.Start < part.End && s.End > part.Start {
			whole.Start, whole.End = min(whole.Start, s.Start), max(whole.End, s.End)
		}
	}
	others := slices.ContainsFunc(r.Quotes, func(q data.Quote) bool {
		return q.Span != quote && q.Start < whole.End && q.End > whole.Start
	})
	if !others {
		return whole
	}
	text := r.Article.Text
	for part.Start > whole.Start {
		c, size := utf8.DecodeLastRuneInString(text[:part.Start])
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			break
		}
		part.Start -= size
	}
	for part.End < whole.End {
		c, size := utf8.DecodeRuneInString(text[part.End:])
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			break
		}
		part.End += size
	}
	return part
}

// appendBlock adds a block without the blanks at its ends, unless nothing is left.
func appendBlock(all []data.Block, text string, b data.Block) []data.Block {
	for b.Start < b.End {
		c, size := utf8.DecodeRuneInString(text[b.Start:b.End])
		if !unicode.IsSpace(c) {
			break
		}
		b.Start += size
	}
	for b.Start < b.End {
		c, size := utf8.DecodeLastRuneInString(text[b.Start:b.End])
		if !unicode.IsSpace(c) {
			break
		}
		b.End -= size
	}
	if b.Start == b.End {
		return all
	}
	return append(all, b)
}
