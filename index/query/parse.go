package query

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/lang"
	"verbatim/index/analysis"
	"verbatim/index/lexicon"
)

// maxWords bounds how much of a question is read. What is longer is a pasted
// text: its beginning says what it is about.
const maxWords = 80

// frameImportance is what a word like "tweet" or "opinion" counts beside a
// word that the question is about.
const frameImportance = 0.12

// Parser turns questions into queries. It is safe for concurrent use.
type Parser struct {
	lexicon   *lexicon.Lexicon
	directory *Directory
	frames    *frames
	printed   func(term string) int
}

// NewParser makes a parser for the people in d. printed tells in how many units of
// articles a term stands: a word that hardly one holds is perhaps misspelt.
func NewParser(l *lexicon.Lexicon, d *Directory, printed func(term string) int) (*Parser, error) {
	f, err := loadFrames()
	return &Parser{lexicon: l, directory: d, frames: f, printed: printed}, err
}

// Parse never fails: what it cannot read is a topic, or nothing.
func (p *Parser) Parse(text string, o Options) Query {
	text = strings.TrimSpace(strings.ToValidUTF8(text, " "))
	text, unread := first(text)
	q := Query{Text: text, Unread: unread, Lang: p.language(text, o.Lang), Kind: AnyKind, Source: o.Source, Langs: o.Langs, Since: o.Since, Until: o.Until}
	told := lang.Identify(text, "")
	q.Foreign = told != "" && told != "en" && told != "fr"
	tokens := analysis.AnalyzeQuery(text, q.Lang)
	tokens = tokens[:min(len(tokens), maxWords)]
	q.Amount = p.frames.asksForNumber(tokens)
	tokens = p.dates(&q, tokens, o.Now)
	tokens = p.kind(&q, tokens)
	tokens = p.people(&q, tokens, o)
	p.topics(&q, tokens)
	if o.Kind != "" {
		q.Kind = o.Kind
	}
	return q
}

// leastQuestion is how many words a question has at least that stands beside
// another: "Really? Is that so?" is one.
const leastQuestion = 4

// first is the first of several questions, and what stands behind it; the whole
// text where it is one.
func first(text string) (question, unread string) {
	for i, r := range text {
		if r != '?' {
			continue
		}
		head, tail := text[:i+1], strings.TrimLeft(text[i+1:], "? \u00a0\n\t")
		if strings.Contains(tail, "?") && len(strings.Fields(head)) >= leastQuestion && len(strings.Fields(tail)) >= leastQuestion {
			return head, tail
		}
	}
	return text, ""
}

// dates reads the period out of the question. Its words are no topic.
func (p *Parser) dates(q *Query, tokens []analysis.Token, now time.Time) []analysis.Token {
	for _, w := range lang.Dates(q.Text, q.Lang, now) {
		if insideWord(q.Text, w.Span) {
			continue
		}
		if w.Impossible && q.NoDay == "" {
			q.NoDay = w.Span.Of(q.Text)
		}
		if q.Since == "" && q.Until == "" && !w.Impossible {
			q.Since, q.Until, q.AskedPeriod = w.Since, w.Until, true
		}
		kept := tokens[:0:0]
		for _, t := range tokens {
			if t.Start >= w.Span.End || t.End <= w.Span.Start {
				kept = append(kept, t)
			}
		}
		tokens = kept
	}
	return tokens
}

// insideWord reports whether a hyphen joins the span to letters or digits: the
// 2018 of CVE-2018-17144 is no year, but that of 2018-03-01 is all of a date.
func insideWord(text string, s data.Span) bool {
	before, _ := utf8.DecodeLastRuneInString(strings.TrimSuffix(text[:s.Start], "-"))
	after, _ := utf8.DecodeRuneInString(strings.TrimPrefix(text[s.End:], "-"))
	joined := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return strings.HasSuffix(text[:s.Start], "-") && joined(before) || strings.HasPrefix(text[s.End:], "-") && joined(after)
}

func (p *Parser) kind(q *Query, tokens []analysis.Token) []analysis.Token {
	first, last := p.frames.takeawaysAt(tokens)
	if first == last {
		return tokens
	}
	q.Kind = Takeaways
	return append(append([]analysis.Token(nil), tokens[:first]...), tokens[last:]...)
}

// people splits those whom the question names into the ones asked for and the
// others, and returns the tokens that name nobody.
func (p *Parser) people(q *Query, tokens []analysis.Token, o Options) []analysis.Token {
	day := q.Until
	if o.Speaker != "" {
		q.Speakers, q.OnlySpeaker = p.named(o.Speaker), true
		if len(q.Speakers) == 0 {
			q.Unknown = o.Speaker
		}
		q.Kind = Statements
	}
	all := tokens
	tokens = simple(tokens)
	found := slices.DeleteFunc(p.directory.Find(tokens, q.Text), func(who Person) bool {
		return who.Typo && p.known(q.Text, tokens[who.last-1]) // Hornet is not Horne
	})
	if role := p.directory.roles.find(tokens, day); len(role) > 0 && !covers(found, role[0]) {
		found = append(role, outside(found, role[0])...)
	}
	for _, person := range found {
		person.Written = person.last-person.first > 1 || initial(q.Text, tokens[person.first])
		person.trails = person.last == len(tokens) && strings.HasSuffix(strings.TrimSpace(q.Text[:tokens[person.first].Start]), ",")
		person.owns = strings.HasPrefix(strings.ReplaceAll(q.Text[tokens[person.last-1].End:], "’", "'"), "'s")
		person.told = person.first > 0 && told(tokens[:person.first])
		switch {
		case o.Speaker == "" && !q.spokenAbout(tokens, person) && !p.countable(q, tokens, person) && p.asked(q.Lang, tokens, person):
			person.Shared = person.Shared && !which(tokens, person)
			q.Speakers = append(q.Speakers, person)
			q.Kind = Statements
		default:
			q.Mentioned = append(q.Mentioned, person)
		}
	}
	if !p.asksForWords(q.Lang, tokens) { // "what does X say according to Y" asks for X's words
		q.attribute()
	}
	if unknown, ok := p.unknownName(q, tokens, found); ok && len(q.Speakers) == 0 && q.Unknown == "" {
		q.Unknown, q.Kind = unknown.Name, Statements
		found = append(found, unknown)
	}
	if q.Kind == AnyKind && p.asksForWords(q.Lang, tokens) {
		q.Kind = Statements
	}
	left := unnamed(all, tokens, found)
	if len(q.Speakers) > 0 && p.frames.changes(left) {
		q.OverTime = true
		left = slices.DeleteFunc(left, func(t analysis.Token) bool { return p.frames.change[t.Folded] || p.frames.view[t.Folded] })
	}
	return left
}

// simple leaves out the whole of each compound: names are compared part by
// part, so that Bankman-Fried is Bankman Fried.
func simple(tokens []analysis.Token) []analysis.Token {
	var out []analysis.Token
	for _, t := range tokens {
		if t.Kind != analysis.Joined {
			out = append(out, t)
		}
	}
	return out
}

// named looks up a name that was given by itself.
func (p *Parser) named(name string) []Person {
	tokens := simple(analysis.AnalyzeQuery(name, "en"))
	found := p.directory.Find(tokens, name)
	if len(found) == 0 || found[0].first != 0 || found[0].last != len(tokens) {
		return nil
	}
	return found
}

// which reports whether the question itself asks which of several is meant.
func which(tokens []analysis.Token, person Person) bool {
	if person.first == 0 {
		return false
	}
	switch tokens[person.first-1].Folded {
	case "which", "quel", "quelle", "lequel", "laquelle":
		return true
	}
	return false
}

// countable reports whether the question wants a number or a day ("how long was
// X in prison", « combien ») and no verb of saying follows the name: a fact about
// the person, not the person's words.
func (p *Parser) countable(q *Query, tokens []analysis.Token, person Person) bool {
	for _, t := range tokens[person.last:min(len(tokens), person.last+3)] {
		if p.frames.says(q.Lang, t) {
			return false
		}
	}
	return slices.ContainsFunc(tokens, func(t analysis.Token) bool { return p.frames.counts[t.Folded] })
}

// spokenAbout reports whether the person stands after "on" or "about" and a
// speaker before it: "X on Y's claim" asks for X's words only.
func (q *Query) spokenAbout(tokens []analysis.Token, person Person) bool {
	for _, s := range q.Speakers {
		if s.last <= person.first && slices.ContainsFunc(tokens[s.last:person.first], func(t analysis.Token) bool { return about(t.Folded) }) {
			return true
		}
	}
	return false
}

func covers(found []Person, role Person) bool {
	for _, f := range found {
		if f.first <= role.first && role.last <= f.last {
			return true
		}
	}
	return false
}

// outside keeps the people whose words the role does not hold ("JPMorgan" of
// "JPMorgan's boss").
func outside(found []Person, role Person) []Person {
	var out []Person
	for _, f := range found {
		if f.last <= role.first || f.first >= role.last {
			out = append(out, f)
		}
	}
	return out
}

// asked reports whether the question asks what this person said: a verb of
// saying right after the name, right before it where French or "according to"
// inverts, or the name at the very start ("X on Y", "X : pourquoi Y").
func (p *Parser) asked(language string, tokens []analysis.Token, person Person) bool {
	if p.opens(language, tokens, person) || person.trails && p.asksForWords(language, tokens[:person.first]) {
		return true
	}
	for i := person.last; i < len(tokens) && i < person.last+3; i++ {
		if p.frames.says(language, tokens[i]) {
			return true
		}
		if !tokens[i].Stop && !p.frames.frame[language][tokens[i].Folded] {
			break
		}
	}
	for i := person.first - 1; i >= 0 && i >= person.first-3; i-- {
		if inverts(tokens[i].Folded) && !person.owns || p.frames.says(language, tokens[i]) && (language == "fr" || i == 0) {
			return true
		}
		if !tokens[i].Stop || about(tokens[i].Folded) {
			break
		}
	}
	return false
}

// opens reports whether nothing but framing words stand before the name, and
// something stands after it.
func (p *Parser) opens(language string, tokens []analysis.Token, person Person) bool {
	for _, t := range tokens[:person.first] {
		if about(t.Folded) || !t.Stop && !p.frames.framed(language, t) {
			return false
		}
	}
	return !slices.ContainsFunc(tokens[:person.first], func(t analysis.Token) bool { return !t.Stop }) || p.asksForWords(language, tokens[:person.first])
}

// inverts are the words after which the speaker follows.
func inverts(folded string) bool {
	switch folded {
	case "according", "per", "selon", "apres", "from", "by", "par":
		return true
	}
	return false
}

// told reports whether the words before a name say whose words are asked for,
// whoever else is named: "who is X according to Y", « selon Y ».
func told(before []analysis.Token) bool {
	n := len(before)
	switch before[n-1].Folded {
	case "selon", "apres": // d'après
		return true
	case "to":
		return n > 1 && before[n-2].Folded == "according"
	}
	return false
}

// attribute leaves only those as speakers according to whom something is asked, where
// there are any.
func (q *Query) attribute() {
	if !slices.ContainsFunc(q.Speakers, func(p Person) bool { return p.told }) {
		return
	}
	q.Speakers = slices.DeleteFunc(q.Speakers, func(p Person) bool {
		if !p.told {
			q.Mentioned = append(q.Mentioned, p)
		}
		return !p.told
	})
}

// about are the words after which a topic follows, never the speaker.
func about(folded string) bool {
	switch folded {
	case "about", "abt", "on", "regarding", "sur", "concernant", "with", "avec", "than":
		return true
	}
	return false
}

func (p *Parser) asksForWords(language string, tokens []analysis.Token) bool {
	for _, t := range tokens {
		if p.frames.says(language, t) {
			return true
		}
	}
	return false
}

// unknownName is a name of two words whose words the question asks for and that
// no speaker bears.
func (p *Parser) unknownName(q *Query, tokens []analysis.Token, found []Person) (Person, bool) {
	if len(found) > 0 {
		return Person{}, false
	}
	for i := 0; i+1 < len(tokens); i++ {
		a, b := tokens[i], tokens[i+1]
		if q.Text[a.End:b.Start] != " " || !p.nameLike(q.Text, a, b) {
			continue
		}
		name := Person{Name: q.Text[a.Start:b.End], first: i, last: i + 2}
		if i == 0 && !p.introduces(q, tokens[2:]) || i > 0 && !p.asked(q.Lang, tokens, name) {
			continue
		}
		return name, true
	}
	return Person{}, false
}

// nameLike reports whether two words look like a person's name: both
// capitalised, or a forename before another word, and neither an ordinary one.
func (p *Parser) nameLike(text string, a, b analysis.Token) bool {
	if p.lexicon.Has(a.Folded) || p.lexicon.Has(b.Folded) || a.Stop || b.Stop || a.Kind != analysis.Word || b.Kind != analysis.Word || b.End-b.Start < minSurname {
		return false
	}
	return capitalised(text, a) && capitalised(text, b) || p.directory.forenames[a.Folded] && !p.lexicon.Knows(b) && !p.frames.framed("en", b) && !p.frames.framed("fr", b)
}

// introduces reports whether what follows a name at the very start makes it the
// speaker's: a verb of saying, "on", or a colon.
func (p *Parser) introduces(q *Query, after []analysis.Token) bool {
	if len(after) == 0 {
		return false
	}
	return about(after[0].Folded) || p.frames.says(q.Lang, after[0]) || strings.Contains(q.Text[:after[0].Start], ":")
}

func capitalised(text string, t analysis.Token) bool {
	if t.Stop || t.End-t.Start < 2 {
		return false
	}
	r, n := utf8.DecodeRuneInString(text[t.Start:])
	next, _ := utf8.DecodeRuneInString(text[t.Start+n:])
	return unicode.IsUpper(r) && unicode.IsLower(next)
}

// unnamed are the tokens that no name covers. People are ranges of words.
func unnamed(all, words []analysis.Token, found []Person) []analysis.Token {
	var out []analysis.Token
	for _, t := range all {
		named := false
		for _, p := range found {
			named = named || words[p.first].Start < t.End && t.Start < words[p.last-1].End
		}
		if !named {
			out = append(out, t)
		}
	}
	return out
}

// topics are the concepts of what is left. Words that frame the question count
// little, unless there is nothing else.
func (p *Parser) topics(q *Query, tokens []analysis.Token) {
	tokens = p.spelt(tokens, q.Text, q.Lang)
	concepts := p.lexicon.Match(tokens, q.Lang)
	framed := 0
	for _, c := range concepts {
		t := Topic{Concept: c, Importance: 1}
		if c.Last == c.First && p.frames.framed(q.Lang, tokens[c.First]) {
			t.Importance = frameImportance
			framed++
		}
		q.Topics = append(q.Topics, t)
	}
	if framed == len(q.Topics) && len(q.Speakers)+len(q.Mentioned) > 0 {
		q.Topics = nil
	}
	if framed == len(q.Topics) {
		for i := range q.Topics {
			q.Topics[i].Importance = 1
		}
	}
}

// Articles have misprints too: a misspelt word may stand in that many units, where
// the right one stands in that many times more.
const (
	rarely = 3
	rather = 20
)

// spelt mends words that hardly an article holds and that are one letter away
// from a word of the lexicon, and writes those that it knows in the other English
// spelling (monetise) as it does. A name in capitals that is printed is none.
func (p *Parser) spelt(tokens []analysis.Token, text, language string) []analysis.Token {
	out := append([]analysis.Token(nil), tokens...)
	for i, t := range out {
		if t.Kind != analysis.Word || t.Stop || p.lexicon.Has(t.Folded) {
			continue
		}
		words := p.lexicon.Respell(t.Folded, language)
		if len(words) == 0 && !p.known(text, t) {
			n := p.printed(t.Term)
			words = slices.DeleteFunc(p.lexicon.Spell(t.Folded, language), func(w string) bool { return n > 0 && p.standing(w, language) < rather*n })
		}
		if len(words) == 0 {
			continue
		}
		if mended := analysis.AnalyzeQuery(words[0], language); len(mended) == 1 {
			out[i].Folded, out[i].Term, out[i].Stop = mended[0].Folded, mended[0].Term, mended[0].Stop
		}
	}
	return out
}

// known reports whether articles print a word often enough for it to be no
// misspelling; once is enough for one that the question writes as a name.
func (p *Parser) known(text string, t analysis.Token) bool {
	n := p.printed(t.Term)
	return n > rarely || n > 0 && initial(text, t)
}

// standing is in how many units a folded word stands.
func (p *Parser) standing(folded, language string) int {
	n := 0
	for _, t := range analysis.AnalyzeQuery(folded, language) {
		n = max(n, p.printed(t.Term))
	}
	return n
}
