package feed

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"verbatim/data"
)

const rssFeed = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Port-Brume Gazette</title><link>https://gazette.example/</link><language>fr-FR</language><ttl>30</ttl>
<item><title>La coop&#233;rative &amp; ses <b>jetons</b></title><link>/2031/jetons</link><guid isPermaLink="false">g-1</guid>
 <dc:creator>Odile Marchetand</dc:creator><pubDate>Wed, 02 Apr 2031 09:30:00 +0200</pubDate>
 <description>Court.</description><content:encoded><![CDATA[<p>Plus long que le r&eacute;sum&eacute;.</p>]]></content:encoded></item>
<item><title>Sans lien</title><guid>https://gazette.example/2031/guid</guid><pubDate>3 avril 2031</pubDate></item>
<item><title>Script</title><link>javascript:alert(1)</link></item>
</channel></rss>`

func TestParseRSS(t *testing.T) {
	f, err := Parse([]byte(rssFeed), "", "https://gazette.example/feed")
	if err != nil {
		t.Fatal(err)
	}
	want := Feed{
		Title: "Port-Brume Gazette", Site: "https://gazette.example/", Lang: "fr", TTL: 30 * time.Minute,
		Items: []Item{
			{ID: "g-1", URL: "https://gazette.example/2031/jetons", Title: "La coopérative & ses jetons", Author: "Odile Marchetand",
				Published: "2031-04-02T07:30:00Z", HTML: "<p>Plus long que le r&eacute;sum&eacute;.</p>"},
			{ID: "https://gazette.example/2031/guid", URL: "https://gazette.example/2031/guid", Title: "Sans lien", Published: "2031-04-03"},
			{Title: "Script"},
		},
	}
	if !reflect.DeepEqual(f, want) {
		t.Errorf("got  %+v\nwant %+v", f, want)
	}
}

// TestKinds: each kind of feed, well-formed or not, gives its item.
func TestKinds(t *testing.T) {
	for name, source := range map[string]string{
		"Atom":              `<feed xmlns="http://www.w3.org/2005/Atom"><title>G</title><entry><title>Fog</title><link href="https://g.example/fog"/><updated>2031-04-02T09:30:00Z</updated></entry></feed>`,
		"RDF":               `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>G</title></channel><item><title>Fog</title><link>https://g.example/fog</link><dc:date>2031-04-02T09:30:00Z</dc:date></item></rdf:RDF>`,
		"JSON":              `{"version":"https://jsonfeed.org/version/1.1","title":"G","items":[{"id":"1","url":"https://g.example/fog","title":"Fog","content_text":"x","date_published":"2031-04-02T09:30:00Z"}]}`,
		"cut off":           `<rss version="2.0"><channel><title>G</title><item><title>Fog</title><link>https://g.example/fog</link><pubDate>Wed, 02 Apr 2031 09:30:00 GMT</pubDate></item><item><title>Hal`,
		"open at the end":   `<rss version="2.0"><channel><title>G</title><item><title>Fog</title><link>https://g.example/fog</link><pubDate>Wed, 02 Apr 2031 09:30:00 GMT</pubDate></item></channel></rss`,
		"blanks before":     "\n\n  <rss version=\"2.0\"><channel><item><title>Fog</title><link>https://g.example/fog</link><pubDate>2031-04-02T09:30:00Z</pubDate></item></channel></rss>",
		"control character": "<rss version=\"2.0\"><channel><item><title>F\x01og</title><link>https://g.example/fog</link><pubDate>2031-04-02T09:30:00Z</pubDate></item></channel></rss>",
		"inside a page":     `<!DOCTYPE html><html><body><rss version="2.0"><channel><item><title>Fog</title><link>https://g.example/fog</link><pubDate>2031-04-02T09:30:00Z</pubDate></item></channel></rss></body></html>`,
		"false declaration": `<?xml version="1.0" encoding="utf-16"?><rss version="2.0"><channel><item><title>Fog</title><link>https://g.example/fog</link><pubDate>2031-04-02T09:30:00Z</pubDate></item></channel></rss>`,
		"bare ampersand":    `<rss version="2.0"><channel><title>A & B &nbsp;</title><item><title>Fog</title><link>https://g.example/fog</link><pubDate>2031-04-02T09:30:00Z</pubDate></item></channel></rss>`,
	} {
		f, err := Parse([]byte(source), "", "https://g.example/feed")
		if err != nil || len(f.Items) == 0 {
			t.Errorf("%s: %+v, %v", name, f, err)
			continue
		}
		if it := f.Items[0]; it.Title != "Fog" || it.URL != "https://g.example/fog" || it.Published != "2031-04-02T09:30:00Z" {
			t.Errorf("%s: %+v", name, it)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		source string
		want   error
	}{
		"page":          {"<!doctype html><html><head><title>x</title></head></html>", ErrPage},
		"other XML":     {"<note><to>x</to></note>", ErrNotFeed},
		"broken JSON":   {`{"version": `, ErrNotFeed},
		"words":         {"Not found.", ErrNotFeed},
		"a PDF":         {"%PDF-1.7 <<>>", ErrNotFeed},
		"only comments": {"<!-- nothing -->", ErrNotFeed},
		"too deep":      {"<rss><channel>" + strings.Repeat("<item>", 100_000), ErrNotFeed},
	} {
		if _, err := Parse([]byte(c.source), "", ""); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestDiscover(t *testing.T) {
	const page = `<html><head>
<link rel="alternate" type="application/rss+xml" title="Gazette" href="/feed">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
<link rel="alternate" hreflang="fr" href="/fr/">
</head><body><a href="https://other.example/world.rss">World</a><a href="/feed">again</a><a href="mailto:x@y.example">x</a></body></html>`
	want := []Link{{"https://g.example/feed", "Gazette"}, {"https://other.example/world.rss", ""}}
	if got := Discover(page, "https://g.example/2031/fog"); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if g := Guesses("https://g.example/2031/fog?x=1"); len(g) == 0 || g[0] != "https://g.example/feed" {
		t.Errorf("guesses %q", g)
	}
}

func TestOPMLThereAndBack(t *testing.T) {
	want := []data.Source{
		{Name: "Port-Brume & Gazette", Feed: "https://gazette.example/feed", Site: "https://gazette.example/", Lang: "fr"},
		{Name: "Harbour Post", Feed: "https://harbour.example/rss"},
	}
	var b bytes.Buffer
	if err := WriteOPML(&b, "Verbatim", want); err != nil {
		t.Fatal(err)
	}
	got, faults, err := ReadOPML(b.Bytes())
	if err != nil || len(faults) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %q, %v", got, faults, err)
	}
}

func TestOPMLWithNonsense(t *testing.T) {
	got, faults, err := ReadOPML([]byte(`<opml><body><outline text="Folder"><outline text="A" xmlUrl="https://a.example/feed"/>
<outline text="again" xmlUrl="https://a.example/feed"/><outline text="bad" xmlUrl="file:///etc/passwd"/></outline><outline text="B" xmlUrl="https://b.example/&nbsp;x"`))
	if err != nil || len(got) != 1 || got[0].Feed != "https://a.example/feed" || len(faults) != 1 || !strings.Contains(faults[0], "file:///etc/passwd") {
		t.Errorf("%+v, %q, %v", got, faults, err)
	}
	deep := "<opml><body>" + strings.Repeat("<outline>", 100_000)
	for name, source := range map[string]string{"words": "hello", "another XML": "<rss></rss>", "nothing": "", "too deep": deep} {
		if got, _, err := ReadOPML([]byte(source)); err == nil || len(got) > 0 {
			t.Errorf("%s: %d sources, %v", name, len(got), err)
		}
	}
}

func TestSitemaps(t *testing.T) {
	s, err := ParseSitemap([]byte(`<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://g.example/fog</loc><lastmod>2031-04-03</lastmod><news:news><news:publication_date>2031-04-02T09:30:00Z</news:publication_date><news:title>Fog</news:title></news:news></url>
<url><loc>ftp://g.example/x</loc></url></urlset>`), "")
	want := Sitemap{Items: []Item{{URL: "https://g.example/fog", Title: "Fog", Published: "2031-04-02T09:30:00Z", Updated: "2031-04-03"}}}
	if err != nil || !reflect.DeepEqual(s, want) {
		t.Errorf("%+v, %v; want %+v", s, err, want)
	}
	s, err = ParseSitemap([]byte(`<sitemapindex><sitemap><loc>https://g.example/a.xml</loc></sitemap></sitemapindex>`), "")
	if err != nil || len(s.Maps) != 1 || s.Maps[0] != "https://g.example/a.xml" {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := ParseSitemap([]byte("<rss></rss>"), ""); !errors.Is(err, ErrNotSitemap) {
		t.Errorf("a feed: %v", err)
	}
}

// FuzzParse: no bytes make the reader panic or give an address that is not of
// the web.
func FuzzParse(f *testing.F) {
	f.Add([]byte(rssFeed))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"url":"x"}]}`))
	f.Add([]byte("\xff\xfe<\x00r\x00s\x00s\x00>\x00"))
	f.Add([]byte("<opml><body><outline xmlUrl='http://a.example'/>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if parsed, err := Parse(raw, "", "https://g.example/"); err == nil {
			for _, it := range parsed.Items {
				if it.URL != "" && !strings.HasPrefix(it.URL, "http") {
					t.Errorf("address %q", it.URL)
				}
			}
		}
		_, _, _ = ReadOPML(raw)
		_, _ = ParseSitemap(raw, "")
		Discover(string(raw), "https://g.example/")
	})
}
