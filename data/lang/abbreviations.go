package lang

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed abbreviations.tsv
var abbreviationsFile string

// stopClass says what the full stop after a word may be; see
// abbreviations.tsv.
type stopClass uint8

const (
	unlisted stopClass = iota
	stopNever
	stopNumber
	stopMaybe
)

// abbreviations is the content of abbreviations.tsv.
type abbreviations struct {
	class map[string]stopClass
	start map[string]bool
}

var stops = sync.OnceValue(func() *abbreviations { return parseAbbreviations(abbreviationsFile) })

func parseAbbreviations(file string) *abbreviations {
	a := &abbreviations{class: map[string]stopClass{}, start: map[string]bool{}}
	classes := map[string]stopClass{"never": stopNever, "number": stopNumber, "maybe": stopMaybe}
	for line := range strings.Lines(file) {
		name, list, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(list) {
			if name == "start" {
				a.start[w] = true
			} else {
				a.class[w] = classes[name]
			}
		}
	}
	return a
}

// longestAbbreviation bounds, in bytes, how far a word is read backwards.
const longestAbbreviation = 12

// abbreviated reports whether the full stop at byte i belongs to its word and
// does not end the sentence that goes on at byte next.
func (s *splitter) abbreviated(i, next int) bool {
	word := s.word(i)
	r, _ := s.at(next)
	class := s.stops.class[word]
	switch {
	case word == "":
		return s.listNumber(i)
	case class == stopNever:
		return true
	case class == stopNumber:
		return unicode.IsDigit(r)
	case class == stopMaybe || initials(word):
		return !s.stops.start[s.firstWord(next)]
	}
	return false
}

// word is the run of letters and inner full stops before the full stop at byte
// i: empty where there is none, "-" where it can be no abbreviation.
func (s *splitter) word(i int) string {
	from := i
	for from > s.token {
		r, size := utf8.DecodeLastRuneInString(s.text[s.token:from])
		if r != '.' && !unicode.IsLetter(r) {
			if unicode.IsDigit(r) && from < i {
				return "-" // $18.2M, the 20s
			}
			break
		}
		from -= size
		if i-from > longestAbbreviation {
			return "-"
		}
	}
	return strings.TrimLeft(s.text[from:i], ".")
}

// initials reports single letters with full stops between: J, U.S, a.m; of a
// letter alone only a capital.
func initials(word string) bool {
	letters := 0
	for piece := range strings.SplitSeq(word, ".") {
		r, size := utf8.DecodeRuneInString(piece)
		if size != len(piece) || size == 0 {
			return false
		}
		letters++
		if letters == 1 && len(word) == size && !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// listNumber reports that the sentence so far is a number of one or two digits:
// the full stop at byte i then belongs to a list item's number.
func (s *splitter) listNumber(i int) bool {
	number := strings.TrimFunc(s.text[s.start:i], blank)
	return len(number) <= 2 && strings.Trim(number, "0123456789") == ""
}

// firstWord is the word at byte i in lower case, an elided one with a straight
// apostrophe, opening marks before it left out.
func (s *splitter) firstWord(i int) string {
	i = s.skip(i, func(r rune) bool { return !unicode.IsLetter(r) && r != '\n' })
	end := s.skip(i, unicode.IsLetter)
	if end-i > 2*longestAbbreviation {
		return ""
	}
	word := strings.ToLower(s.text[i:end])
	if r, _ := s.at(end); r == '\'' || r == '’' {
		word += "'"
	}
	return word
}
