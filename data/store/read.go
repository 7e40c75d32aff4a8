package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"verbatim/data"
)

// articleColumns are what scanArticle reads, in its order.
const articleColumns = `id, url, title, source, author, published, lang, origin_url, origin_published, text`

// Record returns the article stored under id with what was read out of its
// text; ErrNotFound where there is none.
func (s *SQLite) Record(ctx context.Context, id string) (data.Record, error) {
	recs, err := s.Records(ctx, []string{id})
	if err != nil {
		return data.Record{}, err
	}
	if len(recs) == 0 {
		return data.Record{}, &fault{sentence: fmt.Sprintf("no article %q is stored", id), kind: ErrNotFound}
	}
	return recs[0], nil
}

// Records returns the records stored under ids, in the order asked. Ids that
// are not stored are left out.
func (s *SQLite) Records(ctx context.Context, ids []string) ([]data.Record, error) {
	found := make(map[string]data.Record, len(ids))
	err := s.eachRecord(ctx, ids, func(r data.Record, _ string) { found[r.Article.ID] = r })
	if err != nil {
		return nil, err
	}
	return inOrder(found, ids), nil
}

// eachRecord calls f on every stored record among ids, with its digest.
func (s *SQLite) eachRecord(ctx context.Context, ids []string, f func(r data.Record, digest string)) error {
	return s.each(ctx, ids, articleColumns+`, blocks, quotes, digest`, func(rows *sql.Rows) error {
		var blocks, quotes, digest string
		a, err := scanArticle(rows, &blocks, &quotes, &digest)
		if err != nil {
			return err
		}
		r, err := decode(a, blocks, quotes)
		if err == nil {
			f(r, digest)
		}
		return err
	})
}

// inOrder lists the records found of ids, in their order.
func inOrder(found map[string]data.Record, ids []string) []data.Record {
	recs := make([]data.Record, 0, len(found))
	for _, id := range ids {
		if r, ok := found[id]; ok {
			recs = append(recs, r)
		}
	}
	return recs
}

// Articles returns the articles stored under ids, text and metadata only. Ids
// that are not stored are left out.
func (s *SQLite) Articles(ctx context.Context, ids []string) (map[string]data.Article, error) {
	found := make(map[string]data.Article, len(ids))
	err := s.each(ctx, ids, articleColumns, func(rows *sql.Rows) error {
		a, err := scanArticle(rows)
		found[a.ID] = a
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// ByDate lists the ids of all articles by the day printed, oldest first; those
// without one come first.
func (s *SQLite) ByDate(ctx context.Context) ([]string, error) {
	var ids []string
	err := s.rows(ctx, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM articles ORDER BY substr(published, 1, 10), id`)
	return ids, err
}

// each calls f on the columns of every stored article among ids. An id that
// cannot be stored is dropped: JSON would turn it into another one.
func (s *SQLite) each(ctx context.Context, ids []string, columns string, f func(*sql.Rows) error) error {
	list, err := json.Marshal(slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return checkText(id) != nil }))
	if err != nil {
		return err
	}
	return s.rows(ctx, f, among(columns), string(list))
}

// among selects columns of the articles whose ids are in a JSON list.
func among(columns string) string {
	return `SELECT ` + columns + ` FROM articles WHERE id IN (SELECT value FROM json_each(?))`
}

// rows calls f on every row of a query.
func (s *SQLite) rows(ctx context.Context, f func(*sql.Rows) error, query string, args ...any) error {
	rows, err := s.r.QueryContext(ctx, query, args...)
	if err != nil {
		return explain(s.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return explain(s.path, err)
		}
	}
	return explain(s.path, rows.Err())
}

// scanArticle reads articleColumns and what further columns there are.
func scanArticle(rows *sql.Rows, further ...any) (a data.Article, err error) {
	var originURL, originPublished sql.NullString
	dest := []any{&a.ID, &a.URL, &a.Title, &a.Source, &a.Author, &a.Published, &a.Lang, &originURL, &originPublished, &a.Text}
	if err := rows.Scan(append(dest, further...)...); err != nil {
		return data.Article{}, err
	}
	if originURL.Valid {
		a.Origin = &data.Origin{URL: originURL.String, Published: originPublished.String}
	}
	return a, nil
}

// decode puts a stored record together. What it reads was checked when it was
// written; if it does not hold any more, the file was changed by other hands.
func decode(a data.Article, blocks, quotes string) (r data.Record, err error) {
	r.Article = a
	if r.Blocks, err = unlist[data.Block](blocks); err == nil {
		r.Quotes, err = unlist[data.Quote](quotes)
	}
	if err == nil {
		err = r.Check()
	}
	if err != nil {
		return data.Record{}, &fault{fmt.Sprintf("stored article %q is damaged: ingest it again", a.ID), ErrCorrupt, err}
	}
	return r, nil
}

const findURL = `SELECT id FROM articles WHERE url = ? AND url <> '' ORDER BY num LIMIT 1`

// FindURL returns the id of the article with that address, of the one stored
// first where several have it; ErrNotFound where there is none.
func (s *SQLite) FindURL(ctx context.Context, url string) (id string, err error) {
	err = s.r.QueryRowContext(ctx, findURL, url).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", &fault{sentence: fmt.Sprintf("no article with the address %q is stored", url), kind: ErrNotFound}
	}
	return id, explain(s.path, err)
}
