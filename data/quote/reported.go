package quote

import (
	"strings"

	"verbatim/data"
)

// clause is reported speech: its tokens [from, to), in the sentence [first, last).
type clause struct {
	from, to    int
	first, last int
	verb        int // the reporting verb, or the word that attributes
	unconfirmed bool
}

// Bounds of reported speech, in tokens.
const (
	leastClause     = 3
	leastFronted    = 6 // of a clause that begins with a preposition: "before the show, he said" is none
	longestSentence = 400
	longestHearer   = 12 // between a verb of telling and its "that"
	longestObject   = 6  // between the verb and its "that": "told the paper on Monday that"
)

// clauses finds the reported speech of the article, none of it overlapping a
// statement between marks.
func (d *document) clauses(sts []statement) []clause {
	var out []clause
	for first := 0; first < len(d.tokens); {
		last := d.sentenceEnd(first)
		for from := first; from < last; {
			c, ok := d.clauseIn(first, from, last)
			if !ok {
				break
			}
			if (len(out) == 0 || c.from >= out[len(out)-1].to) && !d.overlapsStatement(c, sts) {
				out = append(out, c)
			}
			from = max(c.to, c.verb+1)
		}
		first = last
	}
	return out
}

// sentenceEnd is the token after the end of the sentence that begins at token i; a
// very long one is read in pieces.
func (d *document) sentenceEnd(i int) int {
	para := d.tokens[i].para
	for most := i + longestSentence; i < len(d.tokens) && i < most && d.tokens[i].para == para; i++ {
		if t := &d.tokens[i]; t.kind == stop && (t.frag < 0 || i+1 < len(d.tokens) && d.tokens[i+1].kind == qmark && d.endsAfter(i+2)) {
			return i + 1
		}
	}
	return i
}

// endsAfter reports whether a new sentence begins at token i.
func (d *document) endsAfter(i int) bool {
	return i >= len(d.tokens) || d.tokens[i].upper
}

func (d *document) overlapsStatement(c clause, sts []statement) bool {
	from, to := d.tokens[c.from].Start, d.tokens[c.to-1].End
	for _, s := range sts[searchStatement(d, sts, from):] {
		w := d.whole(&s)
		if w.Start >= to {
			break
		}
		if w.End > from {
			return true
		}
	}
	return false
}

// searchStatement is the first statement that ends after byte pos.
func searchStatement(d *document, sts []statement, pos int) int {
	lo, hi := 0, len(sts)
	for lo < hi {
		mid := (lo + hi) / 2
		if d.whole(&sts[mid]).End <= pos {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// clauseIn looks for reported speech in the sentence [first, last), by a verb
// from token from on.
func (d *document) clauseIn(first, from, last int) (clause, bool) {
	for i := from; i < last; i++ {
		t := &d.tokens[i]
		if t.kind != word || t.frag >= 0 {
			continue
		}
		var c clause
		var ok bool
		switch {
		case t.is(according):
			c, ok = d.accordingTo(first, last, i)
		case t.is(thatCue|bareCue|toCue) && d.reports(first, i):
			c, ok = d.reportedBy(first, last, i)
		}
		if ok && c.to-c.from >= leastClause {
			c.first, c.last, c.verb = first, last, i
			c.unconfirmed = d.conditional(first, i)
			return c, true
		}
	}
	return clause{}, false
}

// accordingTo reads "selon X, CLAUSE" and "CLAUSE, selon X".
func (d *document) accordingTo(first, last, i int) (clause, bool) {
	end := d.contentEnd(last)
	if i > first+2 {
		to := i
		if d.tokens[i-1].kind == comma {
			to--
		}
		for j := i + 1; j < min(end, i+8); j++ {
			if d.tokens[j].kind == comma && end-j > leastClause && !d.tokens[j+1].is(anyNoun|determiner|who) && !locates(d.tokens[j+1].low) {
				to = end // an incise: the sentence goes on
			}
		}
		return clause{from: first, to: to}, !d.hasVerbBefore(first, i)
	}
	for j := i + 2; j < last && j < i+25; j++ {
		if d.tokens[j].kind == comma && d.tokens[j].frag < 0 {
			return clause{from: j + 1, to: end}, true
		}
	}
	return clause{}, false
}

// hasVerbBefore reports whether a reporting verb stands in [first, i): then
// the sentence has a speaker of its own.
func (d *document) hasVerbBefore(first, i int) bool {
	for k := first; k < i; k++ {
		if d.tokens[k].is(thatCue) && d.tokens[k].frag < 0 && d.reports(first, k) && k+1 < i && d.tokens[k+1].is(that) {
			return true
		}
	}
	return false
}

// contentEnd is where the words of a sentence end, its full stop left out.
func (d *document) contentEnd(last int) int {
	for last > 0 && (d.tokens[last-1].kind == stop || d.tokens[last-1].kind == qmark && d.tokens[last-1].frag < 0) {
		last--
	}
	return last
}

// reports tells a verb that reports what somebody said from one in the
// negative, the infinitive, the passive, or after a modal.
func (d *document) reports(first, i int) bool {
	for k, n := i-1, 0; k >= first && n < 4; k, n = k-1, n+1 {
		switch d.tokens[k].low {
		case "to", "would", "could", "should", "may", "might", "must", "can", "will", "not", "don't", "doesn't", "didn't", "never", "won't", "wouldn't",
			"cannot", "can't", "let's", "pas", "jamais", "n'", "ne", "de", "d'", "pour", "à", "peut", "pourrait", "doit", "devrait", "va", "i", "je", "j'", "we", "you", "nous", "vous":
			return false
		case "aucun", "aucune", "nobody", "personne", "no":
			return false
		case "was", "were", "been":
			return d.tokens[i].low != "told" && !strings.HasSuffix(d.tokens[i].low, "ed")
		case "être", "été", "est", "sont", "était", "étaient":
			return d.reflexive(first, k) && d.asserts(i)
		}
		if !d.tokens[k].is(auxiliary) {
			break
		}
	}
	if i > first+1 && nounToo(d.tokens[i].low) && d.tokens[i-1].upper && d.tokens[i-2].is(determiner|preposition) {
		return false // "a Roe note"
	}
	if i > first && d.tokens[i-1].is(determiner|preposition) && !d.tokens[i-1].is(auxiliary) {
		return false // "the report", "of claims"
	}
	if i > first+1 {
		switch d.tokens[first].low {
		case "aucun", "aucune", "nobody", "personne", "no", "if", "si":
			return false
		}
	}
	return true
}

// reflexive reports whether "s'" stands before token k, a form of "être": "s'est
// félicité"; without it a verb behind it is passive.
func (d *document) reflexive(first, k int) bool {
	return k > first && (d.tokens[k-1].low == "s'" || d.tokens[k-1].low == "se")
}

// asserts reports whether the reflexive verb i opens a clause: "s'est félicité
// que", not "s'est déclaré candidat".
func (d *document) asserts(i int) bool {
	return i+1 < len(d.tokens) && d.tokens[i+1].is(that)
}

// reportedBy reads "X said that CLAUSE", "X said CLAUSE", "X vowed to CLAUSE" and
// "CLAUSE, X said".
func (d *document) reportedBy(first, last, i int) (clause, bool) {
	end := d.contentEnd(last)
	verb := &d.tokens[i]
	if j := d.opener(i, end); j > 0 && d.subject(first, i) {
		return clause{from: j, to: d.cutTail(j, end)}, true
	}
	if c, ok := d.postposed(first, i, end); ok {
		return c, true
	}
	switch {
	case d.fr() && verb.is(thatCue) && i+2 < end && (d.tokens[i+1].low == "ne" && d.tokens[i+2].low == "pas" || infinitive(d.tokens[i+1].low)),
		!d.fr() && verb.is(bareCue) && i+2 < end && d.bareClause(i+1, end):
		return clause{from: i + 1, to: d.cutTail(i+1, end)}, d.subject(first, i)
	}
	return clause{}, false
}

// opener is the token where the clause of the verb i begins: its "that", or the
// "to" of its infinitive; 0 where it has none.
func (d *document) opener(i, end int) int {
	verb := &d.tokens[i]
	most := longestObject
	if tells(verb.low) {
		most = longestHearer
	}
	for j := i + 1; j < end && j <= i+most; j++ {
		t := &d.tokens[j]
		switch {
		case t.kind != word && t.kind != number || t.frag >= 0:
			return 0
		case t.is(that) && verb.is(thatCue):
			if t.low == "that" && (j+1 >= end || d.relative(j+1) || j > i+1 && !d.mayPart(i, j)) {
				return 0
			}
			return j
		case verb.is(thatCue|toCue) && j <= i+longestObject && question(t.low) && (j == i+1 || verb.is(toCue) || tells(verb.low)):
			return j
		case t.is(pronoun) && !d.fr():
			if d.tokens[i].is(bareCue) || tells(verb.low) {
				return j // "told the paper it would"
			}
			return 0
		case verb.is(toCue) && (t.low == "to" || d.fr() && (t.low == "de" || t.low == "d'") && j+1 < end && strings.HasSuffix(d.tokens[j+1].low, "r")):
			return j
		}
	}
	return 0
}

// question reports whether a word opens an embedded question: "asked whether".
func question(w string) bool {
	switch w {
	case "whether", "if", "why", "how", "what", "si", "pourquoi", "comment":
		return true
	}
	return false
}

// mayPart reports whether what stands between the verb i and the "that" j can
// do so: a hearer, a time or a place. A plain object makes the "that" relative.
func (d *document) mayPart(i, j int) bool {
	first, last := &d.tokens[i+1], &d.tokens[j-1]
	return tells(d.tokens[i].low) || first.is(preposition) || last.name&notName != 0 || strings.HasSuffix(last.low, "ly") || last.kind == number
}

// tells reports whether a verb takes a hearer without "to".
func tells(w string) bool {
	switch w {
	case "tell", "tells", "told", "telling", "informed", "informs", "reminded", "reminds", "warned", "warns", "warning", "assured", "assures", "advised", "promised":
		return true
	}
	return false
}

// relative reports whether token i shows that the "that" before it is a
// relative pronoun: a verb follows at once.
func (d *document) relative(i int) bool {
	switch w := d.tokens[i].low; w {
	case "was", "were", "is", "are", "has", "have", "had", "would", "will", "could", "can", "may", "might", "should", "must", "did", "does", "do", "came", "come", "made":
		return true
	default:
		return !d.tokens[i].upper && strings.HasSuffix(w, "ed")
	}
}

// subject reports whether somebody stands before the verb to have said it.
func (d *document) subject(first, i int) bool {
	for k := d.mentionBefore(first); k < len(d.found) && d.found[k].first < i; k++ {
		if m := &d.found[k]; m.kind != byPronoun || m.class&(it|who) == 0 || i-m.last > 3 {
			return true
		}
	}
	return false
}

// infinitive reports whether a French word is a verb that a reporting verb
// takes without "que".
func infinitive(w string) bool {
	switch w {
	case "avoir", "être", "vouloir", "pouvoir", "devoir", "disposer", "travailler", "craindre", "espérer", "ignorer", "attendre", "prévoir", "souhaiter", "envisager", "compter":
		return true
	}
	return false
}

// bareClause reports whether a clause without "that" can begin at token i.
func (d *document) bareClause(i, end int) bool {
	t := &d.tokens[i]
	if strings.HasSuffix(t.low, "ed") && !t.upper {
		return false // "the notes dipped"
	}
	if t.kind != word || t.frag >= 0 || end-i < leastClause+1 || t.is(preposition|according|cue|auxiliary) && !t.is(determiner) {
		return false
	}
	if strings.HasSuffix(d.tokens[i-1].low, "ing") && !t.is(pronoun|definite) {
		return false
	}
	switch t.low {
	case "so", "yes", "nothing", "something", "more", "much", "what", "how", "why", "who", "where", "when", "whether", "and", "or", "but", "as", "because", "if", "goodbye", "hello":
		return false
	}
	if k := d.mentionBefore(i); k < len(d.found) && d.found[k].first == i && d.found[k].kind == byName {
		if next := d.found[k].last; next >= end || d.tokens[next].kind == comma || d.tokens[next].kind == paren {
			return false // "said Jane Roe, an analyst"
		}
	}
	return t.name&notName == 0 || t.is(determiner|pronoun|function)
}

// postposed reads "CLAUSE, X said." and "CLAUSE, a indiqué X.", and the incise
// "CLAUSE, X said, CLAUSE": then the longer side stands for both.
func (d *document) postposed(first, i, end int) (clause, bool) {
	c := i - 1
	for c > first && d.tokens[c].kind != comma {
		if i-c > 8 || d.tokens[c].frag >= 0 || d.tokens[c].kind == colon {
			return clause{}, false
		}
		c--
	}
	if c <= first {
		return clause{}, false
	}
	stop, ok := d.attribution(c, i, end)
	if !ok {
		return clause{}, false
	}
	if stop < end && d.tokens[stop].kind == comma && end-stop-1 > c-first {
		return clause{from: stop + 1, to: end}, true
	}
	if c-first < leastClause || d.tokens[first].is(preposition) && c-first < leastFronted || stop < end && d.tokens[stop].kind == comma && !d.fr() && end-stop > 12 {
		return clause{}, false
	}
	return clause{from: first, to: c}, true
}

// attribution reports whether an attribution with the verb i, and nothing else,
// follows the comma c; it returns where it ends: at a comma or the end.
func (d *document) attribution(c, i, end int) (int, bool) {
	k := d.mentionBefore(c + 1)
	if k >= len(d.found) {
		return 0, false
	}
	m := &d.found[k]
	stop := i + 1
	switch {
	case m.first <= c+2 && m.last <= i: // "X said"
		if next, ok := d.verb(m.last); !ok || next != i {
			return 0, false
		}
	case m.first > i && m.first <= i+4 && i <= c+5 && d.endsAttribution(m.last, end) && !strings.HasSuffix(d.tokens[i].low, "ing"):
		stop = m.last // "said X", "a indiqué lundi X"
	default:
		return 0, false
	}
	for stop < end && d.tokens[stop].kind != comma {
		if stop > max(i, m.last)+8 || d.tokens[stop].frag >= 0 || d.tokens[stop].is(that) {
			return 0, false
		}
		stop++
	}
	if stop > i+1 && m.last <= i && !d.mayFollow(i+1) {
		return 0, false
	}
	return stop, true
}

// mayFollow reports whether token i can stand behind the verb of an attribution:
// a time, a place or a hearer, no object ("confirmed the arrival").
func (d *document) mayFollow(i int) bool {
	t := &d.tokens[i]
	if d.fr() && t.is(definite) {
		return i+1 < len(d.tokens) && d.tokens[i+1].kind == number // "le 3 mai"
	}
	if tells(d.tokens[i-1].low) && (t.upper || t.is(determiner)) {
		return true // "the aide told the paper"
	}
	return t.is(preposition|auxiliary) || t.name&notName != 0 || d.inverted(i)
}

// endsAttribution reports whether token i, behind the subject of "said X", can
// follow an attribution: the sentence does not go on to what X said.
func (d *document) endsAttribution(i, end int) bool {
	if i >= end {
		return true
	}
	t := &d.tokens[i]
	return t.kind == comma || t.kind == paren || t.kind == word && (t.is(preposition|who) || t.name&notName != 0)
}

// cutTail ends a clause before an attribution that follows its last comma
// (", selon X") or before a second reporting verb ("and said ...", ", though
// she noted ...").
func (d *document) cutTail(from, end int) int {
	for i := from + leastClause; i < end; i++ {
		t := &d.tokens[i]
		switch {
		case t.frag >= 0:
		case t.kind == comma && i+1 < end && (d.tokens[i+1].is(according) || d.tokens[i+1].is(thatCue) && strings.HasSuffix(d.tokens[i+1].low, "ing") || contrast(d.tokens[i+1].low)), t.kind == colon && d.text[t.Start] == ';':
			return i
		case t.kind == comma && i+3 < end && d.tokens[i+2].is(pronoun) && d.tokens[i+3].is(thatCue):
			return i
		case t.low == "and" && d.tokens[i-1].kind == comma && d.saysNext(i+1, end):
			return i - 1
		case (t.low == "and" || t.low == "but" || t.low == "et" || t.low == "mais") && i+1 < end && (d.tokens[i+1].is(thatCue) && !d.tokens[i+1].is(anyNoun)):
			return i
		}
	}
	return end
}

// saysNext reports whether what begins at token i is a mention and its
// reporting verb.
func (d *document) saysNext(i, end int) bool {
	k := d.mentionBefore(i)
	if k >= len(d.found) || d.found[k].first > i+1 || d.found[k].last >= end {
		return false
	}
	next, _ := d.cueAfter(&d.found[k], i, i)
	return next
}

// locates reports whether a word goes on with the source's own description.
func locates(w string) bool {
	switch w {
	case "which", "where", "whose", "who", "that", "former", "dont", "où", "lequel", "laquelle":
		return true
	}
	return false
}

// contrast reports whether a word opens a clause of the article's own.
func contrast(w string) bool {
	switch w {
	case "but", "while", "compared", "though", "although", "whereas", "mais", "tandis", "alors", "bien":
		return true
	}
	return false
}

// conditional: the French conditional of rumour before the verb.
func (d *document) conditional(first, i int) bool {
	for k := i - 1; k >= first && k >= i-4; k-- {
		switch d.tokens[k].low {
		case "aurait", "auraient", "serait", "seraient", "reportedly", "allegedly":
			return true
		}
		if !d.tokens[k].is(auxiliary) {
			return false
		}
	}
	return false
}

// reported turns the clauses into quotes.
func (d *document) reported(sts []statement) []data.Quote {
	var out []data.Quote
	for _, c := range d.clauses(sts) {
		who := d.reporter(c)
		if who.name == "" && d.tokens[c.verb].is(according) {
			who = d.source(c)
		}
		if who.name == "" {
			continue
		}
		span := trim(d.text, data.Span{Start: d.tokens[c.from].Start, End: d.tokens[c.to-1].End})
		q := data.Quote{
			Span: span, Kind: data.Reported, Lang: d.lang, Speaker: who.name, Named: who.named, Mention: who.mention,
			Basis: who.basis, Confidence: who.confidence, Unconfirmed: c.unconfirmed, SaidOn: d.saidOn(c.first, c.last, c.from, c.to),
		}
		out = append(out, q)
	}
	return out
}

// longestSource bounds what is read as a source behind "according to", in tokens.
const longestSource = 10

// source is what stands behind "according to" where no mention does: "exit polls",
// "the website". It is no name.
func (d *document) source(c clause) speaker {
	i := c.verb + 1
	if i < c.last && d.tokens[i].low == "to" {
		i++
	}
	from := i
	for i < c.last && i < from+longestSource && (d.tokens[i].kind == word || d.tokens[i].kind == number) {
		i++
	}
	if i == from {
		return speaker{entity: -1, at: -1}
	}
	mention := data.Span{Start: d.tokens[from].Start, End: d.tokens[i-1].End}
	return speaker{entity: -1, at: -1, name: mention.Of(d.text), mention: mention, basis: data.ByRole, confidence: 0.3}
}

// reporter is who said a clause: a mention of its own sentence.
func (d *document) reporter(c clause) speaker {
	best, top := -1, 0.0
	for k := d.mentionBefore(c.first); k < len(d.found) && d.found[k].first < c.last; k++ {
		m := &d.found[k]
		if m.last > c.from && m.first < c.to && !(c.from < c.verb && c.verb < c.to && m.first > c.verb && m.first < c.verb+4) {
			continue
		}
		f := d.between(c.from, c.to, m)
		s := f.rule() - d.handicap(m)
		if next, ok := d.verb(m.last); ok && next == c.verb || f.apposed && f.cueNext {
			s += 3
		}
		if best < 0 || s > top {
			best, top = k, s
		}
	}
	if best < 0 || top < 3 {
		return speaker{entity: -1, at: -1}
	}
	m := &d.found[best]
	who := d.resolve(m, c.from)
	who.confidence *= evidence(top)
	if _, accord, prep := d.cueBefore(m, 0); prep && !accord || d.joined(m) {
		who.confidence *= behindPreposition
	}
	return who
}
