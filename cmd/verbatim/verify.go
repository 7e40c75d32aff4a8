package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/index/answer"
)

func newVerifyCommand(a *app) *cobra.Command {
	var speaker string
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify [flags] QUOTE",
		Short: "Say whether a quote stands in print",
		Long: `Looks for a quote in the stored articles: "exact" (but for typography; […] may stand for words left out), "altered" with the
words that differ, "other_speaker" where it is printed as somebody else's, or "not_in_index", which says nothing of what was said.`,
		Example: `  verbatim verify "AI is far more dangerous" --speaker Musk`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.verify(cmd.Context(), strings.Join(args, " "), speaker, asJSON)
		},
	}
	c.Flags().StringVar(&speaker, "speaker", "", "whom the quote is said to be by")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func (a *app) verify(ctx context.Context, quote, speaker string, asJSON bool) error {
	if strings.TrimSpace(quote) == "" {
		return usagef("no quote: verbatim verify \"AI is far more dangerous\" --speaker Musk")
	}
	lib, err := a.openLibrary(ctx)
	if err != nil {
		return err
	}
	v, err := lib.engine.Verify(ctx, answer.VerifyRequest{Quote: quote, Speaker: speaker, Now: time.Now()})
	var long *answer.QuoteTooLongError
	if errors.As(err, &long) {
		err = usageError{err}
	}
	if err == nil && asJSON {
		err = printJSON(a.out, exportVerification(v))
	} else if err == nil {
		fmt.Fprint(a.out, describeVerification(v))
	}
	return errors.Join(err, lib.close())
}

// verification is what `verbatim verify --json` prints.
type verification struct {
	Finding   answer.Finding    `json:"finding"`
	Speaker   string            `json:"speaker"`           // as understood
	Changes   []change          `json:"changes,omitempty"` // from the quote to the words of the first citation
	Citations []answer.Citation `json:"citations"`
	Sample    bool              `json:"sample,omitempty"`
}

type change struct {
	Op   answer.Op `json:"op"` // same, removed or added
	Text string    `json:"text"`
}

func exportVerification(v answer.Verification) verification {
	out := verification{Finding: v.Finding, Speaker: v.Speaker, Citations: v.Citations, Sample: v.Sample}
	for _, c := range v.Changes {
		out.Changes = append(out.Changes, change(c))
	}
	return out
}

// describeVerification prints a finding for people: removed words as [-…-], added
// ones as {+…+}, as a word diff does.
func describeVerification(v answer.Verification) string {
	var b strings.Builder
	fmt.Fprintln(&b, v.Finding)
	var words []string
	for _, c := range v.Changes {
		switch c.Op {
		case answer.Removed:
			words = append(words, "[-"+c.Text+"-]")
		case answer.Added:
			words = append(words, "{+"+c.Text+"+}")
		default:
			words = append(words, c.Text)
		}
	}
	if len(words) > 0 {
		fmt.Fprintf(&b, "  %s\n", printable(strings.Join(words, " ")))
	}
	for _, c := range v.Citations {
		by := c.Speaker
		if by == "" {
			by = "no name in print"
		}
		if where := strings.TrimSpace(c.Source + " " + c.Published); where != "" {
			by += ", " + where
		}
		fmt.Fprintf(&b, "\n%s (%s)\n  %s\n", printable(by), printable(c.ArticleID), oneLine(c.Text))
	}
	return b.String()
}
