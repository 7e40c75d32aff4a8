package lexicon

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"verbatim/index/analysis"
)

var update = flag.Bool("update", false, "write compiled.tsv anew from the three files")

// fromFiles reads the three files that people edit.
func fromFiles(t testing.TB) *Lexicon {
	t.Helper()
	l := newLexicon(16384)
	for _, f := range []struct {
		name string
		kind Kind
	}{{"glossary.tsv", Glossary}, {"general.tsv", General}, {"synonyms.tsv", Synonym}} {
		r, err := os.Open(f.name)
		if err != nil {
			t.Fatal(err)
		}
		err = l.read(f.name, r, f.kind)
		r.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
	l.link()
	return l
}

// The compiled lexicon is what the files say.
func TestCompiled(t *testing.T) {
	want := fromFiles(t).encode()
	if *update {
		if err := os.WriteFile("compiled.tsv", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if compiled != want {
		t.Error(`compiled.tsv is not what the files give; run "go generate ./index/lexicon"`)
	}
}

func load(t testing.TB, extra ...string) *Lexicon {
	t.Helper()
	var readers []io.Reader
	for _, e := range extra {
		readers = append(readers, strings.NewReader(e))
	}
	l, err := Load(readers...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func match(l *Lexicon, lang, question string) []Concept {
	return l.Match(analysis.AnalyzeQuery(question, lang), lang)
}

// Each row: a question, the labels of its concepts, and what some of them can
// also be said with, as "label: lang:terms, …".
func TestMatch(t *testing.T) {
	cases := []struct{ lang, question, labels, among string }{
		{"en", "what did Lane say about AI regulation", "lane|say|ai|regulation",
			"ai: en:artifici+intellig, fr:ia; regulation: fr:regul, fr:reglement"},
		{"fr", "qu'a dit Duval sur la régulation de l'IA ?", "duval|regulation|ia",
			"ia: en:AI, en:artifici+intellig; regulation: en:regul"},
		{"fr", "que pense-t-il de l'intelligence artificielle générative", "pense|intelligence artificielle generative", "intelligence artificielle generative: en:generative+AI"},
		{"en", "bitcoin crash", "bitcoin|crash", "bitcoin: fr:bitcoin; crash: fr:krach, fr:effondr"},
		{"fr", "s'effondrer", "effondrer", "effondrer: en:collaps"},
		// Irregular and inflected forms.
		{"en", "who sold and stole tokens", "sold|stole|tokens", "sold: fr:vendr; tokens: fr:jeton"},
		{"fr", "il a vendu ses jetons", "vendu|jetons", "vendu: en:sell; jetons: en:token"},
		{"fr", "regulations", "regulations", "regulations: en:regul"},
		// Compounds in every spelling.
		{"fr", "les cryptomonnaies", "cryptomonnaies", "cryptomonnaies: en:cryptocurr, en:crypto"},
		{"fr", "les crypto-monnaies", "crypto monnaies", "crypto monnaies: en:cryptocurr, fr:cryptomonnai, fr:crypto+monnai"},
		{"fr", "les crypto monnaies", "crypto monnaies", "crypto monnaies: en:cryptocurr, fr:cryptomonnai"},
		// Phrases before stop words go.
		{"fr", "marché de gré à gré", "marche|de gre a gre", "de gre a gre: en:otc"},
		{"en", "over-the-counter", "over the counter", "over the counter: fr:+gre++gre"},
		{"en", "fear of missing out", "fear of missing out", "fear of missing out: en:fomo"},
		// Case decides, and where there is none the words around.
		{"en", "US sanctions", "us|sanctions", "us: fr:etat+unis"},
		{"en", "tell us about sanctions", "tell|sanctions", ""},
		{"en", "the us sanctions", "us|sanctions", "us: fr:etat+unis"},
		{"fr", "qu'ai-je dit de l'or", "or", "or: en:gold"},
		{"fr", "l'avenir de l'AI", "avenir|ai", "ai: fr:ia, en:AI; avenir: en:futur"},
		// Look-alikes stay apart.
		{"fr", "la cour suprême", "cour supreme", "cour supreme: en:suprem+court"},
		{"fr", "le cours du bitcoin", "cours|bitcoin", "cours: en:price"},
		{"fr", "il vole, un vol, volées", "vole|vol|volees", "vole: en:steal; vol: en:flight; volees: en:steal"},
		{"en", "posts on x about x-rays", "posts|x|x rays", "x: en:twitter"},
		// Names are stemmed in both languages.
		{"fr", "Jennings sur Jenningsen", "jennings|jenningsen", "jennings: en:jen"},
		{"en", "Bankman-Fried", "bankman fried", "bankman fried: en:bankman+fri, en:bankmanfri"},
		// Words of the other language in a question.
		{"fr", "le trading sur un wallet", "trading|wallet", "wallet: en:wallet, fr:portefeuill"},
		// No words.
		{"en", "", "", ""},
		{"en", "what is it about", "", ""},
		{"fr", "🚀 ?", "", ""},
	}
	l := load(t)
	if got := fmt.Sprint(match(l, "fr", "le visa de Peter")); strings.Contains(got, "target") || strings.Contains(got, "small") {
		t.Errorf("strangers of the same short stem: %s", got)
	}
	for _, c := range cases {
		concepts := match(l, c.lang, c.question)
		var labels []string
		for _, k := range concepts {
			labels = append(labels, k.Label)
		}
		if got := strings.Join(labels, "|"); got != c.labels {
			t.Errorf("%q: concepts %s, want %s", c.question, got, c.labels)
			continue
		}
		for _, want := range strings.Split(c.among, "; ") {
			label, terms, _ := strings.Cut(want, ": ")
			for term := range strings.SplitSeq(terms, ", ") {
				i := slices.Index(labels, label)
				if i >= 0 && !strings.Contains(concepts[i].String(), " "+term+" ") {
					t.Errorf("%q: no %s in %s", c.question, term, concepts[i])
				}
			}
		}
	}
}

// What callers rely on: concepts in order and apart, inside the tokens, own
// words first at weight 1, the rest by falling weight, none twice.
func checkConcepts(tokens []analysis.Token, concepts []Concept) error {
	last := -1
	for _, c := range concepts {
		if c.First <= last || c.Last < c.First || c.Last >= len(tokens) {
			return fmt.Errorf("tokens %d to %d after token %d of %d: %s", c.First, c.Last, last, len(tokens), c)
		}
		last = c.Last
		if len(c.Alts) == 0 || c.Alts[0].Kind != Own || c.Alts[0].Weight != 1 {
			return fmt.Errorf("own words do not come first: %s", c)
		}
		seen := map[string]bool{}
		weight := 1.0
		for _, a := range c.Alts {
			key := a.Lang + ":" + strings.Join(a.Terms, "+")
			if seen[key] || a.Weight > weight || a.Weight <= 0 || len(a.Terms) != len(a.Folded) || strings.Join(a.Terms, "") == "" {
				return fmt.Errorf("%s %+v in %s", key, a, c)
			}
			seen[key], weight = true, a.Weight
		}
	}
	return nil
}

// Each form of each group, asked, is one concept with every form of the group
// among its alternatives.
func TestRoundTrip(t *testing.T) {
	l := load(t)
	for _, g := range l.groups {
		for _, asked := range l.members[g.start:g.end] {
			tokens := analysis.Analyze(l.forms[asked].text, codes[l.forms[asked].lang])
			concepts := l.Match(tokens, codes[l.forms[asked].lang])
			if err := checkConcepts(tokens, concepts); err != nil {
				t.Errorf("%q: %v", l.forms[asked].text, err)
			}
			if len(concepts) != 1 {
				t.Errorf("%q gives %v", l.forms[asked].text, concepts)
				continue
			}
			l.checkGroup(t, g, asked, concepts[0])
		}
	}
}

func (l *Lexicon) checkGroup(t *testing.T, g group, asked int32, c Concept) {
	for _, f := range l.members[g.start:g.end] {
		want := formAlts(l.forms[f])[0]
		found := slices.ContainsFunc(c.Alts, func(a Alt) bool {
			return (a.Lang == want.Lang || a.Lang == "") && slices.Equal(a.Terms, want.Terms)
		})
		if !found {
			t.Errorf("%q does not lead to %q: %s", l.forms[asked].text, l.forms[f].text, c)
		}
	}
}

// The files: no group twice, a header in each, sizes as reported.
func TestFiles(t *testing.T) {
	for _, name := range []string{"glossary.tsv", "general.tsv", "synonyms.tsv"} {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(file), "# ") {
			t.Errorf("%s has no header", name)
		}
	}
	l := fromFiles(t)
	seen := map[string]bool{}
	for _, g := range l.groups {
		members := slices.Sorted(slices.Values(l.members[g.start:g.end]))
		key := fmt.Sprint(g.kind, members)
		if seen[key] {
			t.Errorf("a group stands twice: %q …", l.forms[members[0]].text)
		}
		seen[key] = true
	}
	if groups, forms := l.Size(); groups < 8000 || forms < 15000 {
		t.Errorf("%d groups, %d forms", groups, forms)
	}
}

// The weights say how sure a word is: exact and inflected forms keep them,
// words that only share the stem lose some.
func TestWeights(t *testing.T) {
	l := load(t, "zorbant;zork\tzorblage\n")
	for question, want := range map[string]string{
		"zorbant":  "fr:zorblag 0.9",
		"zorbants": "fr:zorblag 0.9",
		"zork":     "fr:zorblag 0.9",
	} {
		if got := fmt.Sprint(match(l, "en", question)); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s in it", question, got, want)
		}
	}
	if got := fmt.Sprint(match(l, "fr", "la liquidatrice")); strings.Contains(got, "0.7") || !strings.Contains(got, " 0.31") {
		t.Errorf("a word of the same stem only keeps the full weight: %s", got)
	}
}

func TestOperatorsFile(t *testing.T) {
	l := load(t, "# ours\n\nzorbling;zorb\tzorblage\r\n", "en\tzorb;blipping\n")
	got := fmt.Sprint(match(l, "fr", "le zorblage"))
	if !strings.Contains(got, "en:zorb 0.9") {
		t.Errorf("got %s", got)
	}
	if strings.Contains(got, "blip") {
		t.Errorf("a synonym of a translation came along: %s", got)
	}
	if got := fmt.Sprint(match(l, "en", "zorb")); !strings.Contains(got, "fr:zorblag 0.9") || !strings.Contains(got, "en:blip 0.5") {
		t.Errorf("got %s", got)
	}
}

type named struct{ io.Reader }

func (named) Name() string { return "ours.tsv" }

func TestMalformed(t *testing.T) {
	cases := map[string]string{
		"a line without a tab":     "0 tabs; want",
		"a\tb\tc":                  "2 tabs; want",
		"token;;coin\tc":           "an empty form",
		"a thing\t":                "one side is empty",
		"\tune chose":              "one side is empty",
		"token;Token\tjeton":       `"Token" stands twice`,
		"en\ttoken":                "a single form",
		"the\tjeton":               `"the" has no word but stop words`,
		"🚀\tfusée":                 `"🚀" has no word but stop words`,
		"caf\xe9\tcoffee":          "not UTF-8",
		strings.Repeat("a", 1<<17): "longer than 65536 bytes",
	}
	for text, want := range cases {
		_, err := Load(named{strings.NewReader("token\tjeton\n" + text + "\n")})
		if err == nil || !strings.HasPrefix(err.Error(), "ours.tsv, line 2: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: error %v, want one about line 2 of ours.tsv with %q", text, err, want)
		}
	}
	_, err := Load(strings.NewReader(""), iotest.ErrReader(errors.New("disk gone")))
	if err == nil || err.Error() != "lexicon file 2, after line 0: disk gone" {
		t.Errorf("error %v", err)
	}
}

func TestDamaged(t *testing.T) {
	good := fromFiles(t).encode()[:2000]
	for _, text := range []string{"", "x", "1\t1\n", "-1\t5\n", good, "1\t1\nen\ta\ta\ta\t\n1\t7\n", "1\t1\nen\ta\n1\t0\n", "1\t1\nen\ta\ta\ta\t\n9\t0\n"} {
		if _, err := decode(text); !errors.Is(err, errCompiled) {
			t.Errorf("%.20q: error %v", text, err)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, s := range []string{"", "crypto-monnaie de gré à gré", "the the the", "a-b-c US-us", "over the counter over", "AI-AI ai"} {
		f.Add(s, "fr")
		f.Add(s, "en")
		f.Add(s, "")
	}
	l := load(f)
	f.Fuzz(func(t *testing.T, question, lang string) {
		tokens := analysis.AnalyzeQuery(question, lang)
		if err := checkConcepts(tokens, l.Match(tokens, lang)); err != nil {
			t.Fatalf("%q: %v", question, err)
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add("a;b\tc\nen\td;e")
	f.Add("US;us\tles États-Unis")
	f.Fuzz(func(t *testing.T, file string) {
		l := newLexicon(16)
		if err := l.read("fuzz", strings.NewReader(file), Glossary); err != nil {
			return
		}
		l.link()
		for _, form := range l.forms {
			if len(match(l, codes[form.lang], form.text)) == 0 {
				t.Errorf("%q was taken and is not found", form.text)
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		load(b)
	}
}

func BenchmarkMatch(b *testing.B) {
	l := load(b)
	tokens := analysis.AnalyzeQuery("what did Lane say about AI regulation and the crash of stablecoins", "en")
	for b.Loop() {
		l.Match(tokens, "en")
	}
}

func TestComplete(t *testing.T) {
	l := load(t)
	for _, lng := range codes {
		first := l.Complete("", lng, 5)
		if len(first) != 5 || first[0] != map[string]string{"en": "AI", "fr": "IA"}[lng] {
			t.Errorf("%s, nothing typed: %q, want the first five of the glossary", lng, first)
		}
	}
	french := l.Complete("stable", "fr", 25)
	if len(french) == 0 || !strings.HasPrefix(french[0], "stable") || len(l.Complete("stable", "fr", 1)) != 1 {
		t.Errorf("stable: %q", french)
	}
	if got := l.Complete("minag", "en", 5); len(got) == 0 || got[0] != "minage" {
		t.Errorf("minag, for an English reader: %q, want the French term", got)
	}
	if got := l.Complete("a", "de", 5); got != nil {
		t.Errorf("an unknown language: %q", got)
	}
}
