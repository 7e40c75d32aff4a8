package ingest

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"verbatim/data"
)

// MaxBatch is the most records of one batch; the store takes no larger one.
const MaxBatch = 200

// Bounds on memory, in bytes of input.
const (
	batchBytes = 4 << 20  // a batch is handed on once it holds so much
	heldBytes  = 64 << 20 // read and not handed on yet; must hold a batch and a line of MaxLine
	heldItems  = 2 * MaxBatch
)

// Progress is how far a run has come.
type Progress struct {
	Bytes    int64 // of files read, as they are on disk
	Total    int64 // 0 where unknown: standard input
	Articles int   // read, and skipped
}

// Ingester reads articles from files and hands their records on.
type Ingester struct {
	Processor *Processor
	// Put stores a batch of up to MaxBatch records, all of them or none. One
	// call follows the other, in the order of the input. It keeps nothing of
	// the slice.
	Put      func(ctx context.Context, batch []data.Record) (Counts, error)
	Progress func(Progress) // told after each article; nil: nobody
	Stdin    io.Reader      // what the path Stdin reads
}

// Run reads the files and folders at paths. Of two articles with one id the
// later one stays. An error ends the run, and what was put before it stays;
// items that cannot be read are no error: the report lists them.
func (g *Ingester) Run(ctx context.Context, paths []string) (Report, error) {
	began := time.Now()
	files, err := find(paths)
	if err != nil {
		return Report{}, err
	}
	r := &run{Ingester: g, files: files, held: newHeld()}
	for _, s := range files.sources {
		r.total += s.size
	}
	r.report.Other = files.other
	for _, f := range files.faults {
		r.report.skip(f)
	}
	err = r.pipeline(ctx)
	r.report.Took = time.Since(began)
	return r.report, err
}

// run is one Run: a reader, workers, and a collector that keeps the order.
type run struct {
	*Ingester
	files  found
	total  int64
	read   atomic.Int64
	held   *semaphore.Weighted
	report Report // the collector's
}

// job is an item on its way; done is closed once record and err are set.
type job struct {
	item   item
	record data.Record
	err    error
	done   chan struct{}
}

// weight is how much of heldBytes the job takes.
func (j *job) weight() int64 { return int64(len(j.item.raw)) + 1 }

func (r *run) pipeline(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	todo := make(chan *job, heldItems)    // for the workers
	ordered := make(chan *job, heldItems) // the same jobs, for the collector
	group.Go(func() error {
		defer close(todo)
		defer close(ordered)
		return r.readAll(ctx, todo, ordered)
	})
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for j := range todo {
				r.process(j)
			}
			return nil
		})
	}
	group.Go(func() error { return r.collect(ctx, ordered) })
	return group.Wait()
}

// readAll makes a job of every item of every file.
func (r *run) readAll(ctx context.Context, todo, ordered chan<- *job) error {
	count := func(n int) { r.read.Add(int64(n)) }
	for _, s := range r.files.sources {
		s.read(r.Stdin, count, func(it item) bool {
			j := &job{item: it, done: make(chan struct{})}
			if r.held.Acquire(ctx, j.weight()) != nil {
				return false
			}
			for _, to := range []chan<- *job{ordered, todo} {
				select {
				case to <- j:
				case <-ctx.Done():
					return false
				}
			}
			return true
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// process does a job. A panic in it is that article's fault alone.
func (r *run) process(j *job) {
	defer close(j.done)
	defer func() {
		if p := recover(); p != nil {
			j.err = fmt.Errorf("a fault of this program, please report it: %v", p)
		}
	}()
	if j.err = j.item.err; j.err != nil {
		return
	}
	a, err := j.item.parse(j.item.raw)
	if err != nil {
		j.err = err
		return
	}
	j.record, j.err = r.Processor.Process(a)
}

// collect puts the records in batches, in the order of the input.
func (r *run) collect(ctx context.Context, ordered <-chan *job) error {
	batch, size := make([]data.Record, 0, MaxBatch), int64(0)
	for j := range ordered {
		select {
		case <-j.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		r.held.Release(j.weight())
		if j.err != nil {
			r.report.skip(Fault{Where: j.item.where, Line: j.item.line, Err: j.err.Error()})
		} else {
			batch, size = append(batch, j.record), size+j.weight()
		}
		if len(batch) == MaxBatch || size >= batchBytes {
			if err := r.put(ctx, batch); err != nil {
				return err
			}
			batch, size = batch[:0], 0
		}
		r.tell(len(batch))
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return r.put(ctx, batch)
}

func (r *run) put(ctx context.Context, batch []data.Record) error {
	if len(batch) == 0 {
		return nil
	}
	c, err := r.Put(ctx, batch)
	if err != nil {
		return err
	}
	r.report.Added += c.Added
	r.report.Updated += c.Updated
	r.report.Unchanged += c.Unchanged
	r.report.Read += len(batch) - len(c.Removed)
	for _, id := range c.Removed {
		r.report.skip(Fault{Where: id, Err: "it was removed before, or its source was: `verbatim remove --restore` lets it in again"})
	}
	for i := range batch {
		r.report.Quotes += len(batch[i].Quotes)
	}
	return nil
}

func (r *run) tell(waiting int) {
	if r.Progress != nil {
		r.Progress(Progress{Bytes: r.read.Load(), Total: r.total, Articles: r.report.Read + r.report.Skipped + waiting})
	}
}

func newHeld() *semaphore.Weighted { return semaphore.NewWeighted(heldBytes) }
