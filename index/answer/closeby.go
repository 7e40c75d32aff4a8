package answer

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/lang"
	"verbatim/index/analysis"
)

// closeBy is what tells what a statement is on to somebody who is woken up for
// it: its sentence, the one before where the words are quoted, and the title where
// that names the speaker. What follows is of the next thing as often, a paragraph
// of a transcript or of short news is of many things, and a title that names
// somebody else says nothing of this statement.
func closeBy(r *data.Record, q *data.Quote) (around data.Span, title string) {
	around = q.Span
	before := data.Span{}
	for _, s := range lang.Sentences(r.Article.Text, paragraph(r, q.Span)) {
		if !s.Overlaps(q.Span) {
			if s.End <= q.Start {
				before = s
			}
			continue
		}
		around = data.Span{Start: min(around.Start, s.Start), End: max(around.End, s.End)}
	}
	if before.Len() > 0 && q.Kind != data.Reported && !leadsElsewhere(r, q, before) && !leadsUp(r, q, around) {
		around.Start = before.Start
	}
	names := nameWords(q.Shown())
	if len(names) > 0 && slices.Contains(nameWords(r.Article.Title), names[len(names)-1]) {
		title = r.Article.Title
	}
	return around, title
}

// ownLead is how many ordinary words before a quotation say what it is on: more
// than "he went on to say that".
const ownLead = 3

// leadsUp reports whether a statement's own sentence leads up to it, so that the
// one before need not.
func leadsUp(r *data.Record, q *data.Quote, sentence data.Span) bool {
	n := 0
	lead := r.Article.Text[sentence.Start:max(sentence.Start, q.Start)]
	for _, t := range analysis.Analyze(lead, r.Article.Lang) {
		if c, _ := utf8.DecodeRuneInString(lead[t.Start:]); !t.Stop && unicode.IsLower(c) {
			n++
		}
	}
	return n >= ownLead
}

// leadsElsewhere reports whether the sentence before a statement stands in another
// paragraph and is a statement itself: it leads up to nothing.
func leadsElsewhere(r *data.Record, q *data.Quote, before data.Span) bool {
	together := slices.ContainsFunc(r.Blocks, func(b data.Block) bool { return b.Contains(before) && b.Contains(q.Span) })
	return !together && slices.ContainsFunc(r.Quotes, func(o data.Quote) bool { return o.Span != q.Span && o.Overlaps(before) })
}
