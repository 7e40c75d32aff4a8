package topk

import (
	"cmp"
	"context"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// add takes a leaf in. One of an optional group never brings a document up.
func (s *scorer) add(l *leaf, optional bool) {
	s.byGroup[l.group] = append(s.byGroup[l.group], l)
	if optional {
		s.loosen(l)
		return
	}
	s.leaves = append(s.leaves, l)
}

// order gets the scorer ready to go through windows.
func (s *scorer) order(ctx context.Context) error {
	if err := s.narrow(ctx); err != nil {
		return err
	}
	slices.SortStableFunc(s.leaves, func(a, b *leaf) int { return cmp.Compare(a.bound, b.bound) })
	for _, leaves := range s.byGroup {
		slices.SortStableFunc(leaves, func(a, b *leaf) int { return cmp.Compare(b.bound, a.bound) })
	}
	s.byCut = make([]int, s.groups)
	for g := range s.byCut {
		s.byCut[g] = g
	}
	s.orderGroups()
	return nil
}

// orderGroups puts those first whose lax leaves can add most: looking them up
// tells soonest that a document is not among the best.
func (s *scorer) orderGroups() {
	slices.SortStableFunc(s.byCut, func(a, b int) int { return cmp.Compare(s.cut[b], s.cut[a]) })
}

// loosen makes the leaf lax.
func (s *scorer) loosen(l *leaf) {
	l.lax = true
	if more := l.bound - s.cut[l.group]; more > 0 {
		s.cut[l.group] = l.bound
		s.total += more
	}
}

// relax makes lax what cannot bring a document up any more: all that is left out
// of together must not reach the threshold. Documents come in order, so that one
// that only equals the threshold comes too late.
func (s *scorer) relax() {
	if s.query.Exhaustive {
		return
	}
	threshold := s.best.threshold()
	changed := false
	for _, l := range s.leaves {
		if !l.lax && (s.total+max(0, l.bound-s.cut[l.group]))*slack <= threshold {
			s.loosen(l)
			changed = true
		}
	}
	if changed {
		s.orderGroups()
	}
}

// judge completes the documents of the window from start on that can still be
// among the best, and clears the window.
func (s *scorer) judge(start uint32) error {
	for word := range s.matrix.seen[:s.window/64] {
		for s.matrix.seen[word] != 0 {
			bit := bits.TrailingZeros64(s.matrix.seen[word])
			s.matrix.seen[word] &^= 1 << bit
			at := word*64 + bit
			row := s.matrix.cells[at*s.groups : (at+1)*s.groups]
			score, err := s.complete(start+uint32(at), row)
			clear(row)
			if err != nil {
				return err
			}
			if score > 0 {
				s.best.offer(Hit{Segment: s.segment, Doc: start + uint32(at), Score: score})
			}
		}
	}
	return nil
}

// slack covers that sums in another order differ in their last bits.
const slack = 1 + 1e-12

// complete adds the lax leaves to a document's row and sums it up; 0 where it
// cannot be among the best.
func (s *scorer) complete(d uint32, row []float64) (float64, error) {
	threshold := -1.0
	if !s.query.Exhaustive {
		threshold = s.best.threshold() / slack
	}
	bound := 0.0
	for g, v := range row {
		bound += max(v, s.cut[g])
	}
	for _, g := range s.byCut {
		if bound <= threshold {
			return 0, nil
		}
		if s.cut[g] <= row[g] {
			continue
		}
		bound -= s.cut[g]
		if err := s.look(g, d, row, threshold-bound); err != nil {
			return 0, err
		}
		bound += row[g]
	}
	if bound <= threshold {
		return 0, nil
	}
	return s.sum(row), nil
}

// sum is the score of a whole row; 0 where too few groups match.
func (s *scorer) sum(row []float64) float64 {
	score, matched := 0.0, 0
	for g, v := range row {
		score += v
		if v > 0 && !s.query.Groups[g].Optional {
			matched++
		}
	}
	if matched < s.atLeast {
		return 0
	}
	return score
}

// look scores the group's lax leaves in d, highest bound first, as long as one
// can add more than what the row holds, and enough.
func (s *scorer) look(g int, d uint32, row []float64, enough float64) error {
	if !s.holding(g).Contains(d) {
		return nil
	}
	for _, l := range s.byGroup[g] {
		if l.bound <= max(row[g], enough) {
			return nil
		}
		if !l.lax || !l.docs.Contains(d) {
			continue
		}
		v, err := l.score(d, enough)
		if err != nil {
			return err
		}
		row[g] = max(row[g], v)
	}
	return nil
}

// holding is the set of documents that match the group. Most documents that are
// looked up match few groups: one look tells, instead of one for each leaf.
func (s *scorer) holding(g int) *roaring.Bitmap {
	if s.any[g] == nil {
		sets := make([]*roaring.Bitmap, len(s.byGroup[g]))
		for i, l := range s.byGroup[g] {
			sets[i] = l.docs
		}
		s.any[g] = union(sets)
	}
	return s.any[g]
}
