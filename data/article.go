package data

import "time"

// Article is one stored article. Text is what it was stored with, character
// for character; nothing rewrites it.
type Article struct {
	ID     string `json:"id"`
	URL    string `json:"url,omitempty"`
	Title  string `json:"title,omitempty"`
	Source string `json:"source,omitempty"` // the publisher, as printed
	Author string `json:"author,omitempty"`
	// Published is when it was printed: RFC 3339 or YYYY-MM-DD as given, empty
	// where unknown.
	Published string  `json:"published,omitempty"`
	Lang      string  `json:"lang,omitempty"` // ISO 639-1, "en", "fr", …
	Text      string  `json:"text"`
	Origin    *Origin `json:"origin,omitempty"`
}

// Origin names the real article that a sample article's direct quotations come
// from. Only articles of the embedded sample carry one.
type Origin struct {
	URL       string `json:"url"`
	Published string `json:"published,omitempty"` // YYYY-MM-DD
}

// Day is the printed date as YYYY-MM-DD (as written, no time zone is applied),
// empty where unknown.
func (a *Article) Day() string {
	if len(a.Published) < len(time.DateOnly) {
		return ""
	}
	return a.Published[:len(time.DateOnly)]
}

// BlockKind says what a block of an article's text is.
type BlockKind string

// The kinds of block. Related, Advert, Boilerplate and Withheld are never searched
// and never shown.
const (
	Paragraph   BlockKind = "paragraph"
	Heading     BlockKind = "heading"
	Item        BlockKind = "item"        // of a list that is not the takeaways
	Post        BlockKind = "post"        // an embedded post, its signature included
	Takeaway    BlockKind = "takeaway"    // an item of the article's own takeaways list
	Related     BlockKind = "related"     // links to other articles
	Advert      BlockKind = "advert"      // adverts, presales, affiliate lists
	Boilerplate BlockKind = "boilerplate" // newsletter boxes, author notes, disclaimers
	Withheld    BlockKind = "withheld"    // a quote that was hidden, see Correction
)

// Searchable reports whether the block is part of the article proper.
func (k BlockKind) Searchable() bool {
	return k != Related && k != Advert && k != Boilerplate && k != Withheld
}

// Block is one piece of an article's text. Blocks do not overlap, stand in
// order, and leave out only blank space between them.
type Block struct {
	Span
	Kind BlockKind `json:"k"`
}

// Record is an article with what was read out of its text. It is stored and
// replaced as one.
type Record struct {
	Article Article
	Blocks  []Block
	Quotes  []Quote
}
