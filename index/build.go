package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/util"
	"golang.org/x/sync/errgroup"

	"verbatim/data/store"
)

// How Bleve's offline builder works: buildUnits go into a segment, and mergeSegments
// of them into a larger one until one is left. The values keep a rebuild of a
// million units below 700 MB.
const (
	buildUnits    = 8000
	mergeSegments = 12
)

// fewArticles is how many changes are indexed one batch after another even where
// the index is empty: the offline builder is worth it for more.
const fewArticles = 1000

// build makes a generation of all that the store holds, in the order of the day
// printed, as one segment: what is searched for by date lies together, and each
// term is looked up once. What changes meanwhile is left to follow.
func (x *Index) build(ctx context.Context, progress Progress) (*generation, error) {
	head, err := x.source.Head(ctx)
	if err != nil {
		return nil, fmt.Errorf("build the index: %w", err)
	}
	ids, err := x.source.ByDate(ctx)
	if err != nil {
		return nil, fmt.Errorf("build the index: %w", err)
	}
	if err := os.MkdirAll(x.dir, 0o755); err != nil { // it may have been deleted
		return nil, fmt.Errorf("build the index: %w (%s)", err, spaceHint)
	}
	name, err := nextName(x.dir, x.current.name)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(x.dir, name)
	if err := x.buildAt(ctx, path, head, ids, progress); err != nil {
		return nil, errors.Join(fmt.Errorf("build the index: %w", err), os.RemoveAll(path))
	}
	g, err := openGeneration(x.dir, name, false)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	return g, nil
}

func (x *Index) buildAt(ctx context.Context, path string, head store.Position, ids []string, progress Progress) error {
	b, err := newBuilder(path, state{Mapping: Mapping, Position: head})
	if err != nil {
		return fmt.Errorf("%w (%s)", err, spaceHint)
	}
	ready := make(chan []*document.Document)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error {
		defer close(ready)
		return x.load(ctx, ids, ready)
	})
	work.Go(func() error {
		for done := 0; ; {
			docs, more := <-ready
			if !more {
				return nil
			}
			for _, d := range docs {
				if err := b.Index(d); err != nil {
					return fmt.Errorf("%w (%s)", err, spaceHint)
				}
			}
			if done += batchArticles; progress != nil {
				progress(min(done, len(ids)), len(ids))
			}
		}
	})
	if err := work.Wait(); err != nil {
		return err
	}
	if err := b.Close(); err != nil {
		return fmt.Errorf("%w (%s)", err, spaceHint)
	}
	return nil
}

// spaceHint is what to do where the index cannot be written.
const spaceHint = "free some disk space, then run verbatim reindex"

// load reads articles and turns them into documents, some at a time.
func (x *Index) load(ctx context.Context, ids []string, ready chan<- []*document.Document) error {
	for len(ids) > 0 {
		n := min(batchArticles, len(ids))
		records, err := x.source.Records(ctx, ids[:n])
		if err != nil {
			return fmt.Errorf("read articles: %w", err)
		}
		docs, err := x.analyse(ctx, records)
		if err != nil {
			return err
		}
		select {
		case ready <- docs:
		case <-ctx.Done():
			return ctx.Err()
		}
		ids = ids[n:]
	}
	return nil
}

// newBuilder lays out an index folder at path whose one segment the builder
// writes when it is closed, together with st.
func newBuilder(path string, st state) (*scorch.Builder, error) {
	raw, err := json.Marshal(st)
	if err != nil {
		return nil, err
	}
	ix, err := bleve.NewUsing(path, staticMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	mapping, err := ix.GetInternal(util.MappingInternalKey)
	content := filepath.Join(path, "store")
	if err = errors.Join(err, ix.Close(), os.RemoveAll(content)); err != nil {
		return nil, err
	}
	return scorch.NewBuilder(map[string]interface{}{
		"path": content, "buildPathPrefix": path, "batchSize": buildUnits, "mergeMax": mergeSegments,
		"internal": map[string][]byte{string(util.MappingInternalKey): mapping, string(stateKey): raw},
	})
}
