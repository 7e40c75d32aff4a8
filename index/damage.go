package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/blevesearch/bleve/v2/util"
	"go.etcd.io/bbolt"
)

// errDamaged is an index whose files are not what was written.
var errDamaged = errors.New("the index is damaged")

// Verify reads all of the index in dir and compares its checksums, as Open does
// before it opens one. OpenReadOnly does not: readers are to answer at once, and
// what a search of theirs cannot read it says. An error that is fs.ErrNotExist
// means that there is none, ErrInUse that a process writes to it, which verified it
// when it began.
func Verify(dir string) error {
	name, err := readCurrent(dir)
	if err == nil && name == "" {
		err = fs.ErrNotExist
	}
	if err != nil {
		return fmt.Errorf("index folder %s: %w", dir, err)
	}
	path := filepath.Join(dir, name)
	if err := verify(path, readerPatience); err != nil {
		return trouble(path, true, err)
	}
	return nil
}

// verify reads the segments of the last snapshot of the generation at path and
// compares their checksums. Bleve does not: it goes back to an older snapshot
// where a file cannot be opened at all, and believes whatever stands in it
// otherwise.
func verify(path string, patience time.Duration) error {
	content := filepath.Join(path, "store")
	segments, err := lastSegments(filepath.Join(content, "root.bolt"), patience)
	if err != nil {
		return err
	}
	for _, s := range segments {
		if err := checksum(filepath.Join(content, s)); err != nil {
			return err
		}
	}
	return nil
}

// lastSegments names the files of the last snapshot. Others that lie beside them
// were left over when the process ended, and may be cut short.
func lastSegments(path string, patience time.Duration) (names []string, err error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: patience})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.View(func(tx *bbolt.Tx) error {
		snapshots := tx.Bucket(util.BoltSnapshotsBucket)
		if snapshots == nil {
			return nil // nothing was ever written
		}
		last, _ := snapshots.Cursor().Last()
		snapshot := snapshots.Bucket(last)
		if last == nil || snapshot == nil {
			return nil
		}
		return snapshot.ForEachBucket(func(k []byte) error {
			if name := snapshot.Bucket(k).Get(util.BoltPathKey); name != nil {
				names = append(names, string(name))
			}
			return nil
		})
	})
	return names, err
}

// checksum compares the CRC-32 (IEEE, big endian) at the end of a segment's file
// with that of what stands before it.
func checksum(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	sum := crc32.NewIEEE()
	if _, err := io.Copy(sum, io.LimitReader(f, max(0, info.Size()-crc32.Size))); err != nil {
		return err
	}
	var written [crc32.Size]byte
	if _, err := io.ReadFull(f, written[:]); err != nil || binary.BigEndian.Uint32(written[:]) != sum.Sum32() {
		return fmt.Errorf("%w: %s was cut short or changed", errDamaged, path)
	}
	return nil
}

// guarded runs a search. Files that are damaged while they are read make Bleve's
// decoder panic, or the system signal a fault where a mapped file was cut short, or
// hold what was never written: all are told as an error, and the next sync builds
// the index again.
func (x *Index) guarded(g *generation, f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		p, stack := recover(), ""
		switch {
		case p != nil:
			err, stack = fmt.Errorf("%w (%v)", errDamaged, p), string(debug.Stack())
		case !errors.Is(err, errDamaged):
			return
		}
		g.damaged.Store(true)
		hint := "it is built again by the next sync; `verbatim reindex` does so at once"
		if x.readOnly {
			hint = "`verbatim reindex` builds it again"
		}
		x.log.Error("a search met a damaged index: "+hint, "index", g.name, "error", err, "stack", stack)
		err = fmt.Errorf("%w: %s", err, hint)
	}()
	return f()
}

// lost reports why the generation must be built again: it turned out damaged, or
// its folder was deleted. Empty where all is well.
func (x *Index) lost(g *generation) (why string) {
	if g.damaged.Load() {
		return "it is damaged"
	}
	if x.dir == "" {
		return ""
	}
	if _, err := os.Stat(filepath.Join(x.dir, g.name, "store", "root.bolt")); errors.Is(err, os.ErrNotExist) {
		return "its files were deleted"
	}
	return ""
}
