package extract

import (
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"verbatim/data/lang"
)

// dateNames are words in the class of an element that prints when an article
// appeared.
var dateNames = []string{"-date-", "-time-", "-published-", "-publication-", "-posted-", "-pubdate-", "-timestamp-", "-datetime-"}

// longestDateLine is the most bytes of an element that prints a date.
const longestDateLine = 160

// urlDate is a date in an address: /2019/05/23/ or /2019-05-23-.
var urlDate = regexp.MustCompile(`[/-](20\d\d|19\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?:[/-]|$)`)

// printedDate finds when the article appeared in what the page shows, for pages
// that declare nothing: marked up for machines, else in an element with the
// name of a date, else in the address, else in the page's title.
// The result is RFC 3339, YYYY-MM-DD, or empty.
func printedDate(doc *html.Node, address, code string) string {
	var shown, title string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.DataAtom == atom.Time || strings.EqualFold(attr(n, "itemprop"), "datePublished") {
			if d := markedDate(n); d != "" {
				return d
			}
		}
		if n.DataAtom == atom.Title && title == "" {
			title = dayIn(textOf(n), code)
		}
		if shown == "" && hasDateName(n) {
			if s := oneLine(textOf(n)); len(s) <= longestDateLine {
				shown = dayIn(s, code)
			}
		}
	}
	if shown != "" {
		return shown
	}
	if m := urlDate.FindStringSubmatch(address); m != nil {
		return m[1] + "-" + m[2] + "-" + m[3]
	}
	return title
}

// markedDate reads a date written for machines.
func markedDate(n *html.Node) string {
	for _, key := range []string{"datetime", "content", "title"} {
		s := strings.TrimSpace(attr(n, key))
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05-0700", time.DateOnly} {
			if t, err := time.Parse(layout, s); err == nil && plausible(t) {
				return formatDate(t)
			}
		}
	}
	return ""
}

func hasDateName(n *html.Node) bool {
	name := boxName(attr(n, "class"))
	for _, d := range dateNames {
		if strings.Contains(name, d) {
			return true
		}
	}
	return false
}

// dayIn is the first whole day named in s.
func dayIn(s, code string) string {
	for _, w := range lang.Dates(s, code, time.Time{}) {
		if len(w.Said) == len(time.DateOnly) {
			if t, err := time.Parse(time.DateOnly, w.Said); err == nil && plausible(t) {
				return w.Said
			}
		}
	}
	return ""
}

// plausible refuses years before the web: they are faults or subjects.
func plausible(t time.Time) bool { return t.Year() >= 1990 }

// formatDate is t as RFC 3339, YYYY-MM-DD where it tells no time of day.
func formatDate(t time.Time) string {
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}
