package data

import "fmt"

// Kind says how a statement or a citation came to be in the article.
type Kind string

// The kinds of statement, and the two further kinds of citation.
const (
	Direct   Kind = "direct"   // between quotation marks
	Posted   Kind = "post"     // an embedded post
	Reported Kind = "reported" // indirect speech, no marks of ours are added

	TakeawayItem Kind = "takeaway" // citation only: an item of a takeaways list
	Passage      Kind = "passage"  // citation only: a sentence or two of the article
)

// Basis says what a speaker's name rests on.
type Basis string

// The bases, as CONTRACT.md lists them; empty with an empty speaker.
const (
	ByName         Basis = "named"
	ByPronoun      Basis = "pronoun"
	ByRole         Basis = "role"
	ByOrganisation Basis = "organisation"
	ByInheritance  Basis = "inherited"
	BySignature    Basis = "signature"
)

// ShownConfidence is the least confidence at which a speaker is named to
// readers; below it the statement is shown as unattributed. Chosen on the
// annotated dev passages, where names shown are right in .98 (English) and 1.0
// (French) of the cases at .6, and by reading fresh statements between .5 and
// .68, of which a third named the wrong person.
const ShownConfidence = 0.6

// ReportedConfidence is the same for reported speech. Its sentence is shown
// whole and names the speaker in the article's own words, so that a name of
// ours adds little and a wrong one does harm: of fresh reported statements
// below .9, about one in four read was given to the wrong person.
const ReportedConfidence = 0.9

// Quote is one statement in an article: its span, and who said it as far as
// the article tells.
type Quote struct {
	Span // the whole statement, without its outer quotation marks, an incise included
	// Parts are the quoted fragments where an incise cuts the statement in
	// two or more; empty otherwise. Each lies inside Span, in order.
	Parts []Span `json:"parts,omitempty"`
	Kind  Kind   `json:"kind"`
	// Mixed is set on a direct quote that is part of a sentence of the
	// article's own ("called it a « bubble »").
	Mixed bool   `json:"mixed,omitempty"`
	Lang  string `json:"lang,omitempty"` // language of the words quoted
	// Speaker is the best candidate's name, whatever Confidence is; empty
	// where there is none. Readers are shown Shown, not this field.
	Speaker string `json:"speaker,omitempty"`
	// Named is false where Speaker is only a mention ("a spokesman for
	// Tesla"); such a speaker is never shown as a name.
	Named      bool    `json:"named,omitempty"`
	Mention    Span    `json:"mention"` // where the article points to the speaker; zero where nowhere
	Basis      Basis   `json:"basis,omitempty"`
	Confidence float64 `json:"conf,omitempty"` // 0 to 1
	// SaidOn is YYYY, YYYY-MM or YYYY-MM-DD, as precise as the article
	// tells; empty where it does not. Never the date printed in disguise.
	SaidOn      string `json:"said_on,omitempty"`
	Unconfirmed bool   `json:"unconfirmed,omitempty"` // the French conditional of rumour and its like
}

// Shown is the speaker's name as readers may see it: empty unless it is a name
// and the confidence reaches ShownConfidence (ReportedConfidence).
func (q *Quote) Shown() string {
	least := ShownConfidence
	if q.Kind == Reported {
		least = ReportedConfidence
	}
	if !q.Named || q.Confidence < least {
		return ""
	}
	return q.Speaker
}

// MentionText is the words of the article that point to the speaker.
func (q *Quote) MentionText(text string) string {
	if q.Mention.Len() <= 0 {
		return ""
	}
	return q.Mention.Of(text)
}

// Check reports the first way in which the record breaks the invariant that
// every block, statement, part and mention is a slice of the article's text.
func (r *Record) Check() error {
	text := r.Article.Text
	for i, b := range r.Blocks {
		if err := b.Check(text); err != nil {
			return fmt.Errorf("article %s, block %d: %w", r.Article.ID, i, err)
		}
	}
	for i, q := range r.Quotes {
		if err := q.check(text); err != nil {
			return fmt.Errorf("article %s, quote %d: %w", r.Article.ID, i, err)
		}
	}
	return nil
}

func (q *Quote) check(text string) error {
	if err := q.Span.Check(text); err != nil {
		return err
	}
	last := q.Start
	for _, p := range q.Parts {
		if err := p.Check(text); err != nil {
			return err
		}
		if p.Start < last || p.End > q.End {
			return fmt.Errorf("part [%d,%d) is out of order or outside [%d,%d)", p.Start, p.End, q.Start, q.End)
		}
		last = p.End
	}
	if q.Mention != (Span{}) {
		return q.Mention.Check(text)
	}
	return nil
}
