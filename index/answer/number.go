package answer

import (
	"regexp"
	"strings"
	"unicode"

	"verbatim/data/lang"
)

// digits are the numbers of a text, with the marks inside of them.
var digits = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}.,]*`)

// tellsNumber reports whether the text holds a number, in digits or as a word: a
// year is none, nor is part of a name (GPT4), nor a number of the question's own.
func (p *plan) tellsNumber(text string) bool {
	asked := lang.Fold(p.query.Text)
	for _, w := range digits.FindAllString(lang.Fold(text), -1) {
		w = strings.TrimRight(w, ".,")
		if strings.ContainsFunc(w, unicode.IsLetter) {
			if numberWord(w) {
				return true
			}
			continue
		}
		whole, _, _ := strings.Cut(w, ".0")
		if len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) || strings.Contains(asked, whole) {
			continue
		}
		return true
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
