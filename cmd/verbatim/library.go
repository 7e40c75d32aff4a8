package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"verbatim/data"
	"verbatim/data/entity"
	"verbatim/data/ingest"
	"verbatim/data/sample"
	"verbatim/data/store"
	"verbatim/index"
	"verbatim/index/answer"
	"verbatim/index/embed"
	"verbatim/index/lexicon"
)

// indexDir is the index's folder in a data directory.
func indexDir(dataDir string) string { return filepath.Join(dataDir, "index") }

// cacheBytes is how much memory articles take that were read for answers lately:
// about 3,000 of the news.
const cacheBytes = 32 << 20

// knowledge is what is read once at the start: names and words.
type knowledge struct {
	gazetteer *entity.Gazetteer
	lexicon   *lexicon.Lexicon
	embedder  *embed.Client // nil: words alone
}

// newEngine makes an engine with that knowledge.
func (k knowledge) newEngine(x *index.Index, l answer.Library, sample bool, log *slog.Logger) (*answer.Engine, error) {
	e, err := answer.New(x, l, k.gazetteer, k.lexicon, sample)
	if err == nil && k.embedder != nil {
		e.UseEmbeddings(k.embedder, log)
	}
	return e, err
}

// library is what questions are answered from.
type library struct {
	engine  *answer.Engine
	records []data.Record // of the embedded sample; nil otherwise
	note    string        // what the asker should know of the answers; mostly empty
	close   func() error
}

// openLibrary opens the articles of dir for answering. A directory without
// articles is answered for by the embedded sample.
func openLibrary(ctx context.Context, dir string, k knowledge, log *slog.Logger, progress index.Progress) (*library, error) {
	s, err := openRead(ctx, dir)
	if errors.Is(err, store.ErrNoStore) {
		return openSample(ctx, k, log)
	}
	if err != nil {
		return nil, err
	}
	stats, err := s.Stats(ctx)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if stats.Articles == 0 {
		return orClose(s.Close)(openSample(ctx, k, log))
	}
	return openStored(ctx, dir, s, k, log, progress)
}

// openStored opens the articles in s: beside other readers where the index is in
// step with the store, else as the directory's owner, who brings it into step
// first. Where that cannot be (another process is the owner, the disk is full or
// not to be written to), the index answers as far as it is.
func openStored(ctx context.Context, dir string, s *store.SQLite, k knowledge, log *slog.Logger, progress index.Progress) (*library, error) {
	x, err := openBeside(ctx, dir, s, log)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if x != nil && x.lag == 0 {
		return newLibrary(x.Index, store.NewCache(s, cacheBytes), k, false, x.Close, s.Close)
	}
	owned, err := store.Open(ctx, dir)
	if x != nil && err != nil {
		return openBehind(x, s, k, err)
	}
	if x != nil {
		err = x.Close() // readers keep a writer out
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	l, err := openOwned(ctx, dir, owned, k, log, progress)
	if err != nil && x != nil && ctx.Err() == nil {
		return openAsItIs(ctx, dir, k, log, err)
	}
	return l, err
}

// openAsItIs answers from the index as far as it is, which could not be brought
// into step for the reason given.
func openAsItIs(ctx context.Context, dir string, k knowledge, log *slog.Logger, why error) (*library, error) {
	s, err := store.OpenReadOnly(ctx, dir)
	if err != nil {
		return nil, why
	}
	x, err := openBeside(ctx, dir, s, log)
	if err != nil || x == nil {
		return nil, errors.Join(why, s.Close())
	}
	return openBehind(x, s, k, why)
}

// openRead opens the store of dir for reading, beside its owner. One that an
// owner must bring up to date, or out of an interrupted change, gets that first.
func openRead(ctx context.Context, dir string) (*store.SQLite, error) {
	s, err := store.OpenReadOnly(ctx, dir)
	if !errors.Is(err, store.ErrOlder) && !errors.Is(err, store.ErrInterrupted) {
		return s, err
	}
	owner, err := store.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := owner.Close(); err != nil {
		return nil, err
	}
	return store.OpenReadOnly(ctx, dir)
}

// reading is an index that is open beside its owner.
type reading struct {
	*index.Index
	last int64 // change of the store that it holds
	lag  int64 // changes after that
}

// openBeside opens the index of dir for reading; nil where there is none that
// can be read, or it followed another history than that of s.
func openBeside(ctx context.Context, dir string, s *store.SQLite, log *slog.Logger) (*reading, error) {
	head, err := s.Head(ctx)
	if err != nil {
		return nil, err
	}
	x, err := index.OpenReadOnly(indexDir(dir), s, log)
	if err != nil {
		log.Debug("the index cannot be read beside others", "error", err)
		return nil, nil
	}
	st, err := x.Status()
	known := false
	if err == nil {
		known, err = s.Known(ctx, st.Position)
	}
	if err != nil || !known {
		return nil, errors.Join(err, x.Close())
	}
	return &reading{x, st.Position.Seq, head.Seq - st.Position.Seq}, nil
}

// openBehind answers from an index that is behind, and says why it stays so.
func openBehind(x *reading, s *store.SQLite, k knowledge, why error) (*library, error) {
	reason := why.Error()
	var inUse *store.InUseError
	if errors.As(why, &inUse) {
		reason = inUse.Owner + " owns the data directory"
	}
	l, err := newLibrary(x.Index, unchanged{s, x.last}, k, false, x.Close, s.Close)
	if err == nil {
		l.note = fmt.Sprintf("%s behind: articles added or changed since are left out of the answer (%s)", count(int(x.lag), "change"), reason)
	}
	return l, err
}

// unchanged is a store without what changed after a number, for an index that
// knows those articles by other words, if at all.
type unchanged struct {
	store *store.SQLite
	since int64
}

func (u unchanged) Records(ctx context.Context, ids []string) ([]data.Record, error) {
	records, err := u.store.Records(ctx, ids)
	if err != nil {
		return nil, err
	}
	changes, err := u.store.Changes(ctx, u.since, math.MaxInt32) // read last: none is missed
	changed := map[string]bool{}
	for _, c := range changes {
		changed[c.Ref] = true
	}
	return slices.DeleteFunc(records, func(r data.Record) bool { return changed[r.Article.ID] }), err
}

// behind is how many of the changes in s, whose end is head, an index at p does
// not hold: all of them where it followed another history (a backup was
// restored).
func behind(ctx context.Context, s *store.SQLite, head, p store.Position) (int64, error) {
	if known, err := s.Known(ctx, p); err != nil || !known {
		return head.Seq, err
	}
	return head.Seq - p.Seq, nil
}

// openOwned brings the index of dir into step with s, its store, and opens both.
func openOwned(ctx context.Context, dir string, s *store.SQLite, k knowledge, log *slog.Logger, progress index.Progress) (*library, error) {
	x, err := index.Open(indexDir(dir), s, log)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := x.Sync(ctx, progress); err != nil {
		return nil, errors.Join(err, x.Close(), s.Close())
	}
	return newLibrary(x, store.NewCache(s, cacheBytes), k, false, x.Close, s.Close)
}

// openSample indexes the embedded sample in memory. Nothing is written.
func openSample(ctx context.Context, k knowledge, log *slog.Logger) (*library, error) {
	m, err := newMemory(k.gazetteer)
	if err != nil {
		return nil, fmt.Errorf("embedded sample: %w", err)
	}
	x, err := index.OpenMemory(m, log)
	if err != nil {
		return nil, err
	}
	if err := x.Sync(ctx, nil); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	l, err := newLibrary(x, m, k, true, x.Close)
	if err == nil {
		l.records = m.records
	}
	return l, err
}

func newLibrary(x *index.Index, l answer.Library, k knowledge, sample bool, closers ...func() error) (*library, error) {
	closeAll := func() error {
		var errs []error
		for _, c := range closers {
			errs = append(errs, c())
		}
		return errors.Join(errs...)
	}
	e, err := k.newEngine(x, l, sample, slog.Default())
	if err != nil {
		return nil, errors.Join(err, closeAll())
	}
	return &library{engine: e, close: closeAll}, nil
}

// orClose closes what is not needed any more, whatever came of the rest.
func orClose(closeFirst func() error) func(*library, error) (*library, error) {
	return func(l *library, err error) (*library, error) {
		return l, errors.Join(err, closeFirst())
	}
}

// memory is a store of records that never change.
type memory struct {
	records []data.Record
	at      map[string]int
}

func newMemory(g *entity.Gazetteer) (*memory, error) {
	articles, err := sample.Articles()
	if err != nil {
		return nil, err
	}
	p, err := ingest.NewProcessor(g)
	if err != nil {
		return nil, err
	}
	m := &memory{at: map[string]int{}}
	for _, a := range articles {
		r, err := p.Process(a)
		if err != nil {
			return nil, err
		}
		m.at[a.ID] = len(m.records)
		m.records = append(m.records, r)
	}
	return m, nil
}

const memoryStamp = "memory"

func (m *memory) Changes(_ context.Context, after int64, limit int) ([]store.Change, error) {
	var out []store.Change
	for i := after; i < int64(len(m.records)) && len(out) < limit; i++ {
		out = append(out, store.Change{Seq: i + 1, Kind: store.KindArticle, Ref: m.records[i].Article.ID, Stamp: memoryStamp})
	}
	return out, nil
}

func (m *memory) Records(_ context.Context, ids []string) ([]data.Record, error) {
	var out []data.Record
	for _, id := range ids {
		if i, ok := m.at[id]; ok {
			out = append(out, m.records[i])
		}
	}
	return out, nil
}

func (m *memory) ByDate(context.Context) ([]string, error) {
	sorted := slices.Clone(m.records)
	slices.SortStableFunc(sorted, func(a, b data.Record) int { return strings.Compare(a.Article.Day(), b.Article.Day()) })
	ids := make([]string, len(sorted))
	for i := range sorted {
		ids[i] = sorted[i].Article.ID
	}
	return ids, nil
}

func (m *memory) Head(context.Context) (store.Position, error) {
	return store.Position{Seq: int64(len(m.records)), Stamp: memoryStamp}, nil
}

func (m *memory) Known(_ context.Context, p store.Position) (bool, error) {
	return p.Seq == 0 || p.Stamp == memoryStamp, nil
}
