package answer

import (
	"verbatim/data"
	"verbatim/index"
	"verbatim/index/analysis"
)

// matcher finds a search's concepts in a stretch of text, as the index finds
// them in a unit: by the same terms and weights.
type matcher struct {
	concepts []index.Concept
	weights  []float64 // shares of the whole
	byTerm   map[string][]place
}

// place is one term of one alternative.
type place struct{ concept, alt, term int }

func newMatcher(concepts []index.Concept, weights []float64) *matcher {
	m := &matcher{concepts: concepts, weights: weights, byTerm: map[string][]place{}}
	for c, concept := range concepts {
		for a, alt := range concept.Alts {
			for t, term := range alt.Terms {
				m.byTerm[term] = append(m.byTerm[term], place{c, a, t})
			}
		}
	}
	return m
}

// cover says how well the text covers each concept, 0 to 1, and which of its
// words do so (byte spans of text, in order).
func (m *matcher) cover(text, language string) ([]float64, []data.Span) {
	best := make([]float64, len(m.concepts))
	var spans []data.Span
	partial := map[[2]int]uint64{} // phrase -> the terms of it met so far
	for _, t := range analysis.Analyze(text, language) {
		hit := false
		for _, p := range m.byTerm[t.Term] {
			alt := m.concepts[p.concept].Alts[p.alt]
			k := [2]int{p.concept, p.alt}
			partial[k] |= 1 << min(p.term, 63)
			if len(alt.Terms) > 1 && partial[k] != 1<<min(len(alt.Terms), 63)-1 {
				continue
			}
			best[p.concept] = max(best[p.concept], alt.Weight)
			hit = true
		}
		if hit {
			spans = lit(spans, data.Span{Start: t.Start, End: t.End})
		}
	}
	return best, spans
}

// lit adds a span to those before it, of which the last may hold it: a compound
// comes before its parts.
func lit(spans []data.Span, s data.Span) []data.Span {
	if n := len(spans); n > 0 && spans[n-1].Overlaps(s) {
		spans[n-1].End = max(spans[n-1].End, s.End)
		return spans
	}
	return append(spans, s)
}

// total is the weighted sum of a coverage.
func (m *matcher) total(cover []float64) float64 {
	sum := 0.0
	for c, v := range cover {
		sum += m.weights[c] * v
	}
	return sum
}
