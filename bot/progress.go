package bot

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// taskShown is task with live progress in the response.
func (r *responder) taskShown(begin string, work func(ctx context.Context, progress func(done, total int)) post) {
	var mu sync.Mutex
	done, total := 0, 0
	r.task(note(blue, begin), func(ctx context.Context) post {
		watched, cancel := context.WithCancel(ctx)
		shown := make(chan struct{})
		go func() {
			defer close(shown)
			r.guarded(watched, r.view, func(ctx context.Context) (nothing result) {
				r.follow(ctx, begin, func() (int, int) {
					mu.Lock()
					defer mu.Unlock()
					return done, total
				})
				return nothing
			})
		}()
		res := work(ctx, func(n, of int) {
			mu.Lock()
			defer mu.Unlock()
			done, total = n, of
		})
		cancel()
		<-shown
		return res
	})
}

// follow edits the response now and then, until ctx ends or the response can be
// edited no more.
func (r *responder) follow(ctx context.Context, begin string, now func() (done, total int)) {
	tick := time.NewTicker(editEvery)
	defer tick.Stop()
	last := 0
	for time.Since(r.arrived) < tokenLife {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		done, total := now()
		if done == last {
			continue
		}
		last = done
		bar, percent := progressBar(done, total)
		p := note(blue, begin+"\n"+fmt.Sprintf("%s %s %% (%s/%s)", bar, percent, r.view.number(done), r.view.number(total)))
		if err := r.edit(ctx, r.it, p); err != nil && ctx.Err() == nil {
			r.Log.Warn("bot: progress not shown", "error", err)
		}
	}
}
