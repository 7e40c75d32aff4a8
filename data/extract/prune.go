package extract

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

//go:embed boxes.txt
var boxFile string

// boxNames are the names of boxes.txt, each between hyphens.
var boxNames = sync.OnceValue(func() []string {
	var names []string
	for line := range strings.Lines(boxFile) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			names = append(names, "-"+line+"-")
		}
	}
	return names
})

// largestBox is the most of a page's words that a box may hold: one over three.
const largestBox = 3

// prune takes out of doc what is not the article by the name that the site
// gives it: boxes, picture captions, forms. A page that is one such box to the
// eye of its site stays whole.
func prune(doc *html.Node) {
	words := countText(doc)
	var boxes []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && isBox(n) && !holdsArticle(n, words) {
			boxes = append(boxes, n)
		}
	}
	for _, n := range boxes {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// isBox reports whether an element is a box by its kind or its name.
func isBox(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Form:
		return true
	case atom.Html, atom.Body, atom.Article, atom.Main, atom.Head:
		return false
	}
	for _, key := range []string{"class", "id"} {
		name := boxName(attr(n, key))
		if name == "" {
			continue
		}
		for _, box := range boxNames() {
			if strings.Contains(name, box) {
				return true
			}
		}
	}
	return false
}

// boxName writes a class or id as boxes.txt does, with hyphens around each word:
// "listPosts-title h2" is "-list-posts-title--h2-".
func boxName(s string) string {
	if s == "" {
		return ""
	}
	var b strings.Builder
	b.WriteByte('-')
	lower := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			b.WriteString("--")
		case !wordRune(r):
			b.WriteByte('-')
		default:
			if lower && unicode.IsUpper(r) {
				b.WriteByte('-')
			}
			b.WriteRune(unicode.ToLower(r))
		}
		lower = unicode.IsLower(r)
	}
	b.WriteByte('-')
	return b.String()
}

// holdsArticle reports whether the box n holds what a page is about: its main
// heading, an article, or much of the page's text. A form that is not the whole
// page is no article however long it is.
func holdsArticle(n *html.Node, words int) bool {
	for c := range n.Descendants() {
		if c.DataAtom == atom.H1 || c.DataAtom == atom.Article {
			return true
		}
	}
	return n.DataAtom != atom.Form && countText(n)*largestBox > words
}

// countText is how many bytes of text stand under n, blanks and scripts aside.
func countText(n *html.Node) int {
	if n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.DataAtom == atom.Noscript {
		return 0
	}
	if n.Type == html.TextNode {
		return len(strings.TrimSpace(n.Data))
	}
	total := 0
	for c := range n.ChildNodes() {
		total += countText(c)
	}
	return total
}

// smallestBody is the fewest bytes of text that make an element the article's
// body: a site's teaser has less.
const smallestBody = 500

// narrow leaves of the page's body only the element that the site itself marks
// as the article's (schema.org's articleBody), where there is one with a text.
func narrow(doc *html.Node) {
	var body, best *html.Node
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Body && body == nil {
			body = n
		}
		if strings.EqualFold(attr(n, "itemprop"), "articleBody") && n.FirstChild != nil && (best == nil || countText(n) > countText(best)) {
			best = n
		}
	}
	if body == nil || best == nil || best == body || countText(best) < smallestBody {
		return
	}
	best.Parent.RemoveChild(best)
	for c := body.FirstChild; c != nil; c = body.FirstChild {
		body.RemoveChild(c)
	}
	body.AppendChild(best)
}
