package quote

import (
	"testing"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/entity"
)

func newExtractor(t testing.TB) *Extractor {
	t.Helper()
	g, err := entity.Load()
	if err != nil {
		t.Fatal(err)
	}
	x, err := NewExtractor(g)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// check holds what every caller relies on, for any text.
func check(t *testing.T, a *data.Article, qs []data.Quote) {
	t.Helper()
	r := data.Record{Article: *a, Quotes: qs}
	if err := r.Check(); err != nil {
		t.Fatalf("%v in %q", err, a.Text)
	}
	end := 0
	for _, q := range qs {
		if q.Start < end {
			t.Fatalf("statements overlap or are out of order: %+v in %q", q, a.Text)
		}
		end = q.End
		if q.Confidence < 0 || q.Confidence > 1 || q.Named && q.Speaker == "" {
			t.Fatalf("bad speaker: %+v", q)
		}
	}
}

func FuzzExtract(f *testing.F) {
	x := newExtractor(f)
	for _, s := range []string{
		"“We did it,” Jane Roe said. “Twice.”", "« L’IA, a martelé Jean Roe, doit être contrôlée. »", `"Oui", a-t-il dit."Non", a répondu Mme Roe`,
		"It works. pic.twitter.com/ab— Jane Roe (@jroe) March 3, 2021", "''Yes'' said Roe ‘no’ \"\"\"«»»“”„",
		"According to the Acme CEO Jane Roe's post, that \"works\" selon l'agence d'un", "\xff\xfe“\xc2«", "L'd'qu'il-t-il l’", "A. B. Roe, ceo of x (y) said that",
	} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, fr bool) {
		a := &data.Article{ID: "f", Text: s, Lang: "en", Published: "2021-03-04"}
		if fr {
			a.Lang = "fr"
		}
		qs := x.Extract(a, nil)
		if utf8.ValidString(s) || len(qs) == 0 {
			check(t, a, qs)
			return
		}
		check(t, a, qs)
	})
}
