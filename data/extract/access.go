package extract

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Why a page that is HTML has no article to read.
var (
	ErrScriptOnly = errors.New("the page shows its text only to a browser that runs its scripts")
	ErrWalled     = errors.New("the article stands behind a paywall or a login")
)

// leastText is the fewest bytes of an article that a paywalled page is taken
// for: below that it is the invitation to subscribe.
const leastText = 400

// walled reports whether the page says that its article is not free to read
// (schema.org's isAccessibleForFree, or the content tier of Open Graph).
func walled(doc *html.Node) bool {
	for n := range doc.Descendants() {
		switch {
		case n.DataAtom == atom.Meta && attr(n, "property") == "article:content_tier":
			if tier := attr(n, "content"); tier == "locked" || tier == "metered" {
				return true
			}
		case n.DataAtom == atom.Script && strings.EqualFold(attr(n, "type"), "application/ld+json") && n.FirstChild != nil:
			var v any
			if json.Unmarshal([]byte(n.FirstChild.Data), &v) == nil && saysPaid(v) {
				return true
			}
		}
	}
	return false
}

// saysPaid looks for isAccessibleForFree: false on the article itself; its parts
// (hasPart) say which of them are paid for, and are looked at too.
func saysPaid(v any) bool {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if saysPaid(x) {
				return true
			}
		}
	case map[string]any:
		if free, ok := v["isAccessibleForFree"]; ok && strings.EqualFold(fmt.Sprint(free), "false") {
			return true
		}
		for _, key := range []string{"@graph", "mainEntity", "hasPart"} {
			if saysPaid(v[key]) {
				return true
			}
		}
	}
	return false
}

// scripted reports whether the page is an empty frame for scripts to fill: next
// to no text, and a request to switch scripts on or an empty root for them.
func scripted(doc *html.Node) bool {
	if countText(doc) >= leastText {
		return false
	}
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Noscript && strings.Contains(strings.ToLower(rawText(n)), "javascript") {
			return true
		}
		if id := attr(n, "id"); (id == "root" || id == "app" || id == "__next") && countText(n) == 0 {
			return true
		}
	}
	return false
}

// rawText is everything written under n.
func rawText(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
