package quote

import "strings"

// isHandle reports whether token i is an account's name behind its "@".
func (d *document) isHandle(i int) bool {
	at := d.tokens[i].Start - 1
	for at >= 0 && d.text[at] == '_' {
		at--
	}
	return at >= 0 && d.text[at] == '@' && (at == 0 || !letterAt(d.text, at-1))
}

// nameEnd returns where the name that begins at token i ends; i where none does.
func (d *document) nameEnd(i int) int {
	if end := d.knownName(i); end > i {
		return d.extend(i, end)
	}
	t := &d.tokens[i]
	if contraction(t.low) || t.is(cue) && d.sentenceStart(i) && commonEnding(t.low) {
		return i // "Adds Roe"
	}
	if t.name&notName != 0 && t.name&honorific == 0 || t.is(function) || t.is(pronoun|firstPerson) {
		return i
	}
	end := d.extend(i, i+1)
	alone := end == i+1 && t.name&honorific == 0
	if alone && d.oneOfAKind(i) {
		return i
	}
	if alone && (t.name&orgWord != 0 || t.Len() == 1) {
		return i // "the Office": a noun, not a name; a lone letter is none either
	}
	if alone && d.sentenceStart(i) && (d.lower[t.low] || t.is(anyNoun|cue|auxiliary|determiner)) {
		return i
	}
	return end
}

// oneOfAKind reports whether an indefinite or pointing article before the word i,
// and no noun behind it, makes it no name: "un Indice", "this PR", not "an Acme
// spokesman".
func (d *document) oneOfAKind(i int) bool {
	if i == 0 || d.tokens[i-1].para != d.tokens[i].para || i+1 < len(d.tokens) && d.tokens[i+1].is(anyNoun) {
		return false
	}
	switch d.tokens[i-1].low {
	case "a", "an", "un", "une", "this", "that", "these", "those", "ce", "cet", "cette", "ces":
		return true
	}
	return false
}

// contraction reports whether a word is a pronoun with a verb: "I'd", "it's".
func contraction(w string) bool {
	i := strings.IndexByte(w, '\'')
	if i < 0 {
		return false
	}
	switch w[:i] {
	case "i", "he", "she", "it", "we", "you", "they", "that", "there", "who", "what", "here", "let":
		return true
	}
	return false
}

// knownName is the end of the longest gazetteer name at token i.
func (d *document) knownName(i int) int {
	best := i
	para := d.tokens[i].para
	for j := i; j < len(d.tokens) && j < i+5; j++ {
		t := &d.tokens[j]
		if t.para != para || t.kind != word && t.kind != number || t.frag >= 0 {
			break
		}
		if (t.upper || j > i) && len(d.gazetteer.Named(d.text[d.tokens[i].Start:t.End])) > 0 {
			best = j + 1
		}
	}
	if best == i+1 && d.sentenceStart(i) && d.lower[d.tokens[i].low] {
		return i
	}
	return best
}

// extend goes on from token end of a name that began at first.
func (d *document) extend(first, end int) int {
	for end < len(d.tokens) && end-first < longestName {
		t := &d.tokens[end]
		if d.ampersand(end) {
			end += 2 // "Roe & Doe"
			continue
		}
		if t.kind != word || t.para != d.tokens[first].para || t.frag >= 0 {
			break
		}
		if t.upper && !t.is(function) && t.name&notName == 0 && !gap(d.text, d.tokens[end-1].End, t.Start) {
			end++
			continue
		}
		next := d.afterParticle(first, end)
		if next == end {
			break
		}
		end = next
	}
	return end
}

// ampersand reports whether an "&" at token i joins two parts of a name.
func (d *document) ampersand(i int) bool {
	if i+1 >= len(d.tokens) || d.text[d.tokens[i].Start] != '&' || d.tokens[i].Len() != 1 {
		return false
	}
	next := &d.tokens[i+1]
	return next.kind == word && next.upper && next.frag < 0 && next.para == d.tokens[i].para
}

// gap reports whether more than one blank stands between two bytes.
func gap(text string, a, b int) bool { return b-a > 1 && strings.TrimSpace(text[a:b]) == "" && b-a > 3 }

// afterParticle joins "van der", "of", "de la" inside a name: inside a
// person's after the given name, inside an organisation's after its noun.
func (d *document) afterParticle(first, i int) int {
	j := i
	for j < len(d.tokens) && j < i+2 && (d.tokens[j].name&particle != 0 || d.tokens[j].low == "of" || j > i && d.tokens[j].low == "the" || d.tokens[j].low == "d'") {
		j++
	}
	if j == i || j >= len(d.tokens) || !d.tokens[j].upper || d.tokens[j].kind != word || d.tokens[j].frag >= 0 || d.tokens[j].para != d.tokens[first].para {
		return i
	}
	if d.tokens[j].is(function) || d.tokens[j].name&notName != 0 {
		return i
	}
	ofOrg := d.tokens[first].name&orgWord != 0 || d.tokens[i-1].name&orgWord != 0
	low := d.tokens[i].low
	switch {
	case low == "of" || low == "du" || low == "des" || low == "d'":
		if !ofOrg {
			return i
		}
	case !ofOrg && (i != first+1 || d.tokens[first].name&(honorific|place) != 0 || d.given[d.tokens[first].low] == 0 && (low == "de" || low == "la")):
		return i
	}
	return j + 1
}

// addName adds the name of tokens [i, end): a title inside cuts it ("Acme CEO
// Jane Roe" is an organisation and a person), a title before is left out.
func (d *document) addName(i, end int) {
	for k := i; k < end; k++ {
		if d.tokens[k].name&honorific == 0 {
			continue
		}
		stop := k
		for stop < end && (d.tokens[stop].name&honorific != 0 || stop+1 < end && d.tokens[stop+1].name&honorific != 0) {
			stop++ // "Chief Financial Officer" is one title
		}
		if stop < end && d.tokens[stop].name&orgWord != 0 {
			break // "Premier League", "Chief Office": part of the name
		}
		if k > i {
			d.pushName(i, k, 0)
			d.found[len(d.found)-1].modifier = stop < end
		}
		if stop == end && end-k > 1 && d.tokens[k].name&(male|female) != 0 && !d.tokens[k].is(anyNoun) {
			stop-- // "Mr. King" is a name
		}
		if stop < end {
			d.titled(k, stop, end)
		} else if d.tokens[k].is(personNoun | spokesNoun) {
			d.found = append(d.found, mention{first: k, last: end, kind: byNoun, head: end - 1, class: d.tokens[k].class & anyNoun, definite: true, entity: -1})
		}
		return
	}
	if k := d.personInside(i, end); k > i {
		d.pushName(i, k, 0)
		d.found[len(d.found)-1].modifier = true
		if verb := d.verbBefore(i); d.fr() && verb >= 0 {
			d.leadStart, d.leadEnd = verb+1, k // what stands between belongs to the name
		}
		i = k
	}
	d.pushName(i, end, 0)
}

// personInside is where a person's name begins behind an organisation's that
// no sign parts from it: "Senate Jane Roe"; i where there is none.
func (d *document) personInside(i, end int) int {
	if d.given[d.tokens[i].low] != 0 {
		return i
	}
	behind := d.fr() && i > 0 && d.tokens[i-1].is(preposition|definite)
	for k := i + 1; k < end-1; k++ {
		if d.given[d.tokens[k].low] != 0 && (behind || k == i+1 && acronym(d.tokens[i].Of(d.text)) || d.tokens[k-1].name&(orgWord|place) != 0) {
			return k
		}
	}
	if behind && d.verbBefore(i) >= 0 {
		return d.pastHearer(i, end)
	}
	return i
}

// verbBefore is the reporting verb whose hearer, or whose subject's title, ends
// with the name at token i, the subject's own name behind it: "a déclaré à
// l'agence Acme Jane Roe"; -1 where there is none.
func (d *document) verbBefore(i int) int {
	for k := i - 1; k >= 0 && k > i-longestPhrase; k-- {
		switch t := &d.tokens[k]; {
		case t.kind != word || t.frag >= 0 || t.para != d.tokens[i].para:
			return -1
		case t.is(cue) && !t.is(anyNoun):
			return k
		}
	}
	return -1
}

// pastHearer is where the subject's name begins behind the hearer's, an
// organisation that the gazetteer knows or an acronym; i where none follows.
func (d *document) pastHearer(i, end int) int {
	for k := end - 2; k > i; k-- {
		name := d.text[d.tokens[i].Start:d.tokens[k-1].End]
		if m := d.gazetteer.Named(name); len(m) == 1 && m[0].Organisation != nil {
			return k
		}
	}
	if end-i > 2 && acronym(d.tokens[i].Of(d.text)) {
		return i + 1
	}
	return i
}

// acronym reports whether a word is written in capitals alone.
func acronym(w string) bool { return len(w) > 1 && w == strings.ToUpper(w) }

// titled adds the person after the titles [k, stop).
func (d *document) titled(title, stop, end int) {
	var g byte
	for k := title; k < stop; k++ {
		if n := d.tokens[k].name; n&male != 0 {
			g = 'm'
		} else if n&female != 0 {
			g = 'f'
		}
	}
	d.pushName(stop, end, g)
	if m := &d.found[len(d.found)-1]; m.lead == stop {
		m.lead = title
	}
}

func (d *document) pushName(first, last int, gender byte) {
	lead := first
	if d.leadEnd == first {
		lead = d.leadStart
	}
	d.found = append(d.found, mention{first: first, last: last, kind: byName, head: last - 1, entity: -1, gender: gender, lead: lead})
}
