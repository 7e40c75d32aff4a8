package index

import (
	"sort"
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
)

// nearTokens is how many tokens on either side of a unit count as its
// surroundings. Two sentences of news hold about 45.
const nearTokens = 45

// documents turns a record into Bleve documents. The text is analysed once,
// passage by passage; every unit's words are a slice of those tokens.
func documents(r *data.Record) []*document.Document {
	units := Units(r)
	tokens := tokenize(r)
	shared := articleFields(r)
	docs := make([]*document.Document, 0, len(units))
	quote := 0
	for _, u := range units {
		doc := document.NewDocument(u.ID())
		lo, hi := tokenRange(tokens, u.Span)
		doc.AddField(&termField{name: fieldWords, terms: counted(tokens[lo:hi]), length: hi - lo})
		around := append(terms(tokens[max(0, lo-nearTokens):lo]), terms(tokens[hi:min(len(tokens), hi+nearTokens)])...)
		doc.AddField(keywords(fieldNear, around...))
		doc.AddField(keywords(fieldKind, string(u.Kind)))
		language := r.Article.Lang
		if u.Kind == Statement {
			q := &r.Quotes[quote]
			quote++
			language = q.Lang
			if name := q.Shown(); name != "" {
				doc.AddField(keywords(fieldSpeaker, name))
			}
			doc.AddField(keywords(fieldSaid, dateTerms(q.SaidOn)...))
		}
		doc.AddField(keywords(fieldLang, language))
		for _, f := range shared {
			doc.AddField(f)
		}
		doc.AddIDField()
		docs = append(docs, doc)
	}
	return docs
}

// articleFields are the fields that all units of an article share.
func articleFields(r *data.Record) []*termField {
	a := &r.Article
	fields := []*termField{
		keywords(fieldTitle, terms(analysis.Analyze(a.Title, a.Lang))...),
		keywords(fieldArticle, a.ID),
		keywords(fieldSource, SourceKey(a.Source)),
		keywords(fieldPrinted, dateTerms(a.Day())...),
	}
	for _, f := range fields {
		f.Analyze() // now: later it would be done by several of Bleve's workers at once
	}
	return fields
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

func counted(tokens []analysis.Token) map[string]int {
	m := make(map[string]int, len(tokens))
	for _, t := range tokens {
		if !t.Stop {
			m[t.Term]++
		}
	}
	return m
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
	terms  map[string]int // term -> how often
	length int            // tokens, stop words included
	flat   bool           // a set of terms: neither frequency nor length is kept
	freqs  bleveindex.TokenFrequencies
}

func keywords(name string, values ...string) *termField {
	m := make(map[string]int, len(values))
	for _, v := range values {
		if v != "" {
			m[v] = 1
		}
	}
	return &termField{name: name, terms: m, length: len(m), flat: true}
}

// Analyze builds the frequencies that the segment is written from.
func (f *termField) Analyze() {
	if f.freqs != nil {
		return
	}
	f.freqs = make(bleveindex.TokenFrequencies, len(f.terms))
	for term, n := range f.terms {
		tf := &bleveindex.TokenFreq{Term: []byte(term)}
		tf.SetFrequency(n)
		f.freqs[term] = tf
	}
}

// Options tells Bleve what to keep of the field.
func (f *termField) Options() bleveindex.FieldIndexingOptions {
	if f.flat {
		return bleveindex.IndexField | bleveindex.SkipFreqNorm
	}
	return bleveindex.IndexField
}

// The rest of bleve_index_api.Field.
func (f *termField) Name() string                                          { return f.name }
func (f *termField) Value() []byte                                         { return nil }
func (f *termField) ArrayPositions() []uint64                              { return nil }
func (f *termField) EncodedFieldType() byte                                { return 't' }
func (f *termField) AnalyzedLength() int                                   { return f.length }
func (f *termField) NumPlainTextBytes() uint64                             { return 0 }
func (f *termField) Size() int                                             { return 64 * len(f.terms) }
func (f *termField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies { return f.freqs }
