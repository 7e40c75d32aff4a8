package data

import "time"

// AnswerMode says how the bot answers mentions in a channel.
type AnswerMode string

// The modes.
const (
	AnswerReply   AnswerMode = "reply"   // under the question, for all to see
	AnswerThread  AnswerMode = "thread"  // in a thread begun at the question
	AnswerPrivate AnswerMode = "private" // directly, to the person
	AnswerOff     AnswerMode = "off"     // not at all; commands still work
)

// GuildSettings are what the admins of one Discord server chose. The zero value
// is what a new server has.
type GuildSettings struct {
	Lang      string                // of public answers: "", "en" or "fr"; empty = the server's own
	PerMinute int                   // questions of one member in a minute; 0 = the bot's default
	Channels  map[string]AnswerMode // by channel id; a channel without one is AnswerReply
}

// Gap is what was asked for and not found, as it was understood: no words of
// the question, and nobody's name but the speaker's asked about.
type Gap struct {
	Guild    string // empty = asked in a direct message
	Speakers []string
	Topic    []string // concepts
	Since    string   // YYYY-MM-DD, empty = open
	Until    string
	Count    int
	Last     time.Time // UTC
}

// Verdict is what a member thinks of an answer.
type Verdict string

// The verdicts.
const (
	Good    Verdict = "good"
	Bad     Verdict = "bad"     // with a reason
	Missing Verdict = "missing" // "it should be here"
)

// Feedback is a member's verdict on one answer. Question, Where and Member are
// kept only with the member's consent.
type Feedback struct {
	ID       int64 // given by the store
	At       time.Time
	Guild    string
	Verdict  Verdict
	Reason   string // one of the reasons offered, "" = none
	Lang     string // of the question
	Question string // the words asked, only with consent
	Where    string // where it should have been found, in the member's words, only with consent
	Member   string // user id, only with consent, so that it can be shown, exported and erased
	// Expected is the article and the words that a judged question would
	// want, as far as the member's verdict tells; empty otherwise.
	ArticleID, Words string
}

// AuditLine is one administrative action.
type AuditLine struct {
	At                    time.Time
	Guild, Channel, Actor string // ids
	Action                string // such as "settings limits"
	Detail                string // what it was set to; no member's text
}
