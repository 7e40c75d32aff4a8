package poll

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/extract"
	"verbatim/data/ingest/fetch"
	"verbatim/data/store"
)

func TestFromFeedToArticles(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1), article(2)}
	f := r.subscribe(t, s)
	got, outcomes := r.refresh(t, f.Feed)
	if got.New != 2 || !maps.Equal(statuses(outcomes), map[string]int{"added": 2}) || r.synced == 0 {
		t.Fatalf("first: %+v, %+v, synced %d", got, outcomes, r.synced)
	}
	rec, err := r.store.Record(t.Context(), outcomes[0].Article)
	if err != nil {
		t.Fatal(err)
	}
	a := rec.Article
	if a.Source != "Port-Brume Gazette" || a.Lang != "en" || a.Published != "2031-04-02T09:30:00Z" || !strings.HasPrefix(a.Title, "Pickers of pier") {
		t.Errorf("article %+v", a)
	}
	if q := said(rec, "Odile Marchetand"); !strings.Contains(q, "the tide of pier") {
		t.Errorf("quoted %q of %+v", q, rec.Quotes)
	}
	if b, _ := r.store.Backlog(t.Context(), []string{a.ID}); !b[a.ID] {
		t.Error("an article of the first check counts as news")
	}
	r.sleep(time.Hour)
	if got, outcomes := r.refresh(t, f.Feed); !got.NotModified || len(outcomes) != 0 {
		t.Errorf("unchanged: %+v, %+v", got, outcomes)
	}
	s.change(func() { s.items, s.etag = append(s.items, article(3)), `"2"` })
	got, outcomes = r.refresh(t, f.Feed)
	if got.New != 1 || !maps.Equal(statuses(outcomes), map[string]int{"added": 1}) || s.count("/2031/1") != 1 {
		t.Errorf("one more: %+v, %+v, asked %d times for the first", got, outcomes, s.count("/2031/1"))
	}
	if b, _ := r.store.Backlog(t.Context(), []string{outcomes[0].Article}); len(b) != 0 {
		t.Error("news counts as backlog")
	}
	if c := r.feed(t, f.Feed).Counts; c != (data.FeedCounts{Fetched: 2, NotModified: 1, New: 3}) {
		t.Errorf("counts %+v", c)
	}
}

// said is what a record quotes somebody with.
func said(r data.Record, name string) string {
	var b strings.Builder
	for _, q := range r.Quotes {
		if q.Shown() == name {
			b.WriteString(q.Of(r.Article.Text))
		}
	}
	return b.String()
}

// TestUpdate: an article that changes keeps its id, and quotes that went are
// gone.
func TestUpdate(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1)}
	f := r.subscribe(t, s)
	_, first := r.refresh(t, f.Feed)
	s.change(func() {
		s.items[0].text = strings.ReplaceAll(s.items[0].text, "does not wait,\" said", "waits for us,\" said")
		s.items[0].updated, s.etag = "Corrected.", `"2"`
	})
	got, second := r.refresh(t, f.Feed)
	if got.Updated != 1 || second[0].Status != "updated" || second[0].Article != first[0].Article {
		t.Fatalf("%+v, %+v, first %+v", got, second, first)
	}
	rec, err := r.store.Record(t.Context(), first[0].Article)
	if q := said(rec, "Odile Marchetand"); err != nil || !strings.Contains(q, "waits for us") || strings.Contains(q, "does not wait") {
		t.Errorf("quoted %q, %v", q, err)
	}
	revs, err := r.store.Revisions(t.Context(), first[0].Article)
	if err != nil || len(revs) != 1 || !strings.Contains(revs[0].Text, "does not wait") {
		t.Errorf("revisions %+v, %v", revs, err)
	}
	s.change(func() { s.items[0].path, s.etag = "/2031/renamed", `"3"` })
	s.change(func() { s.items[0].updated = "" })
	if _, third := r.refresh(t, f.Feed); r.articles(t) != 1 {
		t.Errorf("under another address, %d articles: %+v", r.articles(t), third)
	}
}

// TestTheSameStory: two papers print an agency's story.
func TestTheSameStory(t *testing.T) {
	a, b, r := newSite(t), newSite(t), newRig(t, t.TempDir())
	a.items = []paper{article(1)}
	again := article(1)
	again.path, again.title = "/agency/77", "Another headline for the same story"
	again.text = "PORT-BRUME (Agency)\n" + again.text
	b.items = []paper{again, article(2)}
	fa := r.subscribe(t, a)
	fb := data.Feed{Source: data.Source{Name: "Harbour Post", Feed: b.URL + "/feed"}, State: data.FeedState{Due: noon}}
	if err := r.store.AddFeed(t.Context(), fb); err != nil {
		t.Fatal(err)
	}
	_, first := r.refresh(t, fa.Feed)
	_, second := r.refresh(t, fb.Feed)
	if !maps.Equal(statuses(second), map[string]int{"duplicate": 1, "added": 1}) || r.articles(t) != 2 {
		t.Errorf("%+v, %d articles", second, r.articles(t))
	}
	for _, o := range second {
		if o.Status == "duplicate" && o.Article != first[0].Article {
			t.Errorf("it is a duplicate of %q, want %q", o.Article, first[0].Article)
		}
	}
	b.change(func() { b.etag = `"2"` })
	if got, _ := r.refresh(t, fb.Feed); got.New+got.Updated != 0 || b.count("/agency/77") != 1 {
		t.Errorf("the duplicate was fetched again: %+v", got)
	}
}

// TestFullerText: where the page has less than the feed, the feed's text is the
// article.
func TestFullerText(t *testing.T) {
	full := article(1)
	full.content = paragraphs(full.text + "\n" + story(8, "whole"))
	for name, do := range map[string]http.HandlerFunc{
		"the page is a wall": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `<html><script type="application/ld+json">{"isAccessibleForFree":false}</script><p>Subscribe.</p></html>`)
		},
		"the page is an empty frame": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `<html><body><div id="root"></div><script src="x.js"></script></body></html>`)
		},
		"there is no page": http.NotFound,
		"the page is a PDF": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "%PDF-1.7\n\x00\x00")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, r := newSite(t), newRig(t, t.TempDir())
			s.items, s.do[full.path] = []paper{full, {path: "/short", title: "Short", text: "x"}}, do
			s.do["/short"] = do
			_, outcomes := r.refresh(t, r.subscribe(t, s).Feed)
			if !maps.Equal(statuses(outcomes), map[string]int{"added": 1, "failed": 1}) {
				t.Fatalf("%+v", outcomes)
			}
			for _, o := range outcomes {
				if o.Status != "added" {
					continue
				}
				page, err := r.store.Page(t.Context(), o.Article)
				if err != nil || page.Kind != data.Fragment {
					t.Errorf("page %+v, %v", page.Kind, err)
				}
			}
			waits := 0
			if name == "there is no page" { // there may be one later
				waits = 1
			}
			if w, _, _ := r.store.Waiting(t.Context()); w != waits {
				t.Errorf("%d items wait", w)
			}
		})
	}
}

// TestItemsThatFail: one bad page stops no other, and is tried again later.
func TestItemsThatFail(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1), article(2)}
	s.do["/2031/1"] = answer(503)
	f := r.subscribe(t, s)
	if _, outcomes := r.refresh(t, f.Feed); !maps.Equal(statuses(outcomes), map[string]int{"added": 1, "failed": 1}) {
		t.Fatalf("%+v", outcomes)
	}
	if due, err := r.store.DueItems(t.Context(), r.clock(), 9); err != nil || len(due) != 0 {
		t.Errorf("due at once: %+v, %v", due, err)
	}
	r.sleep(firstTry)
	if due, err := r.store.DueItems(t.Context(), r.clock(), 9); err != nil || len(due) != 1 {
		t.Errorf("due later: %+v, %v", due, err)
	}
	s.change(func() { delete(s.do, "/2031/1") })
	if _, outcomes := r.refresh(t, f.Feed); !maps.Equal(statuses(outcomes), map[string]int{"added": 1}) {
		t.Errorf("once it works: %+v", outcomes)
	}
}

// TestPagesThatAreNotThere: how long a page is waited for depends on what its
// server says; what is given up is counted.
func TestPagesThatAreNotThere(t *testing.T) {
	for name, c := range map[string]struct {
		do    http.HandlerFunc
		tries int
	}{
		"not found":         {http.NotFound, fewTries},
		"forbidden":         {answer(403), fewTries},
		"gone":              {answer(410), 1},
		"in trouble":        {answer(502), mostTries},
		"busy":              {answer(429), mostTries},
		"hangs up":          {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, mostTries},
		"to the front page": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }, fewTries},
		"a picture":         {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "\x89PNG\r\n\x1a\n\x00") }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s, r := newSite(t), newRig(t, t.TempDir())
			s.items = []paper{article(1)}
			s.do["/"] = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, pageOf(s.URL, article(2))) }
			s.do["/2031/1"] = c.do
			f := r.subscribe(t, s)
			for try := 1; try <= c.tries; try++ {
				_, outcomes := r.refresh(t, f.Feed)
				if len(outcomes) != 1 || outcomes[0].Status != "failed" || outcomes[0].Again.IsZero() != (try == c.tries) {
					t.Fatalf("try %d of %d: %+v", try, c.tries, outcomes)
				}
			}
			if _, outcomes := r.refresh(t, f.Feed); len(outcomes) != 0 {
				t.Errorf("tried again: %+v", outcomes)
			}
			if n, err := r.store.GivenUp(t.Context()); err != nil || !maps.Equal(n, map[string]int{f.Feed: 1}) {
				t.Errorf("given up: %v, %v", n, err)
			}
			s.change(func() { delete(s.do, "/2031/1"); s.items[0].updated, s.etag = "Here it is.", `"2"` })
			if _, outcomes := r.refresh(t, f.Feed); !maps.Equal(statuses(outcomes), map[string]int{"added": 1}) {
				t.Errorf("told of anew: %+v", outcomes)
			}
			if n, err := r.store.GivenUp(t.Context()); err != nil || len(n) != 0 {
				t.Errorf("given up: %v, %v", n, err)
			}
		})
	}
}

func TestFeedThatFails(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1)}
	f := r.subscribe(t, s)
	r.refresh(t, f.Feed)
	s.do["/feed"] = answer(500)
	for range 40 {
		r.sleep(time.Hour)
		if got, _ := r.refresh(t, f.Feed); got.Err == nil {
			t.Fatal("no error")
		}
	}
	if len(r.notices) != 1 || r.notices[0].Kind != Failing || !strings.Contains(r.notices[0].Error, "500") {
		t.Errorf("told %+v, want once that it fails", r.notices)
	}
	st := r.feed(t, f.Feed).State
	if st.Failures != 40 || st.ETag != `"1"` || !st.Due.After(r.clock()) {
		t.Errorf("state %+v", st)
	}
	s.change(func() { delete(s.do, "/feed") })
	r.refresh(t, f.Feed)
	if len(r.notices) != 2 || r.notices[1].Kind != Recovered || r.feed(t, f.Feed).State.Failures != 0 {
		t.Errorf("told %+v, want that it is back", r.notices)
	}
}

// TestAdminsThatCannotBeReached are told later.
func TestAdminsThatCannotBeReached(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.do["/feed"] = answer(410)
	r.Notify = func(context.Context, Notice) error { return errMute }
	f := r.subscribe(t, s)
	r.refresh(t, f.Feed)
	if st := r.feed(t, f.Feed).State; st.Reported || !st.Gone {
		t.Errorf("state %+v", st)
	}
	told := 0
	r.Notify = func(_ context.Context, n Notice) error { told++; return nil }
	r.refresh(t, f.Feed)
	r.refresh(t, f.Feed)
	if told != 1 {
		t.Errorf("told %d times", told)
	}
	if due, _ := r.store.DueFeeds(t.Context(), r.clock().AddDate(10, 0, 0), 9); len(due) != 0 {
		t.Error("a feed that is gone is checked again")
	}
}

func TestRetryAfterIsFollowed(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.do["/feed"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	f := r.subscribe(t, s)
	r.refresh(t, f.Feed)
	if st := r.feed(t, f.Feed).State; st.Due.Before(noon.Add(2 * time.Hour)) {
		t.Errorf("due %s", st.Due)
	}
}

func TestMovedFeedIsFollowed(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1)}
	s.do["/old"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/feed", http.StatusMovedPermanently)
	}
	f := data.Feed{Source: data.Source{Name: "Gazette", Feed: s.URL + "/old"}, State: data.FeedState{Due: noon}}
	if err := r.store.AddFeed(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	if got, err := r.Check(t.Context(), f); err != nil || got.Err != nil || got.New != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if moved := r.feed(t, s.URL+"/feed"); moved.State.ETag != `"1"` || len(r.notices) != 1 || r.notices[0].Kind != Moved {
		t.Errorf("%+v, told %+v", moved, r.notices)
	}
}

// TestRemovedStaysAway: polling does not bring back what was removed.
func TestRemovedStaysAway(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1), article(2)}
	f := r.subscribe(t, s)
	_, outcomes := r.refresh(t, f.Feed)
	gone := outcomes[0]
	stones := []store.Tombstone{{Kind: store.TombArticle, Ref: gone.Article, Removed: noon}, {Kind: store.TombURL, Ref: gone.URL, Removed: noon}}
	if _, err := r.store.Remove(t.Context(), []string{gone.Article}, stones); err != nil {
		t.Fatal(err)
	}
	s.change(func() { s.items[0].updated, s.items[1].updated, s.etag = "again", "again", `"2"` })
	r.refresh(t, f.Feed)
	if _, err := r.Take(t.Context(), gone.URL, nil); err == nil {
		t.Log("https cannot be fetched from the site")
	}
	var status string
	path := gone.URL[strings.LastIndex(gone.URL, "/2031"):]
	if _, err := r.Take(t.Context(), s.URL+path, func(o Outcome, _ int) { status = o.Status }); err != nil || status != "removed" {
		t.Errorf("taken by hand: %q, %v", status, err)
	}
	if r.articles(t) != 1 {
		t.Errorf("%d articles", r.articles(t))
	}
}

func TestTake(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1), article(2), article(3)}
	s.do["/sitemap.xml"] = func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<urlset><url><loc>%s/2031/3</loc></url></urlset>`, s.URL)
	}
	s.do["/maps.xml"] = func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<sitemapindex><sitemap><loc>%s/sitemap.xml</loc></sitemap></sitemapindex>`, s.URL)
	}
	s.do["/paper.pdf"] = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "%PDF-1.7 \x00") }
	for _, c := range []struct {
		path, kind string
		articles   int
	}{{"/2031/1", "article", 1}, {"/feed", "feed", 3}, {"/sitemap.xml", "sitemap", 3}, {"/maps.xml", "sitemap", 3}} {
		n := 0
		got, err := r.Take(t.Context(), s.URL+c.path, func(Outcome, int) { n++ })
		if err != nil || got.Kind != c.kind || r.articles(t) != c.articles {
			t.Errorf("%s: %+v, %v, %d articles", c.path, got, err, r.articles(t))
		}
	}
	if _, err := r.Take(t.Context(), s.URL+"/paper.pdf", nil); !errors.Is(err, extract.ErrNotHTML) {
		t.Errorf("a PDF: %v", err)
	}
	if _, err := r.Take(t.Context(), "file:///etc/passwd", nil); !errors.Is(err, fetch.ErrScheme) {
		t.Errorf("a file: %v", err)
	}
}

// TestTakeWhatAFeedTold: an article that came by a feed keeps its publisher and
// date where somebody asks for its page.
func TestTakeWhatAFeedTold(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1)}
	_, outcomes := r.refresh(t, r.subscribe(t, s).Feed)
	before, err := r.store.Record(t.Context(), outcomes[0].Article)
	if err != nil {
		t.Fatal(err)
	}
	var got Outcome
	if _, err := r.Take(t.Context(), s.URL+"/2031/1", func(o Outcome, _ int) { got = o }); err != nil || got.Status != "unchanged" {
		t.Errorf("%+v, %v", got, err)
	}
	s.change(func() { s.items[0].text += "\nThe board met again." })
	if _, err := r.Take(t.Context(), s.URL+"/2031/1", func(o Outcome, _ int) { got = o }); err != nil || got.Status != "updated" {
		t.Errorf("changed: %+v, %v", got, err)
	}
	after, err := r.store.Record(t.Context(), outcomes[0].Article)
	if err != nil || after.Article.Source != before.Article.Source || after.Article.Published != before.Article.Published || after.Article.URL != before.Article.URL {
		t.Errorf("%+v, %v, before %+v", after.Article, err, before.Article)
	}
}

// TestTakeByAnotherAddress: an article that is asked for by an address that leads
// to it is the one that is stored, and stays away once it was removed.
func TestTakeByAnotherAddress(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	short := paper{path: "/2031/1", title: "Fog", text: "There is fog in the harbour again this morning, and the pickers stay at home."}
	s.items = []paper{short}
	s.do["/x"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/2031/1", http.StatusFound) }
	s.do["/print/1"] = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, pageOf(s.URL, short)) }
	take := func(path string) (o Outcome) {
		t.Helper()
		if _, err := r.Take(t.Context(), s.URL+path, func(got Outcome, _ int) { o = got }); err != nil {
			t.Fatal(err)
		}
		return o
	}
	first := take("/x")
	if first.Status != "added" {
		t.Fatalf("%+v", first)
	}
	for _, path := range []string{"/x", "/2031/1"} {
		if o := take(path); o.Status != "unchanged" || o.Article != first.Article {
			t.Errorf("%s: %+v", path, o)
		}
	}
	if id, err := r.store.Holder(t.Context(), strings.Replace(s.URL, "http:", "https:", 1)+"/x"); err != nil || id != first.Article {
		t.Errorf("the address asked for stands for %q, %v", id, err)
	}
	stone := store.Tombstone{Kind: store.TombArticle, Ref: first.Article, Article: first.Article, Removed: noon}
	if _, err := r.store.Remove(t.Context(), []string{first.Article}, []store.Tombstone{stone}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/x", "/2031/1", "/print/1"} {
		if o := take(path); o.Status != "removed" {
			t.Errorf("%s after it was removed: %+v", path, o)
		}
	}
	f := data.Feed{Source: data.Source{Name: "Gazette", Feed: s.URL + "/feed2"}, State: data.FeedState{Due: noon}}
	if err := r.store.AddFeed(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	printed := short
	printed.path = "/print/1"
	s.do["/feed2"] = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, rssOf(s.URL, []paper{printed})) }
	for range 2 {
		if _, outcomes := r.refresh(t, f.Feed); len(outcomes) != 0 {
			t.Errorf("told of by a feed: %+v", outcomes)
		}
	}
	if n, err := r.store.GivenUp(t.Context()); err != nil || len(n) != 0 {
		t.Errorf("counted as given up: %v, %v", n, err)
	}
}

// TestLongLists: of a list that is too long the newest are taken, and it is said
// how many were not; a part that cannot be read stops no other.
func TestLongLists(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	const most, more = mostItems, 30
	var list strings.Builder
	for i := range most + more {
		fmt.Fprintf(&list, `<url><loc>%s/2031/%d</loc><lastmod>%s</lastmod></url>`, s.URL, i, noon.Add(time.Duration(i)*time.Hour).Format(time.RFC3339))
	}
	s.do["/sitemap.xml"] = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, `<urlset>%s</urlset>`, &list) }
	s.do["/maps.xml"] = func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<sitemapindex>`)
		for i := range mostMaps + 2 {
			fmt.Fprintf(w, `<sitemap><loc>%s/old%d.xml</loc><lastmod>2001-01-0%d</lastmod></sitemap>`, s.URL, i, i+1)
		}
		fmt.Fprintf(w, `<sitemap><loc>%s/sitemap.xml</loc><lastmod>2031-01-01</lastmod></sitemap></sitemapindex>`, s.URL)
	}
	got, err := r.Take(t.Context(), s.URL+"/sitemap.xml", nil)
	if err != nil || got.New != most || got.Left != more {
		t.Errorf("%+v, %v", got, err)
	}
	if s.count("/2031/0") != 0 || s.count(fmt.Sprintf("/2031/%d", most+more-1)) != 1 {
		t.Errorf("the oldest was asked for %d times, the newest %d times", s.count("/2031/0"), s.count(fmt.Sprintf("/2031/%d", most+more-1)))
	}
	got, err = r.Take(t.Context(), s.URL+"/maps.xml", nil)
	if err != nil || got.Left != more+3 || len(got.Fault) != mostMaps-1 || s.count("/sitemap.xml") != 2 {
		t.Errorf("a list of sitemaps: %+v, %v", got, err)
	}
}

func TestFind(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1)}
	s.do["/"] = func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<html><head><link rel="alternate" type="application/rss+xml" title="dead" href="/dead"><link rel="alternate" type="application/rss+xml" title="All" href="/feed"></head></html>`)
	}
	s.do["/silent"] = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `<html><p>Nothing.</p></html>`) }
	for path, page := range map[string]bool{"/feed": false, "/": true, "/silent": true} {
		got, err := Find(t.Context(), r.Fetcher, s.URL+path)
		if err != nil || got.Feed != s.URL+"/feed" || got.Name != "Port-Brume Gazette" || got.Page != page {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
	s.do["/feed"] = http.NotFound
	if _, err := Find(t.Context(), r.Fetcher, s.URL+"/silent"); !errors.Is(err, ErrNoFeed) {
		t.Errorf("a site without a feed: %v", err)
	}
}

// TestReprocess: a kept page gives the same text again, without the network.
func TestReprocess(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	full := article(2)
	full.content = paragraphs(full.text + "\n" + story(8, "whole"))
	s.items, s.do[full.path] = []paper{article(1), full}, http.NotFound
	_, outcomes := r.refresh(t, r.subscribe(t, s).Feed)
	s.Close()
	for _, o := range outcomes {
		rec, err := r.store.Record(t.Context(), o.Article)
		if err != nil {
			t.Fatal(err)
		}
		page, err := r.store.Page(t.Context(), o.Article)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Reprocess(rec.Article, page); err != nil || again != rec.Article {
			t.Errorf("%+v, %v; want %+v", again, err, rec.Article)
		}
	}
}

// TestRun: the poller by itself, with a feed among them that hangs.
func TestRun(t *testing.T) {
	good, bad, r := newSite(t), newSite(t), newRig(t, t.TempDir())
	good.items = []paper{article(1), article(2)}
	bad.do["/feed"] = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	r.subscribe(t, good)
	r.subscribe(t, bad)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- r.Run(ctx) }()
	deadline := time.Now().Add(20 * time.Second)
	for r.articles(t) < 2 && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
	if n := r.articles(t); n != 2 {
		t.Errorf("%d articles", n)
	}
	stop()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Run does not end")
	}
}
