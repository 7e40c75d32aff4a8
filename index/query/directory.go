package query

import (
	_ "embed"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data/entity"
	"verbatim/data/lang"
	"verbatim/index/analysis"
)

//go:embed roles.tsv
var rolesTSV string

// Known is somebody that statements are attributed to, and how many are.
type Known struct {
	Name       string
	Statements int
}

// Directory knows the people that a question may name: those of the gazetteer
// and those that the index attributes statements to. It is read-only once
// made.
type Directory struct {
	names   map[string][]bearer // folded name, alias, handle or surname
	longest int                 // words of the longest of them
	typos   map[string][]string // a name's word with one letter left out -> names of one word
	roles   roles
	titles  map[string]bool // folded
	words   Words
}

// bearer is a person that a name may mean.
type bearer struct {
	person     Person
	statements int
	careful    bool // a common word, or others bear it: only where it is capitalised
	derived    bool // a surname by itself, taken from a longer name
}

// Words tells ordinary words from names. *lexicon.Lexicon is one.
type Words interface {
	Has(folded string) bool      // the word itself
	Knows(t analysis.Token) bool // the word, or another form of it
}

// NewDirectory joins the gazetteer with the speakers of an index. A surname that
// is an ordinary word ("Back", "Wood") must be capitalised to be understood, and
// a form of an ordinary word ("coins") is no misspelt name.
func NewDirectory(g *entity.Gazetteer, speakers []Known, words Words) (*Directory, error) {
	d := &Directory{names: map[string][]bearer{}, typos: map[string][]string{}, words: words}
	count := make(map[string]int, len(speakers))
	for _, s := range speakers {
		count[s.Name] = s.Statements
	}
	for i := range g.People {
		p := &g.People[i]
		d.addPerson(p, count[p.Name])
		delete(count, p.Name)
	}
	for i := range g.Organisations {
		o := &g.Organisations[i]
		if n := count[o.Name]; n > 0 {
			d.addOrganisation(o, n)
			delete(count, o.Name)
		}
	}
	for _, s := range speakers {
		if n, left := count[s.Name]; left {
			d.addSpeaker(s.Name, n)
		}
	}
	d.addTypos()
	f, err := loadFrames()
	if err != nil {
		return nil, err
	}
	d.titles = f.titles
	d.roles, err = loadRoles(g, d)
	return d, err
}

func (d *Directory) addPerson(p *entity.Person, statements int) {
	person := Person{Name: p.Name, Forms: []string{p.Name}}
	for _, a := range p.Aliases {
		if !a.Ambiguous {
			person.Forms = append(person.Forms, a.Text)
		}
	}
	d.add(p.Name, bearer{person: person, statements: statements, careful: p.Ambiguous})
	for _, a := range p.Aliases {
		d.add(a.Text, bearer{person: person, statements: statements, careful: a.Ambiguous})
	}
	for _, h := range p.Handles {
		d.add(h, bearer{person: person, statements: statements})
	}
	d.addSurname(person, statements)
}

func (d *Directory) addOrganisation(o *entity.Organisation, statements int) {
	org := Person{Name: o.Name, Forms: []string{o.Name}}
	for _, a := range o.Aliases {
		if !a.Ambiguous {
			org.Forms = append(org.Forms, a.Text)
		}
	}
	for _, f := range org.Forms {
		d.add(f, bearer{person: org, statements: statements, careful: o.Ambiguous})
	}
}

// addSpeaker adds somebody that only the index knows.
func (d *Directory) addSpeaker(name string, statements int) {
	words := strings.Fields(name)
	if len(words) == 0 || len(words) > 5 {
		return
	}
	p := Person{Name: name, Forms: []string{name}}
	d.add(name, bearer{person: p, statements: statements, careful: len(words) == 1})
	if len(words) > 1 {
		p.Forms = append(p.Forms, words[len(words)-1])
		d.addSurname(p, statements)
	}
}

func (d *Directory) addSurname(p Person, statements int) {
	words := strings.Fields(p.Name)
	if len(words) < 2 || utf8.RuneCountInString(words[len(words)-1]) < 3 {
		return
	}
	d.add(words[len(words)-1], bearer{person: p, statements: statements, derived: true})
}

func (d *Directory) add(name string, b bearer) {
	k := key(name)
	if k == "" {
		return
	}
	for _, have := range d.names[k] {
		if have.person.Name == b.person.Name {
			return
		}
	}
	d.names[k] = append(d.names[k], b)
	d.longest = max(d.longest, strings.Count(k, " ")+1)
}

// minTypo is the shortest word that a misspelling is looked for in: below it
// one letter makes another name or ticker.
const minTypo = 5

// addTypos indexes names of one word by what is left when one letter goes, so
// that a missing, added, swapped or wrong letter meets the name.
func (d *Directory) addTypos() {
	for name := range d.names {
		if strings.Contains(name, " ") || len(name) < minTypo {
			continue
		}
		for _, v := range deletions(name) {
			d.typos[v] = append(d.typos[v], name)
		}
	}
	for _, names := range d.typos {
		sort.Strings(names)
	}
}

// deletions are the word itself and the word without each of its letters but
// the first: a typo there is rare, and keeping it rules out most other names.
func deletions(word string) []string {
	out := []string{word}
	for i := range word {
		if i == 0 {
			continue
		}
		_, size := utf8.DecodeRuneInString(word[i:])
		out = append(out, word[:i]+word[i+size:])
	}
	return out
}

// Find lists the people that the tokens name, in order. Longest names first;
// an exact name outranks a misspelt one.
func (d *Directory) Find(tokens []analysis.Token, text string) []Person {
	var out []Person
	for i := 0; i < len(tokens); {
		people, n := d.at(tokens[i:], text)
		if n == 1 && i > 0 && d.another(tokens[i-1], tokens[i], text, people) {
			n = 0
		}
		if n == 0 {
			i++
			continue
		}
		first := i
		for first > 0 && d.titles[tokens[first-1].Folded] {
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

// at finds the longest name that the tokens begin with.
func (d *Directory) at(tokens []analysis.Token, text string) ([]Person, int) {
	for n := min(d.longest, len(tokens)); n > 0; n-- {
		var words []string
		for _, t := range tokens[:n] {
			words = append(words, t.Folded)
		}
		bearers := d.names[strings.Join(words, " ")]
		if n == 1 && !d.plausible(tokens[0], text, bearers) {
			continue
		}
		if people := pick(bearers); len(people) > 0 {
			return people, n
		}
	}
	return nil, 0
}

// another reports whether the word before a surname makes it somebody else's:
// a capitalised word right before it ("Errol Musk") that is neither one of the
// bearers' own, nor a title or office ("President Musk"), nor a known name
// ("Tesla Musk"), nor an ordinary word that begins the question.
func (d *Directory) another(before, name analysis.Token, text string, people []Person) bool {
	if before.Stop || !capitalised(text, before) || text[before.End:name.Start] != " " {
		return false
	}
	if d.titles[before.Folded] || d.roles.offices[before.Folded] != "" || d.roles.orgs[before.Folded] != nil || d.names[before.Folded] != nil {
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
	first, _ := utf8.DecodeRuneInString(text[t.Start:t.End])
	if unicode.IsUpper(first) && t.Start > 0 {
		return true
	}
	for _, b := range bearers {
		if !b.careful && !b.derived {
			return true
		}
	}
	return !d.words.Has(t.Folded)
}

// dominates is how many times the statements of the next one the first bearer
// of a shared surname must have to be the one meant.
const dominates = 4

// pick chooses whom a name means: those whose own name or alias it is before
// those who share it with others or whose surname it is, and among several the
// one that is quoted far more often. Otherwise it is all of them.
func pick(bearers []bearer) []Person {
	if len(bearers) == 0 {
		return nil
	}
	sorted := append([]bearer(nil), bearers...)
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
		return sorted[i].statements > sorted[j].statements
	})
	out := []Person{sorted[0].person}
	for _, b := range sorted[1:] {
		if rank(b) != rank(sorted[0]) || b.statements*dominates <= sorted[0].statements {
			break
		}
		out = append(out, b.person)
	}
	return out
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
