package eval

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"verbatim/index/answer"
)

// Place is where words stand in an article's text. A set that gives places
// holds none of the article's words.
type Place struct {
	Start, End int    // code points, End not included
	Sum        string // of the words: see sum
}

// String is the form that a set's file has: "@START-END SUM".
func (p Place) String() string { return fmt.Sprintf("@%d-%d %s", p.Start, p.End, p.Sum) }

// sum is the first four bytes of the words' SHA-256, in hexadecimal digits: a
// place in a text that has changed since is found out by it.
func sum(words string) string {
	h := sha256.Sum256([]byte(words))
	return fmt.Sprintf("%x", h[:4])
}

var placeForm = regexp.MustCompile(`^@(\d+)-(\d+) ([0-9a-f]{8})$`)

func readPlace(text string) (Place, error) {
	var p Place
	if m := placeForm.FindStringSubmatch(text); m != nil {
		p.Start, _ = strconv.Atoi(m[1])
		p.End, _ = strconv.Atoi(m[2])
		p.Sum = m[3]
	}
	if p.Start >= p.End {
		return Place{}, fmt.Errorf("place %q: want \"@start-end sum\", such as \"@120-164 0a1b2c3d\": code points, end not included (`verbatim eval --places` prints them)", text)
	}
	return p, nil
}

// words are those at the place in the text of an article.
func (p Place) words(text string) (string, error) {
	runes := []rune(text)
	if p.End > len(runes) {
		return "", fmt.Errorf("the place %s is outside of its text, which has %d code points", p, len(runes))
	}
	words := string(runes[p.Start:p.End])
	if got := sum(words); got != p.Sum {
		return "", fmt.Errorf("the text has changed: the words at %s have the sum %s now", p, got)
	}
	return words, nil
}

// WritePlaces copies the text that a set was read from, with the place of each
// right answer for its words.
func WritePlaces(ctx context.Context, l answer.Library, s Set, text string, w io.Writer) error {
	j, err := find(ctx, l, s)
	if err != nil {
		return err
	}
	right := slices.Concat(j.right...)
	for line := range strings.Lines(text) {
		answer, ok := strings.CutPrefix(strings.TrimSpace(line), "=")
		if ok && strings.TrimSpace(answer) != "nothing" {
			line = fmt.Sprintf("= %s %s\n", right[0].Article, right[0].place())
			right = right[1:]
		}
		if _, err := io.WriteString(w, line); err != nil {
			return err
		}
	}
	return nil
}

func (g gold) place() Place { return Place{g.start, g.end, sum(g.Words)} }
