package answer_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/index/answer"
)

// printed is what invented people are quoted with, in invented articles.
func printed() []data.Article {
	return []data.Article{
		{ID: "wind", Source: "Harbour Post", Published: "2021-03-02", Lang: "en", Title: "Quillmark opens a mine",
			Text: "Quillmark opened a mine in Port Alder.\n\n“We won’t mine a single coin with coal: we will mine with wind power alone, and that costs $1,250.50 a day,” said Dorothea Varnhagen, chief executive of Quillmark."},
		{ID: "wind-again", Source: "The Weekly Ledger", Published: "2021-03-05", Lang: "en", Title: "The week",
			Text: "The week in short.\n\n\"We won't mine a single coin with coal: we will mine with wind power alone, and that costs $1,250.50 a day,\" said Dorothea Varnhagen."},
		{ID: "incise", Source: "Harbour Post", Published: "2022-01-15", Lang: "en", Title: "The club",
			Text: "The chess club met.\n\n“I never play the same opening twice,” said Dorothea Varnhagen, who chairs the club, “because my neighbours write everything down.”\n\nThe evening was long."},
		{ID: "regle", Source: "Gazette de Brume", Published: "2023-06-10", Lang: "fr", Title: "Une règle",
			Text: "Le conseil s'est réuni mardi.\n\n« L’État n’a jamais été prêt à réguler l’œuvre des machines, et il ne le sera pas avant dix ans », a déclaré Bastien Corvaisier devant le conseil."},
		{ID: "dialogue", Source: "Harbour Post", Published: "2022-05-05", Lang: "en", Title: "Two views",
			Text: "“The ferry will be late for the rest of the winter season,” said Ilse Vandermoor. “The lighthouse keeper has never once been late to his own tower,” said Tadashi Okumori.\n\nNobody else spoke."},
		{ID: "nobody", Source: "Harbour Post", Published: "2022-07-07", Lang: "en", Title: "Rumours",
			Text: "Nobody knows who painted the sentence: the tide forgives no harbour master who sleeps past noon on Sundays."},
		{ID: "odd", Source: "Harbour Post", Published: "2022-08-08", Lang: "en", Title: "Signs",
			Text: "“Our `wallet` ||spoiler|| page is at https://quillmark.example/a_b, and 🤖 bots love 5% fees,” said Ilse Vandermoor."},
	}
}

// verify asks for a verification and holds it to what every reader relies on.
func (w world) verify(t testing.TB, r answer.VerifyRequest) answer.Verification {
	t.Helper()
	v, err := w.engine.Verify(t.Context(), r)
	must(t, err)
	for i, c := range v.Citations {
		if err := w.checkCitation(c); err != nil {
			t.Fatalf("%q: %s, citation of %s, %q: %v", r.Quote, v.Finding, c.ArticleID, c.Text, err)
		}
		if c.Rank != i+1 {
			t.Errorf("%q: rank %d in place %d", r.Quote, c.Rank, i+1)
		}
	}
	switch v.Finding {
	case answer.Exact, answer.OtherSpeaker, answer.Altered:
		if len(v.Citations) == 0 || (len(v.Changes) > 0) != (v.Finding == answer.Altered) {
			t.Errorf("%q: %s with %d citations and %d changes", r.Quote, v.Finding, len(v.Citations), len(v.Changes))
		}
	case answer.NotIndexed, answer.TooShort:
		if len(v.Changes) > 0 {
			t.Errorf("%q: %s with changes", r.Quote, v.Finding)
		}
	default:
		t.Errorf("%q: finding %q", r.Quote, v.Finding)
	}
	return v
}

func TestVerifyFindings(t *testing.T) {
	w := newWorld(t, printed(), false)
	for name, c := range map[string]struct {
		quote, speaker string
		want           answer.Finding
		article        string // of the first citation; "" = none is wanted
	}{
		"word for word":           {"We won’t mine a single coin with coal: we will mine with wind power alone, and that costs $1,250.50 a day", "Varnhagen", answer.Exact, "wind"},
		"without a speaker":       {"we will mine with wind power alone", "", answer.Exact, "wind"},
		"a part of a statement":   {"mine a single coin with coal", "Dorothea Varnhagen", answer.Exact, "wind"},
		"marks, case and blanks":  {"\"WE  WON'T MINE\n a single coin — with coal — we will mine with wind-power alone\"", "", answer.Exact, "wind"},
		"no accents":              {"L'Etat n'a jamais ete pret a reguler l'oeuvre des machines", "Corvaisier", answer.Exact, "regle"},
		"composed of two letters": {"jamais e\u0301te\u0301 pre\u0302t a\u0300 re\u0301guler", "", answer.Exact, "regle"},
		"invisible characters":    {"the\u200b ferry\u00a0will be la\u00adte for the \u202erest", "", answer.Exact, "dialogue"},
		"an incise left out":      {"I never play the same opening twice, because my neighbours write everything down.", "Varnhagen", answer.Exact, "incise"},
		"an incise kept":          {"opening twice,” said Dorothea Varnhagen, who chairs the club, “because my neighbours", "", answer.Exact, "incise"},
		"an ellipsis":             {"We won't mine a single coin […] and that costs $1,250.50 a day", "", answer.Exact, "wind"},
		"dots for an ellipsis":    {"...we won't mine a single coin... wind power alone...", "", answer.Exact, "wind"},
		"no name in print":        {"the tide forgives no harbour master who sleeps past noon", "Varnhagen", answer.Exact, "nobody"},
		"signs":                   {"Our `wallet` ||spoiler|| page is at https://quillmark.example/a_b, and 🤖 bots love 5% fees", "", answer.Exact, "odd"},
		"somebody else's":         {"I never play the same opening twice", "Bastien Corvaisier", answer.OtherSpeaker, "incise"},
		"a stranger's":            {"I never play the same opening twice", "Perpetua Lindqvist", answer.OtherSpeaker, "incise"},
		"a surname alone":         {"I never play the same opening twice", "varnhagen", answer.Exact, "incise"},
		"a negation":              {"we will not mine with wind power alone, and that costs $1,250.50 a day", "Varnhagen", answer.Altered, "wind"},
		"a number":                {"we will mine with wind power alone, and that costs $9,250.50 a day", "", answer.Altered, "wind"},
		"another currency":        {"we will mine with wind power alone, and that costs €1,250.50 a day", "", answer.Altered, "wind"},
		"an ellipsis in disorder": {"wind power alone [...] we won't mine a single coin with coal", "", answer.Altered, "wind"},
		"words left out silently": {"L'État n'a jamais été prêt à réguler les machines, et il ne le sera pas avant dix ans", "", answer.Altered, "regle"},
		"words added":             {"I never, ever play the same opening twice, because my nosy neighbours write", "", answer.Altered, "incise"},
		"two people joined":       {"The ferry will be late for the rest of the winter season … The lighthouse keeper has never once been late to his own tower", "", answer.Altered, "dialogue"},
		"a paraphrase":            {"Coal is out of the question for our mining; turbines do it all", "", answer.NotIndexed, ""},
		"another language":        {"Nous ne minerons aucune pièce au charbon, seulement avec l'énergie du vent", "", answer.NotIndexed, ""},
		"nothing of the kind":     {"Submarine cables hum in the key of G sharp minor", "", answer.NotIndexed, ""},
		"one word":                {"wind", "Varnhagen", answer.TooShort, ""},
		"two words":               {"wind power", "", answer.TooShort, ""},
		"nothing":                 {"", "", answer.TooShort, ""},
		"emoji":                   {"🤖🤖 🤖 🚀🚀 — …", "", answer.TooShort, ""},
		"stop words alone":        {"it was what it was and that is that", "", answer.TooShort, ""},
	} {
		t.Run(name, func(t *testing.T) {
			v := w.verify(t, answer.VerifyRequest{Quote: c.quote, Speaker: c.speaker})
			if v.Finding != c.want {
				t.Errorf("%s, want %s: %+v", v.Finding, c.want, v.Citations)
			}
			if c.article != "" && (len(v.Citations) == 0 || v.Citations[0].ArticleID != c.article) {
				t.Errorf("cited %q, want %s first", articles(v.Citations), c.article)
			}
		})
	}
}

// TestVerifyChanges: the differences between a quote and print, word by word.
func TestVerifyChanges(t *testing.T) {
	w := newWorld(t, printed(), false)
	for quote, want := range map[string]string{
		"we will NEVER mine with wind power alone, and that costs $9 a day": "same:we will removed:NEVER same:mine with wind power alone, and that costs $ removed:9 added:1,250.50 same:a day",
		"I always play the same opening twice, because my neighbours write": "same:I removed:always added:never same:play the same opening twice because my neighbours write",
		"Mine a single coin […] with water power alone":                     "same:mine a single coin same:[…] same:with removed:water added:wind same:power alone",
	} {
		v := w.verify(t, answer.VerifyRequest{Quote: quote})
		var got []string
		for _, c := range v.Changes {
			got = append(got, string(c.Op)+":"+c.Text)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q:\ngot  %s\nwant %s", quote, s, want)
		}
	}
}

// TestVerifyHighlights: the words asked stand out in what is cited.
func TestVerifyHighlights(t *testing.T) {
	w := newWorld(t, printed(), false)
	v := w.verify(t, answer.VerifyRequest{Quote: "single coin … wind power"})
	if got := lights(v.Citations[0]); !slices.Equal(got, []string{"single coin", "wind power"}) {
		t.Errorf("highlights %q", got)
	}
}

// TestVerifyOutlets: the very words in several outlets are one finding, of the
// one that printed them first.
func TestVerifyOutlets(t *testing.T) {
	w := newWorld(t, printed(), true)
	v := w.verify(t, answer.VerifyRequest{Quote: "we will mine with wind power alone"})
	if len(v.Citations) != 1 || !slices.Equal(v.Citations[0].AlsoIn, []string{"wind-again"}) || !v.Sample {
		t.Errorf("%+v, sample %v; want one citation, also in wind-again", v.Citations, v.Sample)
	}
}

func TestVerifySpeaker(t *testing.T) {
	w := newWorld(t, printed(), false)
	for typed, want := range map[string]string{"varnhagen": "Dorothea Varnhagen", "Dorothea Varnhagn": "Dorothea Varnhagen", "Nobody Known": "Nobody Known", "": ""} {
		if v := w.verify(t, answer.VerifyRequest{Quote: "wind power alone", Speaker: typed}); v.Speaker != want {
			t.Errorf("%q is understood as %q, want %q", typed, v.Speaker, want)
		}
	}
}

// TestVerifyNearest: what is not indexed comes with what is said of the same.
func TestVerifyNearest(t *testing.T) {
	w := newWorld(t, printed(), false)
	v := w.verify(t, answer.VerifyRequest{Quote: "my opening at chess is another one each time, for the neighbours spy on me"})
	if v.Finding != answer.NotIndexed || len(v.Citations) == 0 || v.Citations[0].ArticleID != "incise" {
		t.Errorf("%s, nearest %q; want not_in_index, incise", v.Finding, articles(v.Citations))
	}
}

// TestVerifyLong: as long as Discord allows, in bounded time, and no longer.
func TestVerifyLong(t *testing.T) {
	w := newWorld(t, printed(), false)
	long := strings.Repeat("we will mine with wind power alone and coal ", 100)[:answer.MaxQuote]
	for name, quote := range map[string]string{
		"the same words again":   long,
		"one word":               strings.Repeat("wind ", answer.MaxQuote/5),
		"one letter":             strings.Repeat("a ", answer.MaxQuote/2),
		"no blanks":              strings.Repeat("é", answer.MaxQuote),
		"ellipses":               strings.Repeat("wind…", answer.MaxQuote/5),
		"brackets":               strings.Repeat("[(", answer.MaxQuote/2),
		"bytes that are no text": strings.Repeat("\xff", answer.MaxQuote),
	} {
		begin := time.Now()
		v := w.verify(t, answer.VerifyRequest{Quote: quote})
		if v.Finding == answer.Exact {
			t.Errorf("%s: %s", name, v.Finding)
		}
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
	_, err := w.engine.Verify(t.Context(), answer.VerifyRequest{Quote: long + "é"})
	var tooLong *answer.QuoteTooLongError
	if !errors.As(err, &tooLong) || tooLong.Characters != answer.MaxQuote+1 || !strings.Contains(err.Error(), "4000") {
		t.Errorf("%d characters: %v, want a *QuoteTooLongError", answer.MaxQuote+1, err)
	}
}

func FuzzVerify(f *testing.F) {
	w := newWorld(f, printed(), false)
	for _, a := range printed() {
		f.Add(a.Text, "Varnhagen")
	}
	for _, s := range []string{"", "wind… power… alone", "a'b.c,1.2.3,456 %", "we […] […] will", "\u202e\u200d\ufeff", "E\u0301tat'\u0301"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, quote, speaker string) {
		if utf8.RuneCountInString(quote) > answer.MaxQuote || len(speaker) > 200 {
			t.Skip()
		}
		v := w.verify(t, answer.VerifyRequest{Quote: quote, Speaker: speaker})
		for _, c := range v.Changes {
			if strings.TrimSpace(c.Text) == "" {
				t.Errorf("%q: an empty change in %s", quote, fmt.Sprint(v.Changes))
			}
		}
	})
}
