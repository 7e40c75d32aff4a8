package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"verbatim/data/lang"
)

// shortestTitle is the fewest bytes of a main heading that is taken for the
// title by itself: shorter ones are names of sites and sections.
const shortestTitle = 20

// headings are the page's main headings, as printed.
func headings(doc *html.Node) []string {
	var out []string
	for n := range doc.Descendants() {
		if n.DataAtom == atom.H1 {
			if s := oneLine(textOf(n)); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// printedTitle is the title as the article prints it. What a page declares has
// the site's name, a label or straight apostrophes added for machines; the
// main heading that says the same is better.
func printedTitle(declared string, headings []string) string {
	folded := lang.Fold(declared)
	for _, h := range headings {
		if len(h) >= shortestTitle && strings.Contains(folded, lang.Fold(h)) {
			return h
		}
	}
	return declared
}

// textOf is the text under n, as it stands, scripts and styles aside.
func textOf(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.DataAtom == atom.Noscript:
			return
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.DataAtom == atom.Br:
			b.WriteByte('\n')
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(n)
	return b.String()
}
