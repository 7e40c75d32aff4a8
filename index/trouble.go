package index

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	bolt "go.etcd.io/bbolt/errors"
)

// ErrInUse is an index that another process has open: for writing, or, where it
// is to be written to, for reading.
var ErrInUse = errors.New("the index is in use")

// errSystem is an index that the system would not let us open. It is whole for
// all we know, and left as it is.
var errSystem = errors.New("the system refuses the index")

// sentence is an error for people, of a kind for errors.Is.
type sentence struct {
	text string
	kind error
}

func (s *sentence) Error() string { return s.text }
func (s *sentence) Unwrap() error { return s.kind }

// trouble tells why the generation at path cannot be opened: others have it
// (ErrInUse), the system refuses it (errSystem), or, all other errors, it is
// missing or damaged.
func trouble(path string, readOnly bool, err error) error {
	switch {
	case errors.Is(err, bolt.ErrTimeout) && readOnly:
		return &sentence{fmt.Sprintf("the index %s is in use by a process that writes to it", path), ErrInUse}
	case errors.Is(err, bolt.ErrTimeout):
		return &sentence{fmt.Sprintf("the index %s is being read by another verbatim (a long `ask --batch`?): wait until it is done, and repeat the command", path), ErrInUse}
	case refused(err):
		return &sentence{fmt.Sprintf("the index %s cannot be opened: %v: mend that (permissions, free disk space, the limit on open files) and repeat the command; "+
			"the index was left as it is, and can be deleted: it is built again from the store", path, err), errSystem}
	}
	return fmt.Errorf("open index %s: %w", path, err)
}

// refused reports whether the system's answer was another one than that a file
// is missing: no permission, no room, too many files open.
func refused(err error) bool {
	var no syscall.Errno
	return errors.As(err, &no) && !errors.Is(no, fs.ErrNotExist)
}

// readable opens all files of a generation at once, as Bleve is about to, and
// closes them. Bleve takes one that the system refuses for damage, and drops what
// was in it.
func readable(root string) error {
	var open []*os.File
	defer func() {
		for _, f := range open {
			_ = f.Close() // only opened
		}
	}()
	return filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var f *os.File
			if f, err = os.Open(path); err == nil {
				open = append(open, f)
			}
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil // merged away meanwhile, or a generation that is gone: Bleve says so
		}
		return err
	})
}
