//go:build unix

package store_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What a child may do: -store.limit is the largest file in bytes
// (RLIMIT_FSIZE), -store.uid the user it becomes, since no folder is
// read-only to root.
var (
	childLimit = flag.Uint64("store.limit", 0, "the largest file that may be written, in bytes")
	childUID   = flag.Int("store.uid", -1, "the user to become")
)

func restrict() error {
	if *childLimit > 0 {
		limit := syscall.Rlimit{Cur: *childLimit, Max: *childLimit}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			return err
		}
	}
	if *childUID >= 0 {
		return syscall.Setuid(*childUID)
	}
	return nil
}

// TestFileSizeLimit lets a process store until the system refuses to write
// more: it says so, and what it had acknowledged is there.
func TestFileSizeLimit(t *testing.T) {
	dir := t.TempDir()
	filled(t, dir, 0)
	stored, failure := startChild(t, dir, "-store.limit=1000000").finish(t, 0)
	if !strings.HasPrefix(failure, "full: ") || !strings.Contains(failure, "free some space") || !strings.Contains(failure, dir) {
		t.Errorf("the child failed of %q, want a full disk", failure)
	}
	if stored == 0 {
		t.Error("the child stored nothing")
	}
	n := survived(t, dir, 0, stored)
	put(t, open(t, dir), n, n+10)
}

// TestReadOnlyFolder opens a store in a folder that its process may not write
// to.
func TestReadOnlyFolder(t *testing.T) {
	dir := filepath.Join(reachable(t), "data")
	filled(t, dir, 3)
	var args []string
	if os.Geteuid() == 0 {
		args = append(args, "-store.uid=65534")
	}
	defer chmod(t, dir, 0o755, 0o644)
	for what, folder := range map[string]os.FileMode{"files": 0o777, "folder": 0o555} {
		chmod(t, dir, folder, 0o444)
		n, failure := startChild(t, dir, args...).finish(t, 0)
		if n > 0 || !strings.HasPrefix(failure, "read-only: database ") || !strings.Contains(failure, "--data") || !strings.Contains(failure, dir) {
			t.Errorf("read-only %s: the child stored up to %d and failed of %q, want it refused at once", what, n, failure)
		}
	}
	chmod(t, dir, 0o555, 0o444)
	_, failure := startChild(t, filepath.Join(dir, "new"), args...).finish(t, 0)
	if !strings.HasPrefix(failure, "read-only: ") {
		t.Errorf("in a new folder the child failed of %q, want a read-only folder", failure)
	}
}

// TestReadInReadOnlyFolder reads a store where not even SQLite's side files
// can be made, first without a writer and then beside one.
func TestReadInReadOnlyFolder(t *testing.T) {
	dir := filepath.Join(reachable(t), "data")
	filled(t, dir, 3)
	args := []string{"-store.read"}
	if os.Geteuid() == 0 {
		args = append(args, "-store.uid=65534")
	}
	chmod(t, dir, 0o555, 0o444)
	n, failure := startChild(t, dir, args...).finish(t, 0)
	if n != 3 || failure != "" {
		t.Errorf("without a writer the child read up to %d, %s; want 3", n, failure)
	}
	chmod(t, dir, 0o755, 0o644)
	put(t, open(t, dir), 3, 5)
	chmod(t, dir, 0o555, 0o444)
	defer chmod(t, dir, 0o755, 0o644)
	n, failure = startChild(t, dir, args...).finish(t, 0)
	if n != 5 || failure != "" {
		t.Errorf("beside a writer the child read up to %d, %s; want 5", n, failure)
	}
}

// reachable returns a temporary folder that every user may enter.
func reachable(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "verbatim-store")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// chmod sets the modes of a data directory and of what is in it.
func chmod(t *testing.T, dir string, folder, file os.FileMode) {
	t.Helper()
	for name := range files(t, dir) {
		if err := os.Chmod(filepath.Join(dir, name), file); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, folder); err != nil {
		t.Fatal(err)
	}
}
