package lexicon

import (
	"slices"
	"strings"

	"verbatim/index/analysis"
)

// Words that the lexicon has no translation of are looked for in the other
// language by the endings that the two share words under: populiste, populist.

// leastKin is the shortest word, in bytes, that has cognates.
const leastKin = 5

// endings pairs those of French words with those of their English cognates, the
// longest first.
func endings() [][2]string {
	return [][2]string{
		{"ification", "ification"}, {"isation", "ization"}, {"isation", "isation"}, {"ifier", "ify"}, {"ifier", "ifice"}, {"ement", "ly"},
		{"iser", "ize"}, {"iser", "ise"}, {"ique", "ic"}, {"ique", "ical"}, {"isme", "ism"}, {"iste", "ist"}, {"oire", "ory"}, {"aire", "ary"},
		{"ance", "ancy"}, {"ence", "ency"}, {"euse", "ous"}, {"elle", "al"}, {"eur", "or"}, {"eur", "er"}, {"eux", "ous"}, {"ite", "ity"},
		{"ure", "ure"}, {"er", "ate"}, {"er", "e"}, {"er", ""}, {"re", "er"}, {"te", "ty"}, {"if", "ive"}, {"el", "al"}, {"ie", "y"}, {"e", ""}, {"", ""},
	}
}

// kin are the forms that a folded word of one language would have in the other.
func kin(folded string, lang int) []string {
	if len(folded) < leastKin {
		return nil
	}
	var out []string
	for _, e := range endings() {
		own, other := e[0], e[1]
		if lang == en {
			own, other = other, own
		}
		if head, ok := strings.CutSuffix(folded, own); ok && len(head) > 2 && !slices.Contains(out, head+other) {
			out = append(out, head+other)
		}
	}
	return out
}

// respelt are the American and British spellings of a folded English word other
// than its own.
func respelt(folded string) []string {
	if len(folded) < leastKin {
		return nil
	}
	var out []string
	for _, p := range [...][2]string{{"isation", "ization"}, {"ising", "izing"}, {"ised", "ized"}, {"ises", "izes"}, {"ise", "ize"}, {"iser", "izer"}, {"yse", "yze"}, {"our", "or"}, {"ours", "ors"}, {"centre", "center"}} {
		for _, pair := range [][2]string{p, {p[1], p[0]}} {
			if head, ok := strings.CutSuffix(folded, pair[0]); ok && len(head) > 2 {
				out = append(out, head+pair[1])
			}
		}
	}
	return out
}

// Respell returns the other English spelling of a folded word that the lexicon
// knows in that one only.
func (l *Lexicon) Respell(folded, lng string) []string {
	if lng != codes[en] {
		return nil
	}
	var out []string
	for _, w := range respelt(folded) {
		for _, t := range analysis.AnalyzeQuery(w, lng) {
			if l.Has(w) || len(l.stemmed(t.Term)) > 0 {
				out = append(out, w)
			}
		}
	}
	return out
}

// stemmed are the English forms of a stem.
func (l *Lexicon) stemmed(term string) []int32 { return collect(nil, &l.stem[en], term) }

// relatives adds to the alternatives of one word its other English spelling, and
// its cognates where no translation is known.
func (a *alternatives) relatives(q *question, w word) {
	if w.Kind != analysis.Word || w.Stop {
		return
	}
	if q.lang == en {
		for _, s := range respelt(w.Folded) {
			a.addWord(s, en, Own)
		}
	}
	if q.lang >= langs || slices.ContainsFunc(a.alts, func(alt Alt) bool { return alt.Lang == codes[1-q.lang] && alt.Kind != Own }) {
		return
	}
	for _, s := range kin(w.Folded, q.lang) {
		a.addWord(s, 1-q.lang, Cognate)
	}
}

func (a *alternatives) addWord(folded string, lang int, kind Kind) {
	tokens := analysis.Analyze(folded, codes[lang])
	if len(tokens) == 1 && !tokens[0].Stop {
		a.add(Alt{Lang: codes[lang], Terms: []string{tokens[0].Term}, Folded: []string{folded}, Weight: weights[kind], Kind: kind})
	}
}
