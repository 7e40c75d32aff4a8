package quote

import (
	_ "embed"
	"fmt"
	"strings"

	"verbatim/data/entity"
	"verbatim/data/lang"
)

//go:embed given.txt
var givenTXT string

// entityKind says what an entity is.
type entityKind byte

const (
	unknown entityKind = iota
	person
	organisation
	placeName // or an asset: named, yet no speaker of its own accord
)

// member is a person or an organisation of the article.
type member struct {
	name   string // as readers are shown it
	parts  []string
	kind   entityKind
	gender byte // 'm', 'f' or 0
	person *entity.Person
	org    *entity.Organisation
	count  int // mentions
	full   int // of them, those by a name of several words
	first  int // token of the earliest of these
	inner  int // of them, those of several words or within a sentence
	roles  []appositive
}

// appositive is a role that the article gives a person: its noun, the member it
// is a role at (-1 where none is named), and the tokens [from, to) that say so.
type appositive struct {
	noun     string
	org      int
	from, to int
}

// cast is everybody and every organisation that the article names.
type cast struct {
	members []member
	byKey   map[string]int
	bySur   map[string][]int // last part of a full name -> members
	byGiven map[string][]int // first part
	shared  map[string]bool  // names that stand for one member and, nearly as likely, for another
}

// assemble builds the cast: full names first, then what stands for them.
func (d *document) assemble() {
	c := &cast{byKey: map[string]int{}, bySur: map[string][]int{}, byGiven: map[string][]int{}, shared: map[string]bool{}}
	d.cast = c
	for pass := range 2 {
		for i := range d.found {
			m := &d.found[i]
			if m.kind != byName || (m.last-m.first > 1) != (pass == 0) {
				continue
			}
			m.entity = d.member(m)
			e := &c.members[m.entity]
			e.count++
			if pass == 0 {
				if e.full++; e.full == 1 {
					e.first = m.first
				}
			}
			if m.last-m.first > 1 || !d.sentenceStart(m.first) {
				e.inner++
			}
			if m.gender != 0 {
				e.kind = person
				if e.gender == 0 {
					e.gender = m.gender
				}
			}
		}
	}
}

// member finds or adds the entity that a name stands for.
func (d *document) member(m *mention) int {
	s := d.span(m)
	if d.isHandle(m.first) {
		return d.account(s.Of(d.text))
	}
	name := strings.TrimRight(s.Of(d.text), ".")
	if name == "" {
		name = s.Of(d.text)
	}
	if e, ok := d.known(name, m); ok {
		return e
	}
	if m.last-m.first > 1 && d.tokens[m.first].is(definite) {
		if e, ok := d.known(d.text[d.tokens[m.first+1].Start:s.End], m); ok {
			return e
		}
	}
	key := lang.Fold(name)
	parts := strings.Fields(key)
	if m.gender != 0 {
		key += string(m.gender) // Mr Roe is not Ms Roe
	}
	if e, ok := d.cast.byKey[key]; ok {
		m.shared = d.cast.shared[key]
		return e
	}
	if e, shared, ok := d.cast.partial(parts, m); ok {
		d.cast.byKey[key] = e
		d.cast.shared[key], m.shared = shared, shared
		return e
	}
	if e, ok := d.cast.byKey[lang.Fold(name)]; ok && fits(&d.cast.members[e], person, m.gender) {
		return e
	}
	e := d.describe(m, name)
	if e.kind == unknown && d.inHeadline(m) {
		return d.cast.addAlone(key, parts, e)
	}
	return d.cast.add(key, parts, e)
}

// account is the member who posts under a handle: the gazetteer's person, or
// the account itself, written with its "@".
func (d *document) account(handle string) int {
	e := member{name: "@" + handle, kind: person, gender: 'x'}
	if p, ok := d.gazetteer.PersonByHandle(handle); ok {
		e = member{name: p.Name, kind: person, gender: p.Gender, person: p}
	}
	key := lang.Fold(e.name)
	if i, ok := d.cast.byKey[key]; ok {
		return i
	}
	return d.cast.add(key, strings.Fields(key), e)
}

// known links a name to the gazetteer: a sure alias, or an ambiguous one whose
// full name the article holds.
func (d *document) known(name string, m *mention) (int, bool) {
	if m.lead < m.first {
		titled := d.gazetteer.Named(d.text[d.tokens[m.lead].Start:d.tokens[m.last-1].End])
		if len(titled) == 1 && titled[0].Person != nil && !titled[0].Ambiguous {
			return d.enter(titled[0]), true // "President Roe", whoever else is called Roe
		}
	}
	for _, match := range d.gazetteer.Named(name) {
		full := match.Name()
		if match.Ambiguous && !d.contains(full) {
			continue
		}
		if match.Ambiguous && full == name && !d.plainlyName(m) {
			continue
		}
		if match.Person != nil && m.last-m.first == 1 && d.cast.rival(name, full, m.gender) {
			continue
		}
		return d.enter(match), true
	}
	return 0, false
}

// enter is the member that a match of the gazetteer stands for, added where the
// cast lacks it.
func (d *document) enter(match entity.Match) int {
	name := match.Name()
	key := lang.Fold(name)
	if e, ok := d.cast.byKey[key]; ok {
		return e
	}
	e := member{name: name, kind: organisation, org: match.Organisation}
	if match.Person != nil {
		e = member{name: name, kind: person, gender: match.Person.Gender, person: match.Person}
	}
	return d.cast.add(key, strings.Fields(key), e)
}

// contains reports whether the article holds the name anywhere.
func (d *document) contains(name string) bool {
	has, known := d.holdsName[name]
	if !known {
		has = strings.Contains(d.text, name)
		d.holdsName[name] = has
	}
	return has
}

// plainlyName: a name that is a common word too counts in mid-sentence only.
func (d *document) plainlyName(m *mention) bool {
	return m.last-m.first > 1 || !d.sentenceStart(m.first)
}

// addAlone enters a member that no shorter name stands for.
func (c *cast) addAlone(key string, parts []string, e member) int {
	e.parts = parts
	c.members = append(c.members, e)
	c.byKey[key] = len(c.members) - 1
	return len(c.members) - 1
}

// add enters a new member under its key and the parts of a full name.
func (c *cast) add(key string, parts []string, e member) int {
	i := c.addAlone(key, parts, e)
	if len(parts) > 1 && e.kind != organisation && e.kind != placeName {
		last := parts[len(parts)-1]
		c.bySur[last] = append(c.bySur[last], i)
		c.byGiven[parts[0]] = append(c.byGiven[parts[0]], i)
	}
	return i
}

// describe makes a member of a name that the gazetteer does not know.
func (d *document) describe(m *mention, name string) member {
	e := member{name: name}
	first, last := &d.tokens[m.first], &d.tokens[m.last-1]
	n := m.last - m.first
	g, isGiven := d.given[first.low]
	switch {
	case m.gender != 0:
		e.kind, e.gender = person, m.gender
	case d.isAsset(name):
		e.kind = placeName
	case d.anyPart(m, orgWord):
		e.kind = organisation
	case first.name&place != 0 && (n == 1 || last.name&place != 0):
		e.kind = placeName
	case n > 1 && isGiven:
		e.kind, e.gender = person, g
	case n > 1 && first.name&place != 0:
		e.kind = organisation
	case n == 1 && name == strings.ToUpper(name):
		e.kind = organisation
	}
	return e
}

// isAsset: coins do not speak; they are handled as places are.
func (d *document) isAsset(name string) bool {
	_, ok := d.gazetteer.AssetNamed(name)
	return ok
}

func (d *document) anyPart(m *mention, c nameClass) bool {
	for i := m.first; i < m.last; i++ {
		if d.tokens[i].name&c != 0 {
			return true
		}
	}
	return false
}

// givenNames maps first names, in lower case, to their gender: those of
// given.txt and of the gazetteer's people; 'x' where both occur.
func givenNames(g *entity.Gazetteer) (map[string]byte, error) {
	out := map[string]byte{}
	add := func(name string, gender byte) {
		key := strings.ToLower(name)
		if was := out[key]; was != 0 && was != gender {
			gender = 'x'
		}
		out[key] = gender
	}
	err := sections("given.txt", givenTXT, func(section, name string) error {
		if section != "male" && section != "female" {
			return fmt.Errorf("unknown section %q", section)
		}
		add(name, section[0])
		return nil
	})
	for _, p := range g.People {
		if first, _, ok := strings.Cut(p.Name, " "); ok && p.Gender != 0 && out[strings.ToLower(first)] == 0 {
			add(first, p.Gender)
		}
	}
	return out, err
}
