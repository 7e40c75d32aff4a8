package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"verbatim/data"
	"verbatim/data/store"
)

// Corpus is a store of generated articles: the same number always gives the same
// article, so that none is kept in memory. It implements index.Source.
type Corpus struct{ Articles int }

// What an article holds. With its takeaway that makes UnitsEach units.
const (
	paragraphs = 5
	statements = 2 // in the first paragraphs
	UnitsEach  = paragraphs + statements + 1
)

// The words: as many as a collection of news has, drawn by Zipf's law.
const (
	vocabulary     = 60_000
	zipfS, zipfV   = 1.07, 2.7
	paragraphWords = 38
	statementWords = 16
	speakers       = 5_000
)

// firstPrinted is the day of the oldest article, spanDays how many days the
// articles lie over.
var firstPrinted = time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)

const spanDays = 4_000

// spell writes the word of a rank: syllables that no stemmer touches.
func spell(rank uint64) string {
	const consonants, vowels = "bdfgklmnprtvz", "aiou"
	var b strings.Builder
	for n := rank + 40; n > 0; n /= uint64(len(consonants) * len(vowels)) {
		at := n % uint64(len(consonants)*len(vowels))
		b.WriteByte(consonants[at/4])
		b.WriteByte(vowels[at%4])
	}
	return b.String() + "k"
}

// speaker is the name of the nth speaker.
func speaker(n int) string { return "Person " + strconv.Itoa(n) }

func (c Corpus) id(n int) string { return fmt.Sprintf("g%07d", n) }

// record generates the nth article.
func (c Corpus) record(n int) data.Record {
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	zipf := rand.NewZipf(rng, zipfS, zipfV, vocabulary-1)
	words := func(n int) string {
		out := make([]string, n)
		for i := range out {
			out[i] = spell(zipf.Uint64())
		}
		return strings.Join(out, " ")
	}
	day := firstPrinted.AddDate(0, 0, n*spanDays/max(c.Articles, 1))
	r := data.Record{Article: data.Article{
		ID: c.id(n), Title: words(8), Source: "Source " + strconv.Itoa(n%40), Lang: []string{"en", "fr"}[n%2], Published: day.Format(time.DateOnly),
	}}
	var text strings.Builder
	block := func(kind data.BlockKind, content string) data.Span {
		s := data.Span{Start: text.Len(), End: text.Len() + len(content)}
		text.WriteString(content + "\n")
		r.Blocks = append(r.Blocks, data.Block{Span: s, Kind: kind})
		return s
	}
	block(data.Takeaway, words(statementWords))
	for i := range paragraphs {
		s := block(data.Paragraph, words(paragraphWords))
		if i < statements {
			end := s.Start + strings.LastIndexByte(text.String()[s.Start:s.Start+6*statementWords], ' ')
			r.Quotes = append(r.Quotes, data.Quote{Span: data.Span{Start: s.Start, End: end}, Kind: data.Direct, Lang: r.Article.Lang,
				Speaker: speaker(rng.IntN(speakers)), Named: true, Confidence: 1})
		}
	}
	r.Article.Text = text.String()
	return r
}

// Records implements index.Source.
func (c Corpus) Records(_ context.Context, ids []string) ([]data.Record, error) {
	out := make([]data.Record, len(ids))
	for i, id := range ids {
		n, err := strconv.Atoi(id[1:])
		if err != nil {
			return nil, fmt.Errorf("generated article %q: %w", id, err)
		}
		out[i] = c.record(n)
	}
	return out, nil
}

// ByDate implements index.Source.
func (c Corpus) ByDate(context.Context) ([]string, error) {
	ids := make([]string, c.Articles)
	for n := range ids {
		ids[n] = c.id(n)
	}
	return ids, nil
}

const stamp = "generated"

// Changes implements index.Source.
func (c Corpus) Changes(_ context.Context, after int64, limit int) ([]store.Change, error) {
	var out []store.Change
	for n := after; n < int64(c.Articles) && len(out) < limit; n++ {
		out = append(out, store.Change{Seq: n + 1, Kind: store.KindArticle, Ref: c.id(int(n)), Stamp: stamp})
	}
	return out, nil
}

// Head implements index.Source.
func (c Corpus) Head(context.Context) (store.Position, error) {
	return store.Position{Seq: int64(c.Articles), Stamp: stamp}, nil
}

// Known implements index.Source.
func (c Corpus) Known(_ context.Context, p store.Position) (bool, error) {
	return p.Seq == 0 || p.Stamp == stamp, nil
}
