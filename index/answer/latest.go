package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"verbatim/data"
	"verbatim/data/extract"
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

// Takeaways are the items of one article's own takeaways list, in order.
type Takeaways struct {
	Article data.Article
	Items   []string // slices of the article's text, list markers left out
}

// Latest lists the takeaways of the newest articles that have a list of their
// own, newest first, those without a date last. more says that further ones
// follow. With a topic, articles whose list covers it.
func (e *Engine) Latest(ctx context.Context, r LatestRequest) (list []Takeaways, more bool, err error) {
	f := index.Filter{Source: r.Source, Since: r.Since, Until: r.Until, Kinds: []index.UnitKind{index.Takeaway}}
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

// latestOn names the articles whose takeaways cover a topic, newest first.
func (e *Engine) latestOn(ctx context.Context, r LatestRequest, f index.Filter) ([]string, error) {
	q := e.parser.Load().Parse(r.Topic, query.Options{Now: r.Now, Lang: r.AskerLang, Kind: query.Takeaways})
	q.Since, q.Until = f.Since, f.Until
	q.Source, q.Langs = f.Source, f.Langs
	got, err := e.find(ctx, q, r.Offset+r.Limit+1)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(got.citations, func(a, b ranked) int { return cmp.Compare(b.day, a.day) })
	var ids []string
	for _, c := range got.citations {
		if c.topical >= e.Weights.AnswerAt && !slices.Contains(ids, c.ArticleID) {
			ids = append(ids, c.ArticleID)
		}
	}
	return ids, nil
}

func takeaways(r *data.Record) Takeaways {
	t := Takeaways{Article: r.Article}
	for _, b := range r.Blocks {
		if b.Kind == data.Takeaway {
			item := b.Of(r.Article.Text)
			t.Items = append(t.Items, item[extract.Marker(item):])
		}
	}
	return t
}

// newest answers a question for takeaways of no topic: the items of the newest
// articles that have a list.
func (e *Engine) newest(ctx context.Context, a *Answer, q query.Query, limit int) error {
	f := index.Filter{Source: q.Source, Langs: q.Langs, Since: q.Since, Until: q.Until, Kinds: []index.UnitKind{index.Takeaway}}
	units, err := e.index.Latest(ctx, f, limit)
	if err != nil {
		return fmt.Errorf("list the newest takeaways: %w", err)
	}
	units = units[:min(limit, len(units))]
	hits := make([]surrounded, len(units))
	for i, u := range units {
		hits[i].Unit = u
	}
	records, err := e.records(ctx, hits)
	if err != nil {
		return err
	}
	for _, u := range units {
		if r := records[u.Article]; r != nil && u.Span.Check(r.Article.Text) == nil {
			c := newCitation(r, nil, index.Takeaway, u.Span)
			c.Rank = len(a.Citations) + 1
			a.Citations = append(a.Citations, c)
		}
	}
	a.Status, a.Reason = NothingFound, NoMatch
	if len(a.Citations) > 0 {
		a.Status, a.Reason = Answered, ""
	}
	return nil
}
