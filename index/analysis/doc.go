// Package analysis turns text into tokens: the one analyser of index, query
// and lexicon, for English and French.
//
// What it takes care of, because stock analysers do not:
//   - elisions and possessives come off (l'ai, Musk's), apostrophes of every
//     shape are one;
//   - accents and ligatures are folded before stemming, so that a question
//     typed without them meets the text;
//   - acronyms are told from words before the case is lost (AI and j'ai);
//   - a compound with a hyphen is found by its parts and by the whole
//     (crypto-monnaie, cryptomonnaie, crypto monnaie);
//   - numbers are compared by value ($1.5bn, 1,5 milliard, 1 500 000 000).
package analysis

// Kind says what a token is.
type Kind uint8

// The kinds of token.
const (
	Word    Kind = iota
	Acronym      // AI, U.S., ETFs
	Number       // 25k, 1,000, 2023
	Handle       // @name; Term and Folded without the @
	Ticker       // $BTC; Term and Folded without the $
	Joined       // a whole compound, beside its parts: crypto-monnaie
)

// Token is one word of a text.
type Token struct {
	// Term is what index and question are compared by: the stem, an acronym in
	// capitals where its small word is an ordinary one (AI, US), the value of a
	// number.
	Term string
	// Folded is the word itself as lang.Fold writes it, elision and possessive
	// taken off, a compound without its hyphens.
	Folded string
	// Start and End are the byte offsets in the text of what Folded stands for.
	Start, End int
	// Pos counts the words before this one. A Joined token has the position of
	// its first part and covers Parts of them; Parts is 1 for all others.
	Pos, Parts int
	Kind       Kind
	// Stop marks function words (the, de) of the language.
	Stop bool
}

// Analyze returns the tokens of text in order: by position, a Joined token
// before its parts. lang is "en" or "fr"; text in another language is folded
// but neither stemmed nor cleared of stop words. Web addresses yield nothing.
// It is safe for concurrent use.
func Analyze(text, lang string) []Token { return analyze(text, lang, false) }

// AnalyzeQuery is Analyze for what people type: where a text has no capitals,
// or nothing but, the words before a small acronym decide (the us).
func AnalyzeQuery(text, lang string) []Token { return analyze(text, lang, true) }
