// Command release makes what a release of Verbatim consists of, for people who
// build it: archives of the program for each target, their checksums, and NOTICE.
//
//	go run ./cmd/release [-out DIR] [-targets OS/ARCH,...]   archives and SHA256SUMS
//	go run ./cmd/release -check [-targets ...]               builds, the first target twice, from two places
//	go run ./cmd/release -notice                             writes NOTICE; with -check: fails where it is stale
//
// It is run from the root of a checkout, and needs Go and git alone.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strings"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("release: ")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

// flags are those of the command.
type flags struct {
	out, targets  string
	check, notice bool
}

func run(ctx context.Context) error {
	var f flags
	flag.StringVar(&f.out, "out", "dist", "folder to write archives and SHA256SUMS to")
	flag.StringVar(&f.targets, "targets", strings.Join(allTargets(), ","), "what to build for")
	flag.BoolVar(&f.check, "check", false, "write nothing: fail where two builds differ, or where NOTICE is stale")
	flag.BoolVar(&f.notice, "notice", false, "write NOTICE instead of a release")
	flag.Parse()
	if flag.NArg() > 0 {
		return fmt.Errorf("unknown argument %q: see -help", flag.Arg(0))
	}
	targets, err := parseTargets(f.targets)
	if err != nil {
		return err
	}
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	if _, err := os.Stat("cmd/verbatim"); err != nil {
		return errors.New("no folder cmd/verbatim here: run it from the root of a checkout")
	}
	switch {
	case f.notice:
		return noticeFile(ctx, root, f.check)
	case f.check:
		return checkBuilds(ctx, root, targets)
	}
	return release(ctx, root, f.out, targets)
}
