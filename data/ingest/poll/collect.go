package poll

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"verbatim/data"
	"verbatim/data/ingest/fetch"
	"verbatim/data/store"
)

// Articles are stored as soon as a batch is full or this old: what was fetched
// first does not wait for the slowest page.
const (
	fullBatch = 50
	batchAge  = time.Second
)

// Outcome is what became of an item.
type Outcome struct {
	URL     string
	Article string // the id of the article that holds it, "" where there is none
	Title   string
	Status  string    // "added", "updated", "unchanged", "removed", "duplicate", "failed"
	Quotes  int       // in the article, where it is stored
	Err     error     // failed: why
	Again   time.Time // failed: when it is tried again; zero: it is given up
}

// fetchAll runs source, whose fetch fetches an item that was taken in busy, and
// stores their articles in batches until source returns. done, where it is not
// nil, is told of each one, by one caller at a time. The error is the store's, or
// source's.
func (p *Poller) fetchAll(ctx context.Context, done func(Outcome), source func(ctx context.Context, fetch func(store.Item) error) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ready := make(chan store.Fetched, fullBatch)
	stored := make(chan error, 1)
	go func() {
		err := p.collect(ctx, ready, done)
		if err != nil {
			stop() // nothing more is stored, so nothing more is fetched
		}
		for f := range ready {
			p.busy.leave(cmp.Or(f.Former, f.URL))
		}
		stored <- err
	}()
	err := source(ctx, func(it store.Item) error { return p.fetchOne(ctx, it, ready, done) })
	close(ready)
	return cmp.Or(<-stored, err)
}

// fetchOne fetches an item and hands it on, or puts it off.
func (p *Poller) fetchOne(ctx context.Context, it store.Item, ready chan<- store.Fetched, done func(Outcome)) error {
	f, err := p.safely(ctx, it)
	if err == nil {
		select {
		case ready <- f:
			return nil // collect leaves it
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	defer p.busy.leave(it.URL)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	again := p.again(it, err)
	p.Log.Warn("poll: article failed", "url", it.URL, "tries", it.Tries+1, "given_up", again.IsZero(), "error", err)
	p.storing.Lock()
	defer p.storing.Unlock()
	if done != nil {
		done(Outcome{URL: it.URL, Status: "failed", Err: err, Again: again})
	}
	return p.Store.Postpone(ctx, it, again)
}

// safely is article; a panic in it is that article's fault alone.
func (p *Poller) safely(ctx context.Context, it store.Item) (f store.Fetched, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a fault of this program, please report it: %v", r)
		}
	}()
	return p.article(ctx, it)
}

// again is when an item that failed is due again, zero where it is given up.
func (p *Poller) again(it store.Item, err error) time.Time {
	var status *fetch.StatusError
	var asked time.Duration
	if errors.As(err, &status) {
		asked = status.RetryAfter
	}
	return retry(p.Now(), it.Tries, triesOf(err), asked)
}

// collect stores what comes from ready in batches.
func (p *Poller) collect(ctx context.Context, ready <-chan store.Fetched, done func(Outcome)) error {
	var batch []store.Fetched
	flush := time.NewTicker(batchAge)
	defer flush.Stop()
	defer func() {
		for _, f := range batch {
			p.busy.leave(cmp.Or(f.Former, f.URL))
		}
	}()
	put := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := p.put(ctx, batch, done)
		for _, f := range batch {
			p.busy.leave(cmp.Or(f.Former, f.URL))
		}
		batch = batch[:0]
		return err
	}
	for {
		select {
		case f, ok := <-ready:
			if !ok {
				return put()
			}
			if batch = append(batch, f); len(batch) < fullBatch {
				continue
			}
		case <-flush.C:
		}
		if err := put(); err != nil {
			return err
		}
	}
}

// put stores a batch, and makes it answerable.
func (p *Poller) put(ctx context.Context, batch []store.Fetched, done func(Outcome)) error {
	p.storing.Lock()
	defer p.storing.Unlock()
	return p.putBatch(ctx, batch, done)
}

// putBatch is put; storing is held.
func (p *Poller) putBatch(ctx context.Context, batch []store.Fetched, done func(Outcome)) error {
	if err := p.findDuplicates(ctx, batch); err != nil {
		return err
	}
	res, err := p.Store.PutFetched(ctx, batch)
	if errors.Is(err, store.ErrInvalid) {
		return p.putSingly(ctx, batch, err, done)
	}
	if err != nil {
		return err
	}
	p.tellOutcomes(batch, res.Outcomes, done)
	if p.Stored != nil && res.Added+res.Updated > 0 {
		if err := p.Stored(ctx); err != nil && ctx.Err() == nil {
			p.Log.Error("poll: the index could not follow", "error", err)
		}
	}
	return nil
}

// putSingly stores the articles of a batch that was refused one by one, so that
// one bad article stops no other. What was to be a duplicate of another one of the
// batch is looked at again: that one may be the bad one.
func (p *Poller) putSingly(ctx context.Context, batch []store.Fetched, refused error, done func(Outcome)) error {
	if len(batch) > 1 {
		for i := range batch {
			batch[i].Duplicate = ""
			if err := p.putBatch(ctx, batch[i:i+1], done); err != nil {
				return err
			}
		}
		return nil
	}
	it := batch[0].Item
	p.Log.Warn("poll: article refused", "url", it.URL, "error", refused)
	if done != nil {
		done(Outcome{URL: it.URL, Status: "failed", Err: refused})
	}
	return p.Store.Postpone(ctx, it, time.Time{})
}

func (p *Poller) tellOutcomes(batch []store.Fetched, outcomes []store.Outcome, done func(Outcome)) {
	if done == nil {
		return
	}
	for _, f := range batch {
		o := Outcome{URL: f.URL, Article: f.Duplicate, Title: f.Record.Article.Title, Status: "duplicate"}
		if f.Duplicate == "" {
			o.Article, o.Status, o.Quotes = f.Record.Article.ID, string(outcomes[0]), len(f.Record.Quotes)
			outcomes = outcomes[1:]
		}
		done(o)
	}
}

// findDuplicates marks the articles of a batch whose text is stored already, or
// stands earlier in the batch.
func (p *Poller) findDuplicates(ctx context.Context, batch []store.Fetched) error {
	sets := make([]map[uint64]bool, len(batch))
	for i := range batch {
		f := &batch[i]
		sets[i] = shingles(f.Record.Article.Text)
		f.Sketch = sketch(sets[i])
		stored, err := p.storedLike(ctx, f)
		if err != nil {
			return err
		}
		for id, a := range stored {
			if id != f.Record.Article.ID && isSame(&a, shingles(a.Text), &f.Record.Article, sets[i]) {
				f.Duplicate = id
			}
		}
		for j := range i {
			earlier := &batch[j]
			if f.Duplicate == "" && earlier.Duplicate == "" && earlier.Record.Article.ID != f.Record.Article.ID &&
				isSame(&earlier.Record.Article, sets[j], &f.Record.Article, sets[i]) {
				f.Duplicate = earlier.Record.Article.ID
			}
		}
	}
	return nil
}

// storedLike returns the stored articles that may have the text of f, none where
// f itself is stored: an update stays the article that it was.
func (p *Poller) storedLike(ctx context.Context, f *store.Fetched) (map[string]data.Article, error) {
	own := f.Record.Article.ID
	ids, err := p.Store.Similar(ctx, f.Sketch, 5)
	if err != nil {
		return nil, err
	}
	for _, url := range f.Aliases {
		if id, err := p.Store.Holder(ctx, url); err == nil {
			ids = append(ids, id)
		} else if !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := p.Store.Articles(ctx, append(ids, own))
	if _, there := found[own]; there {
		return nil, err
	}
	return found, err
}

// apart is how many days may lie between two prints of one story.
const apart = 7

// isSame reports whether two articles are one story.
func isSame(a *data.Article, as map[uint64]bool, b *data.Article, bs map[uint64]bool) bool {
	if a.Lang != b.Lang || alike(as, bs) < same {
		return false
	}
	x, errX := time.Parse(time.DateOnly, a.Day())
	y, errY := time.Parse(time.DateOnly, b.Day())
	return errX != nil || errY != nil || x.Sub(y).Abs() <= apart*24*time.Hour
}
