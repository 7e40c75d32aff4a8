package answer_test

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/entity"
	"verbatim/data/evaldata"
	"verbatim/index/answer"
)

// measuredArticles is how many articles of the evaluation corpus the measurement
// reads: half of them are indexed, of the other half only statements are asked.
const measuredArticles = 400

// TestVerifyMeasured alters statements of real articles in known ways, prints how
// many are recognised, and holds floors. Statements of articles that are not
// indexed are what must not be recognised; a few are printed there too.
func TestVerifyMeasured(t *testing.T) {
	if testing.Short() {
		t.Skip("reads hundreds of articles")
	}
	articles := corpus(t, evaldata.Path(t, "corpus/smoke.jsonl"), measuredArticles)
	half := len(articles) / 2
	w := newWorld(t, articles[:half], false)
	rnd := rand.New(rand.NewPCG(8, 8))
	known, foreign := statements(t, articles[:half]), statements(t, articles[half:])
	all := len(known)
	known = slices.DeleteFunc(known, func(s []string) bool {
		return w.verify(t, answer.VerifyRequest{Quote: strings.Join(s, " ")}).Finding == answer.TooShort
	})
	if n := all - len(known); n > all/50 {
		t.Errorf("%d of %d statements are said to be too short", n, all)
	}
	var vocabulary []string
	for _, s := range known {
		vocabulary = append(vocabulary, s...)
	}
	any := func() string { return vocabulary[rnd.IntN(len(vocabulary))] }
	for _, m := range []struct {
		name   string
		change func(words []string) []string
		set    [][]string
		want   []answer.Finding
		floor  float64
	}{
		{"as printed", func(w []string) []string { return w }, known, []answer.Finding{answer.Exact}, 1},
		{"the middle left out, with an ellipsis", func(w []string) []string {
			return slices.Concat(w[:len(w)/3], []string{"[…]"}, w[2*len(w)/3:])
		}, known, []answer.Finding{answer.Exact}, .95},
		{"a word added", func(w []string) []string { return slices.Insert(w, len(w)/2, any()) }, known, []answer.Finding{answer.Altered}, .97},
		{"a word replaced", func(w []string) []string { w[len(w)/2] = "quux"; return w }, known, []answer.Finding{answer.Altered}, .95},
		{"a fifth replaced", func(w []string) []string {
			for i := rnd.IntN(5); i < len(w); i += 5 {
				w[i] = any()
			}
			return w
		}, known, []answer.Finding{answer.Altered, answer.Exact}, .75},
		{"a third added behind", func(w []string) []string {
			for range len(w) / 3 {
				w = append(w, any())
			}
			return w
		}, known, []answer.Finding{answer.Altered}, .9},
		{"of articles not indexed", func(w []string) []string { return w }, foreign, []answer.Finding{answer.NotIndexed}, .93},
	} {
		right := 0
		for _, s := range m.set {
			v := w.verify(t, answer.VerifyRequest{Quote: strings.Join(m.change(slices.Clone(s)), " ")})
			if slices.Contains(m.want, v.Finding) {
				right++
			}
		}
		share := float64(right) / float64(len(m.set))
		t.Logf("%-40s %3d of %3d %v", m.name, right, len(m.set), m.want)
		if share < m.floor {
			t.Errorf("%s: %.3f, want %.3f", m.name, share, m.floor)
		}
	}
}

// corpus reads the first articles of a file of JSON lines.
func corpus(t *testing.T, path string, n int) (out []data.Article) {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() && len(out) < n {
		var a struct {
			data.Article
			Body string `json:"body"`
		}
		must(t, json.Unmarshal(lines.Bytes(), &a))
		a.Text = a.Body
		out = append(out, a.Article)
	}
	must(t, lines.Err())
	return out
}

// statements are the words of one quoted statement of each article that has one
// of eight words or more.
func statements(t *testing.T, articles []data.Article) (out [][]string) {
	t.Helper()
	g, err := entity.Load()
	must(t, err)
	for _, r := range records(t, g, articles) {
		for _, q := range r.Quotes {
			words := strings.Fields(q.Of(r.Article.Text))
			if q.Kind == data.Direct && len(q.Parts) == 0 && len(words) >= 8 {
				out = append(out, words)
				break
			}
		}
	}
	return out
}
