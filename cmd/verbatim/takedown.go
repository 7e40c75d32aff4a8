package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"verbatim/data/ingest"
	"verbatim/data/lang"
	"verbatim/data/store"
)

func newRemoveCommand(a *app) *cobra.Command {
	var reason string
	var yes, restore, listed bool
	c := &cobra.Command{
		Use:   "remove [flags] ID|URL|SOURCE",
		Short: "Take an article, or all of a source, down for good",
		Long: `Deletes text, page, quotes and index entries of an article, or of all articles of a source, and keeps a tombstone: neither
polling nor ingesting brings back what was removed, until --restore. Backups made before still hold it.`,
		Example: `  verbatim remove https://example.org/2023/article --reason "asked by the paper"
  verbatim remove "Example Gazette" --yes`,
		Args: func(_ *cobra.Command, args []string) error {
			if listed != (len(args) == 0) || len(args) > 1 {
				return usagef("name one article (its id or address) or one source, or give --list alone")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case listed:
				return a.listRemoved(cmd.Context())
			case restore:
				return a.restore(cmd.Context(), args[0])
			}
			return a.remove(cmd.Context(), args[0], reason, yes)
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why, kept with the tombstone")
	c.Flags().BoolVar(&yes, "yes", false, "remove all of a source without asking first")
	c.Flags().BoolVar(&restore, "restore", false, "let what was removed come back")
	c.Flags().BoolVar(&listed, "list", false, "list what was removed")
	return c
}

// target is what a takedown takes down.
type target struct {
	ids    []string // of articles; nil for a source
	title  string   // the article's
	source string   // a publisher's name; "" for an article
	n      int      // articles
	stones []store.Tombstone
}

// String names it for people.
func (t target) String() string {
	if t.source != "" {
		return fmt.Sprintf("%s of %q", count(t.n, "article"), t.source)
	}
	return fmt.Sprintf("the article %q (%s)", t.title, t.ids[0])
}

// errNothingThere is a name that stands for nothing stored.
var errNothingThere = errors.New("nothing of that name is stored")

// findTarget finds what ref names: the id or address of an article, or a source.
func findTarget(ctx context.Context, s *store.SQLite, ref, reason string, now time.Time) (target, error) {
	stone := func(kind, name, article string) store.Tombstone {
		return store.Tombstone{Kind: kind, Ref: name, Article: article, Reason: reason, Removed: now}
	}
	id, err := articleNamed(ctx, s, ref)
	if err == nil {
		r, err := s.Record(ctx, id)
		if err != nil {
			return target{}, err
		}
		t := target{ids: []string{id}, stones: []store.Tombstone{stone(store.TombArticle, id, id)}, title: r.Article.Title, n: 1}
		if r.Article.URL != "" {
			t.stones = append(t.stones, stone(store.TombURL, ingest.CanonicalURL(r.Article.URL), id))
		}
		return t, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return target{}, err
	}
	name, n, err := sourceNamed(ctx, s, ref)
	if err != nil {
		return target{}, err
	}
	return target{source: name, stones: []store.Tombstone{stone(store.TombSource, name, "")}, n: n}, nil
}

// articleNamed is the id of the article that ref names: its id, its address, or
// an address that stands for it.
func articleNamed(ctx context.Context, s *store.SQLite, ref string) (string, error) {
	if _, err := s.Record(ctx, ref); err == nil || !errors.Is(err, store.ErrNotFound) {
		return ref, err
	}
	if !isAddress(ref) {
		return "", fmt.Errorf("%q: %w", ref, store.ErrNotFound)
	}
	for _, url := range []string{ref, ingest.CanonicalURL(ref)} {
		if id, err := s.FindURL(ctx, url); err == nil || !errors.Is(err, store.ErrNotFound) {
			return id, err
		}
	}
	if id, err := s.Holder(ctx, ingest.CanonicalURL(ref)); err == nil || !errors.Is(err, store.ErrNotFound) {
		return id, err
	}
	id := ingest.ArticleID(ref)
	_, err := s.Record(ctx, id)
	return id, err
}

// sourceNamed is the publisher that ref names, by its name or its feed, and how
// many articles of it are stored.
func sourceNamed(ctx context.Context, s *store.SQLite, ref string) (name string, articles int, err error) {
	counts, err := s.Sources(ctx)
	if err != nil {
		return "", 0, err
	}
	if f, err := chosen(ctx, s, ref); err == nil {
		name = f.Name
	}
	for _, c := range counts {
		if c.Source != "" && (c.Source == name || lang.Fold(c.Source) == lang.Fold(ref)) {
			return c.Source, c.Articles, nil
		}
	}
	if name == "" {
		return "", 0, fmt.Errorf("%q: %w: name an article's id or address, or a source as `verbatim status` and answers name it", ref, errNothingThere)
	}
	return name, 0, nil
}

// takeDown removes a target, and returns how many articles that were. Stopped
// halfway through a source, what is left is still kept from coming back. The error
// is a store.ErrLogged where all is done but for a copy in the store's log.
func takeDown(ctx context.Context, s *store.SQLite, t target) (removed int, err error) {
	if t.source == "" {
		res, err := s.Remove(ctx, t.ids, t.stones)
		return res.Deleted, err
	}
	if err := unsubscribe(ctx, s, t.source); err != nil {
		return 0, err
	}
	for {
		ids, err := s.SourceIDs(ctx, t.source, store.MaxBatch)
		if err != nil {
			return removed, err
		}
		stones, err := stonesOf(ctx, s, t, ids)
		if err != nil {
			return removed, err
		}
		res, err := s.Remove(ctx, ids, stones)
		removed += res.Deleted
		if err != nil && !errors.Is(err, store.ErrLogged) || len(ids) == 0 {
			return removed, err
		}
	}
}

// unsubscribe ends the polling of all feeds of a publisher.
func unsubscribe(ctx context.Context, s *store.SQLite, name string) error {
	feeds, err := s.Feeds(ctx)
	if err != nil {
		return err
	}
	for _, f := range feeds {
		if lang.Fold(f.Name) != lang.Fold(name) {
			continue
		}
		if err := s.RemoveFeed(ctx, f.Feed); err != nil {
			return err
		}
	}
	return nil
}

// stonesOf are the tombstones of a source and of some of its articles: each by
// itself too, since another source may tell of it, or the source change its name.
func stonesOf(ctx context.Context, s *store.SQLite, t target, ids []string) ([]store.Tombstone, error) {
	articles, err := s.Articles(ctx, ids)
	if err != nil {
		return nil, err
	}
	stones := slices.Clone(t.stones)
	for id, a := range articles {
		stone := t.stones[0].With(t.source)
		stone.Kind, stone.Ref = store.TombArticle, id
		stones = append(stones, stone)
		if a.URL != "" {
			stone.Kind, stone.Ref = store.TombURL, ingest.CanonicalURL(a.URL)
			stones = append(stones, stone)
		}
	}
	return stones, nil
}

func (a *app) remove(ctx context.Context, ref, reason string, yes bool) error {
	s, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	t, err := findTarget(ctx, s, ref, reason, time.Now())
	if err == nil && t.source != "" && !yes {
		err = fmt.Errorf("%s would be removed for good: repeat the command with --yes", t)
	}
	n := 0
	if err == nil {
		n, err = takeDown(ctx, s, t)
	}
	if errors.Is(err, store.ErrLogged) {
		fmt.Fprintln(a.errOut, "warning:", line(err))
		err = nil
	}
	if n > 0 && ctx.Err() == nil {
		_, syncErr := a.syncIndex(ctx, s)
		err = errors.Join(err, syncErr, forgetVectors(a.config.dataDir))
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "removed %s; it stays away until `verbatim remove --restore`. Backups made before still hold it\n", printable(t.String()))
	return err
}

func (a *app) restore(ctx context.Context, ref string) error {
	s, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	err = s.Restore(ctx, ref)
	if errors.Is(err, store.ErrNotFound) && isAddress(ref) {
		err = s.Restore(ctx, ingest.CanonicalURL(ref))
	}
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("nothing of the name %q was removed: `verbatim remove --list` names what was", ref)
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "%s may come back: ingest it again, or wait until its source tells of it\n", printable(ref))
	return err
}

func (a *app) listRemoved(ctx context.Context) error {
	s, err := a.readStore(ctx)
	if errors.Is(err, store.ErrNoStore) {
		return nil
	}
	if err != nil {
		return err
	}
	stones, err := s.Tombstones(ctx)
	for _, t := range stones {
		if !t.Asked() {
			continue
		}
		fmt.Fprintf(a.out, "%s  %-7s  %s  %s\n", t.Removed.Format(time.DateOnly), t.Kind, printable(t.Ref), printable(t.Reason))
	}
	return errors.Join(err, s.Close())
}
