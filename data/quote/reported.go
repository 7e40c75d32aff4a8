package quote

import "verbatim/data"

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
		first, last := c.around(4 * nearVerb)
		span := trim(d.text, data.Span{Start: d.tokens[c.from].Start, End: d.tokens[c.to-1].End})
		q := data.Quote{
			Span: span, Kind: data.Reported, Lang: d.lang, Speaker: who.name, Named: who.named, Mention: who.mention,
			Basis: who.basis, Confidence: who.confidence, Unconfirmed: c.unconfirmed, SaidOn: d.saidOn(first, last, c.from, c.to),
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
	first, last := c.around(window)
	for k := d.mentionBefore(first); k < len(d.found) && d.found[k].first < last; k++ {
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
	if _, accord, prep := d.cueBefore(m, 0); prep && !accord || d.joined(m) || d.owns(m) {
		who.confidence *= behindPreposition
	}
	return who
}
