package answer

import (
	"context"
	"fmt"

	"verbatim/index"
	"verbatim/index/query"
)

// The gate: how much of the topics' weight the best citation must cover for an
// answer, and for "closest passages, not sure". Fitted by eye on the dev
// questions; verbatim eval prints what it lets through.
const (
	answerAt   = 0.40
	unsureAt   = 0.30
	relevantAt = 0.2 // of the topics' weight, for a place beside the best one
	personAt   = 0.4 // coverage of the person asked for: named nearby at least
)

// relevant reports whether a citation may stand in an answer beside the best
// one: a list is not filled up with what answers nothing.
func (c ranked) relevant() bool { return c.topical >= relevantAt && c.person >= personAt }

// judge decides whether what was found is an answer, and why not.
func (e *Engine) judge(ctx context.Context, q query.Query, f found) (Status, Reason, error) {
	if q.Unknown != "" {
		return NothingFound, SpeakerUnknown, nil
	}
	best := -1.0
	for _, c := range f.citations {
		if c.person >= personAt {
			best = max(best, c.topical)
		}
	}
	if best >= answerAt {
		return Answered, "", nil
	}
	if q.Since != "" || q.Until != "" {
		timeless := q
		timeless.Since, timeless.Until = "", ""
		wider, err := e.find(ctx, timeless, 0)
		if err != nil {
			return "", "", err
		}
		if s, _, err := e.judge(ctx, timeless, wider); err != nil || s == Answered {
			return NothingFound, OutsideDates, err
		}
	}
	if best >= unsureAt {
		return Unsure, WeakMatch, nil
	}
	reason, err := e.silence(ctx, q)
	return NothingFound, reason, err
}

// silence is why nobody answers: the person asked for never speaks in the
// index, or speaks of other things.
func (e *Engine) silence(ctx context.Context, q query.Query) (Reason, error) {
	if len(q.Speakers) == 0 {
		return NoMatch, nil
	}
	res, err := e.index.Search(ctx, index.Request{Filter: index.Filter{Speakers: names(q.Speakers)}, Limit: 1})
	if err != nil {
		return "", fmt.Errorf("search: %w", err)
	}
	if len(res.Hits) == 0 {
		return SpeakerUnknown, nil
	}
	return SpeakerSilent, nil
}
