package quote

// clause is reported speech: its tokens [from, to), in the sentence [first, last).
type clause struct {
	from, to    int
	first, last int
	verb        int // the reporting verb, or the word that attributes
	unconfirmed bool
}

// around is the clause with its verb and up to n tokens of its sentence on either
// side.
func (c *clause) around(n int) (first, last int) {
	return max(c.first, min(c.from, c.verb)-n), min(c.last, max(c.to, c.verb)+n)
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
