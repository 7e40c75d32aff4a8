package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/index/answer"
	"verbatim/index/eval"
)

// evalFlags are the flags of `verbatim eval`.
type evalFlags struct {
	errors  int
	limit   int
	now     string
	fit     bool
	places  bool
	without []string
}

func newEvalCommand(a *app) *cobra.Command {
	var f evalFlags
	c := &cobra.Command{
		Use:   "eval [flags] [FILE]",
		Short: "Measure the answers against judged questions",
		Long: `Asks the judged questions of a file, prints how they were answered by kind and language, and fails below the floors in the file.

Without a file it asks the project's own questions of the embedded sample; the file is explained at their head (index/eval/sample.txt).`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.eval(cmd.Context(), f, strings.Join(args, ""))
		},
	}
	fl := c.Flags()
	fl.IntVar(&f.errors, "errors", 0, "print that many of the questions that were not answered rightly first")
	fl.IntVar(&f.limit, "limit", 10, "citations looked at")
	fl.StringVar(&f.now, "now", "2026-01-01T00:00:00Z", "what \"last week\" is relative to, RFC 3339")
	fl.BoolVar(&f.fit, "fit", false, "look for better weights and print them, cross-validated; takes many runs")
	fl.BoolVar(&f.places, "places", false, "ask nothing, print the file with the places of the judged words for the words, to keep where the words may not be kept")
	fl.StringSliceVar(&f.without, "without", nil, "switch parts off: "+strings.Join(answer.PartNames(), ", "))
	return c
}

func (a *app) eval(ctx context.Context, f evalFlags, path string) error {
	now, err := time.Parse(time.RFC3339, f.now)
	if err != nil {
		return usagef("--now %q: want RFC 3339, such as 2024-05-01T12:00:00Z", f.now)
	}
	if f.limit < 1 || f.limit > 100 {
		return usagef("--limit %d: want 1 to 100", f.limit)
	}
	name, text, err := evalText(path)
	if err != nil {
		return err
	}
	set, err := eval.Read(name, strings.NewReader(text))
	if err != nil {
		return err
	}
	lib, err := a.evalLibrary(ctx, path)
	if err != nil {
		return err
	}
	if f.places {
		return errors.Join(eval.WritePlaces(ctx, lib.engine.Library(), set, text, a.out), lib.close())
	}
	o := eval.Options{Limit: f.limit, Now: now}
	return errors.Join(a.measure(ctx, f, set, lib, o), lib.close())
}

// evalText reads the questions: those of the file, or the project's own.
func evalText(path string) (name, text string, err error) {
	if path == "" {
		return "sample.txt", eval.SampleText, nil
	}
	b, err := os.ReadFile(path)
	return path, string(b), err
}

// evalLibrary opens the articles that the questions are about.
func (a *app) evalLibrary(ctx context.Context, path string) (*library, error) {
	if path != "" {
		return a.openLibrary(ctx)
	}
	k, err := a.knowledge()
	if err != nil {
		return nil, err
	}
	return openSample(ctx, k, a.log)
}

func (a *app) measure(ctx context.Context, f evalFlags, set eval.Set, lib *library, o eval.Options) error {
	for _, name := range f.without {
		if !lib.engine.Parts.Without(name) {
			return usagef("--without %s: want %s", name, strings.Join(answer.PartNames(), ", "))
		}
	}
	if f.fit {
		return eval.Fit(ctx, lib.engine, lib.engine.Library(), set, o, a.out)
	}
	r, err := eval.Run(ctx, lib.engine, lib.engine.Library(), set, o)
	if err != nil {
		return err
	}
	if err := r.Write(a.out); err != nil {
		return err
	}
	for _, m := range r.Misses[:min(f.errors, len(r.Misses))] {
		fmt.Fprintf(a.out, "\n- %s %s\n  %s: %q\n", m.Case.Name, m.Case.Request.Question, m.Why, m.Got)
	}
	if len(r.Failed) > 0 {
		return fmt.Errorf("below the floors of the file:\n  %s", strings.Join(r.Failed, "\n  "))
	}
	return nil
}
