package feed

import (
	"errors"
	"strings"
	"testing"
)

// TestBounded holds that what would cost a parser time or memory beyond reason is
// refused before it is parsed, in feeds, lists of feeds and sitemaps alike.
func TestBounded(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"a long feed":  {"<rss><channel>" + strings.Repeat("<item/>", maxItems) + "</channel></rss>", nil},
		"too long":     {"<rss><channel>" + strings.Repeat("<item/>", maxItems+1), errTooMany},
		"Atom":         {"<feed>" + strings.Repeat("<ENTRY></ENTRY>", maxItems+1), errTooMany},
		"deep":         {strings.Repeat("<a>", maxDepth), nil},
		"too deep":     {strings.Repeat("<a>", maxDepth+1), errTooDeep},
		"no XML":       {"{}", nil},
		"cut in a tag": {"<rss><chan", nil},
	} {
		if err := bounded(c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := Parse([]byte("<rss><channel>"+strings.Repeat("<item/>", maxItems+1)), "text/xml", "https://feed.example/"); !errors.Is(err, errTooMany) {
		t.Errorf("a feed: %v", err)
	}
}

// TestBoundedJSON holds the same of a JSON Feed.
func TestBoundedJSON(t *testing.T) {
	feed := func(items string) string {
		return `{"version":"https://jsonfeed.org/version/1.1","title":"Gazette","items":[` + items + `]}`
	}
	item := `{"id":"1","authors":[{"name":"Odile Marchetand"}],"tags":["[","{"]}`
	many := func(n int) string { return strings.TrimSuffix(strings.Repeat(item+",", n), ",") }
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"a long feed": {feed(many(maxItems)), nil},
		"too long":    {feed(many(maxItems + 1)), errTooMany},
		"cut off":     {feed(many(maxItems + 1))[:200_000], nil},
		"too deep":    {`{"items":` + strings.Repeat("[", maxDepth+1), errTooDeep},
		"no JSON":     {"{<>}", nil},
	} {
		if err := boundedJSON(c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := Parse([]byte(feed(many(maxItems+1))), "application/feed+json", "https://feed.example/"); !errors.Is(err, errTooMany) {
		t.Errorf("a feed: %v", err)
	}
}
