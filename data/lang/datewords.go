package lang

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
)

//go:embed dates.tsv
var datesFile string

// sense is one meaning of a word in dates; see dates.tsv.
type sense struct {
	class string
	value int // for class unit, one of the units
}

// The values of class unit.
const (
	unitDay = iota + 1
	unitWeek
	unitMonth
	unitQuarter
	unitHalf
	unitYear
)

// dateVocabulary is the content of dates.tsv: the senses of each word.
type dateVocabulary map[string][]sense

var dateWords = sync.OnceValue(func() dateVocabulary { return parseDateWords(datesFile) })

func parseDateWords(file string) dateVocabulary {
	units := map[string]int{"day": unitDay, "week": unitWeek, "month": unitMonth, "quarter": unitQuarter, "half": unitHalf, "year": unitYear}
	v := dateVocabulary{}
	for line := range strings.Lines(file) {
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(fields) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		value, isUnit := units[fields[1]]
		if !isUnit {
			value, _ = strconv.Atoi(fields[1])
		}
		for w := range strings.FieldsSeq(fields[2]) {
			v[w] = append(v[w], sense{fields[0], value})
		}
	}
	return v
}

// dateToken is a word, a number or a mark of the text that dates are read
// from. Apostrophes, quotation marks and blanks are none.
type dateToken struct {
	data.Span
	senses  []sense
	mark    rune  // ',', '-', …; 0 for words and numbers
	number  int32 // value of a run of digits; -1 otherwise
	digits  int8  // how many, at most 100
	ordinal bool  // a number with its ending: 15th, 1er
	capital bool
	plural  bool // a word that ends in s or x
}

func (t *dateToken) is(class string) (int, bool) {
	for _, s := range t.senses {
		if s.class == class {
			return s.value, true
		}
	}
	return 0, false
}

// starts reports whether a date expression can start with the token.
func (t *dateToken) starts() bool {
	if t.number >= 0 {
		return true
	}
	for _, s := range t.senses {
		switch s.class {
		case "in", "of", "to", "and", "units", "y", "hui", "night", "verb", "named":
		default:
			return true
		}
	}
	return t.mayBeOne()
}

// mayBeOne reports the article of "a year ago".
func (t *dateToken) mayBeOne() bool {
	_, ok := t.is("to")
	return ok && t.Len() == 1
}

// unknown reports a word that has no part in dates.
func (t *dateToken) unknown() bool { return t.senses == nil && t.number < 0 && t.mark == 0 }

// dateTokens reads the tokens of text; of several unknown words in a row only
// the first.
func dateTokens(text string, words dateVocabulary) []dateToken {
	out := make([]dateToken, 0, len(text)/12+8)
	var buf [32]byte
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r <= '9' && '0' <= r:
			t := numberToken(text, i, words)
			out = append(out, t)
			i = t.End
		case unicode.IsLetter(r):
			t := wordToken(text, i, buf[:0], words)
			if n := len(out); t.senses != nil || n == 0 || !out[n-1].unknown() {
				out = append(out, t)
			}
			i = t.End
		default:
			if !unicode.IsSpace(r) && !strings.ContainsRune("'’\"“”«»*_", r) && !zeroWidth(r) {
				if r == '–' || r == '‑' || r == '—' {
					r = '-'
				}
				out = append(out, dateToken{Span: data.Span{Start: i, End: i + size}, mark: r, number: -1})
			}
			i += size
		}
	}
	return out
}

// wordToken reads the word at byte i; buf is scratch space for its folding.
func wordToken(text string, i int, buf []byte, words dateVocabulary) dateToken {
	first, _ := utf8.DecodeRuneInString(text[i:])
	t := dateToken{number: -1, capital: unicode.IsUpper(first)}
	end := i
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		if len(buf) < cap(buf)-utf8.UTFMax {
			buf, _ = foldNext(buf, text[end:])
		}
		end += size
	}
	t.Span = data.Span{Start: i, End: end}
	t.senses = words[string(buf)]
	if n := len(buf); n > 0 {
		t.plural = buf[n-1] == 's' || buf[n-1] == 'x'
	}
	return t
}

// numberToken reads the digits at byte i, with the ending of an ordinal.
func numberToken(text string, i int, words dateVocabulary) dateToken {
	end := i
	n := 0
	for end < len(text) && '0' <= text[end] && text[end] <= '9' {
		n = min(n*10+int(text[end]-'0'), 1<<24)
		end++
	}
	t := dateToken{number: int32(n), digits: int8(min(end-i, 100))}
	letters := end
	for letters < len(text) && letters < end+4 && 'a' <= text[letters]|0x20 && text[letters]|0x20 <= 'z' {
		letters++
	}
	if letters > end && !isoTime(text[end:]) {
		switch ending := strings.ToLower(text[end:letters]); ending {
		case "st", "nd", "rd", "th", "er", "e", "eme", "ere":
			t.ordinal = true
			t.senses = words[text[i:end]+ending]
		default:
			t.number = -1 // 25k, 2010s, 3d
		}
		end = letters
	}
	t.Span = data.Span{Start: i, End: end}
	return t
}

// isoTime reports the T between a date and a time of day: 2023-03-15T10:00.
func isoTime(s string) bool { return len(s) > 1 && s[0] == 'T' && '0' <= s[1] && s[1] <= '9' }
