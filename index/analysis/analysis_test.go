package analysis

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"verbatim/data/evaldata"
	"verbatim/data/lang"
)

// printed writes tokens as "term", those of two words or more as "term~parts";
// a "-" before a stop word.
func printed(tokens []Token) string {
	var out []string
	for _, t := range tokens {
		s := t.Term
		if t.Kind == Joined {
			s = fmt.Sprintf("%s~%d", s, t.Parts)
		}
		if t.Stop {
			s = "-" + s
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestAnalyze(t *testing.T) {
	cases := []struct{ lang, text, want string }{
		// Apostrophes, elisions, possessives.
		{"fr", "l’IA d'Europe qu'il n'aime", "ia europ -il aim"},
		{"fr", "jusqu'à aujourd'hui, lorsqu’elle", "-a -aujourdhui -elle"},
		{"fr", "quelqu'un", "-un"},
		{"en", "Lane's exchange, the miners' fees, it's over", "lane exchang -the miner fee -it -over"},
		{"en", "don't dont", "-dont -dont"},
		{"en", "O'Brien and D’Amato", "obrien -and amato"},
		{"fr", "l'or et l'argent", "or -et argent"},
		// Accents, ligatures, case.
		{"fr", "Régulation réglementée régulé REGULATION", "regul reglement regul regul"},
		{"fr", "œuvre oeuvre Œuvre", "oeuvr oeuvr oeuvr"},
		{"fr", "première premier, financière financières, sécurité securite", "premi premi finance finance securite securite"},
		// Stems: short words stay, irregular forms join, look-alikes part.
		{"en", "gas was ban", "gas -was ban"},
		{"en", "sell sold selling; steal stolen; banned banning", "sell sell sell steal steal ban ban"},
		{"fr", "vendre vendu vend vendent; voir vu verra", "vendr vendr vendr vendr voir vu voir"},
		{"fr", "ils utilisent, elles vérifient, le président, souvent", "-ils utilis -elles verif -le president souvent"},
		{"fr", "lois loi, vidéos vidéo, cryptos crypto, enjeux enjeu", "loi loi video video crypto crypto enjeu enjeu"},
		{"en", "international internal, authority author, security securities", "international intern authority author secur securities"},
		{"fr", "cours cour, parti partie, vente vent, fonds", "cour cour parti partie vente vent fonds"},
		// Acronyms.
		{"en", "AI in the US, who said it to us", "AI -in -the US -who say -it -to -us"},
		{"en", "the W.H.O., U.S. and A.I. rules", "-the WHO US -and AI rule"},
		{"en", "ai", "AI"},
		{"fr", "j'ai vu l'AI et l'IA aux US", "-ai vu AI -et ia -aux US"},
		{"fr", "la SEC, un vin sec, l'UE, un ONU", "-la SEC -un vin sec ue -un onu"},
		{"en", "ETFs and LLMs, an ETF, etfs", "etf -and llm -an etf etf"},
		{"en", "WHO SAID IT IS OVER FOR BITCOIN HOLDERS", "-who say -it -is -over -for bitcoin holder"}, // shouted: case tells nothing
		{"en", "AT&T, S&P 500 and R&D", "at&t s&p 500 -and r&d"},
		{"fr", "la DeFi, un défi", "-la DeFi -un defi"},
		{"fr", "un jeton mème, même né sûr, sur", "-un jeton mème -meme né sûr -sur"},
		{"en", "meme coin", "mème coin"},
		// Compounds.
		{"fr", "crypto-monnaie cryptomonnaie", "cryptomonnai~2 crypto monnai cryptomonnai"},
		{"en", "Bankman-Fried's state-of-the-art e-commerce", "bankmanfri~2 bankman fri stateoftheart~4 state -of -the art ecommerc~2 e commerc"},
		{"fr", "dit-il, est-ce, a-t-elle", "-dit -il -est -ce -a -t -elle"},
		{"en", "H-1B X-ray on X, x", "h1b~2 h 1b xray~2 X ray -on X x"},
		{"en", "US-China GPT-4 2019-2021", "uschina~2 US china gpt4~2 gpt 4 2019 2021"},
		// Numbers.
		{"en", "25k$ $1.5bn 1,000 $20 billion", "25000 1500000000 1000 20000000000 -billion"},
		{"fr", "1,5 milliard, 1 500 000 000 €, 1.250,50 euros, 20 %", "1500000000 -milliard 1500000000 1250.50 euro 20"},
		{"en", "0.123 in 2020, 300 people, v0.21.1, 3D 1st 007", "0.123 -in 2020 300 peopl v0 21.1 3d 1 007"},
		{"en", "0.21.1", "0.21.1"},
		{"fr", "2020 300", "2020 300"},
		// Handles, hashtags, tickers, addresses.
		{"en", "@ann_lane: #bitcoin $BTC $sol $5 @ # $", "ann_lane bitcoin btc SOL 5"},
		{"en", "see https://example.org/the-page?x=1 or www.example.com, t.co/abc pic.twitter.com/x me@example.org.", "see -or"},
		{"en", "Example.com and/or others", "exampl com -and -or -others"},
		// Other languages and scripts.
		{"es", "Las monedas digitales", "las monedas digitales"},
		{"en", "比特币 bitcoin", "比特币 bitcoin"},
		{"en", "", ""},
		{"en", "… — !", ""},
	}
	for _, c := range cases {
		if got := printed(Analyze(c.text, c.lang)); got != c.want {
			t.Errorf("%s %q\n got %s\nwant %s", c.lang, c.text, got, c.want)
		}
	}
}

func TestAnalyzeQuery(t *testing.T) {
	cases := []struct{ lang, text, want string }{
		{"en", "what about the us and ai", "-what -about -the US -and AI"},
		{"en", "tell us who said it", "tell -us -who say -it"},
		{"fr", "que dit duval sur l'ai", "-que -dit duval -sur AI"},
		{"fr", "qu'ai-je dit", "-ai -je -dit"},
		{"fr", "la sec contre la defi", "-la SEC contr -la DeFi"},
		{"en", "WHAT DID LANE SAY ABOUT THE US", "-what -did lane say -about -the US"},
	}
	for _, c := range cases {
		if got := printed(AnalyzeQuery(c.text, c.lang)); got != c.want {
			t.Errorf("%s %q\n got %s\nwant %s", c.lang, c.text, got, c.want)
		}
	}
}

func TestTokens(t *testing.T) {
	text := "L’IA : crypto-monnaie d'Ann's"
	want := []Token{
		{Term: "ia", Folded: "ia", Start: 4, End: 6, Pos: 0, Parts: 1, Kind: Acronym},
		{Term: "cryptomonnai", Folded: "cryptomonnaie", Start: 9, End: 23, Pos: 1, Parts: 2, Kind: Joined},
		{Term: "crypto", Folded: "crypto", Start: 9, End: 15, Pos: 1, Parts: 1},
		{Term: "monnai", Folded: "monnaie", Start: 16, End: 23, Pos: 2, Parts: 1},
		{Term: "ann", Folded: "ann", Start: 26, End: 29, Pos: 3, Parts: 1},
	}
	got := Analyze(text, "fr")
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("token %d\n got %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

// checkTokens reports the first broken promise: spans that slice the text at
// character boundaries, order, positions without gaps, words that are there.
func checkTokens(text string, tokens []Token) error {
	pos, end := -1, 0
	for i, k := range tokens {
		switch {
		case k.Term == "" || k.Folded == "":
			return fmt.Errorf("token %d is empty: %+v", i, k)
		case k.Start >= k.End || k.End > len(text):
			return fmt.Errorf("token %d is outside the text: %+v", i, k)
		case !utf8.RuneStart(text[k.Start]) || k.End < len(text) && !utf8.RuneStart(text[k.End]):
			return fmt.Errorf("token %d cuts a character: %+v", i, k)
		case k.Start < end:
			return fmt.Errorf("token %d overlaps the one before: %+v", i, k)
		case k.Pos != pos+1 || k.Parts < 1 || k.Parts > mostParts:
			return fmt.Errorf("token %d has position %d, parts %d after position %d", i, k.Pos, k.Parts, pos)
		}
		if k.Kind != Joined {
			pos, end = k.Pos, k.End
		}
	}
	return nil
}

func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{"", "l'", "'s", "a-b-c-d-e", "U.S.A.", "1,000.5k", "@_", "$A", "\xff'\xff", "http://", "ÀÉ’S-I", "1 000", "a\u0301-\u0301b", "w@w", "A&\u00e9"} {
		f.Add(s, "fr")
		f.Add(s, "en")
	}
	f.Fuzz(func(t *testing.T, text, code string) {
		if !utf8.ValidString(text) {
			text = strings.ToValidUTF8(text, "�")
		}
		if err := checkTokens(text, Analyze(text, code)); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if err := checkTokens(text, AnalyzeQuery(text, code)); err != nil {
			t.Fatalf("query %q: %v", text, err)
		}
	})
}

// A byte that is no UTF-8 separates words and breaks nothing.
func TestInvalidUTF8(t *testing.T) {
	if got := printed(Analyze("gold\xffprice \xc3", "en")); got != "gold price" {
		t.Errorf("got %s", got)
	}
}

func TestConcurrent(t *testing.T) {
	text := strings.Repeat("Regulators banned the exchange's tokens in 2021. ", 50)
	want := printed(Analyze(text, "en"))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if got := printed(Analyze(text, "en")); got != want {
				t.Error("analyses that run side by side differ")
			}
		})
	}
	group.Wait()
}

// A vocabulary that fills up starts anew and changes nothing.
func TestVocabularyBound(t *testing.T) {
	v := borrow("en")
	for i := range 2 * remembered {
		v.look(fmt.Appendf(nil, "word%d", i))
	}
	if n := len(v.words); n > remembered {
		t.Errorf("%d words remembered, at most %d wanted", n, remembered)
	}
	if w := v.look([]byte("tokens")); w.term != "token" {
		t.Errorf("tokens gives %q", w.term)
	}
}

func TestFiles(t *testing.T) {
	tables := loadTables()
	for _, code := range []string{"en", "fr"} {
		l := tables.langs[code]
		if len(l.stop) < 100 || len(l.irregular) < 100 || len(l.apart) < 20 {
			t.Errorf("%s: %d stop words, %d irregular forms, %d words kept apart", code, len(l.stop), len(l.irregular), len(l.apart))
		}
	}
	for name, file := range map[string]string{"stopwords.tsv": stopwordsFile, "irregular.tsv": irregularFile, "acronyms.tsv": acronymsFile} {
		if !strings.HasPrefix(file, "#") {
			t.Errorf("%s has no header", name)
		}
		for f := range rows(file) {
			if name != "acronyms.tsv" && f[0] != "en" && f[0] != "fr" {
				t.Errorf("%s: %q is no language", name, f[0])
			}
			for _, field := range f[1:] {
				if field != lang.Fold(field) || name == "stopwords.tsv" && strings.Contains(field, "'") {
					t.Errorf("%s: %q is not folded", name, field)
				}
			}
		}
	}
}

// No form of irregular.tsv may stand in two groups of its language.
func TestIrregularOnce(t *testing.T) {
	seen := map[string]string{}
	for f := range rows(irregularFile) {
		if f[1] == "-ent" {
			continue
		}
		forms := strings.Fields(strings.Join(f[2:], " "))
		if head, ok := strings.CutPrefix(f[1], "="); ok {
			forms = append(forms, head)
		}
		for _, w := range forms {
			if other, ok := seen[f[0]+w]; ok {
				t.Errorf("%s %q stands under %s and %s", f[0], w, other, f[1])
			}
			seen[f[0]+w] = f[1]
		}
	}
}

type corpusArticle struct{ Lang, Body string }

func corpus(t testing.TB) []corpusArticle {
	f, err := os.Open(evaldata.Path(t, "corpus/smoke.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []corpusArticle
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var a corpusArticle
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

func TestCorpus(t *testing.T) {
	for _, a := range corpus(t) {
		if err := checkTokens(a.Body, Analyze(a.Body, a.Lang)); err != nil {
			t.Errorf("%.60q: %v", a.Body, err)
		}
	}
}

func BenchmarkAnalyze(b *testing.B) {
	articles := corpus(b)
	size := 0
	for _, a := range articles {
		size += len(a.Body)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, a := range articles {
			Analyze(a.Body, a.Lang)
		}
	}
}
