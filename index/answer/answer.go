// Package answer turns a question into an Answer: citations that are slices of
// stored articles, or an honest word that nothing answers. It has no field for
// free text of ours about what anybody said.
package answer

import "verbatim/data"

// Status says whether a question was answered.
type Status string

// The statuses of CONTRACT.md. Only Answered counts as an answer.
const (
	Answered         Status = "answered"
	Unsure           Status = "unsure"
	NothingFound     Status = "nothing_found"
	AmbiguousSpeaker Status = "ambiguous_speaker"
)

// Reason says why a question was not answered.
type Reason string

// The reasons, given with every status but Answered.
const (
	EmptyQuestion  Reason = "empty_question"
	NoMatch        Reason = "no_match"
	SpeakerUnknown Reason = "speaker_unknown"         // a name we have never seen as a speaker
	SpeakerSilent  Reason = "speaker_silent_on_topic" // the speaker is in the index, not on this
	OutsideDates   Reason = "outside_dates"           // something answers, at another time
	WeakMatch      Reason = "weak_match"              // unsure: the closest passages cover too little
	ImpossibleDate Reason = "impossible_date"         // the question names a day that no calendar has
	OtherLanguage  Reason = "other_language"          // the question is in a language that is not understood
	SeveralPeople  Reason = "several_people"          // ambiguous_speaker
	SameSubject    Reason = "same_subject"            // Trends: two of the subjects are one
)

// Answer is what a question gets, in the form of CONTRACT.md.
type Answer struct {
	ID         string     `json:"id,omitempty"` // of the question, in a batch
	Question   string     `json:"question"`
	Lang       string     `json:"lang"` // of the question: "en" or "fr"
	Status     Status     `json:"status"`
	Reason     Reason     `json:"reason"`
	Choices    []string   `json:"choices,omitempty"` // ambiguous_speaker: the people meant
	Understood Understood `json:"understood"`
	Citations  []Citation `json:"citations"`
	Nearest    []Citation `json:"nearest,omitempty"` // where nothing answers or we are unsure
	// Sample is set where the embedded sample answered, because the data
	// directory holds no articles yet.
	Sample bool    `json:"sample,omitempty"`
	TookMS float64 `json:"took_ms"` // question in, answer ready; index already open
}

// Understood is the question as the program read it.
type Understood struct {
	Speakers []string `json:"speakers"`
	Topic    []string `json:"topic"`
	Since    string   `json:"since"` // YYYY-MM-DD, first day; empty = open
	Until    string   `json:"until"` // YYYY-MM-DD, last day; empty = open
	Kind     string   `json:"kind"`  // statement, takeaways or any
	Langs    []string `json:"langs"`
	// Unread is what a request asks behind its first question: one is answered at a time.
	Unread string `json:"unread,omitempty"`
}

// Citation is one shown slice of a stored article: Text equals the article's
// code points [Start, End), always.
type Citation struct {
	Rank      int       `json:"rank"`
	ArticleID string    `json:"article_id"`
	URL       string    `json:"url"`
	Title     string    `json:"title"`
	Source    string    `json:"source"`
	Published string    `json:"published"` // date printed, YYYY-MM-DD, empty = unknown
	Lang      string    `json:"lang"`      // language of the words cited
	Kind      data.Kind `json:"kind"`
	Text      string    `json:"text"`
	Start     int       `json:"start"`           // code points
	End       int       `json:"end"`             // code points
	Parts     [][2]int  `json:"parts,omitempty"` // code points; only where an incise cuts the quote
	// CutBefore and CutAfter are set where the statement goes on before Start or
	// after End: it is shown in part, and a renderer says so.
	CutBefore bool `json:"cut_before,omitempty"`
	CutAfter  bool `json:"cut_after,omitempty"`
	// Speaker is a person's or organisation's name; empty = unattributed.
	Speaker        string     `json:"speaker"`
	SpeakerMention string     `json:"speaker_mention,omitempty"`
	SpeakerBasis   data.Basis `json:"speaker_basis,omitempty"`
	SaidOn         string     `json:"said_on"` // YYYY, YYYY-MM or YYYY-MM-DD; empty = unknown
	Unconfirmed    bool       `json:"unconfirmed"`
	// MayBeTranslation is set on quoted words in another language than the
	// one that nearly all of the speaker's statements are in.
	MayBeTranslation bool     `json:"may_be_translation,omitempty"`
	AlsoIn           []string `json:"also_in,omitempty"` // ids of other articles with the same words
	Score            float64  `json:"score"`
	// Origin is set on citations of the embedded sample: the real article
	// that the quoted words come from.
	Origin *data.Origin `json:"origin,omitempty"`
	// Marks are the quotation marks around a direct quote in print, opening
	// and closing; empty where none stand there. They are no part of Text.
	Marks [2]string `json:"-"`
	// Highlights are the matching words inside Text, as byte spans of Text,
	// in order and apart. Display only.
	Highlights []data.Span `json:"-"`
}
