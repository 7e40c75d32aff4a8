package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// TestSampleQuestions holds the floors of the project's own judged questions
// (index/eval/sample.txt); those of the README must be right among the first
// three.
func TestSampleQuestions(t *testing.T) {
	var out bytes.Buffer
	a, err := newApp(nil, &out, &out)
	if err != nil {
		t.Fatal(err)
	}
	err = a.eval(context.Background(), evalFlags{now: "2026-01-01T00:00:00Z", limit: 10, errors: 100}, "")
	t.Log(out.String())
	if err != nil {
		t.Error(err)
	}
	if !strings.Contains(out.String(), "section:readme") {
		t.Error("no question of the README was asked")
	}
}
