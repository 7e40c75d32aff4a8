package quote

import (
	"slices"
	"strings"
	"unicode"

	"verbatim/data"
)

// fragment is one stretch between quotation marks.
type fragment struct {
	data.Span           // the words, marks and blanks around them left out
	outer     data.Span // the marks included
	closed    bool      // false: ends with its paragraph, no closing mark
	para      int       // index of the paragraph where it starts
}

// maxDepth bounds nesting; what is nested deeper is read as unclosed marks.
const maxDepth = 6

// maxParagraphs bounds how far a quote runs on without a closing mark.
const maxParagraphs = 12

// segmenter finds the fragments of a text, paragraph by paragraph.
type segmenter struct {
	text  string
	paras []data.Span
	para  int // the paragraph being read
	marks []mark
	stack []mark
	first int // paragraph where the outermost open mark stands
	stray int // end of a paragraph that ended with a stray mark, or -1
	out   []fragment
}

// fragments returns the outermost quoted stretches, in order and apart.
func fragments(text string, paras []data.Span) []fragment {
	s := &segmenter{text: text, paras: paras, stray: -1}
	var next []mark
	for i := range paras {
		if i == 0 {
			next = s.scan(nil, paras[0])
		}
		s.para, s.marks = i, next
		next = nil
		if i+1 < len(paras) {
			next = s.scan(nil, paras[i+1])
		}
		s.paragraph()
		s.endParagraph(next)
	}
	return s.out
}

// paragraph runs the state machine over the marks of one paragraph.
func (s *segmenter) paragraph() {
	for k := 0; k < len(s.marks); k++ {
		m := s.marks[k]
		if m.family == single {
			k = s.single(k)
			continue
		}
		switch s.decide(k) {
		case opens:
			s.open(m)
		case closes:
			s.close(k)
		}
	}
}

// decide says whether the mark opens or closes, given what is open.
func (s *segmenter) decide(k int) side {
	m := s.marks[k]
	top, isOpen := s.top()
	switch {
	case !isOpen && m.side == closes:
		s.missingOpener(m)
		return either
	case !isOpen:
		return opens
	case m.side == either && m.family == top.family:
		return closes
	case m.side == either && m.forced:
		if top.family == double && m.family == double {
			return closes
		}
		return opens
	case m.side == either:
		return opens
	case m.side == opens && !m.forced && top.family == double && !top.forced && !s.nests(k):
		s.stack = s.stack[:0] // the earlier mark was never closed
		return opens
	}
	return m.side
}

// missingOpener recovers a quote whose opening mark stands at the end of the
// paragraph before, where a break went astray.
func (s *segmenter) missingOpener(m mark) {
	p := s.paras[s.para]
	if s.stray >= 0 && s.marks[0].pos == m.pos {
		s.emit(mark{pos: p.Start}, m.pos, m.pos+m.size, true)
	}
	s.stray = -1
	if m.pos+m.size == p.End {
		s.stray = p.End
	}
}

// nests reports whether the straight opener k begins a quote inside the open
// one: two closers follow it.
func (s *segmenter) nests(k int) bool {
	n := 0
	for _, m := range s.marks[k+1 : min(len(s.marks), k+6)] {
		if m.family == single {
			continue
		}
		if m.side == opens {
			return false
		}
		if n++; n == 2 {
			return true
		}
	}
	return false
}

func (s *segmenter) top() (mark, bool) {
	if len(s.stack) == 0 {
		return mark{}, false
	}
	return s.stack[len(s.stack)-1], true
}

func (s *segmenter) open(m mark) {
	if len(s.stack) == 0 {
		s.first = s.para
	}
	if len(s.stack) == maxDepth {
		s.stack = s.stack[:0]
		s.first = s.para
	}
	s.stack = append(s.stack, m)
}

// close pops what the mark closes, and emits a fragment when nothing is left.
func (s *segmenter) close(k int) {
	m := s.marks[k]
	at := -1
	for i := len(s.stack) - 1; i >= 0 && at < 0; i-- {
		if s.stack[i].family == m.family {
			at = i
		}
	}
	if at < 0 {
		top, _ := s.top()
		if s.closerAhead(k, top.family) {
			return
		}
		at = len(s.stack) - 1
	}
	if at > 0 && !s.closerAhead(k, s.stack[0].family) {
		at = 0 // nothing else will close the outer one
	}
	outer := s.stack[at]
	s.stack = s.stack[:at]
	if at == 0 {
		s.emit(outer, m.pos, m.pos+m.size, true)
	}
}

// closerAhead reports whether, before the next opener, a mark after k can
// close the family.
func (s *segmenter) closerAhead(k int, f family) bool {
	for _, m := range s.marks[k+1 : min(len(s.marks), k+8)] {
		switch {
		case m.family == single:
		case m.side == opens:
			return false
		case m.family == f:
			return true
		}
	}
	return false
}

// single handles a single mark: outside double ones an opener takes its closer
// at once. It returns the index of the last mark used.
func (s *segmenter) single(k int) int {
	m := s.marks[k]
	if len(s.stack) > 0 || m.side != opens {
		return k
	}
	weakest := -1
	for i := k + 1; i < len(s.marks) && i < k+40; i++ {
		c := s.marks[i]
		if c.family != single {
			continue
		}
		if c.side == opens {
			break
		}
		if c.strong {
			return s.take(m, k, i)
		}
		if weakest < 0 && c.forced && s.text[c.pos-1] != 's' {
			weakest = i
		}
	}
	if weakest >= 0 && m.forced {
		return s.take(m, k, weakest)
	}
	return k
}

// take emits the quote between the single marks k and i.
func (s *segmenter) take(m mark, k, i int) int {
	c := s.marks[i]
	if !m.forced && !strings.ContainsRune(strings.TrimSpace(s.text[m.pos:c.pos]), ' ') {
		return k // 'word' between straight apostrophes: too uncertain
	}
	s.first = s.para
	s.emit(m, c.pos, c.pos+c.size, true)
	return i
}

// emit adds the fragment between the opener and byte end.
func (s *segmenter) emit(open mark, end, outerEnd int, closed bool) {
	in := trim(s.text, data.Span{Start: open.pos + open.size, End: end})
	if in.Len() <= 0 {
		return
	}
	para := s.first
	if open.size == 0 {
		para = s.para
	}
	s.out = push(s.out, fragment{Span: in, outer: data.Span{Start: open.pos, End: outerEnd}, closed: closed, para: para})
}

// endParagraph keeps a quote open over the paragraph's end where the next one
// goes on with it, else ends it there.
func (s *segmenter) endParagraph(next []mark) {
	if len(s.stack) == 0 {
		if len(s.marks) == 0 {
			s.stray = -1
		}
		return
	}
	s.stray = -1
	s.stack = s.stack[:1]
	m := s.stack[0]
	if s.para+1 < len(s.paras) && s.para-s.first < maxParagraphs && s.goesOn(m, next) {
		return
	}
	s.stack = s.stack[:0]
	end := s.paras[s.para].End
	s.emit(m, end, end, false)
}

// goesOn reports whether the next paragraph continues the open quote: it opens
// with a mark of the family again (which is then no mark of its own), or its
// first mark closes one.
func (s *segmenter) goesOn(open mark, next []mark) bool {
	if len(next) == 0 {
		return false
	}
	p := s.paras[s.para+1]
	m := next[0]
	if m.family != open.family {
		return false
	}
	atStart := strings.TrimSpace(s.text[p.Start:m.pos]) == ""
	if atStart && m.side == opens {
		next[0] = mark{pos: m.pos, size: m.size, family: single, side: closes}
		return true
	}
	return !atStart && m.side == closes
}

// trim drops the blanks, and one mark left over, from both ends of a span.
func trim(text string, s data.Span) data.Span {
	inner := text[s.Start:max(s.Start, s.End)]
	left := strings.TrimLeftFunc(inner, blank)
	s.Start += len(inner) - len(left)
	s.End = s.Start + len(strings.TrimRightFunc(left, blank))
	return s
}

func blank(r rune) bool {
	return unicode.IsSpace(r) || r >= 0x200B && r <= 0x200F || r == 0xFEFF || r >= 0x202A && r <= 0x202E
}

// sortFragments puts them in order and drops those that overlap an earlier one.
func sortFragments(fs []fragment) []fragment {
	slices.SortFunc(fs, func(a, b fragment) int { return a.outer.Start - b.outer.Start })
	out := fs[:0]
	for _, f := range fs {
		if len(out) == 0 || out[len(out)-1].outer.End <= f.outer.Start {
			out = append(out, f)
		}
	}
	return out
}
