package store

import (
	"context"
	"database/sql"
	"os"
)

// group counts the articles of one source in one language.
type group struct {
	source, lang     string
	articles, quotes int
	oldest, newest   string // YYYY-MM-DD, empty where no article has a date
}

// perGroup is answered from the index articles_by_source alone.
const perGroup = `SELECT source, lang, count(*), sum(quote_count),
	ifnull(substr(min(published) FILTER (WHERE dated), 1, 10), ''),
	ifnull(substr(max(published) FILTER (WHERE dated), 1, 10), '')
	FROM (SELECT source, lang, published, quote_count,
		published GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AS dated FROM articles)
	GROUP BY source, lang ORDER BY source, lang`

func (s *SQLite) groups(ctx context.Context) (out []group, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var g group
		err := rows.Scan(&g.source, &g.lang, &g.articles, &g.quotes, &g.oldest, &g.newest)
		out = append(out, g)
		return err
	}, perGroup)
	return out, err
}

// Stats counts what is stored.
func (s *SQLite) Stats(ctx context.Context) (Stats, error) {
	groups, err := s.groups(ctx)
	if err != nil {
		return Stats{}, err
	}
	st := Stats{Engine: "sqlite", Languages: map[string]int{}, Bytes: s.size()}
	for i, g := range groups {
		st.Articles += g.articles
		st.Quotes += g.quotes
		st.Languages[g.lang] += g.articles
		if g.source != "" && (i == 0 || groups[i-1].source != g.source) {
			st.Sources++
		}
		if g.oldest != "" && (st.Oldest == "" || g.oldest < st.Oldest) {
			st.Oldest = g.oldest
		}
		st.Newest = max(st.Newest, g.newest)
	}
	return st, nil
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

// Sources counts what is stored of each source, in the order of their names.
func (s *SQLite) Sources(ctx context.Context) ([]SourceCount, error) {
	groups, err := s.groups(ctx)
	if err != nil {
		return nil, err
	}
	var out []SourceCount
	for i, g := range groups {
		if i == 0 || groups[i-1].source != g.source {
			out = append(out, SourceCount{Source: g.source})
		}
		c := &out[len(out)-1]
		c.Articles += g.articles
		c.Quotes += g.quotes
		c.Newest = max(c.Newest, g.newest)
	}
	return out, nil
}
