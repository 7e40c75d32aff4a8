package discordtest

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Object is a JSON object.
type Object = map[string]any

// Config is how this Discord behaves. The zero value of a field is Discord's
// own behaviour.
type Config struct {
	Heartbeat   time.Duration // asked of the client in HELLO; default 41.25 s
	Latency     time.Duration // added to each REST answer
	AckDeadline time.Duration // for the first response to an interaction; default 3 s
	TokenLife   time.Duration // of an interaction's token; default 15 min
	NonceWindow time.Duration // for which messages with the same nonce are one; default 3 min ("the past few minutes")
	Concurrency int           // identifies in 5 s; default 1
	Shards      int           // recommended; default 1
	Logins      int           // identifies left today; default 1000
	Guilds      int           // further guilds "g0", "g1", ..., each with a channel "c0", "c1", ...
	TLS         bool          // https and wss, with the certificate of Roots
	// NoLimits switches the rate limits per route off (injected ones stay).
	NoLimits bool
	// Token is the bot's, and Secret what keeps the tokens of interactions from
	// being guessed; tests use the known defaults.
	Token, Secret string
	// World is who and what there is; nil: the people and servers of the tests.
	World *World
	// Keep is how many requests, files and messages of a channel are remembered,
	// the newest; 0: all. With it, interactions go with their token.
	Keep int
	// Now dates messages; nil: all bear one date, so that golden files stay.
	Now func() time.Time
}

// TB is what a Server needs of a test. This package does not import testing,
// since `verbatim preview` runs on it as well.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Server is one fake Discord.
type Server struct {
	URL   string // the API base: scheme and host
	Token string // the bot's token, without "Bot "
	Roots *x509.CertPool

	http *http.Server
	gw   *gateway

	mu         sync.Mutex
	cfg        Config
	world      *world
	lastID     uint64
	requests   []*Request
	violations []Violation
	expected   []string
	faults     []*fault
	limits     limiter
	commands   map[string][]Object // guild or "" -> the commands registered
	sent       map[string]*Interaction
	files      map[string][]byte
	watchers   map[*watcher]bool
	botMay     map[string]int64 // guild -> the bot's permissions, where not everyday's
}

// Request is one REST call of the bot, as it arrived.
type Request struct {
	At     time.Time
	Method string
	Path   string // after /api/v9
	Route  string // the path with its parameters named, such as /channels/{channel}/messages
	Body   json.RawMessage
	Files  map[string]string // sent along, by name
	Status int               // what was answered; 0 = the connection was dropped
	Fault  string            // what was injected
}

// Object decodes the body.
func (r *Request) Object() Object {
	var o Object
	json.Unmarshal(r.Body, &o)
	return o
}

// Violation is something a correct bot never does.
type Violation struct {
	Code   string // such as COMPONENT_MAX_TOTAL or ACK_LATE
	Where  string
	Detail string
}

func (v Violation) String() string { return fmt.Sprintf("%s at %s: %s", v.Code, v.Where, v.Detail) }

// New starts a fake Discord that lives as long as the test. At the end of the
// test each violation that Expect did not announce is an error.
func New(t TB, set ...func(*Config)) *Server {
	t.Helper()
	s, err := Start(set...)
	if err != nil {
		t.Fatalf("no Discord on loopback: %v", err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, v := range s.Violations() {
			if !slices.Contains(s.expected, v.Code) {
				t.Errorf("Discord's rules were broken: %s", v)
			}
		}
	})
	return s
}

// Start starts a fake Discord on a free port of 127.0.0.1.
func Start(set ...func(*Config)) (*Server, error) {
	s := &Server{
		cfg: Config{
			Heartbeat: 41250 * time.Millisecond, AckDeadline: 3 * time.Second, TokenLife: 15 * time.Minute, NonceWindow: 3 * time.Minute, Concurrency: 1, Logins: 1000,
			Token: "MTEwMDAwMDAwMDAwMDAwMDAwMQ.GfAkEd.fake-token-for-loopback-tests-only-000000", Secret: strings.Repeat("x", 80),
		},
		lastID:   1300000000000000000,
		commands: map[string][]Object{},
		sent:     map[string]*Interaction{},
		files:    map[string][]byte{},
		watchers: map[*watcher]bool{},
	}
	for _, f := range set {
		f(&s.cfg)
	}
	s.Token = s.cfg.Token
	s.world = s.cfg.World.build()
	s.world.addGuilds(s.cfg.Guilds)
	s.gw = newGateway(s)
	s.http = &http.Server{Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second}
	return s, s.listen()
}

// listen takes a free port and serves on it.
func (s *Server) listen() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if !s.cfg.TLS {
		s.URL = "http://" + l.Addr().String()
		go s.http.Serve(l)
		return nil
	}
	cert, err := selfSigned()
	if err != nil {
		return err
	}
	s.URL, s.Roots = "https://"+l.Addr().String(), x509.NewCertPool()
	s.Roots.AddCert(cert.Leaf)
	s.http.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	go s.http.ServeTLS(l, "", "")
	return nil
}

// Close breaks all connections and ends the server.
func (s *Server) Close() {
	s.gw.closeAll()
	s.http.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for w := range s.watchers {
		s.unwatch(w)
	}
}

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	for _, e := range s.endpoints() {
		method, path, _ := strings.Cut(e.pattern, " ")
		mux.HandleFunc(method+" /api/v9"+path, func(w http.ResponseWriter, r *http.Request) { s.rest(w, r, e) })
	}
	mux.HandleFunc("GET /attachments/{id}/{name}", s.serveFile)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if websocket.IsWebSocketUpgrade(r) {
			s.gw.serve(w, r)
			return
		}
		s.mu.Lock()
		s.violate("UNHANDLED", r.Method+" "+r.URL.Path, "this Discord has no such endpoint")
		s.mu.Unlock()
		http.Error(w, `{"message":"404: Not Found","code":0}`, http.StatusNotFound)
	})
	return mux
}

// Expect announces violations that the test provokes.
func (s *Server) Expect(codes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expected = append(s.expected, codes...)
}

// Violations returns what was seen so far.
func (s *Server) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// Requests returns the REST calls so far, in order of arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Request, len(s.requests))
	for i, r := range s.requests {
		out[i] = *r
	}
	return out
}

// Called returns the calls of one endpoint, such as "PUT /applications/{app}/commands".
func (s *Server) Called(pattern string) []Request {
	all := s.Requests()
	return slices.DeleteFunc(all, func(r Request) bool { return r.Method+" "+r.Route != pattern })
}

// Forget drops what was recorded so far: requests, interactions, messages and files. It
// keeps a test of load from measuring the fake.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.sent, s.files = nil, map[string]*Interaction{}, map[string][]byte{}
	s.limits.buckets = nil
	for _, c := range s.world.channels {
		c.messages = nil
	}
	for _, ss := range s.gw.sessions {
		for i := range ss.events {
			ss.events[i] = nil // their numbers stay
		}
	}
}

// SetLatency changes how long each REST answer takes.
func (s *Server) SetLatency(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.Latency = d
}

// SetToken replaces the bot's token, as a reset in the portal does.
func (s *Server) SetToken(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Token = token
}

// SetTokenLife changes how long interaction tokens live.
func (s *Server) SetTokenLife(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.TokenLife = d
}

// AddFile offers content for download, as Discord does with attachments, and
// returns the attachment to use as an option's value.
func (s *Server) AddFile(name, content string) Object {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addFile(name, content)
}

func (s *Server) addFile(name, content string) Object {
	id := s.nextID()
	s.files[id] = []byte(content)
	if s.cfg.Keep > 0 && len(s.files) > s.cfg.Keep {
		delete(s.files, slices.Min(slices.Collect(maps.Keys(s.files)))) // ids of one length: the oldest
	}
	u := s.URL + "/attachments/" + id + "/" + url.PathEscape(name)
	return Object{"id": id, "filename": name, "size": len(content), "url": u, "proxy_url": u, "ephemeral": true}
}

func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	content, ok := s.files[r.PathValue("id")]
	if r.Header.Get("Authorization") != "" {
		s.violate("TOKEN_LEAK", "GET "+r.URL.Path, "the bot's token was sent to the file store")
	}
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Write(content)
}

// Until waits for a condition and reports whether it came true in time. The
// condition must not lock the server.
func Until(within time.Duration, condition func() bool) bool {
	for end := time.Now().Add(within); ; {
		if condition() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// violate records a violation; s.mu is held.
func (s *Server) violate(code, where, format string, a ...any) {
	v := Violation{Code: code, Where: where, Detail: fmt.Sprintf(format, a...)}
	s.violations = newest(append(s.violations, v), s.cfg.Keep)
	s.tell(Change{"violation", Object{"text": v.String()}}, "")
}

// newest is what is remembered of a list.
func newest[T any](list []T, keep int) []T {
	if keep == 0 || len(list) <= keep {
		return list
	}
	return slices.Delete(list, 0, len(list)-keep)
}

// nextID returns the next snowflake; s.mu is held. Ids are the same in each
// run, so that golden files do not change.
func (s *Server) nextID() string {
	s.lastID++
	return fmt.Sprint(s.lastID)
}

func str(v any) string { x, _ := v.(string); return x }

func num(v any) int { x, _ := v.(float64); return int(x) }

func flag(v any) bool { x, _ := v.(bool); return x }

func list(v any) []any { x, _ := v.([]any); return x }

func object(v any) Object { x, _ := v.(Object); return x }

// clone copies a JSON value by encoding it, which also turns Go's own number
// and slice types into JSON's.
func clone[T any](v T) T {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a test handed in a value that is not JSON
	}
	var out T
	json.Unmarshal(b, &out)
	return out
}
