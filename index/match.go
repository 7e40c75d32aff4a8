package index

import (
	"context"

	"verbatim/index/topk"
)

// Match is a plain search of the units' own words by BM25.
type Match struct {
	Terms []string
	// AtLeast is how many of the terms a unit must hold; 0 means any.
	AtLeast int
	Phrase  bool // the terms next to each other: see WithPositions
	Fuzzy   bool // longer terms match those an edit or two away, too
	Filter  Filter
	Limit   int
	// Exhaustive scores every unit that matches, for comparison.
	Exhaustive bool
	Bleve      bool // with Bleve's own search instead of package topk, for comparison
}

// Match finds the units that match m best, with their scores.
func (x *Index) Match(ctx context.Context, m Match) (hits []Hit, err error) {
	err = x.read(func(g *generation, rd *topk.Reader) error {
		q, err := m.query(rd)
		if err != nil {
			return err
		}
		if m.Bleve {
			found, err := stock{g.bleve, rd}.find(ctx, q)
			for _, f := range found {
				u, bad := unitStored(f.ID)
				if bad != nil {
					return bad
				}
				hits = append(hits, Hit{Unit: u, Score: f.Score})
			}
			return err
		}
		found, err := rd.Search(ctx, q)
		if err != nil {
			return err
		}
		hits, err = units(rd, found, 0)
		return err
	})
	return hits, err
}

// query says what m asks for: a group for each term, weighed by its idf.
func (m *Match) query(rd *topk.Reader) (q topk.Query, err error) {
	q = topk.Query{Limit: m.Limit, AtLeast: m.AtLeast, Exhaustive: m.Exhaustive}
	if q.Filter, err = m.Filter.unions(); err != nil {
		return q, err
	}
	if m.Phrase {
		g, err := m.phrase(rd)
		q.Groups = []topk.Group{g}
		return q, err
	}
	for _, t := range m.Terms {
		n, err := rd.Frequency(fieldWords, t)
		if err != nil {
			return q, err
		}
		g := topk.Group{Weight: topk.IDF(n, rd.Docs()), Leaves: []topk.Leaf{{Field: fieldWords, Terms: []string{t}, Weight: 1, BM25: true}}}
		if m.Fuzzy {
			if g.Leaves, err = rd.Similar(fieldWords, t); err != nil {
				return q, err
			}
		}
		q.Groups = append(q.Groups, g)
	}
	return q, nil
}

// phrase is weighed by the sum of its terms' idf, as Lucene does.
func (m *Match) phrase(rd *topk.Reader) (topk.Group, error) {
	g := topk.Group{Leaves: []topk.Leaf{{Field: fieldWords, Terms: m.Terms, Phrase: true, Weight: 1, BM25: true}}}
	for _, t := range m.Terms {
		n, err := rd.Frequency(fieldWords, t)
		if err != nil {
			return g, err
		}
		g.Weight += topk.IDF(n, rd.Docs())
	}
	return g, nil
}
