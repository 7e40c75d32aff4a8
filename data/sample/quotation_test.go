package sample

import (
	"regexp"
	"strings"
)

// quotation is what a sample article quotes: the words between two quotation
// marks, or an embedded post. It is found by this test's own plain rules, not
// by the extractor that the program uses.
type quotation struct {
	words        string // runs of blanks as one space
	speaker      string // of a post's signature
	handle       string // of a post's signature, with "@"; empty on other quotations
	day          string // of a post's signature, as it stands there
	start, end   int    // bytes, of the whole quotation
	before, past string // up to 250 bytes of the article on either side
}

var (
	marked    = regexp.MustCompile(`«([^»]*)»|“([^”]*)”|"([^"]*)"`)
	signature = regexp.MustCompile(`(?m)^— (.+) \((@\w+)\)(?: (.+))?$`)
)

// quotations returns the quotations of an article's text, in order.
func quotations(text string) []quotation {
	var list []quotation
	at := 0
	for _, paragraph := range strings.SplitAfter(text, "\n\n") {
		for _, q := range inParagraph(paragraph) {
			q.start, q.end = q.start+at, q.end+at
			q.before = text[max(0, q.start-250):q.start]
			q.past = text[q.end:min(len(text), q.end+250)]
			list = append(list, q)
		}
		at += len(paragraph)
	}
	return list
}

func inParagraph(p string) []quotation {
	if m := signature.FindStringSubmatchIndex(p); m != nil {
		q := quotation{words: blanks(p[:m[0]]), speaker: p[m[2]:m[3]], handle: p[m[4]:m[5]], end: m[0]}
		if m[6] >= 0 {
			q.day = p[m[6]:m[7]]
		}
		return []quotation{q}
	}
	var list []quotation
	for _, m := range marked.FindAllStringSubmatchIndex(p, -1) {
		for i := 2; i < len(m); i += 2 {
			if m[i] >= 0 {
				list = append(list, quotation{words: blanks(p[m[i]:m[i+1]]), start: m[0], end: m[1]})
			}
		}
	}
	return list
}

// blanks makes every run of blanks one space.
func blanks(s string) string { return strings.Join(strings.Fields(s), " ") }
