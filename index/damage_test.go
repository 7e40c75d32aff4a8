package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// segmentFiles are the files of a generation's segments.
func segmentFiles(t *testing.T, dir, gen string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, gen, "store", "*.zap"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no segments in %s: %v", gen, err)
	}
	return files
}

// What is damaged is kept for whoever wants to know why, and said.
func TestDamageIsSaidAndMovedAside(t *testing.T) {
	l, dir := newLog(), t.TempDir()
	l.put("a", "A walrus sleeps.")
	x := openAt(t, dir, l)
	mustSync(t, x)
	name := x.current.name
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	files := segmentFiles(t, dir, name)
	if err := os.Truncate(files[0], 100); err != nil {
		t.Fatal(err)
	}
	var told strings.Builder
	x, err := Open(dir, l, slog.New(slog.NewTextHandler(&told, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if !strings.Contains(told.String(), "moved aside") || !strings.Contains(told.String(), filepath.Base(files[0])) {
		t.Errorf("told: %q, want that %s was moved aside", told.String(), files[0])
	}
	if _, err := os.Stat(filepath.Join(dir, brokenDir, "store", filepath.Base(files[0]))); err != nil {
		t.Errorf("the damaged files: %v", err)
	}
	l.put("b", "A seal swims.")
	mustSync(t, x)
	if _, err := os.Stat(filepath.Join(dir, brokenDir)); err != nil {
		t.Errorf("the damaged files after a new article: %v", err)
	}
	l.remove("a")
	mustSync(t, x)
	if _, err := os.Stat(filepath.Join(dir, brokenDir)); !os.IsNotExist(err) {
		t.Errorf("the damaged files after an article was taken down: %v, want none", err)
	}
}

// A file that is cut short under a running process fails the search, not the
// process; the next sync builds the index again.
func TestDamageWhileRunning(t *testing.T) {
	l, dir := newLog(), t.TempDir()
	for i := range 400 {
		l.put(fmt.Sprint("a", i), strings.Repeat(fmt.Sprintf("A walrus number%d sleeps on floe%d. ", i, i), 20))
	}
	x := openAt(t, dir, l)
	if err := x.Rebuild(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	for _, f := range segmentFiles(t, dir, x.current.name) {
		if err := os.Truncate(f, 0); err != nil {
			t.Skipf("THE SYSTEM DOES NOT CUT MAPPED FILES SHORT: %v", err)
		}
	}
	request := Request{Concepts: []Concept{{Alts: []Alt{{Terms: []string{"walrus"}, Weight: 1}}}}, Limit: 5}
	if _, err := x.Search(context.Background(), request); !errors.Is(err, errDamaged) {
		t.Fatalf("search in a file that is gone: %v, want %v", err, errDamaged)
	}
	mustSync(t, x)
	if got := find(t, x, "walrus"); len(got) != 100 {
		t.Errorf("walrus: %d after the index was built again, want 100", len(got))
	}
}

// A file that was changed is found by Verify, and by a reader's search that meets
// it, which says what to do.
func TestDamageMetByReader(t *testing.T) {
	l, dir := newLog(), t.TempDir()
	for i := range 50 {
		l.put(fmt.Sprint("a", i), strings.Repeat(fmt.Sprintf("A walrus number%d sleeps on floe%d. ", i, i), 20))
	}
	x := openAt(t, dir, l)
	if err := x.Rebuild(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	name := x.current.name
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Verify(dir); err != nil {
		t.Errorf("whole: %v", err)
	}
	for _, f := range segmentFiles(t, dir, name) {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for at := range content[:len(content)/20] { // units' names, which stand first
			content[at] ^= 0x5a
		}
		if err := os.WriteFile(f, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := Verify(dir); !errors.Is(err, errDamaged) {
		t.Errorf("changed: %v, want %v", err, errDamaged)
	}
	x, err := OpenReadOnly(dir, l, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	request := Request{Concepts: []Concept{{Alts: []Alt{{Terms: []string{"walrus"}, Weight: 1}}}}, Limit: 5}
	if _, err := x.Search(context.Background(), request); !errors.Is(err, errDamaged) || !strings.Contains(err.Error(), "verbatim reindex") {
		t.Errorf("search: %v, want what to do", err)
	}
}

// The folder is deleted under a running process: questions are answered from the
// files that are still open, and the next sync builds the index again.
func TestFolderDeletedWhileRunning(t *testing.T) {
	l, dir := newLog(), filepath.Join(t.TempDir(), "index")
	l.put("a", "A walrus sleeps.")
	x := openAt(t, dir, l)
	mustSync(t, x)
	if err := os.RemoveAll(dir); err != nil {
		t.Skipf("THE SYSTEM KEEPS OPEN FILES: %v", err)
	}
	if got := find(t, x, "walrus"); len(got) != 1 {
		t.Errorf("walrus: %v, want a", got)
	}
	l.put("b", "A walrus swims.")
	mustSync(t, x)
	if got := find(t, x, "walrus"); len(got) != 2 {
		t.Errorf("walrus: %v, want a and b", got)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if got := find(t, openAt(t, dir, l), "walrus"); len(got) != 2 {
		t.Errorf("walrus after reopening: %v, want a and b", got)
	}
}
