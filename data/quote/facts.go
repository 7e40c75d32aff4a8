package quote

import "strings"

// facts are what the text between a quotation and a mention shows. Both the
// rules and the ranker judge by them alone.
type facts struct {
	kind    mentionKind
	after   bool // the mention follows the quotation
	words   int  // words between, auxiliaries left out
	stops   int  // ends of sentences between
	paras   int  // paragraphs between
	cues    int  // reporting verbs between
	quotes  int  // other quotations between
	cueNext bool // a reporting verb follows the mention
	apposed bool // it follows after an apposition: "Roe, a lawyer, said"
	cuePrev bool // a reporting verb stands before the mention: "said Roe"
	accord  bool // "according to", "selon" stands before the mention
	prep    bool // another preposition stands before it
	colon   bool // a colon stands before the quotation
	start   bool // the mention begins a sentence
	owner   bool // 's follows: "Roe's tweet"
	saying  bool // a participle opens the quotation: "Roe left, saying ..."
	joined  bool // "Doe and Roe said": one of several
	rivals  int  // other mentions between
	blocked bool // a nearer mention on the same side has a reporting verb of its own

	next, prev byte    // what stands right behind and before the mention, see shape
	seq        [4]byte // what stands between, from the quotation on, at most four

	quoteEnd   byte // ',' or '.' where the quotation ends so, else 'o'
	quoteFirst bool // the quotation opens its paragraph
	quoteMixed bool // the sentence runs into the quotation
}

// window bounds how far a speaker is looked for, in tokens.
const window = 90

// between walks over the tokens between the quotation [qi, qj) and the mention.
func (d *document) between(qi, qj int, m *mention) facts {
	f := facts{kind: m.kind, after: m.first >= qj, seq: [4]byte{'_', '_', '_', '_'}}
	from, to := m.last, qi
	if f.after {
		from, to = qj, m.first
	}
	lastFrag := int32(-1)
	for i := from; i < to; i++ {
		t := &d.tokens[i]
		if t.frag >= 0 {
			if t.frag != lastFrag {
				f.quotes++
			}
			lastFrag = t.frag
			continue
		}
		switch {
		case t.kind == stop:
			f.stops++
		case t.kind == word && t.is(cue):
			f.cues++
			f.words++
		case t.kind == word && !t.is(auxiliary) || t.kind == number:
			f.words++
		}
	}
	f.stops += d.breaks(from, to)
	if f.after && d.opensSentence(qj, m.first) {
		f.stops++
	} else if d.quoteEndsSentence(qj) && f.after && d.tokens[min(m.first, len(d.tokens)-1)].upper && f.cues == 0 && d.sentenceStart(m.first) {
		f.stops++
	}
	p, q := d.tokens[m.first].para, d.tokens[min(qi, len(d.tokens)-1)].para
	f.paras = int(max(p-q, q-p))
	f.cueNext, f.apposed = d.cueAfter(m, qi, qj)
	f.cuePrev, f.accord, f.prep = d.cueBefore(m, qj)
	f.colon = qi > 0 && d.tokens[qi-1].kind == colon && d.tokens[qi-1].para == q
	f.start = d.sentenceStart(m.first)
	f.owner = d.owns(m)
	f.joined = d.joined(m)
	f.saying = d.saying(qi)
	d.surroundings(&f, m, qi, qj)
	return f
}

// owns reports whether 's follows the mention.
func (d *document) owns(m *mention) bool {
	return m.last < len(d.tokens) && d.tokens[m.last].kind == other && d.tokens[m.last].Len() > 1
}

// saying reports whether a participle of a reporting verb stands before the
// quotation that begins at token qi: its subject is that of the whole sentence.
func (d *document) saying(qi int) bool {
	for i, n := qi-1, 0; i >= 0 && n < 4; i, n = i-1, n+1 {
		t := &d.tokens[i]
		if t.is(cue) {
			return strings.HasSuffix(t.low, "ing") || d.fr() && strings.HasSuffix(t.low, "ant")
		}
		if t.kind == stop || t.frag >= 0 || t.is(who|pronoun) {
			return false
		}
	}
	return false
}

// joined reports whether another name stands before the mention, and "and"
// between them.
func (d *document) joined(m *mention) bool {
	i := m.first - 1
	if i < 1 || d.tokens[i].low != "and" && d.tokens[i].low != "et" || d.tokens[i].para != d.tokens[m.first].para {
		return false
	}
	e := d.ends[i-1]
	return e != 0 && d.found[e-1].kind == byName
}

// opensSentence reports whether a small word with a capital stands right behind the
// quotation that ends before token qj: a new sentence, though no full stop
// marks it.
func (d *document) opensSentence(qj, m int) bool {
	if qj >= m || qj >= len(d.tokens) || d.quoteEndsSentence(qj) {
		return false
	}
	t := &d.tokens[qj]
	return t.kind == word && t.upper && t.is(pronoun|preposition|according)
}

// surroundings fills in the shapes around the mention and the quotation.
func (d *document) surroundings(f *facts, m *mention, qi, qj int) {
	f.next, f.prev = d.shape(m.last, 1), d.shape(m.first-1, -1)
	i, step, end := qj, 1, m.first
	if !f.after {
		i, step, end = qi-1, -1, m.last-1
	}
	for n := 0; n < len(f.seq) && i != end && i >= 0 && i < len(d.tokens); i += step {
		if t := &d.tokens[i]; t.kind != qmark && !(t.kind == word && t.is(auxiliary) && !t.is(cue)) {
			f.seq[n] = t.shape()
			n++
		}
	}
	f.quoteEnd = d.quoteEnding(qj)
	f.quoteFirst = d.paragraphStart(qi)
	f.quoteMixed = qi > 0 && !f.quoteFirst && d.tokens[qi-1].kind == word
}

// quoteEnding is ',' or '.' where the quotation before token qj ends with one,
// inside or right behind its marks.
func (d *document) quoteEnding(qj int) byte {
	if qj < len(d.tokens) && d.tokens[qj].kind == comma {
		return ','
	}
	for i := qj - 1; i >= 0 && i >= qj-3; i-- {
		switch d.tokens[i].kind {
		case qmark:
			continue
		case comma:
			return ','
		case stop:
			return '.'
		}
		break
	}
	return 'o'
}

// shape is a byte for what stands at token i, auxiliaries and marks skipped in
// direction step: 'C' a reporting verb, 'P' a preposition, 'w' another word, a
// sign itself, '|' the end of the paragraph.
func (d *document) shape(i, step int) byte {
	for n := 0; i >= 0 && i < len(d.tokens) && n < 4; i, n = i+step, n+1 {
		t := &d.tokens[i]
		if t.kind == qmark || t.kind == word && t.is(auxiliary) && !t.is(cue) {
			continue
		}
		return t.shape()
	}
	return '|'
}

func (t *token) shape() byte {
	switch {
	case t.kind != word:
		return byte(t.kind)
	case t.is(according):
		return 'S'
	case t.is(cue):
		return 'C'
	case t.is(that):
		return 'T'
	case t.is(preposition):
		return 'P'
	case t.is(messageNoun):
		return 'M'
	case t.upper:
		return 'N'
	}
	return 'w'
}

// breaks counts paragraph breaks that no full stop marks, between two tokens.
func (d *document) breaks(from, to int) int {
	if from >= to || to >= len(d.tokens) {
		return 0
	}
	n := int(d.tokens[to].para - d.tokens[from].para)
	return max(0, min(n, 3))
}

// quoteEndsSentence reports whether the quotation that ends before token qj
// ends with a full stop, inside its marks or right after.
func (d *document) quoteEndsSentence(qj int) bool {
	for i := qj - 1; i >= 0 && i >= qj-3; i-- {
		switch d.tokens[i].kind {
		case stop:
			return true
		case qmark:
			continue
		}
		return false
	}
	return false
}

// cueAfter looks for a reporting verb behind the mention, past auxiliaries,
// and past an apposition between commas.
func (d *document) cueAfter(m *mention, qi, qj int) (next, apposed bool) {
	if i, ok := d.verb(m.last); ok {
		return !(m.last <= qi && i >= qi), false
	}
	if m.last >= len(d.tokens) || d.tokens[m.last].kind != comma && d.tokens[m.last].kind != paren {
		return false, false
	}
	if d.tokens[m.last].kind == paren && m.first > 0 && d.tokens[m.first-1].kind == paren {
		return false, false // "Roe (RI), said": not the name between brackets
	}
	for i, signs := m.last+1, 0; i < len(d.tokens) && i < m.last+16 && signs < 2; i++ {
		t := &d.tokens[i]
		if t.kind == stop || t.frag >= 0 || t.para != d.tokens[m.last].para || t.is(that) {
			return false, false
		}
		if t.kind == comma || t.kind == paren {
			signs++
			if _, ok := d.verb(i + 1); ok {
				return true, true
			}
			if i+1 < len(d.tokens) && d.tokens[i+1].upper {
				return false, false // another name: no apposition
			}
		}
	}
	return false, false
}

// verb finds a reporting verb at token i, past up to four auxiliaries; a passive
// reports nothing its subject said.
func (d *document) verb(i int) (int, bool) {
	first := i
	for n := 0; i < len(d.tokens) && n < 5; i, n = i+1, n+1 {
		t := &d.tokens[i]
		if t.kind != word || t.frag >= 0 || t.para != d.tokens[max(0, i-1)].para {
			return 0, false
		}
		if t.is(cue) && !(t.is(auxiliary) && n == 0) {
			return i, !d.passive(first, i)
		}
		if !t.is(auxiliary) {
			return 0, false
		}
	}
	return 0, false
}

// passive reports whether the auxiliaries from token first on make the participle
// i passive: "was accused", "est condamnée".
func (d *document) passive(first, i int) bool {
	if strings.HasSuffix(d.tokens[i].low, "ing") {
		return false
	}
	for k := first; k < i; k++ {
		switch d.tokens[k].low {
		case "was", "were", "been":
			return true
		case "est", "sont", "était", "étaient", "été":
			return !d.reflexive(first, k)
		}
	}
	return false
}

// hasSubject reports whether a subject stands right before the verb i: what
// follows it is an object then.
func (d *document) hasSubject(i int) bool {
	for i--; i > 0 && d.tokens[i].kind == word && d.tokens[i].is(auxiliary) && d.ends[i] == 0; i-- {
	}
	if i > 0 && d.tokens[i].kind == comma {
		i--
	}
	return i >= 0 && d.ends[i] != 0
}

// cueBefore looks at what stands before the mention: a reporting verb, "according
// to", or another preposition.
func (d *document) cueBefore(m *mention, qj int) (cuePrev, accord, prep bool) {
	low := qj
	if m.first < qj {
		low = 0
	}
	start := m.first
	if m.kind == byName {
		start = m.lead
	}
	for i, n := start-1, 0; i >= low && i >= 0 && n < 5; i, n = i-1, n+1 {
		t := &d.tokens[i]
		if t.kind != word || t.frag >= 0 || t.para != d.tokens[m.first].para {
			return
		}
		switch {
		case t.is(according) || t.low == "to" && i > 0 && d.tokens[i-1].is(according):
			accord = true
			return
		case t.is(cue):
			cuePrev = !prep && !d.hasSubject(i)
			return
		case t.is(preposition) && !t.is(auxiliary|definite):
			prep = true
			return
		case t.is(auxiliary|determiner|anyNoun) || t.upper:
			continue
		default:
			return
		}
	}
	return
}
