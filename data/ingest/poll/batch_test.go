package poll

import (
	"context"
	"maps"
	"testing"

	"verbatim/data"
	"verbatim/data/store"
)

// picky is a processor whose records of one article cannot be stored.
type picky struct {
	Processor
	bad string // the title
}

func (p picky) Process(a data.Article) (data.Record, error) {
	r, err := p.Processor.Process(a)
	if a.Title == p.bad {
		r.Article.Author = "\x00"
	}
	return r, err
}

// TestRefusedArticle: an article that cannot be stored takes no other one of its
// batch with it, not even one that was to be its duplicate, and what was stored is
// made answerable.
func TestRefusedArticle(t *testing.T) {
	s, r := newSite(t), newRig(t, t.TempDir())
	bad, again := article(1), article(1)
	bad.title, again.path = "Refused", "/agency/77"
	s.items = []paper{bad, article(2)}
	r.Processor = picky{r.Processor, bad.title}
	f := r.subscribe(t, s)
	// In one batch, in this order, whatever page comes first.
	var batch []store.Fetched
	for _, p := range []paper{bad, again, article(2)} {
		s.change(func() { s.items = append(s.items, p) })
		it, err := newItem(f.Feed, told{Source: "Port-Brume Gazette"})
		if err != nil {
			t.Fatal(err)
		}
		it.URL, it.Told = s.URL+p.path, []byte(`{"URL":"`+s.URL+p.path+`"}`)
		got, err := r.article(t.Context(), it)
		if err != nil {
			t.Fatal(err)
		}
		batch = append(batch, got)
	}
	r.synced = 0
	var outcomes []Outcome
	if err := r.put(t.Context(), batch, func(o Outcome) { outcomes = append(outcomes, o) }); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(statuses(outcomes), map[string]int{"failed": 1, "added": 2}) || r.articles(t) != 2 || r.synced == 0 {
		t.Errorf("%+v, %d articles, made answerable %d times", outcomes, r.articles(t), r.synced)
	}
	for _, o := range outcomes {
		if o.Status == "added" {
			if _, err := r.store.Record(context.Background(), o.Article); err != nil {
				t.Errorf("%s: %v", o.URL, err)
			}
		}
	}
}
