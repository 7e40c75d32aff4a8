package bot

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// This file works around what discordgo 0.29 gets wrong, outside the library:
//
//	a  op 7 before READY deadlocks Open           the frame is held back and the connection cut: Open fails and is tried again
//	b  a silent gateway hangs Open                a deadline on every read
//	c  a zombie connection is noticed late        no acknowledgement in 1.5 heartbeats cuts the connection, without a close frame, so that the session can be resumed
//	d  op 9 is answered at once, again and again  identifies wait their turn; a session that may be resumed is
//	e  fatal close codes are retried for ever     they are read from the wire, and end the run
//	f  one lock for all edits                     buckets of our own
//	g  one bucket leaks per interaction           a bounded number of them
//	h  unknown components empty an event          events are decoded by us, see wire.go
//	i  global limits are ignored                  every request waits for them
//	j  only 502 is retried                        whatever passes is retried, if it may be repeated
//	k  a bucket opens a rounding error too early  its end is told a little later
//	l  errors show the interaction's token        errors are redacted, and the library logs nothing

// limits are the times that the traffic with Discord keeps to.
type limits struct {
	attempt  time.Duration // one REST attempt
	tries    int           // attempts of a REST request
	hello    time.Duration // until HELLO
	ready    time.Duration // from our identify or resume to READY or RESUMED
	slack    time.Duration // beyond one and a half heartbeats without an acknowledgement, at most
	identify time.Duration // between two identifies (Discord: max_concurrency in 5 s)
	invalid  time.Duration // op 9: a fifth of it at least, all of it at most, before the next identify (Discord: 1 to 5 s)
	pause    time.Duration // before the first reconnect; doubled up to maxPause
	maxPause time.Duration // keeps a day's identifies well below 1000, after which Discord resets the token
	lasting  time.Duration // a session that lasts as long was a good one
	offline  time.Duration // without a session before the run is given up
	close    time.Duration // for the library to close
}

func discordLimits() limits {
	return limits{
		attempt: 10 * time.Second, tries: 5, hello: 8 * time.Second, ready: 30 * time.Second, slack: 5 * time.Second, identify: 5 * time.Second, invalid: 5 * time.Second,
		pause: 500 * time.Millisecond, maxPause: 2 * time.Minute, lasting: 10 * time.Minute, offline: 5 * time.Minute, close: 3 * time.Second,
	}
}

// transport carries a bot's traffic with Discord: REST as an http.RoundTripper,
// and the gateway through the connections it dials.
type transport struct {
	base   *url.URL // stands in for https://discord.com
	next   *http.Transport
	tls    *tls.Config // of the gateway: a websocket needs HTTP/1.1, where REST prefers HTTP/2
	limits limits
	log    *slog.Logger
	meters *meters
	token  string // to be kept out of errors
	number int    // of the shard, from 0
	pacer  *pacer // shared by the shards

	mu          sync.Mutex
	globalUntil time.Time    // no request leaves before
	conn        *gatewayConn // the one in use
	identifies  int          // sent so far
	online      bool         // READY or RESUMED came on conn
	changed     time.Time    // when online changed last
	acked       time.Time    // last acknowledgement of a heartbeat
	interval    time.Duration
	stopped     bool
	lost        chan struct{} // a connection is gone
	fatal       chan error
}

func newTransport(base *url.URL, token string, log *slog.Logger, m *meters) *transport {
	next := http.DefaultTransport.(*http.Transport).Clone()
	next.MaxIdleConnsPerHost, next.IdleConnTimeout = 8, 30*time.Second
	next.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	return &transport{
		base: base, next: next, tls: &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}, limits: discordLimits(), log: log, meters: m, token: token, pacer: newPacer(),
		changed: time.Now(), lost: make(chan struct{}, 1), fatal: make(chan error, 1),
	}
}

// session returns a discordgo session whose traffic goes through t.
func (t *transport) session(intents discordgo.Intent) (*discordgo.Session, error) {
	s, err := discordgo.New("Bot " + t.token)
	if err != nil {
		return nil, err
	}
	s.LogLevel = -1 // it prints payloads, and addresses with tokens in them
	s.StateEnabled = false
	s.ShouldReconnectOnError = false
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	s.Compress = false
	s.Identify.Intents = intents
	s.Client = &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	s.Dialer = &websocket.Dialer{HandshakeTimeout: t.limits.hello, NetDialContext: t.dialPlain, NetDialTLSContext: t.dialTLS}
	return s, nil
}

// ---- REST ----

// ParseAPIBase checks an address that stands in for https://discord.com. The
// bot's token goes there, so it must be https or on this machine.
func ParseAPIBase(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "":
		return nil, fmt.Errorf("the API base must look like https://host, is %q", s)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("the API base %q must be no more than scheme, host and path", u.Redacted())
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return u, nil
	}
	return nil, fmt.Errorf("the API base %q must be https, or http on a loopback address: the bot's token goes there", s)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

type repeatableKey struct{}

// repeatable marks the requests of ctx as harmless when they arrive twice, such
// as a message with a nonce.
func repeatable(ctx context.Context) context.Context {
	return context.WithValue(ctx, repeatableKey{}, true)
}

// mayRepeat: a repeated callback is refused by Discord without any effect.
func mayRepeat(r *http.Request) bool {
	return r.Method != http.MethodPost || r.Context().Value(repeatableKey{}) != nil || isCallback(r)
}

func isCallback(r *http.Request) bool {
	return strings.Contains(r.URL.Path, "/interactions/")
}

// withToken: the paths of interactions and webhooks hold a token of their own;
// the global limit does not count them.
func withToken(r *http.Request) bool {
	return isCallback(r) || strings.Contains(r.URL.Path, "/webhooks/")
}

// RoundTrip sends a request to Discord, and again where that helps and does no
// harm. It gives up where the next try would come after the context's end.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	if r.URL.Host != "discord.com" {
		return nil, fmt.Errorf("refusing to send the bot's token to %s", r.URL.Host)
	}
	for try := 1; ; try++ {
		if !withToken(r) && !sleep(r.Context(), t.globalWait()) {
			return nil, fmt.Errorf("the global rate limit lasts longer than this request may: %w", context.DeadlineExceeded)
		}
		resp, err := t.attempt(r, body)
		t.meters.request(resp, err)
		wait, again := t.judge(r, resp, err, try)
		if !again || !sleep(r.Context(), wait) {
			return resp, err
		}
		t.log.Debug("discord: repeating a request", "method", r.Method, "try", try, "wait", wait)
	}
}

// sleep waits for d. It returns false, at once, where ctx ends before.
func sleep(ctx context.Context, d time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) < d {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

const (
	maxAnswer    = 8 << 20 // bytes; the largest answer is the list of commands
	alreadyAcked = 40060   // Discord's code
)

var errNoJSON = errors.New("the answer is no JSON")

// attempt sends the request once and reads the whole answer.
func (t *transport) attempt(r *http.Request, body []byte) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), t.limits.attempt)
	defer cancel()
	q := r.Clone(ctx)
	q.Body = http.NoBody
	if len(body) > 0 {
		q.Body = io.NopCloser(bytes.NewReader(body))
	}
	q.URL.Scheme, q.URL.Host, q.Host = t.base.Scheme, t.base.Host, t.base.Host
	q.URL.Path = strings.TrimSuffix(t.base.Path, "/") + q.URL.Path
	resp, err := t.next.RoundTrip(q)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	if resp.StatusCode < 300 && resp.StatusCode != http.StatusNoContent && !isJSON(resp) {
		return nil, errNoJSON
	}
	resp.Body = io.NopCloser(bytes.NewReader(content))
	postponeReset(resp.Header)
	return resp, nil
}

// postponeReset tells the library of an end of the bucket's window that has
// passed for sure: Discord rounds it to milliseconds, and clocks drift.
func postponeReset(h http.Header) {
	if after, err := strconv.ParseFloat(h.Get("X-RateLimit-Reset-After"), 64); err == nil {
		h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(after+0.05, 'f', 3, 64))
	}
}

func isJSON(resp *http.Response) bool {
	return strings.Contains(resp.Header.Get("Content-Type"), "json")
}

// judge says whether and when to try again.
func (t *transport) judge(r *http.Request, resp *http.Response, err error, try int) (time.Duration, bool) {
	wait := 150 * time.Millisecond << (try - 1)
	switch {
	case r.Context().Err() != nil:
		return 0, false
	case err != nil:
		return wait, try < t.limits.tries && mayRepeat(r)
	case resp.StatusCode >= 500:
		return wait, try < t.limits.tries && mayRepeat(r)
	case resp.StatusCode == http.StatusTooManyRequests:
		return t.tooMany(resp), try < t.limits.tries // it was not carried out
	case resp.StatusCode == http.StatusBadRequest && try > 1 && isCallback(r):
		t.forgiveRepeat(resp)
	}
	return 0, false
}

// tooMany reads how long to wait from a 429, and holds all requests back where
// it concerns them all: the global limit, or a ban by the proxy before Discord.
func (t *transport) tooMany(resp *http.Response) time.Duration {
	seconds, err := strconv.ParseFloat(resp.Header.Get("X-RateLimit-Reset-After"), 64)
	if err != nil {
		seconds, _ = strconv.ParseFloat(resp.Header.Get("Retry-After"), 64)
	}
	wait := time.Duration(seconds*float64(time.Second)) + 50*time.Millisecond
	if resp.Header.Get("X-RateLimit-Global") != "" || !isJSON(resp) {
		t.log.Warn("discord: rate limit for all requests", "wait", wait)
		t.mu.Lock()
		t.globalUntil = time.Now().Add(wait)
		t.mu.Unlock()
	}
	return wait
}

func (t *transport) globalWait() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Until(t.globalUntil)
}

// forgiveRepeat: "already acknowledged" after a repeat means that an earlier
// try had arrived.
func (t *transport) forgiveRepeat(resp *http.Response) {
	content, _ := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(content))
	var e discordgo.APIErrorMessage
	if json.Unmarshal(content, &e) == nil && e.Code == alreadyAcked {
		resp.StatusCode, resp.Status = http.StatusNoContent, "204 No Content"
	}
}

// bucket names the rate-limit bucket of a request whose path holds a token.
// discordgo's own names are one for all (edits) or one each, for ever (callbacks).
func bucket(kind, token string) string {
	h := fnv.New32a()
	io.WriteString(h, token)
	return kind + "/" + strconv.Itoa(int(h.Sum32()%1024))
}

// APIError is Discord's refusal of a request.
type APIError struct {
	Status int // HTTP
	Code   int // Discord's, 0 where it gave none
	Text   string
}

func (e *APIError) Error() string {
	return fmt.Sprintf("Discord refused: HTTP %d, code %d: %s", e.Status, e.Code, e.Text)
}

// redactedError hides the tokens in an error's text.
type redactedError struct {
	text string
	err  error
}

func (e *redactedError) Error() string { return e.text }
func (e *redactedError) Unwrap() error { return e.err }

// pathToken finds the token in the address of an interaction or a webhook.
var pathToken = regexp.MustCompile(`/(interactions|webhooks)/(\d+)/[^/\s"?]+`)

// redact makes an error of the library fit for a log: without tokens, and
// without the body of what was sent or answered.
func (t *transport) redact(err error) error {
	if err == nil {
		return nil
	}
	var refused *discordgo.RESTError
	if errors.As(err, &refused) {
		e := &APIError{Status: refused.Response.StatusCode}
		if refused.Message != nil {
			e.Code, e.Text = refused.Message.Code, refused.Message.Message
		}
		return e
	}
	text := pathToken.ReplaceAllString(err.Error(), "/$1/$2/[token]")
	if t.token != "" {
		text = strings.ReplaceAll(text, t.token, "[token]")
	}
	return &redactedError{text, err}
}

// ---- Gateway: connections ----

func (t *transport) dialPlain(ctx context.Context, network, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || !loopback(host) {
		return nil, fmt.Errorf("refusing a gateway without TLS at %s: the bot's token goes there", addr)
	}
	return t.watch((&net.Dialer{}).DialContext(ctx, network, addr))
}

// dialTLS does the handshake itself, so that the connection can be read along.
func (t *transport) dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	return t.watch((&tls.Dialer{Config: t.tls}).DialContext(ctx, network, addr))
}

// watch puts a gatewayConn around a new connection.
func (t *transport) watch(conn net.Conn, err error) (net.Conn, error) {
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped {
		conn.Close()
		return nil, net.ErrClosed
	}
	t.conn = &gatewayConn{Conn: conn, t: t, closed: make(chan struct{}), goodbye: make(chan struct{}), due: time.Now().Add(t.limits.hello)}
	return t.conn, nil
}

// gatewayConn is a connection to the gateway that reads along: it notices what
// the library does not, and ends the connection where that is the way out.
type gatewayConn struct {
	net.Conn
	t        *transport
	in, out  frameReader // used by the one reader and the one writer
	closed   chan struct{}
	closing  sync.Once
	goodbye  chan struct{} // closed once Discord's close frame came
	farewell sync.Once
	invalid  bool // op 9 came; used by the reader, which is the writer of the identify that follows
	givenUp  error
	mu       sync.Mutex
	interval time.Duration
	begun    bool      // heartbeats have begun: Open has returned
	due      time.Time // the connection is dead if nothing came by then
}

var (
	errEarlyReconnect = errors.New("a reconnect was asked for before the session began")
	errResumable      = errors.New("the session is to be resumed")
	errInvalidAgain   = errors.New("the session was refused twice")
)

// Read keeps the deadline and looks at what comes. The frame that ends the
// connection is cut short, so that the library never sees it whole.
func (c *gatewayConn) Read(p []byte) (int, error) {
	if c.givenUp != nil {
		return 0, c.givenUp
	}
	c.mu.Lock()
	c.Conn.SetReadDeadline(c.due)
	c.mu.Unlock()
	n, err := c.Conn.Read(p)
	for _, f := range c.in.feed(p[:n]) {
		if c.givenUp = c.received(f); c.givenUp != nil {
			c.Close()
			return f.end - 1, nil
		}
	}
	if err != nil {
		c.Close()
	}
	return n, err
}

// Close ends the connection without a websocket close frame: Discord keeps the
// session.
func (c *gatewayConn) Close() error {
	err := error(nil)
	c.closing.Do(func() {
		close(c.closed)
		err = c.Conn.Close()
		c.t.connLost(c)
	})
	return err
}

// SetReadDeadline does nothing: the connection keeps its own.
func (c *gatewayConn) SetReadDeadline(time.Time) error { return nil }

// SetDeadline sets the deadline of writes alone.
func (c *gatewayConn) SetDeadline(d time.Time) error { return c.Conn.SetWriteDeadline(d) }

// alive postpones the deadline of reads, the one under way included.
func (c *gatewayConn) alive(d time.Duration) {
	c.due = time.Now().Add(d)
	c.Conn.SetReadDeadline(c.due)
}

// heartbeatDue is within what time the next acknowledgement has to come.
func (c *gatewayConn) heartbeatDue() time.Duration {
	return c.interval*3/2 + min(c.interval, c.t.limits.slack)
}

// received acts on a frame from Discord; an error ends the connection.
func (c *gatewayConn) received(f frame) error {
	if code := f.closeCode(); code != 0 {
		c.farewell.Do(func() { close(c.goodbye) })
		c.t.closedBy(code)
		return nil
	}
	p, ok := f.gatewayPayload()
	if !ok {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch p.Op {
	case 7:
		if !c.begun {
			return errEarlyReconnect
		}
	case 9:
		c.t.setOnline(c, false)
		switch {
		case string(p.Data) == "true":
			return errResumable
		case c.invalid:
			return errInvalidAgain // connect waits longer and longer, the library would not wait at all
		}
		c.invalid = true
	case 10:
		var hello struct {
			Interval int64 `json:"heartbeat_interval"` // ms
		}
		if json.Unmarshal(p.Data, &hello) == nil {
			c.interval = time.Duration(hello.Interval) * time.Millisecond
		}
	case 11:
		c.alive(c.heartbeatDue())
		c.t.heartbeat(c.interval)
	}
	return nil
}

// Write holds an identify back until its turn has come. It never fails: that a
// connection is dead is told by Read alone. The library's heartbeat would close
// the session a second time over it, beside the next Open.
func (c *gatewayConn) Write(p []byte) (int, error) {
	for _, f := range c.out.feed(p) {
		c.sending(f)
	}
	c.Conn.SetWriteDeadline(time.Now().Add(c.t.limits.attempt))
	if _, err := c.Conn.Write(p); err != nil {
		c.Close()
	}
	return len(p), nil
}

// sending acts on a frame from the library before it goes out.
func (c *gatewayConn) sending(f frame) {
	p, ok := f.gatewayPayload()
	if !ok {
		return
	}
	if p.Op == 2 {
		select {
		case <-c.closed:
		case <-time.After(c.t.identifyTurn(c.invalid)):
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch p.Op {
	case 1:
		if !c.begun {
			c.begun = true
			c.alive(c.heartbeatDue())
		}
	case 2, 6:
		c.alive(c.t.limits.ready)
	}
}

// ---- Gateway: staying connected ----

// FatalError is a reason for which Discord will not have the bot until somebody
// changes something. Starting again does not help.
type FatalError struct {
	Code int // the gateway's close code, or 401
	What string
}

func (e *FatalError) Error() string { return fmt.Sprintf("Discord (code %d): %s", e.Code, e.What) }

// OfflineError ends a run that had no session for too long. Starting again may
// help.
type OfflineError struct{ For time.Duration }

func (e *OfflineError) Error() string {
	return fmt.Sprintf("no session with Discord for %v: giving up, so that a supervisor starts the bot again", e.For.Round(time.Second))
}

// fatalCodes are the close codes after which Discord forbids to reconnect.
func fatalCodes() map[int]string {
	return map[int]string{
		4004: "the token is not accepted. Copy it again from the Developer Portal (Bot, Reset Token) into DISCORD_TOKEN",
		4010: "the shard is not accepted",
		4011: "the bot is in so many servers that Discord demands sharding, which this version does not do",
		4012: "this version of the gateway is no longer served: a newer release is needed",
		4013: "the intents are not accepted: a newer release is needed",
		4014: "an intent is not allowed for this application. Verbatim asks for none that need approval; is the token that of another bot?",
	}
}

// closedBy notes a close frame from Discord.
func (t *transport) closedBy(code int) {
	if what := fatalCodes()[code]; what != "" {
		t.fail(&FatalError{Code: code, What: what})
		return
	}
	t.log.Info("discord: gateway closed", "code", code)
}

func (t *transport) fail(err error) {
	select {
	case t.fatal <- err:
	default:
	}
}

func (t *transport) connLost(c *gatewayConn) {
	t.mu.Lock()
	if t.conn == c {
		t.conn = nil
	}
	t.mu.Unlock()
	t.setOnline(c, false)
	select {
	case t.lost <- struct{}{}:
	default:
	}
}

// setOnline notes whether a session is connected; c is the connection, nil for
// the one in use.
func (t *transport) setOnline(c *gatewayConn, online bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if online == t.online || online && t.conn == nil || !online && t.conn != nil && t.conn != c {
		return
	}
	t.online, t.changed, t.acked = online, time.Now(), time.Now()
	t.meters.online(online)
	t.log.Info("discord: session", "online", online, "shard", t.number)
}

func (t *transport) heartbeat(interval time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.acked, t.interval = time.Now(), interval
}

// fresh reports whether a session is connected and its heartbeat acknowledged.
func (t *transport) fresh() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.online && time.Since(t.acked) <= 2*t.interval+t.limits.slack
}

func (t *transport) offlineFor() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.online {
		return 0
	}
	return time.Since(t.changed)
}

// run keeps the session connected until ctx ends, and closes it then, while
// finish runs. It returns an error where going on is hopeless.
func (t *transport) run(ctx context.Context, s *discordgo.Session, finish func()) error {
	defer t.close(s, finish)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.AddHandler(func(*discordgo.Session, *discordgo.Ready) { t.setOnline(nil, true) })
	s.AddHandler(func(*discordgo.Session, *discordgo.Resumed) { t.setOnline(nil, true) })
	go t.connect(ctx, s)
	watchdog := time.NewTicker(t.limits.offline / 20)
	defer watchdog.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-t.fatal:
			return err
		case <-watchdog.C:
			if d := t.offlineFor(); d > t.limits.offline {
				return &OfflineError{d}
			}
		}
	}
}

// connect opens the session again and again. It may hang in the library, which
// is why run does not wait for it.
func (t *transport) connect(ctx context.Context, s *discordgo.Session) {
	pause := t.limits.pause
	for ctx.Err() == nil {
		began, identifies := time.Now(), t.identifyCount()
		select {
		case <-t.lost: // of a connection that did not become a session
		default:
		}
		err := s.Open()
		switch {
		case err == nil:
			select {
			case <-t.lost:
			case <-ctx.Done():
			}
			if resumed := t.identifyCount() == identifies; resumed || time.Since(began) > t.limits.lasting {
				pause = t.limits.pause
			}
		case errors.Is(err, discordgo.ErrWSAlreadyOpen): // the library has not closed the last one yet
			pause = t.limits.pause
		default:
			t.log.Warn("discord: cannot connect", "error", t.redact(err), "again_in", pause)
		}
		sleep(ctx, pause/2+rand.N(pause/2))
		pause = min(2*pause, t.limits.maxPause)
	}
}

func (t *transport) identifyCount() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.identifies
}

// close closes the session and runs finish beside it. The library may hang, and
// sleeps for a second in any case: it is left to itself once Discord said
// goodbye, or after a while.
func (t *transport) close(s *discordgo.Session, finish func()) {
	t.mu.Lock()
	t.stopped = true
	conn, online := t.conn, t.online
	t.mu.Unlock()
	done, limit := make(chan struct{}), time.After(t.limits.close)
	go func() { s.Close(); close(done) }()
	var goodbye chan struct{}
	if conn != nil {
		goodbye = conn.goodbye
		defer conn.Close()
		if !online {
			conn.Close()
		}
	}
	finish()
	select {
	case <-done:
	case <-goodbye:
	case <-limit:
		t.log.Warn("discord: the session did not close in time")
	}
}
