package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/bot/preview"
	"verbatim/data/store"
)

// TestPreviewOfOnesOwnArticles answers from a data directory, and leaves nothing
// in it of what was tried out: settings, the server, a subscription.
func TestPreviewOfOnesOwnArticles(t *testing.T) {
	dir, out := t.TempDir(), &lockedBuffer{}
	file := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(file, []byte(`{"id":"gauge-1","lang":"en","body":"“The tide gauge is broken,” said Mira Solheim."}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status := run(t.Context(), []string{"ingest", "--data", dir, file}, nil, out, out); status != exitDone {
		t.Fatal(out)
	}
	a := &app{config: config{dataDir: dir}, out: out, errOut: out, log: slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	l, err := preview.Listen("127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.preview(ctx, l, nil, true) }()

	page := "http://" + l.Addr().String()
	events := streamed(t, page)
	commands := events.until(`"name":"settings"`)
	if strings.Contains(commands, `"name":"index"`) {
		t.Error("/index is offered on articles that must stay as they are")
	}
	post(t, page+"/say", map[string]any{"channel": "questions", "text": "what did Mira Solheim say"})
	if answer := events.until(`"message_reference"`, `"type":17`); !strings.Contains(answer, "tide gauge") {
		t.Errorf("answered with %s", answer)
	}
	post(t, page+"/use", map[string]any{"kind": "slash", "channel": "questions", "command": "settings", "sub": "language", "options": map[string]any{"language": "fr"}})
	events.until(`"settings language"`, `"type":17`)

	// Another preview is told who has the directory, and what to do.
	other, err := preview.Listen("127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	err = a.preview(t.Context(), other, nil, true)
	var hinted hintedError
	if !errors.As(err, &hinted) || !strings.Contains(err.Error(), "is in use by process") || !strings.Contains(hinted.hint, "verbatim backup") {
		t.Errorf("a second preview: %v", err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if guilds, err := s.KnownGuilds(t.Context()); err != nil || len(guilds) > 0 {
		t.Errorf("left in the data directory: servers %v, %v", guilds, err)
	}
}

func post(t *testing.T, address string, body map[string]any) {
	t.Helper()
	b, _ := json.Marshal(body)
	resp, err := http.Post(address, "application/json", strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", address, resp.Status)
	}
}

// stream is the page's stream of events.
type stream struct {
	t     *testing.T
	lines chan string
}

func streamed(t *testing.T, page string) stream {
	t.Helper()
	resp, err := http.Get(page + "/events")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	s := stream{t, make(chan string, 100)}
	go func() {
		scan := bufio.NewScanner(resp.Body)
		scan.Buffer(nil, 1<<20)
		for scan.Scan() {
			s.lines <- scan.Text()
		}
	}()
	return s
}

// until waits for the line that holds all the words.
func (s stream) until(words ...string) string {
	s.t.Helper()
	for end := time.After(20 * time.Second); ; {
		select {
		case line := <-s.lines:
			found := true
			for _, w := range words {
				found = found && strings.Contains(line, w)
			}
			if found {
				return line
			}
		case <-end:
			s.t.Fatalf("no event with %q", words)
		}
	}
}
