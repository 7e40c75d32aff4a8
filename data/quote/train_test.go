package quote

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand"
	"os"
	"slices"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/evaldata"
)

var update = flag.Bool("update", false, "rewrite the files that the tests compare with")

// gold is an annotated article of the training data; offsets are code points.
type gold struct {
	Text   string `json:"text"`
	Quotes []struct {
		Start        int    `json:"start"`
		End          int    `json:"end"`
		Type         string `json:"type"`
		SpeakerStart *int   `json:"speaker_start"`
		SpeakerEnd   int    `json:"speaker_end"`
	} `json:"quotes"`
}

// example is one quotation: the features of its candidates, and which are right.
type example struct {
	features [][]int32
	right    []bool
}

// trainer holds the feature numbers and the examples.
type trainer struct {
	ids      map[feature]int32
	names    []feature
	counts   []int
	examples []example
}

func (tr *trainer) id(key feature) int32 {
	if i, ok := tr.ids[key]; ok {
		tr.counts[i]++
		return i
	}
	i := int32(len(tr.names))
	tr.ids[key] = i
	tr.names = append(tr.names, key)
	tr.counts = append(tr.counts, 1)
	return i
}

// add turns the quotations of one article into examples.
func (tr *trainer) add(x *Extractor, g *gold) {
	d := &document{Extractor: x, text: g.Text, lang: "en"}
	d.read(nil)
	d.mentions()
	d.assemble()
	d.organisations()
	d.appositions()
	at := runeStarts(g.Text)
	var before *speaker
	for _, s := range d.statements() {
		src, ok := d.goldSource(g, at, &s)
		if !ok {
			before = nil
			continue
		}
		from, to := d.tokensOf(s.frags[0])
		cands := d.candidates(from, to, before)
		ex := example{}
		first := -1
		for i := range cands {
			right := mostly(d.span(cands[i].who), src)
			if right && first < 0 {
				first = i
			}
			var ids []int32
			cands[i].features(func(key feature) { ids = append(ids, tr.id(key)) })
			ex.features, ex.right = append(ex.features, ids), append(ex.right, right)
		}
		before = nil
		if first >= 0 {
			tr.examples = append(tr.examples, ex)
			before = &speaker{entity: cands[first].who.entity, at: cands[first].index}
		}
	}
}

// goldSource is the span of the source that the annotators gave the statement.
func (d *document) goldSource(g *gold, at []int, s *statement) (data.Span, bool) {
	f := d.frags[s.frags[0]].Span
	for _, q := range g.Quotes {
		if q.Type == "indirect" || q.SpeakerStart == nil {
			continue
		}
		if span := (data.Span{Start: at[q.Start], End: at[q.End]}); span.Overlaps(f) {
			return data.Span{Start: at[*q.SpeakerStart], End: at[q.SpeakerEnd]}, true
		}
	}
	return data.Span{}, false
}

// mostly reports whether two spans share at least half of the shorter.
func mostly(a, b data.Span) bool {
	shared := min(a.End, b.End) - max(a.Start, b.Start)
	return shared > 0 && 2*shared >= min(a.Len(), b.Len())
}

func runeStarts(s string) []int {
	out := make([]int, 0, len(s)+1)
	for i := range s {
		out = append(out, i)
	}
	return append(out, len(s))
}

// Settings of the training, chosen on the development set.
const (
	epochs    = 8
	settled   = 3 // epochs before the weights are averaged
	rate      = 0.3
	l2        = 3e-5
	leastSeen = 8    // times a feature occurs
	leastSize = 0.04 // of a weight that is kept
)

// train fits the log-linear model by stochastic gradient descent with adaptive
// steps (AdaGrad), in an order fixed by the seed. The weights are the mean over
// the later epochs, so that the order matters less.
func (tr *trainer) train() []float64 {
	w, grad2 := make([]float64, len(tr.names)), make([]float64, len(tr.names))
	rng := rand.New(rand.NewSource(1))
	order := rng.Perm(len(tr.examples))
	step := func(i int32, g float64) {
		g += l2 * w[i]
		grad2[i] += g * g
		w[i] -= rate * g / math.Sqrt(grad2[i]+1)
	}
	mean := make([]float64, len(w))
	for epoch := range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, k := range order {
			tr.examples[k].descend(w, tr.counts, step)
		}
		if epoch >= settled {
			for i := range w {
				mean[i] += w[i] / (epochs - settled)
			}
		}
	}
	return mean
}

// descend makes one step: up towards the right candidates, down from the rest.
func (ex *example) descend(w []float64, counts []int, step func(int32, float64)) {
	score := make([]float64, len(ex.features))
	top := math.Inf(-1)
	for i, ids := range ex.features {
		for _, id := range ids {
			if counts[id] >= leastSeen {
				score[i] += w[id]
			}
		}
		top = max(top, score[i])
	}
	all, right := 0.0, 0.0
	for i := range score {
		score[i] = math.Exp(score[i] - top)
		all += score[i]
		if ex.right[i] {
			right += score[i]
		}
	}
	for i, ids := range ex.features {
		g := score[i] / all
		if ex.right[i] {
			g -= score[i] / max(right, 1e-12)
		}
		if math.Abs(g) < 1e-4 {
			continue
		}
		for _, id := range ids {
			if counts[id] >= leastSeen {
				step(id, g)
			}
		}
	}
}

const rankerHeader = `# Weights of the speaker ranker: a log-linear model over surface features.
#
# feature<TAB>weight. A feature begins with the letter of its template in
# ranker.go and holds shapes, counts and the classes of our own word lists;
# none holds a word of the training text.
# Trained on PolNeAR (English political news, 840 articles of the training
# half); "go generate ./data/quote" makes this very file again where the
# evaluation data is present.
`

// file writes the weights that count, in order.
func (tr *trainer) file(w []float64) []byte {
	var lines []string
	for i, name := range tr.names {
		if tr.counts[i] >= leastSeen && math.Abs(w[i]) >= leastSize {
			lines = append(lines, fmt.Sprintf("%s\t%.3f\n", name, w[i]))
		}
	}
	slices.Sort(lines)
	return []byte(rankerHeader + strings.Join(lines, ""))
}

// TestRanker trains the ranker anew and compares it with the embedded file.
func TestRanker(t *testing.T) {
	path := evaldata.Path(t, "eval/quotes/polnear_train.jsonl.gz")
	if testing.Short() {
		t.Skip("SHORT: training takes some seconds")
	}
	x := newExtractor(t)
	tr := &trainer{ids: map[feature]int32{}}
	eachGold(t, path, func(g *gold) { tr.add(x, g) })
	got := tr.file(tr.train())
	t.Logf("%d examples, %d features, %d weights kept", len(tr.examples), len(tr.names), bytes.Count(got, []byte("\t")))
	if *update {
		if err := os.WriteFile("ranker.txt", got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(got) != rankerTXT {
		t.Error("ranker.txt is not what the training data gives; run with -update and measure")
	}
}

func eachGold(t *testing.T, path string, do func(*gold)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(z)
	in.Buffer(nil, maxLine)
	for in.Scan() {
		var g gold
		if err := json.Unmarshal(in.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		do(&g)
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
}
