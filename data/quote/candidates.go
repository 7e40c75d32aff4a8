package quote

// maxQuotesBetween bounds how many other quotations may stand between a quotation
// and its speaker.
const maxQuotesBetween = 3

// candidate is a mention around a quotation.
type candidate struct {
	facts
	index  int  // of the mention
	points int  // the member it points to without a guess, or -1
	again  bool // the previous statement's speaker
	who    *mention
	e      *member // nil where it names nobody
	rule   float64
	top    bool // the rules' choice
}

// reach is the range of tokens in which the speaker of the quotation [from, to)
// is looked for: up to window tokens, and maxQuotesBetween quotations, away.
func (d *document) reach(from, to int) (low, high int) {
	seen := int32(-1)
	n := 0
	past := func(i int) bool {
		if f := d.tokens[i].frag; f >= 0 && f != seen {
			seen = f
			n++
		}
		return n > maxQuotesBetween
	}
	for low = from; low > 0 && low > from-window && !past(low-1); low-- {
	}
	n = 0
	for high = to; high < len(d.tokens) && high < to+window && !past(high); high++ {
	}
	return low, high
}

// candidates are the mentions around the quotation [from, to).
func (d *document) candidates(from, to int, before *speaker) []candidate {
	out := d.scratch[:0]
	best := -1
	low, high := d.reach(from, to)
	for k := d.mentionBefore(low); k < len(d.found) && d.found[k].first < high; k++ {
		m := &d.found[k]
		if m.last > from && m.first < to || m.modifier {
			continue
		}
		c := candidate{facts: d.between(from, to, m), index: k, who: m}
		c.points = m.entity
		if m.entity >= 0 {
			c.e = &d.cast.members[m.entity]
		} else if m.kind == byNoun && m.class&personNoun != 0 {
			c.points = d.apposed(m)
		}
		if before != nil {
			c.again = before.at == k || m.entity >= 0 && before.entity == m.entity
		}
		c.rule = c.facts.rule() - d.handicap(m)
		if best < 0 || c.rule > out[best].rule {
			best = len(out)
		}
		out = append(out, c)
	}
	if best >= 0 {
		out[best].top = true
	}
	countRivals(out)
	d.scratch = out
	return out
}

// countRivals notes how many candidates stand nearer on the same side, and
// whether one of them has a reporting verb of its own.
func countRivals(cands []candidate) {
	n, blocked := 0, false
	note := func(c *candidate) {
		c.rivals, c.blocked = n, blocked
		n++
		blocked = blocked || c.cueNext && c.quotes == 0
	}
	for i := range cands {
		if cands[i].after {
			note(&cands[i])
		}
	}
	n, blocked = 0, false
	for i := len(cands) - 1; i >= 0; i-- {
		if !cands[i].after {
			note(&cands[i])
		}
	}
}

// best is the mention with the highest score around the quotation [from, to).
func (d *document) best(from, to int) (int, float64) {
	best, top := -1, 0.0
	low, high := d.reach(from, to)
	for k := d.mentionBefore(low); k < len(d.found) && d.found[k].first < high; k++ {
		m := &d.found[k]
		if m.last > from && m.first < to || m.modifier {
			continue
		}
		f := d.between(from, to, m)
		if s := f.rule() - d.handicap(m); best < 0 || s > top {
			best, top = k, s
		}
	}
	return best, top
}

// handicap is what speaks against a mention whatever its place.
func (d *document) handicap(m *mention) float64 {
	if m.kind == byName && m.entity >= 0 && d.cast.members[m.entity].kind == placeName {
		return 3
	}
	return 0
}

// mentionBefore is the first mention that ends after token i.
func (d *document) mentionBefore(i int) int {
	lo, hi := 0, len(d.found)
	for lo < hi {
		mid := (lo + hi) / 2
		if d.found[mid].first < i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
