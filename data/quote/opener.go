package quote

import "strings"

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
		case t.kind != word && t.kind != number || t.frag >= 0, t.low == "not" && strings.HasSuffix(verb.low, "ing"):
			return 0 // "asking not to be named"
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
