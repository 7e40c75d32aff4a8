package answer

import (
	"slices"
	"strings"

	"verbatim/index"
	"verbatim/index/analysis"
	"verbatim/index/lexicon"
	"verbatim/index/query"
)

// candidates is how many units are looked at, cited how many of them are cut to
// citations and ranked by those, which costs reading their articles.
const (
	candidates = 150
	cited      = 40
)

// What the asked person's words, and statements where they are asked for, gain in
// the search: about Weights.Speaker and Weights.Statement, which order what it
// finds.
const (
	preferSpeaker   = 0.04
	preferStatement = 0.05
)

// listGain is what an article's own takeaways gain over passages, where takeaways
// are asked for.
const listGain = 0.3

// printLag is how many days after a period that a question names what was said
// in it may have been printed: news of an evening stand in the next day's paper,
// those of a weekend in Monday's.
const printLag = 3

// plan is a query as the index is searched for it.
type plan struct {
	query   query.Query
	weights Weights
	parts   Parts
	request index.Request
	asked   int    // which concept is the person asked for; -1 where none
	written []bool // which concepts are people that the question writes as names, beside the one asked for
	proper  []bool // which concepts are names: of people, or words that the lexicon does not know
}

func newPlan(q query.Query, limit int, w Weights, parts Parts) plan {
	if !parts.Surroundings {
		w.Around, w.Beside, w.Article = 0, 0, 0
	}
	if !parts.Speakers {
		w.Speaker, w.Lang, w.Statement, w.Quoted, w.Named = 0, 0, 0, 0, 0
	}
	p := plan{query: q, weights: w, parts: parts, asked: -1, request: index.Request{
		Limit:  max(candidates, limit),
		Bleve:  !parts.Core,
		Filter: index.Filter{Source: q.Source, Langs: q.Langs, Since: q.Since, Until: q.Until},
	}}
	if q.AskedPeriod {
		p.request.Filter.Lag = printLag
	}
	if q.OnlySpeaker {
		p.request.Filter.Speakers = names(q.Speakers)
	}
	p.addAsked()
	for _, m := range q.MentionedGroups() {
		p.add(people(p.weights.Mention, m...), true)
		p.written[len(p.written)-1] = m[0].Written
	}
	for _, t := range q.Topics {
		p.add(topic(t, w, parts), unknown(t))
	}
	switch q.Kind {
	case query.Takeaways:
		p.request.Filter.Kinds = takeawayKinds
		p.request.Prefer = append(p.request.Prefer, index.Prefer{Kinds: []index.UnitKind{index.Takeaway}, Gain: listGain})
	case query.Statements:
		if parts.Speakers {
			p.request.Prefer = append(p.request.Prefer, index.Prefer{Kinds: []index.UnitKind{index.Statement}, Gain: preferStatement})
		}
	}
	return p
}

// addAsked adds the person asked for, a speaker of the index or not.
func (p *plan) addAsked() {
	switch q := p.query; {
	case len(q.Speakers) > 0:
		p.asked = 0
		p.add(people(p.weights.Person, q.Speakers...), true)
		if p.parts.Speakers {
			p.request.Prefer = append(p.request.Prefer, index.Prefer{Speakers: names(q.Speakers), Gain: preferSpeaker})
		}
	case q.Unknown != "":
		p.asked = 0
		p.add(people(p.weights.Person, query.Person{Forms: []string{q.Unknown}}), true)
	}
}

func (p *plan) add(c index.Concept, proper bool) {
	p.request.Concepts = append(p.request.Concepts, c)
	p.proper, p.written = append(p.proper, proper), append(p.written, false)
}

// unknown reports whether the lexicon knows nothing of the topic's words, which are
// mostly names then.
func unknown(t query.Topic) bool {
	return t.Importance == 1 && !slices.ContainsFunc(t.Alts, func(a lexicon.Alt) bool { return a.Kind != lexicon.Own && a.Kind != lexicon.Cognate })
}

func names(people []query.Person) []string {
	var out []string
	for _, p := range people {
		if p.Name != "" {
			out = append(append(out, p.Name), p.Variants...)
		}
	}
	return out
}

// surnameWeight is what a surname by itself counts beside the full name: it may
// be somebody else's.
const surnameWeight = 0.8

// people are one concept: any of them, as the speaker or named in the text.
func people(importance float64, persons ...query.Person) index.Concept {
	c := index.Concept{Speakers: names(persons), Importance: importance}
	seen := map[string]bool{}
	add := func(form string, weight float64) {
		for _, language := range []string{"en", "fr"} {
			terms := termsOf(form, language)
			if k := strings.Join(terms, " "); k != "" && !seen[k] {
				seen[k] = true
				c.Alts = append(c.Alts, index.Alt{Terms: terms, Weight: weight})
			}
		}
	}
	for _, who := range persons {
		for _, f := range slices.Concat(who.Forms, who.Variants) {
			add(f, 1)
		}
	}
	for _, who := range persons {
		add(who.Surname, surnameWeight)
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

// looseWeight is what a phrase of the lexicon keeps of its weight where only
// one of its words is no stop word: "go up" is not "go", nor "sous-marin"
// "marin", but half a hint of it.
const looseWeight = 0.5

// topic is a concept with its alternatives; a word that only frames the
// question is looked for as it is.
func topic(t query.Topic, w Weights, parts Parts) index.Concept {
	c := index.Concept{Importance: t.Importance}
	if unknown(t) {
		c.Importance = w.Name
	}
	if t.Importance < 1 {
		t.Alts = t.Alts[:min(1, len(t.Alts))]
	}
	for _, a := range t.Alts {
		if !parts.uses(a.Kind) {
			continue
		}
		terms := slices.DeleteFunc(slices.Clone(a.Terms), func(t string) bool { return t == "" }) // stop words
		if len(terms) == 1 && len(a.Terms) > 1 && a.Kind != lexicon.Own {
			a.Weight *= looseWeight
		}
		c.Alts = append(c.Alts, index.Alt{Terms: terms, Weight: a.Weight})
	}
	return c
}
