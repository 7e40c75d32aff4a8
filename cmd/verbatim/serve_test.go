package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// TestHealthPageBeforeTheBot holds that a supervisor sees a living process, not
// ready yet, until there is a bot to ask.
func TestHealthPageBeforeTheBot(t *testing.T) {
	page := &healthPage{}
	get := func(path string) int {
		w := httptest.NewRecorder()
		page.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code
	}
	if health, ready := get("/healthz"), get("/readyz"); health != http.StatusOK || ready != http.StatusServiceUnavailable {
		t.Errorf("before the bot: /healthz %d, /readyz %d", health, ready)
	}
	page.show(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "the bot's") }))
	if got := get("/readyz"); got != http.StatusOK {
		t.Errorf("with the bot: /readyz %d", got)
	}
}

// TestHealthPageThatCannotListen holds that the operator is told what to set.
func TestHealthPageThatCannotListen(t *testing.T) {
	err := (&healthPage{}).serve(t.Context(), new(errgroup.Group), "127.0.0.1:70000")
	if err == nil || !strings.Contains(err.Error(), "set VERBATIM_HTTP to another address") {
		t.Errorf("error: %v", err)
	}
}

// TestCloseWithin holds that a data directory that does not close does not hold
// up the end, and that an error in closing is told.
func TestCloseWithin(t *testing.T) {
	var log bytes.Buffer
	hang := make(chan bool)
	defer close(hang)
	began := time.Now()
	if err := closeWithin(50*time.Millisecond, func() error { <-hang; return nil }, slog.New(slog.NewTextHandler(&log, nil))); err != nil {
		t.Error(err)
	}
	if time.Since(began) > 10*time.Second || !strings.Contains(log.String(), "still in use") {
		t.Errorf("after %v, log: %s", time.Since(began), &log)
	}
	if err := closeWithin(time.Minute, func() error { return io.ErrShortWrite }, slog.New(slog.DiscardHandler)); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("error: %v", err)
	}
}
