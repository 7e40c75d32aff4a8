package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/data"
	"verbatim/data/ingest"
	"verbatim/data/ingest/poll"
	"verbatim/data/store"
)

func newIngestCommand(a *app) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "ingest [flags] PATH|URL...",
		Short: "Read articles into the data directory and index them",
		Long: `Reads articles from files, folders and the web into the data directory, and brings the index into step.

  .jsonl, .jsonl.gz   an article a line: {"id","url","title","source","author","published","lang","body"},
                      of which only "body" (plain text) or "html" is required
  .txt, .md           one article; its title is the first line or heading. A Markdown file may open with
                      front matter: title, url, source, author, published, lang, id
  .html               a saved article page
  -                   JSON lines on standard input
  http(s)://...       an article's page, a feed or a sitemap: what it holds now, once (` + "`verbatim sources`" + ` polls feeds)
  .opml               the feeds of an OPML file, what they hold now

The same article again changes nothing; another text or date under the same id replaces it.
What cannot be read is listed with file and line, the rest is read, and the exit status is 3.`,
		Example: `  verbatim ingest articles.jsonl.gz notes/
  curl -s https://example.org/articles.jsonl | verbatim ingest -`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("nothing to ingest: name files or folders, such as `verbatim ingest articles.jsonl`")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.ingest(cmd.Context(), args, asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the summary as one JSON object")
	return c
}

// summary is what `verbatim ingest --json` prints.
type summary struct {
	Read      int            `json:"read"` // articles read: added, updated and unchanged ones
	Added     int            `json:"added"`
	Updated   int            `json:"updated"`
	Unchanged int            `json:"unchanged"`
	Skipped   int            `json:"skipped"`
	Quotes    int            `json:"quotes"`   // in the articles read
	Passages  int            `json:"passages"` // in the index, of all articles
	TookMS    int64          `json:"took_ms"`
	Errors    []ingest.Fault `json:"errors"` // of the items skipped, the first 1000
}

func (a *app) ingest(ctx context.Context, paths []string, asJSON bool) error {
	began := time.Now()
	s, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	paths, addresses, err := parted(paths)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	report, passages, err := a.ingestInto(ctx, s, paths, addresses)
	if err = errors.Join(err, s.Close()); err != nil {
		return interrupted(err, report)
	}
	sum := summary{
		Read: report.Read, Added: report.Added, Updated: report.Updated, Unchanged: report.Unchanged,
		Skipped: report.Skipped, Quotes: report.Quotes, Passages: passages,
		TookMS: time.Since(began).Milliseconds(), Errors: append([]ingest.Fault{}, report.Faults...),
	}
	if asJSON {
		err = printJSON(a.out, sum)
	} else {
		err = a.printSummary(sum, report.Other)
	}
	if err == nil && report.Skipped > 0 {
		err = errSkipped
	}
	return err
}

// parted parts paths from addresses of the web, those that OPML files list
// included.
func parted(args []string) (paths, addresses []string, err error) {
	for _, arg := range args {
		switch {
		case isAddress(arg):
			addresses = append(addresses, arg)
		case strings.HasSuffix(strings.ToLower(arg), ".opml"):
			sources, faults, err := readOPML(arg)
			if err != nil {
				return nil, nil, err
			}
			if len(faults) > 0 {
				return nil, nil, fmt.Errorf("%s: %s", arg, faults[0])
			}
			for _, src := range sources {
				addresses = append(addresses, src.Feed)
			}
		default:
			paths = append(paths, arg)
		}
	}
	return paths, addresses, nil
}

// ingestInto reads paths and addresses into s and brings the index into step.
func (a *app) ingestInto(ctx context.Context, s *store.SQLite, paths, addresses []string) (ingest.Report, int, error) {
	p, err := newProcessor(ingest.NewProcessor)
	if err != nil {
		return ingest.Report{}, 0, err
	}
	bar := a.newBar("reading", "bytes")
	in := ingest.Ingester{
		Processor: p,
		Put:       putInto(s),
		Stdin:     a.in,
		Progress:  func(p ingest.Progress) { bar.progress64(p.Bytes, p.Total) },
	}
	report, err := in.Run(ctx, paths)
	bar.close()
	if err == nil && len(addresses) > 0 {
		err = a.ingestWeb(ctx, s, p, addresses, &report)
	}
	if err != nil {
		return report, 0, err
	}
	st, err := a.syncIndex(ctx, s)
	return report, int(st.Units), err
}

// ingestWeb takes in what stands at addresses, and adds it to the report. An
// address that cannot be read is a fault of it alone.
func (a *app) ingestWeb(ctx context.Context, s *store.SQLite, p *ingest.Processor, addresses []string, r *ingest.Report) error {
	poller, err := a.newPoller(s, p, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	var t tally
	for _, address := range addresses {
		bar, n := a.newBar("fetching", "articles"), 0
		got, err := poller.Take(ctx, address, func(o poll.Outcome, of int) {
			n++
			bar.progress(n, of)
			t.add(o)
		})
		bar.close()
		t.leftOut(address, got)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, store.ErrFull), errors.Is(err, store.ErrCorrupt), errors.Is(err, store.ErrReadOnly):
			return err
		case err != nil:
			t.skip(address, err)
		}
	}
	r.Read += t.Read
	r.Added += t.Added
	r.Updated += t.Updated
	r.Unchanged += t.Unchanged
	r.Skipped += t.Skipped
	r.Quotes += t.Quotes
	r.Faults = append(r.Faults, t.Errors...)
	return nil
}

// putInto stores batches in s.
func putInto(s *store.SQLite) func(context.Context, []data.Record) (ingest.Counts, error) {
	return func(ctx context.Context, batch []data.Record) (ingest.Counts, error) {
		res, err := s.Put(ctx, batch)
		c := ingest.Counts{Added: res.Added, Updated: res.Updated, Unchanged: res.Unchanged}
		for i, o := range res.Outcomes {
			if o == store.Removed {
				c.Removed = append(c.Removed, batch[i].Article.ID)
			}
		}
		return c, err
	}
}

// interrupted says of an error what was done before it.
func interrupted(err error, r ingest.Report) error {
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("stopped: %d articles are stored; run the same command again to go on", r.Read)
	case r.Read > 0:
		return fmt.Errorf("%w (%d articles were stored before; run the same command again to go on)", err, r.Read)
	}
	return err
}

// printSummary prints what was done for people, and what was skipped on
// standard error.
func (a *app) printSummary(s summary, other int) error {
	for _, f := range s.Errors {
		fmt.Fprintln(a.errOut, "skipped:", line(errors.New(f.String())))
	}
	if more := s.Skipped - len(s.Errors); more > 0 {
		fmt.Fprintf(a.errOut, "skipped: and %d more\n", more)
	}
	text := fmt.Sprintf("%s read in %.1f s: %d added, %d updated, %d unchanged, %d skipped\n%s found in them; the index holds %s\n",
		count(s.Read, "article"), float64(s.TookMS)/1000, s.Added, s.Updated, s.Unchanged, s.Skipped,
		count(s.Quotes, "quote"), count(s.Passages, "passage"))
	if other > 0 {
		text += count(other, "file") + " of other kinds left alone\n"
	}
	_, err := io.WriteString(a.out, text)
	return err
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
