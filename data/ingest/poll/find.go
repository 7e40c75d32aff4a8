package poll

import (
	"context"
	"errors"
	"fmt"

	"verbatim/data"
	"verbatim/data/ingest/feed"
	"verbatim/data/ingest/fetch"
)

// Found is a source that was found at an address.
type Found struct {
	data.Source
	Asked  string      // the address asked for
	Page   bool        // it is a page that names the feed
	Others []feed.Link // further feeds that the page names
}

// ErrNoFeed is an address without a feed, whose page names none.
var ErrNoFeed = errors.New("there is no feed here, and the page names none: name the feed's own address")

// Find finds the feed at an address: the feed itself, or the first one that
// works of those that the page there names, or of the places where sites put
// theirs.
func Find(ctx context.Context, fetcher Fetcher, address string) (Found, error) {
	resp, err := fetcher.Feed(ctx, fetch.Request{URL: address})
	if err != nil {
		return Found{}, err
	}
	if parsed, err := feed.Parse(resp.Body, resp.ContentType, resp.URL); err == nil {
		return Found{Source: sourceOf(address, resp, parsed), Asked: address}, nil
	}
	text, err := feed.Decode(resp.Body, resp.ContentType)
	if err != nil {
		return Found{}, fmt.Errorf("read %s: %w", data.Redact(address), err)
	}
	links := feed.Discover(text, resp.URL)
	if len(links) == 0 {
		for _, guess := range feed.Guesses(resp.URL) {
			links = append(links, feed.Link{URL: guess})
		}
	}
	return firstThatWorks(ctx, fetcher, address, links)
}

// mostLinks bounds how many feeds that a page names are tried: a page may name
// thousands, on anybody's servers.
const mostLinks = 10

func firstThatWorks(ctx context.Context, fetcher Fetcher, address string, links []feed.Link) (Found, error) {
	links = links[:min(len(links), mostLinks)]
	for i, l := range links {
		resp, err := fetcher.Feed(ctx, fetch.Request{URL: l.URL})
		if ctx.Err() != nil {
			return Found{}, ctx.Err()
		}
		if err != nil {
			continue
		}
		if parsed, err := feed.Parse(resp.Body, resp.ContentType, resp.URL); err == nil {
			others := make([]feed.Link, 0, len(links))
			for j, o := range links {
				if j != i && o.Title != "" {
					others = append(others, o)
				}
			}
			return Found{Source: sourceOf(l.URL, resp, parsed), Asked: address, Page: true, Others: others}, nil
		}
	}
	return Found{}, fmt.Errorf("%s: %w", data.Redact(address), ErrNoFeed)
}

// sourceOf describes a feed as a source.
func sourceOf(address string, resp fetch.Response, parsed feed.Feed) data.Source {
	if resp.Moved != "" {
		address = resp.Moved
	}
	name := parsed.Title
	if name == "" {
		name = hostName(resp.URL)
	}
	return data.Source{Name: name, Feed: address, Site: parsed.Site, Lang: parsed.Lang}
}
