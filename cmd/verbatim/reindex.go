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
	return &cobra.Command{
		Use:   "reindex",
		Short: "Build the index anew from the stored articles",
		Long: `Builds the index anew from the stored articles, beside the old one, and then switches to it.

Interrupted at any moment, the old index stays as it is, and what was half-built is deleted at the next start.`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.reindex(cmd.Context()) },
	}
}

func (a *app) reindex(ctx context.Context) error {
	began := time.Now()
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	s, err := a.openStore(ctx)
	if err != nil {
		return err
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
	return err
}
