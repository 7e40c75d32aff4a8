package poll

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"verbatim/data"
	"verbatim/data/ingest"
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
	Kind  string  // "article", "feed", "sitemap"
	New   int     // items of a feed or a sitemap that were not known
	Left  int     // older items of a long list, and sitemaps of a long list, that were left out
	Fault []error // sitemaps of a list that cannot be read
}

// Take takes in what stands at an address, once: an article's page, the articles
// of a feed, or of a sitemap. What was removed is not taken in.
func (p *Poller) Take(ctx context.Context, address string, done func(o Outcome, of int)) (Taken, error) {
	resp, err := p.Fetcher.Page(ctx, address)
	if err != nil {
		return Taken{}, err
	}
	if parsed, err := feed.Parse(resp.Body, resp.ContentType, resp.URL); err == nil {
		return p.takeList(ctx, Taken{Kind: "feed"}, parsed, done)
	}
	if m, err := feed.ParseSitemap(resp.Body, resp.ContentType); err == nil {
		got, items, err := p.sitemap(ctx, m)
		if err != nil {
			return got, err
		}
		return p.takeList(ctx, got, feed.Feed{Items: items}, done)
	}
	return Taken{Kind: "article"}, p.takePage(ctx, address, resp, done)
}

// takePage takes in one article, which was asked for at an address.
func (p *Poller) takePage(ctx context.Context, asked string, resp fetch.Response, done func(o Outcome, of int)) error {
	address, err := p.knownAs(ctx, asked, resp.URL)
	if err != nil {
		return err
	}
	t, err := p.toldBefore(ctx, address)
	if err != nil {
		return err
	}
	it, err := newItem("", t)
	if err != nil {
		return err
	}
	page, err := readPage(resp)
	if err != nil {
		return fmt.Errorf("read %s: %w", data.Redact(resp.URL), err)
	}
	f, err := p.assemble(it, t, page, data.Page{Kind: data.WholePage, URL: resp.URL, Content: resp.Body}, nil)
	if err != nil {
		return err
	}
	for _, further := range []string{asked, resp.URL} {
		if further = ingest.CanonicalURL(further); further != it.URL {
			f.Aliases = append(f.Aliases, further)
		}
	}
	return p.put(ctx, []store.Fetched{f}, func(o Outcome) {
		if done != nil {
			done(o, 1)
		}
	})
}

// knownAs is the address by which an article is stored that was asked for at one
// address and served from another: the latter where it is not stored.
func (p *Poller) knownAs(ctx context.Context, asked, served string) (string, error) {
	for _, address := range []string{served, asked} {
		id, err := p.Store.Holder(ctx, ingest.CanonicalURL(address))
		if err == nil && id == ingest.ArticleID(address) {
			return address, nil
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
	}
	return served, nil
}

// toldBefore is what a feed told of the article at an address, as far as it is
// stored: its publisher and date do not change because somebody asks for it.
func (p *Poller) toldBefore(ctx context.Context, address string) (told, error) {
	t := told{Item: feed.Item{URL: address}}
	id := ingest.ArticleID(address)
	stored, err := p.Store.Articles(ctx, []string{id})
	if a, ok := stored[id]; ok {
		t.URL, t.Source, t.Lang, t.Published = a.URL, a.Source, a.Lang, a.Published
	}
	return t, err
}

// takeList takes in the articles of a list.
func (p *Poller) takeList(ctx context.Context, got Taken, parsed feed.Feed, done func(o Outcome, of int)) (Taken, error) {
	items, left := itemsOf(data.Feed{Source: data.Source{Name: parsed.Title}}, parsed)
	res, err := p.Store.Announce(ctx, "", items, p.Now(), func(store.Announced) (st data.FeedState, more data.FeedCounts) { return st, more })
	if err != nil {
		return Taken{}, err
	}
	got.New = res.New + res.Updated
	got.Left += left
	return got, p.drain(ctx, "", done)
}

// mostMaps of a list of sitemaps are read.
const mostMaps = 5

// sitemap gathers the pages of a sitemap and of those that it lists, the newest
// first. One that cannot be read stops no other.
func (p *Poller) sitemap(ctx context.Context, m feed.Sitemap) (got Taken, items []feed.Item, err error) {
	got.Kind, items = "sitemap", m.Items
	maps := m.Maps[:min(len(m.Maps), mostMaps)]
	got.Left = len(m.Maps) - len(maps)
	for _, address := range maps {
		more, err := p.oneSitemap(ctx, address)
		switch {
		case ctx.Err() != nil:
			return got, nil, ctx.Err()
		case err != nil:
			got.Fault = append(got.Fault, err)
		}
		items = append(items, more.Items...)
	}
	return got, items, nil
}

func (p *Poller) oneSitemap(ctx context.Context, address string) (feed.Sitemap, error) {
	resp, err := p.Fetcher.Page(ctx, address)
	if err != nil {
		return feed.Sitemap{}, err
	}
	m, err := feed.ParseSitemap(resp.Body, resp.ContentType)
	if err != nil {
		return m, fmt.Errorf("read %s: %w", data.Redact(address), err)
	}
	return m, nil
}
