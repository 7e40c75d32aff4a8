package feed

import (
	"cmp"
	"errors"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/rss"

	"verbatim/data/lang"
)

// Feed is what a feed says.
type Feed struct {
	Title string
	Site  string        // the address of the site, absolute, "" where not told
	Lang  string        // ISO 639-1, "" where not told
	Moved string        // where the feed says that it has moved to
	TTL   time.Duration // how long the feed asks not to be read again, 0 where not told
	Items []Item
}

// Item is one article that a feed tells of. What it does not tell is empty.
type Item struct {
	ID        string // as the feed names it; unlike URL it outlives a move
	URL       string // absolute, http or https
	Title     string // plain text
	Author    string
	Published string // RFC 3339, or YYYY-MM-DD
	Updated   string // the same
	HTML      string // the fuller one of content and description
}

// Why a text is no feed that can be read.
var (
	ErrNotFeed = errors.New("this is not a feed")
	ErrPage    = errors.New("this is a web page, not a feed")
)

// Parse reads a feed. contentType is the header of the response, "" where
// unknown; address is where it came from, and relative links are resolved
// against it. It never panics.
func Parse(raw []byte, contentType, address string) (f Feed, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = Feed{}, fmt.Errorf("%w: the parser failed (%v)", ErrNotFeed, p)
		}
	}()
	text, err := Decode(raw, contentType)
	if err != nil {
		return Feed{}, err
	}
	parsed, err := parseText(text)
	if err != nil {
		return Feed{}, err
	}
	return convert(parsed, address), nil
}

// parseText parses decoded text, repaired where it must be.
func parseText(text string) (*gofeed.Feed, error) {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		if err := boundedJSON(text); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNotFeed, err)
		}
		parsed, err := parseWith(text)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNotFeed, err)
		}
		return parsed, nil
	}
	text = tidy(text)
	if err := bounded(text); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotFeed, err)
	}
	parsed, err := parseWith(text)
	if errors.Is(err, gofeed.ErrFeedTypeNotDetected) {
		inner := embedded(text)
		if inner == "" {
			return nil, notFeed(text)
		}
		text = inner
		parsed, err = parseWith(text)
	}
	if err == nil {
		return parsed, nil
	}
	if parsed, again := parseWith(closeOpen(text)); again == nil {
		return parsed, nil
	}
	return nil, fmt.Errorf("%w: %w", ErrNotFeed, err)
}

func parseWith(text string) (*gofeed.Feed, error) {
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true
	return p.Parse(strings.NewReader(text))
}

// root finds a feed inside another document, as servers send that wrap
// everything in a page.
var root = regexp.MustCompile(`(?i)<(feed\s+xmlns|rss\s|rdf:RDF\s)`)

func embedded(text string) string {
	at := root.FindStringIndex(text)
	if at == nil || at[0] == 0 {
		return ""
	}
	return text[at[0]:]
}

// notFeed says what the text is instead.
func notFeed(text string) error {
	head := strings.ToLower(text[:min(len(text), 2048)])
	name := rootName.FindStringSubmatch(head)
	switch {
	case name == nil:
	case slices.Contains([]string{"html", "head", "body"}, name[1]) || strings.Contains(head, "<!doctype html"):
		return ErrPage
	default:
		return fmt.Errorf("%w: its root is <%s>", ErrNotFeed, name[1])
	}
	return fmt.Errorf("%w: there is no element in it", ErrNotFeed)
}

var rootName = regexp.MustCompile(`<([a-z][a-z0-9:_-]*)`)

// convert takes over what is used of a parsed feed.
func convert(p *gofeed.Feed, address string) Feed {
	base, err := url.Parse(address)
	if err != nil {
		base = &url.URL{}
	}
	f := Feed{Title: plain(p.Title), Lang: languageCode(p.Language)}
	f.Site = resolve(base, p.Link)
	if site, err := url.Parse(f.Site); err == nil && site.Host != "" && base.Host == "" {
		base = site
	}
	if p.ITunesExt != nil {
		f.Moved = resolve(base, p.ITunesExt.NewFeedURL)
	}
	if original, ok := p.OriginalFeed().(*rss.Feed); ok {
		if minutes, err := strconv.Atoi(strings.TrimSpace(original.TTL)); err == nil && minutes > 0 {
			f.TTL = time.Duration(min(minutes, 7*24*60)) * time.Minute
		}
	}
	for _, it := range p.Items {
		if it != nil {
			f.Items = append(f.Items, convertItem(it, base))
		}
	}
	return f
}

func convertItem(it *gofeed.Item, base *url.URL) Item {
	out := Item{
		ID:        strings.TrimSpace(it.GUID),
		URL:       resolve(base, itemLink(it)),
		Title:     plain(it.Title),
		Published: date(it.Published, it.PublishedParsed),
		Updated:   date(it.Updated, it.UpdatedParsed),
		HTML:      it.Description,
	}
	if len(it.Content) > len(it.Description) {
		out.HTML = it.Content
	}
	out.Published = cmp.Or(out.Published, out.Updated)
	if len(it.Authors) > 0 && it.Authors[0] != nil {
		out.Author = plain(it.Authors[0].Name)
	}
	return out
}

// itemLink is the address of an item: the one before a proxy counted readers,
// its link, or a name that is an address.
func itemLink(it *gofeed.Item) string {
	if orig := it.Extensions["feedburner"]["origLink"]; len(orig) > 0 && orig[0].Value != "" {
		return orig[0].Value
	}
	if link := strings.TrimSpace(it.Link); link != "" {
		return link
	}
	if guid := strings.TrimSpace(it.GUID); strings.HasPrefix(guid, "http://") || strings.HasPrefix(guid, "https://") {
		return guid
	}
	return ""
}

// resolve makes link absolute; one that is not of the web is dropped.
func resolve(base *url.URL, link string) string {
	link = strings.TrimSpace(link)
	if link == "" {
		return ""
	}
	u, err := base.Parse(link)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// date is a date as the feed wrote it, in a form that can be compared.
func date(written string, parsed *time.Time) string {
	written = strings.TrimSpace(written)
	if parsed == nil {
		for _, code := range []string{"en", "fr"} {
			if d := lang.Dates(written, code, time.Time{}); len(d) > 0 && len(d[0].Said) == len(time.DateOnly) {
				return d[0].Said
			}
		}
		return ""
	}
	if parsed.Year() < 1990 || parsed.Year() > 9999 {
		return ""
	}
	if len(written) <= len(time.DateOnly) && !strings.Contains(written, ":") {
		return parsed.Format(time.DateOnly)
	}
	return parsed.UTC().Format(time.RFC3339)
}

var tag = regexp.MustCompile(`<[a-zA-Z/!][^>]*>`)

// plain is a title or a name without markup, its entities read, on one line.
func plain(s string) string {
	s = html.UnescapeString(tag.ReplaceAllString(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// languageCode is the ISO 639-1 code of a language tag, "" where it has none.
func languageCode(tag string) string {
	code, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"), "-")
	if len(code) != 2 {
		return ""
	}
	return strings.ToLower(code)
}
