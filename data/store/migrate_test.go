package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// database opens a new database file with a writer's settings.
func database(t *testing.T) (*sql.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), File)
	db, err := connect(path, writing, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, path
}

func released(t *testing.T) []string {
	t.Helper()
	versions, err := schema()
	if err != nil {
		t.Fatal(err)
	}
	return versions
}

func TestMigrateStepByStep(t *testing.T) {
	db, path := database(t)
	ctx, versions := t.Context(), released(t)
	next := append(slices.Clone(versions), `ALTER TABLE articles ADD COLUMN mood TEXT NOT NULL DEFAULT ''; CREATE TABLE moods (name TEXT)`)
	broken := append(slices.Clone(next), `CREATE TABLE half (done TEXT); INSERT INTO nowhere VALUES (1)`)
	for _, step := range []struct {
		versions []string
		fails    bool
		version  int
	}{{versions, false, len(versions)}, {next, false, len(versions) + 1}, {broken, true, len(versions) + 1}, {next, false, len(versions) + 1}} {
		err := migrate(ctx, db, path, step.versions)
		if (err != nil) != step.fails {
			t.Fatalf("migrate to %d: %v", len(step.versions), err)
		}
		if at, err := version(ctx, db, path); err != nil || at != step.version {
			t.Fatalf("version %d, %v; want %d", at, err, step.version)
		}
	}
	if n := count(t, ctx, db, `SELECT count(*) FROM sqlite_schema WHERE name = 'half'`); n != 0 {
		t.Error("a failed version left a table")
	}
	if err := migrate(ctx, db, path, versions); !errors.Is(err, ErrNewer) {
		t.Errorf("an older program on a newer schema: %v, want ErrNewer", err)
	}
}

func count(t *testing.T, ctx context.Context, db *sql.DB, query string) (n int) {
	t.Helper()
	if err := db.QueryRowContext(ctx, query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestMigrationsOnlyAdd: a store of an older version keeps all it has.
func TestMigrationsOnlyAdd(t *testing.T) {
	for i, statements := range released(t) {
		for _, word := range []string{"DROP ", "RENAME ", "DELETE FROM"} {
			if strings.Contains(strings.ToUpper(statements), word) {
				t.Errorf("version %d says %q", i+1, word)
			}
		}
	}
}

func TestCurrent(t *testing.T) {
	for _, c := range []struct {
		at, newest int
		want       error
	}{{0, 3, ErrNoStore}, {2, 3, ErrOlder}, {3, 3, nil}, {4, 3, ErrNewer}} {
		err := current(filepath.Join("data", File), c.at, c.newest)
		if !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("schema %d for a program of %d: %v, want %v", c.at, c.newest, err, c.want)
		}
	}
}

// TestSearchedByIndex: what is asked often is answered from an index, without
// reading texts.
func TestSearchedByIndex(t *testing.T) {
	db, path := database(t)
	if err := migrate(t.Context(), db, path, released(t)); err != nil {
		t.Fatal(err)
	}
	for query, plan := range map[string]string{
		perGroup:      "USING COVERING INDEX articles_by_source",
		findURL:       "USING INDEX articles_by_url",
		among(`text`): "USING INDEX sqlite_autoindex_articles_1 (id=?)",
		changesAfter:  "SEARCH c USING INTEGER PRIMARY KEY",
		stampOf:       "SEARCH commits USING INTEGER PRIMARY KEY",
	} {
		if got := explained(t, db, query); !strings.Contains(got, plan) || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("plan of %s:\n%s\nwant %q", query, got, plan)
		}
	}
}

// explained returns SQLite's plan for a query.
func explained(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.Query(`EXPLAIN QUERY PLAN `+query, make([]any, strings.Count(query, "?"))...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	return strings.Join(plan, "\n")
}
