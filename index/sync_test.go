package index

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"verbatim/data"
	"verbatim/data/store"
)

// changeLog is a made-up store: its changes, and one stamp for all of them.
type changeLog struct {
	mu      sync.Mutex
	stamp   string
	records map[string]data.Record
	changes []store.Change
}

func newLog() *changeLog { return &changeLog{stamp: "one", records: map[string]data.Record{}} }

func (l *changeLog) put(id, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := data.Article{ID: id, Lang: "en", Text: text}
	l.records[id] = data.Record{Article: a, Blocks: []data.Block{{Span: data.Span{Start: 0, End: len(text)}, Kind: data.Paragraph}}}
	l.changes = append(l.changes, store.Change{Seq: int64(len(l.changes) + 1), Kind: store.KindArticle, Ref: id, Stamp: l.stamp})
}

func (l *changeLog) remove(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.records, id)
	l.changes = append(l.changes, store.Change{Seq: int64(len(l.changes) + 1), Kind: store.KindArticle, Ref: id, Stamp: l.stamp, Deleted: true})
}

func (l *changeLog) Changes(_ context.Context, after int64, limit int) ([]store.Change, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := l.changes[min(int(after), len(l.changes)):]
	out = out[:min(limit, len(out))]
	return append([]store.Change(nil), out...), nil
}

func (l *changeLog) Records(_ context.Context, ids []string) ([]data.Record, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []data.Record
	for _, id := range ids {
		if r, ok := l.records[id]; ok {
			out = append(out, r)
		}
	}
	return out, nil
}

func (l *changeLog) ByDate(context.Context) ([]string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ids := slices.Collect(maps.Keys(l.records))
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(strings.Compare(l.records[a].Article.Published, l.records[b].Article.Published), strings.Compare(a, b))
	})
	return ids, nil
}

func (l *changeLog) Known(_ context.Context, p store.Position) (bool, error) {
	return p.Seq == 0 || p.Stamp == l.stamp && p.Seq <= int64(len(l.changes)), nil
}

func (l *changeLog) Head(context.Context) (store.Position, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return store.Position{Seq: int64(len(l.changes)), Stamp: l.stamp}, nil
}

func find(t *testing.T, x *Index, term string) []string {
	t.Helper()
	res, err := x.Search(context.Background(), Request{Concepts: []Concept{{Alts: []Alt{{Terms: []string{term}, Weight: 1}}}}, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range res.Hits {
		ids = append(ids, h.Article)
	}
	return ids
}

func openAt(t *testing.T, dir string, l *changeLog) *Index {
	t.Helper()
	x, err := Open(dir, l, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	return x
}

func mustSync(t *testing.T, x *Index) {
	t.Helper()
	if err := x.Sync(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
}

func TestSyncFollowsTheStore(t *testing.T) {
	l, dir := newLog(), t.TempDir()
	l.put("a", "A walrus sleeps.")
	l.put("b", "A walrus swims.")
	x := openAt(t, dir, l)
	mustSync(t, x)
	if got := find(t, x, "walrus"); len(got) != 2 {
		t.Fatalf("walrus: %v, want a and b", got)
	}
	if st, err := x.Status(); err != nil || st.Position != (store.Position{Seq: 2, Stamp: "one"}) {
		t.Errorf("at %+v, %v, want the log's end", st.Position, err)
	}
	l.put("a", "An otter sleeps.")
	l.remove("b")
	mustSync(t, x)
	if got := find(t, x, "walrus"); len(got) != 0 {
		t.Errorf("walrus: %v after both left", got)
	}
	if got := find(t, x, "otter"); len(got) != 1 {
		t.Errorf("otter: %v, want a", got)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if got := find(t, openAt(t, dir, l), "otter"); len(got) != 1 {
		t.Errorf("otter after reopening: %v, want a", got)
	}
}

func TestAnotherHistoryIsRebuilt(t *testing.T) {
	l, dir := newLog(), t.TempDir()
	l.put("a", "A walrus sleeps.")
	l.put("b", "A walrus swims.")
	x := openAt(t, dir, l)
	mustSync(t, x)
	restored := newLog()
	restored.stamp = "two"
	restored.put("c", "A heron waits.")
	x.source = restored
	mustSync(t, x)
	if got := find(t, x, "walrus"); len(got) != 0 {
		t.Errorf("walrus: %v, from a history that is gone", got)
	}
	if got := find(t, x, "heron"); len(got) != 1 {
		t.Errorf("heron: %v, want c", got)
	}
}

// A rebuild that cannot be switched to leaves the old index answering, and
// nothing beside it.
func TestRebuildThatCannotBePublished(t *testing.T) {
	l, dir := newLog(), t.TempDir()
	l.put("a", "A walrus sleeps.")
	x := openAt(t, dir, l)
	mustSync(t, x)
	inTheWay := filepath.Join(dir, currentFile+".tmp")
	if err := os.Mkdir(inTheWay, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := x.Rebuild(context.Background(), nil); err == nil {
		t.Fatal("switched to a new index without writing its name down")
	}
	if got := find(t, x, "walrus"); len(got) != 1 {
		t.Errorf("walrus: %v, want a", got)
	}
	if names, err := generations(dir); err != nil || len(names) != 1 {
		t.Errorf("generations left: %v, %v", names, err)
	}
	mustRemove(t, inTheWay)
	if err := x.Rebuild(context.Background(), nil); err != nil {
		t.Error(err)
	}
}

func TestSearchNeverFailsDuringRebuilds(t *testing.T) {
	l := newLog()
	for i := range 300 {
		l.put(fmt.Sprint("a", i), "A walrus sleeps on the ice.")
	}
	x := openAt(t, t.TempDir(), l)
	mustSync(t, x)
	var stop atomic.Bool
	var bad, searches atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for !stop.Load() {
				res, err := x.Search(context.Background(), Request{Concepts: []Concept{{Alts: []Alt{{Terms: []string{"walrus"}, Weight: 1}}}}, Limit: 5})
				searches.Add(1)
				if err != nil || len(res.Hits) != 5 {
					bad.Add(1)
				}
			}
		})
	}
	for range 8 {
		if err := x.Rebuild(context.Background(), nil); err != nil {
			t.Error(err)
		}
	}
	stop.Store(true)
	wg.Wait()
	if bad.Load() > 0 || searches.Load() == 0 {
		t.Errorf("%d of %d searches failed or were empty", bad.Load(), searches.Load())
	}
}

func TestOpenMends(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, dir, gen string){
		"half-built generation": func(t *testing.T, dir, _ string) {
			mustWrite(t, filepath.Join(dir, "gen-99", "store", "x.zap"), "half")
		},
		"damaged files": func(t *testing.T, dir, gen string) {
			mustWrite(t, filepath.Join(dir, gen, "store", "root.bolt"), "not a bolt file")
		},
		"a segment cut short": func(t *testing.T, dir, gen string) {
			for _, f := range segmentFiles(t, dir, gen) {
				if err := os.Truncate(f, 40); err != nil {
					t.Fatal(err)
				}
			}
		},
		"a byte of a segment changed": func(t *testing.T, dir, gen string) {
			for _, f := range segmentFiles(t, dir, gen) {
				raw, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				raw[len(raw)/2]++
				mustWrite(t, f, string(raw))
			}
		},
		"missing folder":  func(t *testing.T, dir, gen string) { mustRemove(t, filepath.Join(dir, gen)) },
		"another mapping": func(t *testing.T, dir, gen string) { rewriteMapping(t, dir, gen) },
	} {
		t.Run(name, func(t *testing.T) {
			l, dir := newLog(), t.TempDir()
			l.put("a", "A walrus sleeps.")
			x := openAt(t, dir, l)
			mustSync(t, x)
			st, err := x.Status()
			if err != nil {
				t.Fatal(err)
			}
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			harm(t, dir, st.Generation)
			x = openAt(t, dir, l)
			mustSync(t, x)
			if got := find(t, x, "walrus"); len(got) != 1 {
				t.Errorf("walrus: %v, want a", got)
			}
			if names, err := generations(dir); err != nil || len(names) != 1 {
				t.Errorf("generations left: %v, %v", names, err)
			}
		})
	}
}

func mustWrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func mustRemove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func rewriteMapping(t *testing.T, dir, gen string) {
	t.Helper()
	g, err := openGeneration(dir, gen, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.bleve.SetInternal(stateKey, []byte(`{"mapping":"older"}`)); err != nil {
		t.Fatal(err)
	}
	if err := g.bleve.Close(); err != nil {
		t.Fatal(err)
	}
}
