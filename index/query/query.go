// Package query reads a question: who is asked about, what about, when, and
// what kind of answer is wanted. The result is a value that prints itself.
package query

import (
	"fmt"
	"strings"
	"time"

	"verbatim/index/lexicon"
)

// Kind is what the asker wants to see.
type Kind string

// The kinds of question, as CONTRACT.md names them.
const (
	AnyKind    Kind = "any"
	Statements Kind = "statement"
	Takeaways  Kind = "takeaways"
)

// Query is a question as the program understood it.
type Query struct {
	Text string
	Lang string // "en" or "fr"
	// Speakers are the people asked for: any of them. Empty where the
	// question does not ask what somebody said.
	Speakers []Person
	// Mentioned are other people that the question names; see MentionedGroups.
	Mentioned []Person
	// Unknown is a name that the question asks for and that no speaker bears.
	Unknown string
	// OnlySpeaker is set where the speaker was given beside the question:
	// nobody else's words are wanted.
	OnlySpeaker bool
	Topics      []Topic
	Since       string // YYYY-MM-DD, first day; empty = open
	Until       string // YYYY-MM-DD, last day; empty = open
	// AskedPeriod is set where Since and Until are the question's own words
	// ("last week"), not bounds given beside it.
	AskedPeriod bool
	// OverTime is set where the question asks how what the speaker thinks changed:
	// all dated statements are wanted, the oldest first.
	OverTime bool
	// NoDay is a day of the question that no calendar has (30 February), as written.
	NoDay string
	// Foreign is set where the question is in neither of the two languages.
	Foreign bool
	// Unread is what stands behind the first of several questions.
	Unread string
	// Amount is set where the question asks for a number.
	Amount bool
	Kind   Kind
	Source string
	Langs  []string
}

// Person is somebody that the question names.
type Person struct {
	Name string // as statements are attributed to
	// Variants are other spellings under which articles attribute to them.
	Variants []string
	// Forms are the ways in which an article's text may name the person.
	Forms []string
	// Surname may name the person too, where the full name stands elsewhere;
	// empty where it is an ordinary word.
	Surname string
	// Organisation is set where it is no person: its people speak for it.
	Organisation bool
	// Written is set where the question writes the name as one: with a capital, or in
	// several words.
	Written bool
	// Typo is set where the question's spelling is not the name's.
	Typo bool
	// Shared is set where the question's word is the name of several people,
	// who then all stand in the query: it does not say which of them is meant.
	Shared bool

	first, last int  // tokens of the question, half-open
	trails      bool // after a comma, at the end: "il a dit quoi sur Y, X"
	told        bool // "according to", « selon » stand before it
	owns        bool // a possessive: "from Modi's account" is not from Modi
}

// Topic is something that the question is about.
type Topic struct {
	lexicon.Concept
	// Importance is the topic's weight beside the others: 1, or less for words
	// that only frame the question.
	Importance float64
}

// Options narrow or explain a question from outside of it.
type Options struct {
	Now          time.Time // what "last week" is relative to
	Lang         string    // of the asker, for questions too short to tell
	Speaker      string    // instead of whom the question names
	Since, Until string    // YYYY-MM-DD, instead of what the question says
	Kind         Kind      // "" = as the question says
	Source       string
	Langs        []string
}

// Empty reports whether nothing to search for was understood. The takeaways of
// any article may be asked for.
func (q *Query) Empty() bool {
	return q.Kind != Takeaways && len(q.Topics)+len(q.Speakers)+len(q.Mentioned) == 0 && q.Unknown == ""
}

// MentionedGroups are those of Mentioned by the words that name them: a shared
// surname may mean any of a group.
func (q *Query) MentionedGroups() [][]Person {
	var out [][]Person
	for i, p := range q.Mentioned {
		if i > 0 && p.first == q.Mentioned[i-1].first {
			out[len(out)-1] = append(out[len(out)-1], p)
			continue
		}
		out = append(out, []Person{p})
	}
	return out
}

// String prints the query on one line, for tests and for people.
func (q Query) String() string {
	var b strings.Builder
	put := func(format string, args ...any) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, format, args...)
	}
	for _, p := range q.Speakers {
		put("speaker:%q", p.Name)
	}
	if q.Unknown != "" {
		put("unknown:%q", q.Unknown)
	}
	for _, p := range q.Mentioned {
		put("person:%q", p.Name)
	}
	for _, t := range q.Topics {
		if t.Importance < 1 {
			put("(%s)", t.Label)
			continue
		}
		put("%s", t.Label)
	}
	for _, f := range []struct{ name, value string }{
		{"since", q.Since}, {"until", q.Until}, {"source", q.Source}, {"lang", strings.Join(q.Langs, ",")},
	} {
		if f.value != "" {
			put("%s:%s", f.name, f.value)
		}
	}
	if q.Kind != AnyKind {
		put("kind:%s", q.Kind)
	}
	if q.OverTime {
		put("order:dates")
	}
	if q.Amount {
		put("number")
	}
	if q.NoDay != "" {
		put("noday:%q", q.NoDay)
	}
	if q.Foreign {
		put("foreign")
	}
	if q.Unread != "" {
		put("unread:%q", q.Unread)
	}
	return b.String()
}
