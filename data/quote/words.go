package quote

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed verbs_en.txt
var verbsEN string

//go:embed verbs_fr.txt
var verbsFR string

//go:embed function.txt
var functionTXT string

//go:embed nouns.txt
var nounsTXT string

//go:embed roles.txt
var rolesTXT string

//go:embed names.txt
var namesTXT string

// class says what a word can do beside a quotation. A word may have several.
type class uint32

const (
	cue     class = 1 << iota // form of a reporting verb
	thatCue                   // introduces reported speech
	auxiliary
	he
	she
	they
	it
	who
	firstPerson
	definite
	indefinite
	preposition
	according
	function
	that
	personNoun
	spokesNoun
	orgNoun
	companyNoun // an orgNoun too
	groupNoun
	documentNoun
	messageNoun
	bareCue // introduces reported speech without "that"
	toCue   // introduces an infinitive: "vowed to ..."
	calling // a reporting verb that gives its object a word: "called it a ..."
)

const (
	pronoun    = he | she | they | it
	determiner = definite | indefinite
	anyNoun    = personNoun | spokesNoun | orgNoun | groupNoun | documentNoun
)

// nameClass says what a word can do inside a name. Case counts.
type nameClass uint8

const (
	honorific nameClass = 1 << iota
	male
	female
	particle
	orgWord
	place
	notName
)

// words are the lists of one language.
type words map[string]class

// lexicon holds the lists, parsed.
type lexicon struct {
	en, fr words
	names  map[string]nameClass
	// offices maps a noun to the groups of roles.txt it belongs to, one bit a group.
	offices map[string]uint64
}

// of returns the words of a language; French for "fr", English otherwise.
func (l *lexicon) of(lang string) words {
	if lang == "fr" {
		return l.fr
	}
	return l.en
}

var functionSections = map[string]class{
	"he": he, "she": she, "they": they, "it": it, "who": who, "i": firstPerson,
	"definite": definite, "indefinite": indefinite, "auxiliary": auxiliary,
	"preposition": preposition, "calling": calling, "according": according, "word": function, "that": that,
}

var nounSections = map[string]class{
	"person": personNoun, "spokesperson": spokesNoun, "organisation": orgNoun, "company": orgNoun | companyNoun,
	"group": groupNoun, "document": documentNoun, "message": messageNoun,
}

var nameSections = map[string]nameClass{
	"honorific": honorific, "male": male, "female": female, "particle": particle,
	"organisation": orgWord, "place": place, "not a name": notName,
}

// loadLexicon parses the embedded lists. An error names the file and the line.
func loadLexicon() (*lexicon, error) {
	l := &lexicon{en: words{}, fr: words{}, names: map[string]nameClass{}, offices: map[string]uint64{}}
	err := sections("function.txt", functionTXT, func(section, word string) error {
		lang, kind, _ := strings.Cut(section, " ")
		c, ok := functionSections[kind]
		if !ok || lang != "en" && lang != "fr" {
			return fmt.Errorf("unknown section %q", section)
		}
		l.of(lang)[word] |= c
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = sections("nouns.txt", nounsTXT, func(section, word string) error {
		c, ok := nounSections[section]
		if !ok {
			return fmt.Errorf("unknown section %q", section)
		}
		l.en[word] |= c
		l.fr[word] |= c
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = sections("names.txt", namesTXT, func(section, word string) error {
		c, ok := nameSections[section]
		if !ok {
			return fmt.Errorf("unknown section %q", section)
		}
		l.names[word] |= c
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := l.addOffices(); err != nil {
		return nil, err
	}
	if err := l.en.addVerbs("verbs_en.txt", verbsEN, formsEN); err != nil {
		return nil, err
	}
	return l, l.fr.addVerbs("verbs_fr.txt", verbsFR, formsFR)
}

// addOffices parses roles.txt: one group of nouns a line, at most 64 groups.
func (l *lexicon) addOffices() error {
	group := 0
	for line := range strings.Lines(rolesTXT) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if group == 64 {
			return fmt.Errorf("roles.txt: more than 64 groups")
		}
		for _, w := range strings.Fields(line) {
			l.offices[strings.ReplaceAll(w, "_", " ")] |= 1 << group
		}
		group++
	}
	return nil
}

// sections calls add with each word of each [section] of a list.
func sections(file, text string, add func(section, word string) error) error {
	section, n := "", 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			section = strings.Trim(line, "[]")
			continue
		}
		for _, w := range strings.Fields(line) {
			if err := add(section, strings.ReplaceAll(w, "_", " ")); err != nil {
				return fmt.Errorf("%s:%d: %w", file, n, err)
			}
		}
	}
	return nil
}

var verbFlags = map[string]class{"+that": thatCue, "+que": thatCue, "+bare": bareCue, "+to": toCue, "+de": toCue}

// addVerbs parses a list of reporting verbs: "base [+flag ...] [= forms]".
func (w words) addVerbs(file, text string, regular func(base string) []string) error {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		head, irregular, explicit := strings.Cut(line, "=")
		fields := strings.Fields(head)
		if len(fields) == 0 {
			return fmt.Errorf("%s:%d: no verb in %q", file, n, line)
		}
		base, c := fields[0], cue
		for _, f := range fields[1:] {
			if verbFlags[f] == 0 {
				return fmt.Errorf("%s:%d: unknown flag %q", file, n, f)
			}
			c |= verbFlags[f]
		}
		forms := strings.Fields(irregular)
		if !explicit {
			forms = regular(base)
		}
		for _, f := range append(forms, base) {
			w[f] |= c
		}
	}
	return nil
}

// formsEN makes the regular forms of an English verb.
func formsEN(base string) []string {
	stem := strings.TrimSuffix(base, "e")
	s := "s"
	if strings.HasSuffix(base, "s") || strings.HasSuffix(base, "sh") || strings.HasSuffix(base, "ch") {
		s = "es"
	}
	return []string{base + s, stem + "ed", stem + "ing"}
}

// formsFR makes the forms of a regular French verb in -er that the news uses.
func formsFR(base string) []string {
	stem := strings.TrimSuffix(base, "er")
	out := make([]string, 0, 14)
	for _, end := range []string{"e", "ent", "ait", "aient", "a", "èrent", "é", "ée", "és", "ées", "ant", "era", "erait", "eraient"} {
		out = append(out, stem+end)
	}
	return out
}
