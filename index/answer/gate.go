package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"verbatim/index"
	"verbatim/index/query"
)

// The gate, beside Weights.AnswerAt and UnsureAt.
const (
	relevantAt = 0.2 // of the topics' weight, for a place beside the best one
	personAt   = 0.4 // coverage of the person asked for: named nearby at least
)

// relevant reports whether a citation may stand in an answer beside the best
// one: a list is not filled up with what answers nothing.
func (c ranked) relevant() bool {
	return (c.topical >= relevantAt || c.rescued()) && c.person >= personAt && !c.other && !c.missing
}

// askedEnough is what the asked person's own words may lack of Weights.AnswerAt:
// few remarks are that person's, and the question says that one is on its topic.
// What it names must be named too (namedAt): no remark on hacks is one on a hack of
// Bybit.
const (
	askedEnough = 0.1
	namedAt     = 0.4
)

// covering is how much of the topics a citation covers, as the gate counts it.
func (f *found) covering(c ranked) float64 {
	if f.plan.asked < 0 || !f.plan.speaks(f.plan.asked, c.shown) {
		return c.topical
	}
	for k, name := range f.plan.proper {
		if name && k != f.plan.asked && c.cover[k] < namedAt {
			return c.topical
		}
	}
	return c.topical + askedEnough
}

// judge decides whether what was found is an answer, and why not.
func (e *Engine) judge(ctx context.Context, q query.Query, f found) (Status, Reason, error) {
	best := -1.0
	for _, c := range f.citations {
		if c.person < personAt || c.other || c.missing {
			continue
		}
		if best = max(best, f.covering(c)); c.rescued() {
			best = max(best, f.plan.weights.AnswerAt)
		}
	}
	switch {
	case best >= f.plan.weights.AnswerAt || !e.Parts.Gate && len(f.citations) > 0:
		if len(f.bearers()) > 1 {
			return AmbiguousSpeaker, SeveralPeople, nil
		}
		return Answered, "", nil
	case q.Unknown != "" && best < 0:
		return NothingFound, SpeakerUnknown, nil
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
	if best >= f.plan.weights.UnsureAt {
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

// bearers are the people of a shared name whose words answer, best first;
// none where the question's name is not shared.
func (f *found) bearers() []string {
	var out []string
	for _, c := range f.citations {
		if c.topical < f.plan.weights.AnswerAt {
			continue
		}
		for _, p := range f.plan.query.Speakers {
			if p.Shared && !slices.Contains(out, p.Name) && (p.Name == c.Speaker || slices.Contains(p.Variants, c.Speaker)) {
				out = append(out, p.Name)
			}
		}
	}
	return out
}

// dated are the citations that answer and name the year of the period that the
// question itself asks for: "losses in 2013" may be printed in 2014. A period
// given beside the question is one of printing, and no year in a text widens it.
func (f *found) dated(asked query.Query) []ranked {
	year := asked.Since[:min(4, len(asked.Since))]
	if !asked.AskedPeriod || year == "" || year != asked.Until[:min(4, len(asked.Until))] {
		return nil
	}
	var out []ranked
	for _, c := range f.citations {
		if c.relevant() && c.topical >= f.plan.weights.AnswerAt && strings.Contains(c.Text, year) {
			out = append(out, c)
		}
	}
	return out
}
