package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path/filepath"
)

// applicationID marks a SQLite file as this program's ("Vbtm", see
// https://www.sqlite.org/pragma.html#pragma_application_id).
const applicationID = 0x5662746d

// The schema, one file a version in the order of their numbers. A file that
// was released is never edited; a change is a new file, and only adds.
//
//go:embed migrations/*.sql
var migrations embed.FS

// schema returns the statements of each version; its length is the newest
// version known.
func schema() ([]string, error) {
	entries, err := fs.ReadDir(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		b, err := fs.ReadFile(migrations, "migrations/"+e.Name())
		if err != nil {
			return nil, err
		}
		out = append(out, string(b))
	}
	return out, nil
}

// version checks that the database is one of ours and returns its schema's
// version: 0 is an empty one.
func version(ctx context.Context, db *sql.DB, path string) (int, error) {
	var app, user, tables int
	err := db.QueryRowContext(ctx, `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id, pragma_user_version`).Scan(&app, &user, &tables)
	switch {
	case err != nil:
		return 0, explain(path, err)
	case app == 0 && user == 0 && tables == 0:
		return 0, nil
	case app != applicationID:
		return 0, &fault{sentence: fmt.Sprintf("database %s was not made by Verbatim: move the file away, or name another folder with --data; nothing was changed", path), kind: ErrForeign}
	}
	return user, nil
}

// migrate brings the schema up to date, each version in its own transaction.
// A step that fails leaves the version before it.
func migrate(ctx context.Context, db *sql.DB, path string, versions []string) error {
	at, err := version(ctx, db, path)
	if err != nil {
		return err
	}
	if err := known(path, at, len(versions)); err != nil {
		return err
	}
	for ; at < len(versions); at++ {
		if err := step(ctx, db, at+1, versions[at]); err != nil {
			return fmt.Errorf("bring the schema to version %d: %w", at+1, explain(path, err))
		}
	}
	return nil
}

// known refuses a schema from the future.
func known(path string, at, newest int) error {
	if at <= newest {
		return nil
	}
	return &fault{sentence: fmt.Sprintf("database %s was made by a newer Verbatim (schema %d, this one knows %d): update the program; nothing was changed", path, at, newest), kind: ErrNewer}
}

// current refuses every schema but the newest.
func current(path string, at, newest int) error {
	switch {
	case at == 0:
		return noStore(filepath.Dir(path))
	case at < newest:
		return &fault{sentence: fmt.Sprintf("database %s was made by an older Verbatim (schema %d, this one needs %d): run `verbatim reindex` once to bring it up to date; nothing was changed", path, at, newest), kind: ErrOlder}
	}
	return known(path, at, newest)
}

// step applies one version.
func step(ctx context.Context, db *sql.DB, to int, statements string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, statements); err != nil {
		return err
	}
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, to)
	if _, err := tx.ExecContext(ctx, mark); err != nil {
		return err
	}
	return tx.Commit()
}
