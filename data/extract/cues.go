package extract

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/lang"
)

//go:embed cues.tsv
var cueFile string

// loadedCues parses the embedded cue phrases once. The file is part of the
// program and checked by a test, so that it cannot fail for a user.
var loadedCues = sync.OnceValue(func() *cues {
	c, err := parseCues(cueFile)
	if err != nil {
		panic(err)
	}
	return c
})

// pitch is the kind, in the cue file alone, of the words of sales talk.
const pitch data.BlockKind = "pitch"

// form says how much of an article a cue governs.
type form int

const (
	none     form = iota
	heading       // the line heads what follows
	bulleted      // the line heads the bulleted list that follows
	single        // the line is all of it
)

// cue is one phrase of the cue file, folded.
type cue struct {
	kind   data.BlockKind
	match  string
	phrase string
}

// cues is the cue file, arranged for looking up.
type cues struct {
	byWord map[string][]cue // line, lead, title and start, by first word, longest phrase first
	list   []cue
	pitch  []cue
}

func parseCues(file string) (*cues, error) {
	c := &cues{byWord: map[string][]cue{}}
	n := 0
	for line := range strings.Lines(file) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if err := c.add(strings.Split(line, "\t")); err != nil {
			return nil, fmt.Errorf("cues.tsv, line %d: %w", n, err)
		}
	}
	for _, same := range c.byWord {
		slices.SortStableFunc(same, func(a, b cue) int { return len(b.phrase) - len(a.phrase) })
	}
	return c, nil
}

func (c *cues) add(fields []string) error {
	if len(fields) != 4 {
		return fmt.Errorf("%d columns, want kind, match, language, phrase", len(fields))
	}
	q := cue{kind: data.BlockKind(fields[0]), match: fields[1], phrase: lang.Fold(fields[3])}
	switch q.kind {
	case data.Takeaway, data.Related, data.Advert, data.Boilerplate, pitch:
	default:
		return fmt.Errorf("unknown kind %q", q.kind)
	}
	if l := fields[2]; l != "en" && l != "fr" && l != "*" {
		return fmt.Errorf("unknown language %q", l)
	}
	switch q.match {
	case "line", "lead", "title", "start":
		w := firstWord(q.phrase)
		c.byWord[w] = append(c.byWord[w], q)
	case "list":
		c.list = append(c.list, q)
	case "within":
		c.pitch = append(c.pitch, q)
	default:
		return fmt.Errorf("unknown match %q", q.match)
	}
	if (q.kind == pitch) != (q.match == "within") {
		return fmt.Errorf("match %q does not go with kind %q", q.match, q.kind)
	}
	return nil
}

// Lengths in bytes of folded text. A line longer than shortLine is no heading;
// no phrase is longer than longestPhrase.
const (
	shortLine     = 120
	longestPhrase = 64
)

// match finds the cue that the line is or starts with.
func (c *cues) match(line string) (data.BlockKind, form) {
	line = strings.TrimLeftFunc(line, decoration)
	same := c.byWord[lang.Fold(firstWord(line))]
	if len(same) > 0 {
		folded := lang.Fold(prefix(line, shortLine+longestPhrase))
		for _, q := range same {
			if f := q.fits(folded); f != none {
				return q.kind, f
			}
		}
	}
	return c.matchList(line)
}

// matchList finds a list cue inside a short line that ends in a colon.
func (c *cues) matchList(line string) (data.BlockKind, form) {
	if len(line) > shortLine || !strings.HasSuffix(line, ":") {
		return "", none
	}
	folded := lang.Fold(line)
	for _, q := range c.list {
		if strings.Contains(folded, q.phrase) {
			return q.kind, bulleted
		}
	}
	return "", none
}

// fits tells how a folded line, cut to the longest that matters, matches q.
func (q cue) fits(folded string) form {
	rest, ok := strings.CutPrefix(folded, q.phrase)
	if !ok || startsInWord(q.phrase, rest) {
		return none
	}
	switch q.match {
	case "start":
		return single
	case "title":
		return titleForm(rest)
	}
	if !strings.ContainsFunc(rest, wordRune) {
		return heading
	}
	if q.match == "lead" && separated(rest) {
		return single
	}
	return none
}

// titleForm judges what follows a title cue: "... from Jane:" heads a list,
// "... from Jane: Why it rained" is a link itself.
func titleForm(rest string) form {
	if i := strings.Index(rest, ": "); i >= 0 && i < longestPhrase {
		return single
	}
	if len(rest) <= longestPhrase && !strings.HasSuffix(rest, ".") {
		return heading
	}
	return none
}

// separated reports whether rest starts with a mark that parts a lead from its
// words. A dash needs blanks around it.
func separated(rest string) bool {
	trimmed := strings.TrimLeft(rest, " ")
	if strings.HasPrefix(trimmed, "- ") || strings.HasPrefix(trimmed, "– ") || strings.HasPrefix(trimmed, "— ") {
		return len(trimmed) < len(rest)
	}
	r, _ := utf8.DecodeRuneInString(trimmed)
	return strings.ContainsRune(":>»→", r)
}

// sells reports whether folded text holds words of sales talk.
func (c *cues) sells(text string) bool {
	folded := lang.Fold(text)
	return slices.ContainsFunc(c.pitch, func(q cue) bool { return strings.Contains(folded, q.phrase) })
}

// decoration reports the marks that may stand around a heading in plain text.
func decoration(r rune) bool {
	return !wordRune(r) && r != '©' && r != '('
}

// firstWord is the key that cues are found by: everything up to the first
// blank or colon, or the first character where it opens no word.
func firstWord(s string) string {
	if r, size := utf8.DecodeRuneInString(s); !wordRune(r) {
		return s[:size]
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == ':' }); i >= 0 {
		return s[:i]
	}
	return prefix(s, longestPhrase)
}

// startsInWord reports whether cutting phrase off before rest cuts a word.
func startsInWord(phrase, rest string) bool {
	last, _ := utf8.DecodeLastRuneInString(phrase)
	next, _ := utf8.DecodeRuneInString(rest)
	return wordRune(last) && wordRune(next)
}

// prefix is the longest start of s of at most n bytes that cuts no character.
func prefix(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
