package quote

import "strings"

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
