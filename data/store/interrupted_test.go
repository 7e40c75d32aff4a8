package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"verbatim/data/store"
)

// interrupted returns a copy of the database in dir, with its journal, as a
// program leaves it that is killed while it runs the statements.
func interrupted(t *testing.T, dir, statements string) string {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, store.File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	// Without room in its cache SQLite writes changes before they are committed.
	if _, err := db.Exec("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN IMMEDIATE;" + statements); err != nil {
		t.Fatal(err)
	}
	killed := t.TempDir()
	for _, name := range []string{store.File, store.File + "-journal"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if len(b) == 0 {
			t.Fatalf("%s is empty: nothing was interrupted", name)
		}
		write(t, filepath.Join(killed, name), b)
	}
	return killed
}

// tornTitles counts changed titles as a reader sees them who ignores the journal.
func tornTitles(t *testing.T, dir string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, store.File))+"?immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`SELECT count(*) FROM articles WHERE title LIKE 'torn%'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestInterruptedChange(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir, 40)
	killed := interrupted(t, dir, `UPDATE articles SET title = 'torn ' || title`)
	if n := tornTitles(t, killed); n == 0 || n > 40 {
		t.Fatalf("%d titles were changed before the end, want some", n)
	}
	refuses(t, store.OpenReadOnly, killed, store.ErrInterrupted, "verbatim reindex")
	s := open(t, killed)
	has(t, s, 0, 40)
	sound(t, s)
	put(t, s, 40, 41)
	r, err := store.OpenReadOnly(t.Context(), killed)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	has(t, r, 0, 41)
}

// TestInterruptedFirstChange is a store that was killed while it was made.
func TestInterruptedFirstChange(t *testing.T) {
	killed := interrupted(t, t.TempDir(), `CREATE TABLE t (x); INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 500)
		SELECT randomblob(500) FROM n`)
	refuses(t, store.OpenReadOnly, killed, store.ErrNoStore, "verbatim ingest")
	put(t, open(t, killed), 0, 1)
}

// TestInterruptedForeign is another program's database: its change is taken
// back, as whoever opens it must, and nothing else is done to it.
func TestInterruptedForeign(t *testing.T) {
	dir := t.TempDir()
	raw(t, dir, `CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')`)
	before, err := os.ReadFile(filepath.Join(dir, store.File))
	if err != nil {
		t.Fatal(err)
	}
	killed := interrupted(t, dir, `INSERT INTO recipes WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 500)
		SELECT randomblob(500) FROM n`)
	if s, err := store.Open(t.Context(), killed); !errors.Is(err, store.ErrForeign) {
		t.Errorf("Open: %v, %v; want ErrForeign", s, err)
	}
	if after, _ := os.ReadFile(filepath.Join(killed, store.File)); !bytes.Equal(after, before) {
		t.Errorf("the database has %d bytes, not the %d of before the change", len(after), len(before))
	}
}
