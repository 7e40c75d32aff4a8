package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"verbatim/data"
)

// Put stores up to MaxBatch records in one transaction: all of them, or on an
// error none. A record replaces the one stored under its id; one that is
// stored already, to the last quote, changes nothing. An error that wraps
// ErrInvalid names the article that cannot be stored.
func (s *SQLite) Put(ctx context.Context, recs []data.Record) (PutResult, error) {
	if len(recs) > MaxBatch {
		return PutResult{}, fmt.Errorf("put %d records: at most %d in one batch", len(recs), MaxBatch)
	}
	encoded := make([]record, len(recs))
	for i := range recs {
		var err error
		if encoded[i], err = encode(&recs[i]); err != nil {
			return PutResult{}, err
		}
	}
	var res PutResult
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		res, err = putAll(ctx, tx, encoded)
		return err
	})
	if err != nil {
		return PutResult{}, fmt.Errorf("store articles: %w", err)
	}
	return res, nil
}

// putAll writes the records and logs those that changed.
func putAll(ctx context.Context, tx *sql.Tx, recs []record) (res PutResult, err error) {
	var refs []string
	for i := range recs {
		o, err := putOne(ctx, tx, &recs[i])
		if err != nil {
			return PutResult{}, fmt.Errorf("article %q: %w", recs[i].article.ID, err)
		}
		res.Outcomes = append(res.Outcomes, o)
		switch o {
		case Added:
			res.Added++
		case Updated:
			res.Updated++
		case Unchanged:
			res.Unchanged++
			continue
		case Removed:
			res.Removed++
			continue
		}
		refs = append(refs, recs[i].article.ID)
	}
	res.Position, err = appendLog(ctx, tx, refs, false)
	return res, err
}

// putOne writes one record, with what was corrected of it, unless it was removed
// or the very same one is stored.
func putOne(ctx context.Context, tx *sql.Tx, r *record) (Outcome, error) {
	if gone, err := buried(ctx, tx, r); err != nil || gone {
		return Removed, err
	}
	if err := corrected(ctx, tx, r); err != nil {
		return "", err
	}
	var stored []byte
	err := tx.QueryRowContext(ctx, `SELECT digest FROM articles WHERE id = ?`, r.article.ID).Scan(&stored)
	outcome := Updated
	switch {
	case errors.Is(err, sql.ErrNoRows):
		outcome = Added
	case err != nil:
		return "", err
	case bytes.Equal(stored, r.digest):
		return Unchanged, nil
	default:
		if err := revise(ctx, tx, r.article); err != nil {
			return "", err
		}
	}
	a := r.article
	var originURL, originPublished any
	if a.Origin != nil {
		originURL, originPublished = a.Origin.URL, a.Origin.Published
	}
	_, err = tx.ExecContext(ctx, upsert, a.ID, a.URL, a.Title, a.Source, a.Author, a.Published, a.Lang,
		originURL, originPublished, r.count, r.digest, a.Text, r.blocks, r.quotes)
	if err == nil && outcome == Added {
		err = arrive(ctx, tx, a.ID)
	}
	return outcome, err
}

const upsert = `INSERT INTO articles (id, url, title, source, author, published, lang,
	origin_url, origin_published, quote_count, digest, text, blocks, quotes)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (id) DO UPDATE SET url = excluded.url, title = excluded.title, source = excluded.source,
	author = excluded.author, published = excluded.published, lang = excluded.lang,
	origin_url = excluded.origin_url, origin_published = excluded.origin_published,
	quote_count = excluded.quote_count, digest = excluded.digest, text = excluded.text,
	blocks = excluded.blocks, quotes = excluded.quotes`

// Delete removes up to MaxBatch articles in one transaction and logs them as
// deleted. An id that is not stored is passed over.
func (s *SQLite) Delete(ctx context.Context, ids []string) (DeleteResult, error) {
	if len(ids) > MaxBatch {
		return DeleteResult{}, fmt.Errorf("delete %d articles: at most %d in one batch", len(ids), MaxBatch)
	}
	var res DeleteResult
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		var refs []string
		if refs, err = deleteAll(ctx, tx, ids); err != nil {
			return err
		}
		res.Deleted = len(refs)
		res.Position, err = appendLog(ctx, tx, refs, true)
		return err
	})
	if err != nil {
		return DeleteResult{}, fmt.Errorf("delete articles: %w", err)
	}
	return res, nil
}

// deleteAll removes the articles and returns the ids that were stored.
func deleteAll(ctx context.Context, tx *sql.Tx, ids []string) (refs []string, err error) {
	for _, id := range ids {
		res, err := tx.ExecContext(ctx, `DELETE FROM articles WHERE id = ?`, id)
		if err != nil {
			return nil, err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return nil, err
		}
		if n > 0 {
			refs = append(refs, id)
		}
	}
	return refs, nil
}

// appendLog gives each ref, named once however often it comes, the next number of
// the counter, and the commit its stamp. Without refs nothing is written. It
// returns the end of the log.
func appendLog(ctx context.Context, tx *sql.Tx, refs []string, deleted bool) (Position, error) {
	refs = distinct(refs)
	if len(refs) == 0 {
		return head(ctx, tx)
	}
	p := Position{Stamp: newStamp()}
	err := tx.QueryRowContext(ctx, `UPDATE counter SET seq = seq + ? RETURNING seq`, len(refs)).Scan(&p.Seq)
	if err != nil {
		return Position{}, err
	}
	first := p.Seq - int64(len(refs)) + 1
	for i, ref := range refs {
		_, err := tx.ExecContext(ctx, `INSERT INTO changes (seq, kind, ref, deleted) VALUES (?, ?, ?, ?)
			ON CONFLICT (kind, ref) DO UPDATE SET seq = excluded.seq, deleted = excluded.deleted`,
			first+int64(i), KindArticle, ref, deleted)
		if err != nil {
			return Position{}, err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO commits (seq_end, stamp) VALUES (?, ?)`, p.Seq, p.Stamp)
	return p, err
}

// distinct drops what comes again, keeping the order.
func distinct(refs []string) []string {
	seen := make(map[string]bool, len(refs))
	var out []string
	for _, r := range refs {
		if !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	return out
}

// newStamp returns 64 random bits as hexadecimal digits.
func newStamp() string {
	var b [8]byte
	rand.Read(b[:]) // never fails, see its documentation
	return hex.EncodeToString(b[:])
}

// write runs f in a transaction of the one writer.
func (s *SQLite) write(ctx context.Context, f func(*sql.Tx) error) error {
	if s.w == nil {
		return &fault{sentence: fmt.Sprintf("database %s was opened for reading only", s.path), kind: ErrReadOnly}
	}
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return explain(s.path, err)
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return explain(s.path, err)
	}
	return explain(s.path, tx.Commit())
}
