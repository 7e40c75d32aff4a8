package sample

import (
	"strings"
	"testing"

	"verbatim/data"
)

func TestEveryExpectedAnswerStandsInItsArticle(t *testing.T) {
	byID := map[string]data.Article{}
	for _, a := range load(t) {
		byID[a.ID] = a
	}
	for _, q := range loadQuestions(t) {
		for _, e := range q.Answers {
			if a, known := byID[e.Article]; !known || !strings.Contains(a.Text, e.Words) {
				t.Errorf("%q: the words %q do not stand in %s", q.Text, e.Words, e.Article)
			}
		}
	}
}

func TestTheQuestionsCoverWhatTheyShould(t *testing.T) {
	asked := map[string]bool{}
	byLang, unanswered, readme := map[string]int{}, map[string]int{}, map[string]int{}
	crosslingual := 0
	for _, q := range loadQuestions(t) {
		if asked[q.Text] {
			t.Errorf("%q is asked twice", q.Text)
		}
		asked[q.Text] = true
		byLang[q.Lang]++
		unanswered[q.Lang] += count(len(q.Answers) == 0)
		readme[q.Lang] += count(q.Section == Readme)
		crosslingual += count(crosses(q))
		if q.Section == "crosslingual" && !crosses(q) {
			t.Errorf("%q has an answer in its own language", q.Text)
		}
		if q.Section == "nothing" && len(q.Answers) != 0 {
			t.Errorf("%q has an answer", q.Text)
		}
	}
	if byLang["en"] < 30 || byLang["fr"] < 30 || unanswered["en"] < 5 || unanswered["fr"] < 5 || crosslingual < 12 {
		t.Errorf("%v questions, %v unanswerable, %d crosslingual", byLang, unanswered, crosslingual)
	}
	if readme["en"] != 6 || readme["fr"] != 6 {
		t.Errorf("%v questions for the README, want five with an answer and one without, in each language", readme)
	}
}

// The README says that the quotations are dated: most of its questions are
// answered first from an article whose origin has a day.
func TestMostReadmeAnswersAreDated(t *testing.T) {
	published := map[string]string{}
	for _, a := range load(t) {
		published[a.ID] = a.Published
	}
	answered, dated := 0, 0
	for _, q := range loadQuestions(t) {
		if q.Section == Readme && len(q.Answers) > 0 {
			answered++
			dated += count(published[q.Answers[0].Article] != "")
		}
	}
	if answered != 10 || dated < 8 {
		t.Errorf("%d of the README's %d answered questions have a dated article first, want 8 of 10", dated, answered)
	}
}

// crosses reports whether only articles in the other language answer.
func crosses(q Question) bool {
	for _, e := range q.Answers {
		if strings.HasSuffix(e.Article, "-"+q.Lang) {
			return false
		}
	}
	return len(q.Answers) > 0
}

func TestParseQuestionSaysWhatIsWrong(t *testing.T) {
	for line, want := range map[string]string{
		"who? | en | a-en":                        "have 3 columns",
		"who? | en | a-en | words | b-en":         "have 5 columns",
		"who? | de | a-en | words":                `language is "de"`,
		"who? | en | - | words":                   "no article or no words",
		"who? | en | a-en | words | - | nothing":  "no article or no words",
		"# fine\n[x]\nok? | fr | - | nothing\nno": "line 4: ",
	} {
		if _, err := parseQuestions(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", line, err, want)
		}
	}
}

func loadQuestions(t *testing.T) []Question {
	t.Helper()
	list, err := Questions()
	if err != nil {
		t.Fatal(err)
	}
	return list
}
