package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"verbatim/data/entity"
	"verbatim/data/ingest"
	"verbatim/data/store"
	"verbatim/index"
	"verbatim/index/lexicon"
)

// app is what the commands share.
type app struct {
	config config
	in     io.Reader
	out    io.Writer
	errOut io.Writer
	log    *slog.Logger
}

func newApp(in io.Reader, out, errOut io.Writer) (*app, error) {
	c, err := loadConfig()
	if err != nil {
		return nil, err
	}
	log := newLog(errOut, slog.LevelWarn)
	slog.SetLogLoggerLevel(slog.LevelWarn) // what Bleve tells through the standard logger is damage
	slog.SetDefault(log)
	return &app{config: c, in: in, out: out, errOut: errOut, log: log}, nil
}

// dataDir is the data directory of this run.
func (a *app) dataDir() (string, error) {
	if a.config.dataDir == "" {
		return "", errors.New("there is no home folder to keep data in: name a folder with --data or VERBATIM_DATA")
	}
	return a.config.dataDir, nil
}

// openStore opens the store as the data directory's owner.
func (a *app) openStore(ctx context.Context) (*store.SQLite, error) {
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, dir)
}

// readStore opens the store beside its owner.
func (a *app) readStore(ctx context.Context) (*store.SQLite, error) {
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	return openRead(ctx, dir)
}

// knowledge reads names and words.
func (a *app) knowledge() (knowledge, error) {
	g, err := entity.Load()
	if err != nil {
		return knowledge{}, err
	}
	l, err := loadLexicon(a.config.lexiconPath)
	if err != nil {
		return knowledge{}, err
	}
	m, err := a.config.embed.client(a.config.dataDir)
	return knowledge{gazetteer: g, lexicon: l, embedder: m}, err
}

// loadLexicon reads the words that come with the program and those in the
// operator's file, where one is named.
func loadLexicon(path string) (*lexicon.Lexicon, error) {
	if path == "" {
		return lexicon.Load()
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("LEXICON_PATH: %w: name a file of words, or leave it empty", err)
	}
	defer f.Close()
	l, err := lexicon.Load(f)
	if err != nil {
		return nil, fmt.Errorf("LEXICON_PATH: %w", err)
	}
	return l, nil
}

// newProcessor builds a processor for the people that the program knows.
func newProcessor(build func(*entity.Gazetteer) (*ingest.Processor, error)) (*ingest.Processor, error) {
	g, err := entity.Load()
	if err != nil {
		return nil, err
	}
	return build(g)
}

// openLibrary opens what questions are answered from, and says what is to be known
// about it.
func (a *app) openLibrary(ctx context.Context) (*library, error) {
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	k, err := a.knowledge()
	if err != nil {
		return nil, err
	}
	bar := a.newBar("indexing", "articles")
	lib, err := openLibrary(ctx, dir, k, a.log, bar.progress)
	bar.close()
	if err == nil && lib.note != "" {
		fmt.Fprintln(a.errOut, lib.note)
	}
	return lib, err
}

// syncIndex brings the index into step with s, which this process owns, and
// reports on it.
func (a *app) syncIndex(ctx context.Context, s *store.SQLite) (st index.Status, err error) {
	dir, err := a.dataDir()
	if err != nil {
		return st, err
	}
	x, err := index.Open(indexDir(dir), s, a.log)
	if err != nil {
		return st, err
	}
	defer thrifty()()
	bar := a.newBar("indexing", "articles")
	err = x.Sync(ctx, bar.progress)
	bar.close()
	if err == nil {
		st, err = x.Status()
	}
	return st, errors.Join(err, x.Close())
}

// thriftyGC is how far the heap may grow while an index is built before it is
// collected, in per cent of what is alive. Half of Go's default: 400,000 units
// peak at 350 MB instead of 460 MB, and take as long.
const thriftyGC = 50

// thrifty keeps the heap small until the returned func is called, unless GOGC
// already says less.
func thrifty() (restore func()) {
	before := debug.SetGCPercent(thriftyGC)
	if before > 0 && before < thriftyGC {
		debug.SetGCPercent(before)
	}
	return func() { debug.SetGCPercent(before) }
}
