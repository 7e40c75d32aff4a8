package storetest

import (
	"fmt"
	"strings"

	"verbatim/data"
)

// The sentences that invented articles are made of: narration, and statements
// with the people who make them. Nobody and nothing in them is real.
var (
	narration = []string{
		"The board of Quillmark met in Harbourgate on Tuesday.",
		"Le conseil de Quillmark s’est réuni à Port-Brume mardi ; l’œuvre était close.",
		"Shares of Ostrander Mining fell by 4.5% — their worst day since May.",
	}
	statements = []struct{ name, lang, words string }{
		{"Ilse Vandermoor", "en", "We will not sell a single coin, whatever the price does."},
		{"Bastien Corvaisier", "fr", "Nous n’avons jamais vu une telle ruée vers l’or numérique."},
		{"Tadashi Okumori", "en", "Naïve machines 🤖 make naïve mistakes."},
	}
)

// Article returns the nth invented article, always the same for the same n:
// as many paragraphs as asked, one statement each, four of them with the name
// of who made it. Its id is "invented-N".
func Article(n, paragraphs int) data.Record {
	s := statements[n%len(statements)]
	r := data.Record{Article: data.Article{
		ID:        fmt.Sprintf("invented-%d", n),
		URL:       fmt.Sprintf("https://news.example/%d", n),
		Title:     fmt.Sprintf("Invented article %d", n),
		Source:    fmt.Sprintf("Example Gazette %d", n%7),
		Author:    "Perpetua Lindqvist",
		Published: fmt.Sprintf("2023-%02d-%02dT09:30:00Z", 1+n%12, 1+n%28),
		Lang:      s.lang,
	}}
	var b strings.Builder
	for i := range paragraphs {
		addParagraph(&r, &b, n+i)
	}
	r.Article.Text = b.String()
	return r
}

// addParagraph writes one paragraph, its block and its quote.
func addParagraph(r *data.Record, b *strings.Builder, n int) {
	s := statements[n%len(statements)]
	block := b.Len()
	fmt.Fprintf(b, "%s “", narration[n%len(narration)])
	start := b.Len()
	b.WriteString(s.words)
	end := b.Len()
	b.WriteString("”, said ")
	mention := b.Len()
	b.WriteString(s.name)
	q := data.Quote{Span: data.Span{Start: start, End: end}, Kind: data.Direct, Lang: s.lang}
	if len(r.Quotes) < 4 {
		q.Speaker, q.Named, q.Basis, q.Confidence = s.name, true, data.ByName, 0.9
		q.Mention = data.Span{Start: mention, End: b.Len()}
	}
	b.WriteString(".")
	r.Quotes = append(r.Quotes, q)
	r.Blocks = append(r.Blocks, data.Block{Span: data.Span{Start: block, End: b.Len()}, Kind: data.Paragraph})
	b.WriteString("\n")
}
