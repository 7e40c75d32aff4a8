package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"verbatim/data"
	"verbatim/data/store"
)

// Source is the durable store as the index reads it.
type Source interface {
	// Changes lists up to limit changes after a number, in order.
	Changes(ctx context.Context, after int64, limit int) ([]store.Change, error)
	Records(ctx context.Context, ids []string) ([]data.Record, error)
	// ByDate lists the ids of all articles by the day printed, oldest first.
	ByDate(ctx context.Context) ([]string, error)
	Known(ctx context.Context, p store.Position) (bool, error)
	Head(ctx context.Context) (store.Position, error)
}

// Index answers searches from the current generation and keeps it in step
// with the store. It is safe for concurrent use.
type Index struct {
	dir      string // empty: in memory
	source   Source
	log      *slog.Logger
	readOnly bool
	options

	writing sync.Mutex   // held by whoever syncs or rebuilds
	mu      sync.RWMutex // guards current; held for reading while a search runs
	current *generation
}

// ErrReadOnly is returned by Sync and Rebuild of an index opened for reading.
var ErrReadOnly = errors.New("the index is open for reading only")

// Open opens the index in dir, or begins an empty one where there is none, one
// of another mapping, or one that cannot be read (which is moved to
// dir/broken). Sync fills it. Generations left half-built are deleted.
func Open(dir string, source Source, log *slog.Logger, opts ...Option) (*Index, error) {
	x := &Index{dir: dir, source: source, log: log, options: chosen(opts)}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("index folder: %w", err)
	}
	name, err := readCurrent(dir)
	if errors.Is(err, errCurrent) {
		log.Warn("the index is damaged: built again from the store", "error", err)
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("index folder: %w", err)
	}
	if err := removeOthers(dir, name); err != nil {
		return nil, fmt.Errorf("clear half-built index: %w", err)
	}
	if name != "" {
		x.current, err = openGeneration(dir, name, false)
	}
	if errors.Is(err, ErrInUse) || errors.Is(err, errSystem) {
		return nil, err // whole for all we know: building it anew would help nothing
	}
	if err != nil {
		if err := x.setAside(name, err); err != nil {
			return nil, err
		}
	}
	if x.current == nil {
		return x, x.begin()
	}
	return x, nil
}

// OpenReadOnly opens the index that is in dir beside other readers. An error
// that is fs.ErrNotExist means that there is none yet.
func OpenReadOnly(dir string, source Source, log *slog.Logger, opts ...Option) (*Index, error) {
	name, err := readCurrent(dir)
	if err == nil && name == "" {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, fmt.Errorf("index folder %s: %w", dir, err)
	}
	g, err := openGeneration(dir, name, true)
	if err != nil {
		return nil, err
	}
	return &Index{dir: dir, source: source, log: log, options: chosen(opts), readOnly: true, current: g}, nil
}

// OpenMemory begins an empty index that is never written to disk.
func OpenMemory(source Source, log *slog.Logger, opts ...Option) (*Index, error) {
	g, err := createGeneration("", "")
	if err != nil {
		return nil, err
	}
	return &Index{source: source, log: log, options: chosen(opts), current: g}, nil
}

// setAside moves a generation that cannot be used out of the way.
func (x *Index) setAside(name string, why error) error {
	path := filepath.Join(x.dir, name)
	if errors.Is(why, errMapping) || errors.Is(why, fs.ErrNotExist) {
		x.log.Info("the index is built again", "why", why)
		return os.RemoveAll(path)
	}
	broken := filepath.Join(x.dir, brokenDir)
	x.log.Warn("the index cannot be opened: moved aside, built again from the store", "error", why, "moved_to", broken)
	if err := os.RemoveAll(broken); err != nil {
		return err
	}
	if err := os.Rename(path, broken); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("move a damaged index aside: %w", err)
	}
	return nil
}

// begin makes an empty generation the current one.
func (x *Index) begin() error {
	g, err := x.create()
	if err != nil {
		return err
	}
	return x.publish(g)
}

func (x *Index) create() (*generation, error) {
	if x.dir == "" {
		return createGeneration("", "")
	}
	name, err := nextName(x.dir, "")
	if err != nil {
		return nil, err
	}
	return createGeneration(x.dir, name)
}

// publish makes g durable, then the generation that answers, and removes the
// one before. Searches under way finish on the old one. Where g cannot be made
// durable, the old one goes on answering, and g is discarded.
func (x *Index) publish(g *generation) error {
	if err := x.name(g); err != nil {
		return errors.Join(err, x.discard(g))
	}
	x.mu.Lock()
	old := x.current
	x.current = g
	x.mu.Unlock()
	if old == nil {
		return nil
	}
	return x.discard(old)
}

// name writes g through to disk and its name into CURRENT.
func (x *Index) name(g *generation) error {
	if x.dir == "" {
		return nil
	}
	if err := syncTree(filepath.Join(x.dir, g.name)); err != nil {
		return fmt.Errorf("write index %s through to disk: %w", g.name, err)
	}
	if err := writeCurrent(x.dir, g.name); err != nil {
		return fmt.Errorf("switch to index %s: %w", g.name, err)
	}
	return nil
}

// discard closes a generation and deletes its folder.
func (x *Index) discard(g *generation) error {
	err := g.bleve.Close()
	if x.dir != "" {
		err = errors.Join(err, os.RemoveAll(filepath.Join(x.dir, g.name)))
	}
	return err
}

// removeOthers deletes every generation but the one named.
func removeOthers(dir, keep string) error {
	names, err := generations(dir)
	for _, n := range names {
		if n != keep {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, n)))
		}
	}
	return err
}

// Close waits for searches and syncs under way and closes the index.
func (x *Index) Close() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.current == nil {
		return nil
	}
	err := x.current.bleve.Close()
	x.current = nil
	return err
}

// Status is what there is to know about an index.
type Status struct {
	Generation string
	Mapping    string
	Units      uint64
	Position   store.Position // of the last change that it holds
	Bytes      int64          // on disk
}

// Status reports on the current generation.
func (x *Index) Status() (Status, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.current == nil {
		return Status{}, errClosed
	}
	n, err := x.current.bleve.DocCount()
	if err != nil {
		return Status{}, fmt.Errorf("count the index: %w", err)
	}
	st := Status{Generation: x.current.name, Mapping: x.current.state().Mapping, Units: n, Position: x.current.state().Position}
	if x.dir != "" {
		st.Bytes, err = treeSize(filepath.Join(x.dir, x.current.name))
	}
	return st, err
}

var errClosed = errors.New("the index is closed")

func treeSize(root string) (int64, error) {
	var total int64
	err := filepath.WalkDir(root, func(_ string, d os.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err == nil {
			total += info.Size()
		}
		return nil
	})
	return total, err
}
