package eval

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/evaldata"
)

// halves are the project's own questions over the evaluation data, by the
// remainder of their number's hash.
var halves = [2]string{"tuned", "untouched"}

func half(t *testing.T, name string) Set {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "data", "evaldata", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	s, err := Read(name+".txt", file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What is fitted to the tuned half must be news to the other one: no article of
// one is asked about in the other, and nobody chose the halves.
func TestTheHalvesAreApart(t *testing.T) {
	asked := map[string]bool{}
	for i, name := range halves {
		s := half(t, name)
		if len(s.Cases) != 75 {
			t.Errorf("%s has %d questions, want 75", name, len(s.Cases))
		}
		french, nothing := 0, 0
		for _, c := range s.Cases {
			number, _, ok := strings.Cut(c.Name, "-")
			if h := sha256.Sum256([]byte(number)); !ok || int(h[0])%2 != i {
				t.Errorf("%s: question %s does not belong here", name, c.Name)
			}
			if asked[c.Request.Question] || asked[c.Name] {
				t.Errorf("%s: %s %q is asked twice", name, c.Name, c.Request.Question)
			}
			asked[c.Request.Question], asked[c.Name] = true, true
			french += count(c.Lang == "fr")
			nothing += count(len(c.Expected) == 0)
			for _, e := range c.Expected {
				if e.Words != "" {
					t.Errorf("%s: question %s (line %d) holds words of %s, want their place", name, c.Name, c.Line, e.Article)
				}
			}
		}
		if french < 25 || nothing < 8 {
			t.Errorf("%s: %d in French, %d that nothing answers", name, french, nothing)
		}
		if len(s.Floors) == 0 {
			t.Errorf("%s has no floors", name)
		}
	}
}

// The places are those of the evaluation data's articles, and a third of the
// questions are answered in the other language only.
func TestThePlacesStandInTheArticles(t *testing.T) {
	library := corpus(t)
	for _, name := range halves {
		j, err := find(context.Background(), library, half(t, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		crosslingual := 0
		for _, c := range j.set.Cases {
			crosslingual += count(len(c.Expected) > 0 && !c.native)
		}
		if crosslingual < 20 {
			t.Errorf("%s: %d crosslingual questions, want 20", name, crosslingual)
		}
	}
}

func corpus(t *testing.T) shelf {
	t.Helper()
	file, err := os.Open(evaldata.Path(t, "corpus/articles.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(bufio.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	out := shelf{}
	for d := json.NewDecoder(unzipped); d.More(); {
		var a struct{ ID, Lang, Body string }
		if err := d.Decode(&a); err != nil {
			t.Fatal(err)
		}
		out[a.ID] = data.Article{ID: a.ID, Lang: a.Lang, Text: a.Body}
	}
	return out
}
