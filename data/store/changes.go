package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Changes returns up to limit changes after a number, in the order of their
// numbers. Of a thing that changed several times only the last is there.
func (s *SQLite) Changes(ctx context.Context, after int64, limit int) ([]Change, error) {
	if limit <= 0 {
		return nil, fmt.Errorf("read changes: limit %d is not above zero", limit)
	}
	var out []Change
	err := s.rows(ctx, func(rows *sql.Rows) error {
		var c Change
		err := rows.Scan(&c.Seq, &c.Kind, &c.Ref, &c.Deleted, &c.Stamp)
		out = append(out, c)
		return err
	}, changesAfter, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read changes: %w", err)
	}
	return out, nil
}

const (
	// stampOf is of the commit that holds a number: the first that ends at
	// or after it.
	stampOf = `SELECT stamp FROM commits WHERE seq_end >= ? ORDER BY seq_end LIMIT 1`

	changesAfter = `SELECT seq, kind, ref, deleted,
		(SELECT stamp FROM commits WHERE seq_end >= c.seq ORDER BY seq_end LIMIT 1)
		FROM changes c WHERE seq > ? ORDER BY seq LIMIT ?`
)

// Head returns the end of the change log; the zero Position where it is empty.
func (s *SQLite) Head(ctx context.Context) (Position, error) {
	p, err := head(ctx, s.r)
	return p, explain(s.path, err)
}

// querier is a pool or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func head(ctx context.Context, q querier) (Position, error) {
	return position(q.QueryRowContext(ctx, `SELECT seq_end, stamp FROM commits ORDER BY seq_end DESC LIMIT 1`))
}

// position reads a number and a stamp; no row is the zero Position.
func position(row *sql.Row) (p Position, err error) {
	err = row.Scan(&p.Seq, &p.Stamp)
	if errors.Is(err, sql.ErrNoRows) {
		return Position{}, nil
	}
	return p, err
}

// Known reports whether the log still holds the place p: the commit that holds
// p.Seq has p's stamp. Where it does not, the store is not the one that p came
// from (a backup was restored), and its consumer must start from zero.
func (s *SQLite) Known(ctx context.Context, p Position) (bool, error) {
	if p.Seq <= 0 {
		return p == Position{}, nil
	}
	var stamp string
	err := s.r.QueryRowContext(ctx, stampOf, p.Seq).Scan(&stamp)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil && stamp == p.Stamp, explain(s.path, err)
}

// Cursor returns the position that the named consumer has reached; the zero
// Position where it has set none.
func (s *SQLite) Cursor(ctx context.Context, name string) (Position, error) {
	p, err := position(s.r.QueryRowContext(ctx, `SELECT seq, stamp FROM cursors WHERE name = ?`, name))
	return p, explain(s.path, err)
}

// SetCursor moves the named consumer's cursor. A consumer does so once its
// work up to p is durable.
func (s *SQLite) SetCursor(ctx context.Context, name string, p Position) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO cursors (name, seq, stamp) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, stamp = excluded.stamp`, name, p.Seq, p.Stamp)
		return err
	})
}
