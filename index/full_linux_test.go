package index

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A rebuild on a full disk leaves the old index answering and nothing beside it,
// and says what to do.
func TestFullDiskDuringRebuild(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=3m"); err != nil {
		t.Skipf("A SMALL DISK CANNOT BE MOUNTED (it takes root): %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	l, dir := newLog(), filepath.Join(disk, "index")
	l.put("a", "A walrus sleeps.")
	x := openAt(t, dir, l)
	mustSync(t, x)
	for i := range 2000 {
		var text strings.Builder
		for k := range 60 {
			fmt.Fprintf(&text, "otter%dx%d swims. ", i, k)
		}
		l.put(fmt.Sprint("b", i), text.String())
	}
	err := x.Rebuild(context.Background(), nil)
	if err == nil || !strings.Contains(err.Error(), syscall.ENOSPC.Error()) || !strings.Contains(err.Error(), spaceHint) {
		t.Errorf("error %v, want that the disk is full, and what to do", err)
	}
	if got := find(t, x, "walrus"); len(got) != 1 {
		t.Errorf("walrus: %v, want a", got)
	}
	if names, err := generations(dir); err != nil || len(names) != 1 {
		t.Errorf("generations left: %v, %v", names, err)
	}
	fill(t, disk)
	for what, make := range map[string]func() error{
		"build":  func() error { return x.Rebuild(context.Background(), nil) },
		"create": func() error { _, err := createGeneration(disk, "gen-1"); return err },
	} {
		if err := make(); err == nil || !strings.Contains(err.Error(), spaceHint) {
			t.Errorf("%s: error %v, want what to do", what, err)
		}
	}
}

// fill leaves no room on a disk.
func fill(t *testing.T, disk string) {
	t.Helper()
	f, err := os.Create(filepath.Join(disk, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
