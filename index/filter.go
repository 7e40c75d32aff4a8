package index

import (
	"fmt"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// allowed is the set of the segment's documents that pass the filter; nil
// where there is no filter.
func (s *search) allowed(seg *scorch.SegmentSnapshot) (*roaring.Bitmap, error) {
	f := s.request.Filter
	var sets []*roaring.Bitmap
	any := func(field string, values ...string) error {
		if len(values) == 0 || values[0] == "" {
			return nil
		}
		set, err := anyOf(seg, field, values)
		sets = append(sets, set)
		return err
	}
	for _, err := range []error{
		any(fieldSpeaker, f.Speakers...),
		any(fieldKind, kindTerms(f.Kinds)...),
		any(fieldLang, f.Langs...),
		any(fieldSource, SourceKey(f.Source)),
		any(fieldArticle, f.Article),
	} {
		if err != nil {
			return nil, err
		}
	}
	if f.Since != "" || f.Until != "" {
		set, err := within(seg, f.Since, f.Until, f.Lag)
		if err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	if len(sets) == 0 {
		return nil, nil
	}
	return roaring.FastAnd(sets...), nil
}

// gained is a set of documents that a Prefer raises.
type gained struct {
	units *roaring.Bitmap
	gain  float64
}

func (s *search) gains(seg *scorch.SegmentSnapshot) ([]gained, error) {
	var out []gained
	for _, p := range s.request.Prefer {
		units := roaring.New()
		for field, values := range map[string][]string{fieldSpeaker: p.Speakers, fieldKind: kindTerms(p.Kinds)} {
			set, err := anyOf(seg, field, values)
			if err != nil {
				return nil, err
			}
			units.Or(set)
		}
		out = append(out, gained{units, p.Gain})
	}
	return out, nil
}

func kindTerms(kinds []UnitKind) []string {
	var out []string
	for _, k := range kinds {
		out = append(out, string(k))
	}
	return out
}

// within is the set of documents said between two days, or printed between
// them or up to lag days later.
func within(seg *scorch.SegmentSnapshot, since, until string, lag int) (*roaring.Bitmap, error) {
	out := roaring.New()
	for _, f := range []struct{ field, until string }{{fieldSaid, until}, {fieldPrinted, later(until, lag)}} {
		terms, err := periodTerms(since, f.until)
		if err != nil {
			return nil, err
		}
		set, err := anyOf(seg, f.field, terms)
		if err != nil {
			return nil, err
		}
		out.Or(set)
	}
	return out, nil
}

// later is a day YYYY-MM-DD some days on; what is no day stays as it is.
func later(day string, days int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// The years that news can be from. An open end of a period stops there.
const (
	firstDay = "1990-01-01"
	lastDay  = "2100-12-31"
)

// periodTerms covers the days from since to until (YYYY-MM-DD, inclusive,
// empty = open) by as few year, month and day terms as do it.
func periodTerms(since, until string) ([]string, error) {
	if since == "" {
		since = firstDay
	}
	if until == "" {
		until = lastDay
	}
	from, err1 := time.Parse(time.DateOnly, since)
	to, err2 := time.Parse(time.DateOnly, until)
	if err1 != nil || err2 != nil {
		return nil, fmt.Errorf("period %q to %q: want two days as YYYY-MM-DD", since, until)
	}
	var out []string
	for day := from; !day.After(to); {
		switch {
		case day.YearDay() == 1 && !day.AddDate(1, 0, -1).After(to):
			out = append(out, day.Format("2006"))
			day = day.AddDate(1, 0, 0)
		case day.Day() == 1 && !day.AddDate(0, 1, -1).After(to):
			out = append(out, day.Format("2006-01"))
			day = day.AddDate(0, 1, 0)
		default:
			out = append(out, day.Format(time.DateOnly))
			day = day.AddDate(0, 0, 1)
		}
	}
	return out, nil
}

func postings(seg *scorch.SegmentSnapshot, field, term string) (segment.PostingsList, error) {
	dict, err := seg.Segment().Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("read the index's field %s: %w", field, err)
	}
	list, err := dict.PostingsList([]byte(term), seg.Deleted(), nil)
	if err != nil {
		return nil, fmt.Errorf("read postings of %q: %w", term, err)
	}
	return list, nil
}

// bitmap is the set of live documents whose field holds the term.
func bitmap(seg *scorch.SegmentSnapshot, field, term string) (*roaring.Bitmap, error) {
	list, err := postings(seg, field, term)
	if err != nil {
		return nil, err
	}
	if o, ok := list.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator); ok {
		if d, one := o.DocNum1Hit(); one {
			return roaring.BitmapOf(uint32(d)), nil
		}
		if set := o.ActualBitmap(); set != nil {
			return set, nil
		}
	}
	return roaring.New(), nil
}

func anyOf(seg *scorch.SegmentSnapshot, field string, terms []string) (*roaring.Bitmap, error) {
	out := roaring.New()
	for _, t := range terms {
		set, err := bitmap(seg, field, t)
		if err != nil {
			return nil, err
		}
		out.Or(set)
	}
	return out, nil
}

// allOf is the set of documents whose field holds all the terms, within
// allowed (nil = all).
func allOf(seg *scorch.SegmentSnapshot, field string, terms []string, allowed *roaring.Bitmap) (*roaring.Bitmap, error) {
	var out *roaring.Bitmap
	for _, t := range terms {
		set, err := bitmap(seg, field, t)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = set
			if allowed != nil {
				out = roaring.And(set, allowed)
			}
			continue
		}
		out = roaring.And(out, set)
	}
	return out, nil
}

// each visits a set's documents in order, many at a time.
func each(set *roaring.Bitmap, visit func(d uint32)) {
	var buf [256]uint32
	it := set.ManyIterator()
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		for _, d := range buf[:n] {
			visit(d)
		}
	}
}
