package index

import (
	"context"
	"math"

	"verbatim/index/topk"
)

// BM25's constants. k1 is Lucene's default; b is lower than its .75, since
// units are short and of like length, and a long statement is no worse an
// answer than a short one.
const (
	k1 = 1.2
	b  = 0.4
)

// How much a word counts by where it stands: in the unit's own words 1.
const (
	nearWeight  = 0.45
	titleWeight = 0.40
)

// aroundWorth is what an alternative must be worth to be looked for around a
// unit and in the title as well: the rest would be worth little there.
const aroundWorth = 0.5

// leastWorth is what an alternative must be worth, beside the concept's own
// word, to be looked up: below it lie common words that hardly tell one unit
// from another, and whose postings are the longest.
const leastWorth = 0.25

// Concept is a group of alternatives of which the best one counts, once.
type Concept struct {
	Alts []Alt
	// Speakers name the concept too: a statement of theirs covers it whole.
	Speakers []string
	// Importance multiplies the concept's rarity; 0 means 1.
	Importance float64
}

// Alt is one way to say a concept: a term, or several that must all stand in
// the same field.
type Alt struct {
	Terms  []string
	Weight float64 // 0 to 1
	// Phrase wants the terms next to each other, in order, stop words aside. The
	// index must have been built with positions: see Options.
	Phrase bool
}

// Filter narrows a search. Empty fields do not.
type Filter struct {
	Speakers []string // names as shown; any of them
	Kinds    []UnitKind
	Langs    []string
	Source   string   // any case
	Articles []string // ids; any of them
	// Since and Until bound the date said or the date printed: YYYY-MM-DD,
	// inclusive. Lag days after Until the date printed still counts.
	Since, Until string
	Lag          int
}

// Prefer adds to the score of units without asking for them.
type Prefer struct {
	Speakers []string
	Kinds    []UnitKind
	// Gain is added to Hit.Score: a share of the weight of all concepts.
	Gain float64
}

// Request is one search.
type Request struct {
	Concepts []Concept
	Filter   Filter
	Prefer   []Prefer
	Limit    int
	Bleve    bool // with Bleve's own search instead of package topk, for comparison
}

// Hit is a unit found.
type Hit struct {
	Unit
	// Score is what ranks: the share of the concepts' weight that the unit
	// covers (its frequencies and length considered, so that it may pass 1),
	// and the gains of Prefer.
	Score float64
	// Words and Around say for each concept how well it is covered, 0 to 1,
	// by the unit's own words, and by what surrounds it or the title.
	Words, Around []float64
}

// Result is what a search found, best first.
type Result struct {
	Hits []Hit
	// Weights are the concepts' shares of the whole, which add up to 1.
	Weights []float64
}

// Search finds the units that cover the request's concepts best. Without
// concepts it finds what passes the filter, in no order of worth.
func (x *Index) Search(ctx context.Context, r Request) (Result, error) {
	var res Result
	err := x.read(func(g *generation, rd *topk.Reader) error {
		q, weights, err := plan(rd, r)
		if err != nil {
			return err
		}
		search := rd.Search
		switch {
		case len(r.Concepts) == 0:
			search = rd.List
		case r.Bleve:
			search = stock{g.bleve, rd}.search
		}
		hits, err := search(ctx, q)
		if err != nil {
			return err
		}
		res.Weights = weights
		res.Hits, err = units(rd, hits, len(r.Concepts))
		return err
	})
	return res, err
}

// read opens the index at one moment for f.
func (x *Index) read(f func(g *generation, rd *topk.Reader) error) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.current == nil {
		return errClosed
	}
	return x.guarded(x.current, func() error {
		rd, done, err := x.current.reader()
		if err != nil {
			return err
		}
		defer done()
		return f(x.current, rd)
	})
}

// Parts of a hit's coverage; see topk.Leaf.
const (
	inWords  = iota // the unit's own words
	inAround        // what surrounds it, and the title
	parts
)

// plan turns a request into a query of the search core. weights are the
// concepts' shares of the whole, by the root of their rarity: the root keeps what
// every article is about (bitcoin) from counting for nothing beside a rare word.
func plan(rd *topk.Reader, r Request) (q topk.Query, weights []float64, err error) {
	q = topk.Query{Limit: r.Limit, Parts: parts}
	if q.Filter, err = r.Filter.unions(); err != nil {
		return q, nil, err
	}
	total := 0.0
	for _, c := range r.Concepts {
		w, err := c.weigh(rd)
		if err != nil {
			return q, nil, err
		}
		weight := math.Sqrt(w.rarity) * w.importance
		q.Groups = append(q.Groups, topk.Group{Weight: weight, Leaves: c.leaves(w)})
		total += weight
	}
	for k := range q.Groups {
		q.Groups[k].Weight /= max(total, 1e-9)
		weights = append(weights, q.Groups[k].Weight)
	}
	for _, p := range r.Prefer {
		q.Groups = append(q.Groups, topk.Group{Weight: p.Gain, Optional: true, Leaves: p.leaves()})
	}
	return q, weights, nil
}

// weighed is how rare a concept and its alternatives are.
type weighed struct {
	rarity     float64 // of the concept: see weigh
	importance float64
	worth      []float64 // of each alternative, 0 to 1; 0 where the index does not hold it
}

// weigh finds a concept's rarity: the idf of its first alternative that the index
// holds, which is the asker's own word where that is known.
func (c *Concept) weigh(rd *topk.Reader) (weighed, error) {
	w := weighed{importance: c.Importance, worth: make([]float64, len(c.Alts))}
	if w.importance <= 0 {
		w.importance = 1
	}
	w.rarity = math.Log(1 + float64(rd.Docs()) + .5) // as of a word that nothing holds
	for a := len(c.Alts) - 1; a >= 0; a-- {
		n, err := rd.Frequency(fieldWords, c.Alts[a].Terms...)
		if err != nil {
			return w, err
		}
		if n > 0 {
			w.worth[a] = topk.IDF(n, rd.Docs())
			w.rarity = w.worth[a]
		}
	}
	for a, idf := range w.worth {
		w.worth[a] = c.Alts[a].Weight * min(1, idf/max(w.rarity, 1e-9))
	}
	return w, nil
}

// leaves are the ways to say the concept, wherever they may stand, and who speaks.
func (c *Concept) leaves(w weighed) []topk.Leaf {
	var out []topk.Leaf
	for a, alt := range c.Alts {
		worth := w.worth[a]
		if worth >= leastWorth || a == 0 {
			out = append(out, topk.Leaf{Field: fieldWords, Terms: alt.Terms, Phrase: alt.Phrase, Weight: worth, BM25: true, Part: inWords})
		}
		if (worth >= aroundWorth || a == 0) && !alt.Phrase {
			out = append(out, topk.Leaf{Field: fieldNear, Terms: alt.Terms, Weight: worth * nearWeight, Part: inAround},
				topk.Leaf{Field: fieldTitle, Terms: alt.Terms, Weight: worth * titleWeight, Part: inAround})
		}
	}
	for _, name := range c.Speakers {
		out = append(out, topk.Leaf{Field: fieldSpeaker, Terms: []string{name}, Weight: 1, Part: inWords})
	}
	return out
}

func (p *Prefer) leaves() []topk.Leaf {
	var out []topk.Leaf
	for _, name := range p.Speakers {
		out = append(out, topk.Leaf{Field: fieldSpeaker, Terms: []string{name}, Weight: 1})
	}
	for _, k := range kindTerms(p.Kinds) {
		out = append(out, topk.Leaf{Field: fieldKind, Terms: []string{k}, Weight: 1})
	}
	return out
}

// units names what was found, with the coverage of the first concepts groups.
func units(rd *topk.Reader, found []topk.Hit, concepts int) ([]Hit, error) {
	hits := make([]Hit, len(found))
	for i, h := range found {
		id, err := rd.ID(h.Segment, h.Doc)
		if err != nil {
			return nil, err
		}
		u, err := unitStored(id)
		if err != nil {
			return nil, err
		}
		hits[i] = Hit{Unit: u, Score: h.Score}
		if concepts > 0 {
			hits[i].Words, hits[i].Around = h.Parts[inWords][:concepts], h.Parts[inAround][:concepts]
		}
	}
	return hits, nil
}
