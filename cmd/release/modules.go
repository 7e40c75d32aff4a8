package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
)

// module is one that is linked into the program of some target.
type module struct {
	Path, Version string
	Dir           string   // of its source
	packages      []string // folders of the linked ones
}

func (m *module) name() string { return strings.TrimSpace(m.Path + " " + m.Version) }

// listed is what `go list` says of a package.
type listed struct {
	Dir    string
	Module *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// linked lists the modules that the program holds for any of the targets, by
// path. The standard library and the project itself are none.
func linked(ctx context.Context, root string, targets []target) (map[string]*module, error) {
	out := map[string]*module{}
	for _, t := range targets {
		c := exec.CommandContext(ctx, "go", "list", "-deps", "-json=Dir,Module", "./cmd/verbatim")
		c.Dir = root
		c.Env = append(c.Environ(), "CGO_ENABLED=0", "GOOS="+t.os, "GOARCH="+t.arch)
		raw, err := c.Output()
		if err != nil {
			return nil, fmt.Errorf("list the packages for %s: %w%s", t, err, complaint(err))
		}
		for d := json.NewDecoder(bytes.NewReader(raw)); ; {
			var p listed
			if err := d.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("list the packages for %s: %w", t, err)
			}
			if p.Module == nil || p.Module.Main {
				continue
			}
			m := out[p.Module.Path]
			if m == nil {
				m = &module{Path: p.Module.Path, Version: p.Module.Version, Dir: p.Module.Dir}
				out[m.Path] = m
			}
			m.packages = append(m.packages, p.Dir)
		}
	}
	return out, nil
}

// complaint is what a command wrote before it failed.
func complaint(err error) string {
	var failed *exec.ExitError
	if errors.As(err, &failed) && len(failed.Stderr) > 0 {
		return ": " + strings.TrimSpace(string(failed.Stderr))
	}
	return ""
}

// goLicence is the file with the licence of Go's own library, which every program holds.
func goLicence(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	return filepath.Join(strings.TrimSpace(string(out)), "LICENSE"), err
}
