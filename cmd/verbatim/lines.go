package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"verbatim/data/ingest"
)

// badLine is a line that cannot be read, in a file that otherwise can.
type badLine struct{ error }

// eachLine hands the lines of a file of JSON lines to do, blank ones left out;
// ingest.Stdin is standard input. A badLine is told on standard error and
// passed over, and eachLine returns errSkipped at the end; any other error of
// do ends it.
func (a *app) eachLine(ctx context.Context, path string, do func(raw []byte) error) error {
	in, name := io.NopCloser(a.in), "standard input"
	if path != ingest.Stdin {
		f, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("%w: name a file of JSON lines", err)
		}
		in, name = f, path
	}
	defer in.Close()
	lines := ingest.NewLineReader(in)
	var skipped error
	for ctx.Err() == nil {
		raw, err := lines.Next()
		switch {
		case errors.Is(err, io.EOF):
			return skipped
		case errors.Is(err, ingest.ErrLineTooLong):
			err = badLine{err}
		case err != nil:
			return fmt.Errorf("%s, line %d: %w", name, lines.Line(), err)
		case len(bytes.TrimSpace(raw)) > 0:
			err = do(raw)
		}
		var bad badLine
		if errors.As(err, &bad) {
			fmt.Fprintf(a.errOut, "skipped: %s, line %d: %s\n", name, lines.Line(), line(bad))
			skipped = errSkipped
		} else if err != nil {
			return err
		}
	}
	return ctx.Err()
}
