package quote

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"verbatim/data"
)

// TestCases runs the files of testdata: an article, and the statements expected
// in it, one a line. To add a case, write a file with an empty list and run
// "go test ./data/quote -run TestCases -update"; then read what it wrote.
func TestCases(t *testing.T) {
	x := newExtractor(t)
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) { runCase(t, x, f) })
	}
}

func runCase(t *testing.T, x *Extractor, path string) {
	ar, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(ar.Files) != 2 || ar.Files[0].Name != "article" || ar.Files[1].Name != "statements" {
		t.Fatalf("%s: want the files article and statements", path)
	}
	head := map[string]string{}
	for line := range strings.Lines(string(ar.Comment)) {
		k, v, _ := strings.Cut(strings.TrimSpace(line), ": ")
		head[k] = v
	}
	a := &data.Article{ID: path, Lang: head["lang"], Published: head["published"], Text: string(ar.Files[0].Data)}
	qs := x.Extract(a, nil)
	check(t, a, qs)
	var got strings.Builder
	for _, q := range qs {
		got.WriteString(caseLine(a.Text, &q))
	}
	if *update {
		ar.Files[1].Data = []byte(got.String())
		if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := string(ar.Files[1].Data); got.String() != want {
		t.Errorf("%s\ngot:\n%swant:\n%s", path, got.String(), want)
	}
}

// caseLine prints a statement: kind, words, speaker. "?" before a speaker says
// that readers are not shown it; quotes around one that it is only a mention.
func caseLine(text string, q *data.Quote) string {
	kind := string(q.Kind)
	if q.Mixed {
		kind += " mixed"
	}
	if q.Unconfirmed {
		kind += " unconfirmed"
	}
	words := q.Of(text)
	if len(q.Parts) > 0 {
		var parts []string
		for _, p := range q.Parts {
			parts = append(parts, p.Of(text))
		}
		words = strings.Join(parts, " […] ")
	}
	who := q.Speaker
	switch {
	case who == "":
		who = "-"
	case !q.Named:
		who = fmt.Sprintf("%q", who)
	case q.Shown() == "":
		who = "?" + who
	}
	line := fmt.Sprintf("%s | %s | %s", kind, strings.ReplaceAll(words, "\n", "⏎"), who)
	if q.Basis != "" {
		line += " | " + string(q.Basis)
	}
	if q.SaidOn != "" {
		line += " | " + q.SaidOn
	}
	return line + "\n"
}
