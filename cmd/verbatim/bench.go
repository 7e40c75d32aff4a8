package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"verbatim/index"
	"verbatim/index/bench"
)

// benchFlags are the flags of `verbatim bench`.
type benchFlags struct {
	articles, queries int
	own, noFTS        bool
	rebuild           bool
	json, plot, dir   string
	load              time.Duration
}

func newBenchCommand(a *app) *cobra.Command {
	var f benchFlags
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure the search core beside Bleve's own search and SQLite FTS5",
		Long: fmt.Sprintf(`Builds an index of generated articles (%d passages, statements and takeaways each), or of those in the data directory,
and measures every kind of query on it: ours, Bleve's own search of the same index, and SQLite FTS5 over the same words, in turn, warm.

Nothing in the data directory is changed. 100,000 articles take about an hour with FTS5, a quarter of it without.`, bench.UnitsEach),
		Example: `  verbatim bench --articles 2000
  verbatim bench --articles 100000 --queries 100 --json bench.json --plot bench.svg
  verbatim bench --own --no-fts`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.bench(cmd.Context(), f) },
	}
	fl := c.Flags()
	fl.IntVar(&f.articles, "articles", 2000, "articles to generate")
	fl.BoolVar(&f.own, "own", false, "measure the articles of the data directory instead of generated ones")
	fl.IntVar(&f.queries, "queries", 50, "queries of each kind")
	fl.DurationVar(&f.load, "load", 5*time.Second, "how long queries a second are counted for, each time")
	fl.BoolVar(&f.noFTS, "no-fts", false, "leave SQLite FTS5 out")
	fl.BoolVar(&f.rebuild, "rebuild", false, "build the index once more while queries are asked, and measure these")
	fl.StringVar(&f.json, "json", "", "write the report to this file as JSON")
	fl.StringVar(&f.plot, "plot", "", "draw the report into this file as SVG")
	fl.StringVar(&f.dir, "dir", "", "folder for what is built, deleted afterwards (default: the system's for temporary files)")
	return c
}

func (f *benchFlags) check() error {
	if f.articles < 100 || f.articles > 10_000_000 {
		return usagef("--articles %d: want 100 to 10000000", f.articles)
	}
	if f.queries < 1 || f.queries > 10_000 {
		return usagef("--queries %d: want 1 to 10000", f.queries)
	}
	if f.load < 0 {
		return usagef("--load %s is negative: want a time such as 5s", f.load)
	}
	return nil
}

func (a *app) bench(ctx context.Context, f benchFlags) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	var source index.Source = bench.Corpus{Articles: f.articles}
	if f.own {
		s, err := a.readStore(ctx)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		source = s
	}
	dir, err := os.MkdirTemp(f.dir, "verbatim-bench-")
	if err != nil {
		return fmt.Errorf("--dir: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	defer thrifty()()
	r, err := bench.Run(ctx, bench.Options{
		Source: source, Dir: dir, Queries: f.queries, FTS: !f.noFTS, Load: f.load, Rebuild: f.rebuild, Log: a.log,
		Progress: func(step string) { fmt.Fprintln(a.errOut, step) },
	})
	if err != nil {
		return err
	}
	return errors.Join(r.Print(a.out), f.write(r))
}

// write puts the report into the files that were asked for.
func (f *benchFlags) write(r *bench.Report) error {
	var errs []error
	if f.json != "" {
		raw, err := json.MarshalIndent(r, "", "  ")
		errs = append(errs, err, os.WriteFile(f.json, append(raw, '\n'), 0o644))
	}
	if f.plot != "" {
		drawing, err := r.Plot()
		if err == nil {
			err = os.WriteFile(f.plot, drawing, 0o644)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
