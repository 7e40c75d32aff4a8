package poll

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"verbatim/data"
)

func TestAliases(t *testing.T) {
	const own = "https://gazette.example/2031/04/tide"
	for name, c := range map[string]struct{ own, served, named, want string }{
		"itself":                  {own, own, "http://www.gazette.example/2031/04/tide/?utm_source=x", ""},
		"another path":            {own, own, "https://gazette.example/article/77", "https://gazette.example/article/77"},
		"a further host":          {own, own, "https://amp-cdn.gazette.example/tide", "https://amp-cdn.gazette.example/tide"},
		"its form without query":  {own + "?src=rss", own, own, own},
		"another site":            {own, own, "https://agency.example/tide", ""},
		"another one's subdomain": {"https://a.blogspot.com/tide", "", "https://b.blogspot.com/tide", ""},
		"the front page":          {own, own, "https://gazette.example/", ""},
		"its section":             {own, own, "https://gazette.example/2031/04/", ""},
		"a front page elsewhere":  {own, own, "https://fr.gazette.example", ""},
		"nothing":                 {own, own, "", ""},
		"no address":              {own, own, "mailto:desk@gazette.example", ""},
		"behind a redirect":       {"https://short.example/x", own, "https://gazette.example/article/77", "https://gazette.example/article/77"},
		"above what is behind it": {"https://short.example/x", own, "https://gazette.example/2031", ""},
	} {
		want := []string{c.want}
		if c.want == "" {
			want = nil
		}
		if got := aliases(c.own, c.served, c.named); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestChangedDuplicate: a duplicate that becomes a story of its own is stored as
// one; what it was a duplicate of stays the other paper's.
func TestChangedDuplicate(t *testing.T) {
	a, b, r := newSite(t), newSite(t), newRig(t, t.TempDir())
	again := article(1)
	again.path = "/agency/77"
	a.items, b.items = []paper{article(1)}, []paper{again}
	fa := r.subscribe(t, a)
	fb := data.Feed{Source: data.Source{Name: "Harbour Post", Feed: b.URL + "/feed"}, State: data.FeedState{Due: noon}}
	if err := r.store.AddFeed(t.Context(), fb); err != nil {
		t.Fatal(err)
	}
	_, first := r.refresh(t, fa.Feed)
	if _, second := r.refresh(t, fb.Feed); second[0].Status != "duplicate" {
		t.Fatalf("%+v", second)
	}
	b.change(func() {
		b.items[0].text += "\nOne sentence more."
		b.items[0].updated, b.etag = "Corrected.", `"2"`
	})
	if _, second := r.refresh(t, fb.Feed); second[0].Status != "duplicate" || second[0].Article != first[0].Article {
		t.Errorf("still the same story: %+v", second)
	}
	b.change(func() {
		b.items[0].title, b.items[0].text = "What the pickers of valley 9 say", article(9).text
		b.items[0].updated, b.etag = "Written anew.", `"3"`
	})
	_, third := r.refresh(t, fb.Feed)
	if third[0].Status != "added" || third[0].Article == first[0].Article {
		t.Errorf("a story of its own: %+v", third)
	}
	if rec, err := r.store.Record(t.Context(), first[0].Article); err != nil || rec.Article.Source != "Port-Brume Gazette" || !strings.Contains(rec.Article.Text, "pier 1 ") {
		t.Errorf("the first paper's article is now %+v, %v", rec.Article, err)
	}
	if rec, err := r.store.Record(t.Context(), third[0].Article); err != nil || rec.Article.Source != "Harbour Post" {
		t.Errorf("the second paper's article is %+v, %v", rec.Article, err)
	}
}

// TestWrongCanonical: two articles whose pages name the front page, or one and
// the same address, stay two; so does the article that stands there.
func TestWrongCanonical(t *testing.T) {
	for _, canonical := range []string{"/", "/2031/3", "https://agency.example/story"} {
		t.Run(canonical, func(t *testing.T) {
			s, r := newSite(t), newRig(t, t.TempDir())
			s.items = []paper{article(1), article(2)}
			for _, p := range s.items {
				s.do[p.path] = func(w http.ResponseWriter, _ *http.Request) {
					fmt.Fprint(w, strings.ReplaceAll(pageOf(s.URL, p), `rel="canonical" href="`+s.URL+p.path, `rel="canonical" href="`+canonical))
				}
			}
			f := r.subscribe(t, s)
			r.refresh(t, f.Feed)
			s.change(func() { s.items, s.etag = append(s.items, article(3)), `"2"` })
			_, outcomes := r.refresh(t, f.Feed)
			if r.articles(t) != 3 || !maps.Equal(statuses(outcomes), map[string]int{"added": 1}) {
				t.Errorf("%d articles, %+v", r.articles(t), outcomes)
			}
			if got, _ := r.refresh(t, f.Feed); got.New+got.Updated != 0 {
				t.Errorf("not settled: %+v", got)
			}
		})
	}
}
