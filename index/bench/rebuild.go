package bench

import (
	"context"
	"errors"
	"time"

	"verbatim/index"
)

// Rebuild is how searches fare while the index is built again in the same process.
type Rebuild struct {
	Seconds float64 `json:"seconds"` // that the rebuild took
	Queries int     `json:"queries"` // asked meanwhile
	Idle    Times   `json:"idle"`    // the same queries before
	Beside  Times   `json:"beside"`
	// Fewer is how many queries found less than before: nothing, or not as much.
	Fewer   int   `json:"fewer"`
	RSSAnon int64 `json:"peak_rss_anon_bytes,omitempty"`
}

// idleRounds is how often each query is asked before the rebuild begins.
const idleRounds = 3

// rebuild builds the index again while one worker asks queries without a pause. A
// query that fails ends it.
func (b *bench) rebuild(ctx context.Context, queries []query) (err error) {
	b.Progress("building the index again, beside queries")
	if err := b.index.Close(); err != nil {
		return err
	}
	b.index = nil
	if b.index, err = index.Open(b.indexDir(), b.Source, b.Log, index.WithPositions()); err != nil {
		return err
	}
	found := make([]int, len(queries))
	ask := func(i int) (ms float64, n int, err error) {
		began := time.Now()
		n, _, err = b.ask(ctx, ours, queries[i])
		return float64(time.Since(began).Nanoseconds()) / 1e6, n, err
	}
	var idle, beside []float64
	for range idleRounds {
		for i := range queries {
			ms, n, err := ask(i)
			if err != nil {
				return err
			}
			idle, found[i] = append(idle, ms), n
		}
	}
	r := &Rebuild{}
	began, done, peak := time.Now(), make(chan error, 1), watch()
	go func() { done <- b.index.Rebuild(ctx, nil) }()
	for i := 0; ; i = (i + 1) % len(queries) {
		ms, n, askErr := ask(i)
		if askErr != nil {
			return errors.Join(askErr, <-done)
		}
		if beside = append(beside, ms); n < found[i] {
			r.Fewer++
		}
		select {
		case err := <-done:
			r.Seconds, r.RSSAnon, r.Queries = time.Since(began).Seconds(), peak(), len(beside)
			r.Idle, r.Beside = times(idle), times(beside)
			b.report.Rebuild = r
			return err
		default:
		}
	}
}
