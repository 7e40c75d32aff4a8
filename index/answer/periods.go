package answer

import (
	"time"

	"verbatim/index"
)

// Step is how long the periods of a trend are.
type Step string

// The steps.
const (
	ByDay     Step = "day"
	ByWeek    Step = "week" // from Monday
	ByMonth   Step = "month"
	ByQuarter Step = "quarter"
	ByYear    Step = "year"
)

// Span is how far back a trend goes.
type Span string

// The spans, which end today.
const (
	Last30Days   Span = "30d"
	Last12Months Span = "12m" // the current one and the eleven before it
	Everything   Span = "all" // from the first article on
)

// stepFor is the step that makes of so many days a line of 4 to 60 points, which
// a picture on a phone has room for.
func stepFor(first, last time.Time) Step {
	switch days := int(last.Sub(first).Hours()/24) + 1; {
	case days <= 45:
		return ByDay
	case days <= 200:
		return ByWeek
	case days <= 4*366:
		return ByMonth
	case days <= 15*366:
		return ByQuarter
	}
	return ByYear
}

// begin is the first day of the step that holds the day.
func (s Step) begin(day time.Time) time.Time {
	y, m, d := day.Date()
	switch s {
	case ByWeek:
		d -= (int(day.Weekday()) + 6) % 7
	case ByMonth:
		d = 1
	case ByQuarter:
		m, d = m-(m-1)%3, 1
	case ByYear:
		m, d = time.January, 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// next is the first day of the step after the one that begins at day.
func (s Step) next(day time.Time) time.Time {
	switch s {
	case ByWeek:
		return day.AddDate(0, 0, 7)
	case ByMonth:
		return day.AddDate(0, 1, 0)
	case ByQuarter:
		return day.AddDate(0, 3, 0)
	case ByYear:
		return day.AddDate(1, 0, 0)
	}
	return day.AddDate(0, 0, 1)
}

// Period is one point of a trend.
type Period struct {
	index.Days     // what is counted of it
	Articles   int // printed in it, whatever they are about; 0: nothing is known of it
	// Partial is set where Days are less than the whole day, week, month,
	// quarter or year: it began before, or is not over.
	Partial bool
}

// periods cuts the days from first to last into steps; now tells which of them is
// not over.
func periods(step Step, first, last, now time.Time) []Period {
	var out []Period
	for begin := step.begin(first); !begin.After(last); begin = step.next(begin) {
		from, to := begin, step.next(begin).AddDate(0, 0, -1)
		p := Period{Partial: from.Before(first) || to.After(last) || !to.Before(dayOf(now))}
		if from.Before(first) {
			from = first
		}
		if to.After(last) {
			to = last
		}
		p.First, p.Last = from.Format(time.DateOnly), to.Format(time.DateOnly)
		out = append(out, p)
	}
	return out
}

// dayOf is the day of a moment in UTC, as articles are dated.
func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// first is the first day of a span that ends on the day last.
func (s Span) first(last time.Time, oldest string) time.Time {
	switch s {
	case Last30Days:
		return last.AddDate(0, 0, -29)
	case Last12Months:
		return ByMonth.begin(last).AddDate(0, -11, 0)
	}
	return earliest(oldest)
}

// earliest is the first day of a date YYYY, YYYY-MM or YYYY-MM-DD.
func earliest(date string) time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, date); err == nil {
			return t
		}
	}
	return time.Time{}
}
