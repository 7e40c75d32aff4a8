package lang

import (
	"bytes"
	_ "embed"
	"math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed words.tsv
var wordsFile string

// profile is the content of words.tsv.
type profile struct {
	langs []string
	words map[string]word
}

// word is one entry: the languages it stands under, as a bit set over
// profile.langs, and what it counts for each of them.
type word struct {
	langs  uint32
	weight float32
}

// maxLangs is what the bit set holds.
const maxLangs = 32

var profiles = sync.OnceValue(func() *profile { return parseProfile(wordsFile) })

func parseProfile(file string) *profile {
	p := &profile{words: map[string]word{}}
	bit := map[string]uint32{}
	for line := range strings.Lines(file) {
		code, list, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if bit[code] == 0 {
			bit[code] = 1 << len(p.langs)
			p.langs = append(p.langs, code)
		}
		for w := range strings.FieldsSeq(list) {
			p.words[w] = word{langs: p.words[w].langs | bit[code]}
		}
	}
	for s, w := range p.words {
		p.words[s] = word{w.langs, 1 / float32(bits.OnesCount32(w.langs))}
	}
	return p
}

// evidence is what a text says about its language.
type evidence struct {
	score   [maxLangs]float32 // by words, parallel to profile.langs
	latin   int               // letters of the Latin script
	scripts [scripts]int      // letters of others
	word    []byte            // being read, in lower case
}

// weigh reads the words of text: addresses, handles and hashtags left out.
func (p *profile) weigh(text string) *evidence {
	e := &evidence{word: make([]byte, 0, 32)}
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case r == '@' || r == '#' || strings.HasPrefix(text[i:], "://"):
			e.word = e.word[:0]
			size = blankAfter(text[i:])
		case 'a' <= r && r <= 'z':
			e.word = append(e.word, byte(r))
			e.latin++
		case r == '\'' || r == '’':
			e.word = append(e.word, '\'')
			p.elision(e)
		case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r):
			e.letter(r)
		default:
			p.flush(e)
		}
		i += size
	}
	p.flush(e)
	return e
}

func (e *evidence) letter(r rune) {
	if s := scriptOf(r); s < scripts {
		e.scripts[s]++
		return
	}
	e.latin++
	e.word = utf8.AppendRune(e.word, unicode.ToLower(r))
}

// elision counts and ends the word read so far where it is an elided one (l').
func (p *profile) elision(e *evidence) {
	if w, ok := p.words[string(e.word)]; ok {
		p.count(e, w)
		e.word = e.word[:0]
	}
}

// flush counts the word read so far, or what follows its apostrophe ('s).
func (p *profile) flush(e *evidence) {
	if len(e.word) == 0 {
		return
	}
	w, ok := p.words[string(e.word)]
	if i := bytes.LastIndexByte(e.word, '\''); !ok && i > 0 {
		w, ok = p.words[string(e.word[i:])]
	}
	if ok {
		p.count(e, w)
	}
	e.word = e.word[:0]
}

func (p *profile) count(e *evidence, w word) {
	for set := w.langs; set != 0; set &= set - 1 {
		e.score[bits.TrailingZeros32(set)] += w.weight
	}
}

func blankAfter(s string) int {
	if i := strings.IndexAny(s, " \t\n\u00a0"); i > 0 {
		return i
	}
	return len(s)
}
