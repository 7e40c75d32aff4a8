package query

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/data/entity"
	"verbatim/index/lexicon"
)

var update = flag.Bool("update", false, "write the expected queries anew")

func testParser(t testing.TB) *Parser {
	t.Helper()
	g, err := entity.Load()
	if err != nil {
		t.Fatal(err)
	}
	l, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDirectory(g, []Known{{"Mira Solheim", 9}, {"Anton Wood", 5}, {"Petra Wood", 4}, {"Jo Carré", 2}, {"Elon Musk", 50}, {"OpenAI", 30}}, l)
	if err != nil {
		t.Fatal(err)
	}
	p, err := NewParser(l, d, func(term string) int {
		switch term {
		case "manipulaton", "lagrad", "solhiem", "sollheim":
			return 0
		}
		return 100
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var now = time.Date(2024, 5, 15, 12, 0, 0, 0, time.UTC)

// TestQuestions parses testdata/questions.txt. Adding a case needs no code.
func TestQuestions(t *testing.T) {
	p := testParser(t)
	path := filepath.Join("testdata", "questions.txt")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	question := ""
	for _, line := range strings.Split(strings.TrimRight(string(raw), "\n"), "\n") {
		want, expected := strings.CutPrefix(line, "= ")
		switch {
		case expected:
			if got := p.Parse(question, Options{Now: now}).String(); got != want && !*update {
				t.Errorf("%s\n got %s\nwant %s", question, got, want)
			}
			continue
		case line != "" && !strings.HasPrefix(line, "#"):
			question = line
			out.WriteString(line + "\n= " + p.Parse(question, Options{Now: now}).String() + "\n")
			continue
		}
		out.WriteString(line + "\n")
	}
	if *update {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if strings.Count(out.String(), "\n= ") != strings.Count(string(raw), "\n= ") {
		t.Error("a question has no expected query: run go test ./index/query -update and read the change")
	}
}

func TestOptionsGoBeforeTheQuestion(t *testing.T) {
	q := testParser(t).Parse("what did Musk say about tides in 2022", Options{
		Now: now, Speaker: "Mira Solheim", Since: "2023-01-01", Until: "2023-12-31", Kind: AnyKind, Source: "Ostrand Post", Langs: []string{"fr"},
	})
	want := `speaker:"Mira Solheim" person:"Elon Musk" (say) tides since:2023-01-01 until:2023-12-31 source:Ostrand Post lang:fr`
	if got := q.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestExactOutranksMisspelt(t *testing.T) {
	p := testParser(t)
	q := p.Parse("what did Solheim say about solhem", Options{Now: now})
	if len(q.Speakers) != 1 || q.Speakers[0].Typo {
		t.Errorf("speakers %+v: want Mira Solheim, exactly", q.Speakers)
	}
	if q := p.Parse("what did XRF say about XMR", Options{Now: now}); len(q.Speakers) != 0 {
		t.Errorf("tickers were taken for misspelt names: %+v", q.Speakers)
	}
}

func FuzzParse(f *testing.F) {
	p := testParser(f)
	for _, s := range []string{"what did Musk say about AI", "qu'a dit", "\xff\xfe", strings.Repeat("why ", 1200), "@everyone; -- \u202e", "’’’"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := p.Parse(s, Options{Now: now})
		if q.Lang != "en" && q.Lang != "fr" {
			t.Errorf("language %q", q.Lang)
		}
		_ = q.String()
	})
}

// TestFiles holds the embedded files to their formats: a line of another shape
// is an error that names it.
func TestFiles(t *testing.T) {
	if _, err := loadFrames(); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"say\ten", "say\ten\ta\tb"} {
		if err := eachRow("x.tsv", "# comment\n"+bad, 3, func([]string) error { return nil }); err == nil || !strings.Contains(err.Error(), "x.tsv:2") {
			t.Errorf("%q: error %v, want one that names line 2", bad, err)
		}
	}
}
