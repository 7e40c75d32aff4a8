package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"verbatim/data"
)

// Correct keeps a correction and applies it to the stored article, in one
// transaction. Every later record of the article gets it too. ErrNotFound where
// the article is not stored or has no quote of those words.
func (s *SQLite) Correct(ctx context.Context, c data.Correction) (Position, error) {
	var at Position
	err := s.write(ctx, func(tx *sql.Tx) error {
		r, err := recordOf(ctx, tx, c.Article)
		if err != nil {
			return err
		}
		if !c.Apply(&r) && !hiddenBefore(ctx, tx, c) {
			return &fault{sentence: fmt.Sprintf("the article %q has no quote of these words: `verbatim show %s` prints its quotes, copy one as it stands", c.Article, c.Article), kind: ErrNotFound}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO corrections (article, words, ruling, speaker, reason, by, made) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (article, words) DO UPDATE SET ruling = excluded.ruling, speaker = excluded.speaker,
			reason = excluded.reason, by = excluded.by, made = excluded.made`,
			c.Article, c.Words, c.Ruling, c.Speaker, c.Reason, c.By, c.Made)
		if err != nil {
			return err
		}
		encoded, err := encode(&r)
		if err != nil {
			return err
		}
		res, err := putAll(ctx, tx, []record{encoded})
		at = res.Position
		return err
	})
	return at, err
}

// hiddenBefore reports whether an earlier correction hid the quote, so that it
// cannot be found in the record.
func hiddenBefore(ctx context.Context, tx *sql.Tx, c data.Correction) (is bool) {
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM corrections WHERE article = ? AND words = ?)`, c.Article, c.Words).Scan(&is)
	return err == nil && is
}

// Corrections returns all corrections, by article.
func (s *SQLite) Corrections(ctx context.Context) (out []data.Correction, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var c data.Correction
		err := rows.Scan(&c.Article, &c.Words, &c.Ruling, &c.Speaker, &c.Reason, &c.By, &c.Made)
		out = append(out, c)
		return err
	}, `SELECT article, words, ruling, speaker, reason, by, made FROM corrections ORDER BY article, words`)
	return out, err
}

// corrected applies the corrections kept of an article to a record of it that
// is about to be written. Most have none, and stay as they are encoded.
func corrected(ctx context.Context, tx *sql.Tx, r *record) error {
	rows, err := tx.QueryContext(ctx, `SELECT article, words, ruling, speaker FROM corrections WHERE article = ?`, r.article.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	var all []data.Correction
	for rows.Next() {
		var c data.Correction
		if err := rows.Scan(&c.Article, &c.Words, &c.Ruling, &c.Speaker); err != nil {
			return err
		}
		all = append(all, c)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		return err
	}
	rec, err := decode(*r.article, r.blocks, r.quotes)
	if err != nil {
		return err
	}
	for i := range all {
		all[i].Apply(&rec)
	}
	again, err := encode(&rec)
	if err == nil {
		*r = again
	}
	return err
}

// recordOf reads a record inside a transaction.
func recordOf(ctx context.Context, tx *sql.Tx, id string) (data.Record, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+articleColumns+`, blocks, quotes FROM articles WHERE id = ?`, id)
	if err != nil {
		return data.Record{}, err
	}
	defer rows.Close()
	if !rows.Next() {
		return data.Record{}, errors.Join(rows.Err(), &fault{sentence: fmt.Sprintf("no article %q is stored", id), kind: ErrNotFound})
	}
	var blocks, quotes string
	a, err := scanArticle(rows, &blocks, &quotes)
	if err != nil {
		return data.Record{}, err
	}
	return decode(a, blocks, quotes)
}
