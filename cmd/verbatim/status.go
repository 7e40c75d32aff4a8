package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"verbatim/data"
	"verbatim/data/store"
	"verbatim/index"
)

func newStatusCommand(a *app) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "status [flags]",
		Short: "Say what is stored and indexed",
		Args:  exactly(0, "no arguments"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.status(cmd.Context(), asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// status is what `verbatim status --json` prints.
type status struct {
	Data      string         `json:"data"` // the data directory
	Articles  int            `json:"articles"`
	Quotes    int            `json:"quotes"`
	Passages  int            `json:"passages"`
	Sources   int            `json:"sources"`
	Languages map[string]int `json:"languages"`
	Oldest    string         `json:"oldest"`
	Newest    string         `json:"newest"`
	Index     indexStatus    `json:"index"`
	Store     storeStatus    `json:"store"`
	Feeds     *feedsStatus   `json:"feeds,omitempty"` // where there are any
	// Lapsed are corrections that no longer fit their articles.
	Lapsed []data.Correction `json:"lapsed_corrections,omitempty"`
}

type indexStatus struct {
	State      string `json:"state"` // ready, behind, absent, in use, unreadable
	Generation string `json:"generation"`
	Mapping    string `json:"mapping"`
	Lag        int64  `json:"lag"` // changes of the store that it does not hold yet
	Bytes      int64  `json:"bytes"`
	Error      string `json:"error,omitempty"` // unreadable: why
}

type storeStatus struct {
	Engine string `json:"engine"`
	Bytes  int64  `json:"bytes"`
}

func (a *app) status(ctx context.Context, asJSON bool) error {
	st, err := a.readStatus(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(a.out, st)
	}
	_, err = io.WriteString(a.out, st.describe())
	return err
}

// readStatus reads the data directory's state; one without a store is empty.
func (a *app) readStatus(ctx context.Context) (status, error) {
	dir, err := a.dataDir()
	if err != nil {
		return status{}, err
	}
	st := status{Data: dir, Languages: map[string]int{}, Index: indexStatus{State: "absent"}}
	s, err := openRead(ctx, dir)
	if errors.Is(err, store.ErrNoStore) {
		return st, nil
	}
	if err != nil {
		return st, err
	}
	stats, err := s.Stats(ctx)
	if err == nil {
		st.Articles, st.Quotes, st.Sources, st.Languages = stats.Articles, stats.Quotes, stats.Sources, stats.Languages
		st.Oldest, st.Newest = stats.Oldest, stats.Newest
		st.Store = storeStatus{Engine: stats.Engine, Bytes: stats.Bytes}
		st.Index, st.Passages, err = a.indexStatus(ctx, dir, s)
	}
	if err == nil {
		st.Feeds, err = readFeedsStatus(ctx, s)
	}
	if err == nil {
		st.Lapsed, err = s.Lapsed(ctx)
	}
	return st, errors.Join(err, s.Close())
}

// indexStatus reads the state of the index beside s, and how many passages it
// holds. An index that cannot be read is a state, not an error.
func (a *app) indexStatus(ctx context.Context, dir string, s *store.SQLite) (indexStatus, int, error) {
	head, err := s.Head(ctx)
	if err != nil {
		return indexStatus{}, 0, err
	}
	x, err := index.OpenReadOnly(indexDir(dir), s, a.log)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return indexStatus{State: "absent", Lag: head.Seq}, 0, nil
	case errors.Is(err, index.ErrInUse):
		return indexStatus{State: "in use"}, 0, nil // how far it is, its owner alone knows
	case err != nil:
		return indexStatus{State: "unreadable", Lag: head.Seq, Error: err.Error()}, 0, nil
	}
	st, err := x.Status()
	out := indexStatus{State: "ready", Generation: st.Generation, Mapping: st.Mapping, Bytes: st.Bytes}
	if err == nil && st.Position != head {
		out.State = "behind"
		out.Lag, err = behind(ctx, s, head, st.Position)
	}
	return out, int(st.Units), errors.Join(err, x.Close())
}

// describe prints the state for people.
func (s status) describe() string {
	var b strings.Builder
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-10s "+format+"\n", append([]any{name}, args...)...)
	}
	row("data", "%s", s.Data)
	if s.Articles == 0 {
		row("articles", "none: `verbatim ingest PATH` reads some; until then the embedded sample answers")
		if s.Feeds != nil {
			row("feeds", "%s", s.Feeds.describe())
		}
		return b.String()
	}
	var langs []string
	for _, l := range slices.SortedFunc(maps.Keys(s.Languages), func(x, y string) int {
		return cmp.Or(s.Languages[y]-s.Languages[x], strings.Compare(x, y))
	}) {
		langs = append(langs, fmt.Sprintf("%d %s", s.Languages[l], cmp.Or(l, "unknown")))
	}
	row("articles", "%d (%s) from %s", s.Articles, strings.Join(langs, ", "), count(s.Sources, "source"))
	row("printed", "%s to %s", cmp.Or(s.Oldest, "unknown"), cmp.Or(s.Newest, "unknown"))
	row("quotes", "%d", s.Quotes)
	if s.Index.State != "in use" { // else not known
		row("passages", "%d", s.Passages)
	}
	if s.Feeds != nil {
		row("feeds", "%s", s.Feeds.describe())
	}
	for _, c := range s.Lapsed {
		row("lapsed", "%s", sayLapsed(c))
	}
	row("store", "%s, %s", s.Store.Engine, megabytes(s.Store.Bytes))
	row("index", "%s", s.Index.describe())
	return b.String()
}

// sayLapsed says of a correction that it does nothing any more, and what to do.
func sayLapsed(c data.Correction) string {
	return fmt.Sprintf("the correction of %.60q no longer fits the article %s: `verbatim show %s` prints its quotes; correct it anew, or --withdraw it",
		printable(c.Words), printable(c.Article), printable(c.Article))
}

func (i indexStatus) describe() string {
	switch i.State {
	case "absent":
		return "absent: the next question or `verbatim reindex` builds it"
	case "in use":
		return "in use by the process that owns the data directory (serve or ingest)"
	case "unreadable":
		return "cannot be read: " + i.Error
	case "behind":
		return fmt.Sprintf("%s, %s, %d changes behind: the next question brings it into step", i.Generation, megabytes(i.Bytes), i.Lag)
	}
	return fmt.Sprintf("%s, %s, in step with the store", i.Generation, megabytes(i.Bytes))
}

// megabytes is a number of bytes for people.
func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
