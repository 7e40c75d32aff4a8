package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"verbatim/bot"
	"verbatim/data"
	"verbatim/data/ingest"
	"verbatim/data/lang"
	"verbatim/data/store"
	"verbatim/index"
	"verbatim/index/analysis"
	"verbatim/index/answer"
)

// service is the data directory as the running bot owns it: it answers, lists,
// and does what admins ask for. It is safe for concurrent use.
type service struct {
	dir       string
	log       *slog.Logger
	knowledge knowledge
	processor *ingest.Processor
	store     *store.SQLite
	index     *index.Index
	own       *answer.Engine                // over the stored articles
	answering atomic.Pointer[answer.Engine] // own, or the sample's while there are no articles
	sample    *library                      // nil where there were articles at the start
	adding    sync.Mutex
}

var (
	_ bot.Asker   = (*service)(nil)
	_ bot.Library = (*service)(nil)
	_ bot.Admin   = (*service)(nil)
)

// openService opens dir as its owner and brings the index into step. Without
// articles the embedded sample answers.
func openService(ctx context.Context, dir string, k knowledge, log *slog.Logger) (s *service, err error) {
	s = &service{dir: dir, log: log, knowledge: k}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.processor, err = ingest.NewProcessor(k.gazetteer); err != nil {
		return s, err
	}
	if s.store, err = store.Open(ctx, dir); err != nil {
		return s, err
	}
	if s.index, err = index.Open(indexDir(dir), s.store, log); err != nil {
		return s, err
	}
	if err = s.index.Sync(ctx, nil); err != nil {
		return s, err
	}
	if s.own, err = k.newEngine(s.index, store.NewCache(s.store, cacheBytes), false, slog.Default()); err != nil {
		return s, err
	}
	s.answering.Store(s.own)
	stats, err := s.store.Stats(ctx)
	if err != nil || stats.Articles > 0 {
		return s, err
	}
	if s.sample, err = openSample(ctx, k, log); err != nil {
		return s, err
	}
	s.answering.Store(s.sample.engine)
	return s, nil
}

func (s *service) close() error {
	var errs []error
	if s.index != nil {
		errs = append(errs, s.index.Close())
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	if s.sample != nil {
		errs = append(errs, s.sample.close())
	}
	return errors.Join(errs...)
}

// ready reports whether questions can be answered.
func (s *service) ready(context.Context) error {
	_, err := s.index.Status()
	return err
}

// Ask implements bot.Asker.
func (s *service) Ask(ctx context.Context, r answer.Request) (answer.Answer, error) {
	return s.answering.Load().Ask(ctx, r)
}

// isSample reports whether the embedded sample answers.
func (s *service) isSample() bool { return s.answering.Load() != s.own }

// Latest implements bot.Library.
func (s *service) Latest(ctx context.Context, r bot.LatestRequest) (bot.Latest, error) {
	list, more, err := s.answering.Load().Latest(ctx, answer.LatestRequest{
		Topic: r.Topic, Source: r.Source, Since: r.Since, Until: r.Until, Lang: r.Lang,
		Limit: r.Limit, Offset: r.Offset, AskerLang: r.ReaderLang, Now: r.Now,
	})
	out := bot.Latest{More: more, Sample: s.isSample()}
	for _, t := range list {
		out.Articles = append(out.Articles, told(t.Article, t.Items))
	}
	return out, err
}

// maxFresh is how many of the articles that arrived are looked at: more than
// anybody is told of.
const maxFresh = 500

// Fresh implements bot.Library. The index is brought into step first, so that what
// is in the store by now is found by its topic too.
func (s *service) Fresh(ctx context.Context, r bot.FreshRequest) (bot.Fresh, error) {
	ids, err := s.store.Arrivals(ctx, r.After, r.Through, r.PrintedSince, maxFresh)
	if err != nil || len(ids) == 0 {
		return bot.Fresh{}, err
	}
	if err := s.index.Sync(ctx, nil); err != nil {
		return bot.Fresh{}, err
	}
	list, total, err := s.own.Fresh(ctx, answer.FreshRequest{
		Articles: ids, Topic: r.Topic, Source: r.Source, Lang: r.Lang, Limit: r.Limit, AskerLang: r.ReaderLang, Now: r.Now,
	})
	out := bot.Fresh{Total: total, Capped: len(ids) == maxFresh}
	for _, t := range list {
		out.Articles = append(out.Articles, bot.FreshArticle{Takeaways: told(t.Article, t.Items), Quote: t.Quote})
	}
	return out, err
}

// told is what an article tells, as the bot knows it.
func told(a data.Article, items []string) bot.Takeaways {
	return bot.Takeaways{Title: a.Title, URL: a.URL, Source: a.Source, Published: a.Day(), Lang: a.Lang, Items: items, Origin: a.Origin}
}

// Suggest implements bot.Library.
func (s *service) Suggest(ctx context.Context, r bot.SuggestRequest) ([]string, error) {
	switch r.What {
	case bot.Speakers:
		return s.answering.Load().SpeakersLike(r.Typed, r.Limit), nil
	case bot.Topics:
		return s.knowledge.lexicon.Complete(r.Typed, r.ReaderLang, r.Limit), nil
	}
	sources, err := s.Sources(ctx)
	typed := strings.TrimSpace(lang.Fold(r.Typed))
	var names []string
	for _, c := range sources {
		if strings.Contains(lang.Fold(c.Name), typed) && len(names) < r.Limit {
			names = append(names, c.Name)
		}
	}
	return names, err
}

// Statements implements bot.Library.
func (s *service) Statements(ctx context.Context, r answer.StatementsRequest) (answer.Statements, error) {
	return s.answering.Load().Statements(ctx, r)
}

// Trends implements bot.Library.
func (s *service) Trends(ctx context.Context, r answer.TrendsRequest) (answer.Trends, error) {
	return s.answering.Load().Trends(ctx, r)
}

// Verify implements bot.Library.
func (s *service) Verify(ctx context.Context, r answer.VerifyRequest) (answer.Verification, error) {
	return s.answering.Load().Verify(ctx, r)
}

// IsConcept implements bot.Library: a concept has other ways to say it.
func (s *service) IsConcept(topic string) bool {
	found := s.knowledge.lexicon.Match(analysis.AnalyzeQuery(topic, ""), "")
	return len(found) == 1 && len(found[0].Alts) > 1
}

// Around implements bot.Library.
func (s *service) Around(ctx context.Context, c answer.Citation) (before, after string, err error) {
	return s.answering.Load().Around(ctx, c)
}

// Sources implements bot.Library.
func (s *service) Sources(ctx context.Context) ([]bot.Source, error) {
	var out []bot.Source
	if s.isSample() {
		out = s.sampleSources()
	} else {
		stored, err := s.store.Sources(ctx)
		if err != nil {
			return nil, err
		}
		for _, c := range stored {
			out = append(out, bot.Source{Name: c.Source, Articles: c.Articles, Quotes: c.Quotes, Newest: c.Newest})
		}
	}
	slices.SortFunc(out, func(a, b bot.Source) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), cmp.Compare(a.Name, b.Name))
	})
	return out, nil
}

func (s *service) sampleSources() []bot.Source {
	at := map[string]int{}
	var out []bot.Source
	for _, r := range s.sample.records {
		name := r.Article.Source
		if _, known := at[name]; !known {
			at[name] = len(out)
			out = append(out, bot.Source{Name: name})
		}
		c := &out[at[name]]
		c.Articles, c.Quotes, c.Newest = c.Articles+1, c.Quotes+len(r.Quotes), max(c.Newest, r.Article.Day())
	}
	return out
}

// Coverage implements bot.Library.
func (s *service) Coverage(ctx context.Context) (bot.Coverage, error) {
	if s.isSample() {
		return s.sampleCoverage(), nil
	}
	st, err := s.store.Stats(ctx)
	return bot.Coverage{Articles: st.Articles, Sources: st.Sources, Oldest: st.Oldest, Newest: st.Newest}, err
}

func (s *service) sampleCoverage() bot.Coverage {
	c := bot.Coverage{Sources: 1}
	for _, r := range s.sample.records {
		c.Articles++
		day := r.Article.Day()
		if day != "" && (c.Oldest == "" || day < c.Oldest) {
			c.Oldest = day
		}
		c.Newest = max(c.Newest, day)
	}
	return c
}

// Status implements bot.Admin.
func (s *service) Status(ctx context.Context) (bot.Status, error) {
	st, err := s.store.Stats(ctx)
	if err != nil {
		return bot.Status{}, err
	}
	head, err := s.store.Head(ctx)
	if err != nil {
		return bot.Status{}, err
	}
	ix, err := s.index.Status()
	if err != nil {
		return bot.Status{}, err
	}
	lag, err := behind(ctx, s.store, head, ix.Position)
	return bot.Status{
		Articles: st.Articles, Quotes: st.Quotes, Passages: int(ix.Units), Sources: st.Sources, Languages: st.Languages,
		Oldest: st.Oldest, Newest: st.Newest, Generation: ix.Generation, Lag: int(lag),
		IndexBytes: ix.Bytes, StoreBytes: st.Bytes, Engine: st.Engine, Sample: s.isSample(),
	}, err
}

// Rebuild implements bot.Admin.
func (s *service) Rebuild(ctx context.Context, progress func(done, total int)) error {
	if err := s.index.Rebuild(ctx, progress); err != nil {
		return err
	}
	return s.own.Refresh()
}

// Add implements bot.Admin: the articles are answerable when it returns.
func (s *service) Add(ctx context.Context, name string, r io.Reader) (bot.Summary, error) {
	s.adding.Lock()
	defer s.adding.Unlock()
	report, err := s.ingest(ctx, name, r)
	sum := bot.Summary{Read: report.Read, Added: report.Added, Updated: report.Updated, Unchanged: report.Unchanged, Skipped: report.Skipped}
	for _, f := range report.Faults {
		sum.Errors = append(sum.Errors, f.String())
	}
	if err != nil {
		return sum, err
	}
	if err := s.index.Sync(ctx, nil); err != nil {
		return sum, err
	}
	if err := s.own.Refresh(); err != nil {
		return sum, err
	}
	return sum, s.leaveSample(ctx)
}

// leaveSample switches the sample off once there are articles, also those of an
// earlier upload that was stored and failed afterwards.
func (s *service) leaveSample(ctx context.Context) error {
	st, err := s.store.Stats(ctx)
	if err == nil && st.Articles > 0 {
		s.answering.Store(s.own)
	}
	return err
}

// ingest reads one uploaded file. It goes through a temporary file, since its
// name tells the reader how to read it.
func (s *service) ingest(ctx context.Context, name string, r io.Reader) (ingest.Report, error) {
	dir, err := os.MkdirTemp("", "verbatim-add-")
	if err != nil {
		return ingest.Report{}, err
	}
	defer os.RemoveAll(dir)
	var content bytes.Buffer
	if _, err := content.ReadFrom(r); err != nil {
		return ingest.Report{}, fmt.Errorf("read %s: %w", name, err)
	}
	path := filepath.Join(dir, fileName(name))
	if err := os.WriteFile(path, content.Bytes(), 0o600); err != nil {
		return ingest.Report{}, err
	}
	in := ingest.Ingester{Processor: s.processor, Put: putInto(s.store)}
	report, err := in.Run(ctx, []string{path})
	for i := range report.Faults { // the admin knows the file by its own name
		report.Faults[i].Where = strings.ReplaceAll(report.Faults[i].Where, path, name)
	}
	return report, err
}

// fileName is the name of an uploaded file as a file can have it here: without
// a folder, and no longer than file systems take (255 bytes), with its ending.
func fileName(name string) string {
	const most = 200
	name = filepath.Base(filepath.Clean("/" + name))
	if cut := len(name) - most; cut > 0 {
		name = strings.ToValidUTF8(name[cut:], "")
	}
	return name
}

// Backup implements bot.Admin.
func (s *service) Backup(ctx context.Context) (string, error) {
	dir := filepath.Join(s.dir, "backups")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "verbatim-"+time.Now().UTC().Format("20060102-150405")+".db")
	return path, s.store.Backup(ctx, path)
}
