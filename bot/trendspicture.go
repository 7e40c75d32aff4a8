package bot

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"verbatim/index"
	"verbatim/index/answer"
	"verbatim/index/chart"
)

// TrendCount is what the picture of a trend shows.
type TrendCount string

// The counts. Both are set against the articles printed in the period: a
// newspaper more would else make everything rise.
const (
	Mentions TrendCount = "mentions"   // which part of the articles mention it; the zero value means it too
	Said     TrendCount = "statements" // statements for each hundred articles
)

// Picture is a trend for people.
type Picture struct {
	PNG   []byte
	Alt   string // the picture in words, for those who do not see it: 1000 characters at most
	Text  string // what it rests on, and the figures of each subject; lines without markup
	Table string // the figures of each period, in columns for letters of one width
	title string
}

// DrawTrends draws a trend that has periods, in "en" or "fr".
func DrawTrends(t answer.Trends, count TrendCount, lang string) (Picture, error) {
	all, err := loadTexts()
	if err != nil {
		return Picture{}, err
	}
	texts, known := all[lang]
	if !known {
		return Picture{}, fmt.Errorf("language %q: want en or fr", lang)
	}
	return view{texts}.picture(t, count)
}

func (v view) picture(t answer.Trends, count TrendCount) (Picture, error) {
	l := chart.Lines{
		Title: v.say("trends.axis."+count.key(), "step", v.say("trends.by."+string(t.Step))), Write: func(f float64) string { return v.value(f, count) },
		OpenNote: v.say("trends.not_over"), EmptyNote: v.say("trends.nothing_printed"),
	}
	var names []string
	for _, p := range t.Periods {
		l.Labels, l.Bases = append(l.Labels, v.periodLabel(t.Step, p)), append(l.Bases, "n="+v.number(p.Articles))
		l.Open, l.Empty = append(l.Open, p.Partial), append(l.Empty, p.Articles == 0)
	}
	for _, s := range t.Series {
		if s.Unknown {
			continue
		}
		line := chart.Line{Name: s.Name}
		for i, p := range t.Periods {
			line.Values = append(line.Values, count.of(s.Counts[i], p.Articles))
		}
		l.Series, names = append(l.Series, line), append(names, s.Name)
	}
	png, err := l.PNG()
	return Picture{PNG: png, Alt: v.inWords(t, l), Table: v.figures(t), Text: plainText(v.rests(t), v.totals(t, plain)), title: strings.Join(names, " · ")}, err
}

func plainText(head string, lines []string) string {
	return head + "\n" + strings.Join(lines, "\n") + "\n"
}

// key is the count in the keys of texts.
func (c TrendCount) key() string {
	if c == Said {
		return string(Said)
	}
	return string(Mentions)
}

// of is a period's value: per cent of its articles, or statements for each
// hundred of them. Without an article there is none.
func (c TrendCount) of(n index.Count, articles int) float64 {
	if c == Said {
		return 100 * float64(n.Statements) / float64(max(articles, 1))
	}
	return 100 * float64(n.Articles) / float64(max(articles, 1))
}

// value writes a value with as many digits as tell it.
func (v view) value(f float64, count TrendCount) string {
	digits := 2
	switch {
	case f >= 9.95:
		digits = 0
	case f >= .95:
		digits = 1
	}
	s := strconv.FormatFloat(f, 'f', digits, 64)
	if digits > 0 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if v.lang == "fr" {
		s = strings.Replace(s, ".", ",", 1)
	}
	if count == Said {
		return s
	}
	return v.say("trends.percent", "n", s)
}

// periodLabel names a period shortly: by its first day, month, quarter or year.
func (v view) periodLabel(step answer.Step, p answer.Period) string {
	d, err := time.Parse(time.DateOnly, p.First)
	if err != nil {
		return p.First
	}
	month, year := v.say("month.short."+strconv.Itoa(int(d.Month()))), strconv.Itoa(d.Year())
	switch step {
	case answer.ByDay, answer.ByWeek:
		return v.say("date.short", "day", strconv.Itoa(d.Day()), "month", month)
	case answer.ByMonth:
		return month + " " + year
	case answer.ByQuarter:
		return v.say("trends.quarter", "n", strconv.Itoa((int(d.Month())+2)/3)) + " " + year
	}
	return year
}
