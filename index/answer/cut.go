package answer

import (
	"strings"

	"verbatim/data"
	"verbatim/data/extract"
	"verbatim/data/lang"
	"verbatim/index"
)

// maxBytes is how long a citation may be before it is cut to its best
// sentences. Discord shows about 700 characters without scrolling.
const maxBytes = 520

// extendGain is how much more of the question the next sentence must cover to
// be cited too.
const extendGain = 0.4

// numberWorth is what a number counts in a sentence, as a share of the question,
// where the question asks for one.
const numberWorth = 0.2

// wanted is what the next sentence adds by its number, where one is asked for and
// none is cited so far: enough to be cited too.
func wanted(have, next float64) float64 {
	if next > have {
		return extendGain
	}
	return 0
}

// citation cuts a hit to the words that answer, and scores them. ok is false
// where the index and the article disagree: nothing is shown then.
func (f *found) citation(h surrounded, r *data.Record) (ranked, bool) {
	if h.Span.Check(r.Article.Text) != nil {
		return ranked{}, false
	}
	switch h.Kind {
	case index.Takeaway:
		return f.score(h, r, nil, h.Span), true
	case index.Statement:
		for i := range r.Quotes {
			if r.Quotes[i].Span == h.Span {
				return f.statement(h, r, &r.Quotes[i]), true
			}
		}
		return ranked{}, false
	}
	span := f.cut(r.Article.Text, h.Span, r.Article.Lang)
	if q := broken(r, span); q != nil {
		return f.statement(h, r, q), true
	}
	if q := spokenIn(r, span); q != nil && 2*overlap(q.Span, span) >= span.Len() {
		return f.statement(h, r, q), true
	}
	return f.score(h, r, f.voiceOf(r, span), span), true
}

// broken is the quotation that a span begins inside of and goes on beyond, which is
// cited for it: sentences end within quotations too, and half of one with its "he
// said" behind it reads as the article's own. nil where there is none.
func broken(r *data.Record, s data.Span) *data.Quote {
	for i := range r.Quotes {
		if q := &r.Quotes[i]; q.Kind == data.Direct && q.Start < s.Start && q.End > s.Start && q.End < s.End {
			return q
		}
	}
	return nil
}

// fewWords is how many words a quoted fragment needs to be understood by
// itself. A shorter one is shown with the sentence around it.
const fewWords = 5

// statement cites a statement: whole, cut to its best sentences where it is
// long, or within its sentence where it is a fragment or reported: a clause
// without its "he said that" reads as if it were quoted.
func (f *found) statement(h surrounded, r *data.Record, q *data.Quote) ranked {
	span := q.Span
	if item, ok := takeawayAround(r, span); ok {
		h.Kind = index.Takeaway
		return f.score(h, r, nil, item)
	}
	if d := introduced(r, q); d != nil {
		q, span = d, d.Span
	}
	switch text := r.Article.Text; {
	case span.Len() > maxBytes:
		span = f.cut(text, span, language(r, q))
	case q.Kind == data.Reported || len(strings.Fields(span.Of(text))) < fewWords:
		span = sentenceAround(r, span)
	}
	return f.score(h, r, q, span)
}

// introduced is the quotation of the same speaker that begins in a reported
// statement's sentence and goes on beyond it (He answered that "it is. It was"):
// the one is cited for the other. nil where there is none.
func introduced(r *data.Record, q *data.Quote) *data.Quote {
	if q.Kind != data.Reported {
		return nil
	}
	sentence := sentenceAround(r, q.Span)
	for i := range r.Quotes {
		d := &r.Quotes[i]
		if d.Kind != data.Reported && d.Overlaps(sentence) && d.End > sentence.End && d.Shown() == q.Shown() {
			return d
		}
	}
	return nil
}

// takeawayAround is the item of the article's takeaways that holds the span: it
// is cited as an item, whoever it speaks of.
func takeawayAround(r *data.Record, s data.Span) (data.Span, bool) {
	for _, b := range r.Blocks {
		if b.Kind == data.Takeaway && b.Contains(s) {
			b.Start += extract.Marker(b.Of(r.Article.Text))
			return b.Span, true
		}
	}
	return s, false
}

// sentenceAround is the run of sentences of the block that holds the span.
func sentenceAround(r *data.Record, s data.Span) data.Span {
	for _, b := range r.Blocks {
		if !b.Contains(s) {
			continue
		}
		b.Start = min(s.Start, b.Start+extract.Marker(b.Of(r.Article.Text)))
		for _, sentence := range lang.Sentences(r.Article.Text, b.Span) {
			if sentence.Overlaps(s) {
				s = data.Span{Start: min(s.Start, sentence.Start), End: max(s.End, sentence.End)}
			}
		}
	}
	return s
}

// overlap is how many bytes two spans share.
func overlap(a, b data.Span) int { return max(0, min(a.End, b.End)-max(a.Start, b.Start)) }

func language(r *data.Record, q *data.Quote) string {
	if q != nil && q.Lang != "" {
		return q.Lang
	}
	return r.Article.Lang
}

// cut is the run of sentences inside the span that covers the question best:
// the best sentence, and its neighbours while they add to it.
func (f *found) cut(text string, span data.Span, lng string) data.Span {
	sentences := lang.Sentences(text, span)
	if len(sentences) < 2 {
		return span
	}
	best, at := -1.0, 0
	covers := make([][]float64, len(sentences))
	numbers := make([]float64, len(sentences))
	for i, s := range sentences {
		covers[i], _ = f.matcher.cover(s.Of(text), lng)
		if f.plan.query.Amount && f.plan.tellsNumber(s.Of(text)) {
			numbers[i] = numberWorth
		}
		if v := f.matcher.total(covers[i]) + numbers[i]; v > best {
			best, at = v, i
		}
	}
	first, last := at, at
	have, number := covers[at], numbers[at]
	for {
		more, side := 0.0, 0
		for _, c := range []int{first - 1, last + 1} {
			if c < 0 || c >= len(sentences) || sentences[max(last, c)].End-sentences[min(first, c)].Start > maxBytes {
				continue
			}
			if g := f.matcher.total(union(have, covers[c])) - f.matcher.total(have) + wanted(number, numbers[c]); g > more {
				more, side = g, c
			}
		}
		if more < extendGain {
			return data.Span{Start: sentences[first].Start, End: sentences[last].End}
		}
		have, number = union(have, covers[side]), max(number, numbers[side])
		first, last = min(first, side), max(last, side)
	}
}
