package answer_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"verbatim/data"
	"verbatim/index/answer"
)

// everything is an engine over the articles of all cases, and their questions.
func everything(t testing.TB) (world, []answer.Request) {
	t.Helper()
	var articles []data.Article
	var requests []answer.Request
	for _, f := range caseFiles(t) {
		ar, err := txtar.ParseFile(f)
		must(t, err)
		for _, a := range caseArticles(t, ar) {
			a.ID = f + "/" + a.ID
			articles = append(articles, a)
		}
		for _, q := range questions(t, f, string(ar.Files[len(ar.Files)-1].Data)) {
			requests = append(requests, q.request)
		}
	}
	return newWorld(t, articles, false), requests
}

// TestEveryCitationIsASlice asks every question of every case over all of their
// articles, narrowed in every way; ask holds the answers to the contract.
func TestEveryCitationIsASlice(t *testing.T) {
	w, requests := everything(t)
	cited := 0
	for _, r := range requests {
		for _, narrow := range []func(*answer.Request){
			func(*answer.Request) {},
			func(r *answer.Request) { r.Limit = 100 },
			func(r *answer.Request) { r.Kind = "takeaways" },
			func(r *answer.Request) { r.Langs = []string{"fr"} },
			func(r *answer.Request) { r.Speaker = "Jeanne Marnier" },
			func(r *answer.Request) { r.Since, r.Until = "2023-02-01", "2023-03-31" },
		} {
			one := r
			narrow(&one)
			a := w.ask(t, one)
			cited += len(a.Citations) + len(a.Nearest)
			if one.Limit > 0 && len(a.Citations) > one.Limit {
				t.Errorf("%q: %d citations, limit %d", one.Question, len(a.Citations), one.Limit)
			}
		}
	}
	if cited < len(requests) {
		t.Errorf("only %d citations for %d questions", cited, len(requests))
	}
}

// TestSameQuestionSameAnswer holds that an answer hangs on nothing but the
// articles and the question.
func TestSameQuestionSameAnswer(t *testing.T) {
	w, requests := everything(t)
	other, _ := everything(t)
	for _, r := range requests {
		first, second := w.ask(t, r), other.ask(t, r)
		first.TookMS, second.TookMS = 0, 0
		if a, b := asJSON(t, first), asJSON(t, second); a != b {
			t.Errorf("%q:\n%s\n%s", r.Question, a, b)
		}
	}
}

func FuzzAsk(f *testing.F) {
	w, requests := everything(f)
	for _, r := range requests {
		f.Add(r.Question, r.Speaker, r.Since)
	}
	f.Add("\xff\x00 ?", "\xff", "2023-02-30")
	f.Add(strings.Repeat("tide ", 800), "  ", "x")
	f.Fuzz(func(t *testing.T, q, speaker, since string) {
		if _, err := time.Parse(time.DateOnly, since); err != nil {
			since = "" // the index says so, see TestBadDay
		}
		a := w.ask(t, answer.Request{Question: q, Speaker: speaker, Since: since})
		if a.Question != q {
			t.Errorf("asked %q, the answer is to %q", q, a.Question)
		}
	})
}

func TestBadDay(t *testing.T) {
	w, _ := everything(t)
	for _, r := range []answer.Request{{Question: "tide gauge", Since: "2023-02-30"}, {Question: "tide gauge", Until: "yesterday"}} {
		if a, err := w.engine.Ask(t.Context(), r); err == nil || !strings.Contains(err.Error(), "YYYY-MM-DD") {
			t.Errorf("%+v: %s, %v; want an error that says how to write a day", r, a.Status, err)
		}
	}
}

// The fields that CONTRACT.md promises, on every answer and every citation;
// more of them may come.
var (
	answerFields     = []string{"question", "lang", "status", "reason", "understood", "citations", "took_ms"}
	understoodFields = []string{"speakers", "topic", "since", "until", "kind", "langs"}
	citationFields   = []string{"rank", "article_id", "url", "title", "source", "published", "lang", "kind", "text", "start", "end",
		"speaker", "said_on", "unconfirmed", "score"}
)

func TestJSONFields(t *testing.T) {
	w, requests := everything(t)
	seen := map[string]bool{} // fields that are left out where there is nothing to say
	for _, r := range requests {
		r.ID = "q"
		var a map[string]any
		must(t, json.Unmarshal([]byte(asJSON(t, w.ask(t, r))), &a))
		holds(t, a, append(answerFields, "id"))
		holds(t, a["understood"].(map[string]any), understoodFields)
		nearest, _ := a["nearest"].([]any)
		for _, c := range append(a["citations"].([]any), nearest...) {
			holds(t, c.(map[string]any), citationFields)
			for k := range maps.Keys(c.(map[string]any)) {
				seen[k] = true
			}
		}
	}
	for _, k := range []string{"parts", "speaker_mention", "speaker_basis", "also_in"} {
		if !seen[k] {
			t.Errorf("no citation has %q", k)
		}
	}
}

// holds fails the test unless the object has the fields, none of them null.
func holds(t *testing.T, object map[string]any, fields []string) {
	t.Helper()
	for _, k := range fields {
		if v, ok := object[k]; !ok || v == nil {
			t.Errorf("%q is missing or null in %v", k, slices.Sorted(maps.Keys(object)))
		}
	}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	must(t, err)
	return string(b)
}
