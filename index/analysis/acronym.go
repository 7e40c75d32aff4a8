package analysis

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Acronyms have from 2 to 5 letters (AI, BRICS); longer words in capitals are
// shouted words.
const (
	leastCapitals = 2
	mostCapitals  = 5
)

// markAcronym makes an acronym of a token whose capitals, or whose language,
// say that it is one. a is the acronym that the small word could be, or nil.
func (s *scanner) markAcronym(t *Token, a *acronym) {
	if t.End-t.Start > mostCapitals+1 {
		return
	}
	written := s.text[t.Start:t.End]
	n := capitals(written)
	if n > 0 && !s.shouted(t.Start) {
		t.Kind, t.Stop = Acronym, false
		t.Term = s.acronymTerm(t.Folded[:n])
		return
	}
	if a == nil {
		return
	}
	if slices.Contains(a.small, s.code) || n == 0 && written == a.term || s.query && s.follows(a) {
		t.Kind, t.Term, t.Stop = Acronym, a.term, false
	}
}

// acronymTerm is the term of an acronym given in small letters: never stemmed,
// and other than the small word's where that is an ordinary one.
func (s *scanner) acronymTerm(folded string) string {
	if a := loadTables().acronyms[folded]; a != nil {
		return a.term
	}
	return folded
}

// capitals counts the letters of a word in capitals, a small plural s after
// them left out; 0 where the word is no acronym.
func capitals(word string) int {
	caps := strings.TrimSuffix(word, "s")
	if len(caps) < leastCapitals || len(caps) > mostCapitals {
		return 0
	}
	for i := 0; i < len(caps); i++ {
		if caps[i] < 'A' || caps[i] > 'Z' {
			return 0
		}
	}
	return len(caps)
}

// window is how far around a word the capitals of its line are looked at, in
// bytes.
const window = 60

// shouted reports that the text around byte i is nearly all in capitals, so
// that capitals tell nothing there.
func (s *scanner) shouted(i int) bool {
	upper, lower := 0, 0
	for _, piece := range []string{before(s.text, i), after(s.text, i)} {
		for _, r := range piece {
			switch {
			case unicode.IsUpper(r):
				upper++
			case unicode.IsLower(r):
				lower++
			}
		}
	}
	return upper > 2*mostCapitals && lower*5 < upper
}

// before is the end of the line's text before byte i, at most a window.
func before(text string, i int) string {
	from := max(0, i-window)
	for from < i && !utf8.RuneStart(text[from]) {
		from++
	}
	piece := text[from:i]
	return piece[strings.LastIndexByte(piece, '\n')+1:]
}

// after is the start of the line's text from byte i on, at most a window.
func after(text string, i int) string {
	to := min(len(text), i+window)
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	piece, _, _ := strings.Cut(text[i:to], "\n")
	return piece
}

// follows reports that the word just read stands after one that makes it the
// acronym.
func (s *scanner) follows(a *acronym) bool {
	if s.elided != "" {
		return slices.Contains(a.after, s.elided)
	}
	return len(s.out) > 0 && slices.Contains(a.after, s.out[len(s.out)-1].Folded)
}
