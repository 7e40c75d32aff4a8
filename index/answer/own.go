package answer

import (
	"slices"

	"verbatim/index/query"
)

// ownWords drops what articles tell without naming the asked person and the topic in
// the same words, where that person's own words answer: whoever asks what somebody
// said wants that, not what stands around it. A number that is asked for stays,
// whoever tells it.
func (f *found) ownWords() {
	if f.plan.query.Kind != query.Statements || !slices.ContainsFunc(f.citations, f.answersOwn) {
		return
	}
	f.citations = slices.DeleteFunc(f.citations, func(c ranked) bool {
		exact, _ := f.split(c.words)
		return c.voice == nil && !c.number && (c.words[f.plan.asked] == 0 || exact < relevantAt)
	})
}

// answersOwn reports whether a citation is an answer in the asked person's words.
func (f *found) answersOwn(c ranked) bool {
	a := f.plan.asked
	return a >= 0 && f.plan.speaks(a, c.shown) && !c.missing && f.covering(c) >= f.plan.weights.AnswerAt
}
