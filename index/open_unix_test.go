//go:build unix

package index

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// One file too many, for this process: the segments stay where they are.
func TestTooManyFilesDoNotCostTheIndex(t *testing.T) {
	l, dir := newLog(), t.TempDir()
	l.put("a", "A walrus sleeps.")
	x := openAt(t, dir, l)
	mustSync(t, x)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	allowed := limitFiles(t)
	_, err := Open(dir, l, slog.New(slog.DiscardHandler))
	allowed()
	if !errors.Is(err, errSystem) {
		t.Errorf("without a file handle left: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, brokenDir)); err == nil {
		t.Error("a whole index was moved aside")
	}
	if got := find(t, openAt(t, dir, l), "walrus"); len(got) != 1 {
		t.Errorf("walrus: %v, want a", got)
	}
}

// limitFiles leaves this process room for two more files: enough to read CURRENT
// and a folder, too few for the files of an index.
func limitFiles(t *testing.T) (restore func()) {
	t.Helper()
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	next := uint64(f.Fd())
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &was); err != nil {
		t.Fatal(err)
	}
	few := was
	setCur(&few.Cur, next+2)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &few); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &was); err != nil {
			t.Error(err)
		}
	}
}

// setCur sets a field that is signed on some systems.
func setCur[T int64 | uint64](cur *T, n uint64) { *cur = T(n) }
