package poll

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"verbatim/data"
	"verbatim/data/ingest/feed"
	"verbatim/data/ingest/fetch"
	"verbatim/data/store"
)

// Refresh checks a feed now, and fetches what it told of and what waits from
// before. done, where it is not nil, is told of each article, by one caller at a
// time, with how many there are in all. The error is the store's; what is wrong
// with the feed is in Checked.
func (p *Poller) Refresh(ctx context.Context, f data.Feed, done func(o Outcome, of int)) (Checked, error) {
	got, err := p.Check(ctx, f)
	if err != nil || got.Err != nil {
		return got, err
	}
	return got, p.drain(ctx, f.Feed, done)
}

// drain fetches what waits for a feed, each item once.
func (p *Poller) drain(ctx context.Context, feed string, done func(o Outcome, of int)) error {
	items, err := p.Store.FeedItems(ctx, feed, mostItems)
	if err != nil {
		return err
	}
	var taken []store.Item
	for _, it := range items {
		if p.busy.take(it.URL) {
			taken = append(taken, it)
		}
	}
	tell := func(o Outcome) {
		if done != nil {
			done(o, len(taken))
		}
	}
	return p.fetchAll(ctx, tell, func(ctx context.Context, fetch func(store.Item) error) error {
		work, ctx := errgroup.WithContext(ctx)
		work.SetLimit(pageWorkers)
		for _, it := range taken {
			work.Go(func() error {
				if ctx.Err() != nil {
					p.busy.leave(it.URL)
					return ctx.Err()
				}
				return fetch(it)
			})
		}
		return work.Wait()
	})
}

// Taken says what an address held.
type Taken struct {
	Kind string // "article", "feed", "sitemap"
	New  int    // items of a feed or a sitemap that were not known
}

// Take takes in what stands at an address, once: an article's page, the articles
// of a feed, or of a sitemap. What was removed is not taken in.
func (p *Poller) Take(ctx context.Context, address string, done func(o Outcome, of int)) (Taken, error) {
	resp, err := p.Fetcher.Page(ctx, address)
	if err != nil {
		return Taken{}, err
	}
	if parsed, err := feed.Parse(resp.Body, resp.ContentType, resp.URL); err == nil {
		return p.takeList(ctx, "feed", parsed, done)
	}
	if m, err := feed.ParseSitemap(resp.Body, resp.ContentType); err == nil {
		items, err := p.sitemap(ctx, m)
		if err != nil {
			return Taken{}, err
		}
		return p.takeList(ctx, "sitemap", feed.Feed{Items: items}, done)
	}
	return Taken{Kind: "article"}, p.takePage(ctx, resp, done)
}

// takePage takes in one article.
func (p *Poller) takePage(ctx context.Context, resp fetch.Response, done func(o Outcome, of int)) error {
	t := told{Item: feed.Item{URL: resp.URL}}
	it, err := newItem("", t)
	if err != nil {
		return err
	}
	page, err := readPage(resp)
	if err != nil {
		return fmt.Errorf("read %s: %w", resp.URL, err)
	}
	f, err := p.assemble(it, t, page, data.Page{Kind: data.WholePage, URL: resp.URL, Content: resp.Body}, nil)
	if err != nil {
		return err
	}
	return p.put(ctx, []store.Fetched{f}, func(o Outcome) {
		if done != nil {
			done(o, 1)
		}
	})
}

// takeList takes in the articles of a list.
func (p *Poller) takeList(ctx context.Context, kind string, parsed feed.Feed, done func(o Outcome, of int)) (Taken, error) {
	items := itemsOf(data.Feed{Source: data.Source{Name: parsed.Title}}, parsed)
	got, err := p.Store.Announce(ctx, "", items, p.Now(), func(store.Announced) (st data.FeedState, more data.FeedCounts) { return st, more })
	if err != nil {
		return Taken{}, err
	}
	return Taken{Kind: kind, New: got.New + got.Updated}, p.drain(ctx, "", done)
}

// mostMaps of a list of sitemaps are read.
const mostMaps = 5

// sitemap gathers the pages of a sitemap and of those that it lists.
func (p *Poller) sitemap(ctx context.Context, m feed.Sitemap) ([]feed.Item, error) {
	items := m.Items
	for _, address := range m.Maps[:min(len(m.Maps), mostMaps)] {
		resp, err := p.Fetcher.Page(ctx, address)
		if err != nil {
			return nil, err
		}
		more, err := feed.ParseSitemap(resp.Body, resp.ContentType)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", address, err)
		}
		items = append(items, more.Items...)
	}
	return items, nil
}
