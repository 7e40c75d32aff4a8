package answer

import (
	"cmp"
	"slices"
	"strings"

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

// elsewhere is what a concept counts that only other units of the article cover,
// where the best are kept: about Weights.Article, of which this does not depend.
const elsewhere = 0.3

// surround adds to each hit what the others of its article cover, and keeps the
// n best.
func (p *plan) surround(res index.Result, n int) []surrounded {
	articles, reach := map[string][]float64{}, elsewhere
	if !p.parts.Surroundings {
		reach = 0
	}
	for _, h := range res.Hits {
		articles[h.Article] = union(h.Words, articles[h.Article])
	}
	out := make([]surrounded, len(res.Hits))
	for i, h := range res.Hits {
		out[i] = surrounded{Hit: h, article: articles[h.Article], score: h.Score}
		for k, w := range res.Weights {
			have := max(h.Words[k], h.Around[k])
			out[i].score += w * max(0, reach*articles[h.Article][k]-have)
		}
	}
	slices.SortFunc(out, func(a, b surrounded) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.Article, b.Article), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Kind, b.Kind))
	})
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
