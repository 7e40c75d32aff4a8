package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"verbatim/data"
	"verbatim/data/ingest"
	"verbatim/data/sample"
	"verbatim/data/store"
)

func newShowCommand(a *app) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "show [flags] ID|URL",
		Short: "Print a stored article and the quotes read out of it",
		Long: `Prints the article stored under ID, as ` + "`verbatim ask`" + ` and its --json name it, or from URL, and the quotes read out of it.
While the data directory holds no articles, ID is one of the embedded sample.`,
		Args: exactly(1, "one article, by its id or address"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.show(cmd.Context(), args[0], asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, `print one JSON object; "body" is the text, offsets count code points`)
	return c
}

func (a *app) show(ctx context.Context, id string, asJSON bool) error {
	r, err := a.record(ctx, id)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(a.out, exportArticle(&r))
	}
	_, err = io.WriteString(a.out, describe(exportArticle(&r)))
	return err
}

// record reads an article from the store, or from the sample while there are
// no articles.
func (a *app) record(ctx context.Context, id string) (data.Record, error) {
	s, err := a.readStore(ctx)
	switch {
	case errors.Is(err, store.ErrNoStore):
		return sampleRecord(id, err)
	case err != nil:
		return data.Record{}, err
	}
	r, err := storedRecord(ctx, s, id)
	return r, errors.Join(err, s.Close())
}

func storedRecord(ctx context.Context, s *store.SQLite, id string) (data.Record, error) {
	if found, err := articleNamed(ctx, s, id); err == nil {
		return s.Record(ctx, found)
	} else if !errors.Is(err, store.ErrNotFound) {
		return data.Record{}, err
	}
	r, err := s.Record(ctx, id) // says that there is none
	stats, statsErr := s.Stats(ctx)
	if statsErr != nil {
		return r, statsErr
	}
	if stats.Articles == 0 {
		return sampleRecord(id, errors.New("no articles are stored yet: run `verbatim ingest PATH` first, or name another folder with --data"))
	}
	return r, err
}

// sampleRecord reads an article of the sample; noStore is the error where it
// has none of that id.
func sampleRecord(id string, noStore error) (data.Record, error) {
	articles, err := sample.Articles()
	if err != nil {
		return data.Record{}, err
	}
	i := slices.IndexFunc(articles, func(a data.Article) bool { return a.ID == id })
	if i < 0 {
		return data.Record{}, fmt.Errorf("article %q is not in the embedded sample, and %w", id, noStore)
	}
	p, err := newProcessor(ingest.NewProcessor)
	if err != nil {
		return data.Record{}, err
	}
	return p.Process(articles[i])
}

// article is an article as `verbatim show --json` prints it. Every offset
// counts code points of Body.
type article struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	Source    string       `json:"source"`
	Author    string       `json:"author"`
	Published string       `json:"published"`
	Lang      string       `json:"lang"`
	Body      string       `json:"body"`
	Origin    *data.Origin `json:"origin,omitempty"`
	Blocks    []block      `json:"blocks"`
	Quotes    []statement  `json:"quotes"`
}

type block struct {
	Start int            `json:"start"`
	End   int            `json:"end"`
	Kind  data.BlockKind `json:"kind"`
}

type statement struct {
	Start       int        `json:"start"`
	End         int        `json:"end"`
	Parts       [][2]int   `json:"parts,omitempty"`
	Text        string     `json:"text"`
	Kind        data.Kind  `json:"kind"`
	Mixed       bool       `json:"mixed,omitempty"`
	Lang        string     `json:"lang"`
	Speaker     string     `json:"speaker"` // as readers are shown it: empty below data.ShownConfidence
	Candidate   string     `json:"candidate,omitempty"`
	Named       bool       `json:"named"`
	Mention     string     `json:"speaker_mention"`
	Basis       data.Basis `json:"speaker_basis"`
	Confidence  float64    `json:"confidence"`
	SaidOn      string     `json:"said_on"`
	Unconfirmed bool       `json:"unconfirmed"`
}

func exportArticle(r *data.Record) article {
	a := r.Article
	out := article{
		ID: a.ID, URL: a.URL, Title: a.Title, Source: a.Source, Author: a.Author, Published: a.Published, Lang: a.Lang,
		Body: a.Text, Origin: a.Origin, Blocks: []block{}, Quotes: []statement{},
	}
	at := data.NewOffsets(a.Text)
	for _, b := range r.Blocks {
		start, end := at.Span(b.Span)
		out.Blocks = append(out.Blocks, block{Start: start, End: end, Kind: b.Kind})
	}
	for i := range r.Quotes {
		out.Quotes = append(out.Quotes, exportStatement(&r.Quotes[i], a.Text, at))
	}
	return out
}

func exportStatement(q *data.Quote, text string, at *data.Offsets) statement {
	s := statement{
		Text: q.Of(text), Kind: q.Kind, Mixed: q.Mixed, Lang: q.Lang, Speaker: q.Shown(), Named: q.Named,
		Mention: q.MentionText(text), Basis: q.Basis, Confidence: q.Confidence, SaidOn: q.SaidOn, Unconfirmed: q.Unconfirmed,
	}
	if q.Speaker != s.Speaker {
		s.Candidate = q.Speaker
	}
	s.Start, s.End = at.Span(q.Span)
	for _, p := range q.Parts {
		start, end := at.Span(p)
		s.Parts = append(s.Parts, [2]int{start, end})
	}
	return s
}

// describe prints an article for people.
func describe(a article) string {
	var b strings.Builder
	fmt.Fprintln(&b, oneLine(a.Title))
	for _, l := range []struct{ name, value string }{
		{"id", a.ID}, {"source", a.Source}, {"author", a.Author}, {"printed", a.Published}, {"language", a.Lang}, {"url", a.URL},
	} {
		if l.value != "" {
			fmt.Fprintf(&b, "%-9s %s\n", l.name, oneLine(l.value))
		}
	}
	if a.Origin != nil {
		fmt.Fprintf(&b, "%-9s %s %s\n", "quotes of", oneLine(a.Origin.URL), a.Origin.Published)
	}
	fmt.Fprintf(&b, "\n%s\n\n%s\n", printable(a.Body), count(len(a.Quotes), "quote"))
	for i, q := range a.Quotes {
		fmt.Fprintf(&b, "\n%2d  %s\n    │ %s\n", i+1, q.head(), strings.ReplaceAll(printable(q.Text), "\n", "\n    │ "))
	}
	return b.String()
}

// head says of a statement who made it, how we know, and where it stands.
func (q statement) head() string {
	who := q.Speaker
	switch {
	case who != "":
	case q.Candidate != "" && q.Named:
		who = "not named (perhaps " + oneLine(q.Candidate) + ")"
	case q.Mention != "":
		who = "not named (" + oneLine(q.Mention) + ")"
	default:
		who = "not named"
	}
	parts := []string{who, string(q.Kind)}
	if q.Basis != "" {
		parts = append(parts, fmt.Sprintf("by %s, %.2f", q.Basis, q.Confidence))
	}
	if q.SaidOn != "" {
		parts = append(parts, "said "+q.SaidOn)
	}
	if q.Unconfirmed {
		parts = append(parts, "not confirmed")
	}
	return strings.Join(append(parts, fmt.Sprintf("characters %d to %d", q.Start, q.End)), " · ")
}
