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
	sureProfession = 0.85 // a role that several people of an article may hold
	sureOvertaken  = 0.55 // somebody else who may be meant was named since
	sureHolder     = 0.7  // by the gazetteer's office, not named in the article
	sureCountry    = 0.6  // by an office of a country
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
		d.resolvePronoun(&who, m, d.quotedSubject(m, from))
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
		if strings.HasSuffix(w, end) && len(w) >= len(end)+3 {
			return true
		}
	}
	return false
}

// quotedSubject is the member that the words quoted from token from on say
// something of: "Mr Roe “made the decisions,” he said" is not Mr Roe's; -1 where
// there is none.
func (d *document) quotedSubject(m *mention, from int) int {
	if m.first < from || from == 0 {
		return -1
	}
	e := d.ends[from-1]
	if e == 0 || d.found[e-1].kind != byName {
		return -1
	}
	return d.found[e-1].entity
}

func (d *document) resolvePronoun(out *speaker, m *mention, not int) {
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
		if e, sure := d.salient(m.first, person, g, not); e >= 0 {
			if d.cast.members[e].kind != person {
				sure *= doubtfulPerson
			}
			out.set(d, e, data.ByPronoun, surePronoun*sure)
		}
	case m.class&it != 0:
		if e, sure := d.salient(m.first, organisation, 0, -1); e >= 0 {
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
		if p.kind == byPronoun {
			continue
		}
		if k > 0 && d.found[k-1].kind == byNoun && d.found[k-1].last >= p.last && d.cast.members[max(0, p.entity)].kind != person {
			return &d.found[k-1] // "the minister of Acme, who": the minister
		}
		return p
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
		if e, sure := d.salient(m.first, person, 'm', -1); e >= 0 {
			who.set(d, e, data.ByRole, sureSalience*sure)
		}
	case "her":
		if e, sure := d.salient(m.first, person, 'f', -1); e >= 0 {
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
	if e, sure := d.salient(m.first, organisation, 0, -1); e >= 0 && d.ofTheCompany(m) {
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
	if e, sure := d.salient(m.first, organisation, 0, -1); e >= 0 {
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
