package index

import (
	"sort"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/data"
	"verbatim/data/lang"
	"verbatim/index/analysis"
)

// The fields of a unit. They are short, for each name is stored in every
// segment. mapping (generation.go) must change whenever their meaning does.
const (
	fieldWords   = "w" // the unit's own words, with frequencies and length
	fieldNear    = "n" // the words around it
	fieldTitle   = "t" // the article's title
	fieldArticle = "a" // the article's id
	fieldKind    = "k" // UnitKind
	fieldSpeaker = "s" // the speaker's name as shown, statements only
	fieldLang    = "l" // language of the unit's words
	fieldSource  = "o" // the publisher, folded
	fieldPrinted = "p" // date printed, as year, month and day terms
	fieldSaid    = "d" // date said, likewise
	fieldLength  = "c" // how many tokens the unit's words are
)

// fieldsOften hold the terms that stand in a unit's own words twice or more
// often, three times, and so on.
var fieldsOften = [...]string{"w2", "w3", "w4", "w5", "w6"}

// nearTokens is how many tokens on either side of a unit count as its
// surroundings. Two sentences of news hold about 45.
const nearTokens = 45

// documents turns a record into Bleve documents. The text is analysed once,
// passage by passage; every unit's words are a slice of those tokens.
func documents(r *data.Record, positions bool) []*document.Document {
	units := Units(r)
	tokens := tokenize(r)
	in := interner{}
	shared := articleFields(r, in)
	docs := make([]*document.Document, 0, len(units))
	quote := 0
	for _, u := range units {
		doc := document.NewDocument(u.ID())
		lo, hi := tokenRange(tokens, u.Span)
		words := in.words(tokens[lo:hi])
		if positions {
			words.locate(tokens[lo:hi])
		}
		in.addWords(doc, words)
		around := append(terms(tokens[max(0, lo-nearTokens):lo]), terms(tokens[hi:min(len(tokens), hi+nearTokens)])...)
		doc.AddField(in.keywords(fieldNear, around...))
		doc.AddField(in.keywords(fieldKind, string(u.Kind)))
		language := r.Article.Lang
		if u.Kind == Statement {
			q := &r.Quotes[quote]
			quote++
			language = q.Lang
			if name := q.Shown(); name != "" {
				doc.AddField(in.keywords(fieldSpeaker, name))
			}
			doc.AddField(in.keywords(fieldSaid, dateTerms(q.SaidOn)...))
		}
		doc.AddField(in.keywords(fieldLang, language))
		for _, f := range shared {
			doc.AddField(f)
		}
		docs = append(docs, doc)
	}
	return docs
}

// addWords adds the field of the unit's own words, and those that tell its
// strengths: see topk.Impacts.
func (in interner) addWords(doc *document.Document, words *termField) {
	doc.AddField(words)
	doc.AddField(in.keywords(fieldLength, strconv.Itoa(words.length)))
	for i, name := range fieldsOften {
		often := words.often(i + 2)
		if len(often) == 0 {
			return
		}
		doc.AddField(in.keywords(name, often...))
	}
}

// articleFields are the fields that all units of an article share.
func articleFields(r *data.Record, in interner) []*termField {
	a := &r.Article
	return []*termField{
		in.keywords(fieldTitle, terms(analysis.Analyze(a.Title, a.Lang))...),
		in.keywords(fieldArticle, a.ID),
		in.keywords(fieldSource, SourceKey(a.Source)),
		in.keywords(fieldPrinted, dateTerms(a.Day())...),
	}
}

// SourceKey is a publisher's name as it is matched.
func SourceKey(name string) string { return strings.TrimSpace(lang.Fold(name)) }

// tokenize analyses the searchable blocks of a record, each in the language
// of its words: those of a statement in the statement's, the rest in the
// article's. Token offsets count bytes of the article's text.
func tokenize(r *data.Record) []analysis.Token {
	var out []analysis.Token
	text, quotes := r.Article.Text, r.Quotes
	for _, b := range r.Blocks {
		if !b.Kind.Searchable() {
			continue
		}
		at := b.Start
		for ; len(quotes) > 0 && quotes[0].Start < b.End; quotes = quotes[1:] {
			q := quotes[0]
			if q.Lang == r.Article.Lang || q.Start < at {
				continue
			}
			out = appendTokens(out, text, data.Span{Start: at, End: q.Start}, r.Article.Lang)
			out = appendTokens(out, text, data.Span{Start: q.Start, End: min(q.End, b.End)}, q.Lang)
			at = min(q.End, b.End)
		}
		out = appendTokens(out, text, data.Span{Start: at, End: b.End}, r.Article.Lang)
	}
	return out
}

func appendTokens(out []analysis.Token, text string, s data.Span, language string) []analysis.Token {
	for _, t := range analysis.Analyze(s.Of(text), language) {
		t.Start += s.Start
		t.End += s.Start
		out = append(out, t)
	}
	return out
}

// tokenRange is the half-open range of tokens that lie inside the span.
func tokenRange(tokens []analysis.Token, s data.Span) (lo, hi int) {
	lo = sort.Search(len(tokens), func(i int) bool { return tokens[i].Start >= s.Start })
	hi = sort.Search(len(tokens), func(i int) bool { return tokens[i].Start >= s.End })
	return lo, hi
}

// terms lists the terms of the tokens that are worth finding.
func terms(tokens []analysis.Token) []string {
	out := make([]string, 0, len(tokens))
	for _, t := range tokens {
		if !t.Stop {
			out = append(out, t.Term)
		}
	}
	return out
}

// dateTerms are the terms by which a date YYYY, YYYY-MM or YYYY-MM-DD is
// found: itself and the month and year that it lies in.
func dateTerms(date string) []string {
	var out []string
	for _, n := range []int{4, 7, 10} {
		if len(date) >= n {
			out = append(out, date[:n])
		}
	}
	return out
}

// termField is a field whose terms are known already. Bleve would analyse the
// same text again for each unit that it stands near.
type termField struct {
	name   string
	length int  // tokens, stop words included
	flat   bool // a set of terms: neither frequency nor length is kept
	placed bool // where each term stands is kept
	freqs  bleveindex.TokenFrequencies
}

// interner shares what the units of an article say about a term that stands
// once in a field. The same words stand in the surroundings of many units, so
// that this is most of what a batch holds in memory.
type interner map[string]*bleveindex.TokenFreq

func (in interner) once(term string) *bleveindex.TokenFreq {
	tf := in[term]
	if tf == nil {
		tf = frequency(term, 1)
		in[term] = tf
	}
	return tf
}

func frequency(term string, n int) *bleveindex.TokenFreq {
	tf := &bleveindex.TokenFreq{Term: []byte(term)}
	tf.SetFrequency(n)
	return tf
}

// keywords is a field that is a set of terms.
func (in interner) keywords(name string, values ...string) *termField {
	f := &termField{name: name, flat: true, freqs: make(bleveindex.TokenFrequencies, len(values))}
	for _, v := range values {
		if v != "" {
			f.freqs[v] = in.once(v)
		}
	}
	f.length = len(f.freqs)
	return f
}

// words is the field of a unit's own words.
func (in interner) words(tokens []analysis.Token) *termField {
	f := &termField{name: fieldWords, length: len(tokens), freqs: make(bleveindex.TokenFrequencies, len(tokens))}
	for _, t := range tokens {
		if t.Stop {
			continue
		}
		if have := f.freqs[t.Term]; have != nil {
			f.freqs[t.Term] = frequency(t.Term, have.Frequency()+1)
			continue
		}
		f.freqs[t.Term] = in.once(t.Term)
	}
	return f
}

// often lists the terms that stand n times or more.
func (f *termField) often(n int) []string {
	var out []string
	for term, tf := range f.freqs {
		if tf.Frequency() >= n {
			out = append(out, term)
		}
	}
	return out
}

// locate keeps where each term stands, stop words not counted.
func (f *termField) locate(tokens []analysis.Token) {
	f.placed = true
	own := make(bleveindex.TokenFrequencies, len(f.freqs)) // the interned ones are shared
	position := 0
	for _, t := range tokens {
		if t.Stop {
			continue
		}
		position++
		tf := own[t.Term]
		if tf == nil {
			tf = &bleveindex.TokenFreq{Term: []byte(t.Term)}
			own[t.Term] = tf
		}
		tf.Locations = append(tf.Locations, &bleveindex.TokenLocation{Position: position})
		tf.SetFrequency(len(tf.Locations))
	}
	f.freqs = own
}

// Options tells Bleve what to keep of the field.
func (f *termField) Options() bleveindex.FieldIndexingOptions {
	switch {
	case f.flat:
		return bleveindex.IndexField | bleveindex.SkipFreqNorm
	case f.placed:
		return bleveindex.IndexField | bleveindex.IncludeTermVectors
	}
	return bleveindex.IndexField
}

// The rest of bleve_index_api.Field. Analyze has nothing left to do.
func (f *termField) Analyze()                  {}
func (f *termField) Name() string              { return f.name }
func (f *termField) Value() []byte             { return nil }
func (f *termField) ArrayPositions() []uint64  { return nil }
func (f *termField) EncodedFieldType() byte    { return 't' }
func (f *termField) AnalyzedLength() int       { return f.length }
func (f *termField) NumPlainTextBytes() uint64 { return 0 }
func (f *termField) Size() int                 { return 64 * len(f.freqs) }
func (f *termField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies {
	return f.freqs
}
