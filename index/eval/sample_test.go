package eval

import (
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/sample"
)

func sampleSet(t *testing.T) Set {
	t.Helper()
	s, err := Read("sample.txt", strings.NewReader(SampleText))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryExpectedAnswerStandsInItsArticle(t *testing.T) {
	articles, err := sample.Articles()
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]data.Article{}
	for _, a := range articles {
		byID[a.ID] = a
	}
	for _, c := range sampleSet(t).Cases {
		for _, e := range c.Expected {
			if a, known := byID[e.Article]; !known || !strings.Contains(a.Text, e.Words) {
				t.Errorf("%q: the words %q do not stand in %s", c.Request.Question, e.Words, e.Article)
			}
		}
	}
}

func TestTheQuestionsCoverWhatTheyShould(t *testing.T) {
	langs := sampleLangs(t)
	asked := map[string]bool{}
	byLang, unanswered, readme := map[string]int{}, map[string]int{}, map[string]int{}
	crosslingual := 0
	for _, c := range sampleSet(t).Cases {
		if asked[c.Request.Question] {
			t.Errorf("%q is asked twice", c.Request.Question)
		}
		asked[c.Request.Question] = true
		byLang[c.Lang]++
		unanswered[c.Lang] += count(len(c.Expected) == 0)
		readme[c.Lang] += count(c.Section == "readme")
		crosses := len(c.Expected) > 0
		for _, e := range c.Expected {
			crosses = crosses && langs[e.Article] != c.Lang
		}
		crosslingual += count(crosses)
		if c.Section == "crosslingual" && !crosses {
			t.Errorf("%q has an answer in its own language", c.Request.Question)
		}
		if c.Section == "nothing" && len(c.Expected) != 0 {
			t.Errorf("%q has an answer", c.Request.Question)
		}
	}
	if byLang["en"] < 30 || byLang["fr"] < 30 || unanswered["en"] < 5 || unanswered["fr"] < 5 || crosslingual < 12 {
		t.Errorf("%v questions, %v unanswerable, %d crosslingual", byLang, unanswered, crosslingual)
	}
	if readme["en"] != 6 || readme["fr"] != 6 {
		t.Errorf("%v questions for the README, want five with an answer and one without, in each language", readme)
	}
}

func sampleLangs(t *testing.T) map[string]string {
	articles, err := sample.Articles()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, a := range articles {
		out[a.ID] = a.Lang
	}
	return out
}

// The README says that the quotations are dated: most of its questions are
// answered first from an article whose origin has a day.
func TestMostReadmeAnswersAreDated(t *testing.T) {
	articles, err := sample.Articles()
	if err != nil {
		t.Fatal(err)
	}
	published := map[string]string{}
	for _, a := range articles {
		published[a.ID] = a.Published
	}
	answered, dated := 0, 0
	for _, c := range sampleSet(t).Cases {
		if c.Section == "readme" && len(c.Expected) > 0 {
			answered++
			dated += count(published[c.Expected[0].Article] != "")
		}
	}
	if answered != 10 || dated < 8 {
		t.Errorf("%d of the README's %d answered questions have a dated article first, want 8 of 10", dated, answered)
	}
}
