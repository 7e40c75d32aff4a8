package bot

import (
	"strings"
	"unicode"

	"verbatim/data"
)

// escape writes text so that Discord shows each of its visible characters as it
// is: no markdown, no mention, no link, no emoji comes of it. A backslash in
// front of a punctuation character is Discord's own way to say so, and is not
// shown.
func escape(text string) string { return bold(text, nil) }

// bold is escape with the spans (bytes of text, in order and apart) in bold.
func bold(text string, spans []data.Span) string {
	var b strings.Builder
	at := 0
	for _, s := range joined(spans, len(text)) {
		escapeTo(&b, text, at, s.Start)
		for from := s.Start; from < s.End; { // bold ends with its line
			to := s.End
			if i := strings.IndexByte(text[from:to], '\n'); i >= 0 {
				to = from + i
			}
			writeBold(&b, text, from, to)
			if to < s.End {
				b.WriteByte('\n')
				to++
			}
			from = to
		}
		at = s.End
	}
	escapeTo(&b, text, at, len(text))
	return b.String()
}

// writeBold writes text[from:to] in bold, unless nothing of it is visible.
func writeBold(b *strings.Builder, text string, from, to int) {
	var words strings.Builder
	escapeTo(&words, text, from, to)
	if strings.TrimSpace(words.String()) == "" {
		b.WriteString(words.String())
		return
	}
	b.WriteString("**" + words.String() + "**")
}

// joined merges spans that touch, because "**" and "**" in a row are no marks,
// and leaves out what is no span of the text.
func joined(spans []data.Span, length int) []data.Span {
	var out []data.Span
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End <= s.Start || s.End > length {
			continue
		}
		if n := len(out); n > 0 && out[n-1].End == s.Start {
			out[n-1].End = s.End
		} else {
			out = append(out, s)
		}
		at = s.End
	}
	return out
}

// escapeTo writes text[from:to] escaped; what stands before from counts for
// where a line starts.
func escapeTo(b *strings.Builder, text string, from, to int) {
	for i, r := range text[from:to] {
		at := from + i
		switch {
		case steersDirection(r) || isFormat(r):
			continue
		case strings.ContainsRune("\\*_~`|<@[]", r),
			strings.ContainsRune("#>-+", r) && startsLine(text, at),
			r == '.' && endsNumber(text, at),
			r == ':' && !blankFollows(text, at):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
}

// startsLine reports whether only blanks, and the marks that start a line,
// stand before text[at] on its line.
func startsLine(text string, at int) bool {
	line := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
	return strings.Trim(line, " \t#>-+") == ""
}

// endsNumber reports whether text[at] ends a number at the start of a line, as
// in "1. " of a numbered list.
func endsNumber(text string, at int) bool {
	line := strings.TrimLeft(text[strings.LastIndexByte(text[:at], '\n')+1:at], " \t")
	return line != "" && strings.Trim(line, "0123456789") == ""
}

// blankFollows: a colon before a blank makes neither an emoji nor a link.
func blankFollows(text string, at int) bool {
	rest := text[at+1:]
	return rest == "" || strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "\n")
}

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
