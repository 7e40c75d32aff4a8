package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"verbatim/data"
	"verbatim/data/extract"
	"verbatim/data/lang"
	"verbatim/index"
	"verbatim/index/query"
)

// What a concept counts by where it stands, beside 1 in the cited words.
const (
	unitPart   = 0.6  // in the unit, outside of the cited words
	aroundPart = 1.0  // of index's own weights for surroundings and title
	textPart   = 0.08 // of the index's score: how often, and in how short a unit
)

// maxBytes is how long a citation may be before it is cut to its best
// sentences. Discord shows about 700 characters without scrolling.
const maxBytes = 520

// extendGain is how much more of the question the next sentence must cover to
// be cited too.
const extendGain = 0.12

// found is what a search brought, as citations, best first.
type found struct {
	plan      plan
	matcher   *matcher
	citations []ranked
}

// ranked is a citation on its way to being shown.
type ranked struct {
	Citation
	span    data.Span
	day     string    // date printed
	cover   []float64 // of each concept
	topical float64   // share of the topics' weight that is covered
	person  float64   // coverage of the person asked for; 1 where nobody is
	also    []string
}

// find searches for q and cuts and ranks the citations, for up to limit to show.
func (e *Engine) find(ctx context.Context, q query.Query, limit int) (found, error) {
	p := newPlan(q, limit)
	f := found{plan: p}
	res, err := e.index.Search(ctx, p.request)
	if err != nil {
		return f, fmt.Errorf("search: %w", err)
	}
	f.matcher = newMatcher(p.request.Concepts, res.Weights)
	records, err := e.records(ctx, res.Hits)
	if err != nil {
		return f, err
	}
	for _, h := range res.Hits {
		r := records[h.Article]
		if r == nil {
			continue // deleted since: the index follows in a moment
		}
		if c, ok := f.citation(h, r); ok && !outside(c.SaidOn, q.Since, q.Until) {
			f.citations = append(f.citations, c)
		}
	}
	slices.SortFunc(f.citations, better)
	f.citations = merge(distinct(f.citations))
	return f, nil
}

// better orders citations best first; equally good ones by article and place, so
// that the same question always gets the same answer.
func better(a, b ranked) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.ArticleID, b.ArticleID), cmp.Compare(a.span.Start, b.span.Start), cmp.Compare(a.span.End, b.span.End))
}

// outside reports whether a date said (YYYY, YYYY-MM or YYYY-MM-DD; empty =
// unknown) lies wholly before or after the period asked for.
func outside(said, since, until string) bool {
	if said == "" {
		return false
	}
	return since != "" && said < since[:min(len(said), len(since))] || until != "" && said > until[:min(len(said), len(until))]
}

func (e *Engine) records(ctx context.Context, hits []index.Hit) (map[string]*data.Record, error) {
	var ids []string
	seen := map[string]*data.Record{}
	for _, h := range hits {
		if _, ok := seen[h.Article]; !ok {
			seen[h.Article] = nil
			ids = append(ids, h.Article)
		}
	}
	records, err := e.library.Records(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read the articles found: %w", err)
	}
	for i := range records {
		seen[records[i].Article.ID] = &records[i]
	}
	return seen, nil
}

// citation cuts a hit to the words that answer, and scores them. ok is false
// where the index and the article disagree: nothing is shown then.
func (f *found) citation(h index.Hit, r *data.Record) (ranked, bool) {
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
	q := spokenIn(r, span)
	if q != nil && 2*overlap(q.Span, span) >= span.Len() {
		return f.statement(h, r, q), true
	}
	if q != nil && len(lang.Sentences(r.Article.Text, span)) > 1 {
		q = nil // the sentences around the quote's are the article's own
	}
	return f.score(h, r, q, span), true
}

// fewWords is how many words a quoted fragment needs to be understood by
// itself. A shorter one is shown with the sentence around it.
const fewWords = 5

// statement cites a statement: whole, cut to its best sentences where it is
// long, or within its sentence where it is a fragment or reported: a clause
// without its "he said that" reads as if it were quoted.
func (f *found) statement(h index.Hit, r *data.Record, q *data.Quote) ranked {
	span := q.Span
	if item, ok := takeawayAround(r, span); ok {
		h.Kind = index.Takeaway
		return f.score(h, r, nil, item)
	}
	switch text := r.Article.Text; {
	case span.Len() > maxBytes:
		span = f.cut(text, span, language(r, q))
	case q.Kind == data.Reported || len(strings.Fields(span.Of(text))) < fewWords:
		span = sentenceAround(r, span)
	}
	return f.score(h, r, q, span)
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

// spokenPart is how much of a passage must be one person's statements for the
// passage to go under that name.
const spokenPart = 0.3

// spokenIn is the longest statement in the span, where all that are in it have
// the same speaker and make up enough of it; nil otherwise.
func spokenIn(r *data.Record, s data.Span) *data.Quote {
	var longest *data.Quote
	spoken := 0
	for i := range r.Quotes {
		q := &r.Quotes[i]
		n := overlap(q.Span, s)
		if n == 0 {
			continue
		}
		if longest != nil && q.Shown() != longest.Shown() {
			return nil
		}
		if longest == nil || n > overlap(longest.Span, s) {
			longest = q
		}
		spoken += n
	}
	if float64(spoken) < spokenPart*float64(s.Len()) {
		return nil
	}
	return longest
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
	for i, s := range sentences {
		covers[i], _ = f.matcher.cover(s.Of(text), lng)
		if v := f.matcher.total(covers[i]); v > best {
			best, at = v, i
		}
	}
	first, last := at, at
	have := covers[at]
	for {
		more, side := 0.0, 0
		for _, c := range []int{first - 1, last + 1} {
			if c < 0 || c >= len(sentences) || sentences[max(last, c)].End-sentences[min(first, c)].Start > maxBytes {
				continue
			}
			if g := f.matcher.total(union(have, covers[c])) - f.matcher.total(have); g > more {
				more, side = g, c
			}
		}
		if more < extendGain {
			return data.Span{Start: sentences[first].Start, End: sentences[last].End}
		}
		have = union(have, covers[side])
		first, last = min(first, side), max(last, side)
	}
}

func union(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = max(a[i], b[i])
	}
	return out
}

// score weighs what the cited words cover, what the rest of the unit and its
// surroundings cover, and who speaks.
func (f *found) score(h index.Hit, r *data.Record, q *data.Quote, span data.Span) ranked {
	text := r.Article.Text
	own, lights := f.matcher.cover(span.Of(text), language(r, q))
	c := ranked{span: span, day: r.Article.Day(), cover: own}
	speaker := ""
	if q != nil {
		speaker = q.Shown()
	}
	for k := range own {
		own[k] = max(own[k], unitPart*h.Words[k], aroundPart*h.Around[k])
		if f.plan.speaks(k, speaker) {
			own[k] = 1
		}
	}
	c.topical, c.person = f.split(own)
	c.Citation = newCitation(r, q, h.Kind, span)
	c.Highlights = lights
	c.Score = f.matcher.total(own) + textPart*(h.Score-f.matcher.total(own))
	if f.plan.asked >= 0 && f.plan.speaks(f.plan.asked, speaker) {
		c.Score += speakerGain
	}
	if q != nil && f.plan.query.Kind == "statement" {
		c.Score += statementGain
	}
	return c
}

// split parts a coverage into that of the topics, as a share of their weight,
// and that of the person asked for.
func (f *found) split(cover []float64) (topical, person float64) {
	weight := 0.0
	person = 1
	for k, v := range cover {
		if k == f.plan.asked {
			person = v
			continue
		}
		topical += f.matcher.weights[k] * v
		weight += f.matcher.weights[k]
	}
	if weight == 0 {
		return 1, person
	}
	return topical / weight, person
}

// speaks reports whether concept k is a person who is the speaker.
func (p *plan) speaks(k int, speaker string) bool {
	if speaker == "" {
		return false
	}
	for _, n := range p.request.Concepts[k].Speakers {
		if n == speaker {
			return true
		}
	}
	return false
}
