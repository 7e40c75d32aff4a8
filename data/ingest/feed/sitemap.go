package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// ErrNotSitemap is a text that is no sitemap.
var ErrNotSitemap = errors.New("this is not a sitemap")

// Sitemap is a list of a site's pages, or of further sitemaps
// (sitemaps.org, with Google's news extension).
type Sitemap struct {
	Items []Item   // pages; title and date where the news extension tells them
	Maps  []string // further sitemaps, those that changed last first where that is told
}

type sitemapEntry struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	News    struct {
		Title string `xml:"title"`
		Date  string `xml:"publication_date"`
	} `xml:"news"`
}

// ParseSitemap reads a sitemap. Addresses that are not of the web are dropped.
func ParseSitemap(raw []byte, contentType string) (Sitemap, error) {
	text, err := Decode(raw, contentType)
	if err != nil {
		return Sitemap{}, err
	}
	text = tidy(text)
	if !strings.Contains(text, "<urlset") && !strings.Contains(text, "<sitemapindex") {
		return Sitemap{}, ErrNotSitemap
	}
	var doc struct {
		Pages []sitemapEntry `xml:"url"`
		Maps  []sitemapEntry `xml:"sitemap"`
	}
	decode := func(text string) error {
		d := xml.NewDecoder(strings.NewReader(text))
		d.Strict = false
		d.Entity = xml.HTMLEntity
		return d.Decode(&doc)
	}
	if err := bounded(text); err != nil {
		return Sitemap{}, fmt.Errorf("%w: %w", ErrNotSitemap, err)
	}
	if err := decode(text); err != nil {
		doc.Pages, doc.Maps = nil, nil
		if err := decode(closeOpen(text)); err != nil {
			return Sitemap{}, fmt.Errorf("%w: %w", ErrNotSitemap, err)
		}
	}
	var s Sitemap
	for _, e := range doc.Pages {
		if address := resolve(&url.URL{}, e.Loc); address != "" {
			s.Items = append(s.Items, Item{URL: address, Title: plain(e.News.Title), Published: stamp(e.News.Date), Updated: stamp(e.LastMod)})
		}
	}
	slices.SortStableFunc(doc.Maps, func(a, b sitemapEntry) int { return strings.Compare(stamp(b.LastMod), stamp(a.LastMod)) })
	for _, e := range doc.Maps {
		if address := resolve(&url.URL{}, e.Loc); address != "" {
			s.Maps = append(s.Maps, address)
		}
	}
	return s, nil
}

// stamp reads a date of the W3C's profile of ISO 8601.
func stamp(s string) string {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return date(s, &t)
		}
	}
	return ""
}
