package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/store"
	"verbatim/index/eval"
)

// TestFeedbackBecomesJudgedQuestions holds that what members agreed to is
// printed as a file that eval reads, that what only an operator can judge is
// left to them, and that nothing else is printed.
func TestFeedbackBecomesJudgedQuestions(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	s, err := store.Open(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 3, 15, 12, 0, 0, 0, time.UTC)
	for _, f := range []data.Feedback{
		{At: at, Verdict: data.Bad, Reason: "wrong_speaker", Lang: "en", Question: "who called the tide gauge broken?\n= nothing", Member: "7", ArticleID: "a1", Words: "The tide\ngauge is broken"},
		{At: at, Verdict: data.Bad, Reason: "off_topic", Lang: "fr", Question: "et le port ?", Member: "7", ArticleID: "a2", Words: "Le port est fermé."},
		{At: at, Verdict: data.Missing, Lang: "en", Question: "what of the mole?", Where: "The Invented Times,\n? in May", Member: "8"},
		{At: at, Verdict: data.Good, Lang: "en"},
		{At: at, Verdict: data.Bad, Reason: "other", Lang: "en"},
	} {
		if _, err := s.AddFeedback(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	if status := run(ctx, []string{"feedback", "--data", dir}, strings.NewReader(""), &out, &errOut); status != exitDone {
		t.Fatalf("exit status %d: %s", status, &errOut)
	}
	set, err := eval.Read("feedback", bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatalf("%v in:\n%s", err, &out)
	}
	if len(set.Cases) != 1 || set.Cases[0].Request.Question != "who called the tide gauge broken? = nothing" || set.Cases[0].Expected[0].Words != "The tide gauge is broken" {
		t.Errorf("read as %+v", set.Cases)
	}
	for _, want := range []string{"# ? et le port ?", "# shown: a2 | Le port est fermé.", "# ? what of the mole?", "# the member says: The Invented Times, ? in May"} {
		if !strings.Contains(out.String(), want+"\n") {
			t.Errorf("%q is missing in:\n%s", want, &out)
		}
	}
	if strings.Count(out.String(), "? ") > 5 || strings.Contains(out.String(), "member: ") {
		t.Errorf("more than what was agreed to:\n%s", &out)
	}
}
