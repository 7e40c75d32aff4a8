package store

import (
	"context"
	"database/sql"
	"time"
)

// arrive numbers an article that is stored for the first time.
func arrive(ctx context.Context, tx *sql.Tx, article string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO arrivals (article, at) VALUES (?, unixepoch())`, article)
	return err
}

// lastArrival counts numbers that were given and whose article is gone.
const lastArrival = `SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'arrivals'), 0)`

// LastArrival is the number of the article that was stored last; 0 where none
// was since arrivals are numbered.
func (s *SQLite) LastArrival(ctx context.Context) (num int64, err error) {
	err = s.r.QueryRowContext(ctx, lastArrival).Scan(&num)
	return num, explain(s.path, err)
}

// ArrivalBefore is the number of the last article that was stored at or before a
// time, by the clock of then; 0 where none was.
func (s *SQLite) ArrivalBefore(ctx context.Context, t time.Time) (num int64, err error) {
	err = s.r.QueryRowContext(ctx, `SELECT ifnull(max(num), 0) FROM arrivals WHERE at <= ?`, t.Unix()).Scan(&num)
	return num, explain(s.path, err)
}

// arrivals leaves out what a feed held when it was added.
const arrivals = `SELECT n.article FROM arrivals n JOIN articles a ON a.id = n.article
	WHERE n.num > ?1 AND n.num <= ?2 AND (a.published = '' OR substr(a.published, 1, 10) >= ?3)
	AND NOT EXISTS (SELECT 1 FROM items i WHERE i.article = n.article AND i.backlog = 1)
	ORDER BY n.num DESC LIMIT ?4`

// Arrivals lists up to limit articles that were stored for the first time after
// the arrival numbered after and up to the one numbered through, the last first.
// What is no news is left out: articles of a feed's first check, and those that
// were printed before a day (YYYY-MM-DD), such as an archive that is read in.
// One without a date counts as news.
func (s *SQLite) Arrivals(ctx context.Context, after, through int64, printedSince string, limit int) (ids []string, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, arrivals, after, through, printedSince, max(limit, 0))
	return ids, err
}
