package main

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"verbatim/data/lang"
	"verbatim/data/sample"
	"verbatim/index/answer"
)

// sampleFloors is the least share of the sample's judged questions, by section,
// that must be answered rightly among the first three citations; of the
// unanswerable ones, that must get an honest no. The README's are all right.
const (
	sampleFloor = 0.85
	honestFloor = 0.75
)

func TestSampleQuestions(t *testing.T) {
	a, err := newApp(nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	k, err := a.knowledge()
	if err != nil {
		t.Fatal(err)
	}
	lib, err := openSample(context.Background(), k, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer lib.close()
	questions, err := sample.Questions()
	if err != nil {
		t.Fatal(err)
	}
	var asked, right, none, honest int
	for _, q := range questions {
		ans, err := lib.engine.Ask(context.Background(), answer.Request{Question: q.Text, Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		ok := rightly(q, ans)
		if len(q.Answers) == 0 {
			none, honest = none+1, honest+one(ok)
		} else {
			asked, right = asked+1, right+one(ok)
		}
		switch {
		case ok:
		case q.Section == sample.Readme:
			t.Errorf("%s: %s %s, first %+v", q.Text, ans.Status, ans.Reason, first(ans))
		default:
			t.Logf("missed: %s (%s): %s %s, first %q", q.Text, q.Section, ans.Status, ans.Reason, first(ans).Text)
		}
	}
	t.Logf("right among the first three: %d of %d; honest no: %d of %d", right, asked, honest, none)
	if float64(right) < sampleFloor*float64(asked) || float64(honest) < honestFloor*float64(none) {
		t.Errorf("below the floors %.2f and %.2f", sampleFloor, honestFloor)
	}
}

// rightly reports whether one of the first three citations shares words with a
// right answer: the one inside the other, blanks and case apart.
func rightly(q sample.Question, ans answer.Answer) bool {
	if len(q.Answers) == 0 {
		return ans.Status != answer.Answered
	}
	for _, c := range ans.Citations[:min(3, len(ans.Citations))] {
		for _, want := range q.Answers {
			got, words := squash(c.Text), squash(want.Words)
			if c.ArticleID == want.Article && (strings.Contains(got, words) || len(got) > 20 && strings.Contains(words, got)) {
				return true
			}
		}
	}
	return false
}

func squash(s string) string { return strings.Join(strings.Fields(lang.Fold(s)), " ") }

func first(ans answer.Answer) answer.Citation {
	if len(ans.Citations) == 0 {
		return answer.Citation{}
	}
	return ans.Citations[0]
}

// one counts a true.
func one(ok bool) int {
	if ok {
		return 1
	}
	return 0
}
