package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2/document"
	"golang.org/x/sync/errgroup"

	"verbatim/data"
	"verbatim/data/store"
	"verbatim/index/topk"
)

// batchArticles is how many changed articles go into one Bleve batch. Larger
// batches make fewer, larger segments, and take more memory while they are
// built: 48 articles of the evaluation corpus are about 200 kB of text.
const batchArticles = 48

// Progress is told how far a sync or rebuild has come: articles handled, and
// articles to handle in all (which may grow while it runs).
type Progress func(done, total int)

// Sync brings the current generation up to the store's last change. Where the
// store's history is not the one that the index followed (a backup was
// restored), it is built again from the start.
func (x *Index) Sync(ctx context.Context, progress Progress) error {
	if x.readOnly {
		return ErrReadOnly
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	g := x.current
	if g == nil {
		return errClosed
	}
	if why := x.lost(g); why != "" {
		x.log.Warn("the index is built again from the store: "+why, "index", g.name)
		return x.rebuild(ctx, progress)
	}
	known, err := x.source.Known(ctx, g.state().Position)
	if err != nil {
		return fmt.Errorf("sync the index: %w", err)
	}
	if !known {
		x.log.Info("the store's history is another one: the index is built again")
		return x.rebuild(ctx, progress)
	}
	if g.state().Position.Seq == 0 && x.dir != "" {
		head, err := x.source.Head(ctx)
		if err != nil {
			return fmt.Errorf("sync the index: %w", err)
		}
		if head.Seq >= fewArticles {
			return x.rebuild(ctx, progress)
		}
	}
	return x.follow(ctx, g, progress)
}

// Rebuild builds a new generation from the store's first change and switches
// to it. Searches are answered by the old one until then.
func (x *Index) Rebuild(ctx context.Context, progress Progress) error {
	if x.readOnly {
		return ErrReadOnly
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	if x.current == nil {
		return errClosed
	}
	return x.rebuild(ctx, progress)
}

func (x *Index) rebuild(ctx context.Context, progress Progress) error {
	start := x.create
	if x.dir != "" {
		start = func() (*generation, error) { return x.build(ctx, progress) }
	}
	g, err := start()
	if err != nil {
		return err
	}
	if err := x.follow(ctx, g, nil); err != nil {
		return errors.Join(err, x.discard(g))
	}
	return x.publish(g)
}

// prepared is one batch of changes, ready to be written.
type prepared struct {
	gone    []string // articles whose units leave the index first
	removed bool     // whether some of them were taken down
	docs    []*document.Document
	state   state
}

// follow applies the store's changes after g's position, in order. The next
// batch is prepared while the last one is written.
func (x *Index) follow(ctx context.Context, g *generation, progress Progress) error {
	total, err := x.source.Head(ctx)
	if err != nil {
		return fmt.Errorf("sync the index: %w", err)
	}
	from := g.state().Position.Seq
	ready := make(chan prepared)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error {
		defer close(ready)
		return x.prepare(ctx, g.state(), ready)
	})
	work.Go(func() error {
		for p := range ready {
			if err := g.write(p); err != nil {
				return err
			}
			if err := x.forget(p); err != nil {
				return err
			}
			if progress != nil {
				progress(int(g.state().Position.Seq-from), int(max(total.Seq, g.state().Position.Seq)-from))
			}
		}
		return nil
	})
	return work.Wait()
}

// forget deletes the damaged generation that was kept for whoever wants to know
// why, once an article is taken down: its words are in there too.
func (x *Index) forget(p prepared) error {
	if !p.removed || x.dir == "" {
		return nil
	}
	if err := os.RemoveAll(filepath.Join(x.dir, brokenDir)); err != nil {
		return fmt.Errorf("delete the damaged index that was kept, as words taken down are in it: %w", err)
	}
	return nil
}

// prepare reads changes and turns them into batches until there are no more.
func (x *Index) prepare(ctx context.Context, st state, ready chan<- prepared) error {
	for {
		changes, err := x.source.Changes(ctx, st.Position.Seq, batchArticles)
		if err != nil {
			return fmt.Errorf("read the store's changes: %w", err)
		}
		if len(changes) == 0 {
			return nil
		}
		p, err := x.batch(ctx, changes)
		if err != nil {
			return err
		}
		st.Position = changes[len(changes)-1].Position()
		p.state = st
		select {
		case ready <- p:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// batch loads the changed articles and analyses them on all cores.
func (x *Index) batch(ctx context.Context, changes []store.Change) (prepared, error) {
	var p prepared
	var ids []string
	for _, c := range changes {
		if c.Kind != store.KindArticle {
			continue
		}
		p.gone = append(p.gone, c.Ref)
		if c.Deleted {
			p.removed = true
		} else {
			ids = append(ids, c.Ref)
		}
	}
	records, err := x.source.Records(ctx, ids)
	if err != nil {
		return p, fmt.Errorf("read changed articles: %w", err)
	}
	p.docs, err = x.analyse(ctx, records)
	return p, err
}

func (x *Index) analyse(ctx context.Context, records []data.Record) ([]*document.Document, error) {
	byRecord := make([][]*document.Document, len(records))
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(4)
	for i := range records {
		work.Go(func() error {
			byRecord[i] = documents(&records[i], x.positions)
			return ctx.Err()
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	var docs []*document.Document
	for _, d := range byRecord {
		docs = append(docs, d...)
	}
	return docs, nil
}

// write applies one batch: the old units of the articles out, the new ones in,
// and the state, all or nothing.
func (g *generation) write(p prepared) error {
	batch := g.bleve.NewBatch()
	old, err := g.unitsOf(p.gone)
	if err != nil {
		return err
	}
	for _, id := range old {
		batch.Delete(id)
	}
	for _, d := range p.docs {
		if err := batch.IndexAdvanced(d); err != nil {
			return fmt.Errorf("index unit %s: %w", d.ID(), err)
		}
	}
	raw, err := json.Marshal(p.state)
	if err != nil {
		return err
	}
	batch.SetInternal(stateKey, raw)
	if err := g.bleve.Batch(batch); err != nil {
		return fmt.Errorf("write to the index: %w (%s)", err, spaceHint)
	}
	g.at.Store(&p.state)
	return nil
}

// unitsOf lists the Bleve ids of the articles' units that are in the index.
func (g *generation) unitsOf(articles []string) ([]string, error) {
	snap, done, err := g.snapshot()
	if err != nil {
		return nil, err
	}
	defer done()
	rd := topk.NewReader(snap, topk.BM25{})
	var ids []string
	for seg := range rd.Segments() {
		hits, err := rd.In(seg, topk.Union{{Field: fieldArticle, Terms: articles}})
		if err != nil {
			return nil, err
		}
		for it := hits.Iterator(); it.HasNext(); {
			id, err := rd.ID(seg, it.Next())
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
	}
	return ids, nil
}
