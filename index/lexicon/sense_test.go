package lexicon

import (
	"os"
	"slices"
	"strings"
	"testing"

	"verbatim/index/analysis"
)

// senseOf is the sense of a form in a language, as sorted text.
func senseOf(t *testing.T, l *Lexicon, form, lang string) string {
	t.Helper()
	var out []string
	for _, c := range l.Match(analysis.AnalyzeQuery(form, lang), lang) {
		for _, a := range l.Sense(c) {
			out = append(out, a.Lang+":"+strings.Join(a.Terms, "+"))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestSenseIsTheSameInBothLanguages holds it for the usual words of the
// glossary, and for nearly all of its lines: a word that leads two lines has one
// of the two senses.
func TestSenseIsTheSameInBothLanguages(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{
		{"AI", "IA"}, {"artificial intelligence", "intelligence artificielle"}, {"bitcoin", "bitcoin"}, {"regulation", "régulation"},
		{"stablecoins", "stablecoins"}, {"cryptocurrency", "cryptomonnaie"}, {"mining", "minage"}, {"zorblax", "zorblax"},
	} {
		if en, fr := senseOf(t, l, c[0], "en"), senseOf(t, l, c[1], "fr"); en != fr || en == "" {
			t.Errorf("%s is %q, %s is %q", c[0], en, c[1], fr)
		}
	}
	raw, err := os.ReadFile("glossary.tsv")
	if err != nil {
		t.Fatal(err)
	}
	same, all := 0, 0
	for _, line := range strings.Split(string(raw), "\n") {
		en, fr, pair := strings.Cut(line, "\t")
		if !pair || strings.HasPrefix(line, "#") {
			continue
		}
		all++
		en, _, _ = strings.Cut(en, ";")
		fr, _, _ = strings.Cut(fr, ";")
		if senseOf(t, l, en, "en") == senseOf(t, l, fr, "fr") {
			same++
		} else if testing.Verbose() {
			t.Logf("%s / %s: %q, %q", en, fr, senseOf(t, l, en, "en"), senseOf(t, l, fr, "fr"))
		}
	}
	t.Logf("%d of %d lines", same, all)
	if share := float64(same) / float64(all); share < .9 {
		t.Errorf("%.2f of the lines have one sense in both languages", share)
	}
}
