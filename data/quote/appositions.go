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
	i := m.first - 1
	for ; i >= 0 && i >= m.first-6; i-- {
		t := &d.tokens[i]
		if t.kind != word || t.frag >= 0 || t.para != d.tokens[m.first].para {
			break
		}
		if e := d.ends[i]; e != 0 && d.found[e-1].kind == byName && d.cast.members[d.found[e-1].entity].kind == person {
			break // somebody else's name
		}
		if t.is(auxiliary|preposition|cue) && !t.is(anyNoun) || t.is(determiner) {
			noun := d.nounOf(i)
			if noun < 0 || i == m.first-1 {
				break // the name itself is the complement: "president of Acme"
			}
			i = noun
		}
	}
	org := -1
	for j := k - 1; j >= 0 && d.found[j].last > i+1; j-- {
		if n := &d.found[j]; n.kind == byName && d.cast.members[n.entity].kind != person {
			org = n.entity
		}
	}
	d.grant(m.entity, i+1, m.first, org)
}

// nounOf is the noun for a person whose complement token i begins, a preposition
// or the article behind one: "secretary of state Jane Roe"; -1 where there is
// none.
func (d *document) nounOf(i int) int {
	for n := 0; i >= 0 && n < 3; i, n = i-1, n+1 {
		t := &d.tokens[i]
		switch {
		case t.kind != word || t.frag >= 0 || d.ends[i] != 0 && !t.is(anyNoun):
			return -1
		case t.is(personNoun):
			return i
		case !linksOffice(t.low) && !t.is(determiner):
			return -1
		}
	}
	return -1
}

// longestAside bounds an apposition behind a name, in tokens.
const longestAside = 12

// rolesAfter reads the apposition behind the name's comma.
func (d *document) rolesAfter(k int) {
	m := &d.found[k]
	if m.last >= len(d.tokens) || d.tokens[m.last].kind != comma && d.tokens[m.last].kind != paren {
		return
	}
	first := m.last + 1
	if first >= len(d.tokens) || !d.tokens[first].is(determiner|anyNoun) && !d.tokens[first].upper && !adjective(d.tokens[first].low) {
		return
	}
	end, ok := d.aside(first, d.tokens[m.first].para)
	if !ok {
		return
	}
	org := -1
	for j := k + 1; j < len(d.found) && d.found[j].first < end; j++ {
		switch n := &d.found[j]; {
		case n.kind == byNoun:
			n.modifier = true // the name speaks, not its apposition
		case n.kind == byName && d.cast.members[n.entity].kind != person && org < 0:
			org = n.entity
		}
	}
	d.grant(m.entity, first, end, org)
}

// aside is where the apposition that begins at token i ends. A verb in it
// shows that it is none, but the subject of what follows: "in Acmeville, the
// mayor said".
func (d *document) aside(i int, para int32) (end int, ok bool) {
	first, noun := i, false
	for ; i < len(d.tokens) && i < first+longestAside; i++ {
		t := &d.tokens[i]
		if t.kind != word || t.frag >= 0 || t.para != para || t.is(who|that|pronoun|firstPerson) {
			break
		}
		if t.is(cue) && !t.is(anyNoun) || finite(t.low) {
			return 0, false
		}
		noun = noun || t.is(personNoun)
		if !noun && i > first+5 {
			return 0, false
		}
	}
	return i, noun
}

// finite reports whether a word is a form of "be" or "have" that begins a
// predicate.
func finite(w string) bool {
	switch w {
	case "is", "was", "are", "were", "has", "had", "have", "will", "would", "est", "sont", "était", "étaient", "a", "ont", "avait", "avaient", "s'", "ne", "n'":
		return true
	}
	return false
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

// grant notes the nouns for persons among the tokens [from, to) as roles of
// member e at org, and every word of them.
func (d *document) grant(e, from, to, org int) {
	c := &d.cast.members[e]
	n := 0
	for i := from; i < to && n < 2 && len(c.roles) < maxRoles; i++ {
		if t := &d.tokens[i]; t.is(personNoun) {
			c.roles = append(c.roles, appositive{noun: t.low, org: org, from: from, to: to})
			n++
		}
	}
	if n > 0 && c.kind == unknown {
		c.kind = person
	}
}
