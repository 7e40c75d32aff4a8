package query

import (
	"verbatim/data/lang"
	"verbatim/index/analysis"
)

// language of the question: English or French, the two that are understood.
// Where no sentence tells it ("assurance des bateaux"), its words do, and the
// asker's language where they are of both or neither.
func (p *Parser) language(text, hint string) string {
	if l := lang.Identify(text, ""); l == "en" || l == "fr" {
		return l
	}
	votes := map[string]int{}
	english, french := analysis.AnalyzeQuery(text, "en"), analysis.AnalyzeQuery(text, "fr")
	for _, t := range english {
		votes["en"] += vote(t, p.lexicon.Speaks(t.Folded, "en"), p.lexicon.Speaks(t.Folded, "fr"))
	}
	for _, t := range french {
		votes["fr"] += vote(t, p.lexicon.Speaks(t.Folded, "fr"), p.lexicon.Speaks(t.Folded, "en"))
	}
	switch {
	case votes["fr"] > votes["en"]:
		return "fr"
	case votes["en"] > votes["fr"]:
		return "en"
	}
	if l := lang.Identify(text, hint); l == "en" || l == "fr" {
		return l
	}
	return "en"
}

// vote is 1 for a function word of the language, or a word that only its lexicon
// has.
func vote(t analysis.Token, own, other bool) int {
	if t.Stop || own && !other {
		return 1
	}
	return 0
}
