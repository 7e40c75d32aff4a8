package topk

import (
	"cmp"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// filter is the set of the segment's documents that may be found at all: those
// in the query's sets that match enough groups. nil means every one.
func (r *Reader) filter(ctx context.Context, seg int, q *Query) (*roaring.Bitmap, error) {
	var allowed *roaring.Bitmap
	if len(q.Filter) > 0 {
		var err error
		if allowed, err = r.InAll(seg, q.Filter); err != nil {
			return nil, err
		}
	}
	if q.AtLeast <= 1 {
		return allowed, nil
	}
	matches, err := r.matching(ctx, seg, q)
	if err != nil {
		return nil, err
	}
	enough, err := atLeast(ctx, q.AtLeast, matches)
	if err == nil && allowed != nil {
		enough.And(allowed)
	}
	return enough, err
}

// matching is the set of documents of each group that is not optional.
func (r *Reader) matching(ctx context.Context, seg int, q *Query) ([]*roaring.Bitmap, error) {
	var sets []*roaring.Bitmap
	for g := range q.Groups {
		if q.Groups[g].Optional {
			continue
		}
		var alternatives []*roaring.Bitmap
		for l := range q.Groups[g].Leaves {
			leaf := &q.Groups[g].Leaves[l]
			if leaf.Weight <= 0 {
				continue
			}
			set, err := r.HoldingAll(seg, leaf.Field, leaf.Terms)
			if err != nil {
				return nil, err
			}
			alternatives = append(alternatives, set)
		}
		sets = append(sets, union(alternatives))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return sets, nil
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
