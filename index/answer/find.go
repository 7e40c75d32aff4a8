package answer

import (
	"context"
	"fmt"
	"sort"

	"verbatim/data"
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

// find searches for q and cuts and ranks the citations.
func (e *Engine) find(ctx context.Context, q query.Query) (found, error) {
	p := newPlan(q)
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
		if c, ok := f.citation(h, r); ok {
			f.citations = append(f.citations, c)
		}
	}
	sort.SliceStable(f.citations, func(i, j int) bool { return f.citations[i].Score > f.citations[j].Score })
	f.citations = merge(distinct(f.citations))
	return f, nil
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
	text := r.Article.Text
	if h.Span.Check(text) != nil {
		return ranked{}, false
	}
	quote := quoteAt(r, h)
	if h.Kind == index.Statement && quote == nil {
		return ranked{}, false
	}
	span := h.Span
	if h.Kind != index.Takeaway && (quote == nil || span.Len() > maxBytes) {
		span = f.cut(text, span, language(r, quote))
	}
	if quote == nil && h.Kind == index.Passage {
		if q := saidIn(r, span); q != nil {
			quote, span = q, q.Span
			if span.Len() > maxBytes {
				span = f.cut(text, span, language(r, quote))
			}
		}
	}
	return f.score(h, r, quote, span), true
}

// quoteAt is the record's statement that a hit names.
func quoteAt(r *data.Record, h index.Hit) *data.Quote {
	if h.Kind != index.Statement {
		return nil
	}
	for i := range r.Quotes {
		if r.Quotes[i].Span == h.Span {
			return &r.Quotes[i]
		}
	}
	return nil
}

// saidIn is the statement that makes up most of the span.
func saidIn(r *data.Record, s data.Span) *data.Quote {
	for i := range r.Quotes {
		q := &r.Quotes[i]
		if shared := min(q.End, s.End) - max(q.Start, s.Start); 2*shared >= s.Len() {
			return q
		}
	}
	return nil
}

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
