package poll

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"verbatim/data"
	"verbatim/data/extract"
	"verbatim/data/ingest"
	"verbatim/data/ingest/fetch"
	"verbatim/data/lang"
	"verbatim/data/store"
)

// fullText is the fewest bytes of a feed's own text that may be the article:
// shorter ones are summaries.
const fullText = 1000

// errFrontPage is how sites say in their way that there is no such article.
var errFrontPage = errors.New("the site leads to its front page instead of the article")

// frontPage reports whether an address is a site's own.
func frontPage(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
}

// errNoText is an item of which nothing more is to be had.
var errNoText = errors.New("neither the page nor the feed has the article's text")

// article fetches an item's page and makes the article. While the server is in
// trouble the page is waited for; where there is none the feed's own text will do.
func (p *Poller) article(ctx context.Context, it store.Item) (store.Fetched, error) {
	var t told
	if err := json.Unmarshal(it.Told, &t); err != nil {
		return store.Fetched{}, fmt.Errorf("item %s: %w", data.Redact(it.URL), err)
	}
	page, kept, err := p.page(ctx, t.URL)
	if err != nil && (ctx.Err() != nil || triesOf(err) == mostTries && it.Tries+1 < mostTries) {
		return store.Fetched{}, err
	}
	f, err := p.assemble(it, t, page, kept, err)
	if err == nil && ingest.CanonicalURL(t.URL) != it.URL {
		err = p.renamed(ctx, &f, t.URL)
	}
	return f, err
}

// renamed looks at an article that its feed calls by a name that one at another
// address had. Feeds give names again: where the texts have nothing in common it
// is an article of its own.
func (p *Poller) renamed(ctx context.Context, f *store.Fetched, address string) error {
	a := &f.Record.Article
	stored, err := p.Store.Articles(ctx, []string{a.ID})
	before, there := stored[a.ID]
	if err != nil || !there || related(&before, a) {
		return err
	}
	f.Former, f.URL, f.Article = f.URL, ingest.CanonicalURL(address), ingest.ArticleID(address)
	a.ID = f.Article
	f.Aliases = nil
	return nil
}

// assemble makes the article of a page, or of the feed's own text where that is
// the fuller one, or there is no page.
func (p *Poller) assemble(it store.Item, t told, page extract.Page, kept data.Page, pageErr error) (f store.Fetched, err error) {
	text := fromFeed(t)
	switch {
	case len(text) > fullText && len(text) > len(page.Text)*6/5:
		page.Text = text
		kept = data.Page{Kind: data.Fragment, URL: t.URL, Content: []byte(t.HTML)}
	case pageErr != nil:
		return f, pageErr
	case page.Text == "":
		return f, errNoText
	}
	f = store.Fetched{Item: it, Page: kept, Aliases: aliases(it.URL, cmp.Or(kept.URL, t.URL), page.URL)}
	f.Record, err = p.Processor.Process(articleOf(it, t, page, p.Now()))
	return f, err
}

// page fetches and reads a page.
func (p *Poller) page(ctx context.Context, address string) (extract.Page, data.Page, error) {
	resp, err := p.Fetcher.Page(ctx, address)
	if err != nil {
		return extract.Page{}, data.Page{}, err
	}
	if frontPage(resp.URL) && !frontPage(address) {
		return extract.Page{}, data.Page{}, fmt.Errorf("read %s: %w", data.Redact(address), errFrontPage)
	}
	page, err := readPage(resp)
	if err != nil {
		return extract.Page{}, data.Page{}, fmt.Errorf("read %s: %w", data.Redact(address), err)
	}
	return page, data.Page{Kind: data.WholePage, URL: resp.URL, Content: resp.Body}, nil
}

// readPage reads an article out of an answer.
func readPage(resp fetch.Response) (extract.Page, error) {
	return extract.HTML(bytes.NewReader(resp.Body), resp.URL)
}

// fromFeed is the text that the feed itself carries, as far as it is text.
func fromFeed(t told) string {
	text, err := extract.Fragment(t.HTML)
	if err != nil {
		return ""
	}
	return text
}

// articleOf puts the article together. What the page prints goes before what the
// feed tells, but for the date, which feeds tell to the minute.
func articleOf(it store.Item, t told, page extract.Page, now time.Time) data.Article {
	a := data.Article{
		// Its own id, also where its text was another article's so far.
		ID: ingest.ArticleID(it.URL), URL: t.URL, Source: cmp.Or(t.Source, page.Site, hostName(t.URL)), Text: page.Text,
		Title:     cmp.Or(page.Title, t.Title),
		Author:    cmp.Or(page.Author, t.Author),
		Published: cmp.Or(t.Published, page.Published),
	}
	a.Lang = lang.Identify(a.Text, cmp.Or(t.Lang, page.Lang))
	if day := a.Day(); day > now.AddDate(0, 0, 2).Format(time.DateOnly) {
		a.Published = "" // a clock that runs ahead
	}
	return a
}

func hostName(address string) string {
	_, rest, _ := strings.Cut(ingest.CanonicalURL(address), "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// triesOf is how often an item is tried whose fetching ends with that error.
func triesOf(err error) int {
	var status *fetch.StatusError
	switch {
	case errors.Is(err, errFrontPage):
		return fewTries
	case errors.As(err, &status):
		return triesOfStatus(status.Code)
	}
	for _, e := range []error{
		fetch.ErrAddress, fetch.ErrScheme, fetch.ErrTooLarge, fetch.ErrRedirects, fetch.ErrRobots,
		extract.ErrNotHTML, extract.ErrNoArticle, extract.ErrPageTooLarge, extract.ErrWalled, extract.ErrScriptOnly, errNoText,
	} {
		if errors.Is(err, e) {
			return 1
		}
	}
	return mostTries
}

// triesOfStatus is triesOf of an answer that is no content. Feeds tell of pages
// before these are there (404), and sites shut out whom they do not know (403).
func triesOfStatus(code int) int {
	switch {
	case code == http.StatusGone:
		return 1
	case code >= 500 || code == http.StatusRequestTimeout || code == http.StatusTooEarly || code == http.StatusTooManyRequests:
		return mostTries
	}
	return fewTries
}

// Reprocess makes an article anew from its kept page. What is known of it beside
// its text stays.
func Reprocess(a data.Article, page data.Page) (data.Article, error) {
	if page.Kind == data.Fragment {
		text, err := extract.Fragment(string(page.Content))
		if err == nil && text == "" {
			err = errNoText
		}
		a.Text = cmp.Or(text, a.Text)
		return a, err
	}
	read, err := extract.HTML(io.Reader(bytes.NewReader(page.Content)), page.URL)
	if err != nil {
		return a, err
	}
	a.Text = read.Text
	a.Title, a.Author, a.Published = cmp.Or(read.Title, a.Title), cmp.Or(a.Author, read.Author), cmp.Or(a.Published, read.Published)
	return a, nil
}
