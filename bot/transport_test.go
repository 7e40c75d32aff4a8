package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
)

// safeBuffer is a log that may be read while it is written.
type safeBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// quickLimits are Discord's, a hundred times as fast where waiting matters.
func quickLimits() limits {
	return limits{
		attempt: 2 * time.Second, tries: 5, hello: time.Second, ready: 2 * time.Second, slack: 150 * time.Millisecond, identify: 300 * time.Millisecond, invalid: 200 * time.Millisecond,
		pause: 20 * time.Millisecond, maxPause: 500 * time.Millisecond, lasting: time.Minute, offline: 20 * time.Second, close: 3 * time.Second,
	}
}

func quickHeartbeat(c *discordtest.Config) {
	c.Heartbeat, c.Concurrency = 200*time.Millisecond, 16
}

type link struct {
	*transport
	srv  *discordtest.Server
	s    *discordgo.Session
	log  *safeBuffer
	stop context.CancelFunc
	done chan error
}

// newLink makes a transport to a fake Discord, not connected yet.
func newLink(t *testing.T, set ...func(*discordtest.Config)) *link {
	t.Helper()
	srv := discordtest.New(t, set...)
	base, err := ParseAPIBase(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	log := &safeBuffer{}
	tr := newTransport(base, srv.Token, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})), newMeters())
	tr.limits = quickLimits()
	tr.next.TLSClientConfig.RootCAs, tr.tls.RootCAs = srv.Roots, srv.Roots
	s, err := tr.session(4609)
	if err != nil {
		t.Fatal(err)
	}
	return &link{transport: tr, srv: srv, s: s, log: log}
}

// start connects, and waits for the session.
func (l *link) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	l.stop, l.done = cancel, make(chan error, 1)
	go func() { l.done <- l.run(ctx, l.s, func() {}) }()
	t.Cleanup(cancel)
	l.awaitOnline(t)
}

func (l *link) awaitOnline(t *testing.T) {
	t.Helper()
	if !discordtest.Until(10*time.Second, func() bool { return l.fresh() && l.srv.Online() }) {
		t.Fatalf("not online; log:\n%s", l.log)
	}
}

// ---- REST ----

func TestAPIBase(t *testing.T) {
	for in, ok := range map[string]bool{
		"https://discord.example": true, "http://127.0.0.1:8765": true, "http://localhost:1/proxy": true, "http://[::1]:1": true,
		"http://discord.example": false, "http://10.0.0.1": false, "ftp://localhost": false, "https://u:p@discord.example": false,
		"https://discord.example?x=1": false, "discord.example": false, "": false, "http://127.0.0.1.evil.example": false,
	} {
		if _, err := ParseAPIBase(in); (err == nil) != ok {
			t.Errorf("ParseAPIBase(%q) = %v, want accepted: %v", in, err, ok)
		} else if err != nil && strings.Contains(err.Error(), "u:p") {
			t.Errorf("the error shows the password: %v", err)
		}
	}
}

func textMessage(text, nonce string) discordtest.Object {
	return discordtest.Object{"content": text, "allowed_mentions": discordtest.Object{"parse": []string{}}, "nonce": nonce, "enforce_nonce": nonce != ""}
}

func (l *link) post(ctx context.Context, text, nonce string) error {
	if nonce != "" {
		ctx = repeatable(ctx)
	}
	u := discordgo.EndpointChannelMessages(l.srv.ID("general"))
	_, err := l.s.RequestWithBucketID(http.MethodPost, u, textMessage(text, nonce), u, discordgo.WithContext(ctx))
	return l.redact(err)
}

func TestPassingFaultsAreSurvived(t *testing.T) {
	for name, f := range map[string]discordtest.Fault{
		"500":            {Do: discordtest.Status, Status: 500},
		"503":            {Do: discordtest.Status, Status: 503},
		"504":            {Do: discordtest.Status, Status: 504},
		"dropped":        {Do: discordtest.Drop},
		"answer lost":    {Do: discordtest.DropAfter},
		"HTML":           {Do: discordtest.Garbage},
		"429":            {Do: discordtest.TooMany, RetryAfter: 200 * time.Millisecond},
		"429 global":     {Do: discordtest.TooManyGlobal, RetryAfter: 200 * time.Millisecond},
		"429 cloudflare": {Do: discordtest.Cloudflare, RetryAfter: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLink(t)
			f.Method, f.Times = http.MethodPost, 2
			l.srv.Inject(f)
			if err := l.post(t.Context(), "x", "n1"); err != nil {
				t.Fatal(err)
			}
			if n := len(l.srv.Written("general", "", "")); n != 1 {
				t.Errorf("%d messages were written, want 1", n)
			}
		})
	}
}

func TestUnmarkedPostIsNotRepeated(t *testing.T) {
	l := newLink(t)
	l.srv.Inject(discordtest.Fault{Do: discordtest.DropAfter, Times: 1})
	if err := l.post(t.Context(), "x", ""); err == nil {
		t.Error("no error, though the answer was lost")
	}
	if n := len(l.srv.Called("POST /channels/{channel}/messages")); n != 1 {
		t.Errorf("%d requests, want 1: a second could double the message", n)
	}
}

func TestFaultThatStaysIsAnError(t *testing.T) {
	t.Parallel()
	l := newLink(t)
	l.srv.Inject(discordtest.Fault{Do: discordtest.Status, Status: 502})
	err := l.post(t.Context(), "x", "n1")
	if err == nil || !strings.Contains(err.Error(), "502") {
		t.Errorf("error %v, want one that names the 502", err)
	}
	if n := len(l.srv.Requests()); n != l.limits.tries {
		t.Errorf("%d tries, want %d", n, l.limits.tries)
	}
}

// A global limit hit by one request holds the others back too, and a request
// whose time is up does not wait for it.
func TestGlobalLimitConcernsAll(t *testing.T) {
	l := newLink(t)
	l.srv.Inject(discordtest.Fault{Path: "messages", Times: 1, Do: discordtest.TooManyGlobal, RetryAfter: 600 * time.Millisecond})
	var both sync.WaitGroup
	both.Go(func() {
		if err := l.post(t.Context(), "first", "n1"); err != nil {
			t.Error(err)
		}
	})
	discordtest.Until(5*time.Second, func() bool { return l.globalWait() > 0 })
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := l.s.GatewayBot(discordgo.WithContext(ctx)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a request without time to wait: %v", err)
	}
	if _, err := l.s.GatewayBot(); err != nil {
		t.Error(err)
	}
	both.Wait()
}

func TestTokenGoesNowhereElse(t *testing.T) {
	l := newLink(t)
	if _, err := l.s.Request(http.MethodGet, "https://cdn.example/file", nil); err == nil || !strings.Contains(err.Error(), "refusing") {
		t.Errorf("request to another host: %v", err)
	}
	if _, err := l.dialPlain(t.Context(), "tcp", "192.0.2.1:80"); err == nil || !strings.Contains(err.Error(), "TLS") {
		t.Errorf("gateway without TLS: %v", err)
	}
}

func TestErrorsAreRedacted(t *testing.T) {
	l := newLink(t)
	l.token = "SECRET.BOT.TOKEN"
	for _, err := range []error{
		&url.Error{Op: "Post", URL: "https://discord.com/api/v9/interactions/123/aW50ZXI/callback", Err: io.EOF},
		&url.Error{Op: "Patch", URL: "https://discord.com/api/v9/webhooks/123/aW50ZXI/messages/@original", Err: io.EOF},
		&discordgo.RateLimitError{RateLimit: &discordgo.RateLimit{URL: "https://discord.com/api/v9/webhooks/123/aW50ZXI?wait=true", TooManyRequests: &discordgo.TooManyRequests{}}},
		errors.New("header SECRET.BOT.TOKEN is bad"),
	} {
		got := l.redact(err)
		if text := got.Error(); strings.Contains(text, "aW50ZXI") || strings.Contains(text, "SECRET") {
			t.Errorf("%v is not redacted: %v", err, got)
		}
		if !errors.Is(got, err) {
			t.Errorf("%v lost what it wraps", got)
		}
	}
	if l.redact(nil) != nil {
		t.Error("no error became one")
	}
}

func TestRefusalHasACode(t *testing.T) {
	l := newLink(t)
	u := discordgo.EndpointChannelMessages(l.srv.ID("readonly"))
	_, err := l.s.RequestWithBucketID(http.MethodPost, u, textMessage("secret words", ""), u)
	var refused *APIError
	if err := l.redact(err); !errors.As(err, &refused) || refused.Code != 50013 || strings.Contains(err.Error(), "secret words") {
		t.Errorf("refusal: %v", err)
	}
}

func TestBucketsAreFewAndSpread(t *testing.T) {
	seen := map[string]bool{}
	for i := range 5000 {
		seen[bucket("edit", fmt.Sprintf("token-%d-of-an-interaction", i))] = true
	}
	if len(seen) < 800 || len(seen) > 1024 {
		t.Errorf("%d buckets for 5000 tokens", len(seen))
	}
}

// ---- Gateway ----

// With TLS, as it is in earnest, the connection is read along just the same.
func TestTLS(t *testing.T) {
	l := newLink(t, quickHeartbeat, func(c *discordtest.Config) { c.TLS = true })
	l.start(t)
	if err := l.post(t.Context(), "x", "n1"); err != nil {
		t.Error(err)
	}
	l.srv.ReconnectFirst(1)
	l.srv.Cut()
	if !discordtest.Until(10*time.Second, func() bool { return l.srv.Counts().Resumes == 1 && l.fresh() }) {
		t.Errorf("not resumed: %+v; log:\n%s", l.srv.Counts(), l.log)
	}
	l.srv.CloseGateway(4014)
	var fatal *FatalError
	if err := <-l.done; !errors.As(err, &fatal) {
		t.Errorf("run ended with %v", err)
	}
}

func TestUnknownCertificateIsRefused(t *testing.T) {
	l := newLink(t, func(c *discordtest.Config) { c.TLS = true })
	l.next.TLSClientConfig.RootCAs, l.tls.RootCAs = nil, nil
	if err := l.post(t.Context(), "x", ""); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("request: %v", err)
	}
	if _, err := l.dialTLS(t.Context(), "tcp", strings.TrimPrefix(l.srv.URL, "https://")); err == nil {
		t.Error("the gateway was trusted")
	}
}

func TestSessionSurvives(t *testing.T) {
	for name, c := range map[string]struct {
		trouble func(*discordtest.Server)
		resumes bool // nothing may be lost, so no new session
		expect  []string
	}{
		"op 7":                    {trouble: func(s *discordtest.Server) { s.Reconnect() }, resumes: true},
		"op 7 instead of RESUMED": {trouble: func(s *discordtest.Server) { s.ReconnectFirst(2); s.Cut() }, resumes: true},
		"cut":                     {trouble: func(s *discordtest.Server) { s.Cut() }, resumes: true},
		"close 4000":              {trouble: func(s *discordtest.Server) { s.CloseGateway(4000) }, resumes: true},
		"op 9, resumable":         {trouble: func(s *discordtest.Server) { s.InvalidateSession(true) }, resumes: true},
		"op 9":                    {trouble: func(s *discordtest.Server) { s.InvalidateSession(false) }},
		"the session is gone":     {trouble: func(s *discordtest.Server) { s.KillSessions(); s.Cut() }},
		"upgrades refused":        {trouble: func(s *discordtest.Server) { s.RefuseUpgrades(3); s.Cut() }, resumes: true},
		"a frame that is no JSON": {trouble: func(s *discordtest.Server) { s.Garble(); s.Cut() }, resumes: true},
		"no heartbeats are acked": {trouble: func(s *discordtest.Server) { s.MuteAcks(true); waitOffline(s); s.MuteAcks(false) }, resumes: true},
		"zombie":                  {trouble: func(s *discordtest.Server) { s.Zombie(true); waitOffline(s); s.Zombie(false) }, resumes: true},
		"a gateway that says nothing": {trouble: func(s *discordtest.Server) {
			n := s.Counts().Connections
			s.Silence(true)
			s.Cut()
			discordtest.Until(10*time.Second, func() bool { return s.Counts().Connections > n+1 })
			s.Silence(false)
		}, resumes: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLink(t, quickHeartbeat)
			l.start(t)
			before := l.srv.Counts()
			c.trouble(l.srv)
			came := discordtest.Until(15*time.Second, func() bool {
				now := l.srv.Counts()
				return now.Connections > before.Connections && l.fresh() && l.srv.Online() || !c.resumes && now.Identifies > before.Identifies && l.fresh()
			})
			if !came {
				t.Fatalf("never came back: %+v; log:\n%s", l.srv.Counts(), l.log)
			}
			after := l.srv.Counts()
			if resumed := after.Resumes > before.Resumes && after.Identifies == before.Identifies; resumed != c.resumes {
				t.Errorf("before %+v, after %+v: resumed %v, want %v; log:\n%s", before, after, resumed, c.resumes, l.log)
			}
			l.stop()
			if err := <-l.done; err != nil {
				t.Errorf("stopped with %v", err)
			}
		})
	}
}

func waitOffline(s *discordtest.Server) {
	discordtest.Until(10*time.Second, func() bool { return !s.Online() })
}

func TestFatalCloseEndsTheRun(t *testing.T) {
	var all sync.WaitGroup
	for code := range fatalCodes() {
		l := newLink(t, quickHeartbeat)
		l.start(t)
		all.Go(func() {
			l.srv.CloseGateway(code)
			var fatal *FatalError
			if err := <-l.done; !errors.As(err, &fatal) || fatal.Code != code || fatal.What == "" {
				t.Errorf("close %d ends the run with %v", code, err)
			}
			if n := l.srv.Counts().Connections; n > 2 {
				t.Errorf("close %d: %d connections", code, n)
			}
		})
	}
	all.Wait()
}

func TestWrongTokenEndsTheRun(t *testing.T) {
	l := newLink(t)
	l.srv.SetToken("another")
	err := l.run(t.Context(), l.s, func() {})
	var fatal *FatalError
	if !errors.As(err, &fatal) || fatal.Code != 4004 || !strings.Contains(err.Error(), "DISCORD_TOKEN") {
		t.Errorf("run ended with %v", err)
	}
}

// Identifies keep their distance whatever Discord answers.
func TestIdentifiesArePaced(t *testing.T) {
	t.Parallel()
	l := newLink(t, func(c *discordtest.Config) { c.Heartbeat, c.Concurrency = 200*time.Millisecond, 1 })
	l.srv.Expect("IDENTIFY_CONCURRENCY") // the fake's 5 s are not sped up
	l.start(t)
	l.srv.KillSessions()
	l.srv.Cut()
	time.Sleep(2 * time.Second)
	if n := l.srv.Counts().Identifies; n < 2 || n > 6 {
		t.Errorf("%d identifies in 2 s, want one each %v at most, fewer and fewer", n, l.limits.identify)
	}
}

func TestOfflineTooLongEndsTheRun(t *testing.T) {
	l := newLink(t)
	l.limits.offline = 300 * time.Millisecond
	l.srv.RefuseUpgrades(1000)
	err := l.run(t.Context(), l.s, func() {})
	var offline *OfflineError
	if !errors.As(err, &offline) || offline.For < l.limits.offline {
		t.Errorf("run ended with %v", err)
	}
	if l.fresh() {
		t.Error("fresh without a session")
	}
}

// Closing while the library waits for a silent gateway does not hang.
func TestCloseWhileConnecting(t *testing.T) {
	l := newLink(t)
	l.limits.hello = time.Minute
	l.srv.Silence(true)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.run(ctx, l.s, func() {}) }()
	discordtest.Until(5*time.Second, func() bool { return l.srv.Counts().Connections > 0 })
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(l.limits.close + 2*time.Second):
		t.Fatal("close hangs")
	}
}

func TestNoTokenInTheLog(t *testing.T) {
	t.Parallel()
	l := newLink(t, quickHeartbeat)
	l.start(t)
	l.srv.Inject(discordtest.Fault{Do: discordtest.Drop})
	l.post(t.Context(), "x", "n1")
	l.srv.CloseGateway(4004)
	<-l.done
	if strings.Contains(l.log.String(), l.srv.Token) {
		t.Error("the token stands in the log")
	}
}
