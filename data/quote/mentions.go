package quote

import "verbatim/data"

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

func (d *document) fr() bool { return d.lang == "fr" }
