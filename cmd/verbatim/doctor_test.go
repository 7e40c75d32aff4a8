package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/data"
	"verbatim/data/store"
)

// doctor runs the command against a fake Discord.
func doctor(t *testing.T, srv *discordtest.Server, token, dir string) (status int, out string) {
	t.Helper()
	t.Setenv("DISCORD_TOKEN", token)
	t.Setenv("DISCORD_API_BASE", srv.URL)
	var stdout, stderr bytes.Buffer
	status = run(t.Context(), []string{"doctor", "--data", dir}, strings.NewReader(""), &stdout, &stderr)
	return status, stdout.String() + stderr.String()
}

// TestDoctorBesideServe runs it beside the bot of another goroutine: everything is
// fine, and the bot stays logged in.
func TestDoctorBesideServe(t *testing.T) {
	srv := discordtest.New(t)
	startBot(t, srv)
	ready := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
	defer ready.Close()
	t.Setenv("VERBATIM_HTTP", strings.TrimPrefix(ready.URL, "http://"))
	status, out := doctor(t, srv, srv.Token, testService(t).dir)
	if status != exitDone || strings.Contains(out, "FAIL") {
		t.Errorf("exit status %d:\n%s", status, out)
	}
	for _, want := range []string{"ok    serve       ready", "ok    token ", "ok    gateway ", "ok    servers ", "ok    index       in use"} {
		if !strings.Contains(out, want) {
			t.Errorf("no line %q in:\n%s", want, out)
		}
	}
	if !srv.Online() {
		t.Error("the bot was logged out")
	}
}

// TestDoctorWrongToken: Discord's no fails the command.
func TestDoctorWrongToken(t *testing.T) {
	srv := discordtest.New(t)
	t.Setenv("VERBATIM_HTTP", "off")
	status, out := doctor(t, srv, "made.up.token", t.TempDir())
	if status != exitFailed || !strings.Contains(out, "FAIL  token       the token is not accepted") || strings.Contains(out, "made.up") {
		t.Errorf("exit status %d:\n%s", status, out)
	}
}

// TestDoctorSources: a source that fails is named, with why.
func TestDoctorSources(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var f data.Feed
	f.Feed, f.Name = "https://news.example/feed", "Example Gazette"
	f.State = data.FeedState{Due: time.Unix(0, 0), Failures: 3, Error: "HTTP 404"}
	if err := s.AddFeed(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	if found := checkSources(t.Context(), s); found.Level != "warn" || !strings.Contains(found.Text, "1 of 1 fail: Example Gazette (HTTP 404)") {
		t.Errorf("%+v", found)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
