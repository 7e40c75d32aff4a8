package index

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"sort"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Bleve's own search is not used: its "bm25" squares idf and takes the root of
// tf, and a disjunction adds up alternatives of one concept as if they were
// several. This executor reads scorch's public segment API and scores concept
// by concept.

// BM25's constants. k1 is Lucene's default; b is lower than its .75, since
// units are short and of like length, and a long statement is no worse an
// answer than a short one.
const (
	k1 = 1.2
	b  = 0.4
)

// How much a word counts by where it stands: in the unit's own words 1.
const (
	nearWeight  = 0.45
	titleWeight = 0.40
)

// aroundWorth is what an alternative must be worth to be looked for around a
// unit and in the title as well: the rest would be worth little there.
const aroundWorth = 0.5

// leastWorth is what an alternative must be worth, beside the concept's own
// word, to be looked up: below it lie common words that hardly tell one unit
// from another, and whose postings are the longest.
const leastWorth = 0.25

// Concept is a group of alternatives of which the best one counts, once.
type Concept struct {
	Alts []Alt
	// Speakers name the concept too: a statement of theirs covers it whole.
	Speakers []string
	// Importance multiplies the concept's rarity; 0 means 1.
	Importance float64
}

// Alt is one way to say a concept: a term, or several that must all stand in
// the same field.
type Alt struct {
	Terms  []string
	Weight float64 // 0 to 1
}

// Filter narrows a search. Empty fields do not.
type Filter struct {
	Speakers []string // names as shown; any of them
	Kinds    []UnitKind
	Langs    []string
	Source   string // any case
	Article  string // id
	// Since and Until bound the date said or the date printed: YYYY-MM-DD,
	// inclusive. Lag days after Until the date printed still counts.
	Since, Until string
	Lag          int
}

// Prefer adds to the score of units without asking for them.
type Prefer struct {
	Speakers []string
	Kinds    []UnitKind
	// Gain is added to Hit.Score: a share of the weight of all concepts.
	Gain float64
}

// Request is one search.
type Request struct {
	Concepts []Concept
	Filter   Filter
	Prefer   []Prefer
	Limit    int
}

// Hit is a unit found.
type Hit struct {
	Unit
	// Score is what ranks: the share of the concepts' weight that the unit
	// covers (its frequencies and length considered, so that it may pass 1),
	// and the gains of Prefer.
	Score float64
	// Words and Around say for each concept how well it is covered, 0 to 1,
	// by the unit's own words, and by what surrounds it or the title.
	Words, Around []float64
}

// Result is what a search found, best first.
type Result struct {
	Hits []Hit
	// Weights are the concepts' shares of the whole, which add up to 1.
	Weights []float64
}

// Search finds the units that cover the request's concepts best. Without
// concepts it finds what passes the filter, newest article first.
func (x *Index) Search(ctx context.Context, r Request) (Result, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.current == nil {
		return Result{}, errClosed
	}
	snap, done, err := x.current.snapshot()
	if err != nil {
		return Result{}, err
	}
	defer done()
	s := &search{ctx: ctx, request: r, segments: snap.Segments(), average: x.current.state().averageLength(), lists: map[string][]segment.PostingsList{}}
	return s.run()
}

// search is one running search.
type search struct {
	ctx      context.Context
	request  Request
	segments []*scorch.SegmentSnapshot
	average  float64 // length of a unit, tokens
	weights  []float64
	idf      [][]float64                       // of each alternative, as a share of its concept's rarity
	lists    map[string][]segment.PostingsList // term -> its postings in fieldWords, by segment
	top      hitHeap
}

func (s *search) run() (Result, error) {
	if err := s.weigh(); err != nil {
		return Result{}, err
	}
	for i := range s.segments {
		if err := s.ctx.Err(); err != nil {
			return Result{}, err
		}
		if err := s.scoreSegment(i); err != nil {
			return Result{}, err
		}
	}
	hits, err := s.top.sorted(s.segments)
	return Result{Hits: hits, Weights: s.weights}, err
}

// weigh finds each concept's share of the whole by the root of its rarity: the
// idf of its first alternative that the index holds, which is the asker's own
// word where that is known. The root keeps what every article is about (bitcoin)
// from counting for nothing beside a rare word. BM25's idf as Lucene writes it: ln(1 + (N-n+.5)/(n+.5)).
func (s *search) weigh() error {
	var docs uint64
	for _, seg := range s.segments {
		docs += seg.Count()
	}
	s.weights = make([]float64, len(s.request.Concepts))
	s.idf = make([][]float64, len(s.request.Concepts))
	total := 0.0
	for c, concept := range s.request.Concepts {
		s.idf[c] = make([]float64, len(concept.Alts))
		absent := make([]bool, len(concept.Alts))
		rarity := math.Log(1 + float64(docs) + .5) // as of a word that nothing holds
		for a := len(concept.Alts) - 1; a >= 0; a-- {
			n, err := s.frequency(concept.Alts[a].Terms)
			if err != nil {
				return err
			}
			s.idf[c][a] = math.Log(1 + (float64(docs)-float64(n)+.5)/(float64(n)+.5))
			if absent[a] = n == 0; !absent[a] {
				rarity = s.idf[c][a]
			}
		}
		s.weights[c] = math.Sqrt(rarity) * max(concept.Importance, 0)
		if concept.Importance == 0 {
			s.weights[c] = math.Sqrt(rarity)
		}
		for a := range s.idf[c] {
			if s.idf[c][a] = min(1, s.idf[c][a]/max(rarity, 1e-9)); absent[a] {
				s.idf[c][a] = 0
			}
		}
		total += s.weights[c]
	}
	for c := range s.weights {
		s.weights[c] /= max(total, 1e-9)
	}
	return nil
}

// frequency is in how many units the alternative stands: for several terms, at
// most as many as for the rarest.
func (s *search) frequency(terms []string) (uint64, error) {
	least := uint64(math.MaxUint64)
	for _, t := range terms {
		if _, read := s.lists[t]; !read {
			for _, seg := range s.segments {
				list, err := postings(seg, fieldWords, t)
				if err != nil {
					return 0, err
				}
				s.lists[t] = append(s.lists[t], list)
			}
		}
		n := uint64(0)
		for _, list := range s.lists[t] {
			n += list.Count()
		}
		least = min(least, n)
	}
	return least, nil
}

// whole is a coverage of 1 in a byte. A segment has up to a million documents,
// and what is cleared for each search should fit the processor's cache.
const whole = 255

// cover holds, for one segment, how well each document covers each concept.
type cover struct {
	words, around [][]uint8 // [concept][document]: coverage in 255ths
	score         []float32 // [document]: words and around with frequencies and length
	best          []float32 // scratch: of the concept at hand
	touched       []uint32
}

// covers are kept for the next search: they are as large as the segment.
var covers = sync.Pool{New: func() any { return &cover{} }}

func (c *cover) reset(concepts, docs int) {
	for len(c.words) < concepts {
		c.words = append(c.words, nil)
		c.around = append(c.around, nil)
	}
	for i := range concepts {
		c.words[i] = cleared(c.words[i], docs)
		c.around[i] = cleared(c.around[i], docs)
	}
	c.score = cleared(c.score, docs)
	c.best = cleared(c.best, docs)
}

func cleared[T any](v []T, n int) []T {
	if cap(v) < n {
		return make([]T, n)
	}
	v = v[:n]
	clear(v)
	return v
}

func (s *search) scoreSegment(i int) error {
	seg := s.segments[i]
	allowed, err := s.allowed(seg)
	if err != nil || allowed != nil && allowed.IsEmpty() {
		return err
	}
	if len(s.request.Concepts) == 0 {
		return s.listSegment(i, allowed)
	}
	c := covers.Get().(*cover)
	defer covers.Put(c)
	c.reset(len(s.request.Concepts), int(seg.Segment().Count()))
	for k := range s.request.Concepts {
		if err := s.scoreConcept(i, k, c, allowed); err != nil {
			return err
		}
	}
	gains, err := s.gains(seg)
	if err != nil {
		return err
	}
	for d, covered := range c.score {
		if covered == 0 {
			continue
		}
		d, score := uint32(d), float64(covered)
		for _, g := range gains {
			if g.units.Contains(d) {
				score += g.gain
			}
		}
		s.offer(i, d, score, c)
	}
	return nil
}

// scoreConcept fills c.words[k] and c.around[k], and adds the concept to
// c.score. Its best alternative counts, once.
func (s *search) scoreConcept(i, k int, c *cover, allowed *roaring.Bitmap) error {
	c.touched = c.touched[:0]
	seg := s.segments[i]
	for a, alt := range s.request.Concepts[k].Alts {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		worth := float32(alt.Weight * s.idf[k][a])
		if worth < leastWorth && a > 0 {
			continue
		}
		visit := func(d uint32, part, strength float32, into []uint8) {
			v := worth * part
			into[d] = max(into[d], uint8(v*whole+.5))
			if c.best[d] == 0 {
				c.touched = append(c.touched, d)
			}
			c.best[d] = max(c.best[d], v*strength)
		}
		if err := s.eachWord(i, alt.Terms, allowed, func(d uint32, strength float32) { visit(d, 1, strength, c.words[k]) }); err != nil {
			return err
		}
		if worth < aroundWorth && a > 0 {
			continue
		}
		for _, f := range []struct {
			name   string
			weight float32
		}{{fieldNear, nearWeight}, {fieldTitle, titleWeight}} {
			hits, err := allOf(seg, f.name, alt.Terms, allowed)
			if err != nil {
				return err
			}
			each(hits, func(d uint32) { visit(d, f.weight, 1, c.around[k]) })
		}
	}
	spoken, err := anyOf(seg, fieldSpeaker, s.request.Concepts[k].Speakers)
	if err != nil {
		return err
	}
	if allowed != nil {
		spoken.And(allowed)
	}
	each(spoken, func(d uint32) {
		c.touched = append(c.touched, d)
		c.words[k][d] = whole
		c.best[d] = max(c.best[d], 1)
	})
	for _, d := range c.touched {
		c.score[d] += float32(s.weights[k]) * c.best[d]
		c.best[d] = 0
	}
	return nil
}

// eachWord calls visit for each document whose words hold all the terms, with
// the BM25 term weight of the first: tf(k1+1)/(tf+k1(1-b+b·dl/avgdl)). Whether
// the terms stand next to each other is not looked at.
func (s *search) eachWord(i int, terms []string, allowed *roaring.Bitmap, visit func(d uint32, strength float32)) error {
	if len(terms) > 1 {
		both, err := allOf(s.segments[i], fieldWords, terms, allowed)
		if err != nil || both.IsEmpty() {
			return err
		}
		allowed = both
	}
	it := s.lists[terms[0]][i].Iterator(true, true, false, nil)
	if !narrow(it, allowed) {
		return nil
	}
	for {
		p, err := it.Next()
		if err != nil {
			return fmt.Errorf("read postings of %q: %w", terms[0], err)
		}
		if p == nil {
			return nil
		}
		tf, norm := float64(p.Frequency()), p.Norm() // scorch's norm is 1/sqrt(length)
		length := 1 / max(norm*norm, 1e-9)
		visit(uint32(p.Number()), float32(tf*(k1+1)/(tf+k1*(1-b+b*length/s.average))))
	}
}

// narrow makes the iterator walk only documents in allowed (nil = all). It
// reports false where none is left.
func narrow(it segment.PostingsIterator, allowed *roaring.Bitmap) bool {
	if allowed == nil {
		return true
	}
	o, ok := it.(segment.OptimizablePostingsIterator)
	if !ok {
		return false
	}
	if d, one := o.DocNum1Hit(); one {
		return allowed.Contains(uint32(d))
	}
	actual := o.ActualBitmap()
	if actual == nil {
		return false
	}
	o.ReplaceActual(roaring.And(actual, allowed))
	return true
}

// listSegment offers what passes the filter, for requests without concepts;
// the caller orders them.
func (s *search) listSegment(i int, allowed *roaring.Bitmap) error {
	if allowed == nil {
		allowed = s.segments[i].DocNumbersLive()
	}
	for it := allowed.Iterator(); it.HasNext(); {
		s.offer(i, it.Next(), 0, nil)
	}
	return nil
}

// candidate is a document on its way to becoming a Hit.
type candidate struct {
	segment       int
	doc           uint32
	score         float64
	words, around []float64
}

// hitHeap keeps the best candidates, the worst on top. Ties go to the earlier
// document, so that an answer does not change from one run to the next.
type hitHeap []candidate

func (h hitHeap) Len() int           { return len(h) }
func (h hitHeap) Less(i, j int) bool { return h[j].before(h[i]) }
func (h hitHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *hitHeap) Push(x any)        { *h = append(*h, x.(candidate)) }
func (h *hitHeap) Pop() any          { old := *h; x := old[len(old)-1]; *h = old[:len(old)-1]; return x }

func (c candidate) before(o candidate) bool {
	if c.score != o.score {
		return c.score > o.score
	}
	if c.segment != o.segment {
		return c.segment < o.segment
	}
	return c.doc < o.doc
}

func (s *search) offer(seg int, doc uint32, score float64, c *cover) {
	x := candidate{segment: seg, doc: doc, score: score}
	full := len(s.top) >= max(s.request.Limit, 1)
	if full && !x.before(s.top[0]) {
		return
	}
	if c != nil {
		x.words, x.around = column(c.words, s.request.Concepts, doc), column(c.around, s.request.Concepts, doc)
	}
	if full {
		s.top[0] = x
		heap.Fix(&s.top, 0)
		return
	}
	heap.Push(&s.top, x)
}

func column(rows [][]uint8, concepts []Concept, doc uint32) []float64 {
	out := make([]float64, len(concepts))
	for k := range concepts {
		out[k] = float64(rows[k][doc]) / whole
	}
	return out
}

func (h hitHeap) sorted(segments []*scorch.SegmentSnapshot) ([]Hit, error) {
	sort.Slice(h, func(i, j int) bool { return h[i].before(h[j]) })
	hits := make([]Hit, len(h))
	for i, c := range h {
		id, err := segments[c.segment].DocID(uint64(c.doc))
		if err != nil {
			return nil, fmt.Errorf("read a unit's id: %w", err)
		}
		u, err := ParseUnit(string(id))
		if err != nil {
			return nil, err
		}
		hits[i] = Hit{Unit: u, Score: c.score, Words: c.words, Around: c.around}
	}
	return hits, nil
}
