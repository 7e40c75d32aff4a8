package answer_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/index/answer"
)

// meanings is an embedder of two dimensions: texts with a word of the list mean
// the same, all others something else.
type meanings struct {
	words []string
	err   error
}

func (m meanings) Vectors(_ context.Context, question string, texts []string) ([][]float32, error) {
	var out [][]float32
	for _, t := range append([]string{question}, texts...) {
		v := []float32{0, 1}
		for _, w := range m.words {
			if strings.Contains(t, w) {
				v = []float32{1, 0}
			}
		}
		out = append(out, v)
	}
	return out, m.err
}

func TestLikenessRescuesWhatTheWordsLeaveUnsure(t *testing.T) {
	const question = "herring quota"
	articles := []data.Article{
		{ID: "fish", Title: "Fish", Lang: "en", Text: "Herring catches must be agreed upon before Christmas, the ministers decided."},
		{ID: "chips", Title: "Chips", Lang: "en", Text: "Herring prices rose in the market of Ostrand."},
		{ID: "pier", Title: "Pier", Lang: "en", Text: "The pier was closed on Monday.\nNobody came to see it.\nBoats must moor elsewhere."},
	}
	ask := func(m answer.Embedder, log *slog.Logger) answer.Answer {
		e := newWorld(t, articles, false).engine
		if m != nil {
			e.UseEmbeddings(m, log)
		}
		a, err := e.Ask(context.Background(), answer.Request{Question: question})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := ask(nil, nil); a.Status == answer.Answered {
		t.Fatalf("answered by words alone: %+v", a)
	}
	a := ask(meanings{words: []string{"quota", "agreed"}}, slog.Default())
	if a.Status != answer.Answered || a.Citations[0].ArticleID != "fish" {
		t.Errorf("%s %s %+v: want the passage of like meaning", a.Status, a.Reason, a.Citations)
	}
	var log bytes.Buffer
	a = ask(meanings{err: errors.New("endpoint is down")}, slog.New(slog.NewTextHandler(&log, nil)))
	if a.Status == answer.Answered || len(a.Nearest) == 0 || strings.Count(log.String(), "endpoint is down") == 0 {
		t.Errorf("%s, nearest %d, log %q: want the answer of words alone and a line in the log", a.Status, len(a.Nearest), log.String())
	}
}
