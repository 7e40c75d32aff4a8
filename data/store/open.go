package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
		return nil, writeFault(dir, err)
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
	if info, err := os.Stat(s.path); err == nil && info.Size() > 0 {
		if err := s.openReader(ctx); err != nil {
			return err
		}
		if err := s.r.Close(); err != nil {
			return err
		}
	}
	w, err := connect(s.path, writing, 1)
	if err != nil {
		return err
	}
	s.w = w
	if err := migrate(ctx, w, s.path); err != nil {
		return err
	}
	return s.openReader(ctx)
}

// openReader opens the readers on an existing file, and checks that its schema
// is not a newer one.
func (s *SQLite) openReader(ctx context.Context) error {
	r, err := connect(s.path, reading, readers)
	if err != nil {
		return err
	}
	s.r = r
	versions, err := schema()
	if err != nil {
		return err
	}
	at, err := version(ctx, r, s.path)
	if err != nil {
		return err
	}
	return known(s.path, at, len(versions))
}

// OpenReadOnly opens the store in dir beside the process that may own it.
// It makes and changes nothing: ErrNoStore where there is no store,
// ErrOlder where one must be brought up to date first.
func OpenReadOnly(ctx context.Context, dir string) (*SQLite, error) {
	s := &SQLite{path: filepath.Join(dir, File)}
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil, noStore(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("data directory %s: %w", dir, err)
	}
	if err := s.openCurrent(ctx, dir); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// openCurrent opens the readers, on a store of this version's schema alone.
func (s *SQLite) openCurrent(ctx context.Context, dir string) error {
	if err := s.openReader(ctx); err != nil {
		return err
	}
	at, err := version(ctx, s.r, s.path)
	if err != nil {
		return err
	}
	versions, err := schema()
	switch {
	case err != nil:
		return err
	case at == 0:
		return noStore(dir)
	case at < len(versions):
		return &fault{sentence: fmt.Sprintf("database %s was made by an older Verbatim (schema %d, this one needs %d): run `verbatim reindex` once to bring it up to date", s.path, at, len(versions)), kind: ErrOlder}
	}
	return nil
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

// The settings of a connection, https://www.sqlite.org/pragma.html.
// busy_timeout (ms) covers programs beside this one; inside it nothing waits.
const (
	writing = "mode=rwc&_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)" +
		"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	reading = "mode=ro&_pragma=busy_timeout(5000)"
)

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

// writeFault explains a failure to make or write a file in dir.
func writeFault(dir string, err error) error {
	if isFull(err) {
		return &fault{fmt.Sprintf("data directory %s: the disk is full; free some space and repeat the command", dir), ErrFull, err}
	}
	return &fault{fmt.Sprintf("data directory %s cannot be written to: give this user the right to, or name another folder with --data", dir), ErrReadOnly, err}
}
