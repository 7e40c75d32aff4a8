package answer

import (
	"strings"
	"unicode"

	"verbatim/data/lang"
)

// tellsNumber reports whether the text holds a number, in digits or as a word,
// that is not one of the question's own.
func (p *plan) tellsNumber(text string) bool {
	asked := lang.Fold(p.query.Text)
	for _, w := range strings.FieldsFunc(lang.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if (strings.ContainsFunc(w, unicode.IsDigit) || numberWord(w)) && !strings.Contains(asked, w) {
			return true
		}
	}
	return false
}

// numberWord reports whether a folded word is a number of either language; not
// "one" and "un", which are articles and pronouns more often.
func numberWord(folded string) bool {
	switch folded {
	case "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty", "forty", "fifty",
		"hundred", "hundreds", "thousand", "thousands", "million", "millions", "billion", "billions", "trillion", "dozen", "dozens", "half",
		"deux", "trois", "quatre", "cinq", "sept", "huit", "neuf", "dix", "onze", "douze", "quinze", "vingt", "trente", "quarante", "cinquante",
		"cent", "cents", "centaine", "centaines", "mille", "milliers", "milliard", "milliards", "dizaine", "dizaines", "moitie", "tiers":
		return true
	}
	return false
}
