package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"verbatim/bot"
	"verbatim/data"
	"verbatim/data/ingest/poll"
	"verbatim/data/store"
)

// newsroom is the service with what brings it news while the bot runs.
type newsroom struct {
	*service
	poller *poll.Poller
	dirty  chan struct{}   // holds a token where the index has to follow
	step   chan struct{}   // holds a token while index and engine are brought into step
	came   func()          // is told that what was stored is answerable
	lapsed map[string]bool // corrections that were logged, by article and words; owned by follow
}

var _ bot.News = (*newsroom)(nil)

// newNewsroom makes the newsroom of a service.
func (a *app) newNewsroom(s *service) (*newsroom, error) {
	p, err := a.newPoller(s.store, s.processor, s.log)
	if err != nil {
		return nil, err
	}
	n := &newsroom{service: s, poller: p, dirty: make(chan struct{}, 1), step: make(chan struct{}, 1), came: func() {}, lapsed: map[string]bool{}}
	p.Stored = func(context.Context) error { n.touch(); return nil }
	return n, nil
}

// notify lets the bot's operators know of sources, and its subscribers of news.
func (n *newsroom) notify(b *bot.Bot) {
	n.came = b.NewsCame
	n.poller.Notify = func(ctx context.Context, t poll.Notice) error {
		return b.TellOperators(ctx, bot.SourceNotice{
			Kind: string(t.Kind), Name: t.Source.Name, Feed: t.Source.Feed, Since: t.Since, Error: t.Error, To: t.To,
		})
	}
}

// run polls until ctx ends, and keeps the index in step.
func (n *newsroom) run(ctx context.Context) error {
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return n.poller.Run(ctx) })
	work.Go(func() error { return n.follow(ctx) })
	if err := work.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// touch says that the store has changed.
func (n *newsroom) touch() {
	select {
	case n.dirty <- struct{}{}:
	default: // somebody said so already
	}
}

// breath is the least time between two steps of the index while articles pour
// in: new ones are answerable within it and the time that the step takes.
const breath = time.Second

// follow brings the index into step whenever the store has changed.
func (n *newsroom) follow(ctx context.Context) error {
	for {
		select {
		case <-n.dirty:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := n.inStep(ctx); err != nil && ctx.Err() == nil {
			n.log.Error("serve: the index could not follow, it is tried again", "error", err)
			n.touch()
		}
		n.warnLapsed(ctx)
		select {
		case <-time.After(breath):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// inStep makes everything stored answerable.
func (n *newsroom) inStep(ctx context.Context) error {
	return n.stepUnless(ctx, func() (bool, error) { return false, nil })
}

// stepUnless makes everything stored answerable unless it is; one at a time.
func (n *newsroom) stepUnless(ctx context.Context, is func() (bool, error)) error {
	select {
	case n.step <- struct{}{}:
		defer func() { <-n.step }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if done, err := is(); done || err != nil {
		return err
	}
	if err := n.index.Sync(ctx, nil); err != nil {
		return err
	}
	if err := n.own.Refresh(); err != nil {
		return err
	}
	if err := n.leaveSample(ctx); err != nil {
		return err
	}
	n.came()
	return nil
}

// Add implements bot.Admin.
func (n *newsroom) Add(ctx context.Context, name string, r io.Reader) (bot.Summary, error) {
	sum, err := n.service.Add(ctx, name, r)
	n.came() // also beside an error: what was read before it is in
	return sum, err
}

// Feeds implements bot.News.
func (n *newsroom) Feeds(ctx context.Context) ([]data.Feed, error) { return n.store.Feeds(ctx) }

// AddFeed implements bot.News.
func (n *newsroom) AddFeed(ctx context.Context, ref string) (bot.FeedAdded, error) {
	found, err := findSource(ctx, n.poller.Fetcher, ref)
	if err != nil {
		return bot.FeedAdded{}, err
	}
	added := bot.FeedAdded{Source: found.Source, Page: found.Page}
	for _, o := range found.Others {
		added.Others = append(added.Others, o.URL)
	}
	return added, n.store.AddFeed(ctx, data.Feed{Source: found.Source, State: data.FeedState{Due: time.Now()}})
}

// AddURL implements bot.News: the articles are answerable when it returns.
func (n *newsroom) AddURL(ctx context.Context, address string, progress func(done, total int)) (bot.Summary, error) {
	var t tally
	got, err := n.poller.Take(ctx, address, t.shown(progress))
	t.leftOut(address, got)
	return t.said(), errors.Join(err, n.inStep(ctx))
}

// shown counts outcomes, and tells how far they are.
func (t *tally) shown(progress func(done, total int)) func(poll.Outcome, int) {
	done := 0
	return func(o poll.Outcome, of int) {
		t.add(o)
		done++
		progress(done, of)
	}
}

// said is the tally as operators are told it.
func (t *tally) said() bot.Summary {
	s := bot.Summary{Read: t.Read, Added: t.Added, Updated: t.Updated, Unchanged: t.Unchanged, Skipped: t.Skipped}
	for _, f := range t.Errors {
		s.Errors = append(s.Errors, f.String())
	}
	return s
}

// Refresh implements bot.News: the articles are answerable when it returns.
func (n *newsroom) Refresh(ctx context.Context, ref string, progress func(done, total int)) (bot.Summary, error) {
	var refs []string
	if ref != "" {
		refs = []string{ref}
	}
	feeds, err := named(ctx, n.store, refs)
	if err != nil {
		return bot.Summary{}, err
	}
	all, err := refreshAll(ctx, n.poller, feeds, progress)
	var t tally
	for i, r := range all {
		t.join(r.tally)
		if r.checked.Err != nil {
			t.skip(feeds[i].Name, r.checked.Err)
		}
	}
	return t.said(), errors.Join(err, n.inStep(ctx))
}

// Remove implements bot.News: nothing of it is answered any more when it
// returns.
func (n *newsroom) Remove(ctx context.Context, ref, reason string, sure bool) (bot.Removal, error) {
	t, err := findTarget(ctx, n.store, ref, reason, time.Now())
	if err != nil {
		return bot.Removal{}, err
	}
	said := bot.Removal{Title: t.title, Source: t.source, Articles: t.n, Unsure: t.source != "" && !sure}
	if t.source == "" {
		said.Article = t.ids[0]
	}
	if said.Unsure {
		return said, nil
	}
	said.Articles, err = takeDown(ctx, n.store, t)
	if errors.Is(err, store.ErrLogged) {
		n.log.Warn("serve: something was removed", "error", err)
		err = nil
	}
	return said, errors.Join(err, n.inStep(ctx), n.forgetVectors())
}

// forgetVectors deletes the vectors of meaning, also those of an embedder that is
// no longer configured.
func (n *newsroom) forgetVectors() error {
	if n.knowledge.embedder != nil {
		return n.knowledge.embedder.Forget()
	}
	return forgetVectors(n.dir)
}

// Correct implements bot.News.
func (n *newsroom) Correct(ctx context.Context, c data.Correction) error {
	if err := checkCorrection(c); err != nil {
		return err
	}
	return n.ruled(ctx, applyCorrection(ctx, n.store, n.processor.Process, c, time.Now()))
}

// Withdraw implements bot.News.
func (n *newsroom) Withdraw(ctx context.Context, article, words string) error {
	return n.ruled(ctx, withdrawCorrection(ctx, n.store, n.processor.Process, article, words))
}

// ruled makes a ruling on a quote effective, or says what is wrong with it.
func (n *newsroom) ruled(ctx context.Context, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w (give the address or id of an article, and words of one of its quotes)", err)
	}
	return errors.Join(err, n.inStep(ctx))
}

// warnLapsed logs each correction that no longer does anything, once.
func (n *newsroom) warnLapsed(ctx context.Context) {
	all, err := n.store.Lapsed(ctx)
	if err != nil {
		if ctx.Err() == nil {
			n.log.Error("serve: corrections cannot be looked through", "error", err)
		}
		return
	}
	for _, c := range all {
		if key := c.Article + "\n" + c.Words; !n.lapsed[key] {
			n.lapsed[key] = true
			n.log.Warn("serve: a correction no longer fits its article, look at it: `verbatim show`, `verbatim correct`", "article", c.Article, "words", c.Words, "ruling", c.Ruling)
		}
	}
}
