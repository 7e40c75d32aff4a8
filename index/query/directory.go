package query

import (
	_ "embed"
	"sort"
	"strings"
	"unicode/utf8"

	"verbatim/data/entity"
	"verbatim/index/analysis"
)

//go:embed roles.tsv
var rolesTSV string

// Known is somebody that statements are attributed to.
type Known struct {
	Name    string
	Sources int // publishers that quote them
}

// Directory knows the people that a question may name: those of the gazetteer
// and those that the index attributes statements to. It is read-only once
// made.
type Directory struct {
	names     map[string][]bearer // folded name, alias, handle or surname
	surnames  map[string][]*entry // folded -> the people whose full name ends with it
	longest   int                 // words of the longest name
	typos     map[string][]string // a name's word with one letter left out -> names of one word
	forenames map[string]bool     // folded
	roles     roles
	frames    *frames
	words     Words
}

// entry is somebody known.
type entry struct {
	Person
	sources int
	sibling bool // known together with others of the surname
}

// bearer is somebody that a name may mean.
type bearer struct {
	*entry
	careful bool // a common word, or others bear it: only where it is capitalised
	derived bool // the end of a longer name by itself
}

// Words tells ordinary words from names. *lexicon.Lexicon is one.
type Words interface {
	Has(folded string) bool      // the word itself
	Knows(t analysis.Token) bool // the word, or another form of it
	Phrase(words ...analysis.Token) bool
}

// NewDirectory joins the gazetteer with the speakers of an index. A surname that
// is an ordinary word ("Back", "Wood") must be capitalised to be understood, and
// a form of an ordinary word ("coins") is no misspelt name.
func NewDirectory(g *entity.Gazetteer, speakers []Known, words Words) (*Directory, error) {
	f, err := loadFrames()
	if err != nil {
		return nil, err
	}
	d := &Directory{
		names: map[string][]bearer{}, surnames: map[string][]*entry{}, typos: map[string][]string{}, forenames: map[string]bool{},
		frames: f, words: words,
	}
	count := make(map[string]int, len(speakers))
	for _, s := range speakers {
		count[s.Name] = s.Sources
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
	d.addSpeakers(speakers, count, assetNames(g))
	d.addTypos()
	d.roles, err = loadRoles(g, d)
	return d, err
}

// assetNames are the folded names and tickers of assets: an article's "BTC said"
// is no speaker.
func assetNames(g *entity.Gazetteer) map[string]bool {
	out := map[string]bool{}
	for _, a := range g.Assets {
		out[key(a.Name)], out[key(a.Ticker)] = true, true
		for _, alias := range a.Aliases {
			out[key(alias.Text)] = true
		}
	}
	return out
}

func (d *Directory) addPerson(p *entity.Person, sources int) {
	who := &entry{Person: Person{Name: p.Name, Forms: []string{p.Name}}, sources: sources}
	for _, a := range p.Aliases {
		if !a.Ambiguous {
			who.Forms = append(who.Forms, a.Text)
		}
	}
	d.add(p.Name, bearer{entry: who, careful: p.Ambiguous})
	for _, a := range p.Aliases {
		d.add(a.Text, bearer{entry: who, careful: a.Ambiguous})
		d.addFamily(a.Text, who)
	}
	for _, h := range p.Handles {
		d.add(h, bearer{entry: who})
	}
	d.addSurname(who)
}

// addFamily notes whoever is known together with siblings (Winklevoss twins).
func (d *Directory) addFamily(alias string, who *entry) {
	words := strings.Fields(key(alias))
	for _, w := range words {
		if d.frames.families[w] && len(words) == 2 {
			who.sibling = true
		}
	}
}

func (d *Directory) addOrganisation(o *entity.Organisation, sources int) {
	who := &entry{Person: Person{Name: o.Name, Forms: []string{o.Name}, Organisation: true}, sources: sources}
	for _, a := range o.Aliases {
		if !a.Ambiguous {
			who.Forms = append(who.Forms, a.Text)
		}
	}
	for _, f := range who.Forms {
		d.add(f, bearer{entry: who, careful: o.Ambiguous})
	}
}

// addSpeakers adds those that only the index knows, as far as they are left in
// count: whole names first, for they tell forenames from names of one word.
func (d *Directory) addSpeakers(speakers []Known, count map[string]int, assets map[string]bool) {
	var single []Known
	for _, s := range speakers {
		words := strings.Fields(s.Name)
		if _, left := count[s.Name]; !left || len(words) == 0 || len(words) > 5 || assets[key(s.Name)] {
			continue
		}
		if len(words) == 1 {
			single = append(single, s)
			continue
		}
		d.addSpeaker(s, words)
	}
	for _, s := range single {
		if !d.forenames[key(s.Name)] {
			d.add(s.Name, bearer{entry: &entry{Person: Person{Name: s.Name, Forms: []string{s.Name}}, sources: s.Sources}, careful: true})
		}
	}
}

// addSpeaker adds a name of several words: as another spelling of somebody's
// that is known, or as somebody else's.
func (d *Directory) addSpeaker(s Known, words []string) {
	if known := d.otherwise(s.Name); known != nil {
		known.Variants = append(known.Variants, s.Name)
		known.sources += s.Sources
		return
	}
	person := personal(words)
	who := &entry{Person: Person{Name: s.Name, Forms: []string{s.Name}, Organisation: !person}, sources: s.Sources}
	d.add(s.Name, bearer{entry: who, careful: !person})
	if person {
		d.addSurname(who)
	}
}

// otherwise is whom the name is another spelling of (see sameName), or the
// name itself with words before it (AFP Ada Brannigan); nil where nobody.
func (d *Directory) otherwise(name string) *entry {
	k := key(name)
	for _, who := range d.surnames[lastWord(k)] {
		if full := key(who.Name); sameName(k, full) || strings.HasSuffix(k, " "+full) {
			return who
		}
	}
	return nil
}

// addSurname adds the ends of a person's name: the surname, and the last two
// words of a longer name.
func (d *Directory) addSurname(who *entry) {
	words := strings.Fields(who.Name)
	if len(words) < 2 || letters(words[len(words)-1]) < minSurname {
		return
	}
	last := lastWord(key(who.Name))
	if !d.words.Has(last) {
		who.Surname = words[len(words)-1]
	}
	d.forenames[key(words[0])] = true
	d.surnames[last] = append(d.surnames[last], who)
	d.add(words[len(words)-1], bearer{entry: who, derived: true})
	if len(words) > 2 {
		d.add(strings.Join(words[len(words)-2:], " "), bearer{entry: who, derived: true})
	}
}

func (d *Directory) add(name string, b bearer) {
	k := key(name)
	if k == "" {
		return
	}
	for _, have := range d.names[k] {
		if have.entry == b.entry {
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

// person is who has the full name.
func (d *Directory) person(name string) Person {
	for _, b := range d.names[key(name)] {
		if b.Name == name {
			return b.Person
		}
	}
	return Person{Name: name, Forms: []string{name}}
}
