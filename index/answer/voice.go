package answer

import (
	"regexp"

	"verbatim/data"
	"verbatim/data/lang"
)

// What a person must be sure of to be named over a citation, beside Quote.Shown.
const (
	// askedConfidence is enough where the question asks for that very person and
	// the citation shows the article's own words for the speaker: that the article
	// quotes somebody else on just that is not likely. Of quoted fragments of that
	// confidence in annotated articles, four in five were given to the right person
	// whoever is asked for.
	askedConfidence = 0.4
	// sameVoice is the confidence from which a speaker that is not shown speaks
	// against another's name over the same citation.
	sameVoice = 0.4
)

// spokenPart is how much of a passage must be one person's statements for the
// passage to go under that name.
const spokenPart = 0.3

// voiceOf is the statement that a passage goes under; nil where it is the
// article's own. What the asked person says, or somebody as surely as reported
// speech must be, needs no more than a few words of the passage, as long as each of
// its sentences holds some.
func (f *found) voiceOf(r *data.Record, s data.Span) *data.Quote {
	if !spokenThroughout(r, s) {
		return nil // the sentences around the quote's are the article's own
	}
	q, part := voice(r, s)
	if q == nil || part >= spokenPart || q.Shown() != "" && q.Confidence >= data.ReportedConfidence {
		return q
	}
	if v := f.vouched(r.Article.Text, q, s); f.plan.asked >= 0 && f.plan.speaks(f.plan.asked, v.Shown()) {
		return v
	}
	return nil
}

// spokenIn is the statement that a span goes under that is mostly spoken words;
// nil where it is not.
func spokenIn(r *data.Record, s data.Span) *data.Quote {
	if q, part := voice(r, s); part >= spokenPart {
		return q
	}
	return nil
}

// voice is the longest statement in the span, where all that are in it are the
// same person's, as far as is known, and how much of the span they are. The one
// that is surest of the speaker tells who that is.
func voice(r *data.Record, s data.Span) (longest *data.Quote, part float64) {
	var surest *data.Quote
	spoken := 0
	for i := range r.Quotes {
		q := &r.Quotes[i]
		n := overlap(q.Span, s)
		if n == 0 {
			continue
		}
		if longest == nil || n > overlap(longest.Span, s) {
			longest = q
		}
		if surest == nil || surer(q, surest) {
			surest = q
		}
		spoken += n
	}
	for i := range r.Quotes {
		if q := &r.Quotes[i]; q.Overlaps(s) && !sameSpeaker(q, surest) {
			return nil, 0
		}
	}
	if longest != nil && longest != surest && surest.Named {
		longest = under(longest, surest)
	}
	return longest, float64(spoken) / float64(max(s.Len(), 1))
}

// surer reports whether a tells its speaker better than b.
func surer(a, b *data.Quote) bool {
	if (a.Shown() == "") != (b.Shown() == "") {
		return a.Shown() != ""
	}
	if a.Named != b.Named {
		return a.Named
	}
	return a.Confidence > b.Confidence
}

// sameSpeaker reports whether q may be by whom the surest statement beside it is
// by: by that name, or by none that would speak against it.
func sameSpeaker(q, surest *data.Quote) bool {
	switch {
	case q.Shown() != "" && surest.Shown() != "":
		return SameName(q.Shown(), surest.Shown())
	case q.Named && q.Confidence >= sameVoice && surest.Named:
		return SameName(q.Speaker, surest.Speaker)
	}
	return surest.Shown() == "" || q.Named && SameName(q.Speaker, surest.Speaker)
}

// under is a statement under the name that another one of the same person tells.
func under(q, by *data.Quote) *data.Quote {
	out := *q
	out.Speaker, out.Named, out.Basis, out.Confidence, out.Mention = by.Speaker, by.Named, by.Basis, by.Confidence, by.Mention
	if out.Kind == data.Reported && by.Shown() != "" {
		out.Confidence = max(out.Confidence, data.ReportedConfidence)
	}
	return &out
}

// spokenThroughout reports whether each sentence of the span holds words of one
// and the same person.
func spokenThroughout(r *data.Record, s data.Span) bool {
	for _, sentence := range lang.Sentences(r.Article.Text, s) {
		spoken := false
		for i := range r.Quotes {
			spoken = spoken || r.Quotes[i].Overlaps(sentence)
		}
		if !spoken {
			return false
		}
	}
	return true
}

// vouched is the statement as surely the asked person's as the question makes it
// (see askedConfidence); the statement itself where it does not.
func (f *found) vouched(text string, q *data.Quote, span data.Span) *data.Quote {
	a := f.plan.asked
	if q == nil || a < 0 || !q.Named || q.Confidence < askedConfidence || !f.plan.speaks(a, q.Speaker) {
		return q
	}
	if q.Mention.Len() == 0 || !span.Contains(q.Mention) || addressed(text[span.Start:q.Mention.Start]) {
		return q
	}
	out := *q
	out.Confidence = max(out.Confidence, data.ReportedConfidence)
	return &out
}

// addressees are words after which a name is not the speaker's but the one
// spoken to or of ("called Ms Adair a fool"), titles left out.
var addressees = regexp.MustCompile(`(?i)(?:^|\P{L})(?:call|called|calls|calling|dubbed|branded|labelled|labeled|described|accused|told|asked|thanked|` +
	`qualifiée?|traitée?|accusée?|décrite?|surnommée?|appelée?)\s+(?:(?:mr|mrs|ms|dr|m|mme|president)\.?\s+)?$`)

// addressed reports whether a name right behind the text is the object of its
// last words.
func addressed(before string) bool { return addressees.MatchString(before) }
