package lang

import "unicode/utf8"

// Identify tells the language of text as an ISO 639-1 code: "en", "fr", or
// another where the text is plainly in it. hint is the language expected (of
// the article, of the server; "" for none): it is returned where the text is
// too short or too mixed to tell. Without a hint such a text is "".
//
// Web addresses, handles and hashtags count for nothing. Of a long text only
// the first sampled bytes are read.
func Identify(text, hint string) string {
	p := profiles()
	e := p.weigh(sample(text))
	if code := e.script(); code != "" {
		return code
	}
	return p.decide(e, hint)
}

// sampled is how much of a text decides its language, in bytes: some 600
// words, of which about 250 are function words.
const sampled = 4096

func sample(text string) string {
	if len(text) <= sampled {
		return text
	}
	end := sampled
	for end > sampled-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// Constants of the decision, set by hand and checked on single sentences and
// posts; the figures are in identify_test.go.
const (
	leastScore = 0.9 // one word of one language only, nearly
	lead       = 1.25
	hintBonus  = 0.5 // what the expected language starts with
)

// decide weighs the evidence of words first, then that of letters.
func (p *profile) decide(e *evidence, hint string) string {
	first, second := -1, -1
	for i, code := range p.langs {
		if code == hint {
			e.score[i] += hintBonus
		}
		if first < 0 || e.score[i] > e.score[first] {
			first, second = i, first
		} else if second < 0 || e.score[i] > e.score[second] {
			second = i
		}
	}
	if e.score[first] >= leastScore && e.score[first] >= lead*e.score[second] {
		return p.langs[first]
	}
	return hint
}
