package quote

// appositions reads the roles that the article gives its people: "analyst Jane
// Roe", "Acme CEO Jane Roe", "Jane Roe, the founder of Acme".
func (d *document) appositions() {
	for k := range d.found {
		m := &d.found[k]
		if m.kind != byName || d.cast.members[m.entity].kind == organisation {
			continue
		}
		d.rolesBefore(k)
		d.rolesAfter(k)
	}
}

// rolesBefore reads up to five words before the name, as far as its phrase goes.
func (d *document) rolesBefore(k int) {
	m := &d.found[k]
	var nouns []string
	org := -1
	i := m.first - 1
	for ; i >= 0 && i >= m.first-6; i-- {
		t := &d.tokens[i]
		if t.kind != word || t.frag >= 0 || t.para != d.tokens[m.first].para {
			break
		}
		if e := d.ends[i]; e != 0 && d.found[e-1].kind == byName && d.cast.members[d.found[e-1].entity].kind == person {
			break // somebody else's name
		}
		if t.is(personNoun) {
			nouns = append(nouns, t.low)
		}
		if t.is(auxiliary|preposition|cue) && !t.is(anyNoun) || t.is(determiner) {
			break
		}
	}
	if len(nouns) == 0 {
		return
	}
	for j := k - 1; j >= 0 && d.found[j].last > i+1; j-- {
		if n := &d.found[j]; n.kind == byName && d.cast.members[n.entity].kind != person {
			org = n.entity
		}
	}
	d.grant(m.entity, nouns, org)
}

// rolesAfter reads the apposition behind the name's comma.
func (d *document) rolesAfter(k int) {
	m := &d.found[k]
	i := m.last
	if i >= len(d.tokens) || d.tokens[i].kind != comma && d.tokens[i].kind != paren {
		return
	}
	var nouns []string
	first := i + 1
	if first >= len(d.tokens) || !d.tokens[first].is(determiner|anyNoun) && !d.tokens[first].upper && !adjective(d.tokens[first].low) {
		return
	}
	for i = first; i < len(d.tokens) && i < first+12; i++ {
		t := &d.tokens[i]
		if t.kind != word || t.frag >= 0 || t.is(cue) && !t.is(anyNoun) || t.is(pronoun|firstPerson) || t.para != d.tokens[m.first].para {
			break
		}
		if t.is(personNoun) && (len(nouns) < 2) {
			nouns = append(nouns, t.low)
		}
		if len(nouns) == 0 && i > first+5 {
			return
		}
	}
	if len(nouns) == 0 {
		return
	}
	org := -1
	for j := k + 1; j < len(d.found) && d.found[j].first < i; j++ {
		if n := &d.found[j]; n.kind == byName && d.cast.members[n.entity].kind != person {
			org = n.entity
			break
		}
	}
	d.grant(m.entity, nouns, org)
}

// adjective reports whether a word often opens an apposition before its noun.
func adjective(w string) bool {
	switch w {
	case "former", "senior", "chief", "lead", "then", "ex", "ancien", "ancienne", "nouveau", "nouvelle", "vice", "deputy", "managing", "executive", "general":
		return true
	}
	return false
}

// organisations marks the names that stand as organisations: "the president of
// Acme", "la société Acme", "an Acme spokesman".
func (d *document) organisations() {
	for k := range d.found {
		m := &d.found[k]
		if m.kind != byName || d.cast.members[m.entity].kind != unknown {
			continue
		}
		i := m.first - 1
		before := func(c class) bool {
			return i >= 0 && d.tokens[i].is(c) && d.tokens[i].para == d.tokens[m.first].para && d.tokens[i].frag < 0
		}
		of := before(preposition) && linksOffice(d.tokens[i].low)
		if of {
			i--
		}
		if of && before(personNoun|spokesNoun) || !of && before(orgNoun) && !before(personNoun) {
			d.cast.members[m.entity].kind = organisation
		}
	}
}

// linksOffice reports whether a preposition joins an office and its house.
func linksOffice(w string) bool {
	switch w {
	case "of", "at", "for", "de", "d'", "du", "chez":
		return true
	}
	return false
}

// maxRoles bounds the roles kept for one person.
const maxRoles = 12

func (d *document) grant(e int, nouns []string, org int) {
	c := &d.cast.members[e]
	if c.kind == unknown {
		c.kind = person
	}
	for _, n := range nouns {
		if len(c.roles) < maxRoles {
			c.roles = append(c.roles, appositive{noun: n, org: org})
		}
	}
}
