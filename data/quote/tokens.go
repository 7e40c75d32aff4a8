package quote

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
)

// kind is the shape of a token.
type kind byte

const (
	word   kind = 'w'
	number kind = 'n'
	qmark  kind = 'q' // a quotation mark
	stop   kind = '.' // ends a sentence
	comma  kind = ','
	colon  kind = ':'
	dash   kind = '-'
	paren  kind = '(' // either bracket
	other  kind = 'x'
)

// token is a word or a sign of the text.
type token struct {
	data.Span
	low   string
	class class
	para  int32 // paragraph it stands in
	frag  int32 // fragment it lies in (marks included), or -1
	kind  kind
	upper bool // a word that begins with a capital
	name  nameClass
}

// is reports whether the token has any of the classes.
func (t *token) is(c class) bool { return t.class&c != 0 }

// tokenizer turns paragraphs into tokens.
type tokenizer struct {
	text  string
	words words
	names map[string]nameClass
	fr    bool
	out   []token
	para  int32
}

// run reads one paragraph.
func (z *tokenizer) run(p data.Span) {
	for i := p.Start; i < p.End; {
		c := z.text[i]
		switch {
		case c == ' ' || c == '\t':
			i++
		case c == '"' || c == '`':
			i = z.add(i, i+1, qmark)
		case c == '.' || c == '!' || c == '?':
			i = z.add(i, i+1, stop)
		case c == ',':
			i = z.add(i, i+1, comma)
		case c == ':' || c == ';':
			i = z.add(i, i+1, colon)
		case c == '(' || c == ')' || c == '[' || c == ']':
			i = z.add(i, i+1, paren)
		default:
			i = z.rune(i, p.End)
		}
	}
}

// push appends, and doubles the slice where it is full: append itself lets a
// long one grow by a quarter, and copies a megabyte of signs four times as often.
func push[T any](s []T, v T) []T {
	if len(s) == cap(s) {
		s = slices.Grow(s, len(s)+16)
	}
	return append(s, v)
}

func (z *tokenizer) add(start, end int, k kind) int {
	z.out = push(z.out, token{Span: data.Span{Start: start, End: end}, kind: k, para: z.para, frag: -1})
	return end
}

// rune reads what begins with the rune at byte i.
func (z *tokenizer) rune(i, end int) int {
	r, n := utf8.DecodeRuneInString(z.text[i:end])
	switch {
	case unicode.IsLetter(r):
		return z.word(i, end)
	case unicode.IsDigit(r):
		return z.number(i, end)
	case blank(r):
		return i + n
	case strings.ContainsRune("“”„«»‘’", r):
		return z.add(i, i+n, qmark)
	case r == '…':
		return z.add(i, i+n, stop)
	case r == '—' || r == '–' || r == '―' || r == '-':
		return z.add(i, i+n, dash)
	}
	return z.add(i, i+n, other)
}

func (z *tokenizer) number(i, end int) int {
	j := i
	for j < end {
		r, n := utf8.DecodeRuneInString(z.text[j:end])
		inner := (r == '.' || r == ',') && j+1 < end && isDigit(z.text[j+1])
		if !inner && !unicode.IsDigit(r) && !unicode.IsLetter(r) {
			break
		}
		j += n
	}
	return z.add(i, j, number)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// word reads a word: elisions and 's end it, a French "-t-il" begins another,
// initials and abbreviations keep their full stop.
func (z *tokenizer) word(i, end int) int {
	j := i
	for j < end {
		r, n := utf8.DecodeRuneInString(z.text[j:end])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			j += n
			continue
		}
		if !letterAt(z.text[:end], j+n) {
			break
		}
		if r == '\'' || r == '’' {
			if z.elides(i, j) {
				z.addWord(i, j+n)
				return j + n
			}
			if possessive(z.text[j+n : end]) {
				z.addWord(i, j)
				return z.add(j, j+n+1, other)
			}
			j += n
			continue
		}
		if r == '-' {
			if z.fr && inverted(z.text[j:end]) {
				z.addWord(i, j)
				return j + skipInversion(z.text[j:end])
			}
			j += n
			continue
		}
		if r == '&' || r == '_' || r == '.' && z.dotInside(i, j) {
			j += n
			continue
		}
		break
	}
	if j < end && z.text[j] == '.' && z.keepsDot(i, j, end) {
		j++
	}
	z.addWord(i, j)
	return j
}

func letterAt(text string, i int) bool {
	if i >= len(text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// elides reports whether text[i:j] is a French word cut short by the
// apostrophe at j. English keeps O'Brien and D'Angelo whole.
func (z *tokenizer) elides(i, j int) bool {
	if !z.fr {
		return false
	}
	switch strings.ToLower(z.text[i:j]) {
	case "l", "d", "j", "m", "t", "s", "n", "c", "qu", "lorsqu", "puisqu", "jusqu", "quoiqu":
		return true
	}
	return false
}

// possessive reports whether s begins with the s of 's.
func possessive(s string) bool {
	return s != "" && (s[0] == 's' || s[0] == 'S') && !letterAt(s, 1)
}

// inverted reports whether s begins with "-il", "-t-elle" or their like.
func inverted(s string) bool { return skipInversion(s) > 0 }

// skipInversion is how many bytes stand before the pronoun of an inversion.
func skipInversion(s string) int {
	n := 1
	if strings.HasPrefix(s, "-t-") || strings.HasPrefix(s, "-t'") {
		n = 3
	}
	if len(s) < n {
		return 0
	}
	for _, p := range []string{"il", "elle", "ils", "elles", "on", "je"} {
		if strings.HasPrefix(s[n:], p) && !letterAt(s, n+len(p)) {
			return n
		}
	}
	return 0
}

// dotInside reports whether the full stop at j belongs inside the word that
// began at i: initials (U.S.A), addresses (example.com). A capital after it is
// a lost paragraph break otherwise.
func (z *tokenizer) dotInside(i, j int) bool {
	next := z.text[j+1]
	if j-i == 1 || j >= 2 && z.text[j-2] == '.' {
		return true
	}
	return next >= 'a' && next <= 'z'
}

// keepsDot reports whether the full stop at j belongs to the word text[i:j].
func (z *tokenizer) keepsDot(i, j, end int) bool {
	w := z.text[i:j]
	if strings.Contains(w, ".") && len(w) <= 5 {
		return true
	}
	if _, known := z.names[z.text[i:j+1]]; known {
		return true
	}
	if len(w) > 1 || w[0] < 'A' || w[0] > 'Z' {
		return false
	}
	// An initial: a capital and more of the name follow.
	return j+2 < end && z.text[j+1] == ' ' && z.text[j+2] >= 'A' && z.text[j+2] <= 'Z'
}

func (z *tokenizer) addWord(i, j int) {
	w := z.text[i:j]
	t := token{Span: data.Span{Start: i, End: j}, kind: word, para: z.para, frag: -1}
	r, _ := utf8.DecodeRuneInString(w)
	t.upper = unicode.IsUpper(r)
	t.low = strings.ToLower(w)
	if i := strings.Index(t.low, "’"); i >= 0 {
		t.low = strings.ReplaceAll(t.low, "’", "'")
	}
	t.class = z.words[t.low]
	if t.upper {
		t.name = z.names[w]
		if n := len(z.out); n > 0 && z.out[n-1].para == z.para && z.out[n-1].kind == word && z.out[n-1].upper && t.is(cue) && nounToo(t.low) {
			t.class &^= cue | thatCue | bareCue | toCue
		}
	} else {
		t.name = z.names[w] & particle
	}
	z.out = push(z.out, t)
}

// nounToo reports whether a reporting verb is as often a noun inside a name.
func nounToo(w string) bool {
	switch w {
	case "post", "report", "reports", "note", "notes", "call", "calls", "fire", "share", "offer", "point", "state", "states", "press", "dub", "lance", "juge":
		return true
	}
	return false
}
