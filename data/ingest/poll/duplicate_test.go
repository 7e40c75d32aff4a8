package poll

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/data"
)

// story is an invented agency's story of n sentences, as one paper prints it.
func story(n int, seed string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "The %s cooperative counted %d baskets %s grain on pier %d of the %s while fog lay over morning %d. ", seed, i*7, seed, i, seed, i*i)
	}
	return b.String()
}

func TestAlike(t *testing.T) {
	whole := story(30, "valley")
	for _, c := range []struct {
		name, a, b string
		same       bool
	}{
		{"equal", whole, whole, true},
		{"other case, quotes and blanks", whole, strings.ToUpper(strings.ReplaceAll(whole, " ", "  ")), true},
		{"with a line of the paper's own", whole, "PORT-BRUME (Agency) - " + whole + "Our readers can write to us at any time of the day.", true},
		{"half of it", whole, story(15, "valley"), false},
		{"another story in the same words", whole, story(30, "mountain"), false},
		{"too short to tell", "Fog again.", "Fog again.", false},
	} {
		a, b := shingles(c.a), shingles(c.b)
		if got := alike(a, b); (got >= same) != c.same {
			t.Errorf("%s: alike %.2f", c.name, got)
		}
		if c.same && !shareBand(sketch(a), sketch(b)) {
			t.Errorf("%s: the sketches share nothing", c.name)
		}
	}
}

func shareBand(a, b []int64) bool {
	for i := range a {
		if a[i] == b[i] {
			return true
		}
	}
	return false
}

func TestIsSame(t *testing.T) {
	set := shingles(story(30, "valley"))
	base := data.Article{Lang: "en", Published: "2031-04-02"}
	for name, c := range map[string]struct {
		other data.Article
		want  bool
	}{
		"the next day":        {data.Article{Lang: "en", Published: "2031-04-03T10:00:00Z"}, true},
		"no date":             {data.Article{Lang: "en"}, true},
		"a month later":       {data.Article{Lang: "en", Published: "2031-05-02"}, false},
		"in another language": {data.Article{Lang: "fr", Published: "2031-04-02"}, false},
	} {
		if got := isSame(&base, set, &c.other, set); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestSources: the list that comes with the program has what it promises.
func TestSources(t *testing.T) {
	all, err := LoadSources()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, k := range all {
		count[k.Lang+" "+k.Topic]++
	}
	if len(all) < 40 {
		t.Errorf("%d sources, want 40", len(all))
	}
	for _, want := range []string{"en crypto", "en ai", "fr crypto", "fr ai"} {
		if count[want] < 5 {
			t.Errorf("%d sources of %s", count[want], want)
		}
	}
	for name, line := range map[string]string{
		"columns": "Gazette\thttps://g.example/", "address": "G\tftp://g.example/\thttps://g.example/feed\ten\tai",
		"language": "G\thttps://g.example/\thttps://g.example/feed\txx\tai", "topic": "G\thttps://g.example/\thttps://g.example/feed\ten\train",
		"name": " \thttps://g.example/\thttps://g.example/feed\ten\tai",
	} {
		if _, err := parseKnown(line); err == nil {
			t.Errorf("%s: %q was accepted", name, line)
		}
	}
}
