package main

import (
	"context"
	"math"
	"time"

	"verbatim/bot"
	"verbatim/data"
	"verbatim/index/answer"
)

var _ bot.Watcher = (*newsroom)(nil)

const (
	// printedWithin is how many days before a period an article may have been
	// printed to be news in it: feeds bring some late.
	printedWithin = 3
	// mostArticles is how many articles of one period are looked at, the last ones.
	mostArticles = 2000
	// mostHeard is how many statements of one period are looked at.
	mostHeard = 50
)

// Understand implements bot.Watcher.
func (n *newsroom) Understand(w answer.Watch) answer.Watched {
	return n.answering.Load().Understand(w, time.Now())
}

// Try implements bot.Watcher.
func (n *newsroom) Try(ctx context.Context, w answer.Watch, since, until string, most int) (answer.News, error) {
	e := n.answering.Load()
	scope := answer.Past(since, until)
	scope.Most = most
	return e.Heard(ctx, e.Understand(w, time.Now()), scope)
}

// Listen implements bot.Watcher: what stands in the articles that arrived in the
// period, and what was added to others by an update in it.
func (n *newsroom) Listen(ctx context.Context, w answer.Watch, p data.Period) (answer.News, error) {
	if err := n.caughtUp(ctx); err != nil {
		return answer.News{}, err
	}
	watched := n.own.Understand(w, time.Now())
	if watched.Status != answer.Answered {
		return answer.News{}, nil
	}
	scope, err := n.scope(ctx, p)
	if err != nil || len(scope.Articles) == 0 {
		return answer.News{}, err
	}
	return n.own.Heard(ctx, watched, scope)
}

// caughtUp brings index and engine into step, where they are not.
func (n *newsroom) caughtUp(ctx context.Context) error {
	return n.stepUnless(ctx, func() (bool, error) {
		head, err := n.store.Head(ctx)
		if err != nil {
			return false, err
		}
		st, err := n.index.Status()
		return st.Position == head, err
	})
}

// scope is where the news of a period stand.
func (n *newsroom) scope(ctx context.Context, p data.Period) (answer.Scope, error) {
	printed := p.From.AddDate(0, 0, -printedWithin).Format(time.DateOnly)
	ids, err := n.store.Arrivals(ctx, p.After, p.Through, printed, mostArticles)
	if err != nil {
		return answer.Scope{}, err
	}
	later, err := n.store.Arrivals(ctx, p.Through, math.MaxInt64, printed, mostArticles)
	if err != nil {
		return answer.Scope{}, err
	}
	before, err := n.store.Revised(ctx, p.From, p.Until, printed, mostArticles)
	if err != nil {
		return answer.Scope{}, err
	}
	fresh := map[string]bool{}
	for _, id := range append(later, ids...) {
		fresh[id] = true
		delete(before, id) // whatever it said first is new
	}
	for id := range before {
		ids = append(ids, id)
	}
	return answer.Scope{Articles: ids, Before: before, Most: mostHeard, Fresh: func(id, _ string) bool { return fresh[id] }}, nil
}
