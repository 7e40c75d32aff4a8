package topk

import "context"

// List finds documents that pass the query's filter, in the order in which they
// stand in the index, without looking at its groups.
func (r *Reader) List(ctx context.Context, q Query) ([]Hit, error) {
	var hits []Hit
	for seg := range r.segments {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		set, err := r.InAll(seg, q.Filter)
		if err != nil {
			return nil, err
		}
		for it := set.Iterator(); it.HasNext() && len(hits) < max(q.Limit, 1); {
			hits = append(hits, Hit{Segment: seg, Doc: it.Next()})
		}
	}
	return hits, nil
}
