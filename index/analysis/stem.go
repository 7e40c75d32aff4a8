package analysis

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"

	"verbatim/data/lang"
)

// word is what the analyser knows of a folded word.
type word struct {
	folded, term string
	stop         bool
	acronym      *acronym // that the word could be; nil for most
}

// vocabulary remembers words of one language: stemming is the dear part of
// analysis, and news repeats its words. It holds at most remembered words and
// starts anew when full. It is not safe for concurrent use.
type vocabulary struct {
	code  string
	lang  *language // nil for a language without tables
	words map[string]*word
}

// remembered bounds a vocabulary to about 4 MB. A corpus of 10 million words
// has some 40,000 that stand in it twice or more.
const remembered = 32768

// borrow takes a vocabulary of the language; giveBack returns it for the next
// analysis.
func borrow(code string) *vocabulary {
	l := loadTables().langs[code]
	if l != nil {
		select {
		case v := <-l.idle:
			return v
		default:
		}
	}
	return &vocabulary{code: code, lang: l, words: map[string]*word{}}
}

func (v *vocabulary) giveBack() {
	if v.lang == nil {
		return
	}
	select {
	case v.lang.idle <- v:
	default: // enough of them: more ran at once than will again
	}
}

// look returns what is known of a folded word.
func (v *vocabulary) look(folded []byte) *word {
	if w, ok := v.words[string(folded)]; ok {
		return w
	}
	if len(v.words) >= remembered {
		clear(v.words)
	}
	w := v.learn(string(folded))
	v.words[w.folded] = w
	return w
}

func (v *vocabulary) learn(folded string) *word {
	w := &word{folded: folded, term: folded, acronym: loadTables().acronyms[folded]}
	if v.lang == nil {
		return w
	}
	if w.stop = v.lang.stop[folded]; !w.stop {
		w.term = v.lang.stem(v.code, folded)
	}
	return w
}

// stem is the term of a folded word: what the table of irregular forms says,
// else its Snowball stem. Words of three letters or less, and words with
// anything but letters, stay as they are.
func (l *language) stem(code, folded string) string {
	if term, ok := l.apart[folded]; ok {
		return term
	}
	if head, ok := l.irregular[folded]; ok {
		if term, ok := l.apart[head]; ok {
			return term
		}
		folded = head
	}
	if len(folded) <= shortest || !letters(folded) {
		return folded
	}
	if code == "fr" {
		return l.stemFrench(folded)
	}
	env := snowballstem.NewEnv(folded)
	english.Stem(env)
	return env.Current()
}

// shortest is the length up to which a word is its own stem: the ends of short
// words are no suffixes (gas, was, des).
const shortest = 3

func letters(s string) bool {
	for i := 0; i < len(s); i++ {
		if (s[i] < 'a' || s[i] > 'z') && s[i] < 0x80 {
			return false
		}
	}
	return true
}

// stemFrench puts the accents back that Snowball tells suffixes by, takes off
// two plurals that it leaves on, and folds the stem again.
func (l *language) stemFrench(folded string) string {
	if verb, ok := strings.CutSuffix(folded, "ent"); ok && len(verb) > 3 &&
		!strings.HasSuffix(verb, "m") && !strings.HasSuffix(verb, "ai") && !l.notVerb[folded] {
		folded = verb + "e" // ils utilisent
	}
	if strings.HasSuffix(folded, "os") { // videos, euros
		folded = folded[:len(folded)-1]
	}
	env := snowballstem.NewEnv(accented(folded))
	french.Stem(env)
	return lang.Fold(env.Current())
}

// accented writes the endings -ée, -ière and -ité of a folded word with their
// accents.
func accented(folded string) string {
	base := strings.TrimSuffix(folded, "s")
	plural := folded[len(base):]
	for _, end := range [...][2]string{{"ee", "ée"}, {"iere", "ière"}, {"ite", "ité"}} {
		if stem, ok := strings.CutSuffix(base, end[0]); ok {
			return stem + end[1] + plural
		}
	}
	return folded
}
