package lang

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/evaldata"
)

// Each case is one text; "|" stands where a sentence must end and is taken out
// before the text is cut.
func TestSentences(t *testing.T) {
	cases := map[string][]string{
		"plain": {
			"Prices fell. |Nobody knew why. |Did they? |No!",
			"Les prix ont baissé. |Personne ne sait pourquoi. |Vraiment ? |Non !",
			"One sentence without an end",
		},
		"abbreviations": {
			"Mr. Smith met Dr. Jones and Sen. Lane in the U.S. Senate. |They talked.",
			"Acme Inc. Chairman Ann Lane left. |The board agreed.",
			"She sold her shares in Acme Inc. |The price fell.",
			"It was founded in the U.S. |It moved later.",
			"It opened at 9 a.m. Eastern time on Sept. 15 in Washington, D.C. |Then it closed.",
			"M. Duval et Mme. Petit ont signé. |Le contrat court jusqu'au 15 janv. 2024.",
			"Voir l'art. 5 et la p. 12. |C'est de l'art. |Le reste suit.",
			"Coins, tokens, etc. are covered. |Shares, bonds, etc. |Others are not.",
			"See fig. 3, vol. 2, No. 7. |No. |That is all.",
			"J. K. Lane and George W. Stone wrote it. |The book sold.",
			"He chose plan B. |The rest is history.",
			"Some assets (e.g. Bitcoin) and others, i.e. Ether, vs. Gold.",
		},
		"numbers and addresses": {
			"It rose 3.5% to $1.2bn. |Then it fell by 0.7.",
			"Le cours atteint 1.250,50 euros. |Il monte encore.",
			"Go to https://example.org/a.B?C=d!E now. |Or to Example.com today.",
			"It made $18.2M. |Analysts cheered.",
			"1. First item. |2. Second item.",
			"He runs Node.js and ASP.NET there. |It works.",
		},
		"quotation marks": {
			"He said: “It works. |It is fast.” |Then he left.",
			"\"It works.\" |Then he left.",
			"« Cela marche. » |Puis il est parti.",
			"\" Cela marche. \" |Puis il est parti.",
			"“It works.” he said, “and it is fast!” she added.",
			"« Cela marche ! » s'exclame-t-il. |Il part.",
			"He asked: \"Why?\" |\"Because,\" she said.",
			"(It works.) |Then it stops.",
			"It stopped (why?) at noon. |It went on.",
			"He said it “works.“ |Marks do not match.",
			"Il dit \"oui.\" et \"non.\" puis part.",
		},
		"dots": {
			"Well… it may. |Well… |It may.",
			"Wait... what? |Wait... |What?",
			"One part […] and (...) Another part.",
			"What?! |No way!!! |Really?",
		},
		"line breaks": {
			"A title\n|A line without a stop\n\n|another one.",
			"Windows line\r\n|Next",
			"Line\u2028|separator",
		},
		"lost paragraph breaks": {
			"\"Cap sur l'ISS.\"|Le trampoline marche.",
			"He said \"it works.\"|The end came.",
			"he left in the morning.|The price fell.",
			"avant de partir.|L'entreprise suit.",
			"à minuit GMT.|Les autres suivent.",
			"c'était en 2015.|• Un autre point.",
			"dit M. Duval.|- Un autre point.",
			"il part.|\"Je pars\", dit-il.",
			"Yes!|Then no.",
		},
		"other scripts": {
			"价格下跌。|没有人知道为什么。",
		},
	}
	for name, texts := range cases {
		t.Run(name, func(t *testing.T) {
			for _, c := range texts {
				checkSentences(t, c)
			}
		})
	}
}

func checkSentences(t *testing.T, marked string) {
	t.Helper()
	text := strings.ReplaceAll(marked, "|", "")
	var want []string
	for s := range strings.SplitSeq(marked, "|") {
		want = append(want, strings.TrimSpace(s))
	}
	var got []string
	for _, s := range Sentences(text, data.Span{End: len(text)}) {
		got = append(got, s.Of(text))
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\n got %q\nwant %q", text, got, want)
	}
}

func TestSentencesWithin(t *testing.T) {
	text := "First one. Second one. Third one."
	got := Sentences(text, data.Span{Start: 10, End: 22})
	if len(got) != 1 || got[0].Of(text) != "Second one." {
		t.Errorf("got %v", got)
	}
	if got := Sentences(text, data.Span{Start: 4, End: 4}); len(got) != 0 {
		t.Errorf("an empty span gave %v", got)
	}
}

func FuzzSentences(f *testing.F) {
	for _, s := range []string{"", "A. B.", "a.\"B", "« A. » B", "…", "1. A", "\xff.\xff A", "J. (((", ". . ."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, s := range Sentences(text, data.Span{End: len(text)}) {
			if err := s.Check(text); err != nil && utf8.ValidString(text) {
				t.Fatal(err)
			}
			if strings.TrimFunc(text[last:s.Start], blank) != "" || strings.ContainsAny(s.Of(text), "\n\r") {
				t.Fatalf("%q: left out %q, kept %q", text, text[last:s.Start], s.Of(text))
			}
			last = s.End
		}
		if strings.TrimFunc(text[last:], blank) != "" {
			t.Fatalf("%q: left out the end %q", text, text[last:])
		}
	})
}

// Every kind of text that could make a step look far ahead: 1 MB of each must
// take about the time of other text, not the minutes that a square would.
func TestSentencesLinear(t *testing.T) {
	for _, piece := range []string{".", ".\"", "A. ", "J. (", "a.B", "!\"", "! ", "… » ", "1. 1", "http://a.b?C", "[.", ". - "} {
		text := strings.Repeat(piece, 1<<20/len(piece))
		start := time.Now()
		Sentences(text, data.Span{End: len(text)})
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%q repeated to 1 MB took %v", piece, took)
		}
	}
}

func benchSentences(b *testing.B, text string) {
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Sentences(text, data.Span{End: len(text)})
	}
}

func BenchmarkSentences(b *testing.B) { benchSentences(b, corpusText(b, 4<<20)) }

// corpusText is the text of corpus articles, up to a length.
func corpusText(t testing.TB, length int) string {
	var out strings.Builder
	for a := range corpus(t, "corpus/smoke.jsonl") {
		out.WriteString(a.Body)
		out.WriteByte('\n')
		if out.Len() >= length {
			break
		}
	}
	return out.String()
}

// corpusArticle is a line of the corpus, as far as these tests read it.
type corpusArticle struct{ Lang, Title, Body string }

// corpus yields the articles of a corpus file, .jsonl or .jsonl.gz.
func corpus(t testing.TB, name string) func(yield func(corpusArticle) bool) {
	path := evaldata.Path(t, name)
	return func(yield func(corpusArticle) bool) {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		if strings.HasSuffix(name, ".gz") {
			z, err := gzip.NewReader(f)
			if err != nil {
				t.Fatal(err)
			}
			lines = bufio.NewScanner(z)
		}
		lines.Buffer(nil, 1<<24)
		for lines.Scan() {
			var a corpusArticle
			if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
				t.Fatal(err)
			}
			if !yield(a) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
}
