package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"verbatim/bot"
	"verbatim/data/store"
	"verbatim/index"
)

// checkData looks at the data directory: folder, owner, disk, store, index,
// sources.
func (a *app) checkData(ctx context.Context) []bot.Finding {
	dir, err := a.dataDir()
	if err != nil {
		return []bot.Finding{failure("data", err)}
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return []bot.Finding{warning("data", "%s is not there yet: `verbatim ingest PATH` or serve makes it; until there are articles the embedded sample answers", dir)}
	case err == nil && !info.IsDir():
		err = fmt.Errorf("%s is a file: name a folder with --data or VERBATIM_DATA", dir)
	case err == nil:
		err = writable(dir)
	}
	if err != nil {
		return []bot.Finding{failure("data", err)}
	}
	found := append(a.checkOwner(ctx, dir), checkDisk(dir))
	return append(found, a.checkStore(ctx, dir)...)
}

// writable tries to make a file in dir.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return fmt.Errorf("%s cannot be written to: %w: give this user the right to, or name another folder with --data", dir, err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// checkOwner says who has the directory, and whether that is a serve that answers.
func (a *app) checkOwner(ctx context.Context, dir string) []bot.Finding {
	owner, err := store.Owner(dir)
	switch {
	case err != nil:
		return []bot.Finding{failure("data", err)}
	case owner == "":
		return []bot.Finding{fine("data", "%s, owned by no process", dir)}
	}
	found := []bot.Finding{fine("data", "%s, owned by %s", dir, owner)}
	if a.httpAddr() == "off" {
		return found
	}
	return append(found, readiness(ctx, a.httpAddr()))
}

// readiness asks the health page of a running serve.
func readiness(ctx context.Context, addr string) bot.Finding {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/readyz", nil)
	if err != nil {
		return failure("serve", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return warning("serve", "nothing answers on %s: the owner is another command, or serve listens elsewhere (VERBATIM_HTTP)", addr)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		why, _ := io.ReadAll(io.LimitReader(resp.Body, 200))
		return warning("serve", "not ready: %s", strings.TrimSpace(string(why)))
	}
	return fine("serve", "ready")
}

// An index that is built again stands beside the old one until it is done, and
// what is written to the store waits in its log: room for both, and some articles.
const (
	leastFree = 100e6 // bytes, or nothing can be stored soon
	roomFree  = 500e6 // beside what store and index take
)

func checkDisk(dir string) bot.Finding {
	free, err := diskFree(dir)
	if err != nil {
		return warning("disk", "its free space is not told: %v", err)
	}
	taken := treeBytes(dir)
	switch {
	case free < leastFree:
		return failure("disk", fmt.Errorf("%s free: free some space, or name a folder on another disk with --data", megabytes(free)))
	case free < taken+roomFree:
		return warning("disk", "%s free, %s in use: `verbatim reindex` may not find the room: free some space", megabytes(free), megabytes(taken))
	}
	return fine("disk", "%s free, %s in use", megabytes(free), megabytes(taken))
}

// treeBytes is how much the files below dir hold; those that vanish meanwhile, or
// cannot be looked at, count nothing.
func treeBytes(dir string) (n int64) {
	_ = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil
	})
	return n
}

// checkStore looks at the articles, and at what follows from them.
func (a *app) checkStore(ctx context.Context, dir string) []bot.Finding {
	s, err := store.OpenReadOnly(ctx, dir)
	switch {
	case errors.Is(err, store.ErrNoStore):
		return []bot.Finding{warning("store", "no articles yet: `verbatim ingest PATH` reads some; until then the embedded sample answers")}
	case errors.Is(err, store.ErrOlder), errors.Is(err, store.ErrInterrupted):
		return []bot.Finding{warning("store", "%v", err)}
	case err != nil:
		return []bot.Finding{failure("store", err)}
	}
	defer s.Close()
	if err := s.Check(ctx); err != nil {
		return []bot.Finding{failure("store", err)}
	}
	st, err := s.Stats(ctx)
	if err != nil {
		return []bot.Finding{failure("store", err)}
	}
	found := []bot.Finding{fine("store", "whole: %d articles, %d quotes", st.Articles, st.Quotes)}
	if st.Articles == 0 {
		found[0] = warning("store", "whole, without articles: `verbatim ingest PATH` reads some; until then the embedded sample answers")
	}
	return append(append(found, a.checkIndex(ctx, dir, s), checkSources(ctx, s)), checkCorrections(ctx, s)...)
}

// checkCorrections says which corrections do nothing any more.
func checkCorrections(ctx context.Context, s *store.SQLite) []bot.Finding {
	lapsed, err := s.Lapsed(ctx)
	if err != nil {
		return []bot.Finding{failure("corrections", err)}
	}
	var found []bot.Finding
	for _, c := range lapsed {
		found = append(found, warning("corrections", "%s", sayLapsed(c)))
	}
	return found
}

func (a *app) checkIndex(ctx context.Context, dir string, s *store.SQLite) bot.Finding {
	st, _, err := a.indexStatus(ctx, dir, s)
	switch {
	case err != nil:
		return failure("index", err)
	case st.State == "unreadable":
		return failure("index", fmt.Errorf("%s: run `verbatim reindex`", st.describe()))
	case st.State == "ready" || st.State == "behind":
		if err := index.Verify(indexDir(dir)); err != nil && !errors.Is(err, index.ErrInUse) && !errors.Is(err, fs.ErrNotExist) {
			return failure("index", fmt.Errorf("%w: run `verbatim reindex`", err))
		}
	}
	switch {
	case st.State == "absent", st.State == "behind":
		return warning("index", "%s", st.describe())
	}
	return fine("index", "%s", st.describe())
}

// checkSources says how polling goes.
func checkSources(ctx context.Context, s *store.SQLite) bot.Finding {
	st, err := readFeedsStatus(ctx, s)
	switch {
	case err != nil:
		return failure("sources", err)
	case st == nil:
		return fine("sources", "none are polled; `verbatim sources --help` says how to add some")
	case st.Failing == 0:
		return fine("sources", "%d polled", st.Sources)
	}
	var names []string
	for _, f := range st.Each {
		if f.Error != "" {
			names = append(names, fmt.Sprintf("%s (%s)", f.Name, f.Error))
		}
	}
	return warning("sources", "%d of %d fail: %s: correct or remove them, see `verbatim sources list`", st.Failing, st.Sources, strings.Join(names, ", "))
}
