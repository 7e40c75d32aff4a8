package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/data"
)

// TestExportOffsets holds that what leaves the program counts code points:
// text is body[start:end] for a reader who slices characters.
func TestExportOffsets(t *testing.T) {
	text := "🌧é\u0301 «\u00a0La pluie, dit-elle, est tombée\u00a0». Fin."
	span := func(s string) data.Span {
		i := strings.Index(text, s)
		return data.Span{Start: i, End: i + len(s)}
	}
	r := data.Record{
		Article: data.Article{ID: "x", Text: text},
		Blocks:  []data.Block{{Span: data.Span{Start: 0, End: len(text)}, Kind: data.Paragraph}},
		Quotes: []data.Quote{{
			Span: span("La pluie, dit-elle, est tombée"), Parts: []data.Span{span("La pluie"), span("est tombée")},
			Kind: data.Direct, Speaker: "Jeanne Marnier", Named: true, Confidence: 0.4, Mention: span("elle"), Basis: data.ByPronoun,
		}},
	}
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	out := exportArticle(&r)
	body := []rune(out.Body)
	q := out.Quotes[0]
	if got := string(body[q.Start:q.End]); got != q.Text || got != "La pluie, dit-elle, est tombée" {
		t.Errorf("body[%d:%d] is %q, text is %q", q.Start, q.End, got, q.Text)
	}
	for i, want := range []string{"La pluie", "est tombée"} {
		if got := string(body[q.Parts[i][0]:q.Parts[i][1]]); got != want {
			t.Errorf("part %d is %q, want %q", i, got, want)
		}
	}
	if b := out.Blocks[0]; b.Start != 0 || b.End != utf8.RuneCountInString(text) {
		t.Errorf("block [%d,%d), want all %d characters", b.Start, b.End, utf8.RuneCountInString(text))
	}
	if q.Speaker != "" || q.Candidate != "Jeanne Marnier" || q.Mention != "elle" {
		t.Errorf("below the threshold: speaker %q, candidate %q, mention %q", q.Speaker, q.Candidate, q.Mention)
	}
}

// TestFragments holds the same for the fragments of `verbatim quotes`, and what
// the threshold does.
func TestFragments(t *testing.T) {
	text := "🌧 «La pluie», dit-elle, «est tombée». A spokesman said: «Fin.»"
	span := func(s string) data.Span {
		i := strings.Index(text, s)
		return data.Span{Start: i, End: i + len(s)}
	}
	r := data.Record{Article: data.Article{ID: "x", Text: text}, Quotes: []data.Quote{
		{Span: data.Span{Start: span("La pluie").Start, End: span("est tombée").End}, Parts: []data.Span{span("La pluie"), span("est tombée")},
			Kind: data.Direct, Mixed: true, Speaker: "Jeanne Marnier", Named: true, Confidence: 0.6},
		{Span: span("Fin."), Kind: data.Direct, Mention: span("A spokesman"), Confidence: 0.9},
	}}
	for _, tt := range []struct {
		least float64
		want  string
	}{
		{0, "La pluie/Jeanne Marnier/true/mixed est tombée/Jeanne Marnier/true/mixed Fin./A spokesman/false/direct"},
		{0.6, "La pluie/Jeanne Marnier/true/mixed est tombée/Jeanne Marnier/true/mixed Fin./A spokesman/false/direct"},
		{0.7, "La pluie//false/mixed est tombée//false/mixed Fin./A spokesman/false/direct"},
		{1, "La pluie//false/mixed est tombée//false/mixed Fin.//false/direct"},
	} {
		var got []string
		for _, f := range fragments(&r, tt.least) {
			if string([]rune(text)[f.Start:f.End]) != f.Text {
				t.Errorf("[%d,%d) is not %q", f.Start, f.End, f.Text)
			}
			named := map[bool]string{true: "true", false: "false"}[f.Named]
			got = append(got, strings.Join([]string{f.Text, f.Speaker, named, f.Type}, "/"))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("least %g:\ngot  %s\nwant %s", tt.least, s, tt.want)
		}
	}
}

// TestDescribe holds that an article cannot steer the terminal.
func TestDescribe(t *testing.T) {
	out := describe(article{ID: "x", Title: "a\x1b[31mb\nc", Body: "d\x1b]0;e\x07f\ng"})
	if strings.ContainsAny(out, "\x1b\x07") || !strings.Contains(out, "a\uFFFD[31mb c") || !strings.Contains(out, "f\ng") {
		t.Errorf("%q", out)
	}
}
