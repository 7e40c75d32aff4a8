package topk

import (
	"context"
	"math"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// Search finds the q.Limit best documents, best first.
func (r *Reader) Search(ctx context.Context, q Query) ([]Hit, error) {
	b := &best{limit: max(q.Limit, 1)}
	m := matrices.Get().(*matrix)
	scorers := make([]*scorer, len(r.segments))
	for i := range r.segments {
		var err error
		if scorers[i], err = r.newScorer(ctx, i, &q, b, m); err != nil {
			return nil, err
		}
		if err := scorers[i].run(ctx); err != nil {
			return nil, err // and leave m, which is half-filled, to the collector
		}
	}
	matrices.Put(m)
	hits := b.sorted()
	return hits, tellParts(&q, hits, scorers)
}

// matrix is what scoring needs beside the leaves: kept for the next search, as it
// depends on neither documents nor matches.
type matrix struct {
	cells []float64 // [document of the window][group]: what the group's best leaf adds
	seen  []uint64  // bits: documents of the window that a leaf brought up
}

var matrices = sync.Pool{New: func() any { return &matrix{} }}

// The size of a window, in documents: small enough for the matrix to stay in a
// core's cache (512 kB at most), large enough to hide what a window costs.
const (
	maxWindow = 2048
	minWindow = 64
	maxCells  = 1 << 16
)

func (m *matrix) reset(groups int) (window int) {
	window = min(maxWindow, max(minWindow, maxCells/max(groups, 1))) &^ 63
	if n := window * groups; len(m.cells) < n {
		m.cells = make([]float64, n)
	}
	if len(m.seen) < window/64 {
		m.seen = make([]uint64, maxWindow/64)
	}
	return window
}

// scorer finds the best documents of one segment.
type scorer struct {
	reader  *Reader
	query   *Query
	segment int
	size    int // documents of the segment
	best    *best
	atLeast int               // groups that are not optional
	leaves  []*leaf           // lowest bound first
	byGroup [][]*leaf         // highest bound first
	any     []*roaring.Bitmap // by group: documents that match it; nil until asked for
	byCut   []int             // groups, highest cut first
	cut     []float64         // by group: the most that its lax leaves add
	total   float64           // of cut
	matrix  *matrix
	window  int
	groups  int
}

func (r *Reader) newScorer(ctx context.Context, seg int, q *Query, b *best, m *matrix) (*scorer, error) {
	s := &scorer{reader: r, query: q, segment: seg, size: r.Size(seg), best: b, matrix: m, groups: len(q.Groups), atLeast: max(q.AtLeast, 1)}
	filter, err := r.filter(seg, q)
	if err != nil || filter != nil && filter.IsEmpty() {
		return s, err
	}
	s.cut = make([]float64, s.groups)
	s.byGroup = make([][]*leaf, s.groups)
	s.any = make([]*roaring.Bitmap, s.groups)
	for g := range q.Groups {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i := range q.Groups[g].Leaves {
			l, err := r.bind(seg, g, q.Groups[g].Weight, &q.Groups[g].Leaves[i], filter)
			if err != nil {
				return nil, err
			}
			if l != nil {
				s.add(l, q.Groups[g].Optional)
			}
		}
	}
	return s, nil
}

// run scores the segment's documents, through a sieve or window by window.
func (s *scorer) run(ctx context.Context) error {
	if s.byGroup == nil {
		return nil // nothing passes the filter
	}
	if s.sieves() {
		return s.sift(ctx)
	}
	if err := s.order(ctx); err != nil {
		return err
	}
	s.window = s.matrix.reset(s.groups)
	for windows := 0; ; windows++ {
		if windows%16 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		s.relax()
		start := uint64(math.MaxUint64)
		for _, l := range s.leaves {
			if !l.lax {
				start = min(start, l.upcoming())
			}
		}
		if start == math.MaxUint64 {
			return nil
		}
		if err := s.fill(uint32(start)); err != nil {
			return err
		}
		if err := s.judge(uint32(start)); err != nil {
			return err
		}
	}
}

// fill scores the leaves that bring documents up in the window from start on.
func (s *scorer) fill(start uint32) error {
	end := uint64(start) + uint64(s.window)
	for _, l := range s.leaves {
		if l.lax {
			continue
		}
		for l.next.HasNext() && uint64(l.next.PeekNext()) < end {
			d := l.next.Next()
			v, err := l.score(d, 0)
			if err != nil {
				return err
			}
			if at := d - start; v > 0 {
				cell := int(at)*s.groups + l.group
				s.matrix.cells[cell] = max(s.matrix.cells[cell], v)
				s.matrix.seen[at/64] |= 1 << (at % 64)
			}
		}
	}
	return nil
}
