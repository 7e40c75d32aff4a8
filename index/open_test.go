package index

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
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
	if w, err := Open(dir, l, slog.New(slog.DiscardHandler)); err == nil {
		t.Errorf("opened for writing beside a reader: %v", w.Close())
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
