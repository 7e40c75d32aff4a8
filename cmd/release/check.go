package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// checkBuilds builds for all targets, and for the first one twice more: in two
// clones of the last commit, the second time with nothing compiled before. It
// fails where these two differ.
func checkBuilds(ctx context.Context, root string, targets []target) error {
	work, err := os.MkdirTemp("", "verbatim-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	for _, t := range targets {
		fmt.Println("build for", t)
		if err := build(ctx, root, t, filepath.Join(work, t.program())); err != nil {
			return err
		}
	}
	first, err := buildClone(ctx, root, filepath.Join(work, "one"), targets[0])
	if err != nil {
		return err
	}
	second, err := buildClone(ctx, root, filepath.Join(work, "another"), targets[0], "GOCACHE="+filepath.Join(work, "cache"))
	if err != nil {
		return err
	}
	if first != second {
		return fmt.Errorf("two builds of one commit for %s differ: sha256 %x and %x", targets[0], first, second)
	}
	fmt.Printf("two builds of one commit for %s: sha256 %x\n", targets[0], first)
	return nil
}

// buildClone builds in a clone of its own, and returns the program's checksum.
func buildClone(ctx context.Context, root, dir string, t target, env ...string) (sum [sha256.Size]byte, err error) {
	if err := clone(ctx, root, dir); err != nil {
		return sum, err
	}
	program := filepath.Join(dir, t.program())
	if err := build(ctx, dir, t, program, env...); err != nil {
		return sum, err
	}
	content, err := os.ReadFile(program)
	return sha256.Sum256(content), err
}

// clone copies the last commit, with the tags that tell its version.
func clone(ctx context.Context, root, dir string) error {
	c := exec.CommandContext(ctx, "git", "clone", "--quiet", root, dir)
	c.Stderr = os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("clone %s: %w", root, err)
	}
	return nil
}
