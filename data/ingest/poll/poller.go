package poll

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"verbatim/data"
	"verbatim/data/ingest/fetch"
	"verbatim/data/store"
)

// Store is where feeds, items and articles stand; package store documents each
// method.
type Store interface {
	DueFeeds(ctx context.Context, now time.Time, limit int) ([]data.Feed, error)
	Feed(ctx context.Context, feed string) (data.Feed, error)
	SetFeedState(ctx context.Context, feed string, st data.FeedState, more data.FeedCounts) error
	MoveFeed(ctx context.Context, from, to string) error
	Announce(ctx context.Context, feed string, items []store.Item, now time.Time, after func(store.Announced) (data.FeedState, data.FeedCounts)) (store.Announced, error)
	DueItems(ctx context.Context, now time.Time, limit int) ([]store.Item, error)
	FeedItems(ctx context.Context, feed string, limit int) ([]store.Item, error)
	Postpone(ctx context.Context, it store.Item, due time.Time) error
	PutFetched(ctx context.Context, batch []store.Fetched) (store.PutResult, error)
	Similar(ctx context.Context, sketch []int64, limit int) ([]string, error)
	Articles(ctx context.Context, ids []string) (map[string]data.Article, error)
	Holder(ctx context.Context, url string) (string, error)
}

// Fetcher gets feeds and pages; fetch.Client is one.
type Fetcher interface {
	Feed(ctx context.Context, r fetch.Request) (fetch.Response, error)
	Page(ctx context.Context, address string) (fetch.Response, error)
}

// Processor makes a record of an article; ingest.Processor is one.
type Processor interface {
	Process(a data.Article) (data.Record, error)
}

// Poller checks feeds and fetches what they tell of. Its methods can be called
// at the same time.
type Poller struct {
	Store     Store
	Fetcher   Fetcher
	Processor Processor
	Log       *slog.Logger
	// Stored is called after articles were stored: it makes them answerable. An
	// error of it is logged, and the next call makes up for it.
	Stored func(context.Context) error
	// Notify tells the admins of a source; nil: nobody. It is called again later
	// where it fails.
	Notify func(context.Context, Notice) error
	Now    func() time.Time

	storing sync.Mutex
	busy    busy
}

// How much is done at the same time, and how often the store is asked for work.
const (
	feedWorkers = 32
	pageWorkers = 32
	perHost     = 2 // of each: a slow server holds up nobody else
	mostFeeds   = 5000
	look        = time.Second
	lookAgain   = 100 * time.Millisecond // while there is work
)

// Run polls until ctx ends. Errors of single feeds and pages are kept in the
// store and logged; so is a store that fails, which is asked again.
func (p *Poller) Run(ctx context.Context) error {
	var work sync.WaitGroup
	work.Go(func() { p.every(ctx, p.checkDue) })
	work.Go(func() { p.every(ctx, p.fetchDue) })
	work.Wait()
	return context.Cause(ctx)
}

// every does what is due, again and again. A store that fails for a while (a
// full disk) is asked again, less often.
func (p *Poller) every(ctx context.Context, do func(context.Context) error) {
	for wait := look; ctx.Err() == nil; {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			wait = min(wait*2, time.Minute)
			p.Log.Error("poll: the store fails, polling goes on once it works again", "error", err, "again_in", wait)
		} else {
			wait = look
		}
		pause(ctx, wait)
	}
}

func pause(ctx context.Context, wait time.Duration) {
	select {
	case <-time.After(wait):
	case <-ctx.Done():
	}
}

// checkDue checks feeds as they become due, until ctx ends or the store fails.
func (p *Poller) checkDue(ctx context.Context) error {
	check := func(ctx context.Context, due data.Feed) error {
		f, err := p.Store.Feed(ctx, due.Feed)
		if errors.Is(err, store.ErrNotFound) || err == nil && !f.State.Due.Equal(due.State.Due) {
			return nil // removed, or checked by somebody meanwhile
		}
		if err == nil {
			_, err = p.Check(ctx, f)
		}
		return err
	}
	l := newLines(feedWorkers, func(f data.Feed) string { return f.Feed }, check)
	return l.run(ctx, func(ctx context.Context) ([]data.Feed, error) { return p.Store.DueFeeds(ctx, p.Now(), mostFeeds) })
}

// fetchDue fetches items as they become due, until ctx ends or the store fails.
func (p *Poller) fetchDue(ctx context.Context) error {
	return p.fetchAll(ctx, nil, func(ctx context.Context, fetch func(store.Item) error) error {
		l := newLines(pageWorkers, func(it store.Item) string { return it.URL }, func(_ context.Context, it store.Item) error {
			if !p.busy.take(it.URL) {
				return nil
			}
			return fetch(it)
		})
		return l.run(ctx, func(ctx context.Context) ([]store.Item, error) { return p.Store.DueItems(ctx, p.Now(), mostItems) })
	})
}

// busy holds the addresses of the items that are being fetched: two callers never
// fetch one.
type busy struct {
	mu    sync.Mutex
	items map[string]bool
}

// take takes an item, unless it is taken.
func (b *busy) take(url string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.items == nil {
		b.items = map[string]bool{}
	}
	if b.items[url] {
		return false
	}
	b.items[url] = true
	return true
}

func (b *busy) leave(url string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.items, url)
}

// jitter is a number from 0 up to 1.
func jitter() float64 { return rand.Float64() }
