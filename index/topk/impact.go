package topk

import (
	"fmt"
	"math"
	"strconv"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Impacts names the fields that tell how strong a word is in a document without
// its postings being read: those are compressed in a way that only lets them be
// read one after another.
type Impacts struct {
	Field string // of words, with frequencies
	// Length is a field of one term in each document: how many tokens Field has.
	Length string
	// Often[i] holds the terms that stand i+2 times or more in Field. What stands
	// as often as the last one says, or more often, is looked up in the postings.
	Often []string
}

// Lengths remembers the lengths of the documents of segments, 2 bytes each, from
// search to search. The zero value is ready; it is safe for concurrent use.
type Lengths struct {
	mu        sync.Mutex
	bySegment map[segment.Segment]*lengths
}

// lengths are those of a segment's documents, deleted ones included.
type lengths struct {
	of       []uint16 // tokens; overlong where they are that many or more
	shortest float64
}

const overlong = math.MaxUint16

// lengths are those of the documents of a segment; nil where the index does not
// tell them.
func (r *Reader) lengths(seg int) (*lengths, error) {
	if r.memory == nil || r.impacts.Length == "" {
		return nil, nil
	}
	r.memory.mu.Lock()
	defer r.memory.mu.Unlock()
	key := r.segments[seg].Segment()
	if l := r.memory.bySegment[key]; l != nil {
		return l, nil
	}
	l, err := r.readLengths(seg)
	if err != nil {
		return nil, err
	}
	r.memory.keep(r)
	r.memory.bySegment[key] = l
	return l, nil
}

// keep forgets the segments that the reader does not have: they were merged.
func (m *Lengths) keep(r *Reader) {
	kept := map[segment.Segment]*lengths{}
	for _, s := range r.segments {
		if l := m.bySegment[s.Segment()]; l != nil {
			kept[s.Segment()] = l
		}
	}
	m.bySegment = kept
}

func (r *Reader) readLengths(seg int) (*lengths, error) {
	dict, err := r.dictionary(seg, r.impacts.Length)
	if err != nil {
		return nil, err
	}
	l := &lengths{of: make([]uint16, r.Size(seg)), shortest: math.Inf(1)}
	var docs [256]uint32
	it := dict.AutomatonIterator(nil, nil, nil)
	for {
		e, err := it.Next()
		if err != nil {
			return nil, fmt.Errorf("read the documents' lengths: %w", err)
		}
		if e == nil {
			l.shortest = min(l.shortest, overlong)
			return l, nil
		}
		tokens, err := strconv.Atoi(e.Term)
		if err != nil {
			return nil, fmt.Errorf("read the documents' lengths: %w", err)
		}
		list, err := dict.PostingsList([]byte(e.Term), nil, nil)
		if err != nil {
			return nil, fmt.Errorf("read the documents' lengths: %w", err)
		}
		l.shortest = min(l.shortest, float64(tokens))
		for many := documents(list).ManyIterator(); ; {
			n := many.NextMany(docs[:])
			if n == 0 {
				break
			}
			for _, d := range docs[:n] {
				l.of[d] = uint16(min(tokens, overlong))
			}
		}
	}
}

// impact tells how often a leaf's first term stands in documents.
type impact struct {
	lengths *lengths
	reader  *Reader
	segment int
	term    string
	often   []*roaring.Bitmap // as far as read: see Impacts.Often
}

// impact of the leaf; nil where the index does not tell it.
func (r *Reader) impact(seg int, q *Leaf) (*impact, error) {
	if !q.BM25 || q.Field != r.impacts.Field {
		return nil, nil
	}
	l, err := r.lengths(seg)
	if err != nil || l == nil {
		return nil, err
	}
	return &impact{lengths: l, reader: r, segment: seg, term: q.Terms[0]}, nil
}

// atLeast is the set of documents in which the term stands n times or more; n is
// 2 or more and at most most(). It may hold documents that pass no filter.
func (m *impact) atLeast(n int) (*roaring.Bitmap, error) {
	for len(m.often) < n-1 {
		set := roaring.New()
		if last := len(m.often); last == 0 || !m.often[last-1].IsEmpty() {
			var err error
			if set, err = m.reader.Holding(m.segment, m.reader.impacts.Often[last], m.term); err != nil {
				return nil, err
			}
		}
		m.often = append(m.often, set)
	}
	return m.often[n-2], nil
}

// most is the frequency from which on only the postings tell it.
func (m *impact) most() int { return len(m.reader.impacts.Often) + 1 }

// in is how often the term stands in d, which holds it, and d's length. exact is
// false where it may stand there more often, or d be longer.
func (m *impact) in(d uint32) (tf int, length float64, exact bool, err error) {
	for tf = 1; tf < m.most(); tf++ {
		more, err := m.atLeast(tf + 1)
		if err != nil {
			return 0, 0, false, err
		}
		if !more.Contains(d) {
			break
		}
	}
	long := m.lengths.of[d]
	return tf, float64(long), tf < m.most() && long < overlong, nil
}
