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

// Exit statuses, as CONTRACT.md has them.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitSkipped = 3
)

// usageError is a command line that cannot be understood.
type usageError struct{ error }

// usagef returns a usageError.
func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errSkipped ends a command that is done, with items skipped and listed.
var errSkipped = errors.New("some items were skipped")

// run runs one command line and returns its exit status. An error is told in
// one line on stderr: what, where, and what to do.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	a, err := newApp(in, out, errOut)
	if err == nil {
		root := newRootCommand(a)
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = errors.New("interrupted: what was stored so far stays, repeat the command to go on")
	}
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errSkipped):
		return exitSkipped
	case errors.As(err, &usage):
		fmt.Fprintln(errOut, "verbatim:", line(err))
		return exitUsage
	}
	fmt.Fprintln(errOut, "verbatim:", line(err))
	var hinted hintedError
	if errors.As(err, &hinted) {
		fmt.Fprintln(errOut, hinted.hint)
	}
	return serveStatus(err)
}

// hintedError is an error whose next step needs a line of its own.
type hintedError struct {
	error
	hint string
}

// line is an error as one line, without what gives access to a feed.
func line(err error) string {
	return data.Redact(printable(strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; ")))
}

func newRootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "verbatim",
		Short: "Exact quotes from crypto and AI news",
		Long: `Verbatim answers questions about crypto and AI news with exact quotes: who said them, when, and where they were printed.

Settings come from the environment, or from a file .env in the working folder (see .env.example):
` + describeSettings(),
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return usagef("unknown command %q: %s", args[0], didYouMean(cmd, args[0]))
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.errOut)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w: see `%s --help`", err, cmd.CommandPath())
	})
	root.PersistentFlags().StringVar(&a.config.dataDir, "data", a.config.dataDir, "data directory")
	root.AddCommand(newAskCommand(a), newEvalCommand(a), newIngestCommand(a), newShowCommand(a), newStatusCommand(a),
		newQuotesCommand(a), newReindexCommand(a), newServeCommand(a), newSourcesCommand(a), newRemoveCommand(a), newCorrectCommand(a), newBackupCommand(a), newFeedbackCommand(a), newBenchCommand(a),
		newDoctorCommand(a), newVerifyCommand(a), newHeardCommand(a), newTrendsCommand(a), newVersionCommand(a))
	root.AddCommand(newPreviewCommand(a))
	return root
}

// didYouMean suggests commands that are written alike.
func didYouMean(cmd *cobra.Command, name string) string {
	cmd.SuggestionsMinimumDistance = 2
	if like := cmd.SuggestionsFor(name); len(like) > 0 {
		return "did you mean " + strings.Join(like, " or ") + "?"
	}
	return "see `verbatim --help`"
}

// exactly wants n arguments, named what.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return usagef("%s wants %s, not %d arguments: see `%s --help`", cmd.Name(), what, len(args), cmd.CommandPath())
	}
}
