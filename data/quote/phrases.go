package quote

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
