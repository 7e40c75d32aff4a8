package data

import "time"

// Source is a feed that articles come from.
type Source struct {
	Name string `json:"name"`           // the publisher, as shown; an article's Source
	Feed string `json:"feed"`           // the feed's address: what a source is known by
	Site string `json:"site,omitempty"` // the site's address
	Lang string `json:"lang,omitempty"` // ISO 639-1, "" where unknown or mixed
}

// Feed is a source that is polled, and how that goes.
type Feed struct {
	Source
	State  FeedState  `json:"state"`
	Counts FeedCounts `json:"counts"`
}

// FeedState is what polling remembers of a feed.
type FeedState struct {
	ETag         string `json:"etag,omitempty"` // of the last answer, never ahead of the items stored
	LastModified string `json:"last_modified,omitempty"`

	Due          time.Time     `json:"due"`           // of the next check
	Interval     time.Duration `json:"interval"`      // between checks while all goes well
	Checked      time.Time     `json:"checked"`       // last; zero: never
	Succeeded    time.Time     `json:"succeeded"`     // last; zero: never
	FailingSince time.Time     `json:"failing_since"` // zero: it does not fail
	Failures     int           `json:"failures"`      // in a row
	Error        string        `json:"error,omitempty"`
	Reported     bool          `json:"reported"` // the failure was told to the admins
	Gone         bool          `json:"gone"`     // the server says that there is no feed any more: not polled
}

// FeedCounts counts what polling a feed gave since it was added.
type FeedCounts struct {
	Fetched     int `json:"fetched"`      // answers with a feed
	NotModified int `json:"not_modified"` // answers that nothing has changed
	New         int `json:"new"`          // articles
	Updated     int `json:"updated"`      // articles that changed
	Duplicate   int `json:"duplicate"`    // articles that another one has the text of
	Failed      int `json:"failed"`       // checks, and items given up
}

// PageKind says what a kept page is.
type PageKind string

// The kinds of kept page.
const (
	WholePage PageKind = "page"     // as the site sent it
	Fragment  PageKind = "fragment" // the HTML of a feed's item
)

// Page is the HTML that an article's text was taken from.
type Page struct {
	Kind    PageKind
	URL     string // where it came from; relative links are resolved against it
	Content []byte // as it came, or in UTF-8 where it came from a feed
}

// Correction sets right what was read out of an article: who said a quote, or
// that it is none. It holds for the words, wherever they stand in the text that
// is extracted later, and however they are written there: case, accents, blanks
// and marks may differ.
type Correction struct {
	Article string `json:"article"` // id
	Words   string `json:"words"`   // the quote's text as it stood
	Ruling  Ruling `json:"ruling"`
	Speaker string `json:"speaker,omitempty"` // with SaidBy
	Reason  string `json:"reason"`
	By      string `json:"by"`   // who corrected
	Made    string `json:"made"` // RFC 3339
}

// Ruling is what a correction does.
type Ruling string

// The rulings.
const (
	SaidBy       Ruling = "speaker" // the speaker is another
	SaidByNobody Ruling = "nobody"  // nobody is named
	Hidden       Ruling = "hidden"  // the quote is not shown, nor are its words as the article's
)
