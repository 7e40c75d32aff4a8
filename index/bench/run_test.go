package bench

import (
	"log/slog"
	"strings"
	"testing"
	"time"
)

// A small run measures every kind of query on every engine that has the like,
// finds something, and prunes nothing away.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds an index and FTS5 tables")
	}
	r, err := Run(t.Context(), Options{
		Source: Corpus{Articles: 400}, Dir: t.TempDir(), Queries: 12, FTS: true, Rebuild: true, Load: 20 * time.Millisecond,
		Log: slog.New(slog.DiscardHandler), Progress: func(string) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Articles != 400 || r.Units != 400*UnitsEach || r.Build.Bytes == 0 {
		t.Errorf("%+v: want 400 articles of %d units", r.Build, UnitsEach)
	}
	for _, k := range r.Kinds {
		if k.Overlap < .9999 {
			t.Errorf("%s: overlap %v with exhaustive scoring", k.Kind, k.Overlap)
		}
		if k.Empty > k.Queries/2 {
			t.Errorf("%s: %d of %d queries found nothing", k.Kind, k.Empty, k.Queries)
		}
		if k.Times[ours] == (Times{}) {
			t.Errorf("%s: not measured", k.Kind)
		}
	}
	if b := r.Rebuild; b == nil || b.Queries == 0 || b.Fewer > 0 || b.Idle == (Times{}) || b.Beside == (Times{}) {
		t.Errorf("beside a rebuild: %+v, want queries that find what they did before", b)
	}
	var out strings.Builder
	if err := r.Print(&out); err != nil || !strings.Contains(out.String(), "latest takeaways") || !strings.Contains(out.String(), "rebuild beside queries") {
		t.Errorf("printed %v:\n%s", err, out.String())
	}
	if drawing, err := r.Plot(); err != nil || !strings.Contains(string(drawing), "topic AND") {
		t.Errorf("plot of %d bytes, %v", len(drawing), err)
	}
}

func TestCorpusRepeatsItself(t *testing.T) {
	c := Corpus{Articles: 10}
	for n := range c.Articles {
		r := c.record(n)
		if err := r.Check(); err != nil {
			t.Error(err)
		}
		if again := c.record(n); again.Article != r.Article {
			t.Errorf("article %d differs when it is generated again", n)
		}
	}
}
