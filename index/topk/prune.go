package topk

import (
	"cmp"
	"math/bits"
	"slices"
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

func (s *scorer) order() {
	slices.SortStableFunc(s.leaves, func(a, b *leaf) int { return cmp.Compare(a.bound, b.bound) })
	for _, leaves := range s.byGroup {
		slices.SortStableFunc(leaves, func(a, b *leaf) int { return cmp.Compare(b.bound, a.bound) })
	}
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
	for _, l := range s.leaves {
		if !l.lax && (s.total+max(0, l.bound-s.cut[l.group]))*slack <= threshold {
			s.loosen(l)
		}
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
		threshold = s.best.threshold()
	}
	bound := 0.0
	for g, v := range row {
		bound += max(v, s.cut[g])
	}
	for g := range row {
		if bound*slack <= threshold {
			return 0, nil
		}
		if s.cut[g] <= row[g] {
			continue
		}
		bound -= s.cut[g]
		if err := s.look(g, d, row); err != nil {
			return 0, err
		}
		bound += row[g]
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
	if matched < s.query.AtLeast {
		return 0
	}
	return score
}

// look scores the group's lax leaves in d, highest bound first, as long as one
// can be better than what the row holds.
func (s *scorer) look(g int, d uint32, row []float64) error {
	for _, l := range s.byGroup[g] {
		if l.bound <= row[g] {
			return nil
		}
		if !l.lax || !l.docs.Contains(d) {
			continue
		}
		v, err := l.score(d)
		if err != nil {
			return err
		}
		row[g] = max(row[g], v)
	}
	return nil
}
