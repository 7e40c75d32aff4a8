package answer_test

import (
	"slices"
	"testing"

	"verbatim/data"
	"verbatim/index/answer"
)

// TestHighlightsOfCompounds: a compound and its parts are one highlight.
func TestHighlightsOfCompounds(t *testing.T) {
	w := newWorld(t, []data.Article{{ID: "a", Lang: "fr", Text: "« Les crypto-monnaies de Port-Brume ne valent plus rien depuis mardi », a déclaré Bastien Corvaisier."}}, false)
	a := w.ask(t, answer.Request{Question: "Bastien Corvaisier crypto crypto-monnaies monnaies"})
	if len(a.Citations) == 0 || !slices.Contains(lights(a.Citations[0]), "crypto-monnaies") {
		t.Errorf("%+v", a)
	}
}

// lights are the words that stand out in a citation.
func lights(c answer.Citation) (out []string) {
	for _, h := range c.Highlights {
		out = append(out, h.Of(c.Text))
	}
	return out
}
