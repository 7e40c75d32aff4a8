package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"verbatim/data"
)

// ErrNotOPML is a file that is no OPML.
var ErrNotOPML = errors.New("this is not an OPML file")

// outline is an element of an OPML list: a feed, or a folder of outlines.
type outline struct {
	Text     string    `xml:"text,attr,omitempty"`
	Title    string    `xml:"title,attr,omitempty"`
	Type     string    `xml:"type,attr,omitempty"`
	Feed     string    `xml:"xmlUrl,attr,omitempty"`
	Site     string    `xml:"htmlUrl,attr,omitempty"`
	Lang     string    `xml:"language,attr,omitempty"`
	Outlines []outline `xml:"outline"`
}

type opml struct {
	XMLName xml.Name `xml:"opml"`
	Version string   `xml:"version,attr"`
	Title   string   `xml:"head>title"`
	Body    struct {
		Outlines []outline `xml:"outline"`
	} `xml:"body"`
}

// ReadOPML reads the feeds of an OPML list, folders aside. What in it cannot be
// a feed is told in faults; the rest is read.
func ReadOPML(raw []byte) (sources []data.Source, faults []string, err error) {
	text, err := Decode(raw, "")
	if err != nil {
		return nil, nil, err
	}
	text = tidy(text)
	doc, err := parseOPML(text)
	if err != nil {
		if doc, err = parseOPML(closeOpen(text)); err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrNotOPML, err)
		}
	}
	seen := map[string]bool{}
	var walk func([]outline)
	walk = func(list []outline) {
		for _, o := range list {
			s, fault := o.source()
			switch {
			case fault != "":
				faults = append(faults, fault)
			case s.Feed != "" && !seen[s.Feed]:
				seen[s.Feed] = true
				sources = append(sources, s)
			}
			walk(o.Outlines)
		}
	}
	walk(doc.Body.Outlines)
	return sources, faults, nil
}

func parseOPML(text string) (doc opml, err error) {
	if err := bounded(text); err != nil {
		return opml{}, err
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	err = d.Decode(&doc)
	return doc, err
}

// source is the feed that an outline names; a folder names none.
func (o outline) source() (s data.Source, fault string) {
	if o.Feed == "" {
		return data.Source{}, ""
	}
	name := plain(o.Title)
	if name == "" {
		name = plain(o.Text)
	}
	address := resolve(&url.URL{}, o.Feed)
	if address == "" {
		return data.Source{}, fmt.Sprintf("%q: %q is no http or https address", name, o.Feed)
	}
	return data.Source{Name: name, Feed: address, Site: resolve(&url.URL{}, o.Site), Lang: languageCode(o.Lang)}, ""
}

// WriteOPML writes sources as an OPML 2.0 list.
func WriteOPML(w io.Writer, title string, sources []data.Source) error {
	doc := opml{Version: "2.0", Title: title}
	for _, s := range sources {
		doc.Body.Outlines = append(doc.Body.Outlines, outline{
			Text: s.Name, Title: s.Name, Type: "rss", Feed: s.Feed, Site: s.Site, Lang: s.Lang,
		})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
