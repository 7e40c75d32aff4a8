package quote

import (
	"strings"

	"verbatim/data"
	"verbatim/data/entity"
)

// How sure a resolved mention is, before the evidence of its place counts.
// Measured on the development sets.
const (
	sureName       = 0.97
	sureUnknown    = 0.9  // a name of which nothing else is known
	sureCapital    = 0.45 // one word, met at the start of sentences alone and not like a name
	surePlace      = 0.4
	sureShared     = 0.55 // a surname that two people of the article bear
	sureRole       = 0.9
	sureHolder     = 0.7 // by the gazetteer's office, not named in the article
	sureCountry    = 0.6 // by an office of a country
	surePronoun    = 0.85
	doubtfulPerson = 0.6 // factor: "he" for a name that nothing shows to be a person's
	sureSalience   = 0.55
	sureSpokes     = 0.9
)

// resolve turns a mention into a speaker. from is the token where the
// quotation begins.
func (d *document) resolve(m *mention, from int) speaker {
	who := speaker{entity: -1, at: -1, mention: d.span(m)}
	switch m.kind {
	case byName:
		d.resolveName(&who, m)
	case byPronoun:
		d.resolvePronoun(&who, m)
	default:
		d.resolveNoun(&who, m)
	}
	if who.name == "" {
		who.name = who.mention.Of(d.text)
		who.named = false
		who.confidence = max(who.confidence, 0.3)
	}
	return who
}

// set names the entity.
func (w *speaker) set(d *document, e int, basis data.Basis, confidence float64) {
	w.entity, w.name, w.named, w.basis, w.confidence = e, d.cast.members[e].name, true, basis, confidence
}

func (d *document) resolveName(who *speaker, m *mention) {
	switch e := &d.cast.members[m.entity]; e.kind {
	case person:
		sure := sureName
		if m.shared {
			sure = sureShared
		}
		who.set(d, m.entity, data.ByName, sure)
	case organisation:
		who.set(d, m.entity, data.ByOrganisation, sureName)
	case placeName:
		who.set(d, m.entity, data.ByName, surePlace)
	default:
		sure := sureUnknown
		if e.inner == 0 && commonEnding(e.name) {
			sure = sureCapital
		}
		who.set(d, m.entity, data.ByName, sure)
	}
}

// commonEnding reports whether a word that only ever opens sentences looks like
// a plural, a verb form or an adverb rather than a name.
func commonEnding(w string) bool {
	for _, end := range []string{"s", "ing", "ed", "ly", "ment", "ple"} {
		if strings.HasSuffix(w, end) && len(w) > len(end)+3 {
			return true
		}
	}
	return false
}

func (d *document) resolvePronoun(out *speaker, m *mention) {
	out.basis = data.ByPronoun
	switch {
	case m.class&who != 0:
		if a := d.antecedent(m); a != nil {
			mention := out.mention
			*out = d.resolve(a, m.first)
			out.mention = mention
			out.confidence *= surePronoun
		}
	case m.class&(he|she) != 0:
		g := byte('m')
		if m.class&she != 0 {
			g = 'f'
		}
		if e, sure := d.salient(m.first, person, g); e >= 0 {
			if d.cast.members[e].kind != person {
				sure *= doubtfulPerson
			}
			out.set(d, e, data.ByPronoun, surePronoun*sure)
		}
	case m.class&it != 0:
		if e, sure := d.salient(m.first, organisation, 0); e >= 0 {
			out.set(d, e, data.ByPronoun, sureSalience*sure)
		}
	}
}

// antecedent is the name or noun phrase right before "who".
func (d *document) antecedent(m *mention) *mention {
	for k := d.mentionBefore(m.first) - 1; k >= 0; k-- {
		p := &d.found[k]
		if m.first-p.last > 3 {
			return nil
		}
		if p.kind != byPronoun {
			return p
		}
	}
	return nil
}

func (d *document) resolveNoun(who *speaker, m *mention) {
	who.basis = data.ByRole
	switch {
	case m.class&groupNoun != 0 || d.tokens[m.first].is(indefinite) && m.class&spokesNoun == 0 && !d.tokens[m.first].is(definite):
		return // several people, or somebody new: the mention is all there is
	case m.class&spokesNoun != 0:
		d.resolveSpokes(who, m)
	case m.class&personNoun != 0:
		d.resolveRole(who, m)
	case m.class&orgNoun != 0:
		d.resolveOrganisation(who, m)
	case m.class&documentNoun != 0:
		d.resolveDocument(who, m)
	}
}

// resolveDocument: "his complaint", "Roe's letter" speak for their author.
func (d *document) resolveDocument(who *speaker, m *mention) {
	switch d.tokens[m.first].low {
	case "his":
		if e, sure := d.salient(m.first, person, 'm'); e >= 0 {
			who.set(d, e, data.ByRole, sureSalience*sure)
		}
	case "her":
		if e, sure := d.salient(m.first, person, 'f'); e >= 0 {
			who.set(d, e, data.ByRole, sureSalience*sure)
		}
	}
}

// resolveSpokes names the organisation that a spokesperson speaks for.
func (d *document) resolveSpokes(who *speaker, m *mention) {
	if e := d.inside(m, organisation); e >= 0 {
		if d.cast.members[e].kind != placeName {
			who.set(d, e, data.ByOrganisation, sureSpokes)
		}
		return
	}
	if e, sure := d.salient(m.first, organisation, 0); e >= 0 && d.ofTheCompany(m) {
		who.set(d, e, data.ByOrganisation, sureSalience*sure)
	}
}

// ofTheCompany: "a company spokesman", "un porte-parole du groupe", or a bare
// "the spokesman": the organisation talked about.
func (d *document) ofTheCompany(m *mention) bool {
	for i := m.first; i < m.last; i++ {
		if d.tokens[i].is(orgNoun | personNoun) {
			return d.tokens[i].is(companyNoun)
		}
	}
	return m.last-m.first <= 2
}

// inside is the entity of a name within a noun phrase that is not of another
// kind, or of a name that touches it ("Acme spokesman"); -1 where none is.
func (d *document) inside(m *mention, k entityKind) int {
	for i := d.mentionBefore(m.first - 4); i < len(d.found) && d.found[i].first <= m.last; i++ {
		n := &d.found[i]
		if n.kind != byName || n.last < m.first || n.last == m.first && n.first < m.first-3 {
			continue
		}
		if e := d.cast.members[n.entity].kind; e == k || e == unknown || e == placeName && k == organisation && n.first >= m.first {
			return n.entity
		}
	}
	return -1
}

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
	if e, ok := d.holder(m, noun, org); ok {
		who.set(d, e, data.ByRole, sureRole)
		return
	}
	if org >= 0 {
		if p := d.office(noun, d.cast.members[org].org); p != nil {
			who.name, who.named, who.confidence = p.Name, true, sureHolder
		}
		return
	}
	if e, sure := d.salient(m.first, person, d.nounGender(m)); e >= 0 && m.definite {
		who.set(d, e, data.ByRole, sureSalience*sure)
	}
}

// apposed is the person named right behind the phrase's comma: "the chief of
// the club, Jane Roe,"; -1 where none is.
func (d *document) apposed(m *mention) int {
	if m.last >= len(d.tokens) || d.tokens[m.last].kind != comma {
		return -1
	}
	k := d.mentionBefore(m.last)
	if k >= len(d.found) || d.found[k].kind != byName || d.found[k].first != m.last+1 {
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

// holder is the member who holds a role, nearest before the phrase first.
func (d *document) holder(m *mention, noun string, org int) (int, bool) {
	seen := 0
	for k := d.mentionBefore(m.first+40) - 1; k >= 0 && seen < 300; k-- {
		n := &d.found[k]
		if n.kind != byName {
			continue
		}
		seen++
		if e := &d.cast.members[n.entity]; e.kind != organisation && d.holds(e, noun, org) {
			return n.entity, true
		}
	}
	return 0, false
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
		if !r.At(d.day) || org >= 0 && (d.cast.members[org].org == nil || d.cast.members[org].org.ID != r.Org) {
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

// resolveOrganisation finds the organisation that a description stands for.
func (d *document) resolveOrganisation(who *speaker, m *mention) {
	who.basis = data.ByOrganisation
	if !m.definite {
		return
	}
	phrase := strings.ToLower(strings.ReplaceAll(who.mention.Of(d.text), "’", "'"))
	for k, seen := d.mentionBefore(m.first)-1, 0; k >= 0 && seen < 200; k-- {
		n := &d.found[k]
		if n.kind != byName {
			continue
		}
		seen++
		if o := d.cast.members[n.entity].org; o != nil && described(o, phrase, d.fr()) {
			who.set(d, n.entity, data.ByOrganisation, sureRole)
			return
		}
	}
	if !d.tokens[m.head].is(companyNoun) {
		return // "the government", "la police": not the company talked about
	}
	if e, sure := d.salient(m.first, organisation, 0); e >= 0 {
		who.set(d, e, data.ByOrganisation, sureSalience*sure)
	}
}

func described(o *entity.Organisation, phrase string, fr bool) bool {
	list := o.EN
	if fr {
		list = o.FR
	}
	for _, s := range list {
		if strings.EqualFold(s, phrase) {
			return true
		}
	}
	return false
}
