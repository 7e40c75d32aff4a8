package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// besides are the files that stand beside the program in an archive.
func besides() []string {
	return []string{".env.example", "CHANGELOG.md", "LICENSE", "NOTICE", "README.md"}
}

// release writes an archive for each target and SHA256SUMS into the folder out. It
// builds in a clone: the commit, and nothing else that lies around. (Go also tells
// no commit of a program that was built in a linked work tree.)
func release(ctx context.Context, root, out string, targets []target) error {
	if err := noticeFile(ctx, root, true); err != nil {
		return err
	}
	if err := unchanged(ctx, root); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "verbatim-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	source := filepath.Join(work, "source")
	if err := clone(ctx, root, source); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	var sums strings.Builder
	for _, t := range targets {
		name, archive, err := archiveFor(ctx, source, work, t)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, name), archive, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(archive), name)
		fmt.Println(filepath.Join(out, name))
	}
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(sums.String()), 0o644)
}

// unchanged fails where files differ from the last commit's.
func unchanged(ctx context.Context, root string) error {
	c := exec.CommandContext(ctx, "git", "status", "--porcelain")
	c.Dir = root
	out, err := c.Output()
	if err != nil {
		return fmt.Errorf("a release is made of a commit: no git checkout here: %w%s", err, complaint(err))
	}
	if len(out) > 0 {
		return errors.New("files differ from the last commit: commit them, or put them aside, before a release")
	}
	return nil
}

// archiveFor builds for a target and packs what belongs into its archive.
func archiveFor(ctx context.Context, root, work string, t target) (name string, archive []byte, err error) {
	program := filepath.Join(work, t.program())
	if err := build(ctx, root, t, program); err != nil {
		return "", nil, err
	}
	o, err := originOf(program)
	if err != nil {
		return "", nil, err
	}
	folder := fmt.Sprintf("verbatim_%s_%s_%s", o.version, t.os, t.arch)
	files, err := filesOf(root, program, folder)
	if err != nil {
		return "", nil, err
	}
	if t.os == "windows" {
		archive, err = zipped(files, o.time)
		return folder + ".zip", archive, err
	}
	archive, err = tarred(files, o.time)
	return folder + ".tar.gz", archive, err
}

// filesOf reads what an archive holds, all in one folder.
func filesOf(root, program, folder string) ([]file, error) {
	var files []file
	for _, name := range besides() {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file{name: folder + "/" + name, content: content, mode: 0o644})
	}
	content, err := os.ReadFile(program)
	return append(files, file{name: folder + "/" + filepath.Base(program), content: content, mode: 0o755}), err
}

// file is one of an archive.
type file struct {
	name    string // with slashes
	content []byte
	mode    os.FileMode
}

// whole is a time as every archive can hold it: UTC, in steps of two seconds.
func whole(t time.Time) time.Time { return t.UTC().Truncate(2 * time.Second) }
