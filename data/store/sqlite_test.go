package store_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/store"
	"verbatim/data/store/storetest"
)

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Store { return open(t, t.TempDir()) })
}

// open opens the store in dir until the test ends.
func open(t testing.TB, dir string) *store.SQLite {
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
	return s
}

// filled makes a store of n invented articles in dir and closes it.
func filled(t testing.TB, dir string, n int) {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, 0, n)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// put stores the invented articles from..to-1 in one batch.
func put(t testing.TB, s *store.SQLite, from, to int) store.Position {
	t.Helper()
	var recs []data.Record
	for n := from; n < to; n++ {
		recs = append(recs, storetest.Article(n, 2))
	}
	res, err := s.Put(t.Context(), recs)
	if err != nil {
		t.Fatal(err)
	}
	return res.Position
}

// has fails the test unless the store holds the invented articles from..to-1.
func has(t testing.TB, s *store.SQLite, from, to int) {
	t.Helper()
	for n := from; n < to; n++ {
		want := storetest.Article(n, 2)
		if got, err := s.Record(t.Context(), want.Article.ID); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("article %d: %+v, %v; want %+v", n, got, err, want)
		}
	}
}

// sound fails the test unless SQLite finds the whole database in order.
func sound(t testing.TB, s *store.SQLite) {
	t.Helper()
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// files returns the names and sizes of what is in dir.
func files(t testing.TB, dir string) map[string]int64 {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = info.Size()
	}
	return out
}

func TestReopen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data dir #1 ?é%20&x=y") // a URI must not trip over it
	filled(t, dir, 3)
	if got := slices.Sorted(maps.Keys(files(t, dir))); !slices.Equal(got, []string{"verbatim.db", "verbatim.lock"}) {
		t.Errorf("a closed store leaves %q", got)
	}
	s := open(t, dir)
	has(t, s, 0, 3)
	if p := put(t, s, 0, 4); p.Seq != 4 {
		t.Errorf("the next change is %d, want 4", p.Seq)
	}
	sound(t, s)
}

func TestReadOnlyBesideWriter(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	put(t, w, 0, 2)
	r, err := store.OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	has(t, r, 0, 2)
	end := put(t, w, 2, 4)
	has(t, r, 2, 4)
	if p, err := r.Head(t.Context()); err != nil || p != end {
		t.Errorf("Head = %+v, %v; want %+v", p, err, end)
	}
	_, putErr := r.Put(t.Context(), []data.Record{storetest.Article(9, 1)})
	_, deleteErr := r.Delete(t.Context(), []string{"invented-0"})
	cursorErr := r.SetCursor(t.Context(), "alerts", end)
	for _, err := range []error{putErr, deleteErr, cursorErr} {
		if !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("a write: %v, want ErrReadOnly", err)
		}
	}
}

// TestFailureInsideBatch has SQLite fail at one article of a batch without
// undoing the ones before it by itself.
func TestFailureInsideBatch(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir, 1)
	raw(t, dir, `CREATE TRIGGER fail BEFORE INSERT ON articles WHEN NEW.id = 'invented-2'
		BEGIN SELECT RAISE(FAIL, 'the trigger says no'); END`)
	s := open(t, dir)
	_, err := s.Put(t.Context(), []data.Record{storetest.Article(0, 9), storetest.Article(1, 9), storetest.Article(2, 9)})
	if err == nil || !strings.Contains(err.Error(), "invented-2") || !strings.Contains(err.Error(), "the trigger says no") {
		t.Errorf("Put: %v, want an error that names the article and the cause", err)
	}
	has(t, s, 0, 1)
	if found, err := s.Articles(t.Context(), []string{"invented-1"}); err != nil || len(found) != 0 {
		t.Errorf("Articles = %v, %v; want nothing of the failed batch", found, err)
	}
	if p := put(t, s, 1, 2); p.Seq != 2 {
		t.Errorf("the next change is %d, want 2", p.Seq)
	}
}

func FuzzNames(f *testing.F) {
	s := open(f, f.TempDir())
	for _, name := range []string{"", "a", "é", "\xff", "a\x00", "\ufffd", `"]`, "\\u0000", "\u2028", "' OR 1=1 --"} {
		f.Add(name, "https://news.example/"+name)
	}
	f.Fuzz(func(t *testing.T, id, url string) {
		ctx := t.Context()
		r := data.Record{Article: data.Article{ID: id, URL: url}}
		_, err := s.Put(ctx, []data.Record{r})
		if err != nil {
			if !errors.Is(err, store.ErrInvalid) || id != "" && plain(id) && plain(url) {
				t.Fatalf("Put: %v", err)
			}
			return
		}
		if got, err := s.Record(ctx, id); err != nil || got.Article != r.Article {
			t.Errorf("Record(%q) = %+v, %v", id, got, err)
		}
		if got, err := s.FindURL(ctx, url); url != "" && (err != nil || got != id) {
			t.Errorf("FindURL(%q) = %q, %v; want %q", url, got, err, id)
		}
		if res, err := s.Delete(ctx, []string{id}); err != nil || res.Deleted != 1 {
			t.Errorf("Delete(%q) = %+v, %v", id, res, err)
		}
	})
}

// plain reports whether s has a form in JSON and in every engine.
func plain(s string) bool { return utf8.ValidString(s) && !slices.Contains([]byte(s), 0) }
