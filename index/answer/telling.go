package answer

import (
	"cmp"
	"math"
	"slices"

	"verbatim/data"
	"verbatim/data/extract"
	"verbatim/data/lang"
	"verbatim/index/analysis"
)

// Where an article has no takeaways list of its own, its most telling sentences
// stand for one: at most mostTelling of the first lookedAt, none shorter or
// longer than what can be read by itself, bytes.
const (
	mostTelling = 3
	lookedAt    = 24
	leastBytes  = 40
	mostBytes   = 360
)

// What makes a sentence telling: how early it stands, how many of the title's
// words it has, and how central its words are to the article. Set by hand on the
// articles of the sample.
const (
	earlyWeight   = 0.8
	titleWeight   = 1.0
	centralWeight = 0.8
	sameWords     = 0.5 // of its words in one already chosen: it says the same
)

// items are the takeaways of an article, in order: its own list, complete, or
// else its most telling sentences.
func items(r *data.Record) []data.Span {
	var own []data.Span
	for _, b := range r.Blocks {
		if b.Kind == data.Takeaway {
			b.Start += extract.Marker(b.Of(r.Article.Text))
			own = append(own, b.Span)
		}
	}
	if len(own) > 0 {
		return own
	}
	return telling(r)
}

// sentence is one that may be chosen.
type sentence struct {
	data.Span
	terms []string
	score float64
}

// telling chooses the most telling sentences, in the order of the article.
func telling(r *data.Record) []data.Span {
	all, frequency := readable(r)
	title := termsOf(r.Article.Title, r.Article.Lang)
	for i := range all {
		s := &all[i]
		s.score = earlyWeight/(1+0.25*float64(i)) + titleWeight*share(title, s.terms) + centralWeight*central(s.terms, frequency)
	}
	slices.SortStableFunc(all, func(a, b sentence) int { return cmp.Compare(b.score, a.score) })
	var chosen []sentence
	for _, s := range all {
		again := slices.ContainsFunc(chosen, func(c sentence) bool { return share(s.terms, c.terms) >= sameWords })
		if len(chosen) < mostTelling && !again {
			chosen = append(chosen, s)
		}
	}
	var out []data.Span
	for _, s := range chosen {
		out = append(out, s.Span)
	}
	slices.SortFunc(out, func(a, b data.Span) int { return a.Start - b.Start })
	return out
}

// readable are the first sentences of the article proper that can be read by
// themselves, and how often each term stands in them.
func readable(r *data.Record) (all []sentence, frequency map[string]int) {
	frequency = map[string]int{}
	for _, b := range r.Blocks {
		if b.Kind != data.Paragraph {
			continue
		}
		for _, s := range lang.Sentences(r.Article.Text, b.Span) {
			if len(all) == lookedAt {
				return all, frequency
			}
			if s.Len() < leastBytes || s.Len() > mostBytes {
				continue
			}
			terms := distinctTerms(s.Of(r.Article.Text), r.Article.Lang)
			for _, t := range terms {
				frequency[t]++
			}
			all = append(all, sentence{Span: s, terms: terms})
		}
	}
	return all, frequency
}

func distinctTerms(text, language string) []string {
	var out []string
	for _, t := range analysis.Analyze(text, language) {
		if !t.Stop && !slices.Contains(out, t.Term) {
			out = append(out, t.Term)
		}
	}
	return out
}

// share is how much of the first terms is among the others.
func share(of, in []string) float64 {
	n := 0
	for _, t := range of {
		if slices.Contains(in, t) {
			n++
		}
	}
	return float64(n) / float64(max(len(of), 1))
}

// central is how much the terms stand in other sentences as well, 0 to about 1.
func central(terms []string, frequency map[string]int) float64 {
	sum := 0.0
	for _, t := range terms {
		sum += math.Log(float64(max(frequency[t], 1)))
	}
	return sum / float64(max(len(terms), 1))
}
