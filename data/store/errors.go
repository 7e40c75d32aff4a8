package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can go wrong with a data directory. The errors that wrap these say
// where, and what to do next.
var (
	// ErrNotFound is an id or a URL that is not stored.
	ErrNotFound = errors.New("not found")
	// ErrExists is a thing that is there already.
	ErrExists = errors.New("already there")
	// ErrTooMany is one thing more than may be kept.
	ErrTooMany = errors.New("too many")
	// ErrHeld is a delivery that somebody else works on, or has worked on since.
	ErrHeld = errors.New("held by another")
	// ErrNoStore is a directory without a store, asked for by OpenReadOnly.
	ErrNoStore = errors.New("no store")
	// ErrInUse is a directory that another process owns.
	ErrInUse = errors.New("in use")
	// ErrNewer is a store made by a newer version of the program.
	ErrNewer = errors.New("newer schema")
	// ErrOlder is a store made by an older version, asked for by OpenReadOnly.
	ErrOlder = errors.New("older schema")
	// ErrInterrupted is a store that a program was changing when it was killed,
	// asked for by OpenReadOnly: Open takes the change back.
	ErrInterrupted = errors.New("interrupted change")
	// ErrForeign is a database that this program did not make.
	ErrForeign = errors.New("foreign database")
	// ErrCorrupt is a damaged database.
	ErrCorrupt = errors.New("damaged database")
	// ErrReadOnly is a directory or file that cannot be written to.
	ErrReadOnly = errors.New("read-only")
	// ErrFull is a full disk, or a limit on size that was reached.
	ErrFull = errors.New("disk full")
	// ErrBusy is a database locked by a program that is not this one.
	ErrBusy = errors.New("locked")
	// ErrLogged is something deleted of which the write-ahead log still has a copy.
	ErrLogged = errors.New("still in the log")
	// ErrInvalid is a record that cannot be stored as it is.
	ErrInvalid = errors.New("invalid record")
)

// InUseError is an ErrInUse that says whose the directory is.
type InUseError struct {
	Dir   string
	Owner string // "process 1234", or "another process"
}

func (e *InUseError) Error() string {
	return fmt.Sprintf("data directory %s is in use by %s: stop it or wait until it is done, or name another folder with --data", e.Dir, e.Owner)
}

func (e *InUseError) Unwrap() error { return ErrInUse }

// fault is an error for people: a sentence with the next step, a kind for
// errors.Is, and the cause, printed behind the sentence where there is one.
type fault struct {
	sentence    string
	kind, cause error
}

func (f *fault) Error() string {
	if f.cause == nil {
		return f.sentence
	}
	return f.sentence + " (" + f.cause.Error() + ")"
}

func (f *fault) Unwrap() []error {
	if f.cause == nil {
		return []error{f.kind}
	}
	return []error{f.kind, f.cause}
}

// explain gives SQLite's error about the database at path its sentence. An
// error of another origin, or one that says all there is to say, is returned
// as it is.
func explain(path string, err error) error {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	advice, kind := diagnose(se.Code())
	if kind == nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	return &fault{sentence: fmt.Sprintf("database %s %s", path, advice), kind: kind, cause: err}
}

// The sentences, after "database PATH", of what has several codes.
const (
	full = "cannot be written: the disk is full, a size limit is reached or the disk fails; free some space and repeat the command. " +
		"What was stored before is intact, nothing of this step was stored"
	interrupted = "was being changed by a program that was killed: run `verbatim reindex` once, which takes the unfinished change back; " +
		"what was stored before is intact"
	// Into an empty folder: a -wal file left beside the damaged database would
	// be merged into the backup.
	restore  = "restore a backup by copying it into an empty folder as " + File + ", and name that folder with --data"
	readOnly = "cannot be opened or written to: give this user the right to write to the folder and the files in it " +
		"(and check that the disk is not mounted for reading only), or name another folder with --data"
)

// diagnose turns a result code (https://www.sqlite.org/rescode.html, primary
// code in the low byte) into a kind of error and its sentence.
func diagnose(code int) (advice string, kind error) {
	switch code {
	case sqlite3.SQLITE_READONLY_ROLLBACK:
		return interrupted, ErrInterrupted
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_SHMSIZE:
		return full, ErrFull
	}
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return full, ErrFull
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return readOnly, ErrReadOnly
	case sqlite3.SQLITE_CORRUPT:
		return "is damaged: " + restore, ErrCorrupt
	case sqlite3.SQLITE_NOTADB:
		return "is not a database, or its beginning is damaged; nothing was changed: name another folder with --data, or " + restore, ErrForeign
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "is locked by another program (a database shell, a backup tool): close it and repeat the command", ErrBusy
	}
	return "", nil
}
