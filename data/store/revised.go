package store

import (
	"context"
	"database/sql"
	"time"
)

const revised = `SELECT r.article, r.text FROM revisions r JOIN articles a ON a.id = r.article
	WHERE r.replaced >= ?1 AND r.replaced < ?2 AND (a.published = '' OR substr(a.published, 1, 10) >= ?3) ORDER BY r.num LIMIT ?4`

// Revised returns what up to limit articles said before they were updated in a
// period, by id: the text before the first of its updates in it. Periods that
// follow each other share no update; its begin and end count in whole seconds.
// Articles printed before a day (YYYY-MM-DD) are left out.
func (s *SQLite) Revised(ctx context.Context, from, until time.Time, printedSince string, limit int) (map[string]string, error) {
	before := map[string]string{}
	err := s.rows(ctx, func(rows *sql.Rows) error {
		var id string
		var packed []byte
		if err := rows.Scan(&id, &packed); err != nil {
			return err
		}
		if _, known := before[id]; known {
			return nil
		}
		text, err := unpack(packed)
		before[id] = string(text)
		return err
	}, revised, from.Unix(), until.Unix(), printedSince, max(limit, 0))
	if err != nil {
		return nil, err
	}
	return before, nil
}
