package topk

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// levelled is a group whose documents are sorted by how much it can add to them.
type levelled struct {
	index    int // in the query
	optional bool
	counts   int     // 1, or 0 where it is optional
	levels   []level // highest bound first
	first    int     // column of the grid: that of levels[0]
}

// level is documents to which a group adds the bound at most, those of lower
// levels perhaps among them.
type level struct {
	bound float64
	tiers []tier // highest bound first
	// What the bound is in documents of a known length: flat, or factor times the
	// strength of a word that stands times times.
	flat, factor, times float64
	same                bool // all of its leaves add just the bound
}

// at is the level's bound in documents of a length.
func (l *level) at(m BM25, length float64) float64 {
	if l.factor == 0 {
		return l.flat
	}
	return max(l.flat, l.factor*m.Strength(l.times, length))
}

// tier is a set of documents to which a leaf adds the bound at most.
type tier struct {
	*leaf
	docs  *roaring.Bitmap
	bound float64
	times int // how often the leaf's word stands in them at most; 0 where that is not known
}

const maxLevels = 6 // of a group

func newLevelled(index int, optional bool, leaves []*leaf) (levelled, error) {
	g := levelled{index: index, optional: optional, counts: 1}
	if optional {
		g.counts = 0
	}
	var tiers []tier
	for _, l := range leaves {
		more, err := l.tiers()
		if err != nil {
			return g, err
		}
		tiers = append(tiers, more...)
	}
	slices.SortStableFunc(tiers, func(a, b tier) int { return cmp.Compare(b.bound, a.bound) })
	highest, lowest := tiers[0].bound, tiers[len(tiers)-1].bound
	step := max(highest-lowest, 1e-9) / maxLevels
	for i, t := range tiers {
		if i == 0 || step*float64(len(g.levels)) <= highest-t.bound && t.bound < g.levels[len(g.levels)-1].bound {
			g.levels = append(g.levels, level{bound: t.bound, same: true})
		}
		last := &g.levels[len(g.levels)-1]
		last.tiers = append(last.tiers, t)
		last.same = last.same && t.bound == last.bound && !t.BM25 && !t.Phrase
		if t.times == 0 {
			last.flat = max(last.flat, t.bound)
			continue
		}
		last.factor, last.times = max(last.factor, t.factor), max(last.times, float64(t.times))
	}
	return g, nil
}

// tiers are the leaf's documents, and where there are many, those again in which
// its word stands twice or more often, with a higher bound.
func (l *leaf) tiers() ([]tier, error) {
	all := tier{leaf: l, docs: l.docs, bound: l.bound}
	if l.impact == nil || l.docs.GetCardinality() < l.reader.costs.tiers {
		return []tier{all}, nil
	}
	all.bound, all.times = l.atMost(1), 1
	out := []tier{all}
	for n := 2; n <= l.impact.most(); n++ {
		often, err := l.impact.atLeast(n)
		if err != nil {
			return nil, err
		}
		if often.IsEmpty() {
			break
		}
		if !l.all {
			often = roaring.And(often, l.docs)
		}
		t := tier{leaf: l, docs: often, bound: l.bound}
		if n < l.impact.most() {
			t.bound, t.times = l.atMost(n), n
		}
		out = append(out, t)
	}
	return out, nil
}

// atMost is the most that the leaf adds where its first word stands n times.
func (l *leaf) atMost(n int) float64 {
	return l.factor * l.reader.bm25.Strength(float64(n), l.impact.lengths.shortest)
}
