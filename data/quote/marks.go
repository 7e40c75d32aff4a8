package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
)

// family is a kind of mark; only marks of one family close one another, unless
// nothing better follows.
type family byte

const (
	double family = iota // “ ” „ " ''
	angle                // « »
	single               // ‘ ’ '
)

// side is what the characters beside a mark make of it.
type side byte

const (
	either side = iota
	opens
	closes
)

// mark is one quotation mark of a paragraph.
type mark struct {
	pos, size int
	family    family
	side      side
	forced    bool // the mark's own form decided the side
	strong    bool // single closer beside sentence punctuation
}

// scan collects the marks of a paragraph.
func (s *segmenter) scan(out []mark, p data.Span) []mark {
	for i := p.Start; i < p.End; {
		m := markAt(s.text[:p.End], i)
		if m.size == 0 {
			i++
			continue
		}
		s.judge(&m, p)
		if m.side != either || m.family != single {
			out = push(out, m)
		}
		i += m.size
	}
	return out
}

// markAt reads the mark at byte i; size 0 where there is none.
func markAt(text string, i int) mark {
	m := mark{pos: i}
	switch c := text[i]; {
	case c == '"':
		m.size = 1
	case c == '\'' || c == '`':
		m.size, m.family = 1, single
		if i+1 < len(text) && text[i+1] == c {
			m.size, m.family = 2, double
		}
	case c == 0xC2 && strings.HasPrefix(text[i:], "«"):
		m.size, m.family, m.side, m.forced = 2, angle, opens, true
	case c == 0xC2 && strings.HasPrefix(text[i:], "»"):
		m.size, m.family, m.side, m.forced = 2, angle, closes, true
	case c == 0xE2 && i+2 < len(text) && text[i+1] == 0x80:
		curly(&m, text[i+2])
	}
	return m
}

// curly fills in a mark of the block U+2018..U+201F by its last byte.
func curly(m *mark, last byte) {
	switch last {
	case 0x98: // ‘
		m.size, m.family, m.side, m.forced = 3, single, opens, true
	case 0x99: // ’
		m.size, m.family, m.side, m.forced = 3, single, closes, true
	case 0x9C, 0x9E: // “ „
		m.size, m.side, m.forced = 3, opens, true
	case 0x9D: // ”
		m.size, m.side, m.forced = 3, closes, true
	}
}

// judge decides by the characters beside a mark what it can be.
func (s *segmenter) judge(m *mark, p data.Span) {
	before, _ := utf8.DecodeLastRuneInString(s.text[p.Start:m.pos])
	after, _ := utf8.DecodeRuneInString(s.text[m.pos+m.size : p.End])
	if m.pos == p.Start {
		before = ' '
	}
	if m.pos+m.size == p.End {
		after = ' '
	}
	leftOpen := unicode.IsSpace(before) || strings.ContainsRune("([{—–-/:«“‘\"'", before)
	rightShut := unicode.IsSpace(after) || strings.ContainsRune(",.;:!?)]}…»”’—–", after)
	if m.family == single {
		s.judgeSingle(m, before, after, leftOpen)
		return
	}
	var seen side
	switch {
	case leftOpen && !rightShut:
		seen = opens
	case !leftOpen && rightShut:
		seen = closes
	}
	switch {
	case !m.forced:
		m.side = seen
	case seen != either && seen != m.side, m.family == double && leftOpen && rightShut:
		m.side = either // the form says one thing, the place another: the state decides
	}
}

// judgeSingle leaves apostrophes as either; they are dropped.
func (s *segmenter) judgeSingle(m *mark, before, after rune, leftOpen bool) {
	inWord := unicode.IsLetter(after) || unicode.IsDigit(after)
	switch {
	case m.side == opens, !m.forced && leftOpen && inWord && before != '\'':
		m.side = opens
		if !leftOpen || !inWord && unicode.IsSpace(after) {
			m.side = either
		}
	case !inWord && !unicode.IsSpace(before):
		m.side = closes
		m.strong = strings.ContainsRune(",.!?…", before)
	default:
		m.side = either
	}
}
