package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
)

// escape writes text so that Discord shows each of its visible characters as it
// is: no markdown, no mention, no link, no emoji comes of it. A backslash in
// front of a punctuation character is Discord's own way to say so, and is not
// shown.
func escape(text string) string { return bold(text, nil) }

// bold is escape with the spans (bytes of text, in order and apart) in bold.
func bold(text string, spans []data.Span) string {
	e := newEscaper()
	at := 0
	for _, s := range joined(spans, text) {
		e.write(text, at, s.Start)
		for from := s.Start; from < s.End; { // bold ends with its line
			to := s.End
			if i := strings.IndexByte(text[from:to], '\n'); i >= 0 {
				to = from + i
			}
			e.writeBold(text, from, to)
			if to < s.End {
				e.write(text, to, to+1)
				to++
			}
			from = to
		}
		at = s.End
	}
	e.write(text, at, len(text))
	return e.out.String()
}

// escaper writes a text escaped, from its beginning on, and knows where on a
// line it is.
type escaper struct {
	out    strings.Builder
	width  int  // characters written, in UTF-16 units
	start  bool // the line has only blanks and marks that start one so far
	number int  // the line has: 0 = only blanks, 1 = only a number, 2 = more than that
}

func newEscaper() *escaper { return &escaper{start: true} }

// write writes text[from:to].
func (e *escaper) write(text string, from, to int) {
	for at := from; at < to; {
		at += e.next(text[at:])
	}
}

// writeBold writes text[from:to] in bold, unless nothing of it is visible.
func (e *escaper) writeBold(text string, from, to int) {
	visible := strings.ContainsFunc(text[from:to], func(r rune) bool { return !unicode.IsSpace(r) && !hidden(r) })
	if visible {
		e.put("**")
	}
	e.write(text, from, to)
	if visible {
		e.put("**")
	}
}

func (e *escaper) put(s string) {
	e.out.WriteString(s)
	e.width += width(s)
}

// next writes the first character of s and returns its length in bytes.
func (e *escaper) next(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	if hidden(r) {
		return size
	}
	if e.meansSomething(r, s[size:]) {
		e.put(`\`)
	}
	e.put(string(r))
	switch {
	case r == '\n':
		e.start, e.number = true, 0
	case r == ' ' || r == '\t':
		if e.number == 1 {
			e.number = 2
		}
	case r >= '0' && r <= '9':
		e.start, e.number = false, max(e.number, 1)
	default:
		e.start, e.number = e.start && strings.ContainsRune(lineMarks, r), 2
	}
	return size
}

// lineMarks start a heading, a quotation or a list where they start a line.
const lineMarks = "#>-+"

// meansSomething reports whether r would be markdown, or part of a mention, a
// link or an emoji. A colon before a blank is neither.
func (e *escaper) meansSomething(r rune, rest string) bool {
	switch {
	case strings.ContainsRune("\\*_~`|<@[]", r):
		return true
	case strings.ContainsRune(lineMarks, r):
		return e.start
	case r == '.':
		return e.number == 1
	case r == ':':
		return rest != "" && rest[0] != ' ' && rest[0] != '\n'
	}
	return false
}

// joined merges spans that touch, because "**" and "**" in a row are no marks,
// and those with only a blank between them, and leaves out what is no span of
// the text.
func joined(spans []data.Span, text string) []data.Span {
	var out []data.Span
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			continue
		}
		if n := len(out); n > 0 && strings.Trim(text[at:s.Start], " ") == "" {
			out[n-1].End = s.End
		} else {
			out = append(out, s)
		}
		at = s.End
	}
	return out
}

// hidden reports characters that show nothing of themselves. They are left out.
func hidden(r rune) bool { return steersDirection(r) || isFormat(r) }

// steersDirection reports the invisible marks that turn the writing direction
// of what follows: an article or a question must not turn the rest of a message.
func steersDirection(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// isFormat reports characters that show nothing and serve to hide something:
// zero-width spaces, and controls other than line feed and tab. Joiners stay,
// because emoji and several scripts need them.
func isFormat(r rune) bool {
	switch r {
	case '\n', '\t':
		return false
	case '\u200b', '\u2060', '\ufeff', '\u00ad':
		return true
	}
	return unicode.IsControl(r)
}

// unescape is the inverse of escape.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && isPunctuation(s[i+1]) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func isPunctuation(c byte) bool {
	return c > ' ' && c < 0x7f && !('0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z')
}

// blockquote puts escaped text into Discord's quotation block.
func blockquote(escaped string) string {
	return "> " + strings.ReplaceAll(escaped, "\n", "\n> ")
}

// oneLine turns all blanks into single spaces.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// cut shortens s to at most n characters, at a word's end where there is one,
// and says so with an ellipsis.
func cut(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	short := string(runes[:n-1])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.") + "…"
}
