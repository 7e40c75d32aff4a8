package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"verbatim/data"
)

// Fetched is an item with the article that was made of it.
type Fetched struct {
	Item
	Record data.Record
	Page   data.Page
	Sketch []int64 // hashes of the text, by which Similar finds it
	// Aliases are further canonical addresses of the article, such as the one
	// that its page names.
	Aliases []string
	// Former is the address of the item that it was taken for by its name, "" where
	// it was not: that one is done, and has the name no more.
	Former string
	// Duplicate is the id of an article that has the same text, stored or of the same
	// batch; Record is not stored then.
	Duplicate string
}

// PutFetched stores what was fetched, up to MaxBatch articles: text, quotes,
// page, hashes and the item's end, in one transaction. An article that changed
// keeps its id, and what it said before is kept as a revision. One of which a
// further address was removed is removed.
func (s *SQLite) PutFetched(ctx context.Context, batch []Fetched) (PutResult, error) {
	if len(batch) > MaxBatch {
		return PutResult{}, fmt.Errorf("put %d articles: at most %d in one batch", len(batch), MaxBatch)
	}
	var recs []record
	var p packer
	pages := make([][]byte, len(batch))
	for i := range batch {
		if batch[i].Duplicate != "" {
			continue
		}
		var err error
		if pages[i], err = p.pack(batch[i].Page.Content); err != nil {
			return PutResult{}, err
		}
		r, err := encode(&batch[i].Record)
		if err != nil {
			return PutResult{}, err
		}
		r.addresses = batch[i].addresses()
		recs = append(recs, r)
	}
	var res PutResult
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		if res, err = putAll(ctx, tx, recs); err != nil {
			return err
		}
		return finish(ctx, tx, batch, pages, res.Outcomes)
	})
	return res, err
}

// finish writes what belongs to the articles stored, with their packed pages.
// outcomes are those of the articles that are no duplicates, in order.
func finish(ctx context.Context, tx *sql.Tx, batch []Fetched, pages [][]byte, outcomes []Outcome) error {
	for i := range batch {
		f := &batch[i]
		holder, outcome := f.Duplicate, Outcome("")
		if holder == "" {
			holder, outcome, outcomes = f.Record.Article.ID, outcomes[0], outcomes[1:]
		}
		if outcome == Added || outcome == Updated {
			if err := keep(ctx, tx, f, pages[i]); err != nil {
				return fmt.Errorf("article %q: %w", holder, err)
			}
		}
		if f.Duplicate != "" {
			// Removed meanwhile: the item waits on, and is looked at by itself.
			if there, err := isStored(ctx, tx, holder); err != nil {
				return err
			} else if !there {
				continue
			}
		}
		if err := lapse(ctx, tx, f.Former); err != nil {
			return err
		}
		if outcome == Removed {
			if err := keepAway(ctx, tx, f); err != nil {
				return err
			}
			continue
		}
		if err := settle(ctx, tx, f.Item, holder); err != nil {
			return err
		}
		if err := alias(ctx, tx, f, holder); err != nil {
			return err
		}
		if err := addCounts(ctx, tx, f.Feed, f.counts(outcome)); err != nil {
			return err
		}
	}
	return nil
}

func isStored(ctx context.Context, tx *sql.Tx, article string) (is bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM articles WHERE id = ?)`, article).Scan(&is)
	return is, err
}

// lapse takes its work and its name away from an item.
func lapse(ctx context.Context, tx *sql.Tx, url string) error {
	if url == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `UPDATE items SET guid = '', tries = 0, due = NULL, told = '' WHERE url = ?`, url)
	return err
}

// addresses are the canonical addresses of an item.
func (f *Fetched) addresses() []string { return append([]string{f.URL}, f.Aliases...) }

// alias lets the further addresses of an article stand for it, those that stand
// for nothing yet.
func alias(ctx context.Context, tx *sql.Tx, f *Fetched, holder string) error {
	for _, url := range f.Aliases {
		_, err := tx.ExecContext(ctx, `INSERT INTO items (url, feed, guid, article, digest, backlog, tries, due, told)
			VALUES (?, ?, '', ?, x'', ?, 0, NULL, '') ON CONFLICT (url) DO NOTHING`, url, f.Feed, holder, f.Backlog)
		if err != nil {
			return err
		}
	}
	return nil
}

// counts is what an item adds to its feed's counts.
func (f *Fetched) counts(outcome Outcome) (c data.FeedCounts) {
	switch {
	case f.Duplicate != "":
		c.Duplicate++
	case outcome == Added:
		c.New++
	case outcome == Updated:
		c.Updated++
	}
	return c
}

// keep writes the packed page and the hashes of an article.
func keep(ctx context.Context, tx *sql.Tx, f *Fetched, packed []byte) error {
	id := f.Record.Article.ID
	_, err := tx.ExecContext(ctx, `INSERT INTO pages (article, kind, url, content) VALUES (?, ?, ?, ?)
		ON CONFLICT (article) DO UPDATE SET kind = excluded.kind, url = excluded.url, content = excluded.content`,
		id, f.Page.Kind, f.Page.URL, packed)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM sketches WHERE article = ?`, id); err != nil {
		return err
	}
	hashes, err := list(f.Sketch)
	if err != nil || hashes == "" {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT OR IGNORE INTO sketches (hash, article) SELECT value, ? FROM json_each(?)`, id, hashes)
	return err
}

// Page returns the page that an article was taken from; ErrNotFound where none
// is kept.
func (s *SQLite) Page(ctx context.Context, id string) (p data.Page, err error) {
	var packed []byte
	err = s.r.QueryRowContext(ctx, `SELECT kind, url, content FROM pages WHERE article = ?`, id).Scan(&p.Kind, &p.URL, &packed)
	if errors.Is(err, sql.ErrNoRows) {
		return data.Page{}, &fault{sentence: fmt.Sprintf("no page is kept of the article %q", id), kind: ErrNotFound}
	}
	if err != nil {
		return data.Page{}, explain(s.path, err)
	}
	if p.Content, err = unpack(packed); err != nil {
		return data.Page{}, &fault{fmt.Sprintf("the page kept of the article %q is damaged", id), ErrCorrupt, err}
	}
	return p, nil
}

// PageIDs returns the ids of the articles whose page is kept, in order.
func (s *SQLite) PageIDs(ctx context.Context) (ids []string, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT article FROM pages ORDER BY article`)
	return ids, err
}

const similar = `SELECT article, count(*) FROM sketches WHERE hash IN (SELECT value FROM json_each(?)) GROUP BY article ORDER BY 2 DESC LIMIT ?`

// Similar returns up to limit articles that share a hash with the sketch, those
// first that share most.
func (s *SQLite) Similar(ctx context.Context, sketch []int64, limit int) (ids []string, err error) {
	hashes, err := list(sketch)
	if err != nil || hashes == "" {
		return nil, err
	}
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var id string
		var shared int
		err := rows.Scan(&id, &shared)
		ids = append(ids, id)
		return err
	}, similar, hashes, limit)
	return ids, err
}

// Revision is what an article said before it was updated.
type Revision struct {
	Replaced               int64 // when, Unix seconds
	Title, Published, Text string
}

// Revisions returns what an article said before, the oldest first.
func (s *SQLite) Revisions(ctx context.Context, id string) (out []Revision, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var r Revision
		var packed []byte
		if err := rows.Scan(&r.Replaced, &r.Title, &r.Published, &packed); err != nil {
			return err
		}
		text, err := unpack(packed)
		r.Text = string(text)
		out = append(out, r)
		return err
	}, `SELECT replaced, title, published, text FROM revisions WHERE article = ? ORDER BY num`, id)
	return out, err
}

// revise keeps what the stored article says before a record replaces it, where
// title, date or text differ. The clock is the database's.
func revise(ctx context.Context, tx *sql.Tx, a *data.Article) error {
	var r Revision
	err := tx.QueryRowContext(ctx, `SELECT title, published, text FROM articles WHERE id = ?`, a.ID).Scan(&r.Title, &r.Published, &r.Text)
	if err != nil || r.Title == a.Title && r.Published == a.Published && r.Text == a.Text {
		return err
	}
	packed, err := new(packer).pack([]byte(r.Text))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO revisions (article, replaced, title, published, text) VALUES (?, unixepoch(), ?, ?, ?)`,
		a.ID, r.Title, r.Published, packed)
	return err
}

// packer compresses what is seldom read. Its tables take most of a megabyte: one
// packs a whole batch. It is not safe for concurrent use.
type packer struct{ z *gzip.Writer }

func (p *packer) pack(content []byte) ([]byte, error) {
	var b bytes.Buffer
	if p.z == nil {
		p.z = gzip.NewWriter(&b)
	} else {
		p.z.Reset(&b)
	}
	if _, err := p.z.Write(content); err != nil {
		return nil, err
	}
	if err := p.z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func unpack(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(z)
	return content, errors.Join(err, z.Close())
}
