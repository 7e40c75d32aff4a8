package index

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/data"
)

// toyUnit is a unit of a made-up index, as the exhaustive scorer sees it.
type toyUnit struct {
	id            string
	words         map[string]int
	length        int
	near, title   []string
	speaker       string
	kind          UnitKind
	printed, said string
}

func (u toyUnit) document() *document.Document {
	d, in := document.NewDocument(u.id), interner{}
	words := &termField{name: fieldWords, length: u.length, freqs: bleveindex.TokenFrequencies{}}
	for term, n := range u.words {
		words.freqs[term] = frequency(term, n)
	}
	in.addWords(d, words)
	d.AddField(in.keywords(fieldNear, u.near...))
	d.AddField(in.keywords(fieldTitle, u.title...))
	d.AddField(in.keywords(fieldSpeaker, u.speaker))
	d.AddField(in.keywords(fieldKind, string(u.kind)))
	d.AddField(in.keywords(fieldPrinted, dateTerms(u.printed)...))
	d.AddField(in.keywords(fieldSaid, dateTerms(u.said)...))
	return d
}

// toyIndex writes the units in several batches, so that there are several
// segments, and deletes and replaces some of them.
func toyIndex(t *testing.T, rng *rand.Rand, n int) (*Index, []toyUnit) {
	t.Helper()
	g, err := createGeneration("", "")
	if err != nil {
		t.Fatal(err)
	}
	x := &Index{current: g}
	t.Cleanup(func() { _ = x.Close() })
	live := map[string]toyUnit{}
	st := &state{Mapping: Mapping}
	for i := 0; i < n; {
		batch := g.bleve.NewBatch()
		for j := 0; j < n/5+1 && i < n; j++ {
			u := randomUnit(rng, rng.IntN(n)) // the same id again replaces
			if err := batch.IndexAdvanced(u.document()); err != nil {
				t.Fatal(err)
			}
			live[u.id] = u

			i++
		}
		for id := range live {
			if rng.IntN(20) == 0 {
				batch.Delete(id)
				delete(live, id)
			}
		}
		if err := g.bleve.Batch(batch); err != nil {
			t.Fatal(err)
		}
	}
	g.at.Store(st)
	var units []toyUnit
	for _, u := range live {
		units = append(units, u)
	}
	return x, units
}

var toyTerms = []string{"a", "b", "c", "d", "e", "f", "g", "h"}

func randomUnit(rng *rand.Rand, id int) toyUnit {
	u := toyUnit{words: map[string]int{}, kind: Passage, printed: fmt.Sprintf("20%02d-0%d-1%d", 20+rng.IntN(4), 1+rng.IntN(9), rng.IntN(10))}
	u.id = Unit{Article: fmt.Sprint("art", id), Kind: u.kind, Span: data.Span{Start: 0, End: 5}}.ID()
	for range 1 + rng.IntN(6) {
		u.words[toyTerms[rng.IntN(len(toyTerms))]]++
		u.length++
	}
	u.length += rng.IntN(8)
	u.near = []string{toyTerms[rng.IntN(len(toyTerms))], toyTerms[rng.IntN(len(toyTerms))]}
	u.title = []string{toyTerms[rng.IntN(len(toyTerms))]}
	if rng.IntN(3) == 0 {
		u.speaker = []string{"Ada Norr", "Ben Okoro"}[rng.IntN(2)]
	}
	return u
}

// exhaustive scores every unit by the formulae of search.go, one by one.
func exhaustive(units []toyUnit, r Request) map[string]float64 {
	average := 0.0
	for _, u := range units {
		average += float64(u.length) / float64(len(units))
	}
	frequency := func(terms []string) float64 {
		least := math.Inf(1)
		for _, t := range terms {
			n := 0.0
			for _, u := range units {
				if u.words[t] > 0 {
					n++
				}
			}
			least = min(least, n)
		}
		return least
	}
	n := float64(len(units))
	idf := func(df float64) float64 { return math.Log(1 + (n-df+.5)/(df+.5)) }
	var rarities []float64
	total := 0.0
	for _, c := range r.Concepts {
		rarity := math.Log(1 + n + .5)
		for _, a := range c.Alts {
			if df := frequency(a.Terms); df > 0 {
				rarity = idf(df)
				break
			}
		}
		rarities = append(rarities, rarity)
		total += math.Sqrt(rarity)
	}
	out := map[string]float64{}
	for _, u := range units {
		score, any := 0.0, false
		for k, c := range r.Concepts {
			best := 0.0
			for j, a := range c.Alts {
				worth := a.Weight * min(1, idf(frequency(a.Terms))/rarities[k])
				if worth < leastWorth && j > 0 || frequency(a.Terms) == 0 {
					continue
				}
				if all(a.Terms, func(t string) bool { return u.words[t] > 0 }) {
					tf := float64(u.words[a.Terms[0]])
					best = max(best, worth*tf*(k1+1)/(tf+k1*(1-b+b*float64(u.length)/average)))
				}
				if worth < aroundWorth && j > 0 {
					continue
				}
				if all(a.Terms, func(t string) bool { return slices.Contains(u.near, t) }) {
					best = max(best, worth*nearWeight)
				}
				if all(a.Terms, func(t string) bool { return slices.Contains(u.title, t) }) {
					best = max(best, worth*titleWeight)
				}
			}
			if u.speaker != "" && slices.Contains(c.Speakers, u.speaker) {
				best = max(best, 1)
			}
			any = any || best > 0
			score += math.Sqrt(rarities[k]) / total * best
		}
		if any {
			out[u.id] = score
		}
	}
	return out
}

func all(terms []string, ok func(string) bool) bool {
	for _, t := range terms {
		if !ok(t) {
			return false
		}
	}
	return true
}

func TestSearchEqualsExhaustiveScoring(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 7))
		x, units := toyIndex(t, rng, 20+rng.IntN(150))
		r := Request{Limit: 10}
		for range 1 + rng.IntN(4) {
			c := Concept{}
			for range 1 + rng.IntN(3) {
				a := Alt{Weight: []float64{1, .9, .5}[rng.IntN(3)]}
				for range 1 + rng.IntN(2) {
					a.Terms = append(a.Terms, toyTerms[rng.IntN(len(toyTerms))])
				}
				c.Alts = append(c.Alts, a)
			}
			if rng.IntN(3) == 0 {
				c.Speakers = []string{"Ada Norr"}
			}
			r.Concepts = append(r.Concepts, c)
		}
		got, err := x.Search(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		want := exhaustive(units, r)
		compareTop(t, seed, got.Hits, want, r.Limit)
	}
}

// compareTop allows ties in any order, and nothing else.
func compareTop(t *testing.T, seed uint64, got []Hit, want map[string]float64, limit int) {
	t.Helper()
	var scores []float64
	for _, s := range want {
		scores = append(scores, s)
	}
	sort.Sort(sort.Reverse(sort.Float64Slice(scores)))
	if len(got) != min(limit, len(scores)) {
		t.Fatalf("seed %d: %d hits, want %d", seed, len(got), min(limit, len(scores)))
	}
	for i, h := range got {
		if math.Abs(h.Score-scores[i]) > 1e-9 {
			t.Errorf("seed %d: hit %d scores %.5f, want %.5f", seed, i, h.Score, scores[i])
		}
		if math.Abs(want[h.ID()]-h.Score) > 1e-9 {
			t.Errorf("seed %d: %s scores %.5f, want %.5f", seed, h.ID(), h.Score, want[h.ID()])
		}
	}
}

func TestFilters(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	x, units := toyIndex(t, rng, 200)
	for _, f := range []Filter{
		{Speakers: []string{"Ada Norr"}},
		{Since: "2021-03-01", Until: "2022-02-11"},
		{Since: "2023-01-01"},
		{Until: "2021-05-09", Lag: 3},
		{Until: "2020-12-31", Speakers: []string{"Ben Okoro", "Ada Norr"}},
		{Kinds: []UnitKind{Takeaway}},
	} {
		want := 0
		for _, u := range units {
			if (len(f.Speakers) == 0 || slices.Contains(f.Speakers, u.speaker)) &&
				(f.Since == "" || u.printed >= f.Since) && (f.Until == "" || u.printed <= later(f.Until, f.Lag)) &&
				(len(f.Kinds) == 0 || slices.Contains(f.Kinds, u.kind)) {
				want++
			}
		}
		res, err := x.Search(context.Background(), Request{Filter: f, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Hits) != want {
			t.Errorf("%+v: %d hits, want %d", f, len(res.Hits), want)
		}
	}
}

func TestPeriodTerms(t *testing.T) {
	for _, c := range []struct {
		since, until string
		want         []string
	}{
		{"2023-03-01", "2023-03-31", []string{"2023-03"}},
		{"2022-01-01", "2023-12-31", []string{"2022", "2023"}},
		{"2022-12-30", "2023-02-01", []string{"2022-12-30", "2022-12-31", "2023-01", "2023-02-01"}},
		{"2024-02-28", "2024-03-01", []string{"2024-02-28", "2024-02-29", "2024-03-01"}},
		{"2023-05-02", "2023-05-01", nil},
	} {
		got, err := periodTerms(c.since, c.until)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s to %s: %v, %v, want %v", c.since, c.until, got, err, c.want)
		}
	}
	if _, err := periodTerms("2023-02-30", ""); err == nil {
		t.Error("30 February was taken for a day")
	}
}

func TestUnitID(t *testing.T) {
	u := Unit{Article: "a@b:c", Kind: Statement, Span: data.Span{Start: 12, End: 345}}
	got, err := ParseUnit(u.ID())
	if err != nil || got != u {
		t.Errorf("ParseUnit(%q) = %+v, %v", u.ID(), got, err)
	}
	for _, bad := range []string{"", "s", "s1-2", "sx-2@a", "s1@a"} {
		if _, err := ParseUnit(bad); err == nil {
			t.Errorf("ParseUnit(%q): no error", bad)
		}
	}
}
