package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"verbatim/data"
)

// AddFeed subscribes to a source; its first check is due at once. One that is
// there already is ErrExists and stays as it is. ErrInvalid where its publisher was
// removed: nothing of it would be let in.
func (s *SQLite) AddFeed(ctx context.Context, f data.Feed) error {
	state, err := json.Marshal(f.State)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		var gone bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tombstones WHERE kind = 'source' AND ref = ? AND ref <> '')`, f.Name).Scan(&gone)
		if err != nil {
			return err
		}
		if gone {
			return &fault{sentence: fmt.Sprintf("all of %q was removed and stays away: `verbatim remove --restore %q` lets it in again", f.Name, f.Name), kind: ErrInvalid}
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO feeds (feed, name, site, lang, due, state) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (feed) DO NOTHING`, f.Feed, f.Name, f.Site, f.Lang, f.State.Due.Unix(), string(state))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return &fault{sentence: fmt.Sprintf("the source %s is there already", f.Feed), kind: ErrExists}
	})
}

// RemoveFeed ends the polling of a feed, and forgets what is still to be fetched for
// it. Its articles stay. ErrNotFound where there is none of that address.
func (s *SQLite) RemoveFeed(ctx context.Context, feed string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		n, err := affected(tx.ExecContext(ctx, `DELETE FROM feeds WHERE feed = ?`, feed))
		if err != nil {
			return err
		}
		if n == 0 {
			return noFeed(feed)
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM items WHERE feed = ? AND due IS NOT NULL`, feed)
		return err
	})
}

func noFeed(feed string) error {
	return &fault{sentence: fmt.Sprintf("there is no source %q: `verbatim sources list` names them", feed), kind: ErrNotFound}
}

func affected(res sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

const feedColumns = `feed, name, site, lang, state, fetched, not_modified, added, updated, duplicate, failed`

// Feeds returns all feeds, in the order of their names.
func (s *SQLite) Feeds(ctx context.Context) ([]data.Feed, error) {
	return s.feeds(ctx, `SELECT `+feedColumns+` FROM feeds ORDER BY name, feed`)
}

const dueFeeds = `SELECT ` + feedColumns + ` FROM feeds WHERE due <= ? OR due > ? AND due < ? ORDER BY due LIMIT ?`

// farthest is how far ahead nothing is ever due: a time beyond it was written
// by a clock that ran ahead, and is due at once.
const farthest = 48 * time.Hour

// DueFeeds returns up to limit feeds whose check is due, those first
// that wait longest.
func (s *SQLite) DueFeeds(ctx context.Context, now time.Time, limit int) ([]data.Feed, error) {
	return s.feeds(ctx, dueFeeds, now.Unix(), now.Add(farthest).Unix(), never, limit)
}

// Feed returns the feed of that address; ErrNotFound where there is none.
func (s *SQLite) Feed(ctx context.Context, feed string) (data.Feed, error) {
	all, err := s.feeds(ctx, `SELECT `+feedColumns+` FROM feeds WHERE feed = ?`, feed)
	if err != nil {
		return data.Feed{}, err
	}
	if len(all) == 0 {
		return data.Feed{}, noFeed(feed)
	}
	return all[0], nil
}

func (s *SQLite) feeds(ctx context.Context, query string, args ...any) (out []data.Feed, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var f data.Feed
		var state []byte
		if err := rows.Scan(&f.Feed, &f.Name, &f.Site, &f.Lang, &state,
			&f.Counts.Fetched, &f.Counts.NotModified, &f.Counts.New, &f.Counts.Updated, &f.Counts.Duplicate, &f.Counts.Failed); err != nil {
			return err
		}
		if err := json.Unmarshal(state, &f.State); err != nil {
			return fmt.Errorf("state of the source %s: %w", f.Feed, err)
		}
		out = append(out, f)
		return nil
	}, query, args...)
	return out, err
}

// SetFeedState replaces a feed's state and adds to its counts: after a check
// that failed, or found nothing new. A feed that was removed meanwhile stays so.
func (s *SQLite) SetFeedState(ctx context.Context, feed string, st data.FeedState, more data.FeedCounts) error {
	return s.write(ctx, func(tx *sql.Tx) error { return setState(ctx, tx, feed, st, more) })
}

func setState(ctx context.Context, tx *sql.Tx, feed string, st data.FeedState, more data.FeedCounts) error {
	b, err := json.Marshal(st)
	if err != nil {
		return err
	}
	due := st.Due.Unix()
	if st.Gone {
		due = never
	}
	if _, err = tx.ExecContext(ctx, `UPDATE feeds SET state = ?, due = ? WHERE feed = ?`, string(b), due, feed); err != nil {
		return err
	}
	return addCounts(ctx, tx, feed, more)
}

// never is a due time that does not come: the last second of the year 9999.
const never = 253402300799

// MoveFeed gives a feed another address, as a permanent redirect says.
// Where there is one of that address already, the old one is dropped.
func (s *SQLite) MoveFeed(ctx context.Context, from, to string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		var there bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM feeds WHERE feed = ?)`, to).Scan(&there); err != nil {
			return err
		}
		query, args := `UPDATE feeds SET feed = ? WHERE feed = ?`, []any{to, from}
		if there {
			query, args = `DELETE FROM feeds WHERE feed = ?`, []any{from}
		}
		if _, err := tx.ExecContext(ctx, query, args...); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE items SET feed = ? WHERE feed = ?`, to, from); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE OR IGNORE tombstones SET ref = ?1 || substr(ref, length(?2) + 1)
			WHERE kind = 'guid' AND substr(ref, 1, length(?2) + 1) = ?2 || ' '`, to, from)
		return err
	})
}

// addCounts adds to the counts of a feed. A feed that was removed meanwhile has none.
func addCounts(ctx context.Context, tx *sql.Tx, feed string, more data.FeedCounts) error {
	_, err := tx.ExecContext(ctx, `UPDATE feeds SET fetched = fetched + ?, not_modified = not_modified + ?, added = added + ?,
		updated = updated + ?, duplicate = duplicate + ?, failed = failed + ? WHERE feed = ?`,
		more.Fetched, more.NotModified, more.New, more.Updated, more.Duplicate, more.Failed, feed)
	return err
}
