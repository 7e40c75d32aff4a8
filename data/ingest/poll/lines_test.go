package poll

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/ingest/fetch"
	"verbatim/data/store"
)

// running runs the poller until the test ends or stop is called.
func (r *rig) running(t *testing.T) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = r.Run(ctx) }()
	stop = func() {
		cancel()
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Error("Run does not end")
		}
	}
	t.Cleanup(stop)
	return stop
}

// eventually waits until is holds, for as long as a machine may be busy.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: it never came to that", what)
		}
	}
}

// TestSlowHostHoldsUpNobody: a server with more feeds and articles than there are
// workers, all of which hang, leaves those of another server alone.
func TestSlowHostHoldsUpNobody(t *testing.T) {
	slow, quick, r := newSite(t), newSite(t), newRig(t, t.TempDir())
	r.Fetcher = fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("::1/128")}, Timeout: time.Minute, Gap: -1})
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	var asked atomic.Int64
	held := func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}
	var backlog []store.Item
	for i := range 2 * max(feedWorkers, pageWorkers) {
		path := fmt.Sprintf("/slow/%d", i)
		slow.do[path], slow.do[path+".html"] = held, held
		f := data.Feed{Source: data.Source{Name: path, Feed: slow.URL + path}, State: data.FeedState{Due: noon.Add(-time.Hour)}}
		if err := r.store.AddFeed(t.Context(), f); err != nil {
			t.Fatal(err)
		}
		it, err := newItem(f.Feed, told{Source: path})
		if err != nil {
			t.Fatal(err)
		}
		it.URL = fmt.Sprintf("%s%s.html", slow.URL, path)
		it.Told = fmt.Appendf(nil, `{"URL":%q}`, it.URL)
		backlog = append(backlog, it)
	}
	if _, err := r.store.Announce(t.Context(), "", backlog, noon.Add(-time.Hour), func(store.Announced) (st data.FeedState, c data.FeedCounts) { return st, c }); err != nil {
		t.Fatal(err)
	}
	quick.items = []paper{article(1), article(2)}
	other := strings.Replace(quick.URL, "127.0.0.1", "localhost", 1)
	quick.do["/feed"] = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, rssOf(other, quick.items)) }
	f := data.Feed{Source: data.Source{Name: "Port-Brume Gazette", Feed: other + "/feed"}, State: data.FeedState{Due: noon}}
	if err := r.store.AddFeed(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	r.running(t)
	eventually(t, "the quick server's articles are stored", func() bool { return r.articles(t) == 2 })
	if n := asked.Load(); n > 2 { // one feed, one page: a server is asked by one request at a time
		t.Errorf("the slow server was asked %d times at once", n)
	}
}

// failing is a store that cannot store articles for a while.
type failing struct {
	*store.SQLite
	left atomic.Int64
}

func (f *failing) PutFetched(ctx context.Context, batch []store.Fetched) (store.PutResult, error) {
	if f.left.Add(-1) >= 0 {
		return store.PutResult{}, fmt.Errorf("store: %w", store.ErrFull)
	}
	return f.SQLite.PutFetched(ctx, batch)
}

// TestStoreThatFailsForAWhile: what was fetched meanwhile is fetched again.
func TestStoreThatFailsForAWhile(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1), article(2)}
	r.subscribe(t, s)
	f := &failing{SQLite: r.store}
	f.left.Store(1)
	r.Store = f
	r.running(t)
	eventually(t, "the articles are stored", func() bool { return r.articles(t) == 2 })
}
