package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/store"
	"verbatim/data/store/storetest"
)

// opening is Open or OpenReadOnly.
type opening func(context.Context, string) (*store.SQLite, error)

// refuses fails the test unless opening dir fails with kind, in one sentence
// that says so and names the place, and leaves the database as it is.
func refuses(t *testing.T, how opening, dir string, kind error, says string) {
	t.Helper()
	path := filepath.Join(dir, store.File)
	before, _ := os.ReadFile(path)
	s, err := how(t.Context(), dir)
	if err == nil {
		s.Close()
		t.Fatalf("opened, want %v", kind)
	}
	if !errors.Is(err, kind) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), dir) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q, want %v: one line with %q and %q", err, kind, says, dir)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the database was changed")
	}
}

// raw runs statements on the database in dir, past the store.
func raw(t *testing.T, dir string, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, store.File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

func TestInUse(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	refuses(t, store.Open, dir, store.ErrInUse, fmt.Sprintf("process %d", os.Getpid()))
	if err := os.Remove(filepath.Join(dir, "verbatim.pid")); err != nil {
		t.Fatal(err)
	}
	refuses(t, store.Open, dir, store.ErrInUse, "another process")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

func TestNoStore(t *testing.T) {
	dir := t.TempDir()
	absent := filepath.Join(dir, "absent")
	refuses(t, store.OpenReadOnly, absent, store.ErrNoStore, "verbatim ingest")
	refuses(t, store.OpenReadOnly, dir, store.ErrNoStore, "verbatim ingest")
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("OpenReadOnly made %v", got)
	}
	write(t, filepath.Join(dir, store.File), nil) // as a crash in the first Open leaves it
	refuses(t, store.OpenReadOnly, dir, store.ErrNoStore, "verbatim ingest")
	put(t, open(t, dir), 0, 1)
}

func TestReadOnlyChangesNothing(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir, 3)
	before := files(t, dir)
	s, err := store.OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	has(t, s, 0, 3)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	after := files(t, dir)
	delete(after, store.File+"-wal") // SQLite's own, for reading beside a writer
	delete(after, store.File+"-shm")
	if !maps.Equal(before, after) {
		t.Errorf("reading made %v of %v", after, before)
	}
}

func TestNewerSchema(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir, 1)
	raw(t, dir, `PRAGMA user_version = 9`)
	for _, how := range []opening{store.Open, store.OpenReadOnly} {
		refuses(t, how, dir, store.ErrNewer, "made by a newer Verbatim (schema 9, this one knows ")
	}
}

func TestForeignDatabase(t *testing.T) {
	other, text := t.TempDir(), t.TempDir()
	raw(t, other, `CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')`)
	write(t, filepath.Join(text, store.File), []byte(strings.Repeat("Dear diary. ", 1000)))
	for _, how := range []opening{store.Open, store.OpenReadOnly} {
		refuses(t, how, other, store.ErrForeign, "was not made by Verbatim")
		refuses(t, how, text, store.ErrForeign, "is not a database")
	}
}

func TestUnusableDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, []byte("x"))
	_, err := store.Open(t.Context(), file)
	if err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "--data") {
		t.Errorf("Open of a file: %v", err)
	}
}

// TestDamaged overwrites or cuts a store from the middle on: reading says that
// it is damaged, and what to do.
func TestDamaged(t *testing.T) {
	for name, harm := range map[string]func([]byte) []byte{
		"overwritten": func(b []byte) []byte {
			return append(b[:len(b)/4], bytes.Repeat([]byte("\xaa"), len(b)-len(b)/4)...)
		},
		"cut off": func(b []byte) []byte { return b[:len(b)/4] },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			filled(t, dir, 200)
			path := filepath.Join(dir, store.File)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			write(t, path, harm(b))
			s, err := store.OpenReadOnly(t.Context(), dir)
			if err == nil {
				defer s.Close()
				err = readAll(t.Context(), s)
			}
			if !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), "restore a backup") {
				t.Errorf("reading a damaged store: %v, want ErrCorrupt", err)
			}
		})
	}
}

// readAll reads every article that filled stored.
func readAll(ctx context.Context, s *store.SQLite) error {
	for n := range 200 {
		if _, err := s.Record(ctx, storetest.Article(n, 2).Article.ID); err != nil {
			return err
		}
	}
	return nil
}

// TestDamagedRecord changes a stored text by other hands, so that the spans
// over it do not hold any more.
func TestDamagedRecord(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir, 2)
	raw(t, dir, `UPDATE articles SET text = 'short' WHERE id = 'invented-1'`)
	s := open(t, dir)
	if _, err := s.Record(t.Context(), "invented-1"); !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), "invented-1") {
		t.Errorf("Record: %v, want ErrCorrupt that names the article", err)
	}
	has(t, s, 0, 1)
}

func TestFull(t *testing.T) {
	s := open(t, t.TempDir())
	before := put(t, s, 0, 20)
	store.LimitPages(t, s, 40)
	var recs []data.Record
	for n := range store.MaxBatch {
		recs = append(recs, storetest.Article(100+n, 20))
	}
	_, err := s.Put(t.Context(), recs)
	if !errors.Is(err, store.ErrFull) || !strings.Contains(err.Error(), "free some space") {
		t.Fatalf("Put on a full disk: %v, want ErrFull", err)
	}
	if p, err := s.Head(t.Context()); err != nil || p != before {
		t.Errorf("Head = %+v, %v; want %+v", p, err, before)
	}
	has(t, s, 0, 20)
	store.LimitPages(t, s, 1<<20)
	if res, err := s.Put(t.Context(), recs); err != nil || res.Added != store.MaxBatch {
		t.Errorf("Put once there is room: %+v, %v", res, err)
	}
	sound(t, s)
}

// write writes a file.
func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
