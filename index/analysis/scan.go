package analysis

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data/lang"
)

func analyze(text, code string, query bool) []Token {
	s := scanner{
		text: text, code: code, query: query,
		known: borrow(code),
		out:   make([]Token, 0, len(text)/6+1),
	}
	defer s.known.giveBack()
	for i := 0; i < len(text); {
		i = s.step(i)
	}
	return s.out
}

// scanner walks over a text once and collects its tokens.
type scanner struct {
	text   string
	code   string
	query  bool
	known  *vocabulary
	out    []Token
	pos    int
	elided string // elision just taken off (l'), empty otherwise
	scaled bool   // the next word multiplies the number before it (2 million)
	buf    []byte // a folded word
}

// step reads what starts at byte i and returns where the next thing starts.
func (s *scanner) step(i int) int {
	r, size := s.at(i)
	switch {
	case inWord(r):
		return s.chain(i)
	case r == '@':
		return s.handle(i)
	case r == '$':
		return s.ticker(i)
	}
	return i + size
}

// at decodes the character at byte i, 0 at the end of the text.
func (s *scanner) at(i int) (rune, int) {
	if i >= len(s.text) {
		return 0, 0
	}
	if c := s.text[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s.text[i:])
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z' || isDigit(r)
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == '\u00AD'
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == 'ʼ' || r == '´' || r == '‘'
}

func isHyphen(r rune) bool { return r == '-' || r == '‐' || r == '‑' }

// chain reads a word, or several joined by hyphens.
func (s *scanner) chain(i int) int {
	if end := s.address(i); end > i {
		return end
	}
	first := len(s.out)
	end := s.piece(i)
	for {
		r, size := s.at(end)
		if next, _ := s.at(end + size); !isHyphen(r) || !inWord(next) {
			break
		}
		end = s.further(end + size)
	}
	s.join(first)
	return end
}

// piece reads one word without hyphens, or a number.
func (s *scanner) piece(i int) int {
	s.elided = ""
	if r, _ := s.at(i); isDigit(r) {
		if end := s.number(i); end > i {
			return end
		}
	} else if end := s.initials(i); end > i {
		return end
	}
	return s.word(i)
}

// further reads a further part of a compound: digits with letters are no amount
// there (H-1B, GPT-4o).
func (s *scanner) further(i int) int {
	if r, _ := s.at(digits(s.text, i)); inWord(r) {
		s.elided = ""
		return s.word(i)
	}
	return s.piece(i)
}

// word reads letters and digits from byte i on, takes elisions and possessives
// off, and drops the apostrophes that are left.
func (s *scanner) word(i int) int {
	start, end := i, i
	for end < len(s.text) {
		r, size := s.at(end)
		if inWord(r) {
			end += size
			continue
		}
		next, _ := s.at(end + size)
		if !isApostrophe(r) || !unicode.IsLetter(next) {
			break
		}
		if tail := s.tail(end + size); tail > 0 {
			s.emit(Word, start, end)
			return tail
		}
		if e := elision(s.text[start:end]); e != "" {
			s.elided, start = e, end+size
		}
		end += size
	}
	s.emit(Word, start, end)
	return end
}

// elision is the elided word (l', qu') that text before an apostrophe is, empty
// where it is none.
func elision(text string) string {
	if len(text) > len("quelqu") {
		return ""
	}
	switch e := strings.ToLower(text); e {
	case "l", "d", "c", "j", "n", "s", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu":
		return e + "'"
	}
	return ""
}

// tail returns the end of what English hangs on to a word after the apostrophe
// before byte i ('s, 'll), 0 where it is none.
func (s *scanner) tail(i int) int {
	end := i
	for end < len(s.text) && end < i+3 && 'a' <= s.text[end]|0x20 && s.text[end]|0x20 <= 'z' {
		end++
	}
	if r, _ := s.at(end); inWord(r) {
		return 0
	}
	switch strings.ToLower(s.text[i:end]) {
	case "s", "m", "d", "re", "ve", "ll":
		return end
	}
	return 0
}

// initials reads single letters with full stops between (U.S., A.I.), or short
// runs with an ampersand between (S&P); it returns i where there are none.
func (s *scanner) initials(i int) int {
	end, count := i, 0
	s.buf = s.buf[:0]
	for {
		r, size := s.at(end)
		dot, _ := s.at(end + size)
		if !unicode.IsLetter(r) || dot != '.' {
			break
		}
		s.buf = lang.AppendFold(s.buf, s.text[end:end+size])
		end += size + 1
		count++
	}
	if r, size := s.at(end); count > 0 && unicode.IsLetter(r) { // U.S without the last stop
		if next, _ := s.at(end + size); !inWord(next) && next != '.' && !isApostrophe(next) {
			s.buf = lang.AppendFold(s.buf, s.text[end:end+size])
			end += size
			count++
		}
	}
	if count >= 2 {
		s.add(s.initialsToken(i, end))
		return end
	}
	return s.ampersand(i)
}

func (s *scanner) initialsToken(i, end int) Token {
	r, _ := s.at(i)
	t := s.token(Word, i, end)
	if unicode.IsUpper(r) {
		t.Kind, t.Stop = Acronym, false
		t.Term = s.acronymTerm(t.Folded)
	}
	return t
}

// ampersand reads S&P, AT&T, R&D; it returns i where there is none.
func (s *scanner) ampersand(i int) int {
	left := s.letters(i, 2)
	if left == i || left >= len(s.text) || s.text[left] != '&' {
		return i
	}
	end := s.letters(left+1, 2)
	if end == left+1 {
		return i
	}
	s.buf = lang.AppendFold(s.buf[:0], s.text[i:end])
	s.add(s.token(Acronym, i, end))
	return end
}

// letters returns the end of the word of ASCII letters at byte i, i where it is
// longer than most or no such word.
func (s *scanner) letters(i, most int) int {
	end := i
	for end < len(s.text) && 'a' <= s.text[end]|0x20 && s.text[end]|0x20 <= 'z' {
		end++
		if end > i+most {
			return i
		}
	}
	if r, _ := s.at(end); inWord(r) {
		return i
	}
	return end
}

// emit adds the token of text[start:end], a word without elision.
func (s *scanner) emit(kind Kind, start, end int) {
	s.buf = lang.AppendFold(s.buf[:0], s.text[start:end])
	if bytes.IndexByte(s.buf, '\'') >= 0 {
		s.buf = bytes.ReplaceAll(s.buf, []byte("'"), nil)
	}
	if len(s.buf) == 0 {
		return
	}
	w := s.known.look(s.buf)
	t := w.token(kind, start, end)
	s.markAcronym(&t, w.acronym)
	if s.scaled {
		t.Stop, s.scaled = true, false
	}
	s.add(t)
}

// token makes a token of the folded word in the buffer.
func (s *scanner) token(kind Kind, start, end int) Token {
	return s.known.look(s.buf).token(kind, start, end)
}

func (w *word) token(kind Kind, start, end int) Token {
	return Token{Term: w.term, Folded: w.folded, Start: start, End: end, Parts: 1, Kind: kind, Stop: w.stop}
}

func (s *scanner) add(t Token) {
	t.Pos = s.pos
	s.pos++
	s.out = append(s.out, t)
}

// handle reads @name.
func (s *scanner) handle(i int) int {
	end := i + 1
	for end < len(s.text) && (s.text[end] == '_' || s.text[end] < utf8.RuneSelf && inWord(rune(s.text[end]))) {
		end++
	}
	if end == i+1 {
		return end
	}
	s.buf = lang.AppendFold(s.buf[:0], s.text[i+1:end])
	t := s.token(Handle, i, end)
	t.Term, t.Stop = t.Folded, false
	s.add(t)
	return end
}

// ticker reads $BTC; a dollar sign before anything else yields nothing.
func (s *scanner) ticker(i int) int {
	end := s.letters(i+1, longestTicker)
	if end < i+3 {
		return i + 1
	}
	s.buf = lang.AppendFold(s.buf[:0], s.text[i+1:end])
	t := s.token(Ticker, i, end)
	t.Term, t.Stop = s.acronymTerm(t.Folded), false
	s.add(t)
	return end
}

// longestTicker is the length of the longest tickers in use (MATIC, SHIB1000).
const longestTicker = 8

// join puts the whole of a compound before its parts, which are the tokens from
// index first on.
func (s *scanner) join(first int) {
	parts := s.out[first:]
	if len(parts) < 2 || len(parts) > mostParts || !s.compound(parts) {
		return
	}
	s.buf = s.buf[:0]
	for _, p := range parts {
		s.buf = append(s.buf, p.Folded...)
	}
	t := s.token(Joined, parts[0].Start, parts[len(parts)-1].End)
	t.Pos, t.Parts, t.Stop = parts[0].Pos, len(parts), false
	s.out = slices.Insert(s.out, first, t)
}

// mostParts bounds a compound: state-of-the-art has four parts, longer chains
// are phrases.
const mostParts = 4

// compound reports whether the parts make one word: not 2019-2021, dit-il or
// est-ce.
func (s *scanner) compound(parts []Token) bool {
	last := parts[len(parts)-1]
	if parts[0].Kind == Number || s.code == "fr" && last.Stop {
		return false
	}
	return slices.ContainsFunc(parts, func(t Token) bool { return !t.Stop })
}
