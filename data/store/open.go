package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver
)

// File is the database's name in a data directory. A backup is restored by
// copying it, under this name, into an empty directory.
const File = "verbatim.db"

// readers is how many connections read at the same time.
const readers = 4

// The settings of a connection, https://www.sqlite.org/pragma.html.
// busy_timeout (ms) covers programs beside this one; inside it nothing waits.
// secure_delete overwrites what is deleted: members and publishers are promised so.
const (
	writing = "mode=rwc&_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)" +
		"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(1)"
	reading = "mode=ro&_pragma=busy_timeout(5000)"
	// recovering may write nothing but what takes an interrupted change back.
	recovering = "mode=rw&_pragma=busy_timeout(5000)&_pragma=query_only(1)"
	// frozen reads a file that nobody can be writing to, without the
	// side files that reading beside a writer needs.
	frozen = "mode=ro&immutable=1"
)

// SQLite is the store in a data directory. It is safe for concurrent use:
// writes wait for each other, reads see the last commit and wait for nobody.
type SQLite struct {
	path string
	w    *sql.DB // one connection; nil when read-only
	r    *sql.DB
	own  *ownership // nil when read-only
}

// Open opens the store in dir for reading and writing, makes dir and the store
// where there is none, and brings an older store up to date. Until Close, no
// other process can Open it: ErrInUse.
func Open(ctx context.Context, dir string) (*SQLite, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, dirFault(dir, err)
	}
	o, err := own(dir)
	if err != nil {
		return nil, err
	}
	s := &SQLite{path: filepath.Join(dir, File), own: o}
	if err := s.openBoth(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// openBoth opens the writer and the readers. A file that is not ours, or too
// new, is found out by a reader, before a writer could change anything.
func (s *SQLite) openBoth(ctx context.Context) error {
	versions, err := schema()
	if err != nil {
		return err
	}
	if info, err := os.Stat(s.path); err == nil && info.Size() > 0 {
		err := probe(ctx, s.path, reading, len(versions))
		if errors.Is(err, ErrInterrupted) {
			err = probe(ctx, s.path, recovering, len(versions))
		}
		if err != nil {
			return err
		}
	}
	if s.w, err = connect(s.path, writing, 1); err != nil {
		return err
	}
	if err := migrate(ctx, s.w, s.path, versions); err != nil {
		return err
	}
	if err := s.writable(ctx); err != nil {
		return err
	}
	if err := s.withholdStale(ctx); err != nil {
		return err
	}
	s.r, err = connect(s.path, reading, readers)
	return err
}

// writable finds out now, not at the first Put, whether SQLite opened for
// reading only a file that it may not write to. Rolled back, the write takes
// no room on a disk that is full.
func (s *SQLite) writable(ctx context.Context) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return explain(s.path, err)
	}
	defer tx.Rollback()
	_, err = tx.ExecContext(ctx, `UPDATE counter SET seq = seq`)
	return explain(s.path, err)
}

// probe reads whether the file is a store of a version up to newest.
func probe(ctx context.Context, path, settings string, newest int) error {
	db, err := connect(path, settings, 1)
	if err != nil {
		return err
	}
	defer db.Close()
	at, err := version(ctx, db, path)
	if err != nil {
		return err
	}
	return known(path, at, newest)
}

// OpenReadOnly opens the store in dir beside the process that may own it.
// It changes nothing: ErrNoStore where there is no store, ErrOlder where one
// must be brought up to date first, ErrInterrupted where the change of a program
// that was killed must be taken back first. Open does both.
func OpenReadOnly(ctx context.Context, dir string) (*SQLite, error) {
	s := &SQLite{path: filepath.Join(dir, File)}
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil, noStore(dir)
	}
	if err != nil {
		return nil, dirFault(dir, err)
	}
	err = s.openReaders(ctx)
	if errors.Is(err, ErrInterrupted) && unmade(s.path) {
		err = noStore(dir)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// unmade reports whether the change that was interrupted is the first one: the
// journal beside the database tells its size before, in pages (bytes 16 to 19,
// https://www.sqlite.org/fileformat2.html#the_rollback_journal).
func unmade(path string) bool {
	f, err := os.Open(path + "-journal")
	if err != nil {
		return false
	}
	defer f.Close()
	var head [20]byte
	_, err = io.ReadFull(f, head[:])
	return err == nil && binary.BigEndian.Uint32(head[16:]) == 0
}

// openReaders opens the readers on a store of this version's schema. Where the
// side files of reading cannot be made (a folder that is read-only, a disk that
// is full), no writer is at work either: unless one left changes behind, the
// file is read as one that nobody writes to.
func (s *SQLite) openReaders(ctx context.Context) error {
	err := s.openCurrent(ctx, reading)
	if !errors.Is(err, ErrReadOnly) && !errors.Is(err, ErrFull) {
		return err
	}
	if info, statErr := os.Stat(s.path + "-wal"); statErr == nil && info.Size() > 0 {
		return err
	}
	s.r.Close()
	return s.openCurrent(ctx, frozen)
}

// openCurrent connects the readers and checks the schema's version.
func (s *SQLite) openCurrent(ctx context.Context, settings string) error {
	versions, err := schema()
	if err != nil {
		return err
	}
	if s.r, err = connect(s.path, settings, readers); err != nil {
		return err
	}
	at, err := version(ctx, s.r, s.path)
	if err != nil {
		return err
	}
	return current(s.path, at, len(versions))
}

// Close gives the store and its directory up.
func (s *SQLite) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.r, s.w} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, s.own.release())...)
}

// connect makes a pool of at most n connections, all of them kept open.
func connect(path, settings string, n int) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	p := filepath.ToSlash(abs)
	if !strings.HasPrefix(p, "/") { // C:/...
		p = "/" + p
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: p, RawQuery: settings}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

func noStore(dir string) error {
	return &fault{sentence: fmt.Sprintf("no articles are stored in %s yet: run `verbatim ingest PATH` first, or name another folder with --data", dir), kind: ErrNoStore}
}

// dirFault explains why a folder cannot be made, locked or read.
func dirFault(dir string, err error) error {
	switch {
	case isFull(err):
		return &fault{fmt.Sprintf("data directory %s: the disk is full; free some space and repeat the command", dir), ErrFull, err}
	case errors.Is(err, fs.ErrPermission), isReadOnly(err):
		return &fault{fmt.Sprintf("data directory %s cannot be written to: give this user the right to write there, or name another folder with --data", dir), ErrReadOnly, err}
	}
	return fmt.Errorf("data directory %s cannot be used, name another folder with --data: %w", dir, err)
}
