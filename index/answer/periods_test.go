package answer

import (
	"strings"
	"testing"
	"time"
)

func TestPeriods(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		name, first, last, now string
		step                   Step
		want                   string // first day..last day, "*" where partial
	}{
		{"days; today is not over", "2031-02-27", "2031-03-01", "2031-03-01", ByDay, "2031-02-27..2031-02-27 2031-02-28..2031-02-28 2031-03-01..2031-03-01*"},
		{"weeks begin on Monday, over the year's end", "2030-12-30", "2031-01-12", "2031-02-01", ByWeek, "2030-12-30..2031-01-05 2031-01-06..2031-01-12"},
		{"weeks that are cut", "2031-01-01", "2031-01-07", "2031-02-01", ByWeek, "2031-01-01..2031-01-05* 2031-01-06..2031-01-07*"},
		{"months, February of a leap year", "2032-01-15", "2032-03-31", "2033-01-01", ByMonth, "2032-01-15..2032-01-31* 2032-02-01..2032-02-29 2032-03-01..2032-03-31"},
		{"the month that is not over", "2031-05-01", "2031-06-10", "2031-06-10", ByMonth, "2031-05-01..2031-05-31 2031-06-01..2031-06-10*"},
		{"a month on its last day is not over", "2031-05-01", "2031-05-31", "2031-05-31", ByMonth, "2031-05-01..2031-05-31*"},
		{"quarters", "2030-11-02", "2031-03-31", "2032-01-01", ByQuarter, "2030-11-02..2030-12-31* 2031-01-01..2031-03-31"},
		{"years", "2029-01-01", "2030-12-31", "2031-01-01", ByYear, "2029-01-01..2029-12-31 2030-01-01..2030-12-31"},
		{"backwards", "2031-01-02", "2031-01-01", "2032-01-01", ByDay, ""},
	} {
		var got []string
		for _, p := range periods(c.step, day(c.first), day(c.last), day(c.now)) {
			s := p.First + ".." + p.Last
			if p.Partial {
				s += "*"
			}
			got = append(got, s)
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s: %s, want %s", c.name, g, c.want)
		}
	}
}

func TestStepsGiveAPictureFewPoints(t *testing.T) {
	last := time.Date(2031, 7, 1, 0, 0, 0, 0, time.UTC)
	for days, want := range map[int]Step{1: ByDay, 30: ByDay, 60: ByWeek, 180: ByWeek, 335: ByMonth, 1400: ByMonth, 3650: ByQuarter, 9000: ByYear} {
		first := last.AddDate(0, 0, 1-days)
		step := stepFor(first, last)
		if n := len(periods(step, first, last, last)); step != want || n > 62 {
			t.Errorf("%d days: by %s, %d points; want by %s and at most 62", days, step, n, want)
		}
	}
}
