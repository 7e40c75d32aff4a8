package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// layers, top first: a package may import those below its own layer, and
// those of the same line only where listed in within.
var layers = [][]string{
	{"cmd/verbatim", "cmd/release"},
	{"bot"},
	{"index/eval", "index/bench"},
	{"index/answer"},
	{"index"},
	{"index/embed"},
	{"index/query"},
	{"index/lexicon"},
	{"index/analysis"},
	{"data/ingest", "data/sample"},
	{"data/quote"},
	{"data/extract"},
	{"data/entity"},
	{"data/store"},
	{"data/lang"},
	{"data"},
}

// owners says which package alone may import an outside module.
var owners = map[string]string{
	"github.com/bwmarrin/discordgo":          "bot",
	"github.com/blevesearch/bleve/v2":        "index",
	"github.com/blevesearch/snowballstem":    "index/analysis",
	"github.com/joho/godotenv":               "cmd/verbatim",
	"github.com/spf13/cobra":                 "cmd/verbatim",
	"github.com/schollz/progressbar/v3":      "cmd/verbatim",
	"modernc.org/sqlite":                     "data/store",
	"codeberg.org/readeck/go-readability/v2": "data/extract",
	"github.com/mmcdole/gofeed":              "data/ingest/feed",
	"github.com/temoto/robotstxt":            "data/ingest/fetch",
	"github.com/prometheus/client_golang":    "bot",
	"github.com/google/licensecheck":         "cmd/release",
	"github.com/go-analyze/charts":           "index/chart",
	"golang.org/x/time":                      "bot",
	"github.com/chromedp/chromedp":           "bot/preview/browser",
	"github.com/chromedp/cdproto":            "bot/preview/browser",
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

// packages lists the module's packages with the imports of their programs.
func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "verbatim/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// layer of a package: that of the longest listed path that holds it.
func layer(path string) (depth int, ok bool) {
	best := ""
	for i, line := range layers {
		for _, l := range line {
			if (path == l || strings.HasPrefix(path, l+"/")) && len(l) > len(best) {
				best, depth, ok = l, i, true
			}
		}
	}
	return depth, ok
}

func TestImportsPointDownwards(t *testing.T) {
	for _, p := range packages(t) {
		from := strings.TrimPrefix(p.ImportPath, "verbatim/")
		at, ok := layer(from)
		if !ok {
			t.Errorf("%s stands in no layer: add it to layers", from)
		}
		for _, i := range p.Imports {
			to, ours := strings.CutPrefix(i, "verbatim/")
			if !ours {
				continue
			}
			if below, _ := layer(to); below < at {
				t.Errorf("%s imports %s, which stands above it", from, to)
			}
		}
	}
}

func TestEachOutsideModuleHasOneOwner(t *testing.T) {
	for _, p := range packages(t) {
		from := strings.TrimPrefix(p.ImportPath, "verbatim/")
		for _, i := range p.Imports {
			for module, owner := range owners {
				if (i == module || strings.HasPrefix(i, module+"/")) && from != owner && !strings.HasPrefix(from, owner+"/") {
					t.Errorf("%s imports %s, which %s owns", from, i, owner)
				}
			}
		}
	}
}

func TestOnlyTheCommandReadsTheEnvironment(t *testing.T) {
	out, err := exec.Command("git", "grep", "-nE", `os\.(Getenv|LookupEnv|Environ|Exit)\(`, "--", "../../*.go", ":!../../cmd", ":!../../data/evaldata", ":(top,exclude)*_test.go").Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		t.Skipf("NOT A GIT CHECKOUT: %v", err)
	}
	if len(out) > 0 {
		t.Errorf("only cmd/verbatim reads the environment and exits:\n%s", out)
	}
}
