package topk

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// randomQuery draws every kind of query from one grammar.
func randomQuery(rng *rand.Rand) Query {
	q := Query{Limit: 1 + rng.IntN(15), Parts: 2}
	for range 1 + rng.IntN(5) {
		g := Group{Weight: .2 + 3*rng.Float64()}
		for range 1 + rng.IntN(3) {
			g.Leaves = append(g.Leaves, randomLeaf(rng))
		}
		q.Groups = append(q.Groups, g)
	}
	if rng.IntN(3) == 0 {
		q.Groups = append(q.Groups, Group{Weight: 1, Optional: true, Leaves: []Leaf{{Field: "S", Terms: []string{"ada"}, Weight: 1}}})
	}
	if rng.IntN(3) == 0 {
		q.Filter = append(q.Filter, Union{{Field: "S", Terms: []string{"ada", "ben"}[:1+rng.IntN(2)]}})
	}
	if rng.IntN(4) == 0 {
		q.Filter = append(q.Filter, Union{{Field: "N", Terms: []string{word(rng)}}, {Field: "W", Terms: []string{word(rng)}}})
	}
	if rng.IntN(3) == 0 {
		q.AtLeast = 1 + rng.IntN(5)
	}
	return q
}

func randomLeaf(rng *rand.Rand) Leaf {
	l := Leaf{Field: "W", Weight: 1 - rng.Float64()/2, BM25: true, Terms: []string{word(rng)}}
	switch rng.IntN(5) {
	case 0:
		return Leaf{Field: "N", Weight: l.Weight, Terms: []string{word(rng)}, Part: 1}
	case 1:
		l.Terms = append(l.Terms, word(rng))
	case 2:
		l.Terms, l.Phrase, l.BM25 = append(l.Terms, word(rng)), true, rng.IntN(2) == 0
	}
	return l
}

// Pruned search finds what scoring every document finds, by the formulae and by
// its own exhaustive mode.
func TestPrunedEqualsExhaustive(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 11))
		ix, c := build(t, rng, 30+rng.IntN(400), randomDoc)
		var memory Lengths
		for range 25 {
			q := randomQuery(rng)
			r := open(t, ix, c.average)
			switch rng.IntN(4) { // each way to find the best, with and without impacts
			case 0:
				r.costs = costs{sieve: math.MaxUint64}
			case 1:
				r.costs = costs{}
			case 2:
				r.WithImpacts(impacts, &memory).costs = costs{}
			default:
				r.WithImpacts(impacts, &memory).costs = costs{sieve: math.MaxUint64}
			}
			hits, err := r.Search(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("seed %d: %+v", seed, q)
			check(t, name, r, c, q, hits)
			q.Exhaustive = true
			all, err := open(t, ix, c.average).Search(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			same(t, name, hits, all)
		}
	}
}

// same wants equal documents in equal order; sums may differ in their last bits.
func same(t *testing.T, name string, a, b []Hit) {
	t.Helper()
	if len(a) != len(b) {
		t.Fatalf("%s: %d hits pruned, %d exhaustive", name, len(a), len(b))
	}
	for i := range a {
		if (a[i].Segment != b[i].Segment || a[i].Doc != b[i].Doc) || a[i].Score != b[i].Score {
			t.Fatalf("%s: hit %d is %+v pruned, %+v exhaustive", name, i, a[i], b[i])
		}
	}
}

// check compares hits with the scores of all documents. Ties may come in any
// order, and nothing else.
func check(t *testing.T, name string, r *Reader, c corpus, q Query, hits []Hit) {
	t.Helper()
	want := map[string]float64{}
	var scores []float64
	for id, d := range c.docs {
		if s := c.score(q, r.bm25, d); s > 0 {
			want[id] = s
			scores = append(scores, s)
		}
	}
	slices.SortFunc(scores, func(a, b float64) int { return int(math.Copysign(1, b-a)) })
	if len(hits) != min(q.Limit, len(scores)) {
		t.Fatalf("%s: %d hits, want %d", name, len(hits), min(q.Limit, len(scores)))
	}
	for i, h := range hits {
		id, err := r.ID(h.Segment, h.Doc)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(h.Score-scores[i]) > 1e-9 || math.Abs(h.Score-want[id]) > 1e-9 {
			t.Fatalf("%s: hit %d is %s (%q) with %.9f; it scores %.9f, and place %d has %.9f", name, i, id, c.docs[id].W, h.Score, want[id], i, scores[i])
		}
		for g := range q.Groups {
			checkParts(t, name, q.Groups[g], c.docs[id], g, h)
		}
	}
}

func checkParts(t *testing.T, name string, group Group, d doc, g int, h Hit) {
	t.Helper()
	var want [2]float64
	for _, l := range group.Leaves {
		if strengthIn(l, BM25{K1: 1, Average: 1}, d) > 0 {
			want[l.Part] = max(want[l.Part], l.Weight)
		}
	}
	for p := range want {
		if h.Parts[p][g] != want[p] {
			t.Errorf("%s: part %d of group %d is %v, want %v", name, p, g, h.Parts[p][g], want[p])
		}
	}
}

func TestFrequenciesAreExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	ix, c := build(t, rng, 500, randomDoc)
	r := open(t, ix, c.average)
	if r.Docs() != uint64(len(c.docs)) {
		t.Errorf("%d documents, want %d", r.Docs(), len(c.docs))
	}
	if r.Segments() < 2 {
		t.Errorf("%d segments: the test wants several", r.Segments())
	}
	for _, w := range append(vocabulary, "nowhere") {
		for _, field := range []string{"W", "N"} {
			if n, err := r.Frequency(field, w); err != nil || n != c.frequency(field, w) {
				t.Errorf("%s:%s stands in %d documents (%v), want %d", field, w, n, err, c.frequency(field, w))
			}
		}
	}
}

func TestQueriesThatFindNothing(t *testing.T) {
	ix, c := build(t, rand.New(rand.NewPCG(1, 1)), 50, randomDoc)
	leaf := Leaf{Field: "W", Terms: []string{"a"}, Weight: 1, BM25: true}
	for name, q := range map[string]Query{
		"no groups":          {},
		"no leaves":          {Groups: []Group{{Weight: 1}}},
		"no terms":           {Groups: []Group{{Weight: 1, Leaves: []Leaf{{Field: "W", Weight: 1}}}}},
		"unknown field":      {Groups: []Group{{Weight: 1, Leaves: []Leaf{{Field: "X", Terms: []string{"a"}, Weight: 1, BM25: true}}}}},
		"unknown term":       {Groups: []Group{{Weight: 1, Leaves: []Leaf{{Field: "W", Terms: []string{"zz"}, Weight: 1, BM25: true}}}}},
		"empty term":         {Groups: []Group{{Weight: 1, Leaves: []Leaf{{Field: "W", Terms: []string{""}, Weight: 1}}}}},
		"no weight":          {Groups: []Group{{Leaves: []Leaf{leaf}}}},
		"only optional":      {Groups: []Group{{Weight: 1, Optional: true, Leaves: []Leaf{leaf}}}},
		"empty filter":       {Groups: []Group{{Weight: 1, Leaves: []Leaf{leaf}}}, Filter: []Union{{{Field: "S"}}}},
		"more than there is": {Groups: []Group{{Weight: 1, Leaves: []Leaf{leaf}}}, AtLeast: 2},
	} {
		q.Limit = 5
		if hits, err := open(t, ix, c.average).Search(context.Background(), q); err != nil || len(hits) > 0 {
			t.Errorf("%s: %v, %v, want nothing", name, hits, err)
		}
	}
}

func TestPhraseWithoutPositions(t *testing.T) {
	ix, c := build(t, rand.New(rand.NewPCG(1, 1)), 200, randomDoc)
	q := Query{Limit: 3, Groups: []Group{{Weight: 1, Leaves: []Leaf{{Field: "N", Terms: []string{"a", "b"}, Phrase: true, Weight: 1}}}}}
	if _, err := open(t, ix, c.average).Search(context.Background(), q); !errors.Is(err, ErrNoPositions) {
		t.Errorf("error %v, want ErrNoPositions", err)
	}
}

// A thousand terms take the memory of a window and end at the deadline.
func TestThousandTerms(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	many := func(rng *rand.Rand) doc {
		d := doc{}
		for range 20 {
			d.W += fmt.Sprintf("w%d ", rng.IntN(1000))
		}
		return d
	}
	ix, c := build(t, rng, 2000, many)
	q := Query{Limit: 10, Parts: 2}
	for i := range 1000 {
		q.Groups = append(q.Groups, Group{Weight: 1 + rng.Float64(), Leaves: []Leaf{{Field: "W", Terms: []string{fmt.Sprintf("w%d", i)}, Weight: 1, BM25: true}}})
	}
	for _, least := range []int{0, 3, 1000} {
		q.AtLeast = least
		r := open(t, ix, c.average)
		hits, err := r.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		check(t, fmt.Sprint("at least ", least), r, c, q, hits)
	}
	ctx, cancel := context.WithDeadline(context.Background(), time.Now())
	defer cancel()
	if _, err := open(t, ix, c.average).Search(ctx, q); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("past its deadline: %v", err)
	}
}

func TestSimilar(t *testing.T) {
	terms := []string{"bitcoin", "bitcoins", "bitconi", "bicoin", "litcoin", "coin", "bitcoinssss"}
	i := -1
	ix, c := build(t, rand.New(rand.NewPCG(2, 2)), len(terms), func(*rand.Rand) doc { i = (i + 1) % len(terms); return doc{W: terms[i]} })
	have := map[string]bool{}
	for _, d := range c.docs {
		have[d.W] = true
	}
	for _, x := range []struct {
		term string
		want []string
	}{
		{"bitcoin", []string{"bitcoin", "bitcoins", "bicoin"}},
		{"coin", []string{"coin"}}, // too short for another word
		{"bitcoinsss", []string{"bitcoinsss", "bitcoinssss", "bitcoins"}},
	} {
		leaves, err := open(t, ix, c.average).Similar("W", x.term)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range leaves {
			got = append(got, l.Terms[0])
		}
		want := slices.DeleteFunc(x.want, func(w string) bool { return w != x.term && !have[w] })
		if !slices.Equal(got, want) {
			t.Errorf("like %s: %v, want %v", x.term, got, want)
		}
	}
}
