package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"verbatim/index"
)

// The engines, as reports name them.
const (
	ours  = "verbatim"
	bleve = "bleve"
	fts5  = "fts5"
)

var engines = [...]string{ours, bleve, fts5}

// Options says what to measure.
type Options struct {
	Source  index.Source
	Dir     string        // an empty folder for what is built
	Queries int           // of each kind
	FTS     bool          // measure SQLite's FTS5, too: slow to build, slow to ask
	Load    time.Duration // how long queries/s are counted for, each
	Rebuild bool          // build the index once more, beside queries
	Log     *slog.Logger
	// Progress is told what is done, in words.
	Progress func(step string)
}

// bench is one run.
type bench struct {
	Options
	index  *index.Index
	fts    *fts
	report Report
}

// Run builds and measures.
func Run(ctx context.Context, o Options) (_ *Report, err error) {
	b := &bench{Options: o}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := b.build(ctx); err != nil {
		return nil, err
	}
	d, err := newDeck(ctx, o.Source)
	if err != nil {
		return nil, err
	}
	if err := b.open(ctx, d); err != nil {
		return nil, err
	}
	var all []query
	for _, k := range kinds() {
		o.Progress(k.Name)
		queries := make([]query, o.Queries)
		for i := range queries {
			queries[i] = k.draw(d)
		}
		if err := b.compare(ctx, k.Name, queries); err != nil {
			return nil, fmt.Errorf("%s: %w", k.Name, err)
		}
		all = append(all, queries...)
	}
	b.report.Serving = rssAnon()
	d.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if err := b.speed(ctx, all); err != nil || !o.Rebuild {
		return &b.report, err
	}
	return &b.report, b.rebuild(ctx, all)
}

// ask answers a query with an engine; ok is false where it has no like of it.
func (b *bench) ask(ctx context.Context, engine string, q query) (found int, ok bool, err error) {
	switch engine {
	case fts5:
		if b.fts == nil {
			return 0, false, nil
		}
		return b.fts.ask(ctx, q)
	case bleve:
		if q.latest {
			return 0, false, nil // it would need doc values to sort by
		}
	}
	found, err = b.askIndex(ctx, q, engine == bleve)
	return found, true, err
}

func (b *bench) askIndex(ctx context.Context, q query, stock bool) (int, error) {
	switch {
	case q.latest:
		units, err := b.index.Latest(ctx, index.Filter{Kinds: []index.UnitKind{index.Takeaway}}, limit)
		return len(units), err
	case q.concepts != nil:
		res, err := b.index.Search(ctx, index.Request{Concepts: q.concepts, Limit: limit, Bleve: stock})
		return len(res.Hits), err
	}
	q.match.Bleve = stock
	hits, err := b.index.Match(ctx, q.match)
	return len(hits), err
}

// compare asks each engine each query in turn: once to warm it, then in earnest.
func (b *bench) compare(ctx context.Context, name string, queries []query) error {
	ms := map[string][]float64{}
	k := KindReport{Kind: name, Queries: len(queries), Times: map[string]Times{}}
	for _, q := range queries {
		for _, e := range engines {
			if _, _, err := b.ask(ctx, e, q); err != nil {
				return fmt.Errorf("%s: %w", e, err)
			}
			began := time.Now()
			found, ok, err := b.ask(ctx, e, q)
			if err != nil {
				return fmt.Errorf("%s: %w", e, err)
			}
			if ok {
				ms[e] = append(ms[e], float64(time.Since(began).Nanoseconds())/1e6)
			}
			if e == ours && found == 0 {
				k.Empty++
			}
		}
		overlap, err := b.overlap(ctx, q)
		if err != nil {
			return err
		}
		k.Overlap += overlap / float64(len(queries))
	}
	for e, v := range ms {
		k.Times[e] = times(v)
	}
	b.report.Kinds = append(b.report.Kinds, k)
	return nil
}

// overlap is the share of hits that scoring every match finds, too; 1 where there
// is nothing to prune.
func (b *bench) overlap(ctx context.Context, q query) (float64, error) {
	if q.latest || q.concepts != nil {
		return 1, nil
	}
	pruned, err := b.index.Match(ctx, q.match)
	if err != nil || len(pruned) == 0 {
		return 1, err
	}
	q.match.Exhaustive = true
	all, err := b.index.Match(ctx, q.match)
	same := 0
	for _, h := range pruned {
		if slices.ContainsFunc(all, func(o index.Hit) bool { return o.Unit == h.Unit }) {
			same++
		}
	}
	return float64(same) / float64(max(len(all), len(pruned))), err
}

// speed counts queries a second of the two searches of the index.
func (b *bench) speed(ctx context.Context, queries []query) error {
	b.report.Speed = map[string]QPS{}
	for _, e := range []string{ours, bleve} {
		b.Progress("queries a second, " + e)
		one, err := b.load(ctx, e, queries, 1)
		if err != nil {
			return err
		}
		two, err := b.load(ctx, e, queries, 2)
		if err != nil {
			return err
		}
		b.report.Speed[e] = QPS{one, two}
	}
	return nil
}

func (b *bench) load(ctx context.Context, engine string, queries []query, workers int) (perSecond float64, err error) {
	var next, done atomic.Int64
	began := time.Now()
	work, ctx := errgroup.WithContext(ctx)
	for range workers {
		work.Go(func() error {
			for time.Since(began) < b.Load {
				q := queries[int(next.Add(1))%len(queries)]
				if _, ok, err := b.ask(ctx, engine, q); err != nil {
					return err
				} else if ok {
					done.Add(1)
				}
			}
			return nil
		})
	}
	err = work.Wait()
	return float64(done.Load()) / time.Since(began).Seconds(), err
}

func (b *bench) indexDir() string { return filepath.Join(b.Dir, "index") }

func (b *bench) close() error {
	var errs []error
	if b.index != nil {
		errs = append(errs, b.index.Close())
	}
	if b.fts != nil {
		errs = append(errs, b.fts.close())
	}
	return errors.Join(errs...)
}
