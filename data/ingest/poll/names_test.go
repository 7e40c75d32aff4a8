package poll

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
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

// TestNamesThatNameNothing: feeds that give one name to all of their items, count
// them by their place, or list one of them twice, lose no article, and settle.
func TestNamesThatNameNothing(t *testing.T) {
	all := []paper{article(1), article(2), article(3)}
	twice := article(1)
	twice.title = "The same under another title"
	for name, c := range map[string]struct {
		items []paper
		names []string
		then  []string
	}{
		"one name":     {all, []string{"gazette", "gazette", "gazette"}, nil},
		"by place":     {all[:2], []string{"1", "2"}, []string{"1", "2", "3"}},
		"listed twice": {append(all, twice), []string{"a", "b", "c", "d"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, r := newSite(t), newRig(t, t.TempDir())
			s.do["/feed"] = feedWith(s.URL, c.items, c.names...)
			s.items = all
			f := r.subscribe(t, s)
			r.refresh(t, f.Feed)
			if c.then != nil { // a new one on top moves the others down
				s.change(func() { s.do["/feed"] = feedWith(s.URL, []paper{all[2], all[0], all[1]}, c.then...) })
				r.refresh(t, f.Feed)
			}
			if n := r.articles(t); n != 3 {
				t.Errorf("%d articles, want 3", n)
			}
			if got, _ := r.refresh(t, f.Feed); got.New+got.Updated != 0 {
				t.Errorf("not settled: %+v", got)
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
