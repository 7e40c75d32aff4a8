package main

import (
	"context"
	"errors"
	"fmt"

	"verbatim/data"
	"verbatim/data/ingest"
	"verbatim/data/ingest/poll"
	"verbatim/data/store"
)

// reprocess reads all stored articles anew, from their pages where these are
// kept. What cannot be read anew is listed, and stays as it is.
func (a *app) reprocess(ctx context.Context, s *store.SQLite) (skipped int, err error) {
	p, err := newProcessor(ingest.NewProcessor)
	if err != nil {
		return 0, err
	}
	head, err := s.Head(ctx)
	if err != nil {
		return 0, err
	}
	bar := a.newBar("reading anew", "articles")
	defer bar.close()
	for after := int64(0); after < head.Seq; {
		changes, err := s.Changes(ctx, after, store.MaxBatch)
		if err != nil || len(changes) == 0 {
			return skipped, err
		}
		var ids []string
		for _, c := range changes {
			if c.Kind == store.KindArticle && !c.Deleted && c.Seq <= head.Seq {
				ids = append(ids, c.Ref)
			}
		}
		n, err := a.reprocessBatch(ctx, s, p, ids)
		if skipped += n; err != nil {
			return skipped, err
		}
		after = changes[len(changes)-1].Seq
		bar.progress64(min(after, head.Seq), head.Seq)
	}
	return skipped, nil
}

// reprocessBatch reads some articles anew.
func (a *app) reprocessBatch(ctx context.Context, s *store.SQLite, p *ingest.Processor, ids []string) (skipped int, err error) {
	records, err := s.Records(ctx, ids)
	if err != nil {
		return 0, err
	}
	var anew []data.Record
	for _, r := range records {
		again, err := readAnew(ctx, s, p, r.Article)
		if ctx.Err() != nil {
			return skipped, ctx.Err()
		}
		if err != nil {
			skipped++
			fmt.Fprintf(a.errOut, "skipped: %s stays as it is: %s\n", printable(r.Article.ID), printable(line(err)))
			continue
		}
		anew = append(anew, again)
	}
	_, err = s.Put(ctx, anew)
	return skipped, err
}

// readAnew makes an article's record anew.
func readAnew(ctx context.Context, s *store.SQLite, p *ingest.Processor, article data.Article) (data.Record, error) {
	page, err := s.Page(ctx, article.ID)
	switch {
	case errors.Is(err, store.ErrNotFound): // given as a file: its text is its own
	case err != nil:
		return data.Record{}, err
	default:
		if article, err = poll.Reprocess(article, page); err != nil {
			return data.Record{}, err
		}
	}
	return p.Process(article)
}
