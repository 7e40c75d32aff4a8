package topk

import (
	"container/heap"
	"math"
	"sort"
)

// best keeps the limit best hits, the worst of them on top.
type best struct {
	hits  []Hit
	limit int
}

func (b *best) Len() int           { return len(b.hits) }
func (b *best) Less(i, j int) bool { return b.hits[j].before(b.hits[i]) }
func (b *best) Swap(i, j int)      { b.hits[i], b.hits[j] = b.hits[j], b.hits[i] }
func (b *best) Push(x any)         { b.hits = append(b.hits, x.(Hit)) }
func (b *best) Pop() any           { panic("never popped") }

// offer takes the hit in where it is among the best.
func (b *best) offer(h Hit) {
	if len(b.hits) < b.limit {
		heap.Push(b, h)
		return
	}
	if h.before(b.hits[0]) {
		b.hits[0] = h
		heap.Fix(b, 0)
	}
}

// threshold is what a later document must score more than.
func (b *best) threshold() float64 {
	if len(b.hits) < b.limit {
		return math.Inf(-1)
	}
	return b.hits[0].Score
}

func (b *best) sorted() []Hit {
	sort.Slice(b.hits, func(i, j int) bool { return b.hits[i].before(b.hits[j]) })
	return b.hits
}
