package store

import (
	"context"
	"database/sql"
	"os"
)

// dated holds on a published date that begins with YYYY-MM-DD.
const dated = `published GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'`

// Stats counts what is stored.
func (s *SQLite) Stats(ctx context.Context) (Stats, error) {
	st := Stats{Engine: "sqlite", Languages: map[string]int{}, Bytes: s.size()}
	err := s.rows(ctx, func(rows *sql.Rows) error {
		return rows.Scan(&st.Articles, &st.Quotes, &st.Sources, &st.Oldest, &st.Newest)
	}, `SELECT count(*), ifnull(sum(quote_count), 0), count(DISTINCT nullif(source, '')),
		ifnull(substr(min(published) FILTER (WHERE `+dated+`), 1, 10), ''),
		ifnull(substr(max(published) FILTER (WHERE `+dated+`), 1, 10), '') FROM articles`)
	if err != nil {
		return Stats{}, err
	}
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var lang string
		var n int
		err := rows.Scan(&lang, &n)
		st.Languages[lang] = n
		return err
	}, `SELECT lang, count(*) FROM articles GROUP BY lang`)
	return st, err
}

// size is how many bytes the database takes on disk, what is not yet merged
// into its file included.
func (s *SQLite) size() (n int64) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(s.path + suffix); err == nil {
			n += info.Size()
		}
	}
	return n
}

// Sources counts what is stored of each source, the largest first.
func (s *SQLite) Sources(ctx context.Context) ([]SourceCount, error) {
	var out []SourceCount
	err := s.rows(ctx, func(rows *sql.Rows) error {
		var c SourceCount
		err := rows.Scan(&c.Source, &c.Articles, &c.Quotes, &c.Newest)
		out = append(out, c)
		return err
	}, `SELECT source, count(*), sum(quote_count), ifnull(substr(max(published) FILTER (WHERE `+dated+`), 1, 10), '')
		FROM articles GROUP BY source ORDER BY count(*) DESC, source`)
	return out, err
}
