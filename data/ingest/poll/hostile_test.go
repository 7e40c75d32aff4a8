package poll

import (
	"compress/gzip"
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/ingest"
	"verbatim/data/store"
)

// hostile are the ways of a server to be of no help.
func hostile() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"no answer": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"a byte now and then": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				fmt.Fprint(w, "<")
				_ = http.NewResponseController(w).Flush()
				time.Sleep(20 * time.Millisecond)
			}
		},
		"no end": func(w http.ResponseWriter, r *http.Request) {
			for block := []byte(strings.Repeat("<item>", 1<<17)); r.Context().Err() == nil; {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		},
		"gzip bomb": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for block := make([]byte, 1<<20); ; {
				if _, err := z.Write(block); err != nil {
					return
				}
			}
		},
		"redirect loop": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusMovedPermanently)
		},
		"redirect inwards": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.2/", http.StatusFound)
		},
		"shorter than it says": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "999")
			fmt.Fprint(w, "<rss>")
		},
		"500":                  answer(500),
		"403":                  answer(403),
		"304 nobody asked for": answer(304),
		"a page":               func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html><body><p>Hi.</p></body></html>") },
		"a lie about its bytes": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/rss+xml; charset=utf-16")
			fmt.Fprint(w, "\xff\x00\xfe<")
		},
		"deep as the sea": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "<rss>"+strings.Repeat("<channel>", 200_000))
		},
		"entities of entities": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss`)
		},
	}
}

// TestHostileFeeds: a feed that turns hostile costs little time, loses nothing,
// and is checked again as planned.
func TestHostileFeeds(t *testing.T) {
	for name, handler := range hostile() {
		t.Run(name, func(t *testing.T) {
			s, r := newSite(t), newRig(t, t.TempDir())
			s.items = []paper{article(1)}
			f := r.subscribe(t, s)
			r.refresh(t, f.Feed)
			s.change(func() { s.do["/feed"] = handler })
			r.sleep(time.Hour)
			began := time.Now()
			r.refresh(t, f.Feed)
			if took := time.Since(began); took > 8*time.Second {
				t.Errorf("it took %s", took)
			}
			st := r.feed(t, f.Feed).State
			if wait := st.Due.Sub(r.clock()); wait < shortest || wait > farthest*11/10 {
				t.Errorf("checked again in %s", wait)
			}
			if r.articles(t) != 1 {
				t.Errorf("%d articles", r.articles(t))
			}
			s.change(func() { delete(s.do, "/feed"); s.items, s.etag = append(s.items, article(2)), `"2"` })
			if _, outcomes := r.refresh(t, f.Feed); !maps.Equal(statuses(outcomes), map[string]int{"added": 1}) {
				t.Errorf("once it behaves: %+v", outcomes)
			}
		})
	}
}

// TestHostilePages: pages that are of no use stop neither the others nor the
// feed.
func TestHostilePages(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1)}
	for name, handler := range hostile() {
		p := paper{path: "/bad/" + strings.ReplaceAll(name, " ", "-"), title: name}
		s.items, s.do[p.path] = append(s.items, p), handler
	}
	f := r.subscribe(t, s)
	_, outcomes := r.refresh(t, f.Feed)
	if got := statuses(outcomes); got["added"] < 1 || len(outcomes) != len(hostile())+1 {
		t.Errorf("%+v of %d", got, len(outcomes))
	}
	if _, err := r.store.Holder(t.Context(), ingest.CanonicalURL(s.URL+article(1).path)); err != nil {
		t.Errorf("the good article is not stored: %v", err)
	}
}

// full is a store whose disk is full for a while.
type full struct {
	*store.SQLite
	failing bool
}

func (f *full) Announce(ctx context.Context, feed string, items []store.Item, now time.Time, after func(store.Announced) (data.FeedState, data.FeedCounts)) (store.Announced, error) {
	if f.failing {
		return store.Announced{}, store.ErrFull
	}
	return f.SQLite.Announce(ctx, feed, items, now, after)
}

func (f *full) PutFetched(ctx context.Context, batch []store.Fetched) (store.PutResult, error) {
	if f.failing {
		return store.PutResult{}, store.ErrFull
	}
	return f.SQLite.PutFetched(ctx, batch)
}

// TestDiskFull: what could not be stored is there once there is room again.
func TestDiskFull(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1)}
	disk := &full{SQLite: r.store, failing: true}
	r.Poller.Store = disk
	f := r.subscribe(t, s)
	if _, err := r.Check(t.Context(), f); err == nil {
		t.Error("the check says nothing of the disk")
	}
	if st := r.feed(t, f.Feed).State; st.ETag != "" {
		t.Errorf("the ETag %s is ahead of the articles", st.ETag)
	}
	disk.failing = false
	if got, err := r.Check(t.Context(), r.feed(t, f.Feed)); err != nil || got.New != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	disk.failing = true
	if err := r.drain(t.Context(), f.Feed, nil); err == nil {
		t.Error("storing says nothing of the disk")
	}
	disk.failing = false
	if err := r.drain(t.Context(), f.Feed, nil); err != nil || r.articles(t) != 1 {
		t.Errorf("%d articles, %v", r.articles(t), err)
	}
}
