package ingest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"verbatim/data"
)

// Stdin is the path that stands for JSON Lines on standard input.
const Stdin = "-"

// format is a kind of file that articles come in.
type format struct {
	lines bool // an article a line
	parse func([]byte) (data.Article, error)
}

// formatOf tells a file's format by its name.
func formatOf(path string) (format, bool) {
	name := strings.ToLower(path)
	switch {
	case path == Stdin, strings.HasSuffix(name, ".jsonl"), strings.HasSuffix(name, ".jsonl.gz"):
		return format{lines: true, parse: parseJSON}, true
	}
	switch filepath.Ext(name) {
	case ".txt":
		return format{parse: parseText}, true
	case ".md", ".markdown":
		return format{parse: parseMarkdown}, true
	case ".html", ".htm":
		return format{parse: parseHTML}, true
	}
	return format{}, false
}

// source is one file to read.
type source struct {
	path string
	size int64 // bytes on disk, 0 where unknown
	format
}

// ErrPath is a path that cannot be read, or is of a kind that holds no article.
var ErrPath = errors.New("cannot be ingested")

// found is what stands under the paths given.
type found struct {
	sources []source
	other   int     // files in folders that are of no known format
	faults  []Fault // files and folders under the paths that cannot be read
}

// find lists the files under paths, each folder's in the order of their names.
// It fails where a path itself cannot be read, so that nothing is stored after
// a slip of the pen.
func find(paths []string) (found, error) {
	var f found
	for _, p := range paths {
		if p == Stdin {
			form, _ := formatOf(p)
			f.sources = append(f.sources, source{path: p, format: form})
			continue
		}
		info, err := os.Stat(p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return found{}, fmt.Errorf("%s %w: there is no such file or folder", p, ErrPath)
		case err != nil:
			return found{}, fmt.Errorf("%s %w: %w", p, ErrPath, err)
		case info.IsDir():
			f.walk(p)
		default:
			if _, ok := formatOf(p); !ok {
				return found{}, fmt.Errorf("%s %w: name a .jsonl, .jsonl.gz, .txt, .md or .html file, or a folder of them", p, ErrPath)
			}
			f.add(p, info)
		}
	}
	return f, nil
}

// walk adds the files in folder and below. What is hidden stays hidden, and
// links to folders are not followed.
func (f *found) walk(folder string) {
	// The function given returns no error but SkipDir, and so does WalkDir.
	_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		hidden := path != folder && strings.HasPrefix(filepath.Base(path), ".")
		switch {
		case err != nil:
			f.faults = append(f.faults, Fault{Where: path, Err: err.Error()})
		case d.IsDir() && hidden:
			return filepath.SkipDir
		case d.IsDir() || hidden:
		default:
			f.visit(path)
		}
		return nil
	})
}

// visit adds one file of a folder where it is of a known format.
func (f *found) visit(path string) {
	if _, ok := formatOf(path); !ok {
		f.other++
		return
	}
	info, err := os.Stat(path) // a link's target, not the link
	switch {
	case err != nil:
		f.faults = append(f.faults, Fault{Where: path, Err: err.Error()})
	case info.Mode().IsRegular():
		f.add(path, info)
	default:
		f.other++
	}
}

func (f *found) add(path string, info fs.FileInfo) {
	form, _ := formatOf(path)
	s := source{path: path, format: form}
	if info.Mode().IsRegular() {
		s.size = info.Size()
	}
	f.sources = append(f.sources, s)
}
