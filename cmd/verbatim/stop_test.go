package main

import (
	"bytes"
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// runWith runs a command line in this process, on a data directory of its own.
func runWith(t *testing.T, ctx context.Context, args ...string) (status int, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	status = run(ctx, args, strings.NewReader(""), &out, &errOut)
	return status, errOut.String()
}

// TestInterrupted holds that Ctrl-C is told in a sentence, once.
func TestInterrupted(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "articles.jsonl")
	writeArticles(t, file)
	verbatim(t, "ingest", "--data", dir, file)
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	for _, args := range [][]string{{"reindex"}, {"ask", "tide gauge"}, {"status"}} {
		status, stderr := runWith(t, stopped, append(args, "--data", dir)...)
		if status != exitFailed || !strings.HasPrefix(stderr, "verbatim: interrupted: ") || strings.Contains(stderr, "context") {
			t.Errorf("%s: exit status %d: %s", args[0], status, stderr)
		}
	}
	checkAgreement(t, dir)
}

// silent is a Discord that takes connections and never answers.
func silent(t *testing.T) (base string, connected <-chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	seen := make(chan struct{}, 16)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
			seen <- struct{}{}
		}
	}()
	return "http://" + l.Addr().String(), seen
}

// TestStoppedWhileConnecting holds that stopping serve is no failure, even
// before it has reached Discord.
func TestStoppedWhileConnecting(t *testing.T) {
	base, connected := silent(t)
	t.Setenv("DISCORD_TOKEN", "made.up.token")
	t.Setenv("DISCORD_API_BASE", base)
	t.Setenv("VERBATIM_HTTP", "off")
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		<-connected
		stop()
	}()
	began := time.Now()
	status, stderr := runWith(t, ctx, "serve", "--data", t.TempDir())
	if status != exitDone || time.Since(began) > 20*time.Second {
		t.Errorf("exit status %d after %v: %s", status, time.Since(began), stderr)
	}
}

// TestStoppedBeforeServing holds the same while the index is brought into step.
func TestStoppedBeforeServing(t *testing.T) {
	t.Setenv("VERBATIM_HTTP", "off")
	t.Setenv("DISCORD_TOKEN", "made.up.token")
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if status, stderr := runWith(t, stopped, "serve", "--data", t.TempDir()); status != exitDone {
		t.Errorf("exit status %d: %s", status, stderr)
	}
}
