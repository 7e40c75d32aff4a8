package ingest

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/entity"
	"verbatim/data/extract"
	"verbatim/data/lang"
	"verbatim/data/quote"
)

// quotes reads the statements out of an article, as quote.Extractor does.
type quotes interface {
	Extract(a *data.Article, blocks []data.Block) []data.Quote
}

// Processor turns an article into a record. It is safe for concurrent use.
type Processor struct {
	quotes quotes
}

// NewProcessor returns a Processor that knows the people of g.
func NewProcessor(g *entity.Gazetteer) (*Processor, error) {
	x, err := quote.NewExtractor(g)
	if err != nil {
		return nil, err
	}
	return &Processor{quotes: x}, nil
}

// NewRulesProcessor is NewProcessor with speakers chosen by hand-made rules
// alone, see quote.Extractor.Rules.
func NewRulesProcessor(g *entity.Gazetteer) (*Processor, error) {
	x, err := quote.NewExtractor(g)
	if err != nil {
		return nil, err
	}
	return &Processor{quotes: x.Rules()}, nil
}

// Process checks a, completes it (id, language) and reads blocks and quotes out
// of its text, which stays as it is. Its error says what about the article
// cannot be stored.
func (p *Processor) Process(a data.Article) (data.Record, error) {
	if err := check(&a); err != nil {
		return data.Record{}, err
	}
	identify(&a)
	if a.Lang = languageCode(a.Lang); a.Lang == "" {
		a.Lang = lang.Identify(a.Text, "")
	}
	r := data.Record{Article: a, Blocks: extract.Text(a.Text)}
	r.Quotes = p.quotes.Extract(&r.Article, r.Blocks)
	return r, r.Check()
}

// check reports what about the article cannot be stored as it is.
func check(a *data.Article) error {
	if strings.TrimSpace(a.Text) == "" {
		return errors.New("there is no text in it")
	}
	for _, f := range []struct{ name, value string }{
		{"id", a.ID}, {"url", a.URL}, {"title", a.Title}, {"source", a.Source},
		{"author", a.Author}, {"lang", a.Lang}, {"text", a.Text},
	} {
		if i := strings.IndexByte(f.value, 0); i >= 0 {
			return fmt.Errorf("%s holds a null character (byte %d): take it out", f.name, i)
		}
		if !utf8.ValidString(f.value) {
			return fmt.Errorf("%s is not valid UTF-8", f.name)
		}
	}
	return checkDate(a.Published)
}

// checkDate reports a date that is neither RFC 3339 nor YYYY-MM-DD nor empty.
func checkDate(s string) error {
	if s == "" {
		return nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if _, err := time.Parse(layout, s); err == nil {
			return nil
		}
	}
	return fmt.Errorf("published is %q: write a date as 2023-03-20 or 2023-03-20T09:30:00Z, or leave it empty", s)
}

// languageCode is the ISO 639-1 code of a language tag, "" where it has none.
func languageCode(tag string) string {
	code, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"), "-")
	if len(code) != 2 {
		return ""
	}
	return strings.ToLower(code)
}
