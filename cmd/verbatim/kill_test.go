package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/data/store"
)

// rounds is how many times a process is killed, in each of the two tests.
func rounds() int {
	if testing.Short() {
		return 4
	}
	return 20
}

// killArticles is how many articles there are to ingest and index: enough for
// several transactions and batches.
const killArticles = 450

// writeArticles writes made-up articles about invented people.
func writeArticles(t *testing.T, path string) {
	t.Helper()
	var b strings.Builder
	for i := range killArticles {
		body := fmt.Sprintf("Harbour masters met in Ostrand on day %d. “The tide gauge number %d is broken,” said Mira Solheim.\n", i, i)
		body += strings.Repeat("Nobody had looked after the gauges for years, and the boats came in late.\n", 6)
		line, err := json.Marshal(map[string]string{"id": fmt.Sprint("k", i), "title": "Gauges", "published": "2023-05-01", "lang": "en", "body": body})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// verbatim runs the program to its end and returns what it prints.
func verbatim(t *testing.T, args ...string) []byte {
	t.Helper()
	var stderr strings.Builder
	c := exec.Command("verbatim", args...)
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("verbatim %s: %v: %s", strings.Join(args, " "), err, stderr.String())
	}
	return out
}

// killAfter starts the program and kills it after the delay, unless it is
// done by then. seen is told now and then while it runs.
func killAfter(t *testing.T, delay time.Duration, seen func(), args ...string) {
	t.Helper()
	c := exec.Command("verbatim", args...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(delay); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		seen()
	}
	if err := c.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	_ = c.Wait() // killed: that is the point
}

// stored is how many articles have been committed; 0 before there is a store.
func stored(t *testing.T, dir string) int {
	t.Helper()
	s, err := store.OpenReadOnly(context.Background(), dir)
	if errors.Is(err, store.ErrNoStore) || errors.Is(err, store.ErrOlder) || errors.Is(err, store.ErrInterrupted) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	st, err := s.Stats(context.Background())
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return st.Articles
}

// timed is how long a run takes on this machine now, to aim the kills by.
func timed(run func()) time.Duration {
	begin := time.Now()
	run()
	return time.Since(begin)
}

func TestKilledDuringIngest(t *testing.T) {
	file := filepath.Join(t.TempDir(), "articles.jsonl")
	writeArticles(t, file)
	whole := timed(func() { verbatim(t, "ingest", "--data", t.TempDir(), file) })
	for round := range rounds() {
		dir := t.TempDir()
		acknowledged := 0
		killAfter(t, rand.N(whole+whole/10), func() { acknowledged = max(acknowledged, stored(t, dir)) }, "ingest", "--data", dir, file)
		if after := stored(t, dir); after < acknowledged {
			t.Errorf("round %d: %d articles were acknowledged, %d are stored", round, acknowledged, after)
		}
		verbatim(t, "ingest", "--data", dir, file)
		checkAgreement(t, dir)
	}
}

func TestKilledDuringReindex(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(t.TempDir(), "articles.jsonl")
	writeArticles(t, file)
	verbatim(t, "ingest", "--data", dir, file)
	whole := timed(func() { verbatim(t, "reindex", "--data", dir) })
	for range rounds() {
		killAfter(t, rand.N(whole+whole/10), func() {}, "reindex", "--data", dir)
		checkAgreement(t, dir)
	}
	verbatim(t, "reindex", "--data", dir)
	left, err := filepath.Glob(filepath.Join(dir, "index", "gen-*"))
	if err != nil || len(left) != 1 {
		t.Errorf("half-built generations are left: %v, %v", left, err)
	}
}

// checkAgreement holds that all articles are stored, that the index holds the
// store's last change, and that questions are answered from it.
func checkAgreement(t *testing.T, dir string) {
	t.Helper()
	var answer struct {
		Status    string
		Citations []struct{ Text, Speaker string }
	}
	if err := json.Unmarshal(verbatim(t, "ask", "--data", dir, "--json", "what did Mira Solheim say about the tide gauge"), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Status != "answered" || len(answer.Citations) == 0 || answer.Citations[0].Speaker != "Mira Solheim" {
		t.Errorf("answer: %+v", answer)
	}
	var st struct {
		Articles int
		Index    struct{ Lag int }
	}
	if err := json.Unmarshal(verbatim(t, "status", "--data", dir, "--json"), &st); err != nil {
		t.Fatal(err)
	}
	if st.Articles != killArticles || st.Index.Lag != 0 {
		t.Errorf("%d articles and lag %d, want %d and 0", st.Articles, st.Index.Lag, killArticles)
	}
}
