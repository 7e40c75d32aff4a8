package quote

import (
	"strings"
	"testing"
	"time"

	"verbatim/data"
)

// news is a paragraph of invented news, the usual share of statements in it.
const news = `Acme chief executive Jane Roe said on Tuesday that the exchange would open its books. “We have nothing to hide,” Roe told
reporters in Paris. “Every coin is there.” The regulator declined to comment, but John Doe, an analyst at Doe Research, was not convinced: he called the
plan “a beginning”. Shares of the group fell 3% to $12.40 in early trading after the announcement, their lowest since June.
`

func BenchmarkExtract(b *testing.B) {
	x := newExtractor(b)
	a := &data.Article{ID: "b", Lang: "en", Published: "2023-03-04", Text: strings.Repeat(news, 10)}
	b.SetBytes(int64(len(a.Text)))
	for b.Loop() {
		x.Extract(a, nil)
	}
}

// hostile are texts on which a careless machine takes quadratic time.
var hostile = map[string]string{
	"straight":   `"`,
	"open":       "“",
	"close":      "”",
	"guillemets": "«",
	"single":     "‘",
	"apostrophe": "'a ",
	"mixed":      "“a «b \"c ‘d ",
	"words":      `"a b c d e" said X. `,
	"names":      "Jane Roe John Doe ",
	"stops":      "a said b, ",
	"posts":      "a — B (@c) March 3, 2021 ",
	"handles":    "(@a)",
	"long":       "word ",
	"interview":  "A: b c d\n",
	"blank":      " \t",
	"invalid":    "\xff\xc2",
	"invisible":  "\u200b\u202e",
	"html":       `<p class="a">b</p> &nbsp;`,
	"scripts":    "мир 世界 said a “б” ",
	"surnames":   "Jane Roe and Roe said that a, and Roe said b ",
	"roles":      "the CEO of Acme, Jane Roe, said the CEO ",
}

func BenchmarkHostile(b *testing.B) {
	x := newExtractor(b)
	for name, piece := range hostile {
		a := &data.Article{ID: "h", Lang: "en", Text: strings.Repeat(piece, 1<<20/len(piece))}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(a.Text)))
			for b.Loop() {
				x.Extract(a, nil)
			}
		})
	}
}

// TestHostile holds the invariant on every hostile text, in both languages; each
// is one sentence or paragraph of more than 50,000 characters.
func TestHostile(t *testing.T) {
	x := newExtractor(t)
	for name, piece := range hostile {
		for _, lang := range []string{"en", "fr"} {
			t.Run(name+" "+lang, func(t *testing.T) {
				a := &data.Article{ID: "h", Lang: lang, Published: "2023-03-04", Text: strings.Repeat(piece, 1<<17/len(piece))}
				check(t, a, x.Extract(a, nil))
			})
		}
	}
}

// TestHostileIsLinear: four times the text takes about four times as long.
func TestHostileIsLinear(t *testing.T) {
	x := newExtractor(t)
	took := func(piece string, n int) time.Duration {
		best := time.Hour
		a := &data.Article{ID: "h", Lang: "fr", Text: strings.Repeat(piece, n/len(piece))}
		for range 3 {
			start := time.Now()
			x.Extract(a, nil)
			best = min(best, time.Since(start))
		}
		return best
	}
	for name, piece := range hostile {
		ratio := 0.0
		for range 4 { // a busy machine may spoil a measurement
			small, big := took(piece, 1<<15), took(piece, 1<<17)
			if ratio = float64(big) / float64(small); ratio < 10 || big < 100*time.Millisecond {
				ratio = 0
				break
			}
		}
		if ratio > 0 {
			t.Errorf("%s: 4 times the text took %.1f times as long", name, ratio)
		}
	}
}
