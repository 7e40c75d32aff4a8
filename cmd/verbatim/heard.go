package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"verbatim/index/answer"
)

// heardFlags are the flags of `verbatim heard`.
type heardFlags struct {
	answer.Watch
	since, until string
	json         bool
}

// backtest is how many days an alert is tried on.
const backtest = 30

func newHeardCommand(a *app) *cobra.Command {
	var f heardFlags
	c := &cobra.Command{
		Use:   "heard [flags]",
		Short: "List what an alert would have sent",
		Long: `Lists what /alert would have sent from one day to another (by default the last 30 days): what the person said, on the topic,
the oldest first and each statement once. What was said long before it was printed, or printed before, is no news.`,
		Example: `  verbatim heard --speaker Lagarde --topic stablecoins
  verbatim heard --topic "régulation de l'IA" --since 2023-01-01 --until 2023-03-31 --json`,
		Args: exactly(0, "no arguments, but --speaker or --topic"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.heard(cmd.Context(), f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.Speaker, "speaker", "", "only what this person says")
	fl.StringVar(&f.Topic, "topic", "", "only on this, in English or French")
	fl.StringVar(&f.Source, "source", "", "only from this publisher")
	fl.StringVar(&f.since, "since", "", "printed on this day or later, YYYY-MM-DD")
	fl.StringVar(&f.until, "until", "", "printed on this day or before, YYYY-MM-DD")
	fl.BoolVar(&f.json, "json", false, "print one JSON object a line")
	return c
}

func (a *app) heard(ctx context.Context, f heardFlags) error {
	now := time.Now()
	if f.until == "" {
		f.until = now.Format(time.DateOnly)
	}
	if f.since == "" {
		f.since = now.AddDate(0, 0, -backtest).Format(time.DateOnly)
	}
	if err := checkDays(f.since, f.until); err != nil {
		return err
	}
	lib, err := a.openLibrary(ctx)
	if err != nil {
		return err
	}
	w := lib.engine.Understand(f.Watch, now)
	if w.Status != answer.Answered {
		return errors.Join(usagef("%s", unheard(w)), lib.close())
	}
	news, err := lib.engine.Heard(ctx, w, answer.Past(f.since, f.until))
	if err == nil {
		err = a.printHeard(news, f.json)
	}
	return errors.Join(err, lib.close())
}

// unheard says why something cannot be waited for.
func unheard(w answer.Watched) string {
	switch w.Reason {
	case answer.SpeakerUnknown:
		return fmt.Sprintf("--speaker %q: not quoted in any stored article%s", w.Speaker, orNames("perhaps", w.Choices))
	case answer.SeveralPeople:
		return fmt.Sprintf("--speaker %q: several people%s", w.Speaker, orNames("one of", w.Choices))
	}
	return "name a --speaker or a --topic: nothing but small words is left"
}

func orNames(how string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s %q)", how, names)
}

func (a *app) printHeard(news answer.News, asJSON bool) error {
	if news.Skipped > 0 {
		fmt.Fprintf(a.errOut, "%d older statements were not looked at: name a shorter period\n", news.Skipped)
	}
	if asJSON {
		for _, c := range news.List {
			if err := printJSON(a.out, c); err != nil {
				return err
			}
		}
		return nil
	}
	p, err := a.renderer()
	if err != nil {
		return err
	}
	for _, c := range news.List {
		if _, err := fmt.Fprint(a.out, p.citation(c, p.texts.in("en"))+"\n"); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.out, "%d statements\n", len(news.List))
	if news.Sample {
		fmt.Fprintln(a.errOut, p.texts.in("en")("sample"))
	}
	return nil
}
