package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// The kinds of tombstone.
const (
	TombArticle = "article" // an id
	TombURL     = "url"     // a canonical address
	TombSource  = "source"  // a publisher's name
	TombName    = "guid"    // a feed's address, a blank, and the name (GUID) that an item has there
)

// withSource marks what was removed with a source, before the source's name.
const withSource = "source:"

// With says that t stands for a part of a source that was removed as a whole:
// restoring the source lifts it too.
func (t Tombstone) With(source string) Tombstone {
	t.Article = withSource + source
	return t
}

// Tombstone says what was removed and must not come back.
type Tombstone struct {
	Kind, Ref string
	Article   string // the id that it stands for, "" of a source; see With
	Reason    string
	Removed   time.Time
}

// Asked reports whether the removal that t stands for was asked for by itself:
// what follows from another one says no more.
func (t Tombstone) Asked() bool {
	return t.Kind != TombName && !strings.HasPrefix(t.Article, withSource)
}

// Remove takes articles down for good: text, quotes, page, revisions, hashes,
// corrections and messages under way, and puts up the tombstones, in one
// transaction. The pages of the file that held them are overwritten, and so is the
// write-ahead log: ErrLogged where that has to wait, all else being done. Up to
// MaxBatch ids; an id that is not stored is passed over.
func (s *SQLite) Remove(ctx context.Context, ids []string, stones []Tombstone) (DeleteResult, error) {
	if len(ids) > MaxBatch {
		return DeleteResult{}, fmt.Errorf("remove %d articles: at most %d in one batch", len(ids), MaxBatch)
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
		if err := recall(ctx, tx, ids); err != nil {
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
	return res, s.emptyLog(ctx)
}

// emptyLog moves what stands in the write-ahead log to the database and cuts the
// log off: it holds what was deleted, too. It waits for readers as long as the
// connection's busy_timeout says.
func (s *SQLite) emptyLog(ctx context.Context) error {
	var busy, pages, moved int
	err := s.w.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved)
	if err == nil && busy != 0 {
		err = &fault{sentence: fmt.Sprintf("it is deleted, but a copy stays in %s-wal while something reads the database (a backup, another command): it goes with the next removal after that, or when Verbatim ends", s.path), kind: ErrLogged}
	}
	return explain(s.path, err)
}

func bury(ctx context.Context, tx *sql.Tx, t Tombstone) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO tombstones (kind, ref, article, reason, removed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, ref) DO NOTHING`,
		t.Kind, t.Ref, t.Article, t.Reason, t.Removed.UTC().Format(time.RFC3339))
	return err
}

// buryAddresses buries every address that an item of the articles removed had, a
// duplicate's of another publisher included, and the names that their feeds call
// them by: each would bring the story back. Names of a few characters are often
// numbers that a feed gives again.
func buryAddresses(ctx context.Context, tx *sql.Tx, stones []Tombstone) error {
	for _, t := range stones {
		if t.Kind != TombArticle {
			continue
		}
		for _, what := range []string{
			`SELECT 'url', url, ?2, ?3, ?4 FROM items WHERE article = ?1`,
			`SELECT 'guid', feed || ' ' || guid, ?2, ?3, ?4 FROM items WHERE article = ?1 AND length(guid) >= 4`,
		} {
			_, err := tx.ExecContext(ctx, `INSERT INTO tombstones (kind, ref, article, reason, removed) `+what+` ON CONFLICT (kind, ref) DO NOTHING`,
				t.Ref, t.Article, t.Reason, t.Removed.UTC().Format(time.RFC3339))
			if err != nil {
				return err
			}
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

// entombed reports whether an item was removed: by its address, by its name in
// its feed, or by its article.
func entombed(ctx context.Context, tx *sql.Tx, it *Item) (gone bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tombstones WHERE kind = 'url' AND ref = ? OR kind = 'article' AND ref = ?
		OR kind = 'guid' AND ref = ?)`, it.URL, it.Article, it.Feed+" "+it.GUID).Scan(&gone)
	return gone, err
}

// buried reports whether an article was removed, by itself, by one of its addresses
// under whatever id, or with its source.
func buried(ctx context.Context, tx *sql.Tx, r *record) (gone bool, err error) {
	addresses, err := list(append(r.addresses, r.article.URL))
	if err != nil {
		return false, err
	}
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tombstones WHERE `+stoneOf+`)`, r.article.ID, addresses, r.article.Source).Scan(&gone)
	return gone, err
}

// stoneOf finds the tombstones of an article by its id, the JSON of its addresses
// and its source.
const stoneOf = `kind = 'article' AND ref = ?1 OR kind = 'url' AND ref <> '' AND ref IN (SELECT value FROM json_each(?2))
	OR kind = 'source' AND ref = ?3 AND ref <> ''`

// keepAway puts up a tombstone for the address of an item whose article was
// removed, beside the one that it was known by, and takes the item away: its feed
// can tell of it without its being fetched again.
func keepAway(ctx context.Context, tx *sql.Tx, f *Fetched) error {
	addresses, err := list(append(f.addresses(), f.Record.Article.URL))
	if err != nil {
		return err
	}
	a := &f.Record.Article
	_, err = tx.ExecContext(ctx, `INSERT INTO tombstones (kind, ref, article, reason, removed)
		SELECT 'url', ?4, CASE kind WHEN 'source' THEN ?5 || ref ELSE article END, reason, removed FROM tombstones WHERE `+stoneOf+` LIMIT 1
		ON CONFLICT (kind, ref) DO NOTHING`, a.ID, addresses, a.Source, f.URL, withSource)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM items WHERE url = ?`, f.URL)
	return err
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

// Restore takes a tombstone away, and those of the same article, or of all that
// was removed with the source: what they stand for may come back, by being
// ingested or polled. ErrNotFound where there is none.
func (s *SQLite) Restore(ctx context.Context, ref string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		var source string
		err := tx.QueryRowContext(ctx, `SELECT substr(article, length(?2) + 1) FROM tombstones
			WHERE ref = ?1 AND kind <> 'source' AND substr(article, 1, length(?2)) = ?2 LIMIT 1`, ref, withSource).Scan(&source)
		if err == nil {
			return &fault{sentence: fmt.Sprintf("it was removed with all of %q: restore that, `verbatim remove --restore %q`", source, source), kind: ErrInvalid}
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		n, err := affected(tx.ExecContext(ctx, `DELETE FROM tombstones WHERE ref = ?1 OR article = ?2 || ?1
			OR article <> '' AND article IN (SELECT article FROM tombstones WHERE ref = ?1)`, ref, withSource))
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
