package answer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"verbatim/index"
	"verbatim/index/query"
)

// MaxSubjects is how many subjects one trend compares: as many lines as can be
// told from each other.
const MaxSubjects = 4

// TrendsRequest asks how often topics or people stand in print, over time.
type TrendsRequest struct {
	// Subjects are 1 to MaxSubjects: topics, people, or a person on a topic
	// ("Musk on Bitcoin"), as typed.
	Subjects []string
	// Span is how far back; empty: twelve months where they hold an article, else
	// Everything. Since and Until (YYYY-MM-DD, inclusive, of the day printed) go
	// before it.
	Span         Span
	Since, Until string
	AskerLang    string // decides where words are too short to tell
	Now          time.Time
}

// Trends are counts over time. They are of articles by the day printed, since
// that is what is known of every dated article.
type Trends struct {
	Status  Status
	Reason  Reason
	Asked   string   // AmbiguousSpeaker, SameSubject: which subject, as typed
	Choices []string // AmbiguousSpeaker: the people meant
	Step    Step
	Periods []Period
	Series  []TrendSeries
	Undated int // articles without a date, which stand in no period
	Sample  bool
}

// TrendSeries is one line.
type TrendSeries struct {
	Name    string // a person's name, else as typed
	Person  bool   // a person or an organisation
	Unknown bool   // nobody of that name, and no word of the articles: no counts
	Counts  []index.Count
	Total   index.Count
}

// Share is which part of a period's articles hold the subject, 0 to 1; known is
// false where the period has no article.
func (t *Trends) Share(series, period int) (share float64, known bool) {
	all := t.Periods[period].Articles
	if all == 0 || t.Series[series].Unknown {
		return 0, false
	}
	return float64(t.Series[series].Counts[period].Articles) / float64(all), true
}

// Articles is how many articles the periods have in all.
func (t *Trends) Articles() int {
	n := 0
	for _, p := range t.Periods {
		n += p.Articles
	}
	return n
}

// Errors of a TrendsRequest that asks for no subject, or for too many.
var (
	ErrNoSubject    = errors.New("no subject: name a topic or a person")
	ErrManySubjects = fmt.Errorf("more than %d subjects: a picture holds no more lines", MaxSubjects)
)

// Trends counts. An error is ErrNoSubject, ErrManySubjects, about a date that is
// none, or means that the index failed.
func (e *Engine) Trends(ctx context.Context, r TrendsRequest) (Trends, error) {
	t := Trends{Status: Answered, Sample: e.sample}
	subjects, err := e.subjects(&t, r)
	if err != nil || t.Status != Answered {
		return t, err
	}
	first, last, err := e.days(r, r.Span)
	if err != nil {
		return t, err
	}
	err = e.tally(ctx, &t, subjects, first, last, r.Now)
	if err == nil && t.Articles() == 0 && r.Span == "" && r.Since == "" && r.Until == "" {
		if first, last, err = e.days(r, Everything); err == nil {
			err = e.tally(ctx, &t, subjects, first, last, r.Now)
		}
	}
	if err == nil && t.Articles() == 0 {
		t.Status, t.Reason = NothingFound, OutsideDates
	}
	return t, err
}

// subjects understands what is asked for, or says in t why it cannot be told.
func (e *Engine) subjects(t *Trends, r TrendsRequest) ([]subject, error) {
	all := notBlank(r.Subjects)
	switch {
	case len(all) == 0:
		return nil, ErrNoSubject
	case len(all) > MaxSubjects:
		return nil, ErrManySubjects
	}
	var out []subject
	known := false
	for _, typed := range all {
		s, err := e.subjectOf(typed, query.Options{Now: r.Now, Lang: r.AskerLang})
		if err != nil {
			return nil, err
		}
		if s.choices != nil {
			t.Status, t.Reason, t.Asked, t.Choices = AmbiguousSpeaker, SeveralPeople, typed, s.choices
			return nil, nil
		}
		for i := range out {
			if out[i].sameAs(&s) {
				t.Status, t.Reason, t.Asked = NothingFound, SameSubject, s.name
				return nil, nil
			}
		}
		known = known || !s.unknown
		out = append(out, s)
	}
	if !known {
		t.Status, t.Reason = NothingFound, NoMatch
		for _, s := range out {
			t.Series = append(t.Series, TrendSeries{Name: s.name, Unknown: true})
		}
	}
	return out, nil
}

// notBlank are the subjects that are not blank, on one line each.
func notBlank(subjects []string) []string {
	var out []string
	for _, s := range subjects {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// days are the first and the last day asked for.
func (e *Engine) days(r TrendsRequest, span Span) (first, last time.Time, err error) {
	last = dayOf(r.Now)
	if r.Until != "" {
		if last, err = time.Parse(time.DateOnly, r.Until); err != nil {
			return first, last, fmt.Errorf("until %q: want a day as YYYY-MM-DD", r.Until)
		}
	}
	if r.Since != "" {
		first, err = time.Parse(time.DateOnly, r.Since)
		if err != nil {
			err = fmt.Errorf("since %q: want a day as YYYY-MM-DD", r.Since)
		}
		return first, last, err
	}
	oldest, newest, err := e.index.Printed()
	if err != nil {
		return first, last, err
	}
	if span == "" && r.Until == "" {
		span = Last12Months
	}
	if span == Everything && r.Until == "" && newest != "" && earliest(newest).Before(last) {
		last = earliest(newest) // years after the last article would be one long gap
	}
	return span.first(last, oldest), last, nil
}

// tally counts the subjects in the days from first to last.
func (e *Engine) tally(ctx context.Context, t *Trends, subjects []subject, first, last, now time.Time) error {
	t.Periods, t.Series = nil, nil
	if first.IsZero() || last.Before(first) {
		return nil // there is no dated article, or the period ends before it begins
	}
	t.Step = stepFor(first, last)
	t.Periods = periods(t.Step, first, last, now)
	days := make([]index.Days, len(t.Periods))
	for i, p := range t.Periods {
		days[i] = p.Days
	}
	var counted []index.Subject
	for _, s := range subjects {
		if !s.unknown {
			counted = append(counted, s.Subject)
		}
	}
	tally, err := e.index.Tally(ctx, days, counted)
	if err != nil {
		return fmt.Errorf("count: %w", err)
	}
	t.Undated = tally.Undated
	for i := range t.Periods {
		t.Periods[i].Articles = tally.Articles[i]
	}
	for _, s := range subjects {
		series := TrendSeries{Name: s.name, Person: s.person, Unknown: s.unknown}
		if !s.unknown {
			series.Counts, tally.Counts = tally.Counts[0], tally.Counts[1:]
		}
		for _, c := range series.Counts {
			series.Total.Articles += c.Articles
			series.Total.Statements += c.Statements
		}
		t.Series = append(t.Series, series)
	}
	return nil
}
