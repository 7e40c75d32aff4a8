package poll

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/entity"
	"verbatim/data/ingest"
	"verbatim/data/ingest/fetch"
	"verbatim/data/store"
)

// site is an invented paper on loopback. Its fields can be changed between
// requests.
type site struct {
	*httptest.Server
	mu    sync.Mutex
	etag  string
	items []paper
	do    map[string]http.HandlerFunc // instead of what stands at a path
	asked map[string]int              // requests by path
}

// paper is one article of the site.
type paper struct {
	path, title, text, updated, content string
}

func newSite(t testing.TB) *site {
	s := &site{etag: `"1"`, do: map[string]http.HandlerFunc{}, asked: map[string]int{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked[r.URL.Path]++
	handler, etag := s.do[r.URL.Path], s.etag
	items := append([]paper(nil), s.items...)
	s.mu.Unlock()
	switch {
	case handler != nil:
		handler(w, r)
	case r.URL.Path == "/feed":
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, rssOf(s.URL, items))
	default:
		for _, p := range items {
			if p.path == r.URL.Path {
				fmt.Fprint(w, pageOf(s.URL, p))
				return
			}
		}
		http.NotFound(w, r)
	}
}

// change changes the site under its lock.
func (s *site) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *site) count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

func rssOf(base string, items []paper) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Port-Brume Gazette</title><link>%s/</link>`, base)
	for _, p := range items {
		fmt.Fprintf(&b, `<item><title>%s</title><link>%s%s?utm_source=feed</link><guid isPermaLink="false">%s</guid><description>%s</description><content:encoded><![CDATA[%s]]></content:encoded><pubDate>Wed, 02 Apr 2031 09:30:00 GMT</pubDate></item>`,
			p.title, base, p.path, p.path, "Summary. "+p.updated, p.content)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

func pageOf(base string, p paper) string {
	return fmt.Sprintf(`<html lang="en"><head><title>%s</title><link rel="canonical" href="%s%s"></head><body><article><h1>%s</h1>%s</article></body></html>`,
		p.title, base, p.path, p.title, paragraphs(p.text))
}

func paragraphs(text string) string {
	return "<p>" + strings.ReplaceAll(text, "\n", "</p><p>") + "</p>"
}

// article is the nth invented article, with a quote of an invented person.
func article(n int) paper {
	return paper{
		path: fmt.Sprintf("/2031/%d", n), title: fmt.Sprintf("Pickers of pier %d are paid in tokens", n),
		text: fmt.Sprintf("The cooperative of pier %d will pay its pickers in tokens from May on, its board said on Tuesday after a meeting of %d hours.\n"+
			"\"We have weighed it for %d years, and the tide of pier %d does not wait,\" said Odile Marchetand, who chairs the board.\n"+
			"The %d tokens can be spent in the shops of valley %d, exchanged for grain, or kept, and the board promises to take them back.\n%s", n, n, n, n, n, n, story(3, fmt.Sprint("pier-", n))),
	}
}

// rig is a poller on a store of its own.
type rig struct {
	*Poller
	store   *store.SQLite
	mu      sync.Mutex
	now     time.Time
	notices []Notice
	synced  int
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

// sleep moves the clock.
func (r *rig) sleep(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

func newRig(t testing.TB, dir string) *rig {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	r := &rig{store: s, now: noon}
	r.Poller = newPoller(t, s, r.clock)
	r.Stored = func(context.Context) error { r.synced++; return nil }
	r.Notify = func(_ context.Context, n Notice) error { r.notices = append(r.notices, n); return nil }
	return r
}

func newPoller(t testing.TB, s *store.SQLite, now func() time.Time) *Poller {
	t.Helper()
	g, err := entity.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, err := ingest.NewRulesProcessor(g)
	if err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Timeout: 2 * time.Second, Gap: -1})
	return &Poller{Store: s, Fetcher: client, Processor: p, Log: slog.New(slog.DiscardHandler), Now: now}
}

// subscribe adds the site's feed.
func (r *rig) subscribe(t testing.TB, s *site) data.Feed {
	t.Helper()
	f := data.Feed{Source: data.Source{Name: "Port-Brume Gazette", Feed: s.URL + "/feed", Lang: "en"}, State: data.FeedState{Due: noon}}
	if err := r.store.AddFeed(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	return f
}

// refresh checks the feed as it stands in the store and fetches its items.
func (r *rig) refresh(t testing.TB, feed string) (Checked, []Outcome) {
	t.Helper()
	f, err := r.store.Feed(t.Context(), feed)
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []Outcome
	got, err := r.Refresh(t.Context(), f, func(o Outcome, _ int) { outcomes = append(outcomes, o) })
	if err != nil {
		t.Fatal(err)
	}
	return got, outcomes
}

func (r *rig) articles(t testing.TB) int {
	t.Helper()
	st, err := r.store.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return st.Articles
}

func (r *rig) feed(t testing.TB, address string) data.Feed {
	t.Helper()
	f, err := r.store.Feed(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func statuses(outcomes []Outcome) map[string]int {
	n := map[string]int{}
	for _, o := range outcomes {
		n[o.Status]++
	}
	return n
}

// answer is a handler that answers a status.
func answer(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(code) }
}

var errMute = errors.New("the admins cannot be reached")
