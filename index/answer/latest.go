package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"verbatim/data"
	"verbatim/index"
	"verbatim/index/query"
)

// LatestRequest narrows the takeaways asked for; empty fields do not.
type LatestRequest struct {
	Topic, Source string
	Since, Until  string // YYYY-MM-DD, inclusive, of the day printed
	Lang          string
	Limit, Offset int // articles
	AskerLang     string
	Now           time.Time
}

// Takeaways are those of one article, in order: the items of its own list, or
// else its most telling sentences.
type Takeaways struct {
	Article data.Article
	Items   []string // slices of the article's text, list markers left out
}

// Latest lists the takeaways of the newest articles, newest first, those without
// a date last. more says that further ones follow. With a topic, articles that
// cover it.
func (e *Engine) Latest(ctx context.Context, r LatestRequest) (list []Takeaways, more bool, err error) {
	f := index.Filter{Source: r.Source, Since: r.Since, Until: r.Until, Kinds: takeawayKinds}
	if r.Lang != "" {
		f.Langs = []string{r.Lang}
	}
	want := r.Offset + r.Limit + 1
	ids, err := e.latestArticles(ctx, r, f, want)
	if err != nil {
		return nil, false, err
	}
	more = len(ids) >= want
	ids = ids[min(r.Offset, len(ids)):min(r.Offset+r.Limit, len(ids))]
	records, err := e.library.Records(ctx, ids)
	if err != nil {
		return nil, false, fmt.Errorf("read the newest articles: %w", err)
	}
	for i := range records {
		list = append(list, takeaways(&records[i]))
	}
	return list, more, nil
}

// takeawayKinds are the units by which an article with takeaways is found: those
// of its list, or any passage.
var takeawayKinds = []index.UnitKind{index.Takeaway, index.Passage}

// latestArticles names up to n articles, newest first.
func (e *Engine) latestArticles(ctx context.Context, r LatestRequest, f index.Filter, n int) ([]string, error) {
	if r.Topic != "" {
		return e.latestOn(ctx, r, f)
	}
	units, err := e.index.Latest(ctx, f, n)
	if err != nil {
		return nil, fmt.Errorf("list the newest articles: %w", err)
	}
	var ids []string
	for _, u := range units {
		if !slices.Contains(ids, u.Article) {
			ids = append(ids, u.Article)
		}
	}
	return ids[:min(n, len(ids))], nil
}

// latestOn names the articles that cover a topic, newest first.
func (e *Engine) latestOn(ctx context.Context, r LatestRequest, f index.Filter) ([]string, error) {
	q := e.parser.Load().Parse(r.Topic, query.Options{Now: r.Now, Lang: r.AskerLang, Kind: query.Takeaways})
	q.Since, q.Until = f.Since, f.Until
	q.Source, q.Langs = f.Source, f.Langs
	got, err := e.find(ctx, q, r.Offset+r.Limit+1)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(got.citations, func(a, b ranked) int { return cmp.Compare(b.day, a.day) })
	return got.articles(), nil
}

func takeaways(r *data.Record) Takeaways {
	t := Takeaways{Article: r.Article}
	for _, s := range items(r) {
		t.Items = append(t.Items, s.Of(r.Article.Text))
	}
	return t
}

// newest answers a question for takeaways of no topic: those of the newest
// articles.
func (e *Engine) newest(ctx context.Context, a *Answer, q query.Query, limit int) error {
	f := index.Filter{Source: q.Source, Langs: q.Langs, Since: q.Since, Until: q.Until, Kinds: takeawayKinds}
	ids, err := e.latestArticles(ctx, LatestRequest{}, f, limit)
	if err != nil {
		return err
	}
	a.Citations, err = e.cited(ctx, ids, limit)
	a.Status, a.Reason = NothingFound, NoMatch
	if len(a.Citations) > 0 {
		a.Status, a.Reason = Answered, ""
	}
	return err
}

// cited are the takeaways of the articles, in order, as up to limit citations.
func (e *Engine) cited(ctx context.Context, ids []string, limit int) ([]Citation, error) {
	records, err := e.library.Records(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read the articles found: %w", err)
	}
	out := []Citation{}
	for i := range records {
		r := &records[i]
		for _, s := range items(r) {
			if len(out) == limit {
				return out, nil
			}
			c := newCitation(r, nil, kindOf(r, s), s)
			c.Rank = len(out) + 1
			out = append(out, c)
		}
	}
	return out, nil
}

// kindOf is whether the span is of the article's own list.
func kindOf(r *data.Record, s data.Span) index.UnitKind {
	for _, b := range r.Blocks {
		if b.Kind == data.Takeaway && b.Contains(s) {
			return index.Takeaway
		}
	}
	return index.Passage
}

// articles names those whose citations answer, the best first.
func (f *found) articles() []string {
	var ids []string
	for _, c := range f.citations {
		if c.topical >= f.plan.weights.AnswerAt && !slices.Contains(ids, c.ArticleID) {
			ids = append(ids, c.ArticleID)
		}
	}
	return ids
}
