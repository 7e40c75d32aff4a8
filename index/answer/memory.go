package answer

import (
	"slices"

	"verbatim/index/query"
)

// memory keeps what searches found, so that many weights can be tried on the
// same questions. It is nil in normal use, and not safe for concurrent use.
type memory map[remembered]found

// remembered is what a search depends on, parts apart.
type remembered struct {
	question, speaker, source, since, until string
	kind                                    query.Kind
	limit                                   int
	weights                                 Weights
}

// Remember makes the engine keep what its searches find, as long as Parts and the
// index stay the same. Only one question may be asked at a time from now on.
func (e *Engine) Remember() { e.memory = memory{} }

// searching are the weights that decide what a search finds; the others only
// order it.
func searching(w Weights) Weights {
	return Weights{Person: w.Person, Mention: w.Mention, Name: w.Name}
}

func key(p plan) remembered {
	q := p.query
	r := remembered{question: q.Text, source: q.Source, since: q.Since, until: q.Until, kind: q.Kind, limit: p.request.Limit, weights: searching(p.weights)}
	if q.OnlySpeaker && len(q.Speakers) > 0 {
		r.speaker = q.Speakers[0].Name
	}
	return r
}

// recall finds an earlier search, weighed by the plan's weights.
func (m memory) recall(p plan) (found, bool) {
	f, ok := m[key(p)]
	if !ok {
		return f, false
	}
	f.plan = p
	f.citations = slices.Clone(f.citations)
	for i := range f.citations {
		f.citations[i].also = nil
		f.weigh(&f.citations[i])
	}
	return f, true
}

func (m memory) keep(f found) {
	if m != nil {
		f.citations = slices.Clone(f.citations)
		m[key(f.plan)] = f
	}
}
