package lang

import (
	"math/bits"
	"strings"
	"testing"

	"verbatim/data"
)

func TestIdentify(t *testing.T) {
	cases := []struct{ text, hint, want string }{
		{"The regulator said that the exchange had never asked for a licence.", "", "en"},
		{"Le régulateur a déclaré que la plateforme n'avait jamais demandé d'agrément.", "", "fr"},
		{"LE RÉGULATEUR N’A PAS ENCORE RÉPONDU", "", "fr"},
		{"AI is getting really good https://t.co/abc", "fr", "en"}, // an English post in a French article
		{"This is the future of money @someone #bitcoin", "fr", "en"},
		{"C'est l'avenir de la monnaie @someone #bitcoin", "en", "fr"},
		{"I don't think it's over", "fr", "en"},
		{"Qu'a dit Ann Lane sur l'IA ?", "en", "fr"},
		{"what did ann lane say about ai", "fr", "en"},
		{"que pense ann lane du bitcoin", "en", "fr"},
		// Too little to tell: the hint decides, and without one nothing does.
		{"Bitcoin", "fr", "fr"},
		{"Bitcoin", "en", "en"},
		{"Bitcoin 2021 ETF", "", ""},
		{"", "fr", "fr"},
		{"", "", ""},
		{"https://the.of.and/to#in @the_of", "fr", "fr"},
		{"🚀🚀🚀", "en", "en"},
		// Other languages, whatever is expected.
		{"El regulador dijo que la empresa no había pedido una licencia en todo el año.", "fr", "es"},
		{"Die Behörde hat gesagt, dass das Unternehmen keine Lizenz hat und nicht handeln darf.", "en", "de"},
		{"L'autorità ha detto che la società non aveva chiesto una licenza per gli scambi.", "fr", "it"},
		{"O regulador disse que a empresa não tinha pedido uma licença em todo o ano.", "fr", "pt"},
		{"De toezichthouder zei dat het bedrijf geen vergunning heeft aangevraagd voor de beurs.", "en", "nl"},
		{"El regulador va dir que l'empresa no havia demanat una llicència als mercats amb més volum.", "fr", "ca"},
		{"Regulator powiedział, że firma nie ma licencji i nie może już działać na tym rynku.", "en", "pl"},
		{"Autoritatea a spus că firma nu are licență și că va fi închisă după acest an.", "fr", "ro"},
		{"Регулятор заявил, что биржа не получала лицензию.", "en", "ru"},
		{"Регулятор заявив, що біржа не має ліцензії і її закриють.", "en", "uk"},
		{"規制当局は取引所に許可がないと述べた。", "en", "ja"},
		{"监管机构表示交易所没有许可证。", "en", "zh"},
		{"규제 당국은 거래소에 허가가 없다고 밝혔다.", "en", "ko"},
		{"قالت الهيئة إن المنصة لا تملك ترخيصا.", "fr", "ar"},
		{"Η αρχή είπε ότι η εταιρεία δεν έχει άδεια.", "en", "el"},
	}
	for _, c := range cases {
		if got := Identify(c.text, c.hint); got != c.want {
			t.Errorf("Identify(%q, %q) = %q, want %q", c.text, c.hint, got, c.want)
		}
	}
}

// What the constants reach on the corpus without a hint: every article, 99% of
// the sentences of 40 bytes or more without an address in them. (Some of the
// rest are foreign indeed: English posts in French articles.)
func TestIdentifyCorpus(t *testing.T) {
	total, wrong, undecided := 0, 0, 0
	for a := range corpus(t, "corpus/smoke.jsonl") {
		if got := Identify(a.Body, ""); got != a.Lang {
			t.Errorf("article %q: %q, want %q", a.Title, got, a.Lang)
		}
		for _, s := range Sentences(a.Body, data.Span{End: len(a.Body)}) {
			text := s.Of(a.Body)
			if len(text) < 40 || strings.Contains(text, "http") {
				continue
			}
			total++
			switch Identify(text, "") {
			case a.Lang:
			case "":
				undecided++
			default:
				wrong++
			}
		}
	}
	t.Logf("%d sentences: %d undecided, %d of another language", total, undecided, wrong)
	if 100*(wrong+undecided) > total || 200*wrong > total {
		t.Errorf("of %d sentences, %d undecided and %d of another language", total, undecided, wrong)
	}
}

func TestWordsFile(t *testing.T) {
	seen := map[string]bool{}
	for n, line := range strings.Split(strings.TrimSuffix(wordsFile, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		code, list, ok := strings.Cut(line, "\t")
		if !ok || len(code) != 2 || list == "" {
			t.Errorf("words.tsv, line %d: want a language code, a tab and words", n+1)
		}
		for w := range strings.FieldsSeq(list) {
			if seen[code+w] {
				t.Errorf("words.tsv, line %d: %q stands twice under %s", n+1, w, code)
			}
			if w != strings.ToLower(w) {
				t.Errorf("words.tsv, line %d: %q is not in lower case", n+1, w)
			}
			seen[code+w] = true
		}
	}
	p := profiles()
	if n := len(p.langs); n > maxLangs {
		t.Errorf("%d languages, room for %d", n, maxLangs)
	}
	if w := p.words["la"]; bits.OnesCount32(w.langs) < 3 || w.weight > 0.34 {
		t.Errorf("la: %+v, want a word of several languages that counts little", w)
	}
}

func FuzzIdentify(f *testing.F) {
	f.Add("l'", "fr")
	f.Add("@", "")
	f.Add("\xff'\xff", "xx")
	f.Fuzz(func(t *testing.T, text, hint string) {
		got := Identify(text, hint)
		if got != hint && len(got) != 2 {
			t.Errorf("Identify(%q, %q) = %q", text, hint, got)
		}
	})
}

func BenchmarkIdentify(b *testing.B) {
	text := corpusText(b, 1<<20)
	spans := Sentences(text, data.Span{End: len(text)})
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		for _, s := range spans {
			Identify(s.Of(text), "en")
		}
	}
}
