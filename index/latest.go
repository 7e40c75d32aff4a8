package index

import (
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"

	"verbatim/index/topk"
)

// Latest finds the units that pass the filter in the order of the day printed,
// newest first, those without a date last, and stops once they come from limit
// articles.
func (x *Index) Latest(ctx context.Context, f Filter, limit int) ([]Unit, error) {
	l := &latest{ctx: ctx, limit: limit, articles: map[string]bool{}}
	unions, err := f.unions()
	if err != nil {
		return nil, err
	}
	err = x.read(func(_ *generation, rd *topk.Reader) error {
		l.reader = rd
		all := make([]*roaring.Bitmap, rd.Segments())
		for i := range all {
			set, err := rd.InAll(i, unions)
			if err != nil {
				return err
			}
			all[i] = set.Clone() // what is listed is taken out
		}
		return l.descend("", all)
	})
	return l.units, err
}

// latest is one running listing.
type latest struct {
	ctx      context.Context
	reader   *topk.Reader
	limit    int // articles
	articles map[string]bool
	units    []Unit
}

// maxListed bounds a listing where one day, or no date at all, holds most of it.
const maxListed = 5000

func (l *latest) full() bool { return len(l.articles) >= l.limit || len(l.units) >= maxListed }

// descend lists units printed in a period, by segment: one of all times (""), of
// a year (YYYY), a month (YYYY-MM) or a day. The parts of the period come first,
// the last of them before the others, then what is not dated more precisely.
func (l *latest) descend(period string, of []*roaring.Bitmap) error {
	for _, part := range divide(period) {
		if l.full() {
			return nil
		}
		inside, err := l.takeOut(part, of)
		if err != nil {
			return err
		}
		if inside == nil {
			continue
		}
		if err := l.descend(part, inside); err != nil {
			return err
		}
	}
	if l.full() {
		return nil
	}
	return l.list(of)
}

// takeOut moves what was printed in the period out of the sets; nil where that is
// nothing.
func (l *latest) takeOut(period string, of []*roaring.Bitmap) ([]*roaring.Bitmap, error) {
	if err := l.ctx.Err(); err != nil {
		return nil, err
	}
	var inside []*roaring.Bitmap
	for i, set := range of {
		if set.IsEmpty() {
			continue
		}
		printed, err := l.reader.Holding(i, fieldPrinted, period)
		if err != nil {
			return nil, err
		}
		if !printed.Intersects(set) {
			continue
		}
		if inside == nil {
			inside = make([]*roaring.Bitmap, len(of))
			for k := range inside {
				inside[k] = roaring.New()
			}
		}
		inside[i] = roaring.And(printed, set)
		set.AndNot(inside[i])
	}
	return inside, nil
}

// divide names the years, the months of a year or the days of a month, last first.
func divide(period string) []string {
	first, last, format := 1, 0, period+"-%02d"
	switch len(period) {
	case 0:
		first, last, format = firstYear, lastYear, "%d"
	case 4:
		last = 12
	case 7:
		last = 31
	}
	var out []string
	for n := last; n >= first; n-- {
		out = append(out, fmt.Sprintf(format, n))
	}
	return out
}

// list takes all of the sets' units.
func (l *latest) list(of []*roaring.Bitmap) error {
	for i, set := range of {
		for it := set.Iterator(); it.HasNext() && len(l.units) < maxListed; {
			id, err := l.reader.ID(i, it.Next())
			if err != nil {
				return err
			}
			u, err := unitStored(id)
			if err != nil {
				return err
			}
			l.units = append(l.units, u)
			l.articles[u.Article] = true
		}
	}
	return nil
}
