package extract

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/tools/txtar"

	"verbatim/data"
	"verbatim/data/evaldata"
)

var update = flag.Bool("update", false, "rewrite the expected blocks of testdata/text")

// TestTextCases compares the blocks of each case file's text with those that
// it expects, one "kind|text" a line. A new case needs no code.
func TestTextCases(t *testing.T) {
	files, err := filepath.Glob("testdata/text/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Files) != 2 || a.Files[0].Name != "text" || a.Files[1].Name != "blocks" {
				t.Fatalf("%s: want the sections text and blocks", file)
			}
			text := strings.TrimSuffix(string(a.Files[0].Data), "\n")
			got := list(text, Text(text))
			if *update {
				a.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(a.Files[1].Data); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// list writes blocks as a case file expects them.
func list(text string, blocks []data.Block) string {
	var b strings.Builder
	for _, k := range blocks {
		fmt.Fprintf(&b, "%s|%s\n", k.Kind, strings.ReplaceAll(k.Of(text), "\n", " / "))
	}
	return b.String()
}

// TestMarks covers what a case file cannot hold: other line ends, odd blanks.
func TestMarks(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{" \n\t\u00a0\n", ""},
		{"First.\r\n\r\nSecond.", "paragraph|First.\nparagraph|Second.\n"},
		{"\u00a0 Indented.\u00a0", "paragraph|Indented.\n"},
	} {
		if got := list(tt.text, Text(tt.text)); got != tt.want {
			t.Errorf("Text(%q):\ngot  %q\nwant %q", tt.text, got, tt.want)
		}
	}
}

// checkBlocks reports how blocks break their promise: in order, whole
// characters, everything but blank space.
func checkBlocks(text string, blocks []data.Block) error {
	r := data.Record{Article: data.Article{ID: "x", Text: text}, Blocks: blocks}
	if err := r.Check(); err != nil {
		return err
	}
	last := 0
	for i, b := range append(blocks, data.Block{Span: data.Span{Start: len(text), End: len(text)}}) {
		if b.Start < last {
			return fmt.Errorf("block %d starts at %d, inside the one before", i, b.Start)
		}
		if left := text[last:b.Start]; strings.ContainsFunc(left, func(r rune) bool { return !unicode.IsSpace(r) }) {
			return fmt.Errorf("before block %d %q is left out", i, left)
		}
		last = b.End
	}
	return nil
}

func FuzzText(f *testing.F) {
	for _, s := range []string{
		"Words.\n— Jane Roe (@jane_roe) May 16, 2018  More words.",
		"Glued words. Ours are these https://t.co/x — Jane Roe (@jane_roe) 1er mai 2018",
		"À retenir :\n- un\n- deux\nLire aussi : trois",
		"— (@a)\n(@)\n—(@b) May 1, 2020",
		"- \n1. \n\xff\xfe— \xff(@x) 1 mai 20",
		"Disclaimer\nNot advice.",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "\uFFFD")
		if err := checkBlocks(text, Text(text)); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkText(b *testing.B) {
	body, err := os.ReadFile(evaldata.Path(b, "corpus/smoke.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	text := strings.ReplaceAll(string(body), `\n`, "\n")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Text(text)
	}
}
