package lang

import (
	"time"

	"verbatim/data"
)

// When is a date or a time span that a text tells.
type When struct {
	// Span is where the text tells it, with the word that opens or closes the
	// range (since, before, between), without a plain preposition (in, on).
	Span data.Span
	// Since and Until are the first and the last day, YYYY-MM-DD; "" = open.
	Since, Until string
	// Said is YYYY, YYYY-MM or YYYY-MM-DD where the text tells a point in time,
	// as precise as it does; "" for ranges, weeks and seasons.
	Said string
	// Impossible marks a day that no calendar has (30 February). The other
	// fields but Span are empty then.
	Impossible bool
}

// Dates finds the dates that text tells, absolute ones and those relative to
// ref (yesterday, last week, in March: the latest March), English and French,
// in order and apart. Texts mix the two languages, so both are read whatever
// lang is; it decides where they differ: 3/4/2023 is read in French only, and
// Mars without a day or year is a month in French only.
//
// A zero ref leaves relative dates out. Only the calendar day of ref counts, in
// its own time zone. Weeks are calendar weeks from Monday. A weekday is the
// latest one, ref's own day included unless "last" is said.
func Dates(text, lang string, ref time.Time) []When {
	if !ref.IsZero() {
		ref = dayOf(ref)
	}
	p := dateParser{tokens: dateTokens(text, dateWords()), lang: lang, ref: ref}
	var out []When
	for i := 0; i < len(p.tokens); {
		if !p.tokens[i].starts() {
			i++
			continue
		}
		m := p.expression(i)
		if m.outcome == noDate {
			i++
			continue
		}
		if m.outcome != unresolved {
			out = append(out, m.when(p.tokens[m.first], p.tokens[m.next-1]))
		}
		i = m.next
	}
	return out
}

// match is what a rule found: tokens [first, next).
type match struct {
	period
	outcome     outcome
	first, next int
	told        partial // where a date was told by its parts
}

func (m match) when(first, last dateToken) When {
	w := When{Span: data.Span{Start: first.Start, End: last.End}}
	if m.outcome == impossible {
		w.Impossible = true
		return w
	}
	if !m.from.IsZero() {
		w.Since = m.from.Format(time.DateOnly)
	}
	if !m.to.IsZero() {
		w.Until = m.to.Format(time.DateOnly)
	}
	w.Said = m.said
	return w
}
