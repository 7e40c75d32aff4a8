package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/store"
)

// holds reports whether the store's files have some words in them.
func holds(t *testing.T, dir, words string) bool {
	t.Helper()
	for _, name := range []string{store.File, store.File + "-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(words)) {
			return true
		}
	}
	return false
}

// TestErased: what is deleted stands nowhere in the files, whoever opened the
// connection.
func TestErased(t *testing.T) {
	const question, member = "what did the harbour master say about my wages", "123456789012345678"
	dir := t.TempDir()
	s := open(t, dir)
	ctx := t.Context()
	put(t, s, 0, 3)
	if _, err := s.AddFeedback(ctx, data.Feedback{At: time.Unix(1_900_000_000, 0), Verdict: data.Bad, Question: question, Member: member}); err != nil {
		t.Fatal(err)
	}
	if !holds(t, dir, question) || !holds(t, dir, "Invented article 1") {
		t.Fatal("it is not found where it must be")
	}
	if n, err := s.EraseMember(ctx, member); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	if holds(t, dir, question) {
		t.Error("an erased question stands in the files")
	}
	if _, err := s.Remove(ctx, []string{"invented-1"}, nil); err != nil {
		t.Fatal(err)
	}
	if holds(t, dir, "Invented article 1") {
		t.Error("a removed article stands in the files")
	}
}

// TestErasedBesideReader: a reader that keeps the log from being cut off is said
// so; the next removal makes up for it.
func TestErasedBesideReader(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ctx := t.Context()
	put(t, s, 0, 3)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, store.File)+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, statement := range []string{"BEGIN", "SELECT count(*) FROM articles"} {
		if err := onConn(ctx, conn, statement); err != nil {
			t.Fatal(err)
		}
	}
	res, err := s.Remove(ctx, []string{"invented-1"}, nil)
	if !errors.Is(err, store.ErrLogged) || res.Deleted != 1 {
		t.Fatalf("beside a reader: %+v, %v, want ErrLogged", res, err)
	}
	if _, err := s.Record(ctx, "invented-1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the article: %v", err)
	}
	if err := onConn(ctx, conn, "COMMIT"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Remove(ctx, []string{"invented-2"}, nil); err != nil {
		t.Errorf("once the reader is gone: %v", err)
	}
	if holds(t, dir, "Invented article 1") {
		t.Error("the first removed article stands in the files")
	}
}

func onConn(ctx context.Context, c *sql.Conn, statement string) error {
	rows, err := c.QueryContext(ctx, statement)
	if err != nil {
		return err
	}
	for rows.Next() {
	}
	return errors.Join(rows.Err(), rows.Close())
}
