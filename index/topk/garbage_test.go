package topk

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// What a search allocates grows with the documents by a bit for each of them and
// group (the sets of documents that match a group), not with what it matches.
func TestGarbageDoesNotGrowWithMatches(t *testing.T) {
	const container = 8 << 10 // bytes: a bit for each of 65,536 documents
	few, many := garbage(t, 1000), garbage(t, 10_000)
	if most := few + uint64(len(vocabulary))*container*3/2; many > most {
		t.Errorf("%d bytes a search in 1,000 documents, %d in 10,000, want %d at most", few, many, most)
	}
}

// garbage is how many bytes a search allocates in an index of n documents.
func garbage(t *testing.T, n int) uint64 {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 3))
	ix, err := bleve.NewUsing("", testMapping(t), scorch.Name, scorch.Name, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	batch := ix.NewBatch()
	for i := range n {
		if err := batch.Index(fmt.Sprint(i), randomDoc(rng).indexed()); err != nil {
			t.Fatal(err)
		}
	}
	if err := ix.Batch(batch); err != nil {
		t.Fatal(err)
	}
	q := Query{Limit: 10}
	for _, w := range vocabulary {
		q.Groups = append(q.Groups, Group{Weight: 1, Leaves: []Leaf{{Field: "W", Terms: []string{w}, Weight: 1, BM25: true}, {Field: "N", Terms: []string{w}, Weight: .4}}})
	}
	r := open(t, ix, 6)
	search := func() {
		if _, err := r.Search(context.Background(), q); err != nil {
			t.Fatal(err)
		}
	}
	search() // looks the terms up and fills the pools
	const times = 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range times {
		search()
	}
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / times
}
