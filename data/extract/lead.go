package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// An article's lead (its standfirst) often stands beside its body, where the
// library does not look.
const (
	mostLeads    = 5   // one over how much of the body's bytes they may have together
	shortestLead = 60  // bytes
	longestLead  = 900 // bytes
	leadKey      = 40  // bytes by which a paragraph is known again
)

// leads are the paragraphs that follow the page's last main heading, in order;
// none where there is no heading.
func leads(doc *html.Node) []string {
	var out []string
	headed := false
	for n := range doc.Descendants() {
		switch {
		case n.DataAtom == atom.H1:
			out, headed = out[:0], true
		case n.DataAtom == atom.P && headed:
			out = append(out, oneLine(textOf(n)))
		}
	}
	return out
}

// withLead puts before text the paragraphs that stand between the main heading
// and its first paragraph, where they are no more than a lead is.
func withLead(text string, paragraphs []string) string {
	flat := oneLine(text)
	var missing []string
	for _, p := range paragraphs {
		switch {
		case len(p) < shortestLead:
		case strings.Contains(flat, prefix(p, leadKey)):
			lead := strings.Join(missing, "\n\n")
			if lead == "" || len(lead)*mostLeads > len(text) {
				return text
			}
			return lead + "\n\n" + text
		case len(p) > longestLead || !endsSentence(p):
			return text
		default:
			missing = append(missing, p)
		}
	}
	return text
}
