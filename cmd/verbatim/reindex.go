package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"verbatim/index"
)

func newReindexCommand(a *app) *cobra.Command {
	var reprocess bool
	c := &cobra.Command{
		Use:   "reindex",
		Short: "Build the index anew from the stored articles",
		Long: `Builds the index anew from the stored articles, beside the old one, and then switches to it.

With --reprocess the articles themselves are read anew first, without the network: text from the page that was kept where
there is one, then language, blocks, quotes and speakers. Corrections stay in force.

Interrupted at any moment, the old index stays as it is, and what was half-built is deleted at the next start.`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.reindex(cmd.Context(), reprocess) },
	}
	c.Flags().BoolVar(&reprocess, "reprocess", false, "extract text and quotes anew first")
	return c
}

func (a *app) reindex(ctx context.Context, reprocess bool) (err error) {
	began := time.Now()
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	s, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	skipped := 0
	if reprocess {
		if skipped, err = a.reprocess(ctx, s); err != nil {
			return errors.Join(err, s.Close())
		}
	}
	x, err := index.Open(indexDir(dir), s, a.log)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	defer thrifty()()
	bar := a.newBar("indexing", "articles")
	err = x.Rebuild(ctx, bar.progress)
	bar.close()
	st, statusErr := x.Status()
	if err = errors.Join(err, statusErr, x.Close(), s.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "index %s: %d statements, passages and takeaways, %s\n", st.Generation, st.Units, time.Since(began).Round(time.Millisecond))
	if err == nil && skipped > 0 {
		err = errSkipped
	}
	return err
}
