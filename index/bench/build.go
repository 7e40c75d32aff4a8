package bench

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"verbatim/index"
)

// build makes the index that both searches of it read, and FTS5's tables.
func (b *bench) build(ctx context.Context) error {
	b.Progress("building the index")
	x, err := index.Open(b.indexDir(), b.Source, b.Log, index.WithPositions())
	if err != nil {
		return err
	}
	began, cpu, peak := time.Now(), cpuSeconds(), watch()
	err = x.Rebuild(ctx, nil)
	b.report.Build = Build{Seconds: time.Since(began).Seconds(), CPUSeconds: cpuSeconds() - cpu, RSSAnon: peak()}
	st, statusErr := x.Status()
	if err := errors.Join(err, statusErr, x.Close()); err != nil {
		return err
	}
	b.report.Articles, b.report.Units, b.report.Build.Bytes = int(st.Position.Seq), int(st.Units), st.Bytes
	if cpu := b.report.Build.CPUSeconds; cpu > 0 {
		b.report.Build.UnitsPerS = float64(st.Units) / cpu
	}
	if b.FTS {
		b.Progress("building FTS5's tables")
		b.fts, err = newFTS(ctx, filepath.Join(b.Dir, "fts5.db"), b.Source)
	}
	return err
}

// open opens the index and asks the first query.
func (b *bench) open(ctx context.Context, d *deck) (err error) {
	began := time.Now()
	if b.index, err = index.OpenReadOnly(b.indexDir(), b.Source, b.Log); err != nil {
		return err
	}
	if _, err := b.index.Match(ctx, d.match(d.content(3)).match); err != nil {
		return err
	}
	b.report.OpenMS = float64(time.Since(began).Microseconds()) / 1000
	return nil
}

// watch samples how much memory of its own the process has until the returned
// func is called, which tells the most.
func watch() (peak func() int64) {
	stop, most := make(chan struct{}), make(chan int64)
	go func() {
		top := rssAnon()
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				top = max(top, rssAnon())
			case <-stop:
				most <- top
				return
			}
		}
	}()
	return func() int64 { close(stop); return <-most }
}
