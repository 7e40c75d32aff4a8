package main

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"verbatim/data"
	"verbatim/data/ingest/poll"
)

// atOnce is how many sources are read at the same time by whoever asks for them:
// one that does not answer holds up few others.
const atOnce = 8

// refreshed is what came of reading a source.
type refreshed struct {
	checked poll.Checked
	tally   tally
	done    bool
}

// refreshAll reads sources now. progress, called by one caller at a time, is told
// how many sources are done, or, of one source, whose number is known, articles.
// The error is the store's; what was done before it is there.
func refreshAll(ctx context.Context, p *poll.Poller, feeds []data.Feed, progress func(done, total int)) ([]refreshed, error) {
	all := make([]refreshed, len(feeds))
	var telling sync.Mutex
	done := 0
	step := func(of int) {
		telling.Lock()
		defer telling.Unlock()
		done++
		progress(done, of)
	}
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(atOnce)
	for i, f := range feeds {
		r := &all[i]
		work.Go(func() (err error) {
			r.checked, err = p.Refresh(ctx, f, func(o poll.Outcome, articles int) {
				r.tally.add(o)
				if len(feeds) == 1 {
					step(articles)
				}
			})
			if err != nil {
				return err
			}
			r.done = true
			if len(feeds) > 1 {
				step(len(feeds))
			}
			return nil
		})
	}
	err := work.Wait()
	return all, err
}
