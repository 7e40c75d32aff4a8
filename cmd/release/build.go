package main

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// build builds the program from the checkout in root, as a release has it: static,
// with the commit that it was built from, and without paths of this machine.
// Further variables of the environment are KEY=VALUE.
func build(ctx context.Context, root string, t target, out string, env ...string) error {
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=true", "-ldflags=-s -w", "-o", out, "./cmd/verbatim")
	c.Dir, c.Stderr = root, os.Stderr
	// GOFLAGS and the levels of an architecture change what is built.
	c.Env = append(c.Environ(), "CGO_ENABLED=0", "GOOS="+t.os, "GOARCH="+t.arch, "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0")
	c.Env = append(c.Env, env...)
	if err := c.Run(); err != nil {
		return fmt.Errorf("build for %s: %w", t, err)
	}
	return nil
}

// origin is the commit that a program says it was built from.
type origin struct {
	version string // v1.2.3 where the commit has that tag, else Go's pseudo-version
	time    time.Time
}

// originOf reads it out of a program's file.
func originOf(program string) (origin, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return origin{}, fmt.Errorf("read what %s was built from: %w", filepath.Base(program), err)
	}
	o := origin{version: info.Main.Version}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			o.time, err = time.Parse(time.RFC3339, s.Value)
		}
	}
	if err != nil || o.time.IsZero() {
		return o, fmt.Errorf("%s tells no commit: build it in a git checkout", filepath.Base(program))
	}
	return o, nil
}
