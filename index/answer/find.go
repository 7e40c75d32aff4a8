package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"verbatim/data"
	"verbatim/index/query"
)

// found is what a search brought, as citations, best first.
type found struct {
	plan      plan
	matcher   *matcher
	citations []ranked
	strict    bool            // a statement's context is what stands close by: see closeBy
	named     map[string]bool // article -> it names the person asked for, as far as looked up
}

// ranked is a citation on its way to being shown.
type ranked struct {
	Citation
	traits
	span    data.Span
	day     string    // date printed
	cover   []float64 // of each concept
	topical float64   // share of the topics' weight that is covered
	person  float64   // coverage of the person asked for; 1 where nobody is
	like    float64   // likeness of meaning to the question, where it was asked for
	missing bool      // somebody else whom the question names is not spoken of
	other   bool      // the words of somebody else than the person asked for
	also    []string
}

// find searches for q and cuts and ranks the citations, for up to limit to show,
// where articles are named in those alone.
func (e *Engine) find(ctx context.Context, q query.Query, limit int, articles ...string) (found, error) {
	f, err := e.gather(ctx, q, limit, articles)
	if err != nil {
		return f, err
	}
	slices.SortFunc(f.citations, better)
	e.compare(ctx, &f)
	f.ownWords()
	f.citations = distinct(f.citations)
	if e.Parts.Merging {
		f.citations = merge(f.citations)
	}
	return f, nil
}

// gather searches for q and cuts what is found to citations, in no order.
func (e *Engine) gather(ctx context.Context, q query.Query, limit int, articles []string) (found, error) {
	p := newPlan(q, limit, e.Weights, e.Parts)
	p.request.Filter.Articles = articles
	if f, ok := e.memory.recall(p); ok && articles == nil {
		return f, nil
	}
	f := found{plan: p}
	res, err := e.index.Search(ctx, p.request)
	if err != nil {
		return f, fmt.Errorf("search: %w", err)
	}
	f.matcher = newMatcher(p.request.Concepts, res.Weights)
	hits := p.surround(res, max(cited, limit))
	records, err := e.records(ctx, hits)
	if err != nil {
		return f, err
	}
	for _, h := range hits {
		r := records[h.Article]
		if r == nil {
			continue // deleted since: the index follows in a moment
		}
		if c, ok := f.citation(h, r); ok && !outside(c.SaidOn, q.Since, q.Until) && !f.untimely(r, c.span) {
			f.citations = append(f.citations, c)
		}
	}
	if articles == nil {
		e.memory.keep(f)
	}
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

// untimely reports whether the span holds a statement that was said outside of
// the period asked for: its passage is no way round its date.
func (f *found) untimely(r *data.Record, span data.Span) bool {
	return slices.ContainsFunc(r.Quotes, func(q data.Quote) bool {
		return q.Overlaps(span) && outside(q.SaidOn, f.plan.query.Since, f.plan.query.Until)
	})
}

func (e *Engine) records(ctx context.Context, hits []surrounded) (map[string]*data.Record, error) {
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
