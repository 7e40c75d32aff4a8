package answer

import "verbatim/index/lexicon"

// Weights rank citations and decide what is an answer. The concepts' coverage
// is a share of their weight, 0 to 1; what is said below in shares is of that.
type Weights struct {
	// Unit and Around are what a concept counts in the rest of the unit, and of
	// index's own weights for surroundings and title, beside 1 in the cited
	// words.
	Unit, Around float64
	// Beside is what a concept counts in the sentences right before and after.
	Beside float64
	// Article is what a concept counts that only other units of the article
	// cover.
	Article float64
	// Person and Mention are the importance, beside topics, of the person asked
	// for and of other people, Name that of a word that the lexicon does not know.
	Person, Mention, Name float64
	// Text is the part of the index's own score: how often, in how short a unit.
	Text float64
	// Speaker is added to what the person asked for said, Statement to any
	// statement where one is asked for, Quoted as far as it is a quotation,
	// Named to one with a speaker.
	Speaker, Statement, Quoted, Named float64
	// Exact is added as far as the topics stand in the cited words.
	Exact float64
	// Absent is taken off for people whom the question names and the citation
	// does not speak of: times their share of the concepts' weight.
	Absent float64
	// Number is added to a number where one is asked for, Lang to the asked person's
	// words that answer in the question's language (see fullyAt).
	Number, Lang float64
	// AnswerAt and UnsureAt are how much of the topics' weight the best
	// citation must cover for an answer, and for "closest passages, not sure".
	AnswerAt, UnsureAt float64
}

// DefaultWeights were fitted by "verbatim eval --fit" (see CONTRIBUTING.md).
func DefaultWeights() Weights {
	return Weights{
		Unit: 0.8, Around: 1, Beside: 0.6, Article: 0.3, Person: 0.7, Mention: 1, Name: 1, Text: 0.03,
		Speaker: 0.04, Statement: 0.05, Quoted: 0.1, Named: 0.02, Exact: 0, Absent: 0.5, Number: 0.1, Lang: 0.1,
		AnswerAt: 0.40, UnsureAt: 0.30,
	}
}

// Parts are parts of the answering that can be switched off, to see what each
// is worth.
type Parts struct {
	Lexicon, Synonyms, Surroundings, Speakers, Gate, Merging bool
	Core                                                     bool // the search core; without it Bleve's own search
}

// AllParts are switched on in normal use.
func AllParts() Parts {
	return Parts{Lexicon: true, Synonyms: true, Surroundings: true, Speakers: true, Gate: true, Merging: true, Core: true}
}

// uses reports whether alternatives of the kind are looked for.
func (p Parts) uses(k lexicon.Kind) bool {
	switch k {
	case lexicon.Own:
		return true
	case lexicon.Synonym:
		return p.Lexicon && p.Synonyms
	}
	return p.Lexicon
}

// PartNames are what Without knows.
func PartNames() []string {
	return []string{"lexicon", "synonyms", "surroundings", "speakers", "gate", "merging", "core"}
}

// Without switches a part off by its name; false where there is none of it.
func (p *Parts) Without(name string) bool {
	switch name {
	case "lexicon":
		p.Lexicon = false
	case "synonyms":
		p.Synonyms = false
	case "surroundings":
		p.Surroundings = false
	case "speakers":
		p.Speakers = false
	case "gate":
		p.Gate = false
	case "merging":
		p.Merging = false
	case "core":
		p.Core = false
	default:
		return false
	}
	return true
}
