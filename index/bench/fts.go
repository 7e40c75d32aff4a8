package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	_ "verbatim/data/store" // links SQLite

	"verbatim/index"
)

// fts is SQLite's FTS5 over the same terms: each unit's words, analysed as the
// index does, and the columns that queries filter by.
type fts struct{ db *sql.DB }

const ftsSchema = `
CREATE VIRTUAL TABLE words USING fts5(w, content='', tokenize='ascii', detail='full');
CREATE TABLE units (rowid INTEGER PRIMARY KEY, speaker TEXT, kind TEXT, printed TEXT);`

func newFTS(ctx context.Context, path string, source index.Source) (*fts, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(off)&_pragma=synchronous(off)&_pragma=mmap_size(4000000000)&_pragma=cache_size(-64000)")
	if err != nil {
		return nil, fmt.Errorf("FTS5: %w", err)
	}
	f := &fts{db}
	if err := f.fill(ctx, source); err != nil {
		return nil, errors.Join(fmt.Errorf("FTS5: %w", err), db.Close())
	}
	return f, nil
}

func (f *fts) fill(ctx context.Context, source index.Source) error {
	if _, err := f.db.ExecContext(ctx, ftsSchema); err != nil {
		return err
	}
	ids, err := source.ByDate(ctx)
	if err != nil {
		return err
	}
	for row := 1; len(ids) > 0; {
		n := min(500, len(ids))
		if row, err = f.put(ctx, source, ids[:n], row); err != nil {
			return err
		}
		ids = ids[n:]
	}
	_, err = f.db.ExecContext(ctx, `CREATE INDEX by_speaker ON units (speaker); CREATE INDEX by_kind ON units (kind, printed); INSERT INTO words(words) VALUES ('optimize')`)
	return err
}

// put adds the articles' units from a row number on, in one transaction.
func (f *fts) put(ctx context.Context, source index.Source, ids []string, row int) (int, error) {
	records, err := source.Records(ctx, ids)
	if err != nil {
		return row, err
	}
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return row, err
	}
	defer tx.Rollback()
	for i := range records {
		r, quote := &records[i], 0
		for _, u := range index.Units(r) {
			language, speaker := r.Article.Lang, ""
			if u.Kind == index.Statement {
				language, speaker = r.Quotes[quote].Lang, r.Quotes[quote].Shown()
				quote++
			}
			words := strings.Join(terms(u.Span.Of(r.Article.Text), language), " ")
			if _, err := tx.ExecContext(ctx, `INSERT INTO words(rowid, w) VALUES (?, ?)`, row, words); err != nil {
				return row, err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO units VALUES (?, ?, ?, ?)`, row, speaker, string(u.Kind), r.Article.Day()); err != nil {
				return row, err
			}
			row++
		}
	}
	return row, tx.Commit()
}

// ask answers a query; ok is false where FTS5 has no like of it.
func (f *fts) ask(ctx context.Context, q query) (hits int, ok bool, err error) {
	m := q.match
	switch {
	case q.latest:
		hits, err = f.count(ctx, `SELECT rowid FROM units WHERE kind = 't' ORDER BY printed DESC LIMIT 10`)
		return hits, true, err
	case q.concepts != nil || m.Fuzzy || m.AtLeast > 0 && m.AtLeast < len(m.Terms):
		return 0, false, nil
	}
	glue := " OR "
	if m.AtLeast > 0 {
		glue = " AND "
	}
	expression := `"` + strings.Join(m.Terms, `"`+glue+`"`) + `"`
	if m.Phrase {
		expression = `"` + strings.Join(m.Terms, " ") + `"`
	}
	sql, args := `SELECT words.rowid FROM words JOIN units ON units.rowid = words.rowid WHERE words MATCH ?`, []any{expression}
	if len(m.Filter.Speakers) > 0 {
		sql, args = sql+` AND speaker = ?`, append(args, m.Filter.Speakers[0])
	}
	if m.Filter.Since != "" {
		sql, args = sql+` AND printed BETWEEN ? AND ?`, append(args, m.Filter.Since, m.Filter.Until)
	}
	if len(args) == 1 { // no join for what needs none
		sql = `SELECT rowid FROM words WHERE words MATCH ?`
	}
	hits, err = f.count(ctx, sql+` ORDER BY bm25(words) LIMIT 10`, args...)
	return hits, true, err
}

func (f *fts) count(ctx context.Context, query string, args ...any) (n int, err error) {
	rows, err := f.db.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

func (f *fts) close() error { return f.db.Close() }
