package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/data/store"
)

// restore opens a backup as the documentation says: copied into an empty
// directory.
func restore(t *testing.T, backup string) *store.SQLite {
	t.Helper()
	b, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, store.File), b)
	return open(t, dir)
}

func TestBackup(t *testing.T) {
	s := open(t, t.TempDir())
	old := put(t, s, 0, 3)
	to := t.TempDir()
	path := filepath.Join(to, "verbatim backup 'é'.db")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	lost := put(t, s, 3, 5)

	r := restore(t, path)
	sound(t, r)
	has(t, r, 0, 3)
	knows(t, r, old, true)
	knows(t, r, lost, false)
	if again := put(t, r, 3, 5); again.Seq != lost.Seq {
		t.Fatalf("the restored store is at %d, want %d", again.Seq, lost.Seq)
	}
	knows(t, r, lost, false) // the same number of another history
	knows(t, r, old, true)

	if got := files(t, to); len(got) != 1 {
		t.Errorf("the backup left %v", got)
	}
	if err := s.Backup(t.Context(), path); !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("Backup over a file: %v, want ErrExist", err)
	}
}

func knows(t *testing.T, s *store.SQLite, p store.Position, want bool) {
	t.Helper()
	if ok, err := s.Known(t.Context(), p); ok != want || err != nil {
		t.Errorf("Known(%+v) = %v, %v; want %v", p, ok, err, want)
	}
}

// TestBackupBesideWriter backs up from another handle, as the command does
// while the bot runs.
func TestBackupBesideWriter(t *testing.T) {
	dir := t.TempDir()
	put(t, open(t, dir), 0, 3)
	s, err := store.OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	path := filepath.Join(t.TempDir(), "b.db")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	has(t, restore(t, path), 0, 3)
}

func TestBackupFails(t *testing.T) {
	s := open(t, t.TempDir())
	put(t, s, 0, 3)
	absent := filepath.Join(t.TempDir(), "absent", "b.db")
	if err := s.Backup(t.Context(), absent); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), absent) {
		t.Errorf("Backup into a folder that is not there: %v", err)
	}
	dir := t.TempDir()
	if err := s.Backup(canceled(t), filepath.Join(dir, "b.db")); err == nil {
		t.Error("a cancelled Backup reports success")
	}
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("a failed backup left %v", got)
	}
}
