package poll

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"verbatim/data/ingest"
)

// feedWith prints a feed whose items have those names (GUIDs).
func feedWith(base string, items []paper, names ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		text := rssOf(base, items)
		for i, p := range items {
			text = strings.Replace(text, ">"+p.path+"</guid>", ">"+names[i]+"</guid>", 1)
		}
		fmt.Fprint(w, text)
	}
}

// TestNamesThatNameNothing: feeds that give one name to all of their items or to
// each in turn, count them by their place, or list one of them twice, lose no
// article, and settle.
func TestNamesThatNameNothing(t *testing.T) {
	all := []paper{article(1), article(2), article(3)}
	for i := range all { // of other things in other words
		var words strings.Builder
		for n := range 80 {
			fmt.Fprintf(&words, " %s%d and", []string{"tide", "fog", "grain"}[i], n)
		}
		all[i].text = fmt.Sprintf("Nothing of pier %d will stay, not even%s the harbour.\n", i+1, &words) + article(1).text[:100]
	}
	twice := all[0]
	twice.title = "The same under another title"
	for name, c := range map[string]struct {
		items []paper
		names []string
		later []paper // told of at the next check
		then  []string
	}{
		"one name":          {items: all, names: []string{"gazette", "gazette", "gazette"}},
		"by place":          {all[:2], []string{"1", "2"}, []paper{all[2], all[0], all[1]}, []string{"1", "2", "3"}},
		"by place, all new": {all[:1], []string{"1"}, all[1:], []string{"1", "2"}},
		"the one of today":  {all[:2], []string{"x", "today"}, all[2:], []string{"today"}},
		"listed twice":      {items: append(all, twice), names: []string{"a", "b", "c", "d"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, r := newSite(t), newRig(t, t.TempDir())
			s.do["/feed"] = feedWith(s.URL, c.items, c.names...)
			s.items = all
			f := r.subscribe(t, s)
			r.refresh(t, f.Feed)
			if c.later != nil {
				s.change(func() { s.do["/feed"] = feedWith(s.URL, c.later, c.then...) })
				r.refresh(t, f.Feed)
			}
			if n := r.articles(t); n != 3 {
				t.Errorf("%d articles, want 3", n)
			}
			if got, outcomes := r.refresh(t, f.Feed); got.New+got.Updated+len(outcomes) != 0 {
				t.Errorf("not settled: %+v, %+v", got, outcomes)
			}
			for i := range all {
				id := ingest.ArticleID(s.URL + all[i].path)
				if rec, err := r.store.Record(t.Context(), id); err != nil || !strings.Contains(rec.Article.Text, fmt.Sprintf("of pier %d will", i+1)) {
					t.Errorf("article %d: %q, %v", i+1, rec.Article.Text, err)
				}
			}
		})
	}
}

// TestMovingMarkup: what changes in a feed's HTML without changing what people
// read fetches no page again.
func TestMovingMarkup(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	s.items = []paper{article(1)}
	polls := 0
	moving := func() string {
		polls++
		return fmt.Sprintf(`<p>The cooperative pays in tokens.</p><img src="https://pixel.example/t.gif?token=%d"><div class="advertisement">Offer %d of the day</div><p><a href="/2031/1?token=%d">Read on</a></p>`, polls, polls, polls)
	}
	s.do["/feed"] = func(w http.ResponseWriter, _ *http.Request) {
		p := article(1)
		p.content = moving() + strings.Repeat(" ", 300)
		fmt.Fprint(w, rssOf(s.URL, []paper{p}))
	}
	f := r.subscribe(t, s)
	r.refresh(t, f.Feed)
	for range 3 {
		if got, _ := r.refresh(t, f.Feed); got.New+got.Updated != 0 {
			t.Errorf("%+v", got)
		}
	}
	if n := s.count("/2031/1"); n != 1 {
		t.Errorf("the page was fetched %d times", n)
	}
}
