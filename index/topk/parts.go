package topk

import "context"

// TellParts fills in Hit.Parts of hits that another search found.
func (r *Reader) TellParts(ctx context.Context, q Query, hits []Hit) error {
	if q.Parts == 0 {
		return nil
	}
	scorers := make([]*scorer, len(r.segments))
	for i := range r.segments {
		var err error
		if scorers[i], err = r.newScorer(ctx, i, &q, &best{}, &matrix{}); err != nil {
			return err
		}
	}
	return tellParts(&q, hits, scorers)
}

// tellParts fills in Hit.Parts from the leaves of each hit's segment.
func tellParts(q *Query, hits []Hit, scorers []*scorer) error {
	if q.Parts == 0 {
		return nil
	}
	for i := range hits {
		h := &hits[i]
		h.Parts = make([][]float64, q.Parts)
		for p := range h.Parts {
			h.Parts[p] = make([]float64, len(q.Groups))
		}
		for g, leaves := range scorers[h.Segment].byGroup {
			for _, l := range leaves {
				matches, err := l.matches(h.Doc)
				if err != nil {
					return err
				}
				if matches {
					h.Parts[l.Part][g] = max(h.Parts[l.Part][g], l.Weight)
				}
			}
		}
	}
	return nil
}

// matches reports whether the leaf matches d, whichever documents were asked for
// before.
func (l *leaf) matches(d uint32) (bool, error) {
	if !l.docs.Contains(d) {
		return false, nil
	}
	if !l.Phrase {
		return true, nil
	}
	s, err := l.count(d)
	return s > 0, err
}
