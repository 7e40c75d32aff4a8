package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"verbatim/data"
)

// Item is an article that a feed told of.
type Item struct {
	URL     string // canonical: what an item is known by
	Feed    string // the feed's address, "" where it was asked for by itself
	GUID    string // its name in the feed, "" where it has none
	Article string // the id that its article gets or has
	Digest  []byte // of what the feed told
	Backlog bool   // found by the feed's first check: not news
	Tries   int    // to fetch it that failed
	Told    []byte // what the feed told, for whoever fetches
}

// Announced says what Announce did.
type Announced struct{ New, Updated int }

// Announce takes in what a check of a feed found, in one transaction with the
// state after it, which after gives, and what it adds to the feed's counts:
// items that are new, or told of otherwise than before, wait to be fetched from
// now on. What was removed stays so. A name (GUID) that the feed used before is
// the same article, whatever its address is now, unless the feed still tells of
// it under the address that it had.
func (s *SQLite) Announce(ctx context.Context, feed string, items []Item, now time.Time, after func(Announced) (data.FeedState, data.FeedCounts)) (res Announced, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		res = Announced{}
		listed := map[string]bool{}
		for i := range items {
			listed[items[i].URL] = true
		}
		for i := range items {
			if err := announce(ctx, tx, &items[i], listed, now, &res); err != nil {
				return fmt.Errorf("item %s: %w", items[i].URL, err)
			}
		}
		st, more := after(res)
		return setState(ctx, tx, feed, st, more)
	})
	return res, err
}

// announce takes in one item. listed are the addresses of all that the feed tells
// of now.
func announce(ctx context.Context, tx *sql.Tx, it *Item, listed map[string]bool, now time.Time, res *Announced) error {
	if gone, err := entombed(ctx, tx, it); err != nil || gone {
		return err
	}
	known, err := findItem(ctx, tx, it, listed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err := tx.ExecContext(ctx, `INSERT INTO items (url, feed, guid, article, digest, backlog, tries, due, told) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)`,
			it.URL, it.Feed, it.GUID, it.Article, it.Digest, it.Backlog, now.Unix(), string(it.Told))
		res.New++
		return err
	case err != nil:
		return err
	case known.Feed != it.Feed:
		return adopt(ctx, tx, known, it)
	case bytes.Equal(known.Digest, it.Digest):
		return nil
	}
	_, err = tx.ExecContext(ctx, `UPDATE items SET digest = ?, tries = 0, due = ?, told = ? WHERE url = ?`, it.Digest, now.Unix(), string(it.Told), known.URL)
	res.Updated++
	return err
}

// adopt gives an item that came without a feed, or by one that is no longer
// polled, to the feed that tells of it now: it says when the article changes. An
// item of another feed keeps to what that one says.
func adopt(ctx context.Context, tx *sql.Tx, known Item, it *Item) error {
	_, err := tx.ExecContext(ctx, `UPDATE items SET feed = ?, guid = ?, digest = ? WHERE url = ? AND due IS NULL AND digest <> x''
		AND NOT EXISTS (SELECT 1 FROM feeds WHERE feed = items.feed)`, it.Feed, it.GUID, it.Digest, known.URL)
	return err
}

// findItem finds the row of an item by its address, else by its name. A further
// address of an article tells less of what it is than the name.
func findItem(ctx context.Context, tx *sql.Tx, it *Item, listed map[string]bool) (known Item, err error) {
	const columns = `SELECT url, feed, article, digest FROM items WHERE `
	find := func(where string, args ...any) (known Item, err error) {
		err = tx.QueryRowContext(ctx, columns+where, args...).Scan(&known.URL, &known.Feed, &known.Article, &known.Digest)
		return known, err
	}
	known, err = find(`url = ?`, it.URL)
	if it.GUID == "" || err == nil && len(known.Digest) > 0 || err != nil && !errors.Is(err, sql.ErrNoRows) {
		return known, err
	}
	named, namedErr := find(`feed = ? AND guid = ? AND guid <> '' LIMIT 1`, it.Feed, it.GUID)
	switch {
	case namedErr == nil && !listed[named.URL]:
		return named, nil
	case namedErr == nil || errors.Is(namedErr, sql.ErrNoRows):
		return known, err
	}
	return known, namedErr
}

const itemColumns = `i.url, i.feed, i.guid, i.article, i.digest, i.backlog, i.tries, i.told`

// dueItems takes turns between feeds, so that the archive of one does not keep
// the news of the others waiting.
const dueItems = `WITH waiting AS (
	SELECT url, due, row_number() OVER (PARTITION BY feed ORDER BY due, url) AS turn
	FROM items WHERE due IS NOT NULL AND (due <= ? OR due > ?))
	SELECT ` + itemColumns + ` FROM waiting w JOIN items i ON i.url = w.url ORDER BY w.turn, w.due LIMIT ?`

// DueItems returns up to limit items that wait to be fetched, of each feed in
// its turn.
func (s *SQLite) DueItems(ctx context.Context, now time.Time, limit int) ([]Item, error) {
	return s.items(ctx, dueItems, now.Unix(), now.Add(farthest).Unix(), limit)
}

// FeedItems returns up to limit items of one feed that wait to be fetched, due or
// not.
func (s *SQLite) FeedItems(ctx context.Context, feed string, limit int) ([]Item, error) {
	return s.items(ctx, `SELECT `+itemColumns+` FROM items i WHERE due IS NOT NULL AND feed = ? ORDER BY due LIMIT ?`, feed, limit)
}

func (s *SQLite) items(ctx context.Context, query string, args ...any) (out []Item, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var it Item
		err := rows.Scan(&it.URL, &it.Feed, &it.GUID, &it.Article, &it.Digest, &it.Backlog, &it.Tries, &it.Told)
		out = append(out, it)
		return err
	}, query, args...)
	return out, err
}

// Waiting counts the items that wait to be fetched, and those of them that
// failed before.
func (s *SQLite) Waiting(ctx context.Context) (waiting, failing int, err error) {
	err = s.r.QueryRowContext(ctx, `SELECT count(*), ifnull(sum(tries > 0), 0) FROM items WHERE due IS NOT NULL`).Scan(&waiting, &failing)
	return waiting, failing, explain(s.path, err)
}

// givenUp are the items of which nothing is to do, though no article came of them
// and none was removed.
const givenUp = `SELECT feed, count(*) FROM items i WHERE due IS NULL AND digest <> x''
	AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = i.article)
	AND NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.kind = 'url' AND t.ref = i.url OR t.kind = 'article' AND t.ref = i.article)
	GROUP BY feed`

// GivenUp counts the items that could not be fetched and are not tried again until
// their feed tells of them otherwise, by feed; "" are those of no feed.
func (s *SQLite) GivenUp(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	err := s.rows(ctx, func(rows *sql.Rows) error {
		var feed string
		var n int
		err := rows.Scan(&feed, &n)
		out[feed] = n
		return err
	}, givenUp)
	return out, err
}

// Postpone puts an item off after a failure. A zero time gives it up until its
// feed tells of it otherwise.
func (s *SQLite) Postpone(ctx context.Context, it Item, due time.Time) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		if due.IsZero() {
			if err := settle(ctx, tx, it, it.Article); err != nil {
				return err
			}
			return addCounts(ctx, tx, it.Feed, data.FeedCounts{Failed: 1})
		}
		_, err := tx.ExecContext(ctx, `UPDATE items SET tries = tries + 1, due = ? WHERE url = ? AND digest = ?`, due.Unix(), it.URL, it.Digest)
		return err
	})
}

// settle marks an item as done, its article being held by that one. An item
// that its feed told of anew meanwhile keeps waiting.
func settle(ctx context.Context, tx *sql.Tx, it Item, article string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO items (url, feed, guid, article, digest, backlog, tries, due, told) VALUES (?, ?, ?, ?, ?, ?, 0, NULL, '')
		ON CONFLICT (url) DO UPDATE SET article = excluded.article, tries = 0, due = NULL, told = '' WHERE digest = excluded.digest`,
		it.URL, it.Feed, it.GUID, article, it.Digest, it.Backlog)
	return err
}

// Backlog returns which of the articles came with the first check of a feed:
// they are old, and no news to anybody.
func (s *SQLite) Backlog(ctx context.Context, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, id := range ids {
		err := s.rows(ctx, func(rows *sql.Rows) error {
			out[id] = true
			return nil
		}, `SELECT 1 FROM items WHERE article = ? AND backlog = 1 LIMIT 1`, id)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
