package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"verbatim/data"
)

// The kinds of tombstone.
const (
	TombArticle = "article" // an id
	TombURL     = "url"     // a canonical address
	TombSource  = "source"  // a publisher's name
)

// Tombstone says what was removed and must not come back.
type Tombstone struct {
	Kind, Ref string
	Article   string // the id that it stands for, "" of a source
	Reason    string
	Removed   time.Time
}

// Remove takes articles down for good: text, quotes, page, revisions, hashes and
// corrections, and puts up the tombstones, in one transaction. The pages of the
// file that held them are overwritten. Up to MaxBatch ids; an id that is not
// stored is passed over.
func (s *SQLite) Remove(ctx context.Context, ids []string, stones []Tombstone) (DeleteResult, error) {
	if len(ids) > MaxBatch {
		return DeleteResult{}, fmt.Errorf("remove %d articles: at most %d in one batch", len(ids), MaxBatch)
	}
	if s.w != nil {
		if _, err := s.w.ExecContext(ctx, `PRAGMA secure_delete = ON`); err != nil {
			return DeleteResult{}, explain(s.path, err)
		}
	}
	var res DeleteResult
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		for _, t := range stones {
			if err := bury(ctx, tx, t); err != nil {
				return err
			}
		}
		if err := buryAddresses(ctx, tx, stones); err != nil {
			return err
		}
		if err := forget(ctx, tx, ids); err != nil {
			return err
		}
		refs, err := deleteAll(ctx, tx, ids)
		if err != nil {
			return err
		}
		res.Deleted = len(refs)
		res.Position, err = appendLog(ctx, tx, refs, true)
		return err
	})
	if err != nil {
		return DeleteResult{}, fmt.Errorf("remove articles: %w", err)
	}
	_, err = s.w.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`) // the write-ahead log holds the text too
	return res, explain(s.path, err)
}

func bury(ctx context.Context, tx *sql.Tx, t Tombstone) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO tombstones (kind, ref, article, reason, removed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, ref) DO NOTHING`,
		t.Kind, t.Ref, t.Article, t.Reason, t.Removed.UTC().Format(time.RFC3339))
	return err
}

// buryAddresses buries every address that an item of the articles removed had, a
// duplicate's of another publisher included: it would bring the story back.
func buryAddresses(ctx context.Context, tx *sql.Tx, stones []Tombstone) error {
	for _, t := range stones {
		if t.Kind != TombArticle {
			continue
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO tombstones (kind, ref, article, reason, removed) SELECT 'url', url, ?1, ?2, ?3 FROM items WHERE article = ?1
			ON CONFLICT (kind, ref) DO NOTHING`, t.Ref, t.Reason, t.Removed.UTC().Format(time.RFC3339))
		if err != nil {
			return err
		}
	}
	return nil
}

// forget deletes what no foreign key takes away with the articles. Their items
// go too: tombstones keep them from coming back.
func forget(ctx context.Context, tx *sql.Tx, ids []string) error {
	for _, id := range ids {
		for _, statement := range []string{
			`DELETE FROM corrections WHERE article = ?`, `DELETE FROM items WHERE article = ?`, `UPDATE feedback SET words = '', article = '' WHERE article = ?`,
		} {
			if _, err := tx.ExecContext(ctx, statement, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// entombed reports whether an item was removed: by its address, by its article,
// or with its source.
func entombed(ctx context.Context, tx *sql.Tx, it *Item) (gone bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tombstones WHERE kind = 'url' AND ref = ? OR kind = 'article' AND ref = ?)`,
		it.URL, it.Article).Scan(&gone)
	return gone, err
}

// buried reports whether an article was removed, by itself, by its address under
// whatever id, or with its source.
func buried(ctx context.Context, tx *sql.Tx, a *data.Article) (gone bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tombstones WHERE kind = 'article' AND ref = ?
		OR kind = 'url' AND ref = ? AND ref <> '' OR kind = 'source' AND ref = ? AND ref <> '')`, a.ID, a.URL, a.Source).Scan(&gone)
	return gone, err
}

// Tombstones returns what was removed, the latest first.
func (s *SQLite) Tombstones(ctx context.Context) (out []Tombstone, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var t Tombstone
		var removed string
		if err := rows.Scan(&t.Kind, &t.Ref, &t.Article, &t.Reason, &removed); err != nil {
			return err
		}
		t.Removed, err = time.Parse(time.RFC3339, removed)
		out = append(out, t)
		return err
	}, `SELECT kind, ref, article, reason, removed FROM tombstones ORDER BY removed DESC, kind, ref`)
	return out, err
}

// Restore takes a tombstone away, and those of the same article: what they stand
// for may come back, by being ingested or polled. ErrNotFound where there is none.
func (s *SQLite) Restore(ctx context.Context, ref string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		n, err := affected(tx.ExecContext(ctx, `DELETE FROM tombstones WHERE ref = ?1
			OR article <> '' AND article IN (SELECT article FROM tombstones WHERE ref = ?1)`, ref))
		if err == nil && n == 0 {
			err = &fault{sentence: fmt.Sprintf("nothing of the name %q was removed", ref), kind: ErrNotFound}
		}
		return err
	})
}

// SourceIDs returns up to limit ids of articles whose publisher has that name.
func (s *SQLite) SourceIDs(ctx context.Context, source string, limit int) (ids []string, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM articles WHERE source = ? LIMIT ?`, source, limit)
	return ids, err
}

// Holder returns the id of the article that an item's canonical address stands
// for, a duplicate's included; ErrNotFound where there is none.
func (s *SQLite) Holder(ctx context.Context, url string) (id string, err error) {
	err = s.r.QueryRowContext(ctx, `SELECT i.article FROM items i JOIN articles a ON a.id = i.article WHERE i.url = ?`, url).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", &fault{sentence: fmt.Sprintf("no article with the address %q is stored", url), kind: ErrNotFound}
	}
	return id, explain(s.path, err)
}
