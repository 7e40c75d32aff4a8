package answer

import (
	"context"
	"slices"

	"verbatim/index/query"
)

// overTime answers how a view changed: with the dated statements of the topic,
// the oldest first; where there are more than are shown, evenly out of all. done
// is false where fewer than two have a date: they show no change.
func (e *Engine) overTime(ctx context.Context, a *Answer, q query.Query, limit int) (done bool, err error) {
	q.OnlySpeaker = true // the change of that person's view, of nobody else's
	all, err := e.said(ctx, q, "")
	if err != nil {
		return false, err
	}
	all = slices.DeleteFunc(all, func(c ranked) bool { return c.date() == "" })
	if len(all) < 2 {
		return false, nil
	}
	slices.SortFunc(all, byDate(true))
	n := min(limit, len(all))
	for i := range n {
		c := all[i*(len(all)-1)/max(n-1, 1)]
		c.Rank, c.AlsoIn = i+1, c.also
		a.Citations = append(a.Citations, c.Citation)
	}
	a.Status = Answered
	return true, e.translations(a.Citations)
}
