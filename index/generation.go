package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"

	"verbatim/data/store"
	"verbatim/index/topk"
)

// Mapping names what the fields mean and how words become terms. Whoever
// changes units, fields or analysis changes it: an index of another mapping is
// built again when it is opened.
const Mapping = "7"

// On disk:
//
//	index/CURRENT      the name of the generation that answers
//	index/gen-7/       a Bleve index; one that CURRENT does not name is half-built
//	index/broken/      the last generation that could not be opened
const (
	currentFile = "CURRENT"
	brokenDir   = "broken"
	genPrefix   = "gen-"
)

// stateKey is Bleve's internal key under which a batch stores how far the
// index has followed the change log. The batch is atomic, so that the content
// and the state always agree.
var stateKey = []byte("verbatim")

// state is kept inside the index.
type state struct {
	Mapping  string         `json:"mapping"`
	Position store.Position `json:"position"`
}

// generation is one Bleve index.
type generation struct {
	name   string // its folder; empty in memory
	bleve  bleve.Index
	at     atomic.Pointer[state] // moved by the one writer, read by all
	mean   atomic.Pointer[mean]
	memory topk.Lengths
	dates  atomic.Pointer[articles] // see tally.go
	// damaged is set by a search that could not read the files.
	damaged atomic.Bool
}

// state is how far the generation has come.
func (g *generation) state() state { return *g.at.Load() }

// errMapping is why an index of another mapping is not opened.
var errMapping = errors.New("the index was built with another mapping")

func createGeneration(dir, name string) (*generation, error) {
	path := ""
	if dir != "" {
		path = filepath.Join(dir, name)
	}
	ix, err := bleve.NewUsing(path, staticMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("create index %s: %w (%s)", path, err, spaceHint)
	}
	g := &generation{name: name, bleve: ix}
	g.at.Store(&state{Mapping: Mapping})
	return g, nil
}

// staticMapping indexes nothing by itself: documents bring their fields.
func staticMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	return m
}

// How long to wait for others to give an index up: a writer for questions under
// way to be answered; a reader hardly at all, since writers keep it long.
const (
	writerPatience = 2 * time.Second
	readerPatience = 200 * time.Millisecond
)

func openGeneration(dir, name string, readOnly bool) (*generation, error) {
	path := filepath.Join(dir, name)
	if err := readable(path); err != nil {
		return nil, trouble(path, readOnly, err)
	}
	patience := writerPatience
	if readOnly {
		patience = readerPatience
	} else if err := verify(path, patience); err != nil { // readers do not wait for all to be read
		return nil, trouble(path, readOnly, err)
	}
	ix, err := bleve.OpenUsing(path, map[string]interface{}{"read_only": readOnly, "bolt_timeout": patience.String()})
	if err != nil {
		return nil, trouble(path, readOnly, err)
	}
	g := &generation{name: name, bleve: ix}
	if err := g.loadState(); err != nil {
		return nil, errors.Join(err, ix.Close())
	}
	return g, nil
}

func (g *generation) loadState() error {
	raw, err := g.bleve.GetInternal(stateKey)
	if err != nil {
		return fmt.Errorf("read the state of index %s: %w", g.name, err)
	}
	st := state{Mapping: Mapping}
	if raw != nil { // else nothing was ever synced
		if err := json.Unmarshal(raw, &st); err != nil {
			return fmt.Errorf("read the state of index %s: %w", g.name, err)
		}
	}
	if st.Mapping != Mapping {
		return fmt.Errorf("%w (%q, this program uses %q)", errMapping, st.Mapping, Mapping)
	}
	g.at.Store(&st)
	return nil
}

// readCurrent names the generation that answers; empty where there is none.
func readCurrent(dir string) (string, error) {
	raw, err := os.ReadFile(filepath.Join(dir, currentFile))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	name := strings.TrimSpace(string(raw))
	if _, bad := strconv.Atoi(strings.TrimPrefix(name, genPrefix)); err == nil && (bad != nil || !strings.HasPrefix(name, genPrefix)) {
		return "", fmt.Errorf("%w: %q", errCurrent, name)
	}
	return name, err
}

// errCurrent is a CURRENT that names no generation. What stands there is never
// used as a path: unreadable generations are moved and deleted.
var errCurrent = errors.New(currentFile + " names no index")

// writeCurrent makes name the generation that answers. After a crash the old
// name or the new one stands there, whole.
func writeCurrent(dir, name string) error {
	tmp := filepath.Join(dir, currentFile+".tmp")
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.WriteString(name + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, filepath.Join(dir, currentFile)); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncTree makes a new generation safe against a power cut: Bleve syncs
// neither its segment files' folders nor index_meta.json.
func syncTree(root string) error {
	return filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return errors.Join(err, syncDir(path))
		}
		f, err := os.Open(path)
		if errors.Is(err, os.ErrNotExist) {
			return nil // merged away meanwhile
		}
		if err != nil {
			return err
		}
		return errors.Join(ignoreUnsupported(f.Sync()), f.Close())
	})
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(ignoreUnsupported(f.Sync()), f.Close())
}

// ignoreUnsupported forgives systems that cannot sync a read-only handle or a
// folder (Windows answers "access denied").
func ignoreUnsupported(err error) error {
	if errors.Is(err, os.ErrPermission) || errors.Is(err, os.ErrInvalid) {
		return nil
	}
	return err
}

// generations lists the generation folders in dir.
func generations(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), genPrefix) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// nextName is a generation name that no folder in dir has, nor the generation that
// is open, whose folder may have been deleted.
func nextName(dir, open string) (string, error) {
	names, err := generations(dir)
	if err != nil {
		return "", err
	}
	last := 0
	for _, n := range append(names, open) {
		if i, err := strconv.Atoi(strings.TrimPrefix(n, genPrefix)); err == nil {
			last = max(last, i)
		}
	}
	return genPrefix + strconv.Itoa(last+1), nil
}
