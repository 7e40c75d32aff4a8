package topk

import (
	"cmp"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// filter is the set of the segment's documents that may be found at all. nil
// means every one.
func (r *Reader) filter(seg int, q *Query) (*roaring.Bitmap, error) {
	if len(q.Filter) == 0 {
		return nil, nil
	}
	return r.InAll(seg, q.Filter)
}

// narrow leaves only the documents that match enough groups.
func (s *scorer) narrow(ctx context.Context) error {
	if s.atLeast == 1 {
		return nil
	}
	var sets []*roaring.Bitmap
	for g := range s.byGroup {
		if !s.query.Groups[g].Optional {
			sets = append(sets, s.holding(g))
		}
	}
	enough, err := atLeast(ctx, s.atLeast, sets)
	if err != nil {
		return err
	}
	for g, leaves := range s.byGroup {
		s.any[g] = nil
		for _, l := range leaves {
			l.docs = roaring.And(l.docs, enough)
			l.next = l.docs.Iterator()
		}
	}
	return nil
}

// atLeast is the set of documents that are in n or more of the sets.
func atLeast(ctx context.Context, n int, sets []*roaring.Bitmap) (*roaring.Bitmap, error) {
	if n > len(sets) {
		return roaring.New(), nil
	}
	if n == len(sets) {
		slices.SortFunc(sets, func(a, b *roaring.Bitmap) int { return cmp.Compare(a.GetCardinality(), b.GetCardinality()) })
		return roaring.FastAnd(sets...), nil
	}
	in := make([]*roaring.Bitmap, n) // in[i]: documents in more than i of the sets so far
	for i := range in {
		in[i] = roaring.New()
	}
	for _, set := range sets {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i := n - 1; i > 0; i-- {
			in[i].Or(roaring.And(in[i-1], set))
		}
		in[0].Or(set)
	}
	return in[n-1], nil
}
