package answer

import (
	"slices"
	"strings"

	"verbatim/data"
	"verbatim/index/analysis"
	"verbatim/index/lexicon"
)

// sharedStart is how many letters a word must share with one of a topic that the
// lexicon does not know to be a form of it.
const sharedStart = 6

// byName reports whether the words of the topic that the lexicon does not know,
// which mostly are names, stand there as they are: the search compares stems, to
// which Terra is the French earth (terre), and Libra is freely (librement).
func (f *found) byName(r *data.Record, q *data.Quote) bool {
	var printed []string
	for _, t := range f.plan.query.Topics {
		if t.Importance < 1 || slices.ContainsFunc(t.Alts, func(a lexicon.Alt) bool { return a.Kind != lexicon.Own || len(a.Folded) != 1 }) {
			continue
		}
		if printed == nil {
			around, title := closeBy(r, q)
			for _, p := range analysis.Analyze(around.Of(r.Article.Text)+"\n"+title, r.Article.Lang) {
				printed = append(printed, p.Folded)
			}
		}
		if !slices.ContainsFunc(printed, func(p string) bool {
			return slices.ContainsFunc(t.Alts, func(a lexicon.Alt) bool { return formOf(p, a.Folded[0]) })
		}) {
			return false
		}
	}
	return true
}

// formOf reports whether two folded words are the same but for a plural, or long
// and alike.
func formOf(a, b string) bool {
	if strings.TrimRight(a, "sx") == strings.TrimRight(b, "sx") {
		return true
	}
	return len(a) >= sharedStart && len(b) >= sharedStart && a[:sharedStart] == b[:sharedStart]
}
