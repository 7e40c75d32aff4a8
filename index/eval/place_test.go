package eval

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// What WritePlaces prints asks the same and accepts the same as the set that it
// was made from, without its words.
func TestWritePlaces(t *testing.T) {
	set := `# Questions about the harbour.
? what did Mira say
lang: fr
= h | it has been for years
by: Mira Solheim
= h | The pier is closed.
? who
= nothing
`
	library := shelf{"h": {ID: "h", Lang: "en", Text: harbour}}
	words, err := Read("x", strings.NewReader(set))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := WritePlaces(context.Background(), library, words, set, &out); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "pier") {
		t.Errorf("the article's words are in it:\n%s", out.String())
	}
	places, err := Read("x", &out)
	if err != nil {
		t.Fatal(err)
	}
	got, err := find(context.Background(), library, places)
	if err != nil {
		t.Fatal(err)
	}
	want, err := find(context.Background(), library, words)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range want.set.Cases {
		if len(got.right[i]) != len(want.right[i]) || got.set.Cases[i].Lang != c.Lang {
			t.Fatalf("question %s has %+v, want %+v", c.Name, got.right[i], want.right[i])
		}
		for k, g := range want.right[i] {
			if x := got.right[i][k]; x.start != g.start || x.end != g.end || x.Words != g.Words || x.Speaker != g.Speaker {
				t.Errorf("question %s, answer %d: %+v, want %+v", c.Name, k, x, g)
			}
		}
	}
}

func TestPlaceFindsATextThatChanged(t *testing.T) {
	e := Expected{Article: "h", Place: Place{0, 4, sum("Épi.")}}
	if g, err := locate(harbour, e); err != nil || g.Words != "Épi." {
		t.Errorf("words %q, error %v", g.Words, err)
	}
	for text, want := range map[string]string{"Epi. The pier": "has changed", "Ép": "2 code points"} {
		if _, err := locate(text, e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", text, err, want)
		}
	}
}
