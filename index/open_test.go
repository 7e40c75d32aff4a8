package index

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/blevesearch/bleve/v2"
	bolt "go.etcd.io/bbolt/errors"
)

// A long `ask --batch` holds the index open for reading. Whoever wants to write
// meanwhile is told so; the index is whole and stays where it is.
func TestAReaderDoesNotCostTheIndex(t *testing.T) {
	l, dir := newLog(), t.TempDir()
	l.put("a", "A walrus sleeps.")
	x := openAt(t, dir, l)
	mustSync(t, x)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	reader, err := OpenReadOnly(dir, l, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w, err := Open(dir, l, slog.New(slog.DiscardHandler))
	if err == nil {
		t.Fatalf("opened for writing beside a reader: %v", w.Close())
	}
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), "is being read by another verbatim") {
		t.Errorf("beside a reader: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, brokenDir)); err == nil {
		t.Error("a whole index was moved aside")
	}
	if got := find(t, reader, "walrus"); len(got) != 1 {
		t.Errorf("walrus: %v, want a", got)
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	if got := find(t, openAt(t, dir, l), "walrus"); len(got) != 1 {
		t.Errorf("walrus after the reader: %v, want a", got)
	}
}

// Beside a writer, a reader is told at once.
func TestReadOnlyBesideAWriter(t *testing.T) {
	l, dir := newLog(), t.TempDir()
	l.put("a", "A walrus sleeps.")
	mustSync(t, openAt(t, dir, l))
	if _, err := OpenReadOnly(dir, l, slog.New(slog.DiscardHandler)); !errors.Is(err, ErrInUse) {
		t.Errorf("beside a writer: %v, want %v", err, ErrInUse)
	}
}

// What the system refuses is no damage; what is missing or garbled is.
func TestTroubleIsToldFromDamage(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want error // nil: damage
	}{
		{bolt.ErrTimeout, ErrInUse},
		{&fs.PathError{Op: "open", Path: "root.bolt", Err: syscall.EACCES}, errSystem},
		{&fs.PathError{Op: "open", Path: "root.bolt", Err: syscall.EMFILE}, errSystem},
		{fmt.Errorf("write: %w", syscall.ENOSPC), errSystem},
		{&fs.PathError{Op: "open", Path: "root.bolt", Err: syscall.ENOENT}, nil},
		{bolt.ErrChecksum, nil},
		{bleve.ErrorIndexMetaCorrupt, nil},
	} {
		err := trouble("gen-1", false, tt.err)
		switch {
		case tt.want != nil && !errors.Is(err, tt.want):
			t.Errorf("%v: %v, want %v", tt.err, err, tt.want)
		case tt.want == nil && (errors.Is(err, ErrInUse) || errors.Is(err, errSystem) || !errors.Is(err, tt.err)):
			t.Errorf("%v: %v, want damage", tt.err, err)
		}
	}
}
