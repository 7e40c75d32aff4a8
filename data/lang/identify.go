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

// Constants of the decision, set by hand; TestIdentifyCorpus holds what they
// reach on single sentences and titles.
const (
	leastScore   = 0.9  // one word of one language only, nearly
	leastForeign = 1.9  // of a language that nobody expects: two of them
	lead         = 1.25 // times the second best score
	hintBonus    = 0.5  // what the expected language starts with
)

// decide names the language with the best score where it is good enough.
func (p *profile) decide(e *evidence, hint string) string {
	best, second := -1, float32(0)
	for i, code := range p.langs {
		if code == hint {
			e.score[i] += hintBonus
		}
		switch {
		case best < 0 || e.score[i] > e.score[best]:
			if best >= 0 {
				second = e.score[best]
			}
			best = i
		case e.score[i] > second:
			second = e.score[i]
		}
	}
	code, score := p.langs[best], e.score[best]
	least := float32(leastForeign)
	if code == "en" || code == "fr" || code == hint {
		least = leastScore
	}
	if score >= least && score >= lead*second {
		return code
	}
	return hint
}
