package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/store"
)

// noon is when the invented feeds are checked.
var noon = time.Date(2031, 4, 2, 12, 0, 0, 0, time.UTC)

// subscribe adds the nth invented feed, due at noon.
func subscribe(t *testing.T, s Store, n int) data.Feed {
	t.Helper()
	f := data.Feed{
		Source: data.Source{Name: fmt.Sprintf("Gazette %d", n), Feed: fmt.Sprintf("https://gazette.example/%d/feed", n), Lang: "en"},
		State:  data.FeedState{Due: noon},
	}
	if err := s.AddFeed(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	return f
}

// itemOf is the nth invented article as its feed tells of it.
func itemOf(f data.Feed, n int) store.Item {
	a := Article(n, 2).Article
	return store.Item{URL: a.URL, Feed: f.Feed, GUID: fmt.Sprint("guid-", n), Article: a.ID, Digest: []byte{byte(n)}, Told: []byte(`{}`)}
}

// fetchedOf is the nth invented article with its page.
func fetchedOf(f data.Feed, n int) store.Fetched {
	return store.Fetched{
		Item: itemOf(f, n), Record: Article(n, 2), Sketch: []int64{int64(n), -1 - int64(n)},
		Page: data.Page{Kind: data.WholePage, URL: Article(n, 2).Article.URL, Content: []byte("<p>" + Article(n, 2).Article.Text)},
	}
}

func announce(t *testing.T, s Store, f data.Feed, st data.FeedState, items ...store.Item) store.Announced {
	t.Helper()
	res, err := s.Announce(t.Context(), f.Feed, items, noon, func(store.Announced) (data.FeedState, data.FeedCounts) {
		return st, data.FeedCounts{Fetched: 1}
	})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func fetched(t *testing.T, s Store, batch ...store.Fetched) store.PutResult {
	t.Helper()
	res, err := s.PutFetched(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func due(t *testing.T, s Store, at time.Time) (urls []string) {
	t.Helper()
	items, err := s.DueItems(t.Context(), at, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range items {
		urls = append(urls, it.URL)
	}
	return urls
}

func testFeeds(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	second, first := subscribe(t, s, 2), subscribe(t, s, 1)
	if err := s.AddFeed(ctx, first); !errors.Is(err, store.ErrExists) {
		t.Errorf("added again: %v, want ErrExists", err)
	}
	all, err := s.Feeds(ctx)
	if err != nil || !reflect.DeepEqual(all, []data.Feed{first, second}) {
		t.Errorf("Feeds = %+v, %v", all, err)
	}
	st := data.FeedState{ETag: `"1"`, Due: noon.Add(time.Hour), Failures: 2, Error: "x"}
	if err := s.SetFeedState(ctx, first.Feed, st, data.FeedCounts{Failed: 1}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Feed(ctx, first.Feed); err != nil || !reflect.DeepEqual(got.State, st) || got.Counts.Failed != 1 {
		t.Errorf("state %+v, %v; want %+v", got.State, err, st)
	}
	if d, err := s.DueFeeds(ctx, noon, 10); err != nil || len(d) != 1 || d[0].Feed != second.Feed {
		t.Errorf("due at noon: %+v, %v", d, err)
	}
	if d, _ := s.DueFeeds(ctx, noon.Add(time.Hour), 10); len(d) != 2 {
		t.Errorf("due an hour later: %+v", d)
	}
	if d, _ := s.DueFeeds(ctx, noon.AddDate(-1, 0, 0), 10); len(d) != 2 {
		t.Errorf("due once the clock was set back by a year: %+v", d)
	}
	st.Gone = true
	if err := s.SetFeedState(ctx, second.Feed, st, data.FeedCounts{}); err != nil {
		t.Fatal(err)
	}
	if d, _ := s.DueFeeds(ctx, noon.AddDate(50, 0, 0), 10); len(d) != 1 {
		t.Errorf("a feed that is gone is due: %+v", d)
	}
	announce(t, s, first, first.State, itemOf(first, 1))
	if err := s.RemoveFeed(ctx, first.Feed); err != nil {
		t.Error(err)
	}
	if u := due(t, s, noon); len(u) != 0 {
		t.Errorf("items of a removed feed are due: %q", u)
	}
	if err := s.RemoveFeed(ctx, first.Feed); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("removed again: %v, want ErrNotFound", err)
	}
	if err := s.SetFeedState(ctx, first.Feed, st, data.FeedCounts{Failed: 1}); err != nil {
		t.Errorf("state of a removed feed: %v", err)
	}
	if _, err := s.Feed(ctx, first.Feed); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Feed: %v, want ErrNotFound", err)
	}
}

func testMovedFeed(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	a, b := subscribe(t, s, 1), subscribe(t, s, 2)
	announce(t, s, a, a.State, itemOf(a, 0), itemOf(a, 3))
	announce(t, s, b, b.State, itemOf(b, 5))
	if items, err := s.DueItems(ctx, noon, 2); err != nil || len(items) != 2 || items[0].Feed == items[1].Feed {
		t.Errorf("the feeds do not take turns: %+v, %v", items, err)
	}
	if items, err := s.FeedItems(ctx, a.Feed, 9); err != nil || len(items) != 2 {
		t.Errorf("items of one feed: %+v, %v", items, err)
	}
	if err := s.MoveFeed(ctx, a.Feed, "https://new.example/feed"); err != nil {
		t.Fatal(err)
	}
	moved, err := s.Feed(ctx, "https://new.example/feed")
	if err != nil || moved.Name != a.Name {
		t.Errorf("%+v, %v", moved, err)
	}
	if items, _ := s.FeedItems(ctx, moved.Feed, 9); len(items) != 2 {
		t.Errorf("its items: %+v", items)
	}
	if err := s.MoveFeed(ctx, moved.Feed, b.Feed); err != nil {
		t.Fatal(err)
	}
	if all, _ := s.Feeds(ctx); len(all) != 1 || all[0].Name != b.Name {
		t.Errorf("moved onto another: %+v", all)
	}
}

func testItems(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	f := subscribe(t, s, 1)
	st := data.FeedState{ETag: `"1"`, Due: noon.Add(time.Hour)}
	one, two := itemOf(f, 1), itemOf(f, 2)
	two.Backlog = true
	if res := announce(t, s, f, st, one, two, one); res != (store.Announced{New: 2}) {
		t.Errorf("announced %+v", res)
	}
	if got, _ := s.Feed(ctx, f.Feed); got.State.ETag != st.ETag {
		t.Errorf("state %+v", got.State)
	}
	if u := due(t, s, noon); !slices.Equal(u, []string{one.URL, two.URL}) {
		t.Errorf("due %q", u)
	}
	backlog := fetchedOf(f, 2)
	backlog.Backlog = true
	if res := fetched(t, s, fetchedOf(f, 1), backlog); res.Added != 2 || res.Position.Seq != 2 {
		t.Errorf("stored %+v", res)
	}
	if u := due(t, s, noon.AddDate(1, 0, 0)); len(u) != 0 {
		t.Errorf("due after they were fetched: %q", u)
	}
	if res := announce(t, s, f, st, one, two); res != (store.Announced{}) {
		t.Errorf("announced again: %+v", res)
	}
	if p, err := s.Page(ctx, one.Article); err != nil || !reflect.DeepEqual(p, fetchedOf(f, 1).Page) {
		t.Errorf("page %+v, %v", p, err)
	}
	if ids, err := s.PageIDs(ctx); err != nil || len(ids) != 2 {
		t.Errorf("pages %q, %v", ids, err)
	}
	if b, err := s.Backlog(ctx, []string{one.Article, two.Article, "absent"}); err != nil || !reflect.DeepEqual(b, map[string]bool{two.Article: true}) {
		t.Errorf("backlog %v, %v", b, err)
	}
	if id, err := s.Holder(ctx, one.URL); err != nil || id != one.Article {
		t.Errorf("holder %q, %v", id, err)
	}
	if got, _ := s.Feed(ctx, f.Feed); got.Counts.New != 2 {
		t.Errorf("counts %+v", got.Counts)
	}
	if _, err := s.Page(ctx, "absent"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("page of nothing: %v", err)
	}
}

// testDuplicateOfNothing: an item whose text an article had that was removed in the
// same moment waits to be fetched again, and is then stored by itself.
func testDuplicateOfNothing(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	f := subscribe(t, s, 1)
	first, second := fetchedOf(f, 1), fetchedOf(f, 2)
	announce(t, s, f, f.State, first.Item, second.Item)
	if _, err := s.Remove(ctx, nil, []store.Tombstone{{Kind: store.TombURL, Ref: first.Record.Article.URL, Article: "elsewhere", Removed: noon}}); err != nil {
		t.Fatal(err)
	}
	second.Duplicate = first.Article
	if res := fetched(t, s, first, second); res.Removed != 1 {
		t.Errorf("the first one was removed, and is %+v", res)
	}
	if u := due(t, s, noon); !slices.Equal(u, []string{second.URL}) {
		t.Errorf("due %q, want the second one", u)
	}
	second.Duplicate = ""
	if res := fetched(t, s, second); res.Added != 1 {
		t.Errorf("fetched again: %+v", res)
	}
	if got, err := s.Feed(ctx, f.Feed); err != nil || got.Counts.Duplicate != 0 || got.Counts.New != 1 {
		t.Errorf("counts %+v, %v", got.Counts, err)
	}
}

func testPostponed(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	f := subscribe(t, s, 1)
	it := itemOf(f, 1)
	announce(t, s, f, f.State, it)
	if err := s.Postpone(ctx, it, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if u := due(t, s, noon); len(u) != 0 {
		t.Errorf("due at once: %q", u)
	}
	items, _ := s.DueItems(ctx, noon.Add(time.Hour), 9)
	if len(items) != 1 || items[0].Tries != 1 {
		t.Errorf("due an hour later: %+v", items)
	}
	if w, failing, err := s.Waiting(ctx); w != 1 || failing != 1 || err != nil {
		t.Errorf("waiting %d, failing %d, %v", w, failing, err)
	}
	if err := s.Postpone(ctx, it, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if u := due(t, s, noon.AddDate(1, 0, 0)); len(u) != 0 {
		t.Errorf("due after it was given up: %q", u)
	}
	if res := announce(t, s, f, f.State, it); res != (store.Announced{}) {
		t.Errorf("told of as before: %+v", res)
	}
	it.Digest = []byte("another")
	if res := announce(t, s, f, f.State, it); res.Updated != 1 || len(due(t, s, noon)) != 1 {
		t.Errorf("told of otherwise: %+v", res)
	}
}

// testOvertaken: what was fetched does not settle what the feed told meanwhile.
func testOvertaken(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	f := subscribe(t, s, 1)
	announce(t, s, f, f.State, itemOf(f, 1))
	newer := itemOf(f, 1)
	newer.Digest = []byte("newer")
	announce(t, s, f, f.State, newer)
	fetched(t, s, fetchedOf(f, 1))
	if u := due(t, s, noon); len(u) != 1 {
		t.Errorf("due %q, want the newer one", u)
	}
	moved := newer
	moved.URL, moved.Digest = "https://news.example/renamed", []byte("renamed")
	if res := announce(t, s, f, f.State, moved); res != (store.Announced{Updated: 1}) {
		t.Errorf("another address under the same name: %+v", res)
	}
}

func testDuplicates(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	f, g := subscribe(t, s, 1), subscribe(t, s, 2)
	announce(t, s, f, f.State, itemOf(f, 1))
	fetched(t, s, fetchedOf(f, 1))
	announce(t, s, g, g.State, itemOf(g, 2))
	ids, err := s.Similar(ctx, []int64{5, -2}, 3)
	if err != nil || !slices.Equal(ids, []string{itemOf(f, 1).Article}) {
		t.Fatalf("similar %q, %v", ids, err)
	}
	copied := fetchedOf(g, 2)
	copied.Duplicate, copied.Aliases = ids[0], []string{"https://news.example/alias", itemOf(f, 1).URL}
	if res := fetched(t, s, copied); res.Added != 0 {
		t.Errorf("stored %+v", res)
	}
	if _, err := s.Record(ctx, copied.Article); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the duplicate is stored: %v", err)
	}
	for _, url := range []string{copied.URL, "https://news.example/alias", itemOf(f, 1).URL} {
		if id, err := s.Holder(ctx, url); err != nil || id != ids[0] {
			t.Errorf("%s stands for %q, %v", url, id, err)
		}
	}
	if got, _ := s.Feed(ctx, g.Feed); got.Counts.Duplicate != 1 {
		t.Errorf("counts %+v", got.Counts)
	}
	if ids, err := s.Similar(ctx, nil, 3); err != nil || len(ids) != 0 {
		t.Errorf("similar to nothing: %q, %v", ids, err)
	}
}

func testRevisions(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	f := subscribe(t, s, 1)
	announce(t, s, f, f.State, itemOf(f, 1))
	fetched(t, s, fetchedOf(f, 1))
	next := fetchedOf(f, 1)
	next.Record = Article(1, 3)
	next.Digest, next.Sketch = []byte("2"), []int64{77}
	announce(t, s, f, f.State, next.Item)
	if res := fetched(t, s, next); res.Updated != 1 {
		t.Errorf("stored %+v", res)
	}
	revs, err := s.Revisions(ctx, next.Article)
	if err != nil || len(revs) != 1 || revs[0].Text != Article(1, 2).Article.Text || revs[0].Replaced == 0 {
		t.Errorf("revisions %+v, %v", revs, err)
	}
	at := time.Unix(revs[0].Replaced, 0)
	for _, c := range []struct {
		from, until time.Time
		printed     string
		want        int
	}{{at, at.Add(time.Second), "", 1}, {at.Add(-time.Hour), at, "", 0}, {at.Add(time.Second), at.Add(time.Hour), "", 0}, {at, at.Add(time.Second), "9999-12-31", 0}} {
		if got, err := s.Revised(ctx, c.from, c.until, c.printed, 9); err != nil || len(got) != c.want || c.want == 1 && got[next.Article] != revs[0].Text {
			t.Errorf("revised from %v until %v: %q, %v", c.from, c.until, got, err)
		}
	}
	// An update counts for what is told at once, though nothing arrives with it.
	alert := subscribed(t, s, direct(member1))
	for _, c := range []struct {
		handled time.Time
		due     bool
	}{{at, true}, {at.Add(time.Second), false}} {
		ok(t, s.PassPeriod(ctx, alert.ID, data.Period{Until: c.handled, After: 1, Through: 1}, at))
		list, err := s.DueSubscriptions(ctx, at, 9)
		if err != nil || (len(list) == 1) != c.due {
			t.Errorf("updated at %v, dealt with until %v: due are %v, %v", at, c.handled, list, err)
		}
	}
	if ids, _ := s.Similar(ctx, fetchedOf(f, 1).Sketch, 9); len(ids) != 0 {
		t.Errorf("the old text is still found: %q", ids)
	}
	got, _ := s.Feed(ctx, f.Feed)
	if c := got.Counts; c.New != 1 || c.Updated != 1 || c.Fetched != 2 {
		t.Errorf("counts %+v", c)
	}
}

// testAdopted: an article that came without a feed, or by one that is polled no
// more, follows the feed that tells of it now; one of another feed does not.
func testAdopted(t *testing.T, open func(*testing.T) Store) {
	for name, c := range map[string]struct {
		before func(*testing.T, Store) data.Feed
		adopts bool
	}{
		"without a feed": {func(*testing.T, Store) data.Feed { return data.Feed{} }, true},
		"polled no more": {func(t *testing.T, s Store) data.Feed {
			f := subscribe(t, s, 2)
			if err := s.RemoveFeed(t.Context(), f.Feed); err != nil {
				t.Fatal(err)
			}
			return f
		}, true},
		"of another feed": {func(t *testing.T, s Store) data.Feed { return subscribe(t, s, 2) }, false},
	} {
		s := open(t)
		one := fetchedOf(c.before(t, s), 1)
		fetched(t, s, one)
		f := subscribe(t, s, 1)
		told := itemOf(f, 1)
		told.Digest = []byte("as the feed tells it")
		if res := announce(t, s, f, f.State, told); res != (store.Announced{}) {
			t.Errorf("%s: told of first: %+v", name, res)
		}
		told.Digest = []byte("changed")
		if res := announce(t, s, f, f.State, told); (res.Updated == 1) != c.adopts || res.New != 0 {
			t.Errorf("%s: told of otherwise: %+v", name, res)
		}
	}
}
