package lang

// digits is a date in digits: 2023-03-15, 2023-03, 15/03/2023, 15.03.2023.
func (p *dateParser) digits(i int) match {
	n, marks, next := p.digitRun(i)
	switch {
	case len(n) == 3 && n[0].digits == 4 && p.isYear(i):
		return p.told(i, next, partial{int(n[0].number), int(n[1].number), int(n[2].number)})
	case len(n) == 3 && n[2].digits == 4 && marks != '-':
		return p.dayAndMonth(i, next, n)
	case len(n) == 2 && marks == '-' && p.isYear(i) && n[1].digits == 2 && 1 <= n[1].number && n[1].number <= 12:
		return p.told(i, next, partial{year: int(n[0].number), month: int(n[1].number)})
	}
	return match{}
}

// digitRun reads up to three numbers joined by the same mark, no blanks.
func (p *dateParser) digitRun(i int) (numbers []dateToken, mark rune, next int) {
	for i < len(p.tokens) && p.tokens[i].number >= 0 && p.tokens[i].digits > 0 {
		numbers = append(numbers, p.tokens[i])
		i++
		if len(numbers) == 3 || i+1 >= len(p.tokens) {
			break
		}
		join := p.tokens[i]
		if mark == 0 && (join.mark == '-' || join.mark == '/' || join.mark == '.') {
			mark = join.mark
		}
		if join.mark != mark || mark == 0 || join.Start != p.tokens[i-1].End || join.End != p.tokens[i+1].Start {
			break
		}
		i++
	}
	return numbers, mark, i
}

// dayAndMonth reads 15/03/2023. Which of the two is the day is told by a number
// above 12, else by the language: French writes the day first; English writes
// either, so such a date is not read.
func (p *dateParser) dayAndMonth(i, next int, n []dateToken) match {
	day, month := int(n[0].number), int(n[1].number)
	switch {
	case day == month || day > 12 && month <= 12:
	case month > 12 && day <= 12:
		day, month = month, day
	case p.lang != "fr":
		return match{}
	}
	return p.told(i, next, partial{int(n[2].number), month, day})
}

// quarter is "Q1 2023", "first quarter of 2023", "second half of 2022" and the
// like in French.
func (p *dateParser) quarter(i int) match {
	kind, n := 0, 0
	at := i + 2
	if k, ok := p.is(i, "letter"); ok && i+1 < len(p.tokens) && p.tokens[i+1].Start == p.tokens[i].End {
		kind, n = k, int(p.tokens[i+1].number)
	} else if k, ok := p.is(i+1, "unit"); ok {
		kind = k
		n, _ = p.is(i, "ordinal")
	}
	year, next := p.year(p.skip(at, "of", 1))
	switch {
	case year == 0 || n < 1:
		return match{}
	case kind == unitQuarter && n <= 4:
		return match{outcome: resolved, first: i, next: next, period: months(year, 3*n-2, 3)}
	case kind == unitHalf && n <= 2:
		return match{outcome: resolved, first: i, next: next, period: months(year, 6*n-5, 6)}
	}
	return match{}
}

// season is "summer 2022", "printemps 2023", three whole months. Winter lies in
// two years and is not read.
func (p *dateParser) season(i int) match {
	month, ok := p.is(i, "season")
	if !ok {
		return match{}
	}
	year, next := p.year(i + 1)
	if year == 0 {
		return match{}
	}
	return match{outcome: resolved, first: i, next: next, period: months(year, month, 3)}
}

// part is "early 2023", "fin mars 2023", "mi-2022", "late last year".
func (p *dateParser) part(i int) match {
	n, ok := p.is(i, "part")
	if !ok {
		return match{}
	}
	at := i + 1
	if p.mark(at, '-') {
		at++
	}
	at = p.skip(at, "of", 2)
	for _, rule := range []func(int) match{p.monthYear, p.bareMonth, p.relativeUnit, p.bareYear} {
		m := rule(at)
		if m.outcome == resolved && (m.said == "" || len(m.said) == len("2006-01-02")) {
			continue
		}
		if m.outcome != noDate {
			m.first, m.period = i, m.period.part(n)
			return m
		}
	}
	return match{}
}

// related makes a match of what lies somewhere from ref.
func (p *dateParser) related(first, next int, of func() period) match {
	if p.ref.IsZero() {
		return match{outcome: unresolved, first: first, next: next}
	}
	return match{outcome: resolved, first: first, next: next, period: of()}
}

// relativeDay is today, yesterday, tomorrow, last night, the day before
// yesterday, and the same in French.
func (p *dateParser) relativeDay(i int) match {
	at, before := i, 0
	switch {
	case p.has(i, "last") && p.has(i+1, "night"):
		return p.related(i, i+2, func() period { return onDay(p.ref.AddDate(0, 0, -1)) })
	case p.has(i, "before") && p.mark(i+1, '-'):
		at, before = i+2, -1
	case p.has(i, "unit") && p.has(i+1, "before"):
		at, before = i+2, -1
	}
	n, ok := p.is(at, "day")
	if !ok || before != 0 && n != -1 {
		return match{}
	}
	return p.related(i, p.skip(at+1, "hui", 1), func() period { return onDay(p.ref.AddDate(0, 0, n+before)) })
}

// relativeUnit is "last week", "this year", "le mois dernier", "cette semaine",
// "l'an prochain".
func (p *dateParser) relativeUnit(i int) match {
	kind, ok := p.is(i+1, "unit")
	steps, told := p.direction(i)
	if ok && told && (steps == 0 || !p.vague(i+1, kind)) {
		return p.related(i, i+2, func() period { return unit(p.ref, kind, steps) })
	}
	kind, ok = p.is(i, "unit")
	steps, told = p.direction(i + 1)
	if ok && told && steps != 0 && !p.vague(i, kind) {
		return p.related(i, i+2, func() period { return unit(p.ref, kind, steps) })
	}
	return match{}
}

// direction tells which way a word points: last -1, this 0, next 1.
func (p *dateParser) direction(i int) (steps int, told bool) {
	switch {
	case p.has(i, "last"):
		return -1, true
	case p.has(i, "next"):
		return 1, true
	}
	return 0, p.has(i, "this")
}

// vague reports a plural without a count at token i: the last days, les
// prochains mois. Mois itself has no other plural.
func (p *dateParser) vague(i, kind int) bool {
	if !p.tokens[i].plural {
		return false
	}
	return kind != unitMonth || i > 0 && p.tokens[i-1].plural || p.has(i-2, "this")
}

// ago is "3 days ago", "a year ago", "il y a deux mois": the calendar day, week,
// month or year that lies so far back.
func (p *dateParser) ago(i int) match {
	at := i
	french := p.has(i, "il") && p.has(i+1, "y") && p.has(i+2, "to")
	if french {
		at = i + 3
	}
	n, ok := p.count(at)
	if !ok && !french && p.has(at, "to") { // a year ago
		n, ok = 1, true
	}
	kind, isUnit := p.is(at+1, "unit")
	if !ok || !isUnit || !french && !p.has(at+2, "ago") || n > longestWindow {
		return match{}
	}
	next := at + 2
	if !french {
		next++
	}
	return p.related(i, next, func() period { return unit(p.ref, kind, -n) })
}

// weekday is "Thursday", "last Thursday", "jeudi dernier", "jeudi prochain".
func (p *dateParser) weekday(i int) match {
	at := i
	steps, told := p.direction(i)
	if told {
		at++
	}
	day, ok := p.is(at, "weekday")
	if !ok || p.has(at-1, "named") {
		return match{}
	}
	next := at + 1
	if !told {
		if steps, told = p.direction(next); told && steps != 0 {
			next++
		}
	}
	return p.related(i, next, func() period { return p.weekdayFrom(day, steps) })
}

func (p *dateParser) weekdayFrom(day, steps int) period {
	behind := (int(p.ref.Weekday()) - day + 7) % 7 // days since it, 0 today
	switch {
	case steps < 0 && behind == 0:
		behind = 7
	case steps > 0:
		behind -= 7
	}
	return onDay(p.ref.AddDate(0, 0, -behind))
}
