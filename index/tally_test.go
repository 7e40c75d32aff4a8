package index

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
)

// TestTallyFollowsTheIndex counts between changes: what is kept from one tally to
// the next is of the index as it is, whatever was added, changed or removed, and
// after a rebuild.
func TestTallyFollowsTheIndex(t *testing.T) {
	ctx := context.Background()
	l := newLog()
	put := func(id, day, text string) {
		l.put(id, text)
		r := l.records[id]
		r.Article.Published = day
		l.records[id] = r
	}
	x, err := Open(filepath.Join(t.TempDir(), "index"), l, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	ferry := []Subject{{Things: []Thing{{Forms: []Form{{Terms: []string{"ferri"}}, {Terms: []string{"boat"}}}}}}}
	march := []Days{{"2031-03-01", "2031-03-31"}}
	check := func(when string, articles, undated, mentions int) {
		t.Helper()
		if err := x.Sync(ctx, nil); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second from what is kept
			got, err := x.Tally(ctx, march, ferry)
			if err != nil {
				t.Fatal(err)
			}
			if got.Articles[0] != articles || got.Undated != undated || got.Counts[0][0].Articles != mentions {
				t.Errorf("%s: %d articles, %d undated, %d with the ferry; want %d, %d, %d", when, got.Articles[0], got.Undated, got.Counts[0][0].Articles, articles, undated, mentions)
			}
		}
	}
	check("empty", 0, 0, 0)
	put("a", "2031-03-05", "The ferry is late. The boat, they say, is a ferry.")
	put("b", "2031-03-06", "The market was closed.")
	check("two", 2, 0, 1)
	put("c", "2031-03-07", "A boat sank.")
	put("d", "2031-04-01", "A boat sank again.")
	put("e", "", "No boat, no day.")
	check("five", 3, 1, 2)
	put("a", "2031-03-05", "The bus is late.")
	check("one changed", 3, 1, 1)
	l.remove("c")
	l.remove("e")
	check("two removed", 2, 0, 0)
	if err := x.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	put("f", "2031-03-09", "The ferry is back.")
	check("rebuilt", 3, 0, 1)
}
