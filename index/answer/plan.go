package answer

import (
	"slices"

	"verbatim/index"
	"verbatim/index/analysis"
	"verbatim/index/lexicon"
	"verbatim/index/query"
)

// candidates is how many units are ranked by their citations.
const candidates = 60

// printLag is how many days after a period that a question names what was said
// in it may have been printed: news of an evening stand in the next day's paper,
// those of a weekend in Monday's.
const printLag = 3

// Gains are shares of the weight of all concepts; see index.Prefer.
const (
	speakerGain   = 0.12 // what the person asked for said, before what is said of them
	statementGain = 0.05 // a statement, where one is asked for
)

// plan is a query as the index is searched for it.
type plan struct {
	query   query.Query
	request index.Request
	asked   int // which concept is the person asked for; -1 where none
}

func newPlan(q query.Query, limit int) plan {
	p := plan{query: q, asked: -1, request: index.Request{
		Limit:  max(candidates, limit),
		Filter: index.Filter{Source: q.Source, Langs: q.Langs, Since: q.Since, Until: q.Until},
	}}
	if q.AskedPeriod {
		p.request.Filter.Lag = printLag
	}
	if q.OnlySpeaker {
		p.request.Filter.Speakers = names(q.Speakers)
	}
	if len(q.Speakers) > 0 {
		p.asked = 0
		p.add(people(q.Speakers...))
		p.request.Prefer = append(p.request.Prefer, index.Prefer{Speakers: names(q.Speakers), Gain: speakerGain})
	}
	for _, m := range q.Mentioned {
		p.add(people(m))
	}
	for _, t := range q.Topics {
		p.add(topic(t))
	}
	switch q.Kind {
	case query.Takeaways:
		p.request.Filter.Kinds = []index.UnitKind{index.Takeaway}
	case query.Statements:
		p.request.Prefer = append(p.request.Prefer, index.Prefer{Kinds: []index.UnitKind{index.Statement}, Gain: statementGain})
	}
	return p
}

func (p *plan) add(c index.Concept) { p.request.Concepts = append(p.request.Concepts, c) }

func names(people []query.Person) []string {
	var out []string
	for _, p := range people {
		out = append(out, p.Name)
	}
	return out
}

// people are one concept: any of them, as the speaker or named in the text.
func people(persons ...query.Person) index.Concept {
	c := index.Concept{Speakers: names(persons), Importance: 1}
	seen := map[string]bool{}
	for _, p := range persons {
		for _, f := range p.Forms {
			for _, language := range []string{"en", "fr"} {
				terms := termsOf(f, language)
				k := join(terms)
				if len(terms) > 0 && !seen[k] {
					seen[k] = true
					c.Alts = append(c.Alts, index.Alt{Terms: terms, Weight: 1})
				}
			}
		}
	}
	return c
}

func termsOf(text, language string) []string {
	var out []string
	for _, t := range analysis.Analyze(text, language) {
		if !t.Stop {
			out = append(out, t.Term)
		}
	}
	return out
}

func join(terms []string) string {
	s := ""
	for _, t := range terms {
		s += t + " "
	}
	return s
}

// looseWeight is what a phrase of the lexicon keeps of its weight where only
// one of its words is no stop word: "go up" is not "go", nor "sous-marin"
// "marin", but half a hint of it.
const looseWeight = 0.5

// topic is a concept with its alternatives; a word that only frames the
// question is looked for as it is.
func topic(t query.Topic) index.Concept {
	c := index.Concept{Importance: t.Importance}
	if t.Importance < 1 {
		t.Alts = t.Alts[:min(1, len(t.Alts))]
	}
	for _, a := range t.Alts {
		terms := slices.DeleteFunc(slices.Clone(a.Terms), func(t string) bool { return t == "" }) // stop words
		if len(terms) == 1 && len(a.Terms) > 1 && a.Kind != lexicon.Own {
			a.Weight *= looseWeight
		}
		c.Alts = append(c.Alts, index.Alt{Terms: terms, Weight: a.Weight})
	}
	return c
}
