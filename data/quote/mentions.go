package quote

import (
	"strings"

	"verbatim/data"
)

// mentionKind is the grammatical kind of a mention.
type mentionKind byte

const (
	byName    mentionKind = 'n'
	byPronoun mentionKind = 'p'
	byNoun    mentionKind = 'd' // a noun phrase: "the analyst", "un porte-parole de Acme"
)

// mention is a stretch of tokens that could point to a speaker.
type mention struct {
	first, last int // tokens [first, last)
	kind        mentionKind
	head        int   // the noun that says what it is (byNoun), else the last token
	class       class // of the head or the pronoun
	definite    bool  // "the", "le": somebody already known
	entity      int   // index into the cast, or -1
	lead        int   // where the phrase begins that the name stands in: "the analyst Jane Roe"
	modifier    bool  // belongs to a name beside it: "Acme" in "Acme CEO Jane Roe", "a lawyer" in "Roe, a lawyer"
	gender      byte  // by honorific: 'm', 'f' or 0
	shared      bool  // the name may well mean somebody else of the article
}

// span is the mention's words in the text.
func (d *document) span(m *mention) data.Span {
	return data.Span{Start: d.tokens[m.first].Start, End: d.tokens[m.last-1].End}
}

// longestName bounds the tokens of a name, longestPhrase those of a noun phrase.
const (
	longestName   = 9
	longestPhrase = 12
)

// mentions finds the candidates outside quotation marks, in order.
func (d *document) mentions() {
	for i := 0; i < len(d.tokens); {
		i = d.mentionAt(i)
	}
	d.ends = make([]int32, len(d.tokens))
	for i := range d.found {
		if m := &d.found[i]; m.kind == byName && d.modifies(m.last) {
			m.modifier = true
		}
		d.ends[d.found[i].last-1] = int32(i + 1)
	}
}

// modifies reports whether what begins at token i makes the name before it a
// modifier: "Acme analysts", "Acme's Jane Roe", but not "Roe's tweet".
func (d *document) modifies(i int) bool {
	if i+1 >= len(d.tokens) || d.tokens[i].para != d.tokens[i-1].para {
		return false
	}
	t := &d.tokens[i]
	owner := t.kind == other && t.Len() > 1
	if owner {
		i++
		if t = &d.tokens[i]; t.kind == word && t.frag < 0 && t.upper && !t.is(function|messageNoun|documentNoun) {
			return true
		}
	}
	for end := min(len(d.tokens), i+3); i < end; i++ { // "Acme campaign spokesman", "Roe's former lawyer"
		if t = &d.tokens[i]; t.kind != word || t.frag >= 0 || t.upper || t.is(messageNoun|documentNoun|auxiliary|function|preposition) || !owner && t.is(cue) {
			return false
		}
		if t.is(personNoun | groupNoun | spokesNoun) {
			return !t.is(cue)
		}
		if d.fr() {
			return false
		}
	}
	return false
}

// mentionAt reads the mention that begins at token i and returns where to go on.
func (d *document) mentionAt(i int) int {
	t := &d.tokens[i]
	if t.kind != word || t.frag >= 0 {
		return i + 1
	}
	if d.isHandle(i) {
		d.pushName(i, i+1, 0)
		return i + 1
	}
	if t.upper {
		if end := d.nameEnd(i); end > i {
			d.addName(i, end)
			return end
		}
	}
	switch {
	case t.is(pronoun | who):
		if d.isPronoun(i) {
			d.found = append(d.found, mention{first: i, last: i + 1, kind: byPronoun, head: i, class: t.class & (pronoun | who), entity: -1})
		}
		return i + 1
	case t.is(determiner):
		return d.phrase(i, i+1)
	case t.is(anyNoun) && !t.is(cue|auxiliary|preposition):
		return d.phrase(i, i)
	}
	return i + 1
}

// isHandle reports whether token i is an account's name behind its "@".
func (d *document) isHandle(i int) bool {
	at := d.tokens[i].Start - 1
	for at >= 0 && d.text[at] == '_' {
		at--
	}
	return at >= 0 && d.text[at] == '@' && (at == 0 || !letterAt(d.text, at-1))
}

// isPronoun tells pronouns from the objects and articles that look like them.
func (d *document) isPronoun(i int) bool {
	t := &d.tokens[i]
	switch t.low {
	case "him", "her", "them", "himself", "herself", "themselves", "itself", "lui-même":
		return false
	case "lui", "eux", "cela":
		return i > 0 && d.tokens[i-1].is(according)
	}
	return true
}

// nameEnd returns where the name that begins at token i ends; i where none does.
func (d *document) nameEnd(i int) int {
	if end := d.knownName(i); end > i {
		return d.extend(i, end)
	}
	t := &d.tokens[i]
	if contraction(t.low) {
		return i
	}
	if t.name&notName != 0 && t.name&honorific == 0 || t.is(function) || t.is(pronoun|firstPerson) {
		return i
	}
	end := d.extend(i, i+1)
	alone := end == i+1 && t.name&honorific == 0
	if alone && d.oneOfAKind(i) {
		return i
	}
	if alone && t.name&orgWord != 0 {
		return i // "the Office": a noun, not a name
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
		if t.upper && len(d.gazetteer.Named(d.text[d.tokens[i].Start:t.End])) > 0 {
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
		for stop < end && d.tokens[stop].name&honorific != 0 {
			stop++
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
		if d.given[d.tokens[k].low] != 0 && (behind || d.tokens[k-1].name&(orgWord|place) != 0) {
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
	if w := d.tokens[i].Of(d.text); len(w) > 1 && end-i > 2 && w == strings.ToUpper(w) {
		return i + 1
	}
	return i
}

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

// phrase reads the noun phrase whose words begin at token i; det is where its
// determiner stands. A phrase without a noun that can speak is no mention.
func (d *document) phrase(det, i int) int {
	j, head := i, -1
	for ; j < len(d.tokens) && j < det+longestPhrase; j++ {
		t := &d.tokens[j]
		if !d.inPhrase(t, det) || t.is(cue) && (head >= 0 || !t.is(anyNoun)) {
			break
		}
		if t.upper && t.name&honorific == 0 && head >= 0 {
			break // a name after its noun: "the analyst Jane Roe"
		}
		if t.is(anyNoun) && (head < 0 || !d.fr()) {
			head = j
		}
	}
	if head < 0 {
		if det == i || j == i {
			return max(i, det+1)
		}
		after := d.complement(j, det)
		if _, ok := d.verb(after); !ok || d.tokens[j-1].upper {
			return max(i, det+1)
		}
		d.found = append(d.found, mention{first: det, last: after, kind: byNoun, head: j - 1, entity: -1, definite: d.tokens[det].is(definite)})
		return j
	}
	end := j
	if !d.fr() {
		end = head + 1
	}
	end = d.complement(end, det)
	for _, next := range [2]int{head + 1, end} {
		if d.nameFollows(next) && d.tokens[head].is(personNoun|spokesNoun|orgNoun) {
			d.leadStart, d.leadEnd = det, next
			return next // the name stands for both
		}
	}
	t := &d.tokens[head]
	d.found = append(d.found, mention{
		first: det, last: end, kind: byNoun, head: head, class: t.class & anyNoun, entity: -1,
		definite: det < i && d.tokens[det].is(definite) && !d.tokens[det].is(indefinite),
	})
	d.namesWithin(i, head)
	return head + 1
}

// namesWithin adds the names among the tokens [i, end) of a phrase: "an Acme
// spokesman". They are no candidates themselves.
func (d *document) namesWithin(i, end int) {
	for i < end {
		next := i + 1
		if d.tokens[i].upper {
			if stop := min(d.nameEnd(i), end); stop > i {
				d.pushName(i, stop, 0)
				d.found[len(d.found)-1].modifier = true
				next = stop
			}
		}
		i = next
	}
}

func (d *document) fr() bool { return d.lang == "fr" }

// inPhrase reports whether the token can stand inside a noun phrase.
func (d *document) inPhrase(t *token, det int) bool {
	return t.kind == word && t.frag < 0 && t.para == d.tokens[det].para &&
		(t.is(definite) || !t.is(auxiliary|preposition|pronoun|firstPerson|that|who|function))
}

// complement reads "of Acme", "de la plateforme" behind a noun.
func (d *document) complement(i, det int) int {
	if i >= len(d.tokens) || !d.tokens[i].is(preposition) || d.tokens[i].frag >= 0 || d.tokens[i].para != d.tokens[det].para {
		return i
	}
	switch d.tokens[i].low {
	case "of", "for", "at", "in", "from", "de", "d'", "du", "des", "chez", "à", "au", "dans", "en":
	default:
		return i
	}
	j := i + 1
	for j < len(d.tokens) && j < i+6 && d.inPhrase(&d.tokens[j], det) && !d.tokens[j].is(cue) {
		j++
	}
	if j == i+1 {
		return i
	}
	return j
}

// nameFollows reports whether a name begins right at token i.
func (d *document) nameFollows(i int) bool {
	if i >= len(d.tokens) {
		return false
	}
	t := &d.tokens[i]
	return t.kind == word && t.upper && t.frag < 0 && !t.is(function) && t.name&notName == 0 && t.para == d.tokens[i-1].para
}
