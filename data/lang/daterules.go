package lang

import "time"

// dateParser reads dates by rules over tokens. Each rule is asked at one token
// and answers with a match; noDate where it does not apply.
type dateParser struct {
	tokens []dateToken
	lang   string
	ref    time.Time // a day, or zero
}

// is reports whether token i has the class, and its value there.
func (p *dateParser) is(i int, class string) (int, bool) {
	if i < 0 || i >= len(p.tokens) {
		return 0, false
	}
	return p.tokens[i].is(class)
}

func (p *dateParser) has(i int, class string) bool {
	_, ok := p.is(i, class)
	return ok
}

func (p *dateParser) mark(i int, mark rune) bool {
	return i >= 0 && i < len(p.tokens) && p.tokens[i].mark == mark
}

// skip returns the first token from i on, at most n further, without the class.
func (p *dateParser) skip(i int, class string, n int) int {
	for ; n > 0 && p.has(i, class); n-- {
		i++
	}
	return i
}

// expression is a whole date expression that starts at token i.
func (p *dateParser) expression(i int) match {
	rules := []func(int) match{p.between, p.fromTo, p.bound, p.window, p.pointRange, p.point}
	for _, rule := range rules {
		if m := rule(i); m.outcome != noDate {
			return m
		}
	}
	return match{}
}

// between is "between March and May 2022", "entre 2019 et 2021".
func (p *dateParser) between(i int) match {
	if !p.has(i, "between") {
		return match{}
	}
	return p.twoEnds(i, i+1, "and")
}

// fromTo is "from 2019 to 2021", "du 3 au 5 mars", "from March 2022 on".
func (p *dateParser) fromTo(i int) match {
	if !p.has(i, "from") {
		return match{}
	}
	return p.twoEnds(i, i+1, "to")
}

// twoEnds reads two dates from token at on, joined by a word of the class.
func (p *dateParser) twoEnds(first, at int, join string) match {
	at = p.skip(at, "in", 2)
	a := p.end(at)
	if a.outcome == noDate || !p.has(a.next, join) && !p.mark(a.next, '-') {
		return match{}
	}
	b := p.end(p.skip(a.next+1, "in", 2))
	if b.outcome == unresolved && b.told.month > 0 { // between March and May
		b.period, b.outcome = b.told.period(p.ref)
	}
	return p.span(first, a, b)
}

// end is a point, or a day that gets its month from the other end.
func (p *dateParser) end(i int) match {
	if m := p.point(i); m.outcome != noDate {
		return m
	}
	if d, next := p.day(i); d > 0 {
		return match{outcome: unresolved, first: i, next: next, told: partial{day: d}}
	}
	if m, _, next := p.monthAt(i); m > 0 {
		return match{outcome: unresolved, first: i, next: next, told: partial{month: m}}
	}
	return match{}
}

// span is the run from a to b, with what a leaves unsaid taken from b.
func (p *dateParser) span(first int, a, b match) match {
	if a.outcome == noDate || b.outcome == noDate {
		return match{}
	}
	if b.outcome == resolved && a.told != (partial{}) && a.told.year == 0 {
		a.period, a.outcome = a.told.upTo(b).period(p.ref)
	}
	m := match{first: first, next: b.next, outcome: min(a.outcome, b.outcome)}
	m.period = period{from: a.from, to: b.to}
	if m.outcome == resolved && m.from.After(m.to) {
		return match{}
	}
	return m
}

// upTo fills in the month and year of a date that lies before the end b.
func (a partial) upTo(b match) partial {
	a.year = b.to.Year()
	if a.month == 0 {
		a.month = int(b.to.Month())
	}
	if a.month > int(b.to.Month()) {
		a.year--
	}
	return a
}

// bound is a date with one end open: since, before, until, after.
func (p *dateParser) bound(i int) match {
	class := ""
	for _, c := range []string{"since", "before", "until", "after"} {
		if p.has(i, c) {
			class = c
		}
	}
	if class == "" || p.mark(i+1, '-') { // avant-hier
		return match{}
	}
	at := p.skip(i+1, "in", 2)
	m := p.point(at)
	if m.outcome == noDate && class == "since" {
		m = p.duration(at)
	}
	if m.outcome != resolved {
		m.first = i
		return m
	}
	m.period, m.first = openEnd(m.period, class), i
	return m
}

func openEnd(of period, class string) period {
	switch class {
	case "since":
		return period{from: of.from}
	case "after":
		return period{from: of.to.AddDate(0, 0, 1)}
	case "before":
		return period{to: of.from.AddDate(0, 0, -1)}
	}
	return period{to: of.to} // until
}

// window is a run of days up to ref: "the last 30 days", "ces 30 derniers
// jours", "over the past week".
func (p *dateParser) window(i int) match {
	at := p.skip(i, "this", 1)
	n, counted := p.count(at)
	if counted {
		at++
	}
	past := p.has(at, "past")
	if !past && !p.has(at, "last") {
		return match{}
	}
	at++
	if k, ok := p.count(at); ok && !counted {
		n, counted, at = k, true, at+1
	}
	kind, ok := p.is(at, "unit")
	if !ok || !counted && !past {
		return match{}
	}
	return p.since(match{first: i, next: at + 1}, kind, max(n, 1))
}

// duration is a count of units: "3 months", "deux ans", up to ref.
func (p *dateParser) duration(i int) match {
	n, ok := p.count(i)
	kind, isUnit := p.is(i+1, "unit")
	if !ok || !isUnit {
		return match{}
	}
	return p.since(match{first: i, next: i + 2}, kind, n)
}

func (p *dateParser) since(m match, kind, n int) match {
	m.outcome = unresolved
	if !p.ref.IsZero() && n <= longestWindow {
		m.outcome, m.period = resolved, period{from: back(p.ref, kind, n), to: p.ref}
	}
	return m
}

// longestWindow keeps a count of days, months or years within the calendar.
const longestWindow = 2000

// count is a number in digits or in a word.
func (p *dateParser) count(i int) (int, bool) {
	if i < 0 || i >= len(p.tokens) {
		return 0, false
	}
	if t := p.tokens[i]; t.number > 0 && !t.ordinal && t.digits <= 3 {
		return int(t.number), true
	}
	return p.is(i, "number")
}

// pointRange is two points joined by a dash or "to": 2019-2021, March to May
// 2022, 3-5 mars 2023.
func (p *dateParser) pointRange(i int) match {
	a := p.end(i)
	if a.outcome == noDate || a.next >= len(p.tokens) {
		return match{}
	}
	dash := p.mark(a.next, '-')
	if !dash && !(a.told.month > 0 && p.has(a.next, "to")) {
		return match{}
	}
	b := p.point(a.next + 1)
	if b.told.day == 0 && (b.told.year == 0 || a.told.day > 0) {
		return match{}
	}
	return p.span(i, a, b)
}
