package answer_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"verbatim/data"
	"verbatim/index/answer"
)

var update = flag.Bool("update", false, "rewrite the expected answers in testdata")

// TestCases runs testdata/*.txtar. A case is a file:
//
//	a comment; the line "sample: true" makes the articles those of the sample
//	-- ID --
//	header lines (title, source, url, lang, published, origin), an empty line, the text
//	-- questions --
//	? the question
//	| what narrows it: speaker, source, since, until, kind, lang, limit, now, asker
//	| show: how many citations the case is about, 1 where it does not say
//	= the question's language, status, and reason
//	the citations, best first: article, kind, speaker, what else is known, text
//
// All people and companies are invented. Write the questions and run
// "go test ./index/answer -run TestCases -update"; then read what it wrote.
func TestCases(t *testing.T) {
	for _, f := range caseFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txtar"), func(t *testing.T) { runCase(t, f) })
	}
}

func caseFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	return files
}

func runCase(t *testing.T, path string) {
	ar, err := txtar.ParseFile(path)
	must(t, err)
	last := &ar.Files[len(ar.Files)-1]
	if last.Name != "questions" {
		t.Fatalf("%s: the last file is %s, want questions", path, last.Name)
	}
	w := newWorld(t, caseArticles(t, ar), isSample(ar))
	var got strings.Builder
	want := string(last.Data)
	for _, q := range questions(t, path, want) {
		got.WriteString(q.asked + describe(w.ask(t, q.request), q.show) + "\n")
	}
	if *update {
		last.Data = []byte(got.String())
		must(t, os.WriteFile(path, txtar.Format(ar), 0o644))
		return
	}
	if got.String() != want {
		t.Errorf("%s\ngot:\n%s\nwant:\n%s", path, got.String(), want)
	}
}

func isSample(ar *txtar.Archive) bool { return strings.Contains(string(ar.Comment), "sample: true") }

// caseArticles reads the articles of a case.
func caseArticles(t testing.TB, ar *txtar.Archive) []data.Article {
	t.Helper()
	var out []data.Article
	for _, f := range ar.Files[:len(ar.Files)-1] {
		head, text, ok := strings.Cut(string(f.Data), "\n\n")
		if !ok {
			t.Fatalf("%s: no empty line behind the header", f.Name)
		}
		a := data.Article{ID: f.Name, Text: strings.TrimSuffix(text, "\n")}
		for line := range strings.SplitSeq(head, "\n") {
			k, v, _ := strings.Cut(line, ": ")
			switch k {
			case "title":
				a.Title = v
			case "source":
				a.Source = v
			case "url":
				a.URL = v
			case "lang":
				a.Lang = v
			case "published":
				a.Published = v
			case "origin":
				a.Origin = &data.Origin{URL: v}
			default:
				t.Fatalf("%s: unknown header %q", f.Name, line)
			}
		}
		out = append(out, a)
	}
	return out
}

// question is one question of a case: its lines as written, and what they ask.
type question struct {
	asked   string
	request answer.Request
	show    int
}

func questions(t testing.TB, path, text string) []question {
	t.Helper()
	var out []question
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "?") {
			r := answer.Request{Question: strings.TrimPrefix(line[1:], " "), Now: time.Date(2024, 5, 15, 12, 0, 0, 0, time.UTC)}
			out = append(out, question{line + "\n", r, 1})
			continue
		}
		if narrow, ok := strings.CutPrefix(line, "| "); ok && len(out) > 0 {
			q := &out[len(out)-1]
			q.asked += line + "\n"
			if err := q.narrow(narrow); err != nil {
				t.Fatalf("%s: %q: %v", path, line, err)
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s: no questions", path)
	}
	return out
}

func (q *question) narrow(line string) (err error) {
	k, v, _ := strings.Cut(line, ": ")
	r := &q.request
	switch k {
	case "speaker":
		r.Speaker = v
	case "source":
		r.Source = v
	case "since":
		r.Since = v
	case "until":
		r.Until = v
	case "kind":
		r.Kind = v
	case "lang":
		r.Langs = []string{v}
	case "asker":
		r.AskerLang = v
	case "show":
		q.show, err = strconv.Atoi(v)
	case "limit":
		r.Limit, err = strconv.Atoi(v)
	case "now":
		r.Now, err = time.Parse(time.RFC3339, v)
	default:
		err = fmt.Errorf("unknown: %s", k)
	}
	return err
}

// describe writes an answer for a case file, with the first citations.
func describe(a answer.Answer, show int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "= %s, %s", a.Lang, a.Status)
	if a.Reason != "" {
		fmt.Fprintf(&b, ", %s", a.Reason)
	}
	if a.Sample {
		b.WriteString(", from the sample")
	}
	b.WriteString("\n")
	all := append(a.Citations, a.Nearest...)
	for _, c := range all[:min(show, len(all))] {
		b.WriteString(describeCitation(c))
	}
	return b.String()
}

func describeCitation(c answer.Citation) string {
	words := []string{c.ArticleID, string(c.Kind), c.Lang}
	put := func(ok bool, format string, args ...any) {
		if ok {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	put(c.Speaker != "", "%s (%s)", c.Speaker, c.SpeakerBasis)
	put(c.Speaker == "" && c.SpeakerMention != "", "mentions %q", c.SpeakerMention)
	put(c.SaidOn != "", "said %s", c.SaidOn)
	put(c.Published != "", "printed %s", c.Published)
	put(c.Unconfirmed, "unconfirmed")
	put(c.MayBeTranslation, "may be a translation")
	put(len(c.AlsoIn) > 0, "also in %s", strings.Join(c.AlsoIn, " "))
	put(c.Origin != nil, "with its origin")
	put(len(c.Parts) > 0, "%s", parts(c))
	return strings.Join(words, " · ") + "\n    " + oneLine(c.Text) + "\n"
}

// parts writes the quoted fragments of a citation that an incise cuts.
func parts(c answer.Citation) string {
	text := []rune(c.Text)
	var out []string
	for _, p := range c.Parts {
		out = append(out, oneLine(string(text[p[0]-c.Start:p[1]-c.Start])))
	}
	return "quoted: " + strings.Join(out, " | ")
}
