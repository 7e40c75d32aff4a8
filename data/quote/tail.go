package quote

import "strings"

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
