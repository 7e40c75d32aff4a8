package topk

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	_ "github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
)

// doc is a document of a made-up index: its words, and two fields of terms.
type doc struct{ W, N, S string }

func (d doc) field(name string) []string {
	return strings.Fields(map[string]string{"W": d.W, "N": d.N, "S": d.S}[name])
}

// indexed is the document as the index takes it: with its impacts.
func (d doc) indexed() map[string]any {
	count, often := map[string]int{}, [2][]string{}
	for _, w := range strings.Fields(d.W) {
		count[w]++
	}
	for w, n := range count {
		for i := range often {
			if n >= i+2 {
				often[i] = append(often[i], w)
			}
		}
	}
	return map[string]any{
		"W": d.W, "N": d.N, "S": d.S, "L": strconv.Itoa(len(strings.Fields(d.W))), "W2": strings.Join(often[0], " "), "W3": strings.Join(often[1], " "),
	}
}

// impacts are those that test documents are indexed with.
var impacts = Impacts{Field: "W", Length: "L", Often: []string{"W2", "W3"}}

// corpus is what a made-up index holds.
type corpus struct {
	docs    map[string]doc
	average float64
}

func testMapping(t testing.TB) mapping.IndexMapping {
	t.Helper()
	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer("words", map[string]interface{}{"type": custom.Name, "tokenizer": "whitespace"}); err != nil {
		t.Fatal(err)
	}
	m.DefaultAnalyzer = "words"
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	for _, name := range []string{"W", "N", "S", "W2", "W3", "L"} {
		f := bleve.NewTextFieldMapping()
		f.Store, f.IncludeInAll, f.DocValues = false, false, false
		f.IncludeTermVectors, f.SkipFreqNorm = name == "W", name != "W"
		m.DefaultMapping.AddFieldMappingsAt(name, f)
	}
	return m
}

// build indexes documents in batches, so that there are several segments, and
// deletes and replaces some of them.
func build(t testing.TB, rng *rand.Rand, n int, make func(*rand.Rand) doc) (bleve.Index, corpus) {
	t.Helper()
	ix, err := bleve.NewUsing("", testMapping(t), scorch.Name, scorch.Name, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ix.Close() })
	c := corpus{docs: map[string]doc{}}
	for i := 0; i < n; {
		batch := ix.NewBatch()
		for end := i + 1 + rng.IntN(n/4+1); i < end; i++ {
			id, d := fmt.Sprintf("d%05d", rng.IntN(n)), make(rng)
			if err := batch.Index(id, d.indexed()); err != nil {
				t.Fatal(err)
			}
			c.docs[id] = d
		}
		for id := range c.docs {
			if rng.IntN(15) == 0 {
				batch.Delete(id)
				delete(c.docs, id)
			}
		}
		if err := ix.Batch(batch); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range c.docs {
		c.average += float64(len(d.field("W"))) / float64(len(c.docs))
	}
	return ix, c
}

// open reads the index as it is now.
func open(t testing.TB, ix bleve.Index, average float64) *Reader {
	t.Helper()
	advanced, err := ix.Advanced()
	if err != nil {
		t.Fatal(err)
	}
	reader, err := advanced.Reader()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Close() })
	return NewReader(reader.(*scorch.IndexSnapshot), BM25{K1: 1.2, B: .75, Average: average})
}

var vocabulary = []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}

// word is one of the vocabulary, the first ones more often.
func word(rng *rand.Rand) string {
	return vocabulary[min(rng.IntN(len(vocabulary)), rng.IntN(len(vocabulary)))]
}

func words(rng *rand.Rand, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = word(rng)
	}
	return strings.Join(out, " ")
}

func randomDoc(rng *rand.Rand) doc {
	return doc{W: words(rng, 1+rng.IntN(12)), N: words(rng, rng.IntN(4)), S: []string{"ada", "ben", "", ""}[rng.IntN(4)]}
}

// frequency is how many documents hold the term.
func (c corpus) frequency(field, term string) (n uint64) {
	for _, d := range c.docs {
		if slices.Contains(d.field(field), term) {
			n++
		}
	}
	return n
}

// score is that of one document by the formulae of the package's comment, worked
// out from its words; 0 where it is not found.
func (c corpus) score(q Query, m BM25, d doc) float64 {
	for _, s := range q.Filter {
		if !slices.ContainsFunc(s, func(s Set) bool {
			return slices.ContainsFunc(s.Terms, func(t string) bool { return slices.Contains(d.field(s.Field), t) })
		}) {
			return 0
		}
	}
	total, matched := 0.0, 0
	for _, g := range q.Groups {
		best := 0.0
		for _, l := range g.Leaves {
			best = max(best, l.Weight*strengthIn(l, m, d))
		}
		total += g.Weight * best
		if best > 0 && !g.Optional {
			matched++
		}
	}
	if matched < max(q.AtLeast, 1) {
		return 0
	}
	return total
}

func strengthIn(l Leaf, m BM25, d doc) float64 {
	have := d.field(l.Field)
	for _, t := range l.Terms {
		if !slices.Contains(have, t) {
			return 0
		}
	}
	tf := 0
	for i := range have {
		n := 1
		if l.Phrase {
			n = len(l.Terms)
		}
		if i+n <= len(have) && slices.Equal(have[i:i+n], l.Terms[:n]) {
			tf++
		}
	}
	switch {
	case tf == 0:
		return 0
	case l.BM25:
		return m.Strength(float64(tf), float64(len(have)))
	}
	return 1
}
