package index

import (
	"context"
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"verbatim/index/topk"
)

// stock searches with Bleve's own search instead of package topk, for comparison.
// Alternatives of a concept add up there, and scores are Bleve's.
type stock struct {
	bleve  bleve.Index
	reader *topk.Reader
}

func (s stock) search(ctx context.Context, q topk.Query) ([]topk.Hit, error) {
	found, err := s.find(ctx, q)
	if err != nil {
		return nil, err
	}
	var hits []topk.Hit
	for _, f := range found {
		h, ok, err := s.reader.Find(f.ID)
		if err != nil {
			return nil, err
		}
		if ok { // else it was written since the reader was opened
			h.Score = f.Score
			hits = append(hits, h)
		}
	}
	return hits, s.reader.TellParts(ctx, q, hits)
}

// find is the search alone, as Bleve answers it.
func (s stock) find(ctx context.Context, q topk.Query) (search.DocumentMatchCollection, error) {
	res, err := s.bleve.SearchInContext(ctx, bleve.NewSearchRequestOptions(stockQuery(q), max(q.Limit, 1), 0, false))
	if err != nil {
		return nil, fmt.Errorf("search with Bleve: %w", err)
	}
	if res.Status.Failed > 0 {
		return nil, fmt.Errorf("search with Bleve: %v", res.Status.Errors)
	}
	return res.Hits, nil
}

// stockQuery says the same in Bleve's terms. Filters are parts of a conjunction
// without weight: faster than BooleanQuery.AddFilter.
func stockQuery(q topk.Query) query.Query {
	var required, optional []query.Query
	for _, g := range q.Groups {
		group := stockGroup(g)
		if g.Optional {
			optional = append(optional, group)
			continue
		}
		required = append(required, group)
	}
	any := query.NewDisjunctionQuery(required)
	any.SetMin(float64(max(q.AtLeast, 1)))
	var all query.Query = any
	if len(q.Filter) > 0 {
		conjuncts := []query.Query{any}
		for _, u := range q.Filter {
			conjuncts = append(conjuncts, stockUnion(u))
		}
		all = query.NewConjunctionQuery(conjuncts)
	}
	if len(optional) == 0 {
		return all
	}
	return query.NewBooleanQuery([]query.Query{all}, optional, nil)
}

func stockGroup(g topk.Group) query.Query {
	var alternatives []query.Query
	for _, l := range g.Leaves {
		boost := g.Weight * l.Weight
		if l.Phrase {
			p := query.NewPhraseQuery(l.Terms, l.Field)
			p.SetBoost(boost)
			alternatives = append(alternatives, p)
			continue
		}
		alternatives = append(alternatives, stockTerms(l.Field, l.Terms, boost))
	}
	if len(alternatives) == 1 {
		return alternatives[0]
	}
	return query.NewDisjunctionQuery(alternatives)
}

// stockTerms wants all the terms in the field.
func stockTerms(field string, terms []string, boost float64) query.Query {
	var all []query.Query
	for _, t := range terms {
		q := query.NewTermQuery(t)
		q.SetField(field)
		q.SetBoost(boost)
		all = append(all, q)
	}
	if len(all) == 1 {
		return all[0]
	}
	return query.NewConjunctionQuery(all)
}

func stockUnion(u topk.Union) query.Query {
	var any []query.Query
	for _, s := range u {
		for _, t := range s.Terms {
			any = append(any, stockTerms(s.Field, []string{t}, 0))
		}
	}
	if len(any) == 1 {
		return any[0]
	}
	return query.NewDisjunctionQuery(any)
}
