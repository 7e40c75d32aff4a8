package topk

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"
)

// sieve finds the documents of a segment that could be among the best, 64 at a
// time. A group's leaves are sorted into levels, a term of the words into one for
// each frequency, and each level is a bit for each document. A document scores at
// most the sum over groups of the bound of the highest level that holds it. The
// groups are gone through with a mask of 64 documents, which is empty as soon as
// what the remaining groups can add is enough for none of them.
//
// What documents must reach is high at first, and is lowered until as many as are
// wanted reach it: so the best are found first, and few others are scored.
type sieve struct {
	*scorer
	*grid              // a column for each level
	groups  []levelled // highest bound first
	rest    []float64  // [i]: the most that groups[i:] add
	least   []int      // [i]: how many of groups[i:] are not optional
	bounds  []float64  // by column
	lengths *lengths   // nil where the index does not tell them
	lowest  float64    // of all bounds
	of      []uint64   // row that is gone through
	adds    []float64  // by group of the query: what its best leaf adds
	most    []float64  // by group of the query: what it can add
	reach   float64    // what documents must be able to score
	found   uint64     // documents of the row to be scored
	judged  int        // documents
}

const (
	sieveGroups = 32      // groups up to which a sieve pays
	sieveWords  = 4 << 20 // of a grid at most: 32 MB
	firstReach  = .8      // of the highest score that there can be, what documents must reach first
	lowerReach  = .8      // by which that is lowered
	sampleOf    = 16      // words, one in a sample
)

// costs are measured numbers of documents; tests of few documents lower them.
type costs struct {
	sieve uint64 // in the leaves' lists, from which a sieve pays
	tiers uint64 // of a leaf, from which it pays to tell its frequencies apart
}

var defaultCosts = costs{sieve: 4096, tiers: 256}

// sieves reports whether a sieve is worth its while.
func (s *scorer) sieves() bool {
	if s.query.Exhaustive || s.groups > sieveGroups || s.groups*maxLevels*(s.size/64+1) > sieveWords {
		return false
	}
	listed := uint64(0)
	for _, leaves := range s.byGroup {
		for _, l := range leaves {
			listed += l.docs.GetCardinality()
		}
	}
	return listed >= s.reader.costs.sieve
}

// sift scores the segment's documents.
func (s *scorer) sift(ctx context.Context) error {
	g := grids.Get().(*grid)
	defer grids.Put(g)
	v, err := newSieve(s, g)
	if err != nil || len(v.words) == 0 {
		return err
	}
	at, err := v.firstReach(ctx)
	for err == nil {
		err = v.pass(ctx, at, 1)
		have := s.best.threshold()
		if at == 0 || have >= at {
			break
		}
		at = v.lower(at, have)
	}
	return err
}

func newSieve(s *scorer, grid *grid) (*sieve, error) {
	v := &sieve{scorer: s, grid: grid, adds: make([]float64, s.groups), most: make([]float64, s.groups), lowest: math.Inf(1)}
	var err error
	if v.lengths, err = s.reader.lengths(s.segment); err != nil {
		return nil, err
	}
	for g, leaves := range s.byGroup {
		if len(leaves) == 0 {
			continue
		}
		l, err := newLevelled(g, s.query.Groups[g].Optional, leaves)
		if err != nil {
			return nil, err
		}
		v.groups = append(v.groups, l)
	}
	slices.SortStableFunc(v.groups, func(a, b levelled) int { return cmp.Compare(b.levels[0].bound, a.levels[0].bound) })
	v.lay()
	v.rest, v.least = make([]float64, len(v.groups)+1), make([]int, len(v.groups)+1)
	for i, g := range slices.Backward(v.groups) {
		v.rest[i], v.least[i] = v.rest[i+1]+g.levels[0].bound, v.least[i+1]
		if !g.optional {
			v.least[i]++
		}
	}
	return v, nil
}

// lay fills the grid.
func (v *sieve) lay() {
	var required []int
	for i := range v.groups {
		g := &v.groups[i]
		g.first = len(v.bounds)
		for _, l := range g.levels {
			if !g.optional {
				required = append(required, len(v.bounds))
			}
			v.bounds = append(v.bounds, l.bound)
			v.lowest = min(v.lowest, l.bound)
		}
	}
	size := (v.size + 63) / 64
	v.reset(size, len(v.bounds))
	for _, g := range v.groups {
		for i, l := range g.levels {
			for _, t := range l.tiers {
				v.put(g.first+i, t.docs)
			}
		}
	}
	for word := range uint32(size) {
		row, any := v.row(word), uint64(0)
		for _, c := range required {
			any |= row[c]
		}
		if any != 0 {
			v.words, v.left = append(v.words, word), append(v.left, any)
		}
	}
}

// firstReach is a score that somewhat more documents can reach than are wanted, by
// a sample of them.
func (v *sieve) firstReach(ctx context.Context) (at float64, err error) {
	for at = v.rest[0] * firstReach; at > 0; at = v.lower(at, v.best.threshold()) {
		err := v.pass(ctx, at, sampleOf)
		if err != nil || v.judged > v.best.limit/sampleOf*2+2 || v.best.threshold() >= at {
			return at, err
		}
	}
	return at, nil
}

// lower is the next score for documents to reach; at 0 all that match do.
func (v *sieve) lower(at, have float64) float64 {
	if at = max(at*lowerReach, have); at < v.lowest {
		return 0
	}
	return at
}

// pass scores the documents that can reach a score, and were not scored before,
// of every nth word.
func (v *sieve) pass(ctx context.Context, at float64, n int) error {
	for i := 0; i < len(v.words); i += n {
		if i/n%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if v.left[i] == 0 {
			continue
		}
		v.of, v.found, v.reach = v.row(v.words[i]), 0, max(at, v.best.threshold())/slack
		v.through(0, v.left[i], 0, 0)
		v.left[i] &^= v.found
		v.judged += bits.OnesCount64(v.found)
		for found := v.found; found != 0; found &= found - 1 {
			if err := v.judge(v.words[i], bits.TrailingZeros64(found)); err != nil {
				return err
			}
		}
	}
	return nil
}

// through goes through the groups from i on with the documents in the mask, of
// which each matches so many groups before that can add so much.
func (v *sieve) through(i int, mask uint64, sum float64, matched int) {
	for ; ; i++ {
		switch {
		case sum >= v.reach && matched >= v.atLeast:
			v.found |= mask
			return
		case i == len(v.groups) || sum+v.rest[i] < v.reach || matched+v.least[i] < v.atLeast:
			return
		}
		g := &v.groups[i]
		for l, docs := range v.of[g.first : g.first+len(g.levels)] {
			if in := mask & docs; in != 0 {
				v.through(i+1, in, sum+v.bounds[g.first+l], matched+g.counts)
				if mask &^= in; mask == 0 {
					return
				}
			}
		}
	}
}

// judge scores a document of the row, where it can still be among the best.
func (v *sieve) judge(word uint32, bit int) error {
	d := word*64 + uint32(bit)
	clear(v.adds)
	clear(v.most)
	length := 0.0
	if v.lengths != nil {
		length = float64(v.lengths.of[d])
	}
	for i := range v.groups {
		g, most := &v.groups[i], 0.0
		for l := range g.levels {
			if g.levels[l].bound <= most {
				break
			}
			if v.of[g.first+l]>>bit&1 != 0 {
				most = max(most, g.levels[l].at(v.reader.bm25, length))
			}
		}
		v.most[g.index] = most
	}
	for i := range v.groups {
		g := &v.groups[i]
		if v.most[g.index] == 0 {
			continue
		}
		enough, ok := v.enough(d, g.index)
		if !ok {
			return nil
		}
		if err := v.weigh(g, d, bit, enough); err != nil {
			return err
		}
		v.most[g.index] = v.adds[g.index]
	}
	if score := v.sum(v.adds); score > 0 {
		v.best.offer(Hit{Segment: v.segment, Doc: d, Score: score})
	}
	return nil
}

// enough is what group g must add for d to be among the best; ok is false where
// it cannot be. The sum is that of scorer.sum in the same order, so that it is no
// less than the score, rounding included.
func (v *sieve) enough(d uint32, g int) (enough float64, ok bool) {
	if len(v.best.hits) < v.best.limit {
		return 0, true
	}
	most := 0.0
	for _, m := range v.most {
		most += m
	}
	worst := v.best.hits[0]
	if !(Hit{Segment: v.segment, Doc: d, Score: most}).before(worst) {
		return 0, false
	}
	return (v.most[g] - (most - worst.Score)) / slack, true
}

// weigh scores the group's leaves in d, which is a bit of the row.
func (v *sieve) weigh(g *levelled, d uint32, bit int, enough float64) error {
	best := &v.adds[g.index]
	for i := range g.levels {
		l := &g.levels[i]
		if l.bound <= *best {
			return nil
		}
		if v.of[g.first+i]>>bit&1 == 0 {
			continue
		}
		if l.same {
			*best = l.bound
			return nil
		}
		for _, t := range l.tiers {
			if t.bound <= *best {
				break
			}
			if len(l.tiers) > 1 && !t.docs.Contains(d) {
				continue
			}
			s, err := t.score(d, enough)
			if err != nil {
				return err
			}
			*best = max(*best, s)
		}
	}
	return nil
}
