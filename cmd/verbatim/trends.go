package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/bot"
	"verbatim/index/answer"
)

// trendsFlags are the flags of `verbatim trends`.
type trendsFlags struct {
	last, since, until string
	count, lang, out   string
	json               bool
}

func newTrendsCommand(a *app) *cobra.Command {
	var f trendsFlags
	c := &cobra.Command{
		Use:   "trends [flags] SUBJECT...",
		Short: "Count how often topics or people are in print, over time",
		Long: `Counts the articles that mention each subject, and the statements, by day, week, month, quarter or year of printing. A subject is
a topic, a person, or a person on a topic ("Musk on Bitcoin"); at most four. The same topic in English and in French is one.

An article mentions a topic where one of its passages, with the title, has the words; a person where it quotes them or has their name.
The picture shows shares of all articles of the period: a newspaper more does not make everything rise. A period without any
article is a gap, not a nought.`,
		Example: `  verbatim trends Musk Bitcoin --since 2021-01-01 --out trends.png
  verbatim trends "régulation de l'IA" --last 12m --lang fr
  verbatim trends "Musk on AI" --json`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.trends(cmd.Context(), args, f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.last, "last", "", "30d, 12m or all (default: 12m where there are articles, else all)")
	fl.StringVar(&f.since, "since", "", "printed on this day or later, YYYY-MM-DD")
	fl.StringVar(&f.until, "until", "", "printed on this day or before, YYYY-MM-DD")
	fl.StringVar(&f.count, "count", "mentions", "what the picture shows: mentions or statements")
	fl.StringVar(&f.lang, "lang", "en", "language of the picture and the figures: en or fr")
	fl.StringVar(&f.out, "out", "", "draw the picture into this file, PNG")
	fl.BoolVar(&f.json, "json", false, "print one JSON object")
	return c
}

// request checks the flags.
func (f *trendsFlags) request(subjects []string) (answer.TrendsRequest, error) {
	r := answer.TrendsRequest{Subjects: subjects, Span: answer.Span(f.last), Since: f.since, Until: f.until, AskerLang: f.lang, Now: time.Now()}
	if err := checkDays(f.since, f.until); err != nil {
		return r, err
	}
	for _, c := range []struct{ flag, value, want string }{{"last", f.last, "30d 12m all"}, {"count", f.count, "mentions statements"}, {"lang", f.lang, "en fr"}} {
		if c.value != "" && !strings.Contains(" "+c.want+" ", " "+c.value+" ") {
			return r, usagef("--%s %q: want one of %s", c.flag, c.value, c.want)
		}
	}
	if f.last != "" && f.since+f.until != "" {
		return r, usagef("--last beside --since or --until: give one or the other")
	}
	return r, nil
}

func (a *app) trends(ctx context.Context, subjects []string, f trendsFlags) error {
	r, err := f.request(subjects)
	if err != nil {
		return err
	}
	lib, err := a.openLibrary(ctx)
	if err != nil {
		return err
	}
	t, err := lib.engine.Trends(ctx, r)
	switch {
	case errors.Is(err, answer.ErrNoSubject), errors.Is(err, answer.ErrManySubjects):
		err = usageError{err}
	case err == nil && t.Status != answer.Answered:
		err = notCounted(t)
	case err == nil:
		err = a.showTrends(t, f)
	}
	return errors.Join(err, lib.close())
}

// notCounted says why there are no figures, and what to do.
func notCounted(t answer.Trends) error {
	switch t.Reason {
	case answer.SeveralPeople:
		return usagef("%q: several people%s", t.Asked, orNames("one of", t.Choices))
	case answer.SameSubject:
		return usagef("%q stands there twice: name different topics or people", t.Asked)
	case answer.OutsideDates:
		return errors.New("no stored article was printed in that period: `verbatim status` tells from when they are")
	}
	var names []string
	for _, s := range t.Series {
		names = append(names, s.Name)
	}
	return fmt.Errorf("%q: nobody of this name is quoted, and no stored article has these words", strings.Join(names, `", "`))
}

// showTrends prints the figures, and draws them where asked to.
func (a *app) showTrends(t answer.Trends, f trendsFlags) error {
	p, err := bot.DrawTrends(t, bot.TrendCount(f.count), f.lang)
	if err != nil {
		return err
	}
	if f.out != "" {
		if err := os.WriteFile(f.out, p.PNG, 0o644); err != nil {
			return fmt.Errorf("--out: %w", err)
		}
	}
	if f.json {
		return printJSON(a.out, exportTrends(t))
	}
	_, err = fmt.Fprint(a.out, p.Text, p.Table)
	return err
}

// trends is what `verbatim trends --json` prints.
type trends struct {
	Step     answer.Step   `json:"step"`
	Articles int           `json:"articles"` // of all periods
	Undated  int           `json:"undated"`  // articles that stand in no period
	Periods  []trendPeriod `json:"periods"`
	Series   []trendSeries `json:"series"`
	Sample   bool          `json:"sample,omitempty"`
}

type trendPeriod struct {
	First    string `json:"first"`
	Last     string `json:"last"`
	Articles int    `json:"articles"` // 0: nothing is known of it
	Partial  bool   `json:"partial"`
}

type trendSeries struct {
	Name       string `json:"name"`
	Person     bool   `json:"person"`
	Unknown    bool   `json:"unknown"`
	Articles   []*int `json:"articles"` // by period; null where it has no article
	Statements []*int `json:"statements"`
}

func exportTrends(t answer.Trends) trends {
	out := trends{Step: t.Step, Articles: t.Articles(), Undated: t.Undated, Sample: t.Sample}
	for _, p := range t.Periods {
		out.Periods = append(out.Periods, trendPeriod{p.First, p.Last, p.Articles, p.Partial})
	}
	for _, s := range t.Series {
		e := trendSeries{Name: s.Name, Person: s.Person, Unknown: s.Unknown, Articles: []*int{}, Statements: []*int{}}
		for i, c := range s.Counts {
			known := t.Periods[i].Articles > 0
			e.Articles, e.Statements = append(e.Articles, whereKnown(c.Articles, known)), append(e.Statements, whereKnown(c.Statements, known))
		}
		out.Series = append(out.Series, e)
	}
	return out
}

func whereKnown(n int, known bool) *int {
	if !known {
		return nil
	}
	return &n
}
