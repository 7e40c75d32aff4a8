package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"verbatim/data"
	"verbatim/data/ingest"
	"verbatim/data/ingest/fetch"
	"verbatim/data/ingest/poll"
	"verbatim/data/store"
)

// fetcher builds what reaches the network, within the operator's limits.
func (a *app) fetcher() (*fetch.Client, error) {
	allow, err := fetch.ParseAllow(a.config.fetchAllow)
	if err != nil {
		return nil, configError{err}
	}
	return fetch.New(fetch.Options{UserAgent: a.config.fetchAgent, Allow: allow}), nil
}

// newPoller builds a poller on a store that this process owns.
func (a *app) newPoller(s *store.SQLite, p *ingest.Processor, log *slog.Logger) (*poll.Poller, error) {
	client, err := a.fetcher()
	if err != nil {
		return nil, err
	}
	return &poll.Poller{Store: s, Fetcher: client, Processor: p, Log: log, Now: time.Now}, nil
}

// withNews runs a command that takes in articles from the network: do, and then
// the index is brought into step, also where do failed halfway.
func (a *app) withNews(ctx context.Context, do func(*store.SQLite, *poll.Poller) error) (passages int, err error) {
	p, err := newProcessor(ingest.NewProcessor)
	if err != nil {
		return 0, err
	}
	s, err := a.openStore(ctx)
	if err != nil {
		return 0, err
	}
	poller, err := a.newPoller(s, p, slog.New(slog.DiscardHandler)) // outcomes are told by the command
	if err != nil {
		return 0, errors.Join(err, s.Close())
	}
	err = do(s, poller)
	if ctx.Err() == nil {
		st, syncErr := a.syncIndex(ctx, s)
		passages, err = int(st.Units), errors.Join(err, syncErr)
	}
	return passages, errors.Join(err, s.Close())
}

// tally counts what became of the articles of a feed or an address.
type tally struct{ summary }

func (t *tally) add(o poll.Outcome) {
	t.Quotes += o.Quotes
	switch o.Status {
	case "added":
		t.Added++
		t.Read++
	case "updated":
		t.Updated++
		t.Read++
	case "unchanged", "duplicate":
		t.Unchanged++
		t.Read++
	case "removed":
		t.skip(o.URL, errors.New("it was removed before: `verbatim remove --restore "+o.Article+"` lets it in again"))
	default:
		t.skip(o.URL, fmt.Errorf("%w (%s)", o.Err, nextTry(o.Again)))
	}
}

// leftOut adds what was not taken of an address.
func (t *tally) leftOut(address string, got poll.Taken) {
	for _, err := range got.Fault {
		t.skip(address, err)
	}
	if got.Left > 0 {
		t.skip(address, fmt.Errorf("the list is long: the newest were taken, %d older entries were left out", got.Left))
	}
}

// nextTry says what happens to an article that failed.
func nextTry(again time.Time) string {
	if again.IsZero() {
		return "given up, unless its source tells of it anew"
	}
	return "tried again after " + again.UTC().Format("2006-01-02 15:04 MST")
}

// join adds another tally.
func (t *tally) join(o tally) {
	t.Read += o.Read
	t.Added += o.Added
	t.Updated += o.Updated
	t.Unchanged += o.Unchanged
	t.Skipped += o.Skipped
	t.Quotes += o.Quotes
	t.Errors = append(t.Errors, o.Errors[:min(len(o.Errors), ingest.MaxFaults-len(t.Errors))]...)
}

func (t *tally) skip(where string, err error) {
	t.Skipped++
	if len(t.Errors) < ingest.MaxFaults {
		t.Errors = append(t.Errors, ingest.Fault{Where: data.Redact(where), Err: data.Redact(err.Error())})
	}
}
