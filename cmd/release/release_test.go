package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestArchivesDependOnNothingButTheirFiles(t *testing.T) {
	files := []file{{"v/LICENSE", []byte("read me"), 0o644}, {"v/verbatim", bytes.Repeat([]byte("program "), 9000), 0o755}}
	at := time.Date(2031, 3, 5, 8, 0, 1, 7, time.FixedZone("", 3600))
	for name, pack := range map[string]func([]file, time.Time) ([]byte, error){"tar": tarred, "zip": zipped} {
		first, err := pack(files, at)
		if err != nil {
			t.Fatal(err)
		}
		second, _ := pack(files, at.UTC())
		if !bytes.Equal(first, second) {
			t.Errorf("%s: two archives of the same files differ", name)
		}
		unpack := map[string]func([]byte) ([]file, time.Time, error){"tar": untar, "zip": unzip}[name]
		got, modified, err := unpack(first)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i, f := range files {
			if g := got[i]; g.name != f.name || g.mode != f.mode || !bytes.Equal(g.content, f.content) {
				t.Errorf("%s: %s (%v, %d bytes) came back as %s (%v, %d bytes)", name, f.name, f.mode, len(f.content), g.name, g.mode, len(g.content))
			}
		}
		if want := time.Date(2031, 3, 5, 7, 0, 0, 0, time.UTC); !modified.Equal(want) {
			t.Errorf("%s: modified %v, want %v", name, modified, want)
		}
	}
}

func untar(raw []byte) (out []file, modified time.Time, err error) {
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, modified, err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, modified, nil
		} else if err != nil {
			return nil, modified, err
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return nil, modified, err
		}
		out, modified = append(out, file{h.Name, content, os.FileMode(h.Mode)}), h.ModTime
	}
}

func unzip(raw []byte) (out []file, modified time.Time, err error) {
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, modified, err
	}
	for _, f := range r.File {
		c, err := f.Open()
		if err != nil {
			return nil, modified, err
		}
		content, err := io.ReadAll(c)
		if err != nil {
			return nil, modified, err
		}
		out, modified = append(out, file{f.Name, content, f.Mode()}), f.Modified
	}
	return out, modified, nil
}

func TestTargets(t *testing.T) {
	got, err := parseTargets("windows/arm64,linux/amd64")
	if err != nil || len(got) != 2 || got[0].program() != "verbatim.exe" || got[1].program() != "verbatim" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := parseTargets("plan9/amd64"); err == nil || !strings.Contains(err.Error(), "want some of linux/amd64") {
		t.Errorf("plan9: %v", err)
	}
}

// written is a module with these files, which is linked by its folder sub.
func written(t *testing.T, path string, files map[string]string) *module {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return &module{Path: path, Version: "v1.0.0", Dir: dir, packages: []string{filepath.Join(dir, "sub")}}
}

func TestLicences(t *testing.T) {
	mit, err := os.ReadFile("../../LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	gpl := "This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version."
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string // the files that are kept
		err   string
	}{
		{"beside a package and above it", map[string]string{"sub/LICENCE.txt": string(mit), "license": string(mit), "NOTICE": "of others", "other/LICENSE": string(mit), "sub/licence.go": "package sub"}, "NOTICE license sub/LICENCE.txt", ""},
		{"none", map[string]string{"sub/a.go": "package sub"}, "", "its licence is not known"},
		{"unknown words", map[string]string{"sub/a.go": "package sub", "LICENSE": "Do as you like."}, "", "its licence is not known"},
		{"not allowed", map[string]string{"sub/a.go": "package sub", "LICENSE": gpl}, "", "not among the licences"},
	} {
		texts, err := written(t, "example.org/m", c.files).texts()
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) || !strings.Contains(err.Error(), "example.org/m v1.0.0") {
				t.Errorf("%s: error %v, want one about %q", c.name, err, c.err)
			}
			continue
		}
		var names []string
		for _, x := range texts {
			names = append(names, x.name)
		}
		if got := strings.Join(names, " "); err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func TestNoticeHoldsEachTextOnce(t *testing.T) {
	n := newNotices()
	n.add("a v1", []text{{"LICENSE", "the words", []string{"MIT"}}})
	n.add("b v2", []text{{"LICENSE", "the words", []string{"MIT"}}, {"NOTICE", "more", nil}})
	got := string(n.bytes())
	for _, want := range []string{"\na v1: MIT\n", "\nb v2: MIT\n", "\na v1, LICENSE\nb v2, LICENSE\n\nthe words\n", "\nb v2, NOTICE\n\nmore\n"} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%q stands %d times in\n%s", want, strings.Count(got, want), got)
		}
	}
}
