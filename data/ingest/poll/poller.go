package poll

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

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
	feedWorkers = 16
	pageWorkers = 32
	perFeed     = 2 // pages of one feed at the same time
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

// checkDue checks the feeds that are due.
func (p *Poller) checkDue(ctx context.Context) error {
	feeds, err := p.Store.DueFeeds(ctx, p.Now(), 10*feedWorkers)
	if err != nil {
		return err
	}
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(feedWorkers)
	for _, f := range feeds {
		work.Go(func() error {
			_, err := p.Check(ctx, f)
			return err
		})
	}
	return work.Wait()
}

// fetchDue fetches items as they become due, until ctx ends or the store fails.
func (p *Poller) fetchDue(ctx context.Context) error {
	work, ctx := errgroup.WithContext(ctx)
	todo := make(chan store.Item)
	work.Go(func() error { return p.fetchAll(ctx, todo, nil) })
	work.Go(func() error {
		defer close(todo)
		return p.dispatch(ctx, todo)
	})
	return work.Wait()
}

// dispatch hands out the items that are due, a few of each feed at a time.
func (p *Poller) dispatch(ctx context.Context, todo chan<- store.Item) error {
	for ctx.Err() == nil {
		items, err := p.Store.DueItems(ctx, p.Now(), 4*pageWorkers)
		if err != nil {
			return err
		}
		for _, it := range items {
			if !p.busy.take(it, perFeed) {
				continue
			}
			select {
			case todo <- it:
			case <-ctx.Done():
				p.busy.leave(it)
				return ctx.Err()
			}
		}
		wait := look
		if len(items) > 0 {
			wait = lookAgain
		}
		pause(ctx, wait)
	}
	return ctx.Err()
}

// busy holds the items that are being fetched: two callers never fetch one.
type busy struct {
	mu    sync.Mutex
	items map[string]bool
	feeds map[string]int
}

// take takes an item, unless it is taken or its feed has most of them already.
func (b *busy) take(it store.Item, most int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.items == nil {
		b.items, b.feeds = map[string]bool{}, map[string]int{}
	}
	if b.items[it.URL] || b.feeds[it.Feed] >= most {
		return false
	}
	b.items[it.URL] = true
	b.feeds[it.Feed]++
	return true
}

func (b *busy) leave(it store.Item) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.items, it.URL)
	if b.feeds[it.Feed]--; b.feeds[it.Feed] <= 0 {
		delete(b.feeds, it.Feed)
	}
}

// jitter is a number from 0 up to 1.
func jitter() float64 { return rand.Float64() }
