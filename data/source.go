package data

// Source is a feed that articles come from.
type Source struct {
	Name string `json:"name"`           // the publisher, as shown; an article's Source
	Feed string `json:"feed"`           // the feed's address: what a source is known by
	Site string `json:"site,omitempty"` // the site's address
	Lang string `json:"lang,omitempty"` // ISO 639-1, "" where unknown or mixed
}
