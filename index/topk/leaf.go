package topk

import (
	"fmt"
	"math"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// leaf is a Leaf in one segment. Documents are asked for in rising order.
type leaf struct {
	*Leaf
	group   int
	factor  float64         // group's weight times leaf's
	bound   float64         // above everything that it adds
	docs    *roaring.Bitmap // that hold its terms and pass the filter; of a phrase: that may match
	all     bool            // docs are all that hold its one term
	lax     bool            // brings no document up any more
	impact  *impact         // nil: its frequencies are all read from the postings
	next    roaring.IntPeekable
	counts  frequencies // nil until asked for: few leaves of a segment are
	at      uint32      // document that counts was last asked for
	last    float64     // its strength
	reader  *Reader
	segment int
}

// frequencies says how strong a leaf is in a document.
type frequencies interface {
	// strength in d, which the leaf's docs hold; d rises from call to call.
	strength(d uint32) (float64, error)
}

// bind makes a leaf of q in the segment; nil where it matches nothing there.
func (r *Reader) bind(seg, group int, weight float64, q *Leaf, filter *roaring.Bitmap) (*leaf, error) {
	l := &leaf{Leaf: q, group: group, factor: weight * q.Weight, reader: r, segment: seg}
	l.bound = l.factor
	if q.BM25 {
		l.bound *= r.bm25.Bound()
	}
	docs, err := r.HoldingAll(seg, q.Field, q.Terms)
	if err != nil || l.bound <= 0 {
		return nil, err
	}
	if filter != nil {
		docs = roaring.And(docs, filter)
	}
	if docs.IsEmpty() {
		return nil, nil
	}
	l.docs, l.next, l.all = docs, docs.Iterator(), filter == nil && len(q.Terms) == 1
	l.impact, err = r.impact(seg, q)
	return l, err
}

// score is what the leaf adds to document d, which its docs hold; 0 for a phrase
// that could not add enough.
func (l *leaf) score(d uint32, enough float64) (float64, error) {
	if !l.BM25 && !l.Phrase {
		return l.factor, nil
	}
	if l.impact != nil {
		tf, length, exact, err := l.impact.in(d)
		if err != nil {
			return 0, err
		}
		if exact {
			// A phrase stands in a document as often as its first word at most.
			most := l.factor * l.reader.bm25.Strength(float64(tf), length)
			switch {
			case !l.Phrase:
				return most, nil
			case most < enough:
				return 0, nil
			}
		}
	}
	strength, err := l.count(d)
	return l.factor * strength, err
}

// count reads the leaf's strength in d from the postings.
func (l *leaf) count(d uint32) (float64, error) {
	switch {
	case l.counts == nil || d < l.at: // postings are only read forwards
		if err := l.open(); err != nil {
			return 0, err
		}
	case d == l.at:
		return l.last, nil
	}
	var err error
	l.at = d
	l.last, err = l.counts.strength(d)
	return l.last, err
}

// open begins to read the leaf's frequencies.
func (l *leaf) open() error {
	var postings []segment.PostingsIterator
	for _, t := range l.Terms {
		lists, err := l.reader.postings(l.Field, t)
		if err != nil {
			return err
		}
		it := lists[l.segment].Iterator(true, true, l.Phrase, nil)
		narrow(it, l.docs)
		postings = append(postings, it)
		if !l.Phrase {
			break
		}
	}
	if l.Phrase {
		l.counts = &phrase{bm25: l.reader.bm25, scored: l.BM25, terms: postings}
		return nil
	}
	l.counts = &term{bm25: l.reader.bm25, postings: postings[0], name: l.Terms[0]}
	return nil
}

// upcoming is the next document that the leaf brings up; past every document
// where there is none.
func (l *leaf) upcoming() uint64 {
	if !l.next.HasNext() {
		return math.MaxUint64
	}
	return uint64(l.next.PeekNext())
}

// narrow makes the iterator walk only the documents in docs, all of which it
// holds.
func narrow(it segment.PostingsIterator, docs *roaring.Bitmap) {
	o, ok := it.(segment.OptimizablePostingsIterator)
	if !ok || o.ActualBitmap() == nil {
		return
	}
	if o.ActualBitmap().GetCardinality() != docs.GetCardinality() {
		o.ReplaceActual(docs)
	}
}

// term is the BM25 strength of one term.
type term struct {
	bm25     BM25
	postings segment.PostingsIterator
	name     string
}

func (t *term) strength(d uint32) (float64, error) {
	p, err := t.postings.Advance(uint64(d))
	if err != nil {
		return 0, fmt.Errorf("read postings of %q: %w", t.name, err)
	}
	if p == nil || p.Number() != uint64(d) {
		return 0, fmt.Errorf("read postings of %q: document %d is missing", t.name, d)
	}
	return t.bm25.Strength(float64(p.Frequency()), length(p)), nil
}

// length of the document's field in tokens: scorch's norm is 1/sqrt(length).
func length(p segment.Posting) float64 {
	n := p.Norm()
	return float64(int(1/max(n*n, 1e-9) + .5))
}
