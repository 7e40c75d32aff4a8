package lang

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"verbatim/data"
)

// Fold returns s as it is compared: lower case, accents and other combining
// marks dropped (compatibility decomposition), œ, æ and ß as oe, ae and ss,
// apostrophes and hyphens plain, blanks of every kind a space (line breaks and
// tabs stay), zero-width characters dropped. It is for matching only. Folding
// twice changes nothing more. Invalid UTF-8 becomes U+FFFD, one a byte.
func Fold(s string) string {
	i := foldedPrefix(s)
	if i == len(s) {
		return s
	}
	out := append(make([]byte, 0, len(s)+8), s[:i]...)
	return string(AppendFold(out, s[i:]))
}

// AppendFold appends the folding of s to out, for callers that fold many short
// pieces and keep few.
func AppendFold(out []byte, s string) []byte {
	for i := 0; i < len(s); {
		var size int
		out, size = foldNext(out, s[i:])
		i += size
	}
	return out
}

// foldedPrefix is the length of the longest start of s that is ASCII without a
// capital, and so its own folding.
func foldedPrefix(s string) int {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return i
		}
	}
	return len(s)
}

// latin1 folds the letters from À (U+00C0) to ÿ (U+00FF); '*' marks those that
// fold to two letters or to something else.
const latin1 = "aaaaaa*ceeeeiiii*nooooo*ouuuuy**aaaaaa*ceeeeiiii*nooooo*ouuuuy*y"

// foldNext appends the folding of the first character of s and tells its size.
func foldNext(out []byte, s string) ([]byte, int) {
	if c := s[0]; c < utf8.RuneSelf {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		return append(out, c), 1
	}
	r, size := utf8.DecodeRuneInString(s)
	if 0xC0 <= r && r <= 0xFF && latin1[r-0xC0] != '*' {
		return append(out, latin1[r-0xC0]), size
	}
	return foldRune(out, r), size
}

func foldRune(out []byte, r rune) []byte {
	switch r {
	case 'œ', 'Œ':
		return append(out, "oe"...)
	case 'æ', 'Æ':
		return append(out, "ae"...)
	case 'ß', 'ẞ':
		return append(out, "ss"...)
	case 'ø', 'Ø':
		return append(out, 'o')
	case 'đ', 'Đ', 'ð', 'Ð':
		return append(out, 'd')
	case 'ł', 'Ł':
		return append(out, 'l')
	case 'ı', 'İ':
		return append(out, 'i')
	case '’', '‘', '‛', '′', 'ʼ', '´', '＇':
		return append(out, '\'')
	case '‐', '‑', '\u2212': // hyphen, non-breaking hyphen, minus
		return append(out, '-')
	case '\u0085', '\u2028', '\u2029':
		return append(out, '\n')
	case '…':
		return utf8.AppendRune(out, r) // not three dots: one mark stays one
	}
	switch {
	case zeroWidth(r):
		return out
	case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
		return append(out, ' ')
	}
	return decompose(out, r)
}

// decompose appends the letters of r's compatibility decomposition in lower
// case, without its marks.
func decompose(out []byte, r rune) []byte {
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	full := norm.NFKD.PropertiesString(string(buf[:n])).Decomposition()
	if full == nil {
		if unicode.Is(unicode.Mn, r) {
			return out
		}
		return utf8.AppendRune(out, unicode.ToLower(r))
	}
	for _, d := range string(full) {
		if d == r {
			return utf8.AppendRune(out, unicode.ToLower(r))
		}
		if d < utf8.RuneSelf {
			out, _ = foldNext(out, string(d))
		} else {
			out = foldRune(out, d)
		}
	}
	return out
}

// zeroWidth reports characters that print nothing: soft hyphen, zero-width
// blanks and joiners, direction marks, byte order mark, variation selectors.
func zeroWidth(r rune) bool {
	switch {
	case r == '\u00AD', r == '\uFEFF', r == '\u180E':
		return true
	case '\u200B' <= r && r <= '\u200F', '\u202A' <= r && r <= '\u202E', '\u2060' <= r && r <= '\u206F':
		return true
	}
	return '\uFE00' <= r && r <= '\uFE0F'
}

// Folded is a folded text that still knows where each of its bytes came from.
type Folded struct {
	Text string
	size int
	// from is, for each byte of Text, where the character it came from starts;
	// nil where the two texts have the same offsets.
	from []int32
}

// FoldOffsets folds s as Fold does and keeps the way back.
func FoldOffsets(s string) Folded {
	if ascii(s) {
		return Folded{Text: Fold(s), size: len(s)}
	}
	out := make([]byte, 0, len(s)+8)
	from := make([]int32, 0, len(s)+8)
	for i := 0; i < len(s); {
		var size int
		out, size = foldNext(out, s[i:])
		for len(from) < len(out) {
			from = append(from, int32(i))
		}
		i += size
	}
	return Folded{Text: string(out), size: len(s), from: from}
}

// Source is the byte offset in the original text of the character that byte i
// of Text came from; the original's length for i = len(Text).
func (f Folded) Source(i int) int {
	switch {
	case i >= len(f.Text):
		return f.size
	case f.from == nil:
		return i
	}
	return int(f.from[i])
}

// Span is the span of the original text that bytes [i, j) of Text came from,
// i < j. It holds whole characters: where [i, j) cuts the folding of one (the o
// of œ), all of it, and the combining marks that follow.
func (f Folded) Span(i, j int) data.Span {
	start, last := f.Source(i), f.Source(j-1)
	for j < len(f.Text) && f.Source(j) == last {
		j++
	}
	return data.Span{Start: start, End: f.Source(j)}
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
