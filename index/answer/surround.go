package answer

import (
	"cmp"
	"slices"

	"verbatim/index"
)

// surrounded is a hit with how well the units of its article that were found
// cover each concept: what one paragraph names, the next one speaks of.
type surrounded struct {
	index.Hit
	article []float64
	score   float64
}

// alone is a hit by itself.
func alone(h index.Hit) surrounded { return surrounded{Hit: h, article: make([]float64, len(h.Words))} }

// surround adds to each hit what the others of its article cover, and keeps the
// n best.
func (p *plan) surround(res index.Result, n int) []surrounded {
	articles := map[string][]float64{}
	for _, h := range res.Hits {
		articles[h.Article] = union(h.Words, articles[h.Article])
	}
	out := make([]surrounded, len(res.Hits))
	for i, h := range res.Hits {
		out[i] = surrounded{Hit: h, article: articles[h.Article], score: h.Score}
		for k, w := range res.Weights {
			have := max(h.Words[k], h.Around[k])
			out[i].score += w * max(0, p.weights.Article*articles[h.Article][k]-have)
		}
	}
	slices.SortStableFunc(out, func(a, b surrounded) int { return cmp.Compare(b.score, a.score) })
	return out[:min(n, len(out))]
}

// union is the better of two coverages, concept by concept; b may be empty.
func union(a, b []float64) []float64 {
	out := slices.Clone(a)
	for k := range b {
		out[k] = max(out[k], b[k])
	}
	return out
}
