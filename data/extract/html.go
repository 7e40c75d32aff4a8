package extract

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// Page is what an article's page says. Fields that it does not tell are empty.
type Page struct {
	URL       string // the canonical address that the page gives of itself, absolute
	Title     string
	Author    string
	Published string // RFC 3339, or YYYY-MM-DD where it tells no time of day
	Site      string
	Lang      string // as the page declares it, "en", "fr", ...
	Text      string // valid UTF-8, paragraphs parted by an empty line, list items start with "- "
	Walled    bool   // the page says that its article is not free: Text may be only its beginning
}

// MaxPage is the most bytes of a page that HTML reads. The largest real article
// page seen has 1.2 MB.
const MaxPage = 10 << 20

// The errors of HTML, beside those of the reader.
var (
	ErrPageTooLarge = fmt.Errorf("the page is larger than %d MB", MaxPage>>20)
	ErrNotHTML      = errors.New("this is not an HTML page")
	ErrNoArticle    = errors.New("no article text found in the page")
)

// HTML extracts the article of a page. pageURL is where the page came from,
// "" where unknown; relative addresses are resolved against it. The encoding is
// the one that the page declares, else UTF-8 where the page is valid UTF-8,
// else Windows-1252.
func HTML(r io.Reader, pageURL string) (Page, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxPage+1))
	switch {
	case err != nil:
		return Page{}, err
	case len(raw) > MaxPage:
		return Page{}, ErrPageTooLarge
	}
	source, err := decodePage(raw)
	if err != nil {
		return Page{}, err
	}
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return Page{}, fmt.Errorf("parse HTML: %w", err)
	}
	base, err := url.Parse(pageURL)
	if err != nil {
		base = &url.URL{}
	}
	return readPage(doc, base)
}

// readPage reads the article out of doc, which it changes.
func readPage(doc *html.Node, base *url.URL) (Page, error) {
	page := Page{URL: canonical(doc, base), Walled: walled(doc)}
	frame := scripted(doc)
	flattenPosts(doc)
	prune(doc)
	titles, lead := headings(doc), leads(doc)
	code := language(documentLanguage(doc))
	day := printedDate(doc, base.Path, code)
	narrow(doc)
	parser := readability.NewParser()
	article, err := parser.ParseAndMutate(doc, base)
	if err != nil {
		return Page{}, fmt.Errorf("extract article: %w", err)
	}
	text, err := articleText(article)
	if err != nil {
		return Page{}, err
	}
	if err := page.missing(text, frame); err != nil {
		return Page{}, err
	}
	page.Text = withLead(text, lead)
	page.Title = printedTitle(oneLine(article.Title()), titles)
	page.Author = oneLine(article.Byline())
	page.Site = oneLine(article.SiteName())
	page.Lang = cmp.Or(language(article.Language()), code)
	page.Published = cmp.Or(published(article), day)
	return page, nil
}

// missing says why text is no article's.
func (p *Page) missing(text string, frame bool) error {
	switch {
	case p.Walled && len(text) < leastText:
		return ErrWalled
	case frame && len(text) < leastText:
		return ErrScriptOnly
	case text == "":
		return ErrNoArticle
	}
	return nil
}

// articleText renders what the library found, "" where it found nothing.
func articleText(article readability.Article) (string, error) {
	if article.Node == nil {
		return "", nil
	}
	markItems(article.Node)
	var text strings.Builder
	if err := article.RenderText(&text); err != nil {
		return "", fmt.Errorf("render article: %w", err)
	}
	return cutNoise(strings.ToValidUTF8(strings.TrimSpace(text.String()), "\uFFFD")), nil
}

// decodePage turns a page into UTF-8.
func decodePage(raw []byte) (string, error) {
	kind := http.DetectContentType(raw)
	if !strings.HasPrefix(kind, "text/") && kind != "application/octet-stream" { // which is any text with an odd byte in it
		return "", fmt.Errorf("%w: it looks like %s", ErrNotHTML, kind)
	}
	head := bytes.TrimSpace(raw[:min(len(raw), 1024)])
	e, name, certain := charset.DetermineEncoding(raw, "")
	if strings.HasPrefix(name, "utf-16") || bytes.IndexByte(head, 0) < 0 && bytes.IndexByte(raw, '<') >= 0 {
		if name == "utf-8" || !certain && utf8.Valid(raw) {
			return strings.ToValidUTF8(string(bytes.TrimPrefix(raw, []byte("\uFEFF"))), "\uFFFD"), nil
		}
		text, err := e.NewDecoder().Bytes(raw)
		if err != nil {
			return "", fmt.Errorf("decode %s: %w", name, err)
		}
		return string(text), nil
	}
	return "", fmt.Errorf("%w: it looks like %s", ErrNotHTML, kind)
}

// published is when the article was published, empty where the page does not
// tell or tells it in a way that nobody can read.
func published(a readability.Article) string {
	t, err := a.PublishedTime()
	if err != nil || !plausible(t) {
		return ""
	}
	return formatDate(t)
}

// documentLanguage is the language that the page's root declares.
func documentLanguage(doc *html.Node) string {
	for n := range doc.ChildNodes() {
		if n.DataAtom == atom.Html {
			return attr(n, "lang")
		}
	}
	return ""
}

// language is the primary subtag of a language tag: "fr" of "fr-CA".
func language(tag string) string {
	tag, _, _ = strings.Cut(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"), "-")
	if len(tag) != 2 {
		return ""
	}
	return strings.ToLower(tag)
}

// oneLine joins the words of s by single blanks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// cutNoise takes out of a page's text the blocks that are not the article: links
// to others, adverts, boxes. A page that is nothing else stays whole.
func cutNoise(text string) string {
	var kept strings.Builder
	at := 0
	for _, b := range Text(text) {
		if !b.Kind.Searchable() && !isLink(b.Of(text)) {
			kept.WriteString(text[at:b.Start])
			at = b.End
		}
	}
	kept.WriteString(text[at:])
	out := strings.TrimSpace(blankLines.ReplaceAllString(kept.String(), "\n\n"))
	if out == "" {
		return text
	}
	return out
}

var blankLines = regexp.MustCompile(`\n[\s]*\n`)
