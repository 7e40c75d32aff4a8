package main

import (
	"context"
	"strings"
	"testing"
)

// TestAQuestionThatIsNotUTF8 is refused and not guessed at.
func TestAQuestionThatIsNotUTF8(t *testing.T) {
	status, stderr := runWith(t, context.Background(), "ask", "--data", t.TempDir(), "was musk \xff\xfe right")
	if want := "verbatim: the question is not UTF-8: byte 0xff at position 10: "; status != exitUsage || !strings.HasPrefix(stderr, want) {
		t.Errorf("exit status %d: %s, want %s", status, stderr, want)
	}
}
