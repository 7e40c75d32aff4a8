package lang

import "strings"

// point is one point in time, or a calendar week, quarter or season, that
// starts at token i.
func (p *dateParser) point(i int) match {
	if i < 0 || i >= len(p.tokens) {
		return match{}
	}
	rules := []func(int) match{
		p.digits, p.weekdayDate, p.dayMonth, p.monthDay, p.monthYear, p.quarter, p.season, p.part,
		p.relativeDay, p.relativeUnit, p.ago, p.weekday, p.bareMonth, p.bareYear,
	}
	for _, rule := range rules {
		if m := rule(i); m.outcome != noDate {
			return m
		}
	}
	return match{}
}

// told makes a match of a date told by its parts.
func (p *dateParser) told(first, next int, d partial) match {
	m := match{first: first, next: next, told: d}
	m.period, m.outcome = d.period(p.ref)
	return m
}

// year is a year in four digits at token i, with a comma or "of" before it.
func (p *dateParser) year(i int) (year, next int) {
	if p.mark(i, ',') {
		i++
	} else {
		i = p.skip(i, "of", 1)
	}
	if p.isYear(i) {
		return int(p.tokens[i].number), i + 1
	}
	return 0, i
}

func (p *dateParser) isYear(i int) bool {
	if i >= len(p.tokens) {
		return false
	}
	t := p.tokens[i]
	return t.digits == 4 && !t.ordinal && 1900 <= t.number && t.number <= 2099
}

// day is a day of the month at token i.
func (p *dateParser) day(i int) (day, next int) {
	if i >= len(p.tokens) {
		return 0, i
	}
	if t := p.tokens[i]; 1 <= t.number && t.number <= 31 && t.digits <= 2 {
		return int(t.number), i + 1
	}
	return 0, i
}

// monthAt is a month's name at token i, a full stop after a short one included.
// sure is false for names that need company.
func (p *dateParser) monthAt(i int) (month int, sure bool, next int) {
	if m, ok := p.is(i, "month"); ok {
		return m, true, i + 1
	}
	if m, ok := p.is(i, "monthname"); ok {
		return m, false, i + 1
	}
	if m, ok := p.is(i, "monthshort"); ok {
		if p.mark(i+1, '.') {
			i++
		}
		return m, false, i + 1
	}
	return 0, false, i
}

// dayMonth is "15 March 2023", "1er mars", "15th of March".
func (p *dateParser) dayMonth(i int) match {
	day, at := p.day(i)
	if day == 0 {
		return match{}
	}
	month, _, next := p.monthAt(p.skip(at, "of", 2))
	if month == 0 {
		return match{}
	}
	d := partial{month: month, day: day}
	if y, after := p.year(next); y > 0 {
		d.year, next = y, after
	} else if p.has(next-1, "verb") && !p.tokens[next-1].capital && !p.tokens[i].ordinal && !p.has(i-1, "in") {
		return match{} // these 2 may differ
	}
	return p.told(i, next, d)
}

// monthDay is "March 15, 2023", "Sept. 15th".
func (p *dateParser) monthDay(i int) match {
	month, _, at := p.monthAt(i)
	if month == 0 {
		return match{}
	}
	day, next := p.day(at)
	if day == 0 || p.mark(next, '%') || p.has(next, "unit") && !p.tokens[at].ordinal {
		return match{}
	}
	d := partial{month: month, day: day}
	if y, after := p.year(next); y > 0 {
		d.year, next = y, after
	}
	return p.told(i, next, d)
}

// monthYear is "March 2023", "mars 2023", "March of 2023".
func (p *dateParser) monthYear(i int) match {
	month, _, at := p.monthAt(i)
	if month == 0 {
		return match{}
	}
	year, next := p.year(at)
	if year == 0 {
		return match{}
	}
	return p.told(i, next, partial{year: year, month: month})
}

// weekdayDate is a weekday before its date: "Wednesday, March 15", "mardi 14
// mars". The weekday is not checked against the date.
func (p *dateParser) weekdayDate(i int) match {
	if !p.has(i, "weekday") {
		return match{}
	}
	at := i + 1
	if p.mark(at, ',') {
		at++
	}
	at = p.skip(at, "of", 2)
	m := p.dayMonth(at)
	if m.outcome == noDate {
		m = p.monthDay(at)
	}
	m.first = i
	return m
}

// bareMonth is a month without day or year: in March, since January, en mars.
func (p *dateParser) bareMonth(i int) match {
	month, sure, next := p.monthAt(i)
	switch {
	case month == 0 || p.has(i, "monthshort"):
		return match{}
	case p.has(next, "last"): // mars dernier
		return p.told(i, next+1, partial{month: month})
	case p.has(i-1, "last"), p.has(i-1, "this"):
		return p.told(i-1, next, partial{month: month})
	case !sure && !p.announced(i):
		return match{}
	}
	return p.told(i, next, partial{month: month})
}

// announced reports that the word before token i makes a month of a name that
// could be something else: in May, en mars, since April. Mars with a capital
// is the planet, but for "en Mars"; so is any Mars of an English text.
func (p *dateParser) announced(i int) bool {
	t := p.tokens[i]
	march, _ := t.is("monthname")
	planet := march == 3 && t.Len() == len("mars")
	if planet && (p.lang == "en" || t.capital && !p.has(i-1, "in")) {
		return false
	}
	for _, class := range []string{"in", "since", "before", "until", "after", "between", "from", "part"} {
		if p.has(i-1, class) {
			return true
		}
	}
	return false
}

// bareYear is a year by itself.
func (p *dateParser) bareYear(i int) match {
	if !p.isYear(i) || p.partOfNumber(i) || p.counts(i) {
		return match{}
	}
	return p.told(i, i+1, partial{year: int(p.tokens[i].number)})
}

// partOfNumber reports that the number at token i goes on beyond its digits:
// $2020, 2020%, 2020.5, #2020.
func (p *dateParser) partOfNumber(i int) bool {
	t := p.tokens[i]
	if i > 0 && p.tokens[i-1].End == t.Start && strings.ContainsRune("$€£#.,/%", p.tokens[i-1].mark) {
		return true
	}
	if i+1 >= len(p.tokens) {
		return false
	}
	next := p.tokens[i+1]
	if next.mark != 0 && strings.ContainsRune("%$€£", next.mark) {
		return true
	}
	glued := next.End == t.End+1 && strings.ContainsRune(".,/", next.mark)
	return glued && i+2 < len(p.tokens) && p.tokens[i+2].Start == next.End && p.tokens[i+2].digits > 0
}

// counts reports that the number at token i counts what follows (2020 people),
// as no preposition stands before it.
func (p *dateParser) counts(i int) bool {
	if i+1 >= len(p.tokens) || p.has(i-1, "in") || p.has(i-1, "since") {
		return false
	}
	next := p.tokens[i+1]
	return p.has(i+1, "units") || next.plural && !next.capital && next.senses == nil && next.Len() > 3
}
