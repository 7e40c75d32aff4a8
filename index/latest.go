package index

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// Latest finds the units that pass the filter in the order of the day printed,
// newest first, those without a date last, and stops once they come from limit
// articles.
func (x *Index) Latest(ctx context.Context, f Filter, limit int) ([]Unit, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.current == nil {
		return nil, errClosed
	}
	days, err := x.current.days()
	if err != nil {
		return nil, err
	}
	snap, done, err := x.current.snapshot()
	if err != nil {
		return nil, err
	}
	defer done()
	l := &latest{limit: limit, articles: map[string]bool{}}
	for _, seg := range snap.Segments() {
		s := &search{ctx: ctx, request: Request{Filter: f}}
		allowed, err := s.allowed(seg)
		if err != nil {
			return nil, err
		}
		if allowed == nil {
			allowed = seg.DocNumbersLive()
		}
		l.parts = append(l.parts, part{seg, allowed.Clone()})
	}
	return l.run(ctx, days)
}

// days lists the days that articles were printed on, newest first.
func (g *generation) days() ([]string, error) {
	dict, err := g.bleve.FieldDict(fieldPrinted)
	if err != nil {
		return nil, fmt.Errorf("list the index's days: %w", err)
	}
	defer dict.Close()
	var days []string
	for {
		e, err := dict.Next()
		if err != nil {
			return nil, fmt.Errorf("list the index's days: %w", err)
		}
		if e == nil {
			slices.Reverse(days)
			return days, nil
		}
		if len(e.Term) == len(time.DateOnly) {
			days = append(days, strings.Clone(e.Term))
		}
	}
}

// part is a segment and those of its documents that are left to list.
type part struct {
	segment *scorch.SegmentSnapshot
	left    *roaring.Bitmap
}

// latest is one running listing.
type latest struct {
	parts    []part
	limit    int
	articles map[string]bool
	units    []Unit
}

func (l *latest) run(ctx context.Context, days []string) ([]Unit, error) {
	for _, day := range days {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, p := range l.parts {
			if p.left.IsEmpty() {
				continue
			}
			of, err := bitmap(p.segment, fieldPrinted, day)
			if err != nil {
				return nil, err
			}
			of = roaring.And(of, p.left)
			p.left.AndNot(of)
			if err := l.take(p.segment, of); err != nil {
				return nil, err
			}
		}
		if len(l.articles) >= l.limit {
			return l.units, nil
		}
	}
	for _, p := range l.parts { // what has no date
		if err := l.take(p.segment, p.left); err != nil {
			return nil, err
		}
	}
	return l.units, nil
}

func (l *latest) take(seg *scorch.SegmentSnapshot, set *roaring.Bitmap) error {
	for it := set.Iterator(); it.HasNext() && len(l.units) < maxListed; {
		id, err := seg.DocID(uint64(it.Next()))
		if err != nil {
			return fmt.Errorf("read a unit's id: %w", err)
		}
		u, err := ParseUnit(string(id))
		if err != nil {
			return err
		}
		l.units = append(l.units, u)
		l.articles[u.Article] = true
	}
	return nil
}

// maxListed bounds a listing where one day, or no date at all, holds most of it.
const maxListed = 5000
