package topk

import (
	"errors"
	"fmt"
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// ErrNoPositions is a phrase searched for in a field that was indexed without
// positions.
var ErrNoPositions = errors.New("the field was indexed without positions: it cannot be searched for phrases")

// phrase counts how often terms stand next to each other, in order.
type phrase struct {
	bm25      BM25
	scored    bool                       // else the strength is 1
	terms     []segment.PostingsIterator // by place in the phrase
	here      []uint64                   // positions at which the phrase so far ends
	following []uint64
}

// strength is 0 where the terms stand apart.
func (p *phrase) strength(d uint32) (float64, error) {
	var long float64
	for i, it := range p.terms {
		at, err := it.Advance(uint64(d))
		if err != nil || at == nil || at.Number() != uint64(d) {
			return 0, fmt.Errorf("read a phrase's positions in document %d: %w", d, errors.Join(err, errors.New("a term is missing")))
		}
		if len(at.Locations()) == 0 {
			return 0, ErrNoPositions
		}
		long = length(at)
		p.step(i == 0, at.Locations())
	}
	switch {
	case len(p.here) == 0:
		return 0, nil
	case p.scored:
		return p.bm25.Strength(float64(len(p.here)), long), nil
	}
	return 1, nil
}

// step keeps the positions of the next term that follow those kept so far. All
// terms are read even where nothing is left: postings are only read forwards.
func (p *phrase) step(first bool, locations []segment.Location) {
	p.following = p.following[:0]
	for _, l := range locations {
		if _, follows := slices.BinarySearch(p.here, l.Pos()-1); first || follows {
			p.following = append(p.following, l.Pos())
		}
	}
	slices.Sort(p.following)
	p.here, p.following = p.following, p.here
}
