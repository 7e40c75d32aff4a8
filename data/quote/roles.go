package quote

import (
	"slices"
	"strings"

	"verbatim/data"
	"verbatim/data/entity"
	"verbatim/data/lang"
)

// resolveRole finds the person of the article who holds the role, else the
// gazetteer's holder of that office at that time, else who is talked about.
func (d *document) resolveRole(who *speaker, m *mention) {
	if e := d.apposed(m); e >= 0 {
		who.set(d, e, data.ByName, sureRole)
		return
	}
	org := d.inside(m, organisation)
	noun := d.tokens[m.head].low
	if org >= 0 && d.cast.members[org].kind == placeName {
		// "the president of X": the gazetteer's offices name no country.
		if e, ok := d.holder(m, noun, -1); ok {
			who.set(d, e, data.ByRole, sureCountry)
		}
		return
	}
	if e, ok := d.holder(m, noun, org); ok && d.fitting(m, e, org) {
		who.set(d, e, data.ByRole, sureRole)
		switch {
		case org < 0 && d.overtaken(m, e, noun):
			who.confidence = sureOvertaken
		case org < 0 && !d.singular(m):
			who.confidence = sureProfession
		}
		return
	}
	if org >= 0 {
		if p := d.office(noun, d.cast.members[org].org); p != nil {
			who.name, who.named, who.confidence = p.Name, true, sureHolder
		}
		return
	}
	if e, sure := d.salient(m.first, person, d.nounGender(m), -1); e >= 0 && m.definite && m.last-m.first == 2 && !d.relates(m) {
		who.set(d, e, data.ByRole, sureSalience*sure)
	}
}

// fitting reports whether the article or the gazetteer says of e every word by
// which the phrase narrows its noun: "the home secretary" is no secretary of
// another kind.
func (d *document) fitting(m *mention, e, org int) bool {
	if g := d.nounGender(m); d.fr() && g != 0 && !fits(&d.cast.members[e], person, g) {
		return false
	}
	for i := m.first; i < m.last; i++ {
		t := &d.tokens[i]
		if t.kind != word || t.is(determiner|preposition|auxiliary|function|personNoun) || fresh(t.low) || d.roleSays(e, t.low) {
			continue
		}
		if org < 0 || !slices.Contains(d.cast.members[org].parts, lang.Fold(t.low)) {
			return false
		}
	}
	return true
}

// fresh reports whether an adjective narrows nothing.
func fresh(w string) bool {
	switch w {
	case "young", "jeune":
		return true
	}
	return false
}

// roleSays reports whether a word stands in a role that the article or the
// gazetteer gives e.
func (d *document) roleSays(e int, w string) bool {
	c := &d.cast.members[e]
	for _, r := range c.roles {
		for i := r.from; i < r.to; i++ {
			if d.tokens[i].low == w {
				return true
			}
		}
	}
	if c.person == nil {
		return false
	}
	return slices.ContainsFunc(c.person.Roles, func(r entity.Role) bool {
		return r.At(d.day) && slices.Contains(strings.Fields(strings.ToLower(r.EN+" "+r.FR)), w)
	})
}

// overtaken reports whether somebody else was named since e who may be meant as
// well: of the same role, or any person unless the noun is an office that one
// person holds at a time.
func (d *document) overtaken(m *mention, e int, noun string) bool {
	for k, seen := d.mentionBefore(m.first)-1, 0; k >= 0 && seen < 60; k, seen = k-1, seen+1 {
		n := &d.found[k]
		if n.kind != byName || n.modifier {
			continue
		}
		if n.entity == e {
			return false
		}
		if c := &d.cast.members[n.entity]; c.kind == person && (!d.singular(m) || d.holds(c, noun, -1)) {
			return true
		}
	}
	return false
}

// singular reports whether the phrase names an office of which an article mostly
// talks about one holder.
func (d *document) singular(m *mention) bool {
	for i := m.first; i < m.last; i++ {
		switch d.tokens[i].low {
		case "president", "président", "présidente", "chief", "ceo", "pdg", "chairman", "chairwoman", "chancellor", "mayor", "maire", "governor",
			"pope", "pape", "king", "queen", "roi", "reine", "billionaire", "milliardaire":
			return true
		}
	}
	return false
}

// relates reports whether the phrase names a person by another: "his mother" is
// somebody else than who is talked about.
func (d *document) relates(m *mention) bool {
	switch d.tokens[m.first].low {
	case "his", "her", "their", "its", "son", "sa", "leur":
		return true
	}
	return false
}

// apposed is the person named right behind the phrase's comma: "the chief of
// the club, Jane Roe,"; -1 where none is.
func (d *document) apposed(m *mention) int {
	if m.last >= len(d.tokens) || d.tokens[m.last].kind != comma {
		return -1
	}
	k := d.mentionBefore(m.last + 1)
	if k >= len(d.found) || d.found[k].kind != byName || d.found[k].lead != m.last+1 {
		return -1
	}
	n := &d.found[k]
	if n.last < len(d.tokens) && d.tokens[n.last].kind == word && d.tokens[n.last].para == d.tokens[m.last].para || d.cast.members[n.entity].kind == organisation {
		return -1
	}
	return n.entity
}

// nounGender is the gender of a French noun phrase by its article.
func (d *document) nounGender(m *mention) byte {
	switch d.tokens[m.first].low {
	case "le":
		return 'm'
	case "la":
		return 'f'
	}
	return 0
}

// Bounds of the search for who holds a role: mentions before the phrase, tokens
// behind it.
const (
	mentionsBefore = 300
	tokensBehind   = 40
)

// holder is the member who holds a role, nearest before the phrase first, else
// the first right behind it.
func (d *document) holder(m *mention, noun string, org int) (int, bool) {
	at := d.mentionBefore(m.first)
	for k := at - 1; k >= max(0, at-mentionsBefore); k-- {
		if d.holdsAt(k, noun, org) {
			return d.found[k].entity, true
		}
	}
	for k := at; k < len(d.found) && d.found[k].first < m.first+tokensBehind; k++ {
		if d.holdsAt(k, noun, org) {
			return d.found[k].entity, true
		}
	}
	return 0, false
}

// holdsAt reports whether mention k names somebody who holds the role.
func (d *document) holdsAt(k int, noun string, org int) bool {
	n := &d.found[k]
	if n.kind != byName {
		return false
	}
	e := &d.cast.members[n.entity]
	return e.kind != organisation && d.holds(e, noun, org)
}

// holds reports whether the article or the gazetteer gives e the role.
func (d *document) holds(e *member, noun string, org int) bool {
	for _, r := range e.roles {
		if d.sameOffice(r.noun, noun) && (org < 0 || r.org == org) {
			return true
		}
	}
	if e.person == nil {
		return false
	}
	for _, r := range e.person.Roles {
		if !r.At(d.day) || d.day == "" && r.To != "" || org >= 0 && (d.cast.members[org].org == nil || d.cast.members[org].org.ID != r.Org) {
			continue
		}
		if d.roleHas(r, noun) {
			return true
		}
	}
	return false
}

func (d *document) roleHas(r entity.Role, noun string) bool {
	for _, w := range strings.Fields(r.EN + " " + r.FR) {
		if d.sameOffice(strings.ToLower(w), noun) {
			return true
		}
	}
	return false
}

// office is the one person who holds the office at the organisation on the
// article's day, by the gazetteer.
func (d *document) office(noun string, org *entity.Organisation) *entity.Person {
	if org == nil || d.day == "" {
		return nil
	}
	var found *entity.Person
	for _, p := range d.staff[org.ID] {
		for _, r := range p.Roles {
			if r.Org == org.ID && r.From != "" && r.At(d.day) && d.roleHas(r, noun) {
				if found != nil && found != p {
					return nil
				}
				found = p
			}
		}
	}
	return found
}

// sameOffice reports whether two nouns name one office.
func (x *Extractor) sameOffice(a, b string) bool {
	return a == b || x.lexicon.offices[a]&x.lexicon.offices[b] != 0
}
