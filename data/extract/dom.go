package extract

import (
	"net/url"
	"strings"

	"codeberg.org/readeck/go-readability/v2/render"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// canonical is the address that the page gives of itself, resolved against
// base, empty where it gives none on the web.
func canonical(doc *html.Node, base *url.URL) string {
	var link, og string
	for n := range doc.Descendants() {
		switch {
		case n.DataAtom == atom.Link && strings.EqualFold(attr(n, "rel"), "canonical") && link == "":
			link = attr(n, "href")
		case n.DataAtom == atom.Meta && strings.EqualFold(attr(n, "property"), "og:url") && og == "":
			og = attr(n, "content")
		}
	}
	for _, address := range []string{link, og} {
		u, err := base.Parse(strings.TrimSpace(address))
		if address != "" && err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
			return u.String()
		}
	}
	return ""
}

// embeds are the classes that sites give to the blockquote of an embedded post.
var embeds = []string{"twitter-tweet", "twitter-video", "mastodon-embed", "bluesky-embed"}

// flattenPosts replaces each embedded post by one paragraph, a line of the post
// a line, so that its words and its signature stay together and are not taken
// for a box of links.
func flattenPosts(doc *html.Node) {
	var posts []*html.Node
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Blockquote && isEmbed(attr(n, "class")) {
			posts = append(posts, n)
		}
	}
	for _, n := range posts {
		text := render.InnerText(n)
		if at := strings.LastIndex(text, "(@"); at >= 0 {
			if sig, ok := nameStart(text, 0, at); ok {
				text = text[:sig] + "\n" + text[sig:]
			}
			replaceByLines(n, text)
		}
	}
}

func isEmbed(class string) bool {
	for _, c := range embeds {
		if strings.Contains(class, c) {
			return true
		}
	}
	return false
}

// replaceByLines puts a paragraph of the lines of text in n's place.
func replaceByLines(n *html.Node, text string) {
	if n.Parent == nil { // inside a post replaced before
		return
	}
	p := &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		if p.FirstChild != nil {
			p.AppendChild(&html.Node{Type: html.ElementNode, Data: "br", DataAtom: atom.Br})
		}
		p.AppendChild(&html.Node{Type: html.TextNode, Data: l})
	}
	n.Parent.InsertBefore(p, n)
	n.Parent.RemoveChild(n)
}

// markItems puts "- " before the text of each list item: plain text knows a
// list by its markers.
func markItems(doc *html.Node) {
	var items []*html.Node
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Li {
			items = append(items, n)
		}
	}
	for _, n := range items {
		if text := strings.TrimSpace(render.InnerText(n)); text != "" && Marker(text) == 0 {
			into := firstText(n)
			into.Data = "- " + strings.TrimLeft(into.Data, " \t\r\n")
		}
	}
}

// firstText is the first text under n that is not blank; n must hold one.
func firstText(n *html.Node) *html.Node {
	for c := range n.Descendants() {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			return c
		}
	}
	return n
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
