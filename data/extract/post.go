package extract

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/lang"
)

// An embedded post in plain text is its words and a signature,
// "— Name (@handle) December 1, 2022", on the line after them or glued to
// their end. Lengths are in bytes.
const (
	longestName   = 120  // display names are up to 50 characters, emoji included
	longestHandle = 60   // with a server behind it, as federated networks write it
	longestDate   = 40   // of a signature
	longestPost   = 1200 // words of a post that may be joined from several lines
	wholePost     = 400  // a line this short that ends in a signature is all post
)

// postDate is the date of a signature: "December 1, 2022", "30 Oct 14",
// "1er décembre 2022", "2022-12-01", "01/12/2022".
var postDate = regexp.MustCompile(`^[\s,·\x{a0}]*(?:on |le )?(?:` +
	`\pL{3,10}\.? \d{1,2}(?:st|nd|rd|th)?, \d{4}|` +
	`\d{1,2}(?:er|st|nd|rd|th)?\.? \pL{3,10}\.?,? \d{4}|` +
	`\d{1,2} \pL{3,10}\.? \d{2}|` +
	`\d{4}-\d{2}-\d{2}|` +
	`\d{1,2}[/.]\d{1,2}[/.]\d{2,4})`)

// cutPosts cuts lines at the signatures of posts and joins each post's lines
// into one.
func cutPosts(text string, lines []line) []line {
	if !strings.Contains(text, "(@") {
		return lines
	}
	cut := make([]line, 0, len(lines)+8)
	for _, l := range lines {
		cut = appendPieces(cut, text, l)
	}
	return joinPosts(text, cut)
}

// appendPieces appends l, cut where the signature of a post stands in it.
func appendPieces(out []line, text string, l line) []line {
	from := l.Start
	for at := from; ; {
		i := strings.Index(text[at:l.End], "(@")
		if i < 0 {
			break
		}
		at += i + len("(@")
		sig, ok := signature(text, data.Span{Start: from, End: l.End}, at-len("(@"))
		if !ok {
			continue
		}
		piece := line{Span: data.Span{Start: from, End: sig.End}, blankLine: l.blankLine}
		out = appendPost(out, text, piece, sig, piece.Span == l.Span)
		l.blankLine = false
		from, at = sig.End, sig.End
	}
	return appendLine(out, text, line{Span: data.Span{Start: from, End: l.End}, blankLine: l.blankLine})
}

// appendPost appends piece, which ends in the signature sig, as what stands
// before the post and the post. whole tells that piece is a line of its own.
func appendPost(out []line, text string, piece line, sig data.Span, whole bool) []line {
	words := trim(text, data.Span{Start: piece.Start, End: sig.Start})
	if words.Len() == 0 {
		return append(out, line{Span: sig, kind: data.Post, bare: true, blankLine: piece.blankLine})
	}
	start := postStart(text, words, whole)
	before := line{Span: data.Span{Start: piece.Start, End: start}, blankLine: piece.blankLine}
	n := len(out)
	out = appendLine(out, text, before)
	post := line{Span: data.Span{Start: start, End: sig.End}, kind: data.Post}
	post.blankLine = piece.blankLine && len(out) == n
	return append(out, post)
}

// appendLine appends l unless it is blank.
func appendLine(out []line, text string, l line) []line {
	if l.Span = trim(text, l.Span); l.Len() > 0 {
		out = append(out, l)
	}
	return out
}

// signature finds the signature around the "(@" at byte at, inside within:
// dash, name, handle, date. Where it does not open its line a date is needed,
// as many a sentence mentions "(@handle)".
func signature(text string, within data.Span, at int) (data.Span, bool) {
	end, ok := handleEnd(text[:within.End], at)
	if !ok {
		return data.Span{}, false
	}
	start, ok := nameStart(text, within.Start, at)
	if !ok {
		return data.Span{}, false
	}
	date := postDate.FindString(text[end:min(within.End, end+longestDate)])
	dated := date != "" && strings.ContainsFunc(date, unicode.IsDigit)
	opens := strings.TrimSpace(text[within.Start:start]) == "" && strings.TrimSpace(text[end:within.End]) == ""
	hyphen := text[start] == '-' && !strings.HasPrefix(text[start:], "--")
	if !dated && (!opens || hyphen) {
		return data.Span{}, false
	}
	return data.Span{Start: start, End: end + len(date)}, true
}

// handleEnd is where "(@handle)" that starts at byte at ends.
func handleEnd(text string, at int) (int, bool) {
	rest := text[at+len("(@"):]
	n := strings.IndexFunc(rest, func(r rune) bool {
		return r != '_' && r != '.' && r != '-' && r != '@' && (r >= utf8.RuneSelf || !wordRune(r))
	})
	if n < 1 || n > longestHandle || rest[n] != ')' {
		return 0, false
	}
	return at + len("(@") + n + 1, true
}

// nameStart is where the dash stands that opens the signature whose handle
// starts at byte at: the nearest dash before a name, not before byte from.
func nameStart(text string, from, at int) (int, bool) {
	from = max(from, at-longestName)
	for from < at && !utf8.RuneStart(text[from]) {
		from++
	}
	head := text[from:at]
	best := -1
	for _, dash := range []string{"—", "–", "--", "- "} {
		i := strings.LastIndex(head, dash)
		if dash == "- " && i > 0 && !strings.HasSuffix(head[:i], " ") {
			continue // a hyphen inside a word
		}
		if i > best && strings.TrimSpace(head[i+len(dash):]) != "" {
			best = i
		}
	}
	return from + best, best >= 0
}

// reporting ends the words that lead to a post: "One investor tweeted: ...".
var reporting = regexp.MustCompile(`(?i)(?:said|tweeted|tweets?|wrote|writes|added|out|replied|responded|posted|stated|asked|` +
	`écrit|tweeté|déclaré|ajouté|répondu|posté|publié|lancé|message|post|twitter) ?: `)

// postStart is where the post that ends words starts, on a line that glues its
// signature to it: after the colon of a reporting verb, at the start of a line
// that is all post, else with the last sentence alone. Too short a post loses
// words, too long a one puts the article's words into somebody's mouth.
func postStart(text string, words data.Span, whole bool) int {
	start := max(words.Start, words.End-longestPost)
	for !utf8.RuneStart(text[start]) {
		start++
	}
	window := text[start:words.End]
	if all := reporting.FindAllStringIndex(window, -1); len(all) > 0 {
		return start + all[len(all)-1][1]
	}
	if whole && words.Len() <= wholePost {
		return words.Start
	}
	return start + lastSentence(window)
}

// lastSentence is where the last sentence of s starts, one that holds more
// than links, tags and handles.
func lastSentence(s string) int {
	end := len(s)
	for {
		i := strings.LastIndexAny(s[:end], ".!?…")
		if i < 0 {
			return 0
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		next := i + size
		tail := strings.TrimLeft(s[next:], `"”“»)`)
		if startsSentence(s[:i], tail) && hasWords(tail) {
			return len(s) - len(strings.TrimLeftFunc(tail, unicode.IsSpace))
		}
		end = i
	}
}

// startsSentence reports whether tail, which follows the full stop after head,
// is a new sentence: a blank, then a capital or a mark that opens one. Posts
// also begin with a small letter, which counts where head ends in a word too
// long for an abbreviation.
func startsSentence(head, tail string) bool {
	trimmed := strings.TrimLeftFunc(tail, unicode.IsSpace)
	r, _ := utf8.DecodeRuneInString(trimmed)
	switch {
	case trimmed == "" || len(trimmed) == len(tail) || unicode.Is(unicode.Pd, r):
		return false
	case unicode.IsLower(r):
		const word = 4
		return len(head) >= word && !strings.ContainsFunc(head[len(head)-word:], func(r rune) bool { return !unicode.IsLetter(r) })
	}
	return true
}

// hasWords reports whether s holds a word that is no link, tag or handle.
func hasWords(s string) bool {
	for w := range strings.FieldsSeq(s) {
		if w[0] == '#' || w[0] == '@' || w[0] == '$' || strings.Contains(w, "t.co/") || strings.Contains(w, "twitter.com/") || strings.HasPrefix(w, "http") {
			continue
		}
		if strings.ContainsFunc(w, wordRune) {
			return true
		}
	}
	return false
}

// joinPosts joins each signature that stands alone with the words before it.
func joinPosts(text string, lines []line) []line {
	article := sync.OnceValue(func() string { return lang.Identify(text, "") })
	spaced := spacedOut(lines)
	out := lines[:0]
	for _, l := range lines {
		if l.bare {
			n := wordsBefore(out, l)
			if n > 1 && !spaced {
				n = foreign(text, out[len(out)-n:], article())
			}
			first := out[len(out)-n:]
			if n > 0 {
				l.Start, l.blankLine = first[0].Start, first[0].blankLine
			}
			out = out[:len(out)-n]
		}
		out = append(out, l)
	}
	return out
}

// spacedOut reports whether the text parts its paragraphs by empty lines.
func spacedOut(lines []line) bool {
	n := 0
	for _, l := range lines {
		if l.blankLine {
			n++
		}
	}
	return 2*n >= len(lines)
}

// wordsBefore counts the lines at the end of before that may be the words of
// the post signed by sig: down to an empty line or another post.
func wordsBefore(before []line, sig line) int {
	n := 0
	for i := len(before) - 1; i >= 0; i-- {
		l := before[i]
		if l.kind != "" || sig.Start-l.Start > longestPost {
			break
		}
		n++
		if l.blankLine {
			break
		}
	}
	return n
}

// foreign counts the lines at the end of words that are the post's where no
// empty line parts it from the article: the last one, and those before it that
// are in its language while the article is in another.
func foreign(text string, words []line, article string) int {
	n := 1
	code := lang.Identify(words[len(words)-1].Of(text), "")
	if code == "" || code == article {
		return n
	}
	for n < len(words) && lang.Identify(words[len(words)-1-n].Of(text), "") == code {
		n++
	}
	return n
}
