package main

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata")

// conventions are variables that others defined and the program honours.
var conventions = []string{"GOGC", "NO_COLOR", "XDG_DATA_HOME", "LocalAppData"}

// TestEnvExample holds .env.example equal to what the program reads: each key
// once, under a comment, and set to nothing.
func TestEnvExample(t *testing.T) {
	file, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	commented := false
	for l := range strings.Lines(string(file)) {
		l = strings.TrimSpace(l)
		key, value, set := strings.Cut(l, "=")
		switch {
		case strings.HasPrefix(l, "#"):
			commented = true
			continue
		case set && !commented:
			t.Errorf("%s has no comment", key)
		case set && value != "":
			t.Errorf("%s is set to %q: whoever copies the file must get the defaults", key, value)
		}
		if set {
			keys = append(keys, key)
		}
		commented = false
	}
	var want []string
	for _, s := range settings() {
		want = append(want, s.key)
		if s.doc == "" {
			t.Errorf("%s has no doc", s.key)
		}
	}
	slices.Sort(keys)
	slices.Sort(want)
	if !slices.Equal(keys, want) {
		t.Errorf(".env.example has the keys %q, the program reads %q", keys, want)
	}
}

// TestSettingsReadInOnePlace holds that nothing but settings and conventions
// is read of the environment.
func TestSettingsReadInOnePlace(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if key, ok := envKey(n); ok && !slices.Contains(conventions, key) && key != "s.key" {
				t.Errorf("%s reads %s: make it a setting in config.go", name, key)
			}
			return true
		})
	}
}

// envKey is the variable that a call of getenv or os.LookupEnv reads.
func envKey(n ast.Node) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return "", false
	}
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	if name != "Getenv" && name != "getenv" && name != "LookupEnv" {
		return "", false
	}
	switch arg := call.Args[0].(type) {
	case *ast.BasicLit:
		key, err := strconv.Unquote(arg.Value)
		return key, err == nil
	case *ast.SelectorExpr:
		return "s." + arg.Sel.Name, true
	}
	return "a computed name", true
}

func TestDefaultDataDir(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(key string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == key {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, tt := range []struct {
		goos, home string
		env        func(string) string
		want       string
	}{
		{"linux", "/home/jane", env(), "/home/jane/.local/share/verbatim"},
		{"linux", "/home/jane", env("XDG_DATA_HOME", "/data"), "/data/verbatim"},
		{"linux", "/home/jane", env("XDG_DATA_HOME", "data"), "/home/jane/.local/share/verbatim"},
		{"linux", "", env("XDG_DATA_HOME", "/data"), "/data/verbatim"},
		{"linux", "", env(), ""},
		{"darwin", "/Users/jane", env("XDG_DATA_HOME", "/data"), "/Users/jane/Library/Application Support/verbatim"},
		{"darwin", "", env(), ""},
		{"windows", "/jane", env("LocalAppData", "/jane/AppData/Local"), "/jane/AppData/Local/verbatim"},
		{"windows", "/jane", env(), ""},
	} {
		if got := filepath.ToSlash(defaultDataDir(tt.goos, tt.home, tt.env)); got != tt.want {
			t.Errorf("%s, home %q: %q, want %q", tt.goos, tt.home, got, tt.want)
		}
	}
}
