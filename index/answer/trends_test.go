package answer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/index/answer"
)

// years is what invented people said about mining, with months in which nothing
// was printed.
func years() []data.Article {
	return []data.Article{
		{ID: "a", Source: "Harbour Post", Published: "2031-01-10", Lang: "en", Title: "A mine",
			Text: "\"We will mine bitcoin with wind power alone,\" said Dorothea Varnhagen.\n\nBitcoin is mined in Port Alder. Bitcoin is all they mine.\n\n\"Bitcoin needs no mine,\" said Dorothea Varnhagen."},
		{ID: "b", Source: "Gazette de Brume", Published: "2031-01-20", Lang: "fr", Title: "Régulation de l'IA",
			Text: "L'intelligence artificielle sera régulée.\n\n« La régulation de l'intelligence artificielle ne peut plus attendre », a déclaré Ludovic Corvaisier."},
		{ID: "c", Source: "Harbour Post", Published: "2031-01-21", Lang: "en", Title: "The chess club", Text: "The chess club of Port Alder met on Friday."},
		{ID: "d", Source: "Harbour Post", Published: "2031-03-05", Lang: "en", Title: "Chess",
			Text: "The regulation of AI was no topic at the chess club.\n\n\"I never play the same opening twice in a month,\" said Dorothea Varnhagen."},
		{ID: "e", Source: "Harbour Post", Published: "2031-04-02", Lang: "en", Title: "A new mine", Text: "Bitcoin again, said nobody in particular."},
		{ID: "f", Source: "Harbour Post", Lang: "en", Title: "No date", Text: "Bitcoin, some day."},
		{ID: "twins", Source: "Harbour Post", Published: "2031-04-03", Lang: "en", Title: "The twins",
			Text: "\"Our ferry will be late for the rest of the week,\" said Bastien Corvaisier.\n\n\"The ferry is never late on my watch,\" said Ludovic Corvaisier."},
	}
}

func trendsOf(t *testing.T, w world, r answer.TrendsRequest) answer.Trends {
	t.Helper()
	if r.Now.IsZero() {
		r.Now = time.Date(2031, 4, 3, 12, 0, 0, 0, time.UTC)
	}
	got, err := w.engine.Trends(t.Context(), r)
	must(t, err)
	return got
}

// figures writes a series as articles/statements by period; "-" is a gap.
func figures(tr answer.Trends, i int) string {
	var out []string
	for p := range tr.Periods {
		if _, known := tr.Share(i, p); !known {
			out = append(out, "-")
			continue
		}
		c := tr.Series[i].Counts[p]
		out = append(out, fmt.Sprintf("%d/%d", c.Articles, c.Statements))
	}
	return strings.Join(out, " ")
}

func TestTrendsCountExactly(t *testing.T) {
	w := newWorld(t, years(), false)
	for _, c := range []struct{ subject, name, want string }{
		{"Bitcoin", "Bitcoin", "1/2 - 0/0 1/0"}, // two statements of one article; nothing was printed in February
		{"bitcoins", "bitcoins", "1/2 - 0/0 1/0"},
		{"AI", "AI", "1/1 - 1/1 0/0"}, // French articles too, and a statement near to it
		{"intelligence artificielle", "intelligence artificielle", "1/1 - 1/1 0/0"},
		{"AI regulation", "AI regulation", "1/1 - 1/1 0/0"},
		{"la régulation de l'IA", "la régulation de l'IA", "1/1 - 1/1 0/0"},
		{"Dorothea Varnhagen", "Dorothea Varnhagen", "1/2 - 1/1 0/0"},
		{"varnhagen", "Dorothea Varnhagen", "1/2 - 1/1 0/0"},
		{"Dorothea Varnhagne", "Dorothea Varnhagen", "1/2 - 1/1 0/0"},
		{"Varnhagen on bitcoin", "Varnhagen on bitcoin", "1/2 - 0/0 0/0"},
		{"Varnhagen sur le bitcoin", "Varnhagen sur le bitcoin", "1/2 - 0/0 0/0"},
		{"chess", "chess", "1/0 - 1/1 0/0"},
	} {
		tr := trendsOf(t, w, answer.TrendsRequest{Subjects: []string{c.subject}, Since: "2030-10-01", Until: "2031-04-30", AskerLang: "en"})
		if tr.Status != answer.Answered || tr.Step != answer.ByMonth {
			t.Errorf("%s: %s (%s) by %s", c.subject, tr.Status, tr.Reason, tr.Step)
			continue
		}
		if got := strings.TrimPrefix(figures(tr, 0), "- - - "); got != c.want || tr.Series[0].Name != c.name {
			t.Errorf("%s: %s is %q, want %s with %q", c.subject, tr.Series[0].Name, got, c.name, c.want)
		}
	}
}

func TestTrendsSaysWhatItRestsOn(t *testing.T) {
	w := newWorld(t, years(), false)
	tr := trendsOf(t, w, answer.TrendsRequest{Subjects: []string{"Bitcoin", "Varnhagen"}})
	if tr.Step != answer.ByMonth || len(tr.Periods) != 12 || tr.Undated != 1 || tr.Articles() != 6 {
		t.Fatalf("%d periods by %s, %d undated, %d articles", len(tr.Periods), tr.Step, tr.Undated, tr.Articles())
	}
	if first, last := tr.Periods[0], tr.Periods[11]; first.First != "2030-05-01" || first.Partial || last.First != "2031-04-01" || last.Last != "2031-04-03" || !last.Partial || last.Articles != 2 {
		t.Errorf("from %+v to %+v", first, last)
	}
	if share, known := tr.Share(0, 8); !known || share != 1.0/3 {
		t.Errorf("January: %v, %v", share, known)
	}
	if _, known := tr.Share(0, 9); known {
		t.Error("February has no article, and a share")
	}
	if tr.Series[0].Total.Articles != 2 || tr.Series[1].Total.Statements != 3 || !tr.Series[1].Person || tr.Series[0].Person {
		t.Errorf("%+v", tr.Series)
	}
	// Long after the last article, the whole of the corpus is shown.
	tr = trendsOf(t, w, answer.TrendsRequest{Subjects: []string{"Bitcoin"}, Now: time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC)})
	if n := len(tr.Periods); tr.Status != answer.Answered || tr.Periods[0].First != "2031-01-10" || tr.Periods[n-1].Last != "2031-04-03" {
		t.Errorf("%s, %+v", tr.Status, tr.Periods)
	}
}

func TestTrendsOfWhatCannotBeCounted(t *testing.T) {
	w := newWorld(t, years(), false)
	tr := trendsOf(t, w, answer.TrendsRequest{Subjects: []string{"Corvaisier"}})
	if tr.Status != answer.AmbiguousSpeaker || len(tr.Choices) != 2 || tr.Asked != "Corvaisier" {
		t.Errorf("a shared name: %+v", tr)
	}
	tr = trendsOf(t, w, answer.TrendsRequest{Subjects: []string{"Varnhagen", "dorothea  varnhagen"}})
	if tr.Status != answer.NothingFound || tr.Reason != answer.SameSubject || tr.Asked != "Dorothea Varnhagen" {
		t.Errorf("one person twice: %+v", tr)
	}
	tr = trendsOf(t, w, answer.TrendsRequest{Subjects: []string{"AI", "intelligence artificielle"}})
	if tr.Reason != answer.SameSubject {
		t.Errorf("one topic in two languages: %+v", tr)
	}
	tr = trendsOf(t, w, answer.TrendsRequest{Subjects: []string{"Zorblax Quentin"}})
	if tr.Status != answer.NothingFound || tr.Reason != answer.NoMatch || len(tr.Series) != 1 {
		t.Errorf("nobody: %+v", tr)
	}
	tr = trendsOf(t, w, answer.TrendsRequest{Subjects: []string{"Bitcoin", "Zorblax"}})
	if tr.Status != answer.Answered || tr.Series[0].Unknown || !tr.Series[1].Unknown {
		t.Errorf("one of two unknown: %+v", tr)
	}
	tr = trendsOf(t, w, answer.TrendsRequest{Subjects: []string{"Bitcoin"}, Since: "2029-01-01", Until: "2029-12-31"})
	if tr.Status != answer.NothingFound || tr.Reason != answer.OutsideDates {
		t.Errorf("an empty period: %+v", tr)
	}
	for want, subjects := range map[error][]string{
		answer.ErrNoSubject: {" ", ""}, answer.ErrManySubjects: {"bitcoin", "chess", "AI", "mine", "ferry"},
	} {
		if _, err := w.engine.Trends(t.Context(), answer.TrendsRequest{Subjects: subjects}); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", subjects, err, want)
		}
	}
}
