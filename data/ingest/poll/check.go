package poll

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"verbatim/data"
	"verbatim/data/ingest"
	"verbatim/data/ingest/feed"
	"verbatim/data/ingest/fetch"
	"verbatim/data/store"
)

// Checked says what a check of a feed found.
type Checked struct {
	NotModified  bool
	New, Updated int   // items that wait to be fetched from now on
	Err          error // why the feed could not be read; it is kept in the store, too
}

// Check reads a feed now, and writes what it told and the state after it. The
// error is the store's; what is wrong with the feed is in Checked.
func (p *Poller) Check(ctx context.Context, f data.Feed) (Checked, error) {
	answer, parsed, err := p.read(ctx, f)
	if ctx.Err() != nil {
		return Checked{}, ctx.Err() // stopped: the feed is not to blame
	}
	if err != nil {
		return Checked{Err: err}, p.fail(ctx, f, err)
	}
	if answer.Moved != "" && answer.Moved != f.Feed {
		if err := p.move(ctx, &f, answer.Moved); err != nil {
			return Checked{}, err
		}
	}
	if answer.NotModified {
		st := next(p.Now(), f.State, result{maxAge: answer.MaxAge, ttl: 0}, jitter())
		return Checked{NotModified: true}, p.settle(ctx, f, st, data.FeedCounts{NotModified: 1})
	}
	return p.announce(ctx, f, answer, parsed)
}

// read fetches and parses a feed.
func (p *Poller) read(ctx context.Context, f data.Feed) (answer fetch.Response, parsed feed.Feed, err error) {
	answer, err = p.Fetcher.Feed(ctx, fetch.Request{URL: f.Feed, ETag: f.State.ETag, LastModified: f.State.LastModified})
	if err != nil || answer.NotModified {
		return answer, parsed, err
	}
	parsed, err = feed.Parse(answer.Body, answer.ContentType, answer.URL)
	if err != nil {
		err = fmt.Errorf("read %s: %w", data.Redact(f.Feed), err)
	}
	return answer, parsed, err
}

// announce writes the items of a feed with its state.
func (p *Poller) announce(ctx context.Context, f data.Feed, answer fetch.Response, parsed feed.Feed) (Checked, error) {
	now, shift := p.Now(), jitter()
	items, left := itemsOf(f, parsed)
	r := result{changed: true, etag: answer.ETag, modified: answer.LastModified, ttl: parsed.TTL, maxAge: answer.MaxAge}
	reported := p.reported(ctx, f, next(now, f.State, r, shift))
	got, err := p.Store.Announce(ctx, f.Feed, items, now, func(got store.Announced) (data.FeedState, data.FeedCounts) {
		r.news = got.New+got.Updated > 0 && !f.State.Succeeded.IsZero()
		st := next(now, f.State, r, shift)
		st.Reported = reported
		return st, data.FeedCounts{Fetched: 1}
	})
	if err != nil {
		return Checked{}, err
	}
	p.Log.Info("poll: feed read", "source", f.Name, "items", len(items), "left_out", left, "new", got.New, "updated", got.Updated)
	return Checked{New: got.New, Updated: got.Updated}, nil
}

// fail writes the state after a check that failed.
func (p *Poller) fail(ctx context.Context, f data.Feed, cause error) error {
	r := result{err: cause}
	var status *fetch.StatusError
	if errors.As(cause, &status) {
		r.retryAfter, r.gone = status.RetryAfter, status.Gone()
	}
	p.Log.Warn("poll: feed failed", "source", f.Name, "feed", f.Feed, "failures", f.State.Failures+1, "error", cause)
	return p.settle(ctx, f, next(p.Now(), f.State, r, jitter()), data.FeedCounts{Failed: 1})
}

// settle writes a feed's state after a check without news.
func (p *Poller) settle(ctx context.Context, f data.Feed, st data.FeedState, more data.FeedCounts) error {
	st.Reported = p.reported(ctx, f, st)
	return p.Store.SetFeedState(ctx, f.Feed, st, more)
}

// reported tells the admins where there is something to tell of a feed, and
// returns whether they know that it fails. They are told before the state is
// written: told twice is better than never.
func (p *Poller) reported(ctx context.Context, f data.Feed, after data.FeedState) bool {
	n, told, ok := report(p.Now(), f.Source, f.State, after)
	if ok && p.tell(ctx, n) {
		return told.Reported
	}
	return f.State.Reported
}

// tell tells the admins, and reports whether they were told.
func (p *Poller) tell(ctx context.Context, n Notice) bool {
	p.Log.Warn("poll: source", "kind", n.Kind, "source", n.Source.Name, "feed", n.Source.Feed, "error", n.Error, "to", n.To)
	if p.Notify == nil {
		return true
	}
	if err := p.Notify(ctx, n); err != nil {
		p.Log.Error("poll: the admins could not be told of a source", "source", n.Source.Name, "error", err)
		return false
	}
	return true
}

// move changes the feed's address, as a permanent redirect told.
func (p *Poller) move(ctx context.Context, f *data.Feed, to string) error {
	if err := p.Store.MoveFeed(ctx, f.Feed, to); err != nil {
		return err
	}
	p.tell(ctx, Notice{Kind: Moved, Source: f.Source, To: to})
	f.Feed = to
	return nil
}

// told is what a feed told of an item, as it waits in the store.
type told struct {
	feed.Item
	Source string
	Lang   string
}

// mostItems of a feed are taken from one answer: of a whole archive the newest.
const mostItems = 500

// itemsOf turns what a feed told into items. Those without an address of the
// web cannot be fetched nor cited, and are passed over; so is an address that
// comes again. A name that several items have names none of them. left are those
// of a list that is too long.
func itemsOf(f data.Feed, parsed feed.Feed) (items []store.Item, left int) {
	lang := cmp.Or(f.Lang, parsed.Lang)
	named, seen := map[string]int{}, map[string]bool{}
	for _, it := range parsed.Items {
		named[it.ID]++
	}
	all := parsed.Items
	if left = max(len(all)-mostItems, 0); left > 0 {
		all = newest(all)
	}
	for _, it := range all {
		if it.URL == "" {
			continue
		}
		if named[it.ID] > 1 {
			it.ID = ""
		}
		item, err := newItem(f.Feed, told{Item: it, Source: f.Name, Lang: lang})
		if err != nil || seen[item.URL] {
			continue
		}
		seen[item.URL] = true
		item.Backlog = f.State.Succeeded.IsZero()
		items = append(items, item)
	}
	return items, left
}

// newest are the mostItems newest of some items, those without a date last.
func newest(items []feed.Item) []feed.Item {
	sorted := slices.Clone(items)
	slices.SortStableFunc(sorted, func(a, b feed.Item) int {
		return strings.Compare(cmp.Or(b.Published, b.Updated), cmp.Or(a.Published, a.Updated))
	})
	return sorted[:mostItems]
}

// newItem is the row of an item. Its digest is of what people read of it: adverts,
// pixels and tokens in the HTML change with every answer.
func newItem(feedURL string, t told) (store.Item, error) {
	raw, err := json.Marshal(t)
	if err != nil {
		return store.Item{}, err
	}
	canonical := ingest.CanonicalURL(t.URL)
	digest := sha256.Sum256([]byte(t.Title + "\x00" + t.Updated + "\x00" + fromFeed(t)))
	return store.Item{
		URL: canonical, Feed: feedURL, GUID: t.ID, Article: ingest.ArticleID(t.URL), Digest: digest[:8], Told: raw,
	}, nil
}
