// Command verbatim answers questions about crypto and AI news with exact
// quotes. See the README, and `verbatim --help`.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// gcPercent is how far the heap may grow before it is collected, in per cent of
// what is alive. Half of Go's default: building an index of 400,000 units peaks
// at 380 MB instead of 460 MB and takes as long. GOGC overrides it.
const gcPercent = 50

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
