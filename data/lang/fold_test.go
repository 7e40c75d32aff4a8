package lang

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	cases := []struct{ in, want string }{
		{"", ""},
		{"plain ascii, 1.5%", "plain ascii, 1.5%"},
		{"Bitcoin", "bitcoin"},
		{"Régulation de l’IA", "regulation de l'ia"},
		{"ÀÉÎÕÜÇÑŸ", "aeioucny"},
		{"Œuvre, cœur, Æsir, Straße", "oeuvre, coeur, aesir, strasse"},
		{"e\u0301te\u0301", "ete"},                                 // decomposed accents
		{"10\u00a0000\u202f€", "10 000 €"},                         // non-breaking blanks
		{"crypto\u2011monnaie", "crypto-monnaie"},                  // non-breaking hyphen
		{"zero\u200bwidth\ufeff so\u00adft", "zerowidth soft"},     // printed as nothing
		{"Łódź Đà Nẵng Øre", "lodz da nang ore"},                   // letters with strokes
		{"ﬁn ＡＩ ①", "fin ai 1"},                                    // compatibility forms
		{"l´argent l‘or", "l'argent l'or"},                         // every apostrophe
		{"a\tb\nc\u2028d", "a\tb\nc\nd"},                           // line breaks stay
		{"fin…", "fin…"},                                           // one mark stays one
		{"Привет МИР", "привет мир"},                               // other scripts: case only
		{"ba\xffd", "ba\ufffdd"},                                   // invalid UTF-8
		{"İstanbul", "istanbul"},                                   // the dotted capital
		{"“Guillemets” « français »", "“guillemets” « francais »"}, // quotation marks stay
	}
	for _, c := range cases {
		if got := Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFoldedSpan(t *testing.T) {
	cases := []struct{ text, find, want string }{
		{"the price of Bitcoin", "bitcoin", "Bitcoin"},
		{"la Régulation de l’IA", "regulation", "Régulation"},
		{"à cœur ouvert", "coeur", "cœur"},
		{"à cœur ouvert", "co", "cœ"},                          // no half characters
		{"un e\u0301te\u0301 chaud", "ete", "e\u0301te\u0301"}, // the marks come along
		{"l’IA « générative »", "l'ia", "l’IA"},
	}
	for _, c := range cases {
		f := FoldOffsets(c.text)
		i := strings.Index(f.Text, c.find)
		if got := f.Span(i, i+len(c.find)).Of(c.text); got != c.want {
			t.Errorf("%q in %q = %q, want %q", c.find, c.text, got, c.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Été", "œ\u0301", "ǅ", "ﷺ", "ba\xffd", "ẞ", "℡", "\u1e9b\u0323"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := Fold(s)
		if again := Fold(folded); again != folded {
			t.Errorf("folding %q twice: %q, then %q", s, folded, again)
		}
		o := FoldOffsets(s)
		if o.Text != folded {
			t.Fatalf("FoldOffsets(%q) = %q, Fold = %q", s, o.Text, folded)
		}
		for i := range len(o.Text) {
			span := o.Span(i, i+1)
			if err := span.Check(s); err != nil && utf8.ValidString(s) {
				t.Errorf("%q, byte %d: %v", s, i, err)
			}
		}
	})
}
