package bot

import (
	"context"
	"io"
	"time"

	"verbatim/data"
	"verbatim/index/answer"
)

// Asker answers questions. An error means that the search failed, never that
// nothing was found.
type Asker interface {
	Ask(ctx context.Context, r answer.Request) (answer.Answer, error)
}

// Library tells what there is to ask about.
type Library interface {
	// Latest returns takeaways of the newest articles, newest first.
	Latest(ctx context.Context, r LatestRequest) (Latest, error)
	// Fresh returns what arrived in the store since a place, the last first.
	Fresh(ctx context.Context, r FreshRequest) (Fresh, error)
	// Suggest returns names that begin with, or contain, what was typed; with
	// nothing typed the most frequent ones. Those in the reader's language come
	// first.
	Suggest(ctx context.Context, r SuggestRequest) ([]string, error)
	// Statements lists what one person said, in the order of dates.
	Statements(ctx context.Context, r answer.StatementsRequest) (answer.Statements, error)
	// Trends counts how often topics or people are in print, over time.
	Trends(ctx context.Context, r answer.TrendsRequest) (answer.Trends, error)
	// Verify says whether words stand in an article, and in whose mouth.
	Verify(ctx context.Context, r answer.VerifyRequest) (answer.Verification, error)
	// Around returns the sentences before and after a citation.
	Around(ctx context.Context, c answer.Citation) (before, after string, err error)
	// Sources lists the publications, those with the most articles first.
	Sources(ctx context.Context) ([]Source, error)
	// IsConcept reports whether a topic is a concept that the lexicon knows, and
	// not just a word that somebody used.
	IsConcept(topic string) bool
	// Coverage says what a search looks through.
	Coverage(ctx context.Context) (Coverage, error)
}

// Source is a publication and what is indexed of it.
type Source struct {
	Name             string
	Articles, Quotes int
	Newest           string // printed, YYYY-MM-DD, empty = unknown
}

// Suggestion is what names are suggested of.
type Suggestion string

// The kinds of suggestion.
const (
	Speakers Suggestion = "speaker"
	Sources  Suggestion = "source"
	Topics   Suggestion = "topic"
)

// SuggestRequest asks for names while one is typed.
type SuggestRequest struct {
	What       Suggestion
	Typed      string
	ReaderLang string
	Limit      int
}

// LatestRequest narrows the takeaways asked for; empty fields do not.
type LatestRequest struct {
	Topic, Source string
	Since, Until  string // YYYY-MM-DD, inclusive
	Lang          string
	Limit, Offset int // articles
	ReaderLang    string
	Now           time.Time
}

// Latest is the takeaways of some articles.
type Latest struct {
	Articles []Takeaways
	More     bool // further articles follow
	Sample   bool // the embedded sample answered
}

// FreshRequest asks for what arrived; empty fields do not narrow it.
type FreshRequest struct {
	After, Through      int64  // arrivals: those after the one, up to the other (data.Period)
	PrintedSince        string // YYYY-MM-DD; what was printed before is no news
	Topic, Source, Lang string
	Limit               int // articles
	ReaderLang          string
	Now                 time.Time
}

// Fresh is what arrived.
type Fresh struct {
	Articles []FreshArticle
	Total    int  // articles, those beyond the limit included
	Capped   bool // there are more than anybody counts
	Sample   bool
}

// FreshArticle is an article that arrived, and what somebody says in it.
type FreshArticle struct {
	Takeaways
	Quote *answer.Citation // nil where nobody is quoted by name
}

// Takeaways are the items of one article's takeaways list.
type Takeaways struct {
	Title, URL, Source string
	Published          string // YYYY-MM-DD, empty = unknown
	Lang               string
	Items              []string // slices of the article's text, three at most are shown
	Origin             *data.Origin
}

// Coverage is what a search looks through.
type Coverage struct {
	Articles, Sources int
	Oldest, Newest    string // printed, YYYY-MM-DD; empty = unknown
}

// Admin does what operators may ask for in Discord.
type Admin interface {
	Status(ctx context.Context) (Status, error)
	// Rebuild indexes everything anew and returns once the new index answers.
	// progress is called now and then, from one goroutine.
	Rebuild(ctx context.Context, progress func(done, total int)) error
	// Add takes in the articles of a file; its name tells the format.
	Add(ctx context.Context, name string, r io.Reader) (Summary, error)
	// Backup writes a copy of the store and returns where.
	Backup(ctx context.Context) (path string, err error)
}

// Status is the state of store and index.
type Status struct {
	Articles, Quotes, Passages, Sources int
	Languages                           map[string]int // articles by language
	Oldest, Newest                      string         // printed, YYYY-MM-DD
	Generation                          string
	Lag                                 int // changes not indexed yet
	IndexBytes, StoreBytes              int64
	Engine                              string // of the store
	Sample                              bool   // the embedded sample answers
}

// Summary is what came of adding articles.
type Summary struct {
	Read, Added, Updated, Unchanged, Skipped int
	Errors                                   []string // what was skipped: where and why
}
