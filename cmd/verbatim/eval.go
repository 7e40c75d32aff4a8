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
	set, lib, err := a.evalSet(ctx, path)
	if err != nil {
		return err
	}
	o := eval.Options{Limit: f.limit, Now: now}
	return errors.Join(a.measure(ctx, f, set, lib, o), lib.close())
}

// evalSet reads the questions and opens the articles that they are about.
func (a *app) evalSet(ctx context.Context, path string) (eval.Set, *library, error) {
	if path == "" {
		set, err := eval.Read("sample.txt", strings.NewReader(eval.SampleText))
		if err != nil {
			return set, nil, err
		}
		k, err := a.knowledge()
		if err != nil {
			return set, nil, err
		}
		lib, err := openSample(ctx, k, a.log)
		return set, lib, err
	}
	file, err := os.Open(path)
	if err != nil {
		return eval.Set{}, nil, err
	}
	defer file.Close()
	set, err := eval.Read(path, file)
	if err != nil {
		return set, nil, err
	}
	lib, err := a.openLibrary(ctx)
	return set, lib, err
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
