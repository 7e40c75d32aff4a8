package lexicon

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"verbatim/index/analysis"
)

// longestLine bounds a line of a file, in bytes.
const longestLine = 64 << 10

// read adds the groups of one file.
func (l *Lexicon) read(name string, r io.Reader, kind Kind) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	n := 0
	for lines.Scan() {
		n++
		if err := l.line(lines.Text(), kind); err != nil {
			return fmt.Errorf("%s, line %d: %w", name, n, err)
		}
	}
	err := lines.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("%s, line %d: longer than %d bytes; a group is one short line of forms", name, n+1, longestLine)
	}
	if err != nil {
		return fmt.Errorf("%s, after line %d: %w", name, n, err)
	}
	return nil
}

// expected is what a line may be.
const expected = `want "English forms<TAB>French forms" or "en<TAB>forms" or "fr<TAB>forms", ';' between forms`

// line adds the group of one line; comments and empty lines have none.
func (l *Lexicon) line(line string, kind Kind) error {
	line = strings.TrimRight(line, "\r")
	if strings.TrimSpace(line) == "" || line[0] == '#' {
		return nil
	}
	if !utf8.ValidString(line) {
		return errors.New("not UTF-8; save the file as UTF-8")
	}
	left, right, ok := strings.Cut(line, "\t")
	switch {
	case !ok || strings.Contains(right, "\t"):
		return fmt.Errorf("%d tabs; %s", strings.Count(line, "\t"), expected)
	case left == codes[en]:
		return l.add(Synonym, right, "")
	case left == codes[fr]:
		return l.add(Synonym, "", right)
	case strings.TrimSpace(left) == "" || strings.TrimSpace(right) == "":
		return errors.New("one side is empty; " + expected)
	}
	return l.add(kind, left, right)
}

// add adds a group with the forms of the two lists.
func (l *Lexicon) add(kind Kind, lists ...string) error {
	g := group{kind: kind, start: int32(len(l.members))}
	for lang, list := range lists {
		if list == "" {
			continue
		}
		for text := range strings.SplitSeq(list, ";") {
			f, err := l.form(lang, strings.TrimSpace(text))
			if err != nil {
				return err
			}
			for _, other := range l.members[g.start:] {
				if other == f {
					return fmt.Errorf("%q stands twice in the group", text)
				}
			}
			l.members = append(l.members, f)
		}
	}
	g.end = int32(len(l.members))
	if g.end < g.start+2 {
		return errors.New("a single form; a group has at least two")
	}
	l.groups = append(l.groups, g)
	return nil
}

// form returns the form of a text, a new one where it is new.
func (l *Lexicon) form(lang int, text string) (int32, error) {
	if text == "" {
		return 0, errors.New("an empty form; remove the extra ';'")
	}
	tokens := analysis.Analyze(text, codes[lang])
	words := content(tokens)
	if len(words) == 0 {
		return 0, fmt.Errorf("%q has no word but stop words, which meet every text; give the words that tell it apart", text)
	}
	f := form{text: text, lang: uint8(lang)}
	f.exact, f.stem = keys(words)
	for at := l.exact[lang].first[f.exact]; at > 0; at = l.exact[lang].next[at-1] {
		if strings.EqualFold(l.forms[at-1].text, text) {
			return at - 1, nil
		}
	}
	if t := tokens[0]; t.Kind == analysis.Joined && t.Parts == len(words) {
		f.whole = t.Term
	}
	return l.index(f), nil
}

// index makes a form findable by its words, and by the whole of a compound.
func (l *Lexicon) index(f form) int32 {
	id := int32(len(l.forms))
	l.forms = append(l.forms, f)
	l.exact[f.lang].add(f.exact, id)
	l.stem[f.lang].add(f.stem, id)
	if f.whole != "" {
		l.whole[f.lang].add(f.whole, id)
	}
	l.longest = max(l.longest, 1+strings.Count(f.exact, " "))
	return id
}

// content is the words of a form: Joined tokens left out, and the articles and
// reflexives that a dictionary puts first (the Fed, se souvenir). Empty where
// only stop words are left.
func content(tokens []analysis.Token) []analysis.Token {
	var out []analysis.Token
	tells := false
	for _, t := range tokens {
		if t.Kind == analysis.Joined || t.Stop && len(out) == 0 && article(t.Folded) {
			continue
		}
		out = append(out, t)
		tells = tells || !t.Stop
	}
	if !tells {
		return nil
	}
	return out
}

func article(folded string) bool {
	switch folded {
	case "the", "a", "an", "le", "la", "les", "un", "une", "se":
		return true
	}
	return false
}

// keys are what words are found by: their foldings and their terms, a blank
// between words.
func keys(words []analysis.Token) (exact, stem string) {
	if len(words) == 1 {
		return exactPiece(words[0]), words[0].Term
	}
	var a, b []byte
	for _, w := range words {
		a = appendPiece(a, exactPiece(w))
		b = appendPiece(b, w.Term)
	}
	return string(a), string(b)
}

// exactPiece is a word of an exact key: its folding, but an acronym's term, so
// that US is not us, and ETFs is ETF.
func exactPiece(t analysis.Token) string {
	if t.Kind == analysis.Acronym || t.Kind == analysis.Ticker {
		return t.Term
	}
	return t.Folded
}

func appendPiece(key []byte, piece string) []byte {
	if len(key) > 0 {
		key = append(key, ' ')
	}
	return append(key, piece...)
}
