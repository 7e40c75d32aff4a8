package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"verbatim/index/answer"
	"verbatim/index/chart"
)

// rests says what a trend rests on.
func (v view) rests(t answer.Trends) string {
	first, last := t.Periods[0].First, t.Periods[len(t.Periods)-1].Last
	s := v.count("articles", t.Articles()) + " · " + v.period(first, last) + " · " + v.say("trends.by."+string(t.Step))
	if t.Undated > 0 {
		s += "\n" + v.count("trends.undated", t.Undated)
	}
	return s
}

// strong is a name as Discord shows it; plain one for a terminal.
func strong(name string) string { return "**" + escape(cut(name, 80)) + "**" }
func plain(name string) string  { return cut(oneLine(name), 80) }

// totals are a line for each subject.
func (v view) totals(t answer.Trends, write func(name string) string) []string {
	var out []string
	for i, s := range t.Series {
		if s.Unknown {
			out = append(out, v.say("trends.unknown", "what", write(s.Name)))
			continue
		}
		line := write(s.Name) + " · " + v.say("trends.total", "n", v.number(s.Total.Articles), "articles", v.count("articles", t.Articles())) +
			" · " + v.count("statements", s.Total.Statements)
		if p, found := highest(t, i); found {
			share, _ := t.Share(i, p)
			line += " · " + v.say("trends.most", "when", v.periodLabel(t.Step, t.Periods[p]), "value", v.value(100*share, Mentions),
				"n", v.number(s.Counts[p].Articles), "all", v.number(t.Periods[p].Articles))
		}
		out = append(out, line)
	}
	return out
}

// highest is the period in which most of the articles hold a subject, among those
// that are over.
func highest(t answer.Trends, series int) (period int, found bool) {
	best := 0.0
	for p := range t.Periods {
		if share, _ := t.Share(series, p); share > best && !t.Periods[p].Partial {
			best, period, found = share, p, true
		}
	}
	return period, found
}

// The table of figures: as many of the last periods as a message can show, and
// columns that a phone can.
const (
	maxRows     = 31
	columnWidth = 9
)

// columnName is a subject's name in a column: of a person at least the surname.
func columnName(s answer.TrendSeries) string {
	name := oneLine(s.Name)
	if words := strings.Fields(name); s.Person && width(name) > columnWidth && len(words) > 1 {
		name = words[len(words)-1]
	}
	return cut(name, columnWidth)
}

// figures are the counts in columns: of each period its articles, and for each
// subject the articles that mention it and, behind a stroke, the statements. "–"
// is a period without an article, "…" stands for those between two of them, "*"
// is one that is not over.
func (v view) figures(t answer.Trends) string {
	rows := [][]string{{"", "n"}}
	for _, s := range t.Series {
		if !s.Unknown {
			rows[0] = append(rows[0], columnName(s))
		}
	}
	empty := func(i int) bool { return i >= 0 && i < len(t.Periods) && t.Periods[i].Articles == 0 }
	for i, p := range t.Periods {
		if empty(i-1) && empty(i) && empty(i+1) {
			if !empty(i - 2) {
				rows = append(rows, append([]string{"…"}, make([]string, len(rows[0])-1)...))
			}
			continue
		}
		label := v.periodLabel(t.Step, p)
		if p.Partial {
			label += "*"
		}
		row := []string{label, v.number(p.Articles)}
		for _, s := range t.Series {
			switch {
			case s.Unknown:
			case p.Articles == 0:
				row = append(row, "–")
			default:
				row = append(row, fmt.Sprintf("%d/%d", s.Counts[i].Articles, s.Counts[i].Statements))
			}
		}
		rows = append(rows, row)
	}
	if more := len(rows) - 1 - maxRows; more > 0 {
		rows = slices.Delete(rows, 1, 1+more)
	}
	return columns(rows)
}

// columns sets rows beside each other: the first column to the left, the others
// to the right.
func columns(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-len([]rune(cell)))
			if i == 0 {
				b.WriteString(cell + pad)
				continue
			}
			b.WriteString("  " + pad + cell)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// maxAlt is the most that a description of a picture may hold: Discord takes 1024.
const maxAlt = 1000

// inWords is a picture for those who do not see it: of each line where it begins
// and ends, and its highest point; and where nothing is known.
func (v view) inWords(t answer.Trends, l chart.Lines) string {
	out := []string{v.say("trends.alt", "title", l.Title, "period", v.period(t.Periods[0].First, t.Periods[len(t.Periods)-1].Last))}
	known := slices.Index(l.Empty, false)
	last := len(l.Empty) - 1
	for last > 0 && l.Empty[last] {
		last--
	}
	for _, s := range l.Series {
		if known < 0 {
			break
		}
		top := known
		for i, value := range s.Values {
			if !l.Empty[i] && cmp.Compare(value, s.Values[top]) > 0 {
				top = i
			}
		}
		out = append(out, v.say("trends.alt.line", "what", oneLine(cut(s.Name, 60)), "from", l.Write(s.Values[known]), "first", l.Labels[known],
			"to", l.Write(s.Values[last]), "last", l.Labels[last], "most", l.Write(s.Values[top]), "when", l.Labels[top]))
	}
	var gaps []string
	for i, empty := range l.Empty {
		if empty {
			gaps = append(gaps, l.Labels[i])
		}
	}
	if len(gaps) > 0 {
		out = append(out, v.say("trends.alt.gaps", "when", strings.Join(gaps, ", ")))
	}
	return cut(strings.Join(out, " "), maxAlt)
}
