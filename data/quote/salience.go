package quote

// salient is the member of the cast that a pronoun or a definite phrase at
// token pos most likely stands for, and how far it leads the next (0.6 to 1).
// gender 0 fits anybody, member not is out of question; -1 where nobody fits.
func (d *document) salient(pos int, k entityKind, gender byte, not int) (int, float64) {
	score := map[int]float64{}
	for i, seen := d.mentionBefore(pos)-1, 0; i >= 0 && seen < 120; i, seen = i-1, seen+1 {
		m := &d.found[i]
		if m.kind != byName || pos-m.first > 600 {
			continue
		}
		e := &d.cast.members[m.entity]
		if m.entity == not || !fits(e, k, gender) {
			continue
		}
		if s := d.prominence(m, pos, e, k); s > score[m.entity] || score[m.entity] == 0 {
			score[m.entity] = s
		}
	}
	best, top, second := -1, 0.0, 0.0
	for e, s := range score {
		if best < 0 || s > top || s == top && e < best {
			best, top, second = e, s, max(second, top)
		} else if s > second {
			second = s
		}
	}
	if best < 0 {
		return -1, 0
	}
	return best, min(1, 0.6+0.2*(top-second))
}

// opens reports whether token i begins a sentence, a small word before it left
// aside: "But Roe".
func (d *document) opens(i int) bool {
	return d.sentenceStart(i) || i > 1 && d.tokens[i-1].is(function) && d.tokens[i-1].upper && d.sentenceStart(i-1)
}

func fits(e *member, k entityKind, gender byte) bool {
	if e.kind == placeName || e.kind != k && e.kind != unknown {
		return false
	}
	return gender == 0 || e.gender == 0 || e.gender == 'x' || e.gender == gender
}

// prominence weighs a mention as an antecedent: near, first in its sentence,
// often named, the subject of a reporting verb, not behind a preposition. The
// weights come from the prototype's, set by hand.
func (d *document) prominence(m *mention, pos int, e *member, k entityKind) float64 {
	para := float64(d.tokens[min(pos, len(d.tokens)-1)].para - d.tokens[m.first].para)
	away := float64(pos - m.first)
	s := 3/(1+para) + 30/(15+away) + 2/(1+away/30) + 0.15*float64(min(e.count, 4))
	if d.opens(m.lead) {
		s += 1.2
	}
	switch {
	case e.kind == k:
		s += 0.5
	case k == person && len(e.parts) == 1:
		s -= 2 // one word that nothing shows to be a person's name
	}
	if next, _ := d.cueAfter(m, m.last, m.last); next {
		s += 1.5
	}
	if cuePrev, _, prep := d.cueBefore(m, 0); cuePrev {
		s++
	} else if prep {
		s -= 2
	}
	return s
}
