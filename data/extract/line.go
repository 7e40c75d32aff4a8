package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
)

// line is one line of the text, trimmed of blank space, or a piece of one.
type line struct {
	data.Span
	kind      data.BlockKind // set once known
	blankLine bool           // an empty line stands before it
	bare      bool           // a post's signature alone, its words stand before it
}

// splitLines cuts text into its lines that are not blank, in order.
func splitLines(text string) []line {
	lines := make([]line, 0, len(text)/120+1)
	blank := false
	for start := 0; start < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
			end = start + i
		}
		if s := trim(text, data.Span{Start: start, End: end}); s.Len() > 0 {
			lines = append(lines, line{Span: s, blankLine: blank})
			blank = false
		} else {
			blank = true
		}
		start = end + 1
	}
	return lines
}

// trim takes blank space off both ends of s.
func trim(text string, s data.Span) data.Span {
	left := strings.TrimLeftFunc(s.Of(text), unicode.IsSpace)
	s.Start = s.End - len(left)
	s.End = s.Start + len(strings.TrimRightFunc(left, unicode.IsSpace))
	return s
}

// bullets are the characters that mark a list item. The long dash is not one
// of them: in French it opens a line of dialogue.
const bullets = "•·▪▫◦‣●○■□►▶➤➜→✓✔✅❖⁃"

// Marker is the length in bytes of the list marker (and the blanks after it)
// that an item's text starts with, 0 where there is none.
func Marker(item string) int {
	r, size := utf8.DecodeRuneInString(item)
	switch {
	case strings.ContainsRune(bullets, r):
		return size + blanks(item[size:])
	case r == '-' || r == '*' || r == '–' || r == 'ð': // ð: a bullet of a symbol font
		return afterMark(item, size)
	case '0' <= r && r <= '9':
		return numberMarker(item)
	}
	return 0
}

// numberMarker is Marker for "1. ", "12) " and their like.
func numberMarker(item string) int {
	n := strings.IndexFunc(item, func(r rune) bool { return r < '0' || r > '9' })
	if n < 1 || n > 2 || item[n] != '.' && item[n] != ')' {
		return 0
	}
	return afterMark(item, n+1)
}

// afterMark is the length of a marker of size bytes with the blanks that must
// follow it and the words that must come after.
func afterMark(item string, size int) int {
	b := blanks(item[size:])
	if b == 0 || size+b == len(item) {
		return 0
	}
	return size + b
}

func blanks(s string) int { return len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace)) }

// headingWords is the most words of a heading.
const headingWords = 18

// isHeading reports whether a line has the shape of a heading: short, a single
// sentence at most, without the full stop that ends a paragraph.
func isHeading(s string) bool {
	if len(s) > 2*shortLine || utf8.RuneCountInString(s) > shortLine {
		return false
	}
	if hashes := strings.TrimLeft(s, "#"); len(hashes) < len(s) && strings.HasPrefix(hashes, " ") {
		return true
	}
	if !opensHeading(s) || endsSentence(s) || len(strings.Fields(s)) > headingWords {
		return false
	}
	return !strings.Contains(s, ". ") && !strings.Contains(s, "? ") && !strings.Contains(s, "! ")
}

// opensHeading reports whether the first character may open a heading. A
// quotation mark may not: such a line is likelier a quote than a heading.
func opensHeading(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r == '=' || r == '[' || unicode.IsUpper(r) || unicode.IsDigit(r) || unicode.IsTitle(r)
}

// endsSentence reports whether s ends as the sentence of a paragraph does,
// closing quotation marks and brackets aside. Question and exclamation marks
// say nothing: headings end in them too.
func endsSentence(s string) bool {
	s = strings.TrimRightFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"”“»'’)]`, r) })
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".;,…", r)
}
