package main

import (
	"context"
	"log/slog"
	"strings"
	"testing"
)

func testService(t *testing.T) *service {
	t.Helper()
	a, err := newApp(nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	k, err := a.knowledge()
	if err != nil {
		t.Fatal(err)
	}
	s, err := openService(context.Background(), t.TempDir(), k, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestAddLeavesTheSample holds that the sample goes once there are articles,
// whichever upload brought them: one that was stored and failed to be indexed
// adds nothing when it is repeated.
func TestAddLeavesTheSample(t *testing.T) {
	ctx, s := context.Background(), testService(t)
	const line = `{"id":"gauge-1","lang":"en","body":"“The tide gauge is broken,” said Mira Solheim."}`
	if sum, err := s.Add(ctx, "none.jsonl", strings.NewReader("no article\n")); err != nil || sum.Skipped != 1 || !s.isSample() {
		t.Fatalf("nothing added: %+v, %v, sample %v", sum, err, s.isSample())
	}
	if _, err := s.ingest(ctx, "one.jsonl", strings.NewReader(line)); err != nil { // stored, not indexed
		t.Fatal(err)
	}
	sum, err := s.Add(ctx, "one.jsonl", strings.NewReader(line))
	if err != nil || sum.Unchanged != 1 || s.isSample() {
		t.Errorf("added again: %+v, %v, sample %v", sum, err, s.isSample())
	}
}

// TestIsConcept holds that a word that somebody used is told from a concept.
func TestIsConcept(t *testing.T) {
	s := testService(t)
	for topic, want := range map[string]bool{"bitcoin": true, "stablecoins": true, "artificial intelligence": true, "minage": true, "zorblax": false, "": false, "my neighbour ledger": false} {
		if got := s.IsConcept(topic); got != want {
			t.Errorf("%q: %v, want %v", topic, got, want)
		}
	}
}
