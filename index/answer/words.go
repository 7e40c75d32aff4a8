package answer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/lang"
)

// word is a word, a number or a sign of a text, as two printings of a quote are
// compared by it.
type word struct {
	data.Span
	key string // folded; marks inside it dropped
}

// signs are the characters that are words by themselves: without them 5% is 5,
// and $5 is €5.
const signs = "%‰$€£¥₿"

// words lists the words of a span in order. What typography alone changes makes
// no difference to them: case, accents, ligatures, blanks, quotation marks,
// dashes, ellipses, other punctuation, the shape of apostrophes, emoji, and the
// signs that separate thousands.
func words(text string, within data.Span) []word {
	var out []word
	for i := within.Start; i < within.End; {
		r, size := utf8.DecodeRuneInString(text[i:within.End])
		switch end := i + size; {
		case strings.ContainsRune(signs, r):
			out = append(out, word{data.Span{Start: i, End: end}, string(r)})
			i = end
		case lettered(r):
			w := data.Span{Start: i, End: wordEnd(text[:within.End], i)}
			if key := wordKey(w.Of(text)); key != "" {
				out = append(out, word{w, key})
			}
			i = w.End
		default:
			i = end
		}
	}
	return out
}

func lettered(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// wordEnd is where the word that begins at i ends: behind letters and digits,
// combining and invisible characters among them, and the marks that join() lets
// stand inside of a word.
func wordEnd(text string, i int) int {
	begin, last := i, i // begin: of the letters since the last mark
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case lettered(r):
			i += size
			last = i
		case unicode.In(r, unicode.Mn, unicode.Cf):
			i += size
		case joins(r, text[begin:last], text[i+size:]):
			i += size
			begin = i
		default:
			return last
		}
	}
	return last
}

// joins reports whether a mark belongs to the word that it stands in: an
// apostrophe between letters (don't, l'IA), a point behind a single letter
// (U.S.), a point or a comma between digits.
func joins(mark rune, before, after string) bool {
	next, _ := utf8.DecodeRuneInString(after)
	last, _ := utf8.DecodeLastRuneInString(before)
	switch mark {
	case '\'', '’', '‘', 'ʼ', '´', '`':
		return unicode.IsLetter(next)
	case '.', ',':
		if unicode.IsDigit(last) {
			return unicode.IsDigit(next)
		}
		return mark == '.' && utf8.RuneCountInString(before) == 1 && unicode.IsLetter(next)
	}
	return false
}

// wordKey is the folded letters and digits of a word, and the point of a
// decimal.
func wordKey(w string) string {
	var b strings.Builder
	folded := lang.Fold(w)
	for i, r := range folded {
		switch {
		case lettered(r):
			b.WriteRune(r)
		case (r == '.' || r == ',') && decimal(folded[i+1:]):
			b.WriteByte('.')
		}
	}
	return b.String()
}

// decimal reports whether what stands behind a point or a comma is a fraction:
// digits, but not three, as behind the sign that separates thousands.
func decimal(after string) bool {
	n := 0
	for n < len(after) && '0' <= after[n] && after[n] <= '9' {
		n++
	}
	return n > 0 && n != 3
}

// ellipses are the signs by which whoever quotes says that words are left out.
var ellipses = regexp.MustCompile(`[\[(]\s*(?:…|\.\s?\.\s?\.+)\s*[\])]|…|\.\s?\.\s?\.+`)

// asked is a quote as it was given to be verified.
type asked struct {
	text  string
	words []word
	skip  []bool // skip[i]: an ellipsis stands right before word i
	skips int
}

// newAsked reads a quote.
func newAsked(text string) asked {
	a := asked{text: text, words: words(text, data.Span{End: len(text)})}
	a.skip = make([]bool, len(a.words)+1)
	next := 0
	for _, at := range ellipses.FindAllStringIndex(text, -1) {
		for next < len(a.words) && a.words[next].Start < at[0] {
			next++
		}
		if next > 0 && next < len(a.words) && !a.skip[next] {
			a.skip[next] = true
			a.skips++
		}
	}
	return a
}
