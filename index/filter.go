package index

import (
	"fmt"
	"strconv"
	"time"

	"verbatim/index/topk"
)

// unions are the sets of units that all must hold one that passes the filter.
func (f *Filter) unions() ([]topk.Union, error) {
	var out []topk.Union
	any := func(field string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			out = append(out, topk.Union{{Field: field, Terms: values}})
		}
	}
	any(fieldSpeaker, f.Speakers...)
	any(fieldKind, kindTerms(f.Kinds)...)
	any(fieldLang, f.Langs...)
	any(fieldSource, SourceKey(f.Source))
	any(fieldArticle, f.Articles...)
	if f.Since != "" || f.Until != "" {
		period, err := within(f.Since, f.Until, f.Lag)
		if err != nil {
			return nil, err
		}
		out = append(out, period)
	}
	return out, nil
}

func kindTerms(kinds []UnitKind) []string {
	var out []string
	for _, k := range kinds {
		out = append(out, string(k))
	}
	return out
}

// within is what was said between two days, or printed between them or up to lag
// days later.
func within(since, until string, lag int) (topk.Union, error) {
	said, err := periodTerms(since, until)
	if err != nil {
		return nil, err
	}
	printed, err := periodTerms(since, later(until, lag))
	if err != nil {
		return nil, err
	}
	return topk.Union{{Field: fieldSaid, Terms: said}, {Field: fieldPrinted, Terms: printed}}, nil
}

// later is a day YYYY-MM-DD some days on; what is no day stays as it is.
func later(day string, days int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// The years that news can be from. An open end of a period stops there.
const (
	firstYear = 1990
	lastYear  = 2100
)

// periodTerms covers the days from since to until (YYYY-MM-DD, inclusive,
// empty = open) by as few year, month and day terms as do it.
func periodTerms(since, until string) ([]string, error) {
	if since == "" {
		since = strconv.Itoa(firstYear) + "-01-01"
	}
	if until == "" {
		until = strconv.Itoa(lastYear) + "-12-31"
	}
	from, err1 := time.Parse(time.DateOnly, since)
	to, err2 := time.Parse(time.DateOnly, until)
	if err1 != nil || err2 != nil {
		return nil, fmt.Errorf("period %q to %q: want two days as YYYY-MM-DD", since, until)
	}
	var out []string
	for day := from; !day.After(to); {
		switch {
		case day.YearDay() == 1 && !day.AddDate(1, 0, -1).After(to):
			out = append(out, day.Format("2006"))
			day = day.AddDate(1, 0, 0)
		case day.Day() == 1 && !day.AddDate(0, 1, -1).After(to):
			out = append(out, day.Format("2006-01"))
			day = day.AddDate(0, 1, 0)
		default:
			out = append(out, day.Format(time.DateOnly))
			day = day.AddDate(0, 0, 1)
		}
	}
	return out, nil
}
