package topk

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// grid is a bit for each document of a segment and column. The words of the
// columns for the same 64 documents lie together: that is how they are read.
type grid struct {
	bits    []uint64 // [word*columns + column]
	scratch []uint64
	columns int
	words   []uint32 // that hold documents which match
	left    []uint64 // documents of each that were not scored yet
}

// grids are kept from search to search.
var grids = sync.Pool{New: func() any { return &grid{} }}

// reset empties the grid and gives it another size.
func (g *grid) reset(words, columns int) {
	g.columns, g.words, g.left = columns, g.words[:0], g.left[:0]
	if cap(g.bits) < words*columns {
		g.bits = make([]uint64, words*columns)
		g.scratch = make([]uint64, words)
		return
	}
	g.bits = g.bits[:words*columns]
	clear(g.bits)
	if cap(g.scratch) < words {
		g.scratch = make([]uint64, words)
	}
	g.scratch = g.scratch[:words]
}

// row is the columns of 64 documents.
func (g *grid) row(word uint32) []uint64 {
	at := int(word) * g.columns
	return g.bits[at : at+g.columns : at+g.columns]
}

// manyDocs is from how many documents on it is faster to go through all words than
// through the documents.
const manyDocs = 4096

// put adds documents to a column.
func (g *grid) put(column int, docs *roaring.Bitmap) {
	if docs.GetCardinality() < manyDocs {
		var some [128]uint32
		for it := docs.ManyIterator(); ; {
			n := it.NextMany(some[:])
			if n == 0 {
				return
			}
			for _, d := range some[:n] {
				g.bits[int(d/64)*g.columns+column] |= 1 << (d % 64)
			}
		}
	}
	clear(g.scratch)
	docs.WriteDenseTo(g.scratch)
	at := column
	for _, w := range g.scratch {
		g.bits[at] |= w
		at += g.columns
	}
}
