package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"verbatim/data"
	"verbatim/data/lang"
)

// Reader makes an article's record anew out of its text.
type Reader func(data.Article) (data.Record, error)

// Correct keeps a correction and applies it to the stored article, in one
// transaction. Every later record of the article gets it too, and a message under
// way that may hold the quote is not sent as it was. A quote that an earlier
// correction hid is found by read. ErrNotFound where the article is not stored or
// has no quote of those words.
func (s *SQLite) Correct(ctx context.Context, c data.Correction, read Reader) (Position, error) {
	var at Position
	err := s.write(ctx, func(tx *sql.Tx) error {
		r, err := recordOf(ctx, tx, c.Article)
		if err != nil {
			return err
		}
		found := apply(c, &r)
		if hidden, err := hiddenBefore(ctx, tx, c); err != nil {
			return err
		} else if !found && hidden {
			if r, err = read(r.Article); err != nil {
				return err
			}
			found = apply(c, &r)
		}
		if !found {
			return &fault{sentence: fmt.Sprintf("the article %q has no quote of these words: `verbatim show %s` prints its quotes, copy one as it stands", c.Article, c.Article), kind: ErrNotFound}
		}
		if err := supersede(ctx, tx, c); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO corrections (article, words, ruling, speaker, reason, by, made) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (article, words) DO UPDATE SET ruling = excluded.ruling, speaker = excluded.speaker,
			reason = excluded.reason, by = excluded.by, made = excluded.made`,
			c.Article, c.Words, c.Ruling, c.Speaker, c.Reason, c.By, c.Made)
		if err != nil {
			return err
		}
		if at, err = putAnew(ctx, tx, &r); err != nil {
			return err
		}
		return recall(ctx, tx, []string{c.Article})
	})
	return at, err
}

// putAnew stores a record inside a transaction, corrected.
func putAnew(ctx context.Context, tx *sql.Tx, r *data.Record) (Position, error) {
	encoded, err := encode(r)
	if err != nil {
		return Position{}, err
	}
	res, err := putAll(ctx, tx, []record{encoded})
	return res.Position, err
}

// Withdraw takes back the correction of those very words. The article is read
// anew in the same transaction, so that its quote is at once what it was.
// ErrNotFound where there is no such correction.
func (s *SQLite) Withdraw(ctx context.Context, article, words string, read Reader) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		n, err := affected(tx.ExecContext(ctx, `DELETE FROM corrections WHERE article = ? AND words = ?`, article, words))
		if err != nil {
			return err
		}
		if n == 0 {
			return &fault{sentence: fmt.Sprintf("no quote of these words was corrected in the article %q: `verbatim correct --list` prints what was", article), kind: ErrNotFound}
		}
		r, err := recordOf(ctx, tx, article)
		if errors.Is(err, ErrNotFound) {
			return nil // deleted meanwhile: nothing to read anew
		}
		if err != nil {
			return err
		}
		if r, err = read(r.Article); err != nil {
			return err
		}
		_, err = putAnew(ctx, tx, &r)
		return err
	})
}

// apply sets the record's quotes right. It reports whether a quote has the
// correction's words: to the character where one does, else however they are
// written, else but for a part that was cut off or added.
func apply(c data.Correction, r *data.Record) bool {
	is := matching(c.Words, r)
	if is == nil {
		return false
	}
	kept := make([]data.Quote, 0, len(r.Quotes))
	for _, q := range r.Quotes {
		if !is(q.Of(r.Article.Text)) {
			kept = append(kept, q)
			continue
		}
		switch c.Ruling {
		case data.Hidden:
			withhold(r, q.Span)
			continue
		case data.SaidBy:
			q.Speaker, q.Named, q.Basis, q.Confidence, q.Mention = c.Speaker, true, data.ByName, 1, data.Span{}
		case data.SaidByNobody:
			q.Speaker, q.Named, q.Basis, q.Confidence, q.Mention = "", false, "", 0, data.Span{}
		}
		kept = append(kept, q)
	}
	r.Quotes = kept
	return true
}

// matching returns the closest likeness to words that any of the record's quotes
// has, nil where none has any.
func matching(words string, r *data.Record) func(quote string) bool {
	plain := plainWords(words)
	for _, is := range []func(string) bool{
		func(quote string) bool { return quote == words },
		func(quote string) bool { return plain != "" && plainWords(quote) == plain },
		func(quote string) bool { return mostly(plain, plainWords(quote)) || mostly(plainWords(quote), plain) },
	} {
		for _, q := range r.Quotes {
			if is(q.Of(r.Article.Text)) {
				return is
			}
		}
	}
	return nil
}

// plainWords are the words of a text, folded, each with a blank before it, and
// nothing else: what stays when marks, blanks, case and accents change.
func plainWords(text string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(lang.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		b.WriteString(" " + w)
	}
	return b.String()
}

// mostly reports whether the words of part are a run of those of whole, and at
// least half of them.
func mostly(part, whole string) bool {
	return part != "" && 2*len(part) >= len(whole) && strings.Contains(whole+" ", part+" ")
}

// Lapsed returns the corrections that no longer do anything, by article: the
// article is stored, but no quote has those words now, or, where the quote is
// hidden, no text. What they kept from being shown may be shown in other words.
func (s *SQLite) Lapsed(ctx context.Context) ([]data.Correction, error) {
	all, err := s.Corrections(ctx)
	if err != nil {
		return nil, err
	}
	var out []data.Correction
	for _, c := range all {
		r, err := s.Record(ctx, c.Article)
		switch {
		case errors.Is(err, ErrNotFound):
			continue
		case err != nil:
			return nil, err
		}
		stands := matching(c.Words, &r) != nil
		if c.Ruling == data.Hidden {
			stands = strings.Contains(plainWords(r.Article.Text)+" ", plainWords(c.Words)+" ")
		}
		if !stands {
			out = append(out, c)
		}
	}
	return out, nil
}

// hiddenBefore reports whether an earlier correction hid the quote, so that it
// cannot be found in the record.
func hiddenBefore(ctx context.Context, tx *sql.Tx, c data.Correction) (bool, error) {
	all, err := correctionsOf(ctx, tx, c.Article)
	return slices.ContainsFunc(all, func(old data.Correction) bool {
		return old.Ruling == data.Hidden && plainWords(old.Words) == plainWords(c.Words)
	}), err
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

// supersede drops the earlier corrections of a quote's words, however these were
// written then.
func supersede(ctx context.Context, tx *sql.Tx, c data.Correction) error {
	all, err := correctionsOf(ctx, tx, c.Article)
	if err != nil {
		return err
	}
	for _, old := range all {
		if old.Words == c.Words || plainWords(old.Words) != plainWords(c.Words) {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM corrections WHERE article = ? AND words = ?`, old.Article, old.Words); err != nil {
			return err
		}
	}
	return nil
}

// correctionsOf reads what the corrections of an article say.
func correctionsOf(ctx context.Context, tx *sql.Tx, article string) (all []data.Correction, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT article, words, ruling, speaker FROM corrections WHERE article = ?`, article)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c data.Correction
		if err := rows.Scan(&c.Article, &c.Words, &c.Ruling, &c.Speaker); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// stale finds the articles with a quote that was hidden before its words were
// withheld, by a version that did not do so.
const stale = `SELECT DISTINCT a.id FROM corrections c JOIN articles a ON a.id = c.article
	WHERE c.ruling = '` + string(data.Hidden) + `' AND instr(a.blocks, '"` + string(data.Withheld) + `"') = 0`

// withholdStale applies the corrections of such articles again.
func (s *SQLite) withholdStale(ctx context.Context) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		ids, err := idsOf(ctx, tx, stale)
		if err != nil {
			return err
		}
		for _, id := range ids {
			r, err := recordOf(ctx, tx, id)
			if err != nil {
				return err
			}
			if _, err := putAnew(ctx, tx, &r); err != nil {
				return err
			}
		}
		return nil
	})
}

func idsOf(ctx context.Context, tx *sql.Tx, query string) (ids []string, err error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// corrected applies the corrections kept of an article to a record of it that
// is about to be written. Most have none, and stay as they are encoded.
func corrected(ctx context.Context, tx *sql.Tx, r *record) error {
	all, err := correctionsOf(ctx, tx, r.article.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	rec, err := decode(*r.article, r.blocks, r.quotes)
	if err != nil {
		return err
	}
	for _, c := range all {
		apply(c, &rec)
		if c.Ruling == data.Hidden {
			withholdWords(&rec, c.Words)
		}
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
