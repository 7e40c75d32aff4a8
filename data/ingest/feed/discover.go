package feed

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Link is a feed that a page names.
type Link struct {
	URL   string
	Title string
}

// Discover lists the feeds that a page names, those declared in its head
// first, then what its links look like feeds. page is decoded HTML, address
// where it came from.
func Discover(page, address string) []Link {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil
	}
	base, err := url.Parse(address)
	if err != nil {
		base = &url.URL{}
	}
	var declared, linked []Link
	for n := range doc.Descendants() {
		switch {
		case n.DataAtom == atom.Base && attr(n, "href") != "":
			if b, err := base.Parse(attr(n, "href")); err == nil {
				base = b
			}
		case n.DataAtom == atom.Link && isFeedLink(n):
			declared = append(declared, Link{resolve(base, attr(n, "href")), plain(attr(n, "title"))})
		case n.DataAtom == atom.A && looksLikeFeed(attr(n, "href")):
			linked = append(linked, Link{resolve(base, attr(n, "href")), plain(attr(n, "title"))})
		}
	}
	return distinct(append(declared, linked...))
}

// Guesses are where sites put their feed when they do not say, for a page at
// address: below it, and at the root of its host.
func Guesses(address string) []string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil
	}
	var out []string
	for _, name := range []string{"feed", "rss", "feed.xml", "rss.xml", "atom.xml", "index.xml", "feed.json"} {
		g := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/" + name}
		out = append(out, g.String())
	}
	return out
}

// isFeedLink reports whether a <link> names a feed, and not one of comments.
func isFeedLink(n *html.Node) bool {
	rel, kind := strings.ToLower(attr(n, "rel")), strings.ToLower(attr(n, "type"))
	if !strings.Contains(rel, "alternate") && !strings.Contains(rel, "feed") {
		return false
	}
	title, href := strings.ToLower(attr(n, "title")), attr(n, "href")
	if href == "" || strings.Contains(title, "comment") || strings.Contains(href, "/comments/") || strings.Contains(href, "wp-json") {
		return false
	}
	switch strings.TrimSpace(strings.Split(kind, ";")[0]) {
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/rss+xml":
		return true
	case "application/json", "application/xml", "text/xml":
		return looksLikeFeed(href)
	}
	return false
}

// looksLikeFeed reports whether an address has the form of a feed's.
func looksLikeFeed(href string) bool {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	p := strings.ToLower(strings.TrimRight(u.Path, "/"))
	last := p[strings.LastIndexByte(p, '/')+1:]
	switch last {
	case "feed", "rss", "atom", "feed.xml", "rss.xml", "atom.xml", "index.xml", "index.rdf", "feed.json":
		return true
	}
	return strings.HasSuffix(last, ".rss") || strings.HasSuffix(last, ".rdf") || strings.HasSuffix(last, ".atom")
}

// distinct drops what has no address, and what comes again.
func distinct(links []Link) []Link {
	seen := map[string]bool{"": true}
	var out []Link
	for _, l := range links {
		if !seen[l.URL] {
			seen[l.URL] = true
			out = append(out, l)
		}
	}
	return out
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
