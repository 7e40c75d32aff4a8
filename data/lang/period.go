package lang

import "time"

// period is a run of days. The zero time is an open end.
type period struct {
	from, to time.Time
	said     string // where it is a point in time, as precise as it was told
}

// partial is a date as it was told: what was not said is 0.
type partial struct{ year, month, day int }

// outcome says what became of a date that was told.
type outcome uint8

const (
	noDate     outcome = iota // not a date at all
	unresolved                // relative, and there is nothing to relate it to
	impossible                // 30 February
	resolved
)

func date(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

func dayOf(t time.Time) time.Time { return date(t.Year(), int(t.Month()), t.Day()) }

// exists reports whether the day is in the calendar: 30 February is not.
func exists(year, month, day int) bool {
	return 1 <= month && month <= 12 && 1 <= day && int(date(year, month, day).Month()) == month
}

// period resolves the date. A month or day told without its year is the latest
// one that starts no later than ref.
func (p partial) period(ref time.Time) (period, outcome) {
	if p.day > 0 && !exists(2024, p.month, p.day) { // 2024 has a 29 February
		return period{}, impossible
	}
	if p.year == 0 {
		if ref.IsZero() {
			return period{}, unresolved
		}
		return p.latest(ref), resolved
	}
	if p.day > 0 && !exists(p.year, p.month, p.day) {
		return period{}, impossible
	}
	return p.inYear(), resolved
}

func (p partial) latest(ref time.Time) period {
	p.year = ref.Year()
	for range 8 { // 29 February is at most eight years away
		day := max(p.day, 1)
		if exists(p.year, p.month, day) && !date(p.year, p.month, day).After(ref) {
			break
		}
		p.year--
	}
	return p.inYear()
}

func (p partial) inYear() period {
	switch {
	case p.day > 0:
		return onDay(date(p.year, p.month, p.day))
	case p.month > 0:
		return inMonth(p.year, p.month)
	}
	return inYear(p.year)
}

func onDay(t time.Time) period { return period{t, t, t.Format(time.DateOnly)} }

func inMonth(year, month int) period {
	from := date(year, month, 1)
	return period{from, from.AddDate(0, 1, -1), from.Format("2006-01")}
}

func inYear(year int) period {
	from := date(year, 1, 1)
	return period{from, date(year, 12, 31), from.Format("2006")}
}

// months is a run of whole months; no point in time, so nothing is said.
func months(year, first, count int) period {
	from := date(year, first, 1)
	return period{from: from, to: from.AddDate(0, count, -1)}
}

// weekOf is the calendar week, Monday to Sunday, that holds t.
func weekOf(t time.Time) period {
	from := t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	return period{from: from, to: from.AddDate(0, 0, 6)}
}

// unit is the calendar day, week, month, quarter, half or year that lies n such
// units after the one of ref.
func unit(ref time.Time, kind, n int) period {
	switch kind {
	case unitDay:
		return onDay(ref.AddDate(0, 0, n))
	case unitWeek:
		return weekOf(ref.AddDate(0, 0, 7*n))
	case unitMonth:
		first := date(ref.Year(), int(ref.Month())+n, 1)
		return inMonth(first.Year(), int(first.Month()))
	case unitQuarter:
		return months(ref.Year(), (int(ref.Month())-1)/3*3+1+3*n, 3)
	case unitHalf:
		return months(ref.Year(), (int(ref.Month())-1)/6*6+1+6*n, 6)
	}
	return inYear(ref.Year() + n)
}

// back is the day that lies n units before ref.
func back(ref time.Time, kind, n int) time.Time {
	switch kind {
	case unitDay:
		return ref.AddDate(0, 0, -n)
	case unitWeek:
		return ref.AddDate(0, 0, -7*n)
	case unitMonth:
		return ref.AddDate(0, -n, 0)
	case unitQuarter:
		return ref.AddDate(0, -3*n, 0)
	case unitHalf:
		return ref.AddDate(0, -6*n, 0)
	}
	return ref.AddDate(-n, 0, 0)
}

// part is the early, middle or late part (1, 2, 3) of a year or month.
func (p period) part(n int) period {
	months := p.to.Sub(p.from) > 31*24*time.Hour
	switch {
	case months && n < 3:
		p.from, p.to = p.from.AddDate(0, 4*(n-1), 0), p.from.AddDate(0, 4*n, -1)
	case months:
		p.from = p.from.AddDate(0, 8, 0)
	case n < 3:
		p.from, p.to = p.from.AddDate(0, 0, 10*(n-1)), p.from.AddDate(0, 0, 10*n-1)
	default:
		p.from = p.from.AddDate(0, 0, 20)
	}
	return p
}
