package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"verbatim/data"
	"verbatim/data/ingest"
)

func newQuotesCommand(a *app) *cobra.Command {
	var asJSON, rules bool
	var least float64
	c := &cobra.Command{
		Use:   "quotes [flags] FILE.jsonl",
		Short: "Read quotes out of texts, without storing anything",
		Long: `Reads lines of {"id","lang","text"} ("body" does for "text", so that articles can be read too; "-" is
standard input) and prints the quotes in each: with --json one object a line,
{"id","quotes":[{"start","end","text","speaker","named","confidence","type","kind"}]}, a record for each
contiguous fragment, its quotation marks left out. Offsets count Unicode code points.
Where no name is known, "speaker" is what the text calls the speaker, and "named" is false.`,
		Args: exactly(1, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if least < 0 || least > 1 {
				return usagef("--min-confidence %g: want 0 to 1", least)
			}
			return a.quotes(cmd.Context(), args[0], rules, least, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON lines")
	c.Flags().BoolVar(&rules, "rules", false, "choose speakers by the hand-made rules alone, without the learnt ranker")
	c.Flags().Float64Var(&least, "min-confidence", data.ShownConfidence, "leave out speakers that are less sure; 0 names the best candidate always")
	return c
}

// quotesLine is one line that `verbatim quotes` reads.
type quotesLine struct {
	ID        string  `json:"id"`
	Lang      string  `json:"lang"`
	Published string  `json:"published"`
	Text      *string `json:"text"`
	Body      *string `json:"body"`
}

// quotesResult is one line that `verbatim quotes --json` prints.
type quotesResult struct {
	ID     string     `json:"id"`
	Quotes []fragment `json:"quotes"`
}

// fragment is one contiguous quoted fragment.
type fragment struct {
	Start      int       `json:"start"`
	End        int       `json:"end"`
	Text       string    `json:"text"`
	Speaker    string    `json:"speaker"`
	Named      bool      `json:"named"`
	Confidence float64   `json:"confidence"`
	Type       string    `json:"type"` // direct, mixed or indirect
	Kind       data.Kind `json:"kind"`
}

func (a *app) quotes(ctx context.Context, path string, rules bool, least float64, asJSON bool) error {
	build := ingest.NewProcessor
	if rules {
		build = ingest.NewRulesProcessor
	}
	p, err := newProcessor(build)
	if err != nil {
		return err
	}
	return a.eachLine(ctx, path, func(raw []byte) error {
		r, err := processLine(p, raw)
		if err != nil {
			return badLine{err}
		}
		result := quotesResult{ID: r.Article.ID, Quotes: fragments(&r, least)}
		if asJSON {
			return printJSON(a.out, result)
		}
		return printQuotes(a.out, result)
	})
}

func processLine(p *ingest.Processor, raw []byte) (data.Record, error) {
	var l quotesLine
	if err := ingest.UnmarshalLine(raw, &l); err != nil {
		return data.Record{}, err
	}
	if l.Text == nil {
		l.Text = l.Body
	}
	if l.Text == nil {
		return data.Record{}, errors.New(`neither "text" nor "body" is given`)
	}
	return p.Process(data.Article{ID: l.ID, Lang: l.Lang, Published: l.Published, Text: *l.Text})
}

// fragments lists the contiguous fragments of the record's quotes. Speakers
// less sure than least are left out.
func fragments(r *data.Record, least float64) []fragment {
	out := []fragment{}
	at := data.NewOffsets(r.Article.Text)
	for i := range r.Quotes {
		q := &r.Quotes[i]
		f := fragment{Confidence: q.Confidence, Type: quoteType(q), Kind: q.Kind}
		if q.Confidence >= least {
			f.Speaker, f.Named = q.Speaker, q.Named
			if f.Speaker == "" {
				f.Speaker, f.Named = q.MentionText(r.Article.Text), false
			}
		}
		parts := q.Parts
		if len(parts) == 0 {
			parts = []data.Span{q.Span}
		}
		for _, p := range parts {
			f.Text = p.Of(r.Article.Text)
			f.Start, f.End = at.Span(p)
			out = append(out, f)
		}
	}
	return out
}

func quoteType(q *data.Quote) string {
	switch {
	case q.Kind == data.Reported:
		return "indirect"
	case q.Mixed:
		return "mixed"
	}
	return "direct"
}

func printQuotes(w io.Writer, r quotesResult) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", oneLine(r.ID), count(len(r.Quotes), "quote"))
	for _, f := range r.Quotes {
		who := "not named"
		if f.Speaker != "" {
			who = fmt.Sprintf("%s, %.2f", oneLine(f.Speaker), f.Confidence)
		}
		fmt.Fprintf(&b, "  %s (%s) · %s · characters %d to %d\n    │ %s\n", who, f.Type, f.Kind, f.Start, f.End, oneLine(f.Text))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
