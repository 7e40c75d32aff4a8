package query

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data/lang"
	"verbatim/index/analysis"
)

// Find lists the people that the tokens name, in order. Longest names first;
// an exact name outranks a misspelt one.
func (d *Directory) Find(tokens []analysis.Token, text string) []Person {
	var out []Person
	for i := 0; i < len(tokens); {
		people, n := d.misspeltAfter(tokens[i:])
		if n == 0 {
			people, n = d.at(tokens[i:], text)
		}
		if n == 1 && i > 0 && d.another(tokens[i-1], tokens[i], text, people) {
			n = 0
		}
		if n == 0 {
			i++
			continue
		}
		first := i
		for first > 0 && d.frames.titles[tokens[first-1].Folded] {
			first-- // "President Musk", "M. Musk"
		}
		for _, p := range people {
			p.first, p.last = first, i+n
			out = append(out, p)
		}
		i += n
	}
	if len(out) == 0 {
		out = d.misspelt(tokens)
	}
	return out
}

// at finds the longest name that the tokens begin with, with the word around it
// that means the whole family (the Winklevoss twins, les frères Winklevoss).
func (d *Directory) at(tokens []analysis.Token, text string) ([]Person, int) {
	if len(tokens) > 1 && d.frames.families[tokens[0].Folded] {
		if people := d.family(tokens[1].Folded); len(people) > 1 {
			return people, 2
		}
	}
	for n := min(d.longest, len(tokens)); n > 0; n-- {
		bearers := d.names[joined(tokens[:n])]
		if n == 1 && !d.plausible(tokens[0], text, bearers) || n > 1 && (!d.written(tokens[:n], text, bearers) || d.plainWords(tokens, n, text)) {
			continue
		}
		people := pick(bearers)
		if len(people) == 0 {
			continue
		}
		if n == 1 && len(tokens) > 1 && d.frames.families[tokens[1].Folded] {
			if all := d.family(tokens[0].Folded); len(all) > 1 {
				return all, 2
			}
		}
		return people, n
	}
	return nil, 0
}

// family is everybody of that surname who is known together with siblings.
func (d *Directory) family(surname string) []Person {
	var out []Person
	for _, who := range d.surnames[surname] {
		if who.sibling {
			out = append(out, who.Person)
		}
	}
	return out
}

// another reports whether the word before a surname makes it somebody else's:
// a forename, or a capitalised word right before it ("Errol Musk"), that is
// neither one of the bearers' own, nor a title or office ("President Musk"),
// nor a known name ("Tesla Musk"), nor an ordinary word that begins the question.
func (d *Directory) another(before, name analysis.Token, text string, people []Person) bool {
	if before.Stop || text[before.End:name.Start] != " " || !capitalised(text, before) && !d.forenames[before.Folded] {
		return false
	}
	if d.frames.titles[before.Folded] || d.roles.offices[before.Folded] != "" || d.roles.orgs[before.Folded] != nil || d.names[before.Folded] != nil {
		return false
	}
	if before.Start == 0 && d.words.Has(before.Folded) {
		return false
	}
	for _, p := range people {
		for _, f := range p.Forms {
			if slices.Contains(strings.Fields(key(f)), before.Folded) {
				return false
			}
		}
	}
	return true
}

// plausible reports whether a single word may be meant as a name: one that is
// also an ordinary word must be capitalised as one.
func (d *Directory) plausible(t analysis.Token, text string, bearers []bearer) bool {
	if len(bearers) == 0 || t.Stop {
		return false
	}
	if d.frames.places[t.Folded] && !slices.ContainsFunc(bearers, func(b bearer) bool { return !b.derived }) {
		return false // French is no Mr French
	}
	upper := initial(text, t)
	if !upper && (d.frames.framed("en", t) || d.frames.framed("fr", t)) || d.forenames[t.Folded] && !slices.ContainsFunc(bearers, func(b bearer) bool { return !b.derived }) {
		return false // "bout doge" is about it, and Claude is no Mr Claude
	}
	if t.End-t.Start == 1 && (!upper || strings.HasPrefix(text[t.End:], "-")) {
		return false // X, but not that of X-rays
	}
	if upper && t.Start > 0 {
		return true
	}
	for _, b := range bearers {
		if !b.careful && !b.derived {
			return true
		}
	}
	return !d.words.Knows(t)
}

// written reports whether several words may be meant as a name: where it is
// nobody's but a phrase that an article gave words to, made of ordinary words
// ("Bitcoin ETF"), each must be capitalised.
func (d *Directory) written(tokens []analysis.Token, text string, bearers []bearer) bool {
	for _, b := range bearers {
		if !b.careful {
			return true
		}
	}
	for _, t := range tokens {
		if !t.Stop && !d.words.Knows(t) {
			return true
		}
	}
	return !slices.ContainsFunc(tokens, func(t analysis.Token) bool { return !t.Stop && !initial(text, t) })
}

// plainWords reports whether the first n words, which are a name, are ordinary ones
// of the question: the first goes with the word behind them ("open ai models" are
// open models), or has no capital where another has one ("open AI policy").
func (d *Directory) plainWords(tokens []analysis.Token, n int, text string) bool {
	if n == len(tokens) || initial(text, tokens[0]) || slices.ContainsFunc(tokens[:n], func(t analysis.Token) bool { return !d.words.Knows(t) }) {
		return false
	}
	next := tokens[n]
	if next.Stop || text[tokens[n-1].End:next.Start] != " " {
		return false
	}
	if d.words.Phrase(tokens[0], next) {
		return true
	}
	capital := slices.ContainsFunc(tokens[1:n], func(t analysis.Token) bool { return initial(text, t) })
	acts := d.frames.says("en", next) || d.frames.says("fr", next) || d.roles.offices[next.Folded] != "" || d.frames.bodies[next.Folded]
	return capital && !acts && d.words.Knows(next)
}

func initial(text string, t analysis.Token) bool {
	first, _ := utf8.DecodeRuneInString(text[t.Start:t.End])
	return unicode.IsUpper(first)
}

// dominates is how many times the sources of the next one the first bearer
// of a shared surname must have to be the one meant.
const dominates = 4

// pick chooses whom a name means: those whose own name or alias it is before
// those who share it with others or whose surname it is, and among several the
// one that is quoted far more often. Otherwise it is all of them.
func pick(bearers []bearer) []Person {
	if len(bearers) == 0 {
		return nil
	}
	sorted := slices.Clone(bearers)
	rank := func(b bearer) int {
		if b.derived || b.careful {
			return 1
		}
		return 0
	}
	sort.SliceStable(sorted, func(i, j int) bool {
		if rank(sorted[i]) != rank(sorted[j]) {
			return rank(sorted[i]) < rank(sorted[j])
		}
		return sorted[i].sources > sorted[j].sources
	})
	out := []Person{sorted[0].Person}
	siblings := sorted[0].sibling
	for _, b := range sorted[1:] {
		if rank(b) != rank(sorted[0]) || b.sources*dominates <= sorted[0].sources {
			break
		}
		out = append(out, b.Person)
		siblings = siblings && b.sibling
	}
	for i := range out {
		out[i].Shared = len(out) > 1 && rank(sorted[0]) > 0 && !siblings
	}
	return out
}

// misspeltAfter finds whom a forename and a misspelt surname mean (warren bufett),
// where no surname is written like that.
func (d *Directory) misspeltAfter(tokens []analysis.Token) ([]Person, int) {
	if len(tokens) < 2 || !d.forenames[tokens[0].Folded] || len(tokens[1].Folded) < minTypo {
		return nil, 0
	}
	surname := tokens[1]
	if surname.Stop || d.names[surname.Folded] != nil || d.words.Knows(surname) {
		return nil, 0
	}
	for _, v := range deletions(surname.Folded) {
		for _, name := range d.typos[v] {
			for _, who := range d.surnames[name] {
				if lang.OneEdit(surname.Folded, name) && strings.HasPrefix(key(who.Name), tokens[0].Folded+" ") {
					p := who.Person
					p.Typo = true
					return []Person{p}, 2
				}
			}
		}
	}
	return nil, 0
}

// misspelt finds names one letter away from a word that is not an ordinary one.
func (d *Directory) misspelt(tokens []analysis.Token) []Person {
	for i, t := range tokens {
		if t.Stop || len(t.Folded) < minTypo || d.words.Knows(t) {
			continue
		}
		for _, v := range deletions(t.Folded) {
			for _, name := range d.typos[v] {
				if p := pick(d.names[name]); len(p) > 0 && lang.OneEdit(t.Folded, name) {
					p[0].Typo, p[0].first, p[0].last = true, i, i+1
					return p[:1]
				}
			}
		}
	}
	return nil
}
