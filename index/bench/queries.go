package bench

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"verbatim/data"
	"verbatim/index"
	"verbatim/index/analysis"
)

// query is one thing to ask, in the forms that the engines take.
type query struct {
	match    index.Match
	concepts []index.Concept // where set, a search as answers make it
	latest   bool            // the newest takeaways
}

// kind is a kind of query and how one is drawn.
type kind struct {
	Name string
	draw func(d *deck) query
}

// limit is how many hits a query asks for.
const limit = 10

// kinds are those that questions lead to, and the expensive ones.
func kinds() []kind {
	return []kind{
		{"speaker + topic, all words OR", func(d *deck) query { return d.match(append(d.content(3), d.frequent(5)...)) }},
		{"speaker filter + topic OR", func(d *deck) query {
			s := d.said[d.rng.IntN(len(d.said))]
			q := d.match(append(d.content(2), pick(d, s.terms)))
			q.match.Filter.Speakers = []string{s.speaker}
			return q
		}},
		{"topic OR", func(d *deck) query { return d.match(d.content(3)) }},
		{"topic AND", func(d *deck) query { q := d.match(d.together(2)); q.match.AtLeast = 2; return q }},
		{"two of four", func(d *deck) query {
			q := d.match(append(d.together(2), d.content(2)...))
			q.match.AtLeast = 2
			return q
		}},
		{"phrase", func(d *deck) query { q := d.match(d.together(2)); q.match.Phrase = true; return q }},
		{"date + topic OR", func(d *deck) query {
			s := d.said[d.rng.IntN(len(d.said))]
			q := d.match(append(d.content(2), pick(d, s.terms)))
			q.match.Filter.Since, q.match.Filter.Until = s.day[:7]+"-01", s.day[:7]+"-28"
			return q
		}},
		{"common words OR", func(d *deck) query { return d.match(d.frequent(5)) }},
		{"fuzzy", func(d *deck) query { q := d.match([]string{d.misspelt()}); q.match.Fuzzy = true; return q }},
		{"concepts", func(d *deck) query { return query{concepts: d.concepts(3, 3)} }},
		{"latest takeaways", func(d *deck) query { return query{latest: true} }},
	}
}

// deck is what queries are drawn from: a sample of the articles.
type deck struct {
	rng          *rand.Rand
	runs         [][]string // terms of one block, in order
	common, rest []string   // rest: as often as they stand in the sample
	said         []said
}

// said is what somebody said, and when it was printed.
type said struct {
	speaker, day string
	terms        []string
}

// sampled is how many articles a deck is made of, commonTerms how many of their
// most frequent terms count as common.
const (
	sampled     = 400
	commonTerms = 30
)

func newDeck(ctx context.Context, source index.Source) (*deck, error) {
	d := &deck{rng: rand.New(rand.NewPCG(5, 5))}
	ids, err := source.ByDate(ctx)
	if err != nil {
		return nil, err
	}
	d.rng.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	records, err := source.Records(ctx, ids[:min(sampled, len(ids))])
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	for i := range records {
		d.take(&records[i], count)
	}
	byCount := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b)) })
	if len(byCount) < 2*commonTerms || len(d.runs) == 0 || len(d.said) == 0 {
		return nil, fmt.Errorf("%d articles with %d words and %d dated statements are too few to draw queries from: measure more", len(records), len(byCount), len(d.said))
	}
	d.common = byCount[:commonTerms]
	for _, run := range d.runs {
		for _, t := range run {
			if !slices.Contains(d.common, t) {
				d.rest = append(d.rest, t)
			}
		}
	}
	return d, nil
}

func (d *deck) take(r *data.Record, count map[string]int) {
	for _, b := range r.Blocks {
		if !b.Kind.Searchable() {
			continue
		}
		run := terms(b.Of(r.Article.Text), r.Article.Lang)
		for _, t := range run {
			count[t]++
		}
		if len(run) >= 4 {
			d.runs = append(d.runs, run)
		}
	}
	for _, q := range r.Quotes {
		s := said{q.Shown(), r.Article.Day(), terms(q.Span.Of(r.Article.Text), q.Lang)}
		if s.speaker != "" && s.day != "" && len(s.terms) > 0 {
			d.said = append(d.said, s)
		}
	}
}

// terms of a text, stop words left out.
func terms(text, language string) []string {
	var out []string
	for _, t := range analysis.Analyze(text, language) {
		if !t.Stop {
			out = append(out, t.Term)
		}
	}
	return out
}

func pick(d *deck, from []string) string { return from[d.rng.IntN(len(from))] }

func (d *deck) draw(n int, from []string) []string {
	var out []string
	for len(out) < n {
		if t := pick(d, from); !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func (d *deck) content(n int) []string  { return d.draw(n, d.rest) }
func (d *deck) frequent(n int) []string { return d.draw(n, d.common) }

// together are terms that stand next to each other somewhere.
func (d *deck) together(n int) []string {
	run := d.runs[d.rng.IntN(len(d.runs))]
	at := d.rng.IntN(len(run) - n + 1)
	return slices.Clone(run[at : at+n])
}

// misspelt is a longer term with one letter wrong.
func (d *deck) misspelt() string {
	for range 1000 {
		if t := []byte(pick(d, d.rest)); len(t) >= 6 {
			t[3] = 'a' + (t[3]-'a'+1)%26
			return string(t)
		}
	}
	return pick(d, d.rest)
}

func (d *deck) match(terms []string) query {
	return query{match: index.Match{Terms: terms, Limit: limit}}
}

// concepts are groups of alternatives, as the lexicon makes them.
func (d *deck) concepts(n, alternatives int) []index.Concept {
	out := make([]index.Concept, n)
	for i := range out {
		for a, t := range d.content(alternatives) {
			out[i].Alts = append(out[i].Alts, index.Alt{Terms: []string{t}, Weight: 1 - .1*float64(a)})
		}
	}
	return out
}
