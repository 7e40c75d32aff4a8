package quote

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"verbatim/data"
	"verbatim/data/evaldata"
)

// maxLine bounds a line of the evaluation files, bytes.
const maxLine = 64 << 20

// articles reads a file of articles in the import format.
func articles(t testing.TB, path string) []data.Article {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, maxLine)
	var out []data.Article
	for in.Scan() {
		var one struct{ ID, Lang, Published, Body string }
		if err := json.Unmarshal(in.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		out = append(out, data.Article{ID: one.ID, Lang: one.Lang, Published: one.Published, Text: one.Body})
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCorpus holds the invariant on real articles.
func TestCorpus(t *testing.T) {
	x := newExtractor(t)
	for _, a := range articles(t, evaldata.Path(t, "corpus/smoke.jsonl")) {
		check(t, &a, x.Extract(&a, nil))
	}
}

// BenchmarkCorpus is the speed on real articles; the target is 2 MB/s.
func BenchmarkCorpus(b *testing.B) {
	x := newExtractor(b)
	as := articles(b, evaldata.Path(b, "corpus/smoke.jsonl"))
	n := 0
	for _, a := range as {
		n += len(a.Text)
	}
	b.SetBytes(int64(n))
	for b.Loop() {
		for i := range as {
			x.Extract(&as[i], nil)
		}
	}
}
