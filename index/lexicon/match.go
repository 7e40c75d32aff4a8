package lexicon

import (
	"cmp"
	"slices"
	"strings"

	"verbatim/index/analysis"
)

// Match reads the concepts out of a question's tokens (analysis.AnalyzeQuery),
// in order: the longest phrases of the lexicon first, stop words inside them
// included; every content word that is left is a concept by itself. lang is the
// question's language; where it is neither "en" nor "fr", both are tried.
//
// A word is looked up exactly before it is by its stem, in its own language
// before the other. The alternatives come from every group that it stands in,
// in both languages, and are not looked up again.
func (l *Lexicon) Match(tokens []analysis.Token, lang string) []Concept {
	q := newQuestion(tokens, lang)
	var out []Concept
	for i := 0; i < len(q.words); {
		n, forms := l.lookUp(q, i)
		if n == 0 {
			n = q.compound(i)
			if q.words[i].Stop && n == 1 {
				i++
				continue
			}
		}
		out = append(out, l.concept(q, i, n, forms))
		i += n
	}
	return out
}

// question is a question's words with what the look-up needs of them.
type question struct {
	lang   int // en or fr; langs where unknown
	tokens []analysis.Token
	words  []word
}

// word is one word of the question.
type word struct {
	*analysis.Token
	index  int             // among the tokens
	joined *analysis.Token // the compound that starts here, or nil
	terms  [langs]string   // in each language
}

func newQuestion(tokens []analysis.Token, lang string) *question {
	q := &question{lang: slices.Index(codes[:], lang), tokens: tokens}
	if q.lang < 0 {
		q.lang = langs
	}
	var joined *analysis.Token
	for i := range tokens {
		t := &tokens[i]
		if t.Kind == analysis.Joined {
			joined = t
			continue
		}
		q.words = append(q.words, word{Token: t, index: i, joined: joined, terms: q.terms(t)})
		joined = nil
	}
	return q
}

// terms are the word's terms in each language: a name is stemmed by the texts'
// language, not by the question's.
func (q *question) terms(t *analysis.Token) [langs]string {
	var out [langs]string
	for i, code := range codes {
		out[i] = t.Term
		if i != q.lang && t.Kind == analysis.Word {
			if other := analysis.Analyze(t.Folded, code); len(other) == 1 {
				out[i] = other[0].Term
			}
		}
	}
	return out
}

// order is the languages to look a word up in, the question's first.
func (q *question) order() []int {
	if q.lang == fr {
		return []int{fr, en}
	}
	return []int{en, fr}
}

// compound is how many words from word i on are parts of one compound.
func (q *question) compound(i int) int {
	if j := q.words[i].joined; j != nil {
		return min(j.Parts, len(q.words)-i)
	}
	return 1
}

// lookUp finds the longest phrase of the lexicon at word i: how many words it
// has, and the forms that it is.
func (l *Lexicon) lookUp(q *question, i int) (n int, forms []int32) {
	for n = min(l.longest, len(q.words)-i); n > 0; n-- {
		words := q.words[i : i+n]
		if !slices.ContainsFunc(words, func(w word) bool { return !w.Stop }) {
			continue
		}
		for _, lang := range q.order() {
			forms = append(forms, l.find(words, lang)...)
			if len(forms) > 0 && q.lang < langs {
				break
			}
		}
		if len(forms) > 0 {
			return n, forms
		}
	}
	return 0, nil
}

// find looks the words up as one phrase in one language: exactly, with the
// other number of the same word added (regulation, regulations); else by stem.
func (l *Lexicon) find(words []word, lang int) []int32 {
	exact, stem := wordKeys(words, lang)
	out := collect(nil, &l.exact[lang], exact)
	if len(words) == 2 && !words[0].Stop && !words[1].Stop { // crypto monnaie
		out = collect(out, &l.exact[lang], words[0].Folded+words[1].Folded)
	}
	known := l.translated(out)
	for _, f := range collect(nil, &l.stem[lang], stem) {
		form := l.forms[f].exact
		ok := strings.TrimRight(form, "sx") == strings.TrimRight(exact, "sx")
		if !known {
			ok = len(words) > 1 || related(exact, form, stem)
		}
		if ok && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	if j := words[0].joined; j != nil && j.Parts == len(words) {
		out = collect(out, &l.stem[lang], j.Term)
		out = collect(out, &l.whole[lang], j.Term)
	}
	if len(words) == 1 {
		out = collect(out, &l.whole[lang], stem)
	}
	return out
}

// translated reports whether a group of more than one language holds any of the
// forms: a word that only synonyms know is looked up by its stem as well.
func (l *Lexicon) translated(forms []int32) bool {
	return slices.ContainsFunc(l.groupsOf(forms), func(g int32) bool { return l.groups[g].kind != Synonym })
}

// shortStem is the length up to which words of one stem are often strangers
// (visa and viser, Peter and petit); only inflected forms are then taken for
// the same word.
const shortStem = 3

// related reports whether two words of the same stem are the same word.
func related(asked, form, stem string) bool {
	return len(stem) > shortStem || inflected(asked, stem) && inflected(form, stem)
}

// inflected reports that a word is its stem with the ending of a plural, a
// feminine or a verb's form, or an irregular one.
func inflected(word, stem string) bool {
	ending, ok := strings.CutPrefix(word, stem)
	if !ok {
		return true
	}
	if stem != "" && (ending == stem[len(stem)-1:]+"ing" || ending == stem[len(stem)-1:]+"ed") { // winning, banned
		return true
	}
	switch ending {
	case "", "s", "x", "e", "es", "d", "ed", "ing", // English, French plurals and feminines
		"er", "ee", "ees", "ent", "ant", "ait", "aient", "ons", "ez", "ont", "era", "eront", "erait":
		return true
	}
	return false
}

func wordKeys(words []word, lang int) (exact, stem string) {
	tokens := make([]analysis.Token, len(words))
	for i, w := range words {
		tokens[i] = *w.Token
		tokens[i].Term = w.terms[lang]
		if w.Kind == analysis.Acronym { // its term is the same in any language
			tokens[i].Term = w.Term
		}
	}
	return keys(tokens)
}

// collect adds the forms of a key.
func collect(out []int32, c *chain, key string) []int32 {
	for f := c.first[key]; f > 0; f = c.next[f-1] {
		if !slices.Contains(out, f-1) {
			out = append(out, f-1)
		}
	}
	return out
}

// concept makes the concept of n words from word i on, which are the forms.
// Without any it stands for itself in both languages.
func (l *Lexicon) concept(q *question, i, n int, forms []int32) Concept {
	words := q.words[i : i+n]
	c := Concept{First: words[0].index, Last: words[n-1].index, forms: forms}
	if words[0].joined != nil {
		c.First--
	}
	var labels []string
	for _, w := range words {
		labels = append(labels, w.Folded)
	}
	c.Label = strings.Join(labels, " ")
	a := alternatives{alts: own(q, words, len(forms) == 0)}
	for _, g := range l.groupsOf(forms) {
		l.expand(&a, l.groups[g])
	}
	a.weigh()
	if len(words) == 1 && len(forms) > 0 && !slices.ContainsFunc(forms, func(f int32) bool { return l.same(words[0], f) }) {
		a.scale(derived)
	}
	if len(words) == 1 {
		a.relatives(q, words[0])
		a.sort()
	}
	c.Alts = a.alts
	return c
}

// same reports that the form is the word itself, but for its number or another
// inflection.
func (l *Lexicon) same(w word, f int32) bool {
	form := l.forms[f]
	if form.whole != "" || strings.Contains(form.exact, " ") || form.exact == exactPiece(*w.Token) {
		return true
	}
	return inflected(w.Folded, form.stem) && inflected(form.exact, form.stem)
}

// groupsOf is the groups that any of the forms stands in, the best kinds first.
func (l *Lexicon) groupsOf(forms []int32) []int32 {
	var out []int32
	for _, f := range forms {
		out = append(out, l.memberOf[f]...)
	}
	slices.SortFunc(out, func(x, y int32) int {
		return cmp.Or(cmp.Compare(l.groups[x].kind, l.groups[y].kind), cmp.Compare(x, y))
	})
	return slices.Compact(out)
}

// own is the asker's own words as alternatives, in both languages where the
// lexicon does not know them, and a compound also as a whole.
func own(q *question, words []word, unknown bool) []Alt {
	var a alternatives
	for _, lang := range q.order() {
		if lang != q.lang && !unknown && q.lang < langs {
			break
		}
		code := codes[lang]
		if unknown && sameTerms(words) {
			code = ""
		}
		alt := Alt{Lang: code, Weight: weights[Own], Kind: Own}
		for _, w := range words {
			alt.add(w.terms[lang], w.Folded, w.Stop)
		}
		a.add(alt)
		if j := words[0].joined; j != nil && j.Parts == len(words) {
			a.add(Alt{Lang: code, Terms: []string{j.Term}, Folded: []string{j.Folded}, Weight: weights[Own], Kind: Own})
		}
	}
	return a.alts
}

func sameTerms(words []word) bool {
	return !slices.ContainsFunc(words, func(w word) bool { return w.terms[en] != w.terms[fr] })
}

func (a *Alt) add(term, folded string, stop bool) {
	if stop {
		term = ""
	}
	a.Terms = append(a.Terms, term)
	a.Folded = append(a.Folded, folded)
}

// alternatives collects alternatives, each once, at its best kind.
type alternatives struct{ alts []Alt }

func (a *alternatives) add(alt Alt) {
	for _, o := range a.alts {
		if (o.Lang == alt.Lang || o.Lang == "") && slices.Equal(o.Terms, alt.Terms) {
			return
		}
	}
	a.alts = append(a.alts, alt)
}

// expand adds the forms of a group, those that were asked in another spelling
// or language too.
func (l *Lexicon) expand(a *alternatives, g group) {
	for _, f := range l.members[g.start:g.end] {
		for _, alt := range formAlts(l.forms[f]) {
			alt.Weight, alt.Kind = weights[g.kind], g.kind
			a.add(alt)
		}
	}
}

// formAlts is a form as an alternative; a compound also as a whole.
func formAlts(f form) []Alt {
	code := codes[f.lang]
	tokens := analysis.Analyze(f.text, code)
	words := content(tokens)
	alt := Alt{Lang: code}
	for _, w := range words {
		alt.add(w.Term, w.Folded, w.Stop)
	}
	out := []Alt{alt}
	if j := tokens[0]; f.whole != "" {
		out = append(out, Alt{Lang: code, Terms: []string{j.Term}, Folded: []string{j.Folded}})
	}
	return out
}

// scale lowers the weights of what the asker did not say.
func (a *alternatives) scale(by float64) {
	for i, alt := range a.alts {
		if alt.Kind != Own {
			a.alts[i].Weight *= by
		}
	}
}

// weigh lowers the weight of words with many alternatives and sorts.
func (a *alternatives) weigh() {
	type class struct {
		lang string
		kind Kind
	}
	count := map[class]int{}
	for _, alt := range a.alts {
		count[class{alt.Lang, alt.Kind}]++
	}
	for i, alt := range a.alts {
		if n := count[class{alt.Lang, alt.Kind}]; alt.Kind != Own && n > roomy {
			a.alts[i].Weight *= roomy / float64(n)
		}
	}
	a.sort()
}

func (a *alternatives) sort() {
	slices.SortStableFunc(a.alts, func(x, y Alt) int { return cmp.Compare(y.Weight, x.Weight) })
}
