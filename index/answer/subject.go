package answer

import (
	"slices"
	"strings"

	"verbatim/data/lang"
	"verbatim/index"
	"verbatim/index/lexicon"
	"verbatim/index/query"
)

// subject is a topic, a person, or a person on a topic, as a trend counts it.
type subject struct {
	name    string   // a person's, else as typed
	person  bool     // nothing but a person or an organisation
	choices []string // several people may be meant
	unknown bool     // nobody, and no word of the index
	index.Subject
}

// subjectOf understands what was typed: a name, alias or handle; else words of a
// topic; else a name with a small typo.
func (e *Engine) subjectOf(typed string, o query.Options) (subject, error) {
	parser := e.parser.Load()
	if named := parser.Parse("", query.Options{Speaker: typed}).Speakers; len(named) > 0 {
		return oneOf(typed, named), nil
	}
	q := parser.Parse(typed, o)
	about := e.things(q.Topics)
	people := append(slices.Clone(q.Speakers), q.Mentioned...)
	if len(about) == 0 && len(people) > 0 {
		return oneOf(typed, people), nil
	}
	held, err := e.held(about)
	if err != nil {
		return subject{}, err
	}
	unclear := len(people) == 0 && (!held || q.Unknown != "")
	if unclear || slices.ContainsFunc(people, func(p query.Person) bool { return p.Typo }) {
		if meant := e.whom(typed, o); len(meant) > 0 {
			return oneOf(typed, meant), nil
		}
	}
	if unclear {
		return subject{name: typed, unknown: true}, nil
	}
	return e.joined(typed, q, about), nil
}

// joined is a topic, or people on one: somebody's statements on it where the
// words ask for what they said ("Musk on Bitcoin"), else what names both.
func (e *Engine) joined(typed string, q query.Query, about []index.Thing) subject {
	s := subject{name: typed}
	s.Things = about
	if len(q.Speakers) > 0 {
		s.Things = append(s.Things, personThing(q.Speakers))
		s.By = names(q.Speakers)
	}
	for _, group := range q.MentionedGroups() {
		s.Things = append(s.Things, personThing(group))
	}
	if several := e.several(q.Speakers); several != nil {
		s.choices = several
	}
	return s
}

// several are the people of whom a shared name does not tell which is meant.
func (e *Engine) several(people []query.Person) []string {
	if len(people) > 1 && people[0].Shared {
		return names(people)
	}
	return nil
}

// oneOf is the person meant, or the people who may be.
func oneOf(typed string, people []query.Person) subject {
	if len(people) > 1 {
		return subject{name: typed, person: true, choices: names(people)}
	}
	s := subject{name: people[0].Name, person: true}
	s.Things, s.By = []index.Thing{personThing(people)}, names(people)
	return s
}

// personThing is people as articles name them, by a whole name or an alias. A
// surname adds nothing: it tells somebody only where the name stands elsewhere in
// the article.
func personThing(people []query.Person) index.Thing {
	t := index.Thing{Speakers: names(people)}
	for _, p := range people {
		for _, form := range slices.Concat(p.Forms, p.Variants) {
			for _, language := range []string{"en", "fr"} {
				if terms := termsOf(form, language); len(terms) > 0 {
					t.Forms = append(t.Forms, index.Form{Lang: language, Terms: terms})
				}
			}
		}
	}
	return t
}

// things are the topics in the sense that is the same in both languages; words
// that only frame a question are left out.
func (e *Engine) things(topics []query.Topic) []index.Thing {
	var out []index.Thing
	for _, t := range topics {
		if t.Importance < 1 {
			continue
		}
		var thing index.Thing
		for _, a := range e.lexicon.Sense(t.Concept) {
			terms := slices.DeleteFunc(slices.Clone(a.Terms), func(t string) bool { return t == "" }) // stop words
			if len(terms) == 1 && len(a.Terms) > 1 && a.Kind != lexicon.Own {
				continue // "go up" is not "go": see looseWeight
			}
			thing.Forms = append(thing.Forms, index.Form{Lang: a.Lang, Terms: terms})
		}
		if len(thing.Forms) > 0 {
			out = append(out, thing)
		}
	}
	return out
}

// held reports whether the index holds a way to say each of the things.
func (e *Engine) held(things []index.Thing) (bool, error) {
	for _, t := range things {
		any := false
		for _, f := range t.Forms {
			all := true
			for _, term := range f.Terms {
				units, err := e.index.Holding(term)
				if err != nil {
					return false, err
				}
				all = all && units > 0
			}
			any = any || all
		}
		if !any {
			return false, nil
		}
	}
	return len(things) > 0, nil
}

// sameAs reports whether two subjects count the same.
func (s *subject) sameAs(o *subject) bool {
	if s.person || o.person || s.unknown || o.unknown {
		return s.person == o.person && s.unknown == o.unknown && lang.Fold(s.name) == lang.Fold(o.name)
	}
	return s.key() == o.key()
}

// key is what a subject counts, as text.
func (s *subject) key() string {
	var things []string
	for _, t := range s.Things {
		var forms []string
		for _, f := range t.Forms {
			forms = append(forms, f.Lang+":"+strings.Join(f.Terms, "+"))
		}
		slices.Sort(forms)
		things = append(things, strings.Join(slices.Concat(forms, t.Speakers), " "))
	}
	slices.Sort(things)
	return strings.Join(things, "\n") + "\n" + strings.Join(s.By, "\n")
}
