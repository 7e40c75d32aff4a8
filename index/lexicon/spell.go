package lexicon

import (
	"slices"
	"strings"

	"verbatim/data/lang"
	"verbatim/index/analysis"
)

// Has reports whether a folded word stands in the lexicon as it is, in either
// language: whether it is an ordinary word.
func (l *Lexicon) Has(folded string) bool {
	for i := range l.exact {
		if l.exact[i].first[folded] != 0 {
			return true
		}
	}
	return false
}

// Speaks reports whether a folded word stands in the lexicon of a language as it
// is, or in the plural.
func (l *Lexicon) Speaks(folded, lng string) bool {
	i := slices.Index(codes[:], lng)
	return i >= 0 && (l.exact[i].first[folded] != 0 || l.exact[i].first[strings.TrimRight(folded, "sx")] != 0)
}

// Knows reports whether the word, or another form of it, stands in the lexicon.
func (l *Lexicon) Knows(t analysis.Token) bool {
	if l.Has(t.Folded) {
		return true
	}
	for i := range l.stem {
		if l.stem[i].first[t.Term] != 0 {
			return true
		}
	}
	return false
}

// Phrase reports whether the words, in whatever form, stand in the lexicon as one
// phrase.
func (l *Lexicon) Phrase(words ...analysis.Token) bool {
	_, stem := keys(words)
	return slices.ContainsFunc(l.stem[:], func(c chain) bool { return c.first[stem] != 0 })
}

// minSpell is the shortest word that a misspelling is mended in, bytes: below
// it one letter makes another word.
const minSpell = 6

// Spell returns the words of a language that a folded word may be a
// misspelling of: one letter away, with the same first letter. lng is "en" or
// "fr". The words come sorted.
func (l *Lexicon) Spell(folded, lng string) []string {
	i := slices.Index(codes[:], lng)
	if i < 0 || len(folded) < minSpell {
		return nil
	}
	var out []string
	for word := range l.exact[i].first {
		if word[:1] == folded[:1] && lang.OneEdit(word, folded) && !strings.Contains(word, " ") {
			out = append(out, word)
		}
	}
	slices.Sort(out)
	return out
}
