package eval

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/index/answer"
)

const harbour = "Épi. “The gauge is broken, and it has been for years,” said Mira Solheim. The pier is closed."

// shelf is a library of articles by id.
type shelf map[string]data.Article

func (s shelf) Records(_ context.Context, ids []string) ([]data.Record, error) {
	var out []data.Record
	for _, id := range ids {
		if a, ok := s[id]; ok {
			out = append(out, data.Record{Article: a})
		}
	}
	return out, nil
}

// canned answers each question with prepared citations.
type canned map[string][]answer.Citation

func (c canned) Ask(_ context.Context, r answer.Request) (answer.Answer, error) {
	cited, ok := c[r.Question]
	if !ok {
		return answer.Answer{Status: answer.NothingFound}, nil
	}
	return answer.Answer{Status: answer.Answered, Citations: cited, TookMS: 2}, nil
}

func cite(t *testing.T, words, speaker string) answer.Citation {
	t.Helper()
	g, err := locate(harbour, Expected{Words: words})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Citation{ArticleID: "h", Text: words, Start: g.start, End: g.end, Speaker: speaker}
}

func run(t *testing.T, set string, answers canned) Report {
	t.Helper()
	s, err := Read("x", strings.NewReader(set))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(context.Background(), answers, shelf{"h": {ID: "h", Lang: "en", Text: harbour}}, s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRunJudges(t *testing.T) {
	quote := "The gauge is broken, and it has been for years"
	right := cite(t, quote, "Mira Solheim")
	forged := right
	forged.Text = "The gauge is mended, and it has been for years"
	r := run(t, `? first
= h | `+quote+`
by: Mira Solheim
? second
lang: fr
= h | `+quote+`
by: Solheim
? other speaker
= h | `+quote+`
by: Mira Solheim
? silent
= h | pier
? unanswerable
= nothing
? honest
= nothing
? forged
= h | pier
`, canned{
		"first": {right}, "second": {cite(t, "The pier is closed.", ""), right}, "other speaker": {cite(t, quote, "Anton Wood")},
		"unanswerable": {right}, "forged": {forged},
	})
	for name, want := range map[string]float64{
		"hit@1": .4, "hit@3": .6, "mrr": .5, "abstained": .2, "tight": 1, "named": 1, "wrong": 1. / 3, "false": .5, "unfaithful": 1,
	} {
		if got, ok := r.Figures("all").Value(name); !ok || got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if v, _ := r.Figures("crosslingual").Value("hit@3"); v != 1 || r.Figures("crosslingual").Answerable != 1 {
		t.Errorf("crosslingual: %+v", r.Figures("crosslingual"))
	}
	var missed []string
	for _, m := range r.Misses {
		missed = append(missed, m.Case.Request.Question)
	}
	if want := []string{"second", "other speaker", "silent", "unanswerable", "forged"}; !slices.Equal(missed, want) {
		t.Errorf("missed %q, want %q", missed, want)
	}
	var table bytes.Buffer
	if err := r.Write(&table); err != nil || !strings.Contains(table.String(), "lang:fr") {
		t.Errorf("table %q, error %v", table.String(), err)
	}
}

func TestFloorsFail(t *testing.T) {
	r := run(t, "floor all hit@1 >= 0.5\nfloor all abstained <= 0.5\nfloor nowhere mrr >= 0\n? silent\n= h | pier\n", nil)
	if len(r.Failed) != 3 {
		t.Errorf("failed %q, want all three floors", r.Failed)
	}
}

func TestRunRefusesWordsThatStandNowhere(t *testing.T) {
	for set, want := range map[string]string{
		"? a\n= h | no such words":   `article h: the words "no such words" do not stand in it`,
		"? a\n= g | pier":            `no article "g"`,
		"? a\n= g @1-2 00000000":     `no article "g"`,
		"? a\n= h @1-20000 00000000": "article h: the place @1-20000 00000000 is outside of its text, which has 93 code points",
		"? a\n= h @0-4 00000000":     "the text has changed: the words at @0-4 00000000 have the sum d5d0de1d now",
	} {
		s, err := Read("x", strings.NewReader(set))
		if err != nil {
			t.Fatal(err)
		}
		if _, err = Run(context.Background(), canned{}, shelf{"h": {ID: "h", Text: harbour}}, s, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
