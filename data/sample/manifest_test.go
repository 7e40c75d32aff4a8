package sample

import (
	"os"
	"strings"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/entity"
)

// listed is one line of quotes.tsv.
type listed struct{ article, speaker, named, saidOn, words string }

const incise = " || "

func manifest(t *testing.T) []listed {
	t.Helper()
	content, err := os.ReadFile("quotes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var list []listed
	for i, line := range strings.Split(strings.TrimSpace(string(content)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != 5 || c[0] == "" || c[1] == "" || c[2] == "" || c[4] == "" {
			t.Fatalf("quotes.tsv, line %d: want article, speaker, named, said_on (may be empty), words; have %q", i+1, c)
		}
		list = append(list, listed{c[0], c[1], c[2], c[3], c[4]})
	}
	return list
}

// Whatever stands between quotation marks or in a post is listed, and whatever
// is listed stands there, in the same order.
func TestArticlesAndManifestAgree(t *testing.T) {
	want := map[string][]listed{}
	for _, l := range manifest(t) {
		want[l.article] = append(want[l.article], l)
	}
	for _, a := range load(t) {
		lines := want[a.ID]
		delete(want, a.ID)
		found := quotations(a.Text)
		if len(found) == 0 || len(found) != len(lines) {
			t.Errorf("%s: %d quotations in the text, %d in quotes.tsv", a.ID, len(found), len(lines))
			continue
		}
		for i, q := range found {
			checkListed(t, a, q, lines[i])
		}
	}
	for id := range want {
		t.Errorf("quotes.tsv lists quotations of %s, and there is no such article", id)
	}
}

func checkListed(t *testing.T, a data.Article, q quotation, l listed) {
	t.Helper()
	if !sameWords(q.words, l.words) {
		t.Errorf("%s: the text has\n\t%s\nand quotes.tsv\n\t%s", a.ID, q.words, l.words)
	}
	near := q.before + q.words + q.past
	if q.handle != "" {
		near = q.speaker
	}
	if !strings.Contains(strings.ToLower(near), strings.ToLower(l.speaker)) && !continued(a, q) {
		t.Errorf("%s: %s is not named within 250 bytes of %q", a.ID, l.speaker, q.words)
	}
	if l.saidOn != "" && !toldIn(a.Text, l.saidOn) {
		t.Errorf("%s: quotes.tsv has said_on %s, and the text does not tell it", a.ID, l.saidOn)
	}
}

// sameWords compares what stands between the marks with the listed words,
// which leave out the incise.
func sameWords(text, words string) bool {
	first, last, cut := strings.Cut(words, incise)
	if !cut {
		return text == words
	}
	return strings.HasPrefix(text, first+", ") && strings.HasSuffix(text, ", "+last)
}

// continued reports whether the quotation goes on from another one in the same
// paragraph, whose speaker is then also this one's.
func continued(a data.Article, q quotation) bool {
	paragraph := a.Text[strings.LastIndex(a.Text[:q.start], "\n\n")+1 : q.start]
	return marked.MatchString(paragraph)
}

var months = strings.Fields("January February March April May June July August September October November December " +
	"janvier février mars avril mai juin juillet août septembre octobre novembre décembre")

// toldIn reports whether the text names the year and the month of a date of the
// form YYYY-MM or YYYY-MM-DD, and the day where there is one.
func toldIn(text, date string) bool {
	day, err := time.Parse("2006-01-02"[:len(date)], date)
	if err != nil || !strings.Contains(text, date[:4]) {
		return false
	}
	m := int(day.Month()) - 1
	if !strings.Contains(text, months[m]) && !strings.Contains(text, months[12+m]) {
		return false
	}
	if len(date) < len(time.DateOnly) {
		return true
	}
	d := day.Format("2")
	for _, form := range []string{d + " " + months[m], months[m] + " " + d, d + " " + months[12+m], d + "er " + months[12+m]} {
		if strings.Contains(text, form) {
			return true
		}
	}
	return false
}

// A handle that the origin uses in place of a name is that person's.
func TestHandlesBelongToTheSpeaker(t *testing.T) {
	g, err := entity.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range manifest(t) {
		handle, is := strings.CutPrefix(l.named, "@")
		if !is {
			continue
		}
		if p, known := g.PersonByHandle(handle); !known || p.Name != l.speaker {
			t.Errorf("%s: the gazetteer does not know @%s as %s", l.article, handle, l.speaker)
		}
	}
}

func TestManySpeakersSomeInBothLanguages(t *testing.T) {
	langs := map[string]map[string]bool{}
	for _, l := range manifest(t) {
		if langs[l.speaker] == nil {
			langs[l.speaker] = map[string]bool{}
		}
		langs[l.speaker][l.article[len(l.article)-2:]] = true
	}
	both := 0
	for _, l := range langs {
		both += len(l) / 2
	}
	if len(langs) < 12 || both < 5 {
		t.Errorf("%d speakers, %d of them in both languages: want 12 and 5", len(langs), both)
	}
}
