package extract

import (
	"fmt"
	"strings"

	"codeberg.org/readeck/go-readability/v2/render"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Fragment is the text of an article given as a piece of HTML, as feeds carry
// it: all of it is the article, but for boxes and embedded posts, which are
// treated as in a page. It is empty where there are no words.
func Fragment(source string) (string, error) {
	if len(source) > MaxPage {
		return "", ErrPageTooLarge
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(source), body)
	if err != nil {
		return "", fmt.Errorf("parse HTML: %w", err)
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	flattenPosts(body)
	prune(body)
	markItems(body)
	text := strings.ToValidUTF8(strings.TrimSpace(render.InnerText(body)), "\uFFFD")
	return cutNoise(text), nil
}
