package topk

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Reader reads one snapshot of an index for one search: it remembers what it
// looked up. It is not safe for concurrent use; make one for each search.
type Reader struct {
	snapshot *scorch.IndexSnapshot
	segments []*scorch.SegmentSnapshot
	bm25     BM25
	impacts  Impacts
	memory   *Lengths // nil: lengths are read from the postings
	costs
	docs  uint64
	dicts []map[string]segment.TermDictionary // by segment: field -> its terms
	lists map[fieldTerm][]segment.PostingsList
	sets  map[fieldTerm][]*roaring.Bitmap // by segment; nil where not asked for yet
}

type fieldTerm struct{ field, term string }

// NewReader reads a snapshot, which must stay open while the Reader is used.
func NewReader(snap *scorch.IndexSnapshot, bm25 BM25) *Reader {
	r := &Reader{snapshot: snap, segments: snap.Segments(), bm25: bm25, costs: defaultCosts, lists: map[fieldTerm][]segment.PostingsList{}, sets: map[fieldTerm][]*roaring.Bitmap{}}
	r.dicts = make([]map[string]segment.TermDictionary, len(r.segments))
	for i, s := range r.segments {
		r.docs += s.Count()
		r.dicts[i] = map[string]segment.TermDictionary{}
	}
	return r
}

// WithImpacts lets the reader tell how strong words are without reading their
// postings. memory is kept from one reader of an index to the next.
func (r *Reader) WithImpacts(i Impacts, memory *Lengths) *Reader {
	r.impacts, r.memory = i, memory
	return r
}

// Contents stand for the documents that a snapshot holds. They keep no snapshot
// open.
type Contents struct{ segments []*scorch.SegmentSnapshot }

// Contents of the reader's snapshot.
func (r *Reader) Contents() Contents { return Contents{r.segments} }

// Same reports whether c and d are the same documents at the same places: scorch
// makes a segment's snapshot anew when documents of it are deleted.
func (c Contents) Same(d Contents) bool { return slices.Equal(c.segments, d.segments) }

// Docs is how many live documents there are.
func (r *Reader) Docs() uint64 { return r.docs }

// Segments is how many segments the snapshot has.
func (r *Reader) Segments() int { return len(r.segments) }

// Size is how many documents the segment has, deleted ones included.
func (r *Reader) Size(seg int) int { return int(r.segments[seg].Segment().Count()) }

// ID is the name of a document that was found.
func (r *Reader) ID(seg int, doc uint32) (string, error) {
	id, err := r.segments[seg].DocID(uint64(doc))
	if err != nil {
		return "", fmt.Errorf("read a document's id: %w", err)
	}
	return string(id), nil
}

// Find is the inverse of ID. ok is false where no live document has the name.
func (r *Reader) Find(id string) (h Hit, ok bool, err error) {
	for i, s := range r.segments {
		docs, err := s.DocNumbers([]string{id})
		if err != nil {
			return h, false, fmt.Errorf("look up document %q: %w", id, err)
		}
		if !docs.IsEmpty() {
			return Hit{Segment: i, Doc: docs.Minimum()}, true, nil
		}
	}
	return h, false, nil
}

func (r *Reader) dictionary(seg int, field string) (segment.TermDictionary, error) {
	if d := r.dicts[seg][field]; d != nil {
		return d, nil
	}
	d, err := r.segments[seg].Segment().Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("read the index's field %s: %w", field, err)
	}
	r.dicts[seg][field] = d
	return d, nil
}

// postings are the term's postings in each segment.
func (r *Reader) postings(field, term string) ([]segment.PostingsList, error) {
	key := fieldTerm{field, term}
	if lists, read := r.lists[key]; read {
		return lists, nil
	}
	lists := make([]segment.PostingsList, len(r.segments))
	for i, s := range r.segments {
		d, err := r.dictionary(i, field)
		if err != nil {
			return nil, err
		}
		if lists[i], err = d.PostingsList([]byte(term), s.Deleted(), nil); err != nil {
			return nil, fmt.Errorf("read postings of %q: %w", term, err)
		}
	}
	r.lists[key] = lists
	return lists, nil
}

// Terms lists the terms of a field, in order; some may stand in deleted documents
// alone. (Bleve's own listing starts goroutines, which nobody can guard against
// files that are damaged, and counts segments instead of documents.)
func (r *Reader) Terms(field string) ([]string, error) {
	var out []string
	for seg := range r.segments {
		d, err := r.dictionary(seg, field)
		if err != nil {
			return nil, err
		}
		it := d.AutomatonIterator(nil, nil, nil)
		for {
			e, err := it.Next()
			if err != nil {
				return nil, fmt.Errorf("list the index's field %s: %w", field, err)
			}
			if e == nil {
				break
			}
			out = append(out, strings.Clone(e.Term))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Frequency is how many live documents hold the terms in the field: for several
// terms, at most as many as hold the rarest.
func (r *Reader) Frequency(field string, terms ...string) (uint64, error) {
	least := uint64(math.MaxUint64)
	for _, t := range terms {
		lists, err := r.postings(field, t)
		if err != nil {
			return 0, err
		}
		n := uint64(0)
		for _, l := range lists {
			n += l.Count()
		}
		least = min(least, n)
	}
	return least, nil
}

// Holding is the set of the segment's live documents whose field holds the term.
// It belongs to the reader: callers do not change it.
func (r *Reader) Holding(seg int, field, term string) (*roaring.Bitmap, error) {
	key := fieldTerm{field, term}
	sets := r.sets[key]
	if sets == nil {
		sets = make([]*roaring.Bitmap, len(r.segments))
		r.sets[key] = sets
	}
	if sets[seg] == nil {
		lists, err := r.postings(field, term)
		if err != nil {
			return nil, err
		}
		sets[seg] = documents(lists[seg])
	}
	return sets[seg], nil
}

// documents is the set of live documents in a list.
func documents(list segment.PostingsList) *roaring.Bitmap {
	it, ok := list.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return roaring.New() // zap's iterator of an empty list
	}
	if d, one := it.DocNum1Hit(); one {
		return roaring.BitmapOf(uint32(d))
	}
	if set := it.ActualBitmap(); set != nil {
		return set
	}
	return roaring.New()
}

// HoldingAll is the set of documents whose field holds all of the terms.
func (r *Reader) HoldingAll(seg int, field string, terms []string) (*roaring.Bitmap, error) {
	if len(terms) == 0 {
		return roaring.New(), nil
	}
	sets := make([]*roaring.Bitmap, len(terms))
	for i, t := range terms {
		var err error
		if sets[i], err = r.Holding(seg, field, t); err != nil {
			return nil, err
		}
	}
	return intersect(sets), nil
}

// In is the set of the segment's live documents that are in u.
func (r *Reader) In(seg int, u Union) (*roaring.Bitmap, error) {
	var sets []*roaring.Bitmap
	for _, s := range u {
		for _, t := range s.Terms {
			set, err := r.Holding(seg, s.Field, t)
			if err != nil {
				return nil, err
			}
			sets = append(sets, set)
		}
	}
	return union(sets), nil
}

// InAll is the set of the segment's live documents that are in all of the unions:
// every live document where there are none.
func (r *Reader) InAll(seg int, unions []Union) (*roaring.Bitmap, error) {
	if len(unions) == 0 {
		return r.segments[seg].DocNumbersLive(), nil
	}
	sets := make([]*roaring.Bitmap, len(unions))
	for i, u := range unions {
		var err error
		if sets[i], err = r.In(seg, u); err != nil {
			return nil, err
		}
	}
	return intersect(sets), nil
}

// intersect is the intersection of one set or more.
func intersect(sets []*roaring.Bitmap) *roaring.Bitmap {
	if len(sets) == 1 {
		return sets[0] // FastAnd would copy it
	}
	return roaring.FastAnd(sets...)
}

// union is the union of any number of sets.
func union(sets []*roaring.Bitmap) *roaring.Bitmap {
	if len(sets) == 1 {
		return sets[0] // FastOr would copy it
	}
	return roaring.FastOr(sets...)
}
