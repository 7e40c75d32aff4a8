// Package evaldata finds the optional evaluation data that stands beside the
// project: real articles, judged questions, annotated quotes. Nothing of it is
// part of the repository; tests that use it skip, saying so, where it is
// absent. CONTRIBUTING.md describes the folder.
package evaldata

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Variable is the environment variable that names the folder. Its default is
// the folder "shared" beside the repository.
const Variable = "VERBATIM_EVAL"

// Path returns the path of name in the evaluation data, and skips the test
// where it is absent.
func Path(t testing.TB, name string) string {
	t.Helper()
	p := filepath.Join(dir(), filepath.FromSlash(name))
	if _, err := os.Stat(p); err != nil {
		t.Skipf("EVALUATION DATA ABSENT: %s (set %s to the folder that holds it)", name, Variable)
	}
	return p
}

func dir() string {
	if d := os.Getenv(Variable); d != "" {
		return d
	}
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "shared")
}
