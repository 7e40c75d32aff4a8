// Package lexicon turns the words of a question into concepts: what was asked,
// and the other words, English and French, that would say the same.
//
// The words stand in three files that people edit: glossary.tsv (terms
// of the field), general.tsv (words of news) and synonyms.tsv (paraphrases in
// one language). Their headers explain the format; an operator can add a file of
// the same format. Adding an entry needs no code, only "go generate", which
// writes the analysed form of the files that the program carries.
package lexicon

import (
	"fmt"
	"io"
	"strings"
)

// Kind says where an alternative comes from.
type Kind uint8

// The kinds, best first.
const (
	Own      Kind = iota // the asker's own words
	Glossary             // glossary.tsv and operators' files
	General              // general.tsv
	Synonym              // synonyms.tsv
	Cognate              // the likely form of an unknown word in the other language
)

// The weights of the kinds: set by hand, own words above translations, terms of
// the field above words with many senses, paraphrases last.
var weights = [...]float64{Own: 1, Glossary: 0.9, General: 0.7, Synonym: 0.5, Cognate: 0.6}

// roomy is how many alternatives of a kind and language a word may have at full
// weight. Words with more (raise, run, hold) have many senses: n alternatives
// get roomy/n of it.
const roomy = 6

// derived is what is left of the weights where the lexicon only knows a word of
// the same stem that is no inflection of the asker's (liquidator, liquid).
const derived = 0.6

// Alt is one way to say a concept.
type Alt struct {
	// Lang is the language of the texts that it can stand in; "" for a word
	// that is the same in any (a name, a number).
	Lang string
	// Terms are the analysed terms; more than one is a phrase, in which a stop
	// word is "": only Folded tells it (go up). At least one is not "".
	Terms []string
	// Folded are the exact words, parallel to Terms.
	Folded []string
	Weight float64 // 0 to 1, 1 for the asker's own words
	Kind   Kind
}

// Concept is one thing that a question is about.
type Concept struct {
	Label string // the question's words, folded
	// First and Last are the indexes of its first and last token.
	First, Last int
	// Alts are the ways to say it, the asker's own first, then by falling
	// weight.
	Alts []Alt

	forms []int32 // of the lexicon, that the words are
}

// String writes the concept for people: label = alternatives with their weights.
func (c Concept) String() string {
	var out strings.Builder
	out.WriteString(c.Label + " =")
	for _, a := range c.Alts {
		terms := strings.Join(a.Terms, "+")
		if a.Lang != "" {
			terms = a.Lang + ":" + terms
		}
		fmt.Fprintf(&out, " %s %.2g", terms, a.Weight)
	}
	return out.String()
}

// Lexicon holds the groups of words that mean the same. It is safe for
// concurrent use.
type Lexicon struct {
	forms    []form
	groups   []group
	members  []int32   // the forms of the groups, one group after the other
	memberOf [][]int32 // by form: the groups that it stands in
	exact    [langs]chain
	stem     [langs]chain
	whole    [langs]chain
	longest  int // words of the longest form
}

// form is a word or phrase, with the keys that it is found by.
type form struct {
	text  string
	exact string // its folded words, acronyms by their term
	stem  string // its terms
	whole string // of a compound: its term in one word
	lang  uint8
}

// group is a line of a file; its forms are members[start:end].
type group struct {
	kind       Kind
	start, end int32
}

// The languages of the lexicon.
const (
	en = iota
	fr
	langs
)

var codes = [langs]string{"en", "fr"}

// chain is a multimap from keys to forms without a slice for each key.
type chain struct {
	first map[string]int32 // key -> form+1
	next  []int32          // form -> the next form+1 of the same key
}

func (c *chain) add(key string, form int32) {
	for int(form) >= len(c.next) {
		c.next = append(c.next, make([]int32, max(1024, len(c.next)))...)
	}
	c.next[form] = c.first[key]
	c.first[key] = form + 1
}

func newLexicon(size int) *Lexicon {
	l := &Lexicon{forms: make([]form, 0, size)}
	for i := range langs {
		l.exact[i] = chain{make(map[string]int32, size/langs), make([]int32, size)}
		l.stem[i] = chain{make(map[string]int32, size/langs), make([]int32, size)}
		l.whole[i] = chain{map[string]int32{}, nil}
	}
	return l
}

// Load reads the lexicon that comes with the program and then the operator's
// files. An error names the file (where the reader has a Name, as *os.File
// does), the line, and what is expected there.
func Load(extra ...io.Reader) (*Lexicon, error) {
	l, err := decode(compiled)
	if err != nil {
		return nil, err
	}
	for i, r := range extra {
		name := fmt.Sprintf("lexicon file %d", i+1)
		if n, ok := r.(interface{ Name() string }); ok {
			name = n.Name()
		}
		if err := l.read(name, r, Glossary); err != nil {
			return nil, err
		}
	}
	l.link()
	return l, nil
}

// link notes for each form the groups that it stands in.
func (l *Lexicon) link() {
	size := make([]int32, len(l.forms))
	for _, f := range l.members {
		size[f]++
	}
	all := make([]int32, len(l.members))
	l.memberOf = make([][]int32, len(l.forms))
	for f, n := range size {
		l.memberOf[f], all = all[:0:n], all[n:]
	}
	for g, group := range l.groups {
		for _, f := range l.members[group.start:group.end] {
			l.memberOf[f] = append(l.memberOf[f], int32(g))
		}
	}
}

// Size is how many groups and forms the lexicon holds.
func (l *Lexicon) Size() (groups, forms int) { return len(l.groups), len(l.forms) }
