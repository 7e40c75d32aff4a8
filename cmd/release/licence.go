package main

import (
	_ "embed"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

//go:embed further.tsv
var furtherTSV string

// licenceFile tells by its name a file that has to go with a program.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense|notice)([.-].*)?$`)

// tellsOfOthers tells a file that goes with the program too, but is no licence of
// its module: those of modernc.org list whatever their module was ever built with.
var tellsOfOthers = regexp.MustCompile(`(?i)^notice|3rd-party`)

// allowed are the licences under which a module may be linked. They ask for
// their text and notices, which NOTICE holds, and nothing else of a program.
func allowed() []string {
	return []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "FTL", "ISC", "MIT", "OFL-1.1", "PublicDomain", "Unlicense", "Zlib"}
}

// text is a file that goes with a module.
type text struct {
	name    string // in the module, with slashes
	content string
	spdx    []string // the licences that it is; none: a notice
}

// further lists the files of a module that further.tsv names, with their licences.
func further(path string) map[string]string {
	out := map[string]string{}
	for _, line := range strings.Split(furtherTSV, "\n") {
		if f := strings.Split(line, "\t"); len(f) >= 2 && f[0] == path {
			out[f[1]] = strings.Join(f[2:], "")
		}
	}
	return out
}

// texts reads the licences and notices of a module: those beside its linked
// packages and above them, and those that further.tsv names.
func (m *module) texts() ([]text, error) {
	spdx := further(m.Path)
	for _, dir := range m.packages {
		for ; strings.HasPrefix(dir, m.Dir); dir = filepath.Dir(dir) {
			entries, err := os.ReadDir(dir)
			if err != nil {
				return nil, err
			}
			for _, e := range entries {
				name, err := filepath.Rel(m.Dir, filepath.Join(dir, e.Name()))
				if err != nil {
					return nil, err
				}
				if _, known := spdx[filepath.ToSlash(name)]; !known && e.Type().IsRegular() && licenceFile.MatchString(e.Name()) && path.Ext(name) != ".go" {
					spdx[filepath.ToSlash(name)] = ""
				}
			}
		}
	}
	var out []text
	for name, licence := range spdx {
		raw, err := os.ReadFile(filepath.Join(m.Dir, filepath.FromSlash(name)))
		if err != nil {
			return nil, fmt.Errorf("%s, named in further.tsv: %w", m.Path, err)
		}
		t := text{name: name, content: tidy(raw)}
		switch {
		case licence != "":
			t.spdx = []string{licence}
		case !tellsOfOthers.MatchString(path.Base(name)):
			t.spdx = licences(raw)
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b text) int { return strings.Compare(a.name, b.name) })
	return out, m.judge(out)
}

// judge fails where no licence is known, or one that is not allowed.
func (m *module) judge(texts []text) error {
	known := false
	for _, t := range texts {
		for _, l := range t.spdx {
			if known = true; !slices.Contains(allowed(), l) {
				return fmt.Errorf("%s: %s is %s, which is not among the licences that may be linked (licence.go)", m.name(), t.name, l)
			}
		}
	}
	if !known {
		return fmt.Errorf("%s: its licence is not known by its words: read it, then name it in cmd/release/further.tsv", m.name())
	}
	return nil
}

// surely is how much of a file, in per cent, has to be words of licences for the
// file to be one.
const surely = 60

// licences are the SPDX names of the licences that a file is.
func licences(content []byte) []string {
	cov := licensecheck.Scan(content)
	if cov.Percent < surely {
		return nil
	}
	var out []string
	for _, m := range cov.Match {
		if !m.IsURL && !slices.Contains(out, m.ID) {
			out = append(out, m.ID)
		}
	}
	slices.Sort(out)
	return out
}

// tidy is a file's text with one kind of line end and without blank ones around.
func tidy(raw []byte) string {
	lines := strings.Split(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\f")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
