package sample

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/evaldata"
)

// realArticle is an article of the evaluation data.
type realArticle struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Published string `json:"published"`
	Body      string `json:"body"`
}

// nearby is how far from its quotation, in bytes, the origin may name a speaker.
const nearby = 600

// Every quotation of the sample stands in its origin, character for character
// apart from blanks, with its speaker named nearby, and the address and the day
// are the origin's.
func TestQuotationsStandInTheirOrigin(t *testing.T) {
	path := evaldata.Path(t, "corpus/articles.jsonl.gz")
	corpus := readCorpus(t, path)
	lines := map[string][]listed{}
	for _, l := range manifest(t) {
		lines[l.article] = append(lines[l.article], l)
	}
	for _, a := range load(t) {
		origin := findOrigin(corpus, a, lines[a.ID])
		if origin == nil {
			t.Errorf("%s: no article of the evaluation data has the address %s or, without one, these quotations", a.ID, a.Origin.URL)
			continue
		}
		checkDay(t, a, origin)
		for _, l := range lines[a.ID] {
			checkWords(t, l, origin)
		}
		checkPosts(t, a, origin)
		checkProse(t, a, origin)
	}
}

func readCorpus(t *testing.T, path string) []realArticle {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var list []realArticle
	for d := json.NewDecoder(bufio.NewReader(z)); ; {
		var r realArticle
		if err := d.Decode(&r); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
}

// findOrigin is the real article at the origin's address. Some real articles
// have lost theirs; such a one is known by its quotations.
func findOrigin(corpus []realArticle, a data.Article, lines []listed) *realArticle {
	for i, r := range corpus {
		if r.URL == a.Origin.URL {
			return &corpus[i]
		}
	}
	for i, r := range corpus {
		if r.URL == "" && holdsAll(r, lines) {
			return &corpus[i]
		}
	}
	return nil
}

func holdsAll(r realArticle, lines []listed) bool {
	body := blanks(r.Body)
	for _, l := range lines {
		if start, _ := locate(body, l.words); start < 0 {
			return false
		}
	}
	return len(lines) > 0
}

// locate finds the words in a body; where an incise of ours cuts them, only a
// comma may stand between the two parts there.
func locate(body, words string) (start, end int) {
	whole := strings.Replace(words, incise, ", ", 1)
	start = strings.Index(body, whole)
	return start, start + len(whole)
}

func checkDay(t *testing.T, a data.Article, origin *realArticle) {
	t.Helper()
	file, err := articles.ReadFile("articles/" + a.ID + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case origin.Published != "":
		if a.Published != origin.Published[:10] {
			t.Errorf("%s: printed %q, its origin %s on %s", a.ID, a.Published, origin.ID, origin.Published)
		}
	case a.Published != "" && !strings.Contains(string(file), "\ndated-by: "):
		t.Errorf("%s: its origin has no day, and no dated-by says where %s comes from", a.ID, a.Published)
	}
}

func checkWords(t *testing.T, l listed, origin *realArticle) {
	t.Helper()
	body := blanks(origin.Body)
	start, end := locate(body, l.words)
	if start < 0 {
		t.Errorf("%s: not in %s: %q", l.article, origin.ID, l.words)
		return
	}
	if near := body[max(0, start-nearby):min(len(body), end+nearby)]; !strings.Contains(near, l.named) {
		t.Errorf("%s: %s does not write %q near %q", l.article, origin.ID, l.named, l.words)
	}
	if !strings.HasPrefix(l.named, "@") && !shareWord(l.named, l.speaker) {
		t.Errorf("%s: %q is no way to point to %s", l.article, l.named, l.speaker)
	}
}

// checkPosts holds a post's signature, where it has a day, equal to the origin's.
func checkPosts(t *testing.T, a data.Article, origin *realArticle) {
	t.Helper()
	for _, q := range quotations(a.Text) {
		signed := q.words + " — " + q.speaker + " (" + q.handle + ") " + q.day
		if q.day != "" && !strings.Contains(blanks(origin.Body), signed) {
			t.Errorf("%s: %s does not sign the post so: %s", a.ID, origin.ID, signed)
		}
	}
}

// copied is how many words in a row make our prose a copy of the origin's.
const copied = 8

var prose = regexp.MustCompile(`[\p{L}\p{N}'’%-]+`)

// checkProse reports what the text around the quotations has word for word in
// common with the origin.
func checkProse(t *testing.T, a data.Article, origin *realArticle) {
	t.Helper()
	theirs := strings.Join(prose.FindAllString(strings.ToLower(origin.Body), -1), " ")
	at := 0
	for _, q := range append(quotations(a.Text), quotation{start: len(a.Text)}) {
		ours := prose.FindAllString(strings.ToLower(a.Text[at:q.start]), -1)
		for i := 0; i+copied <= len(ours); i++ {
			if run := strings.Join(ours[i:i+copied], " "); strings.Contains(theirs, run) {
				t.Errorf("%s: %s has the same words in a row: %s", a.ID, origin.ID, run)
			}
		}
		at = q.end
	}
}

func shareWord(a, b string) bool {
	for _, w := range strings.Fields(a) {
		if len(w) > 2 && strings.Contains(" "+b+" ", " "+w+" ") {
			return true
		}
	}
	return false
}
