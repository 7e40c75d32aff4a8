package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"verbatim/data"
)

func newFeedbackCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "feedback",
		Short: "Print the questions that members sent as feedback, as a file for `verbatim eval`",
		Long: `Prints the questions that members of Discord servers agreed to have kept, in the form that ` + "`verbatim eval`" + ` reads.

Where the words shown were right and only their speaker was wrong, the question is complete but for who said them. The others
are commented out, with what was shown: put in the right answer, or "= nothing", and take the marks away.`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.feedback(cmd.Context()) },
	}
}

func (a *app) feedback(ctx context.Context) error {
	s, err := a.readStore(ctx)
	if err != nil {
		return err
	}
	all, err := s.AgreedFeedback(ctx)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(a.out, "# No member has sent a question as feedback yet.")
		return err
	}
	for _, f := range all {
		if err := writeCase(a.out, f); err != nil {
			return err
		}
	}
	return nil
}

// writeCase prints one question as a case of a set of judged questions. Members'
// words stand on one line each, so that they cannot be read as anything else.
func writeCase(w io.Writer, f data.Feedback) error {
	lines := []string{"? " + oneLine(f.Question), fmt.Sprintf("name: feedback-%d", f.ID), "lang: " + f.Lang, "tags: " + strings.TrimSpace(string(f.Verdict)+" "+f.Reason)}
	known := f.Reason == "wrong_speaker" && f.ArticleID != "" && f.Words != ""
	if known {
		lines = append(lines, "= "+f.ArticleID+" | "+oneLine(f.Words), "# by: who really says it")
	} else {
		lines = append(lines, "= ARTICLE | WORDS, or nothing")
	}
	for i := range lines {
		if !known {
			lines[i] = "# " + lines[i]
		}
	}
	lines = append([]string{"# " + f.At.UTC().Format("2006-01-02")}, lines...)
	if !known && f.ArticleID != "" {
		lines = append(lines, "# shown: "+f.ArticleID+" | "+oneLine(f.Words))
	}
	if f.Where != "" {
		lines = append(lines, "# the member says: "+oneLine(f.Where))
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n")+"\n")
	return err
}
