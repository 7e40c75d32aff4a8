package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
)

// Sentences cuts text[within] into sentences: their spans in order, blanks
// trimmed, nothing but blanks left out. A line break always ends a sentence.
// Abbreviations, initials, decimals and web addresses do not; a closing
// quotation mark or bracket stays with the sentence that it closes, and ends
// it where a capital follows at once (paragraph breaks lost: ISS."Le …).
// within must be a span of text, or empty.
func Sentences(text string, within data.Span) []data.Span {
	s := splitter{text: text[:within.End], start: within.Start, token: within.Start, stops: stops()}
	for i := within.Start; i < within.End; {
		i = s.step(i)
	}
	s.cut(within.End)
	return s.out
}

// splitter walks over a text once.
type splitter struct {
	text  string
	start int  // of the sentence being read
	token int  // start of the piece between two blanks being read
	url   bool // that piece is a web address
	odd   bool // an odd number of straight quotation marks on this line so far
	stops *abbreviations
	out   []data.Span
}

// cut ends the sentence being read before byte i.
func (s *splitter) cut(i int) {
	piece := s.text[s.start:i]
	body := strings.TrimLeftFunc(piece, blank)
	start := s.start + len(piece) - len(body)
	body = strings.TrimRightFunc(body, blank)
	if body != "" {
		s.out = append(s.out, data.Span{Start: start, End: start + len(body)})
	}
	s.start, s.token, s.url = i, i, false
}

func blank(r rune) bool { return unicode.IsSpace(r) || zeroWidth(r) }

// step handles the character at byte i and returns where the next one starts.
func (s *splitter) step(i int) int {
	switch c := s.text[i]; c {
	case '\n', '\r':
		s.cut(i)
		s.odd = false
	case ' ', '\t':
		s.token, s.url = i+1, false
	case '"':
		s.odd = !s.odd
	case ':':
		s.url = s.url || strings.HasPrefix(s.text[i:], "://")
	case '.', '!', '?':
		return s.stop(i)
	case 0xC2, 0xE2, 0xE3, 0xEF: // what follows starts with one of these bytes
		return s.wide(i)
	}
	return i + 1
}

// wide is step for characters of more than one byte.
func (s *splitter) wide(i int) int {
	r, size := utf8.DecodeRuneInString(s.text[i:])
	switch {
	case r == '\u2028' || r == '\u2029':
		s.cut(i)
		s.odd = false
	case terminator(r):
		return s.stop(i)
	case blank(r):
		s.token, s.url = i+size, false
	}
	return i + size
}

func terminator(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '。', '！', '？':
		return true
	}
	return false
}

// stop handles the mark at byte i that may end a sentence, with the marks that
// belong to it, and returns where the next character starts.
func (s *splitter) stop(i int) int {
	run := s.skip(i, terminator)
	end := run
	for {
		next := s.skip(s.closers(end), terminator)
		if next == end {
			break
		}
		end = next
	}
	if s.ends(i, run, end) {
		s.cut(end)
	}
	return end
}

// skip returns the first byte from i on whose character is not of the class.
func (s *splitter) skip(i int, class func(rune) bool) int {
	for i < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		if !class(r) {
			break
		}
		i += size
	}
	return i
}

// closers returns the end of the closing marks that start at byte i, a blank
// before them allowed where the mark can only be a closing one.
func (s *splitter) closers(i int) int {
	for {
		at := s.skip(i, inlineBlank)
		r, size := s.at(at)
		if !s.closes(r, at > i, at+size) {
			return i
		}
		if r == '"' {
			s.odd = !s.odd
		}
		i = at + size
	}
}

// closes reports whether mark r, right after the end of a sentence (spaced: a
// blank between), closes something. next is the byte after the mark. Opening
// marks are met as closing ones, and straight ones tell by what surrounds them.
func (s *splitter) closes(r rune, spaced bool, next int) bool {
	after, _ := s.at(next)
	loose := after == 0 || blank(after) || closesAlways(after)
	switch r {
	case '»', '”':
		return true
	case ')', ']':
		return !spaced
	case '"':
		return loose && (s.odd || !spaced) || s.odd && !spaced
	case '“', '\'', '’', '›':
		return loose && !spaced
	}
	return false
}

func closesAlways(r rune) bool { return strings.ContainsRune(`»”)].,;:!?…`, r) }

func inlineBlank(r rune) bool {
	return r != '\n' && r != '\r' && r < '\u2028' && blank(r) || r == '\u202f'
}

// at decodes the character at byte i, 0 at the end of the text.
func (s *splitter) at(i int) (rune, int) {
	if i >= len(s.text) {
		return 0, 0
	}
	return utf8.DecodeRuneInString(s.text[i:])
}

// ends decides whether a sentence ends with the marks [i, run), closed by the
// marks [run, end).
func (s *splitter) ends(i, run, end int) bool {
	next := s.skip(end, inlineBlank)
	r, _ := s.at(next)
	switch {
	case r == 0 || blank(r): // end of the text, line break
		return true
	case s.bracketed(i, run):
		return false // […] stands for words left out
	case s.text[i] >= utf8.RuneSelf && !strings.HasPrefix(s.text[i:], "…"):
		return true // 。needs no blank after it
	case next == end:
		return s.glued(i, run, end)
	}
	return s.startsSentence(next) && (run > i+1 || end > run || s.text[i] != '.' || !s.abbreviated(i, next))
}

// bracketed reports whether the marks [i, run) are all that brackets hold.
func (s *splitter) bracketed(i, run int) bool {
	return i > 0 && (s.text[i-1] == '[' || s.text[i-1] == '(') && run < len(s.text) && (s.text[run] == ']' || s.text[run] == ')')
}

// startsSentence reports whether what stands at byte i, after a blank, can be
// the start of a sentence.
func (s *splitter) startsSentence(i int) bool {
	quoted := false
	for i < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		switch {
		case unicode.IsLower(r):
			return quoted
		case strings.ContainsRune(`"“«‘'„`, r):
			quoted = true
		case strings.ContainsRune(`,;:)]»”%`, r) || terminator(r):
			return false
		case !strings.ContainsRune("-–—•*([", r) && !inlineBlank(r):
			return true
		}
		i += size
	}
	return true
}

// glued decides where no blank follows the marks: paragraph breaks that were
// lost leave a capital, an opening mark or a bullet there.
func (s *splitter) glued(i, run, end int) bool {
	r, size := s.at(end)
	at := end
	opened := strings.ContainsRune(`"“«`, r)
	if opened || r == '-' && s.bulletAt(end) {
		at = s.skip(end+size, inlineBlank)
		r, size = s.at(at)
	}
	switch {
	case s.url:
		return false
	case r == '•':
		return true
	case !unicode.IsUpper(r):
		return false
	case opened || run > i+1 || s.text[i] != '.' || end > run && !bracket(s.text[end-1]):
		return true
	}
	return end == run && s.wordBefore(i) && (at > end || s.wordAt(end, size))
}

func bracket(c byte) bool { return c == ')' || c == ']' }

// bulletAt reports whether the dash at byte i has a blank after it.
func (s *splitter) bulletAt(i int) bool {
	r, _ := s.at(i + 1)
	return r != 0 && inlineBlank(r)
}

// wordBefore reports whether what stands before the full stop at byte i ends as
// text does: two small letters or capitals, two digits, a bracket or a per cent
// sign, in a piece that is no address. "in the morning." does, "U.S." does not.
func (s *splitter) wordBefore(i int) bool {
	piece := s.text[s.token:i]
	if len(piece) > 40 || strings.ContainsAny(piece, "/@_") {
		return false
	}
	last, size := utf8.DecodeLastRuneInString(piece)
	before, _ := utf8.DecodeLastRuneInString(piece[:len(piece)-size])
	switch {
	case last == '%' || last == ')' || last == '»':
		return true
	case unicode.IsDigit(last):
		return unicode.IsDigit(before)
	case unicode.IsUpper(last):
		return unicode.IsUpper(before)
	}
	return unicode.IsLower(last) && unicode.IsLower(before) && !strings.Contains(piece, ".")
}

// wordAt reports whether the capital of the given size at byte i starts a word
// of text (The, À, L'), not a name like JS or Com.
func (s *splitter) wordAt(i, size int) bool {
	next, _ := s.at(i + size)
	if !unicode.IsLower(next) && next != ' ' && next != '\'' && next != '’' {
		return false
	}
	word, _, _ := strings.Cut(s.text[i:min(len(s.text), i+6)], " ")
	switch strings.TrimRight(word, ",.;:)\n") {
	case "Com", "Org", "Net", "Io", "Ai", "Fr":
		return false
	}
	return true
}
