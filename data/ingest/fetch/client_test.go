package fetch

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"
)

// loopback is what tests are allowed to reach: one address, no other.
func loopback() []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} }

func client(timeout time.Duration) *Client {
	return New(Options{Allow: loopback(), Timeout: timeout, Gap: -1})
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s.URL
}

func TestAddresses(t *testing.T) {
	for ip, want := range map[string]bool{
		"93.184.215.14": true, "2606:2800:21f:cb07:6820:80da:af6b:8b2c": true,
		"127.0.0.1": false, "127.8.8.8": false, "::1": false, "0.0.0.0": false, "::": false,
		"10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false, "fd00:ec2::254": false,
		"169.254.169.254": false, "fe80::1": false, "100.64.0.1": false, "198.18.0.1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
		"224.0.0.1": false, "255.255.255.255": false, "ff02::1": false, "240.0.0.1": false, "192.0.0.170": false,
	} {
		if got := public(netip.MustParseAddr(ip), special()); got != want {
			t.Errorf("%s: public %v, want %v", ip, got, want)
		}
	}
}

func TestInnerServersAreNotReached(t *testing.T) {
	reached := false
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { reached = true })
	port := url[strings.LastIndexByte(url, ':'):]
	closed := New(Options{Gap: -1})
	for _, address := range []string{url, "http://localhost" + port, "http://[::ffff:127.0.0.1]" + port, "http://0.0.0.0" + port, "http://127.1" + port, "http://2130706433" + port} {
		if _, err := closed.Feed(t.Context(), Request{URL: address}); err == nil {
			t.Errorf("%s was fetched", address)
		}
	}
	if reached {
		t.Error("the server was reached")
	}
	if _, err := closed.Feed(t.Context(), Request{URL: url}); !errors.Is(err, ErrAddress) {
		t.Errorf("%v, want ErrAddress", err)
	}
}

// TestRebinding: the address is checked when it is dialled, whatever the name
// was resolved to before.
func TestRebinding(t *testing.T) {
	check := guard(nil)
	if err := check("tcp", "93.184.215.14:80", nil); err != nil {
		t.Errorf("first answer: %v", err)
	}
	if err := check("tcp", "127.0.0.1:80", nil); !errors.Is(err, ErrAddress) {
		t.Errorf("second answer: %v, want ErrAddress", err)
	}
}

func TestRedirectsInwardsAreNotFollowed(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.2"+r.Host[strings.LastIndexByte(r.Host, ':'):], http.StatusFound)
	})
	if _, err := client(time.Second).Feed(t.Context(), Request{URL: url}); !errors.Is(err, ErrAddress) {
		t.Errorf("%v, want ErrAddress", err)
	}
}

func TestSchemes(t *testing.T) {
	for _, address := range []string{"file:///etc/passwd", "ftp://g.example/x", "gopher://g.example", "javascript:alert(1)", "data:text/html,x", "", "//g.example/x", "http://", "http:g.example", "::"} {
		if _, err := client(time.Second).Feed(t.Context(), Request{URL: address}); !errors.Is(err, ErrScheme) {
			t.Errorf("%q: %v, want ErrScheme", address, err)
		}
	}
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "file:///etc/passwd")
		w.WriteHeader(http.StatusFound)
	})
	if _, err := client(time.Second).Feed(t.Context(), Request{URL: url}); !errors.Is(err, ErrScheme) {
		t.Errorf("redirect to a file: %v, want ErrScheme", err)
	}
}

// TestHostileServers: whatever a server does, the request ends, soon, with an
// error that says what it did, and without taking much memory.
func TestHostileServers(t *testing.T) {
	const patience, short = 20 * time.Second, 300 * time.Millisecond
	for _, c := range []struct {
		name    string
		limit   time.Duration
		handler http.HandlerFunc
		check   func(error) bool
	}{
		{"no answer", short, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, is(ErrTimeout)},
		{"a byte now and then", short, trickle, is(ErrTimeout)},
		{"no end", patience, endless, is(ErrTooLarge)},
		{"gzip bomb", patience, bomb, is(ErrTooLarge)},
		{"redirect loop", patience, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, is(ErrRedirects)},
		{"shorter than it says", patience, cutOff, is(io.ErrUnexpectedEOF)},
		{"500", patience, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }, status(500)},
		{"404", patience, http.NotFound, status(404)},
		{"a redirect to nowhere", patience, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(302) }, status(302)},
		{"304 that nobody asked for", patience, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(304) }, status(304)},
		{"headers without end", patience, func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X", strings.Repeat("x", 2*maxHeader)) }, func(err error) bool { return err != nil }},
		{"no HTTP", patience, noHTTP, func(err error) bool { return err != nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			url := serve(t, c.handler)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := time.Now()
			_, err := client(c.limit).Feed(t.Context(), Request{URL: url})
			runtime.ReadMemStats(&after)
			if !c.check(err) {
				t.Errorf("error %v", err)
			}
			if took := time.Since(began); took > c.limit+2*time.Second {
				t.Errorf("it took %s", took)
			}
			if n := int64(after.TotalAlloc - before.TotalAlloc); n > 8*MaxBody {
				t.Errorf("%d MB were allocated", n>>20)
			}
		})
	}
}

func is(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }

func status(code int) func(error) bool {
	return func(err error) bool {
		var s *StatusError
		return errors.As(err, &s) && s.Code == code
	}
}

func trickle(w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		fmt.Fprint(w, "x")
		_ = http.NewResponseController(w).Flush()
		time.Sleep(50 * time.Millisecond)
	}
}

func endless(w http.ResponseWriter, r *http.Request) {
	block := make([]byte, 1<<20)
	for r.Context().Err() == nil {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

func bomb(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	block := make([]byte, 1<<20)
	for range 200 {
		if _, err := z.Write(block); err != nil {
			return
		}
	}
	_ = z.Close()
}

func cutOff(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Length", "1000")
	fmt.Fprint(w, "<rss>")
}

func noHTTP(w http.ResponseWriter, r *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	fmt.Fprint(conn, "SSH-2.0-harbour\r\n")
	_ = conn.Close()
}

func TestCertificatesAreChecked(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	_, err := client(time.Second).Feed(t.Context(), Request{URL: s.URL})
	var unknown *tls.CertificateVerificationError
	if !errors.As(err, &unknown) {
		t.Errorf("%v, want a certificate error", err)
	}
}

func TestConditional(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=600")
		w.Header().Set("ETag", `"2"`)
		if r.Header.Get("If-None-Match") == `"2"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Last-Modified", "Wed, 02 Apr 2031 09:30:00 GMT")
		fmt.Fprintf(w, "%s %s", r.Header.Get("User-Agent"), r.Header.Get("If-Modified-Since"))
	})
	first, err := client(time.Second).Feed(t.Context(), Request{URL: url, ETag: `"1"`, LastModified: "yesterday"})
	if err != nil || first.NotModified || first.ETag != `"2"` || first.LastModified == "" || first.MaxAge != 10*time.Minute || string(first.Body) != DefaultUserAgent+" yesterday" {
		t.Errorf("first: %+v, %v", first, err)
	}
	second, err := client(time.Second).Feed(t.Context(), Request{URL: url, ETag: first.ETag})
	if err != nil || !second.NotModified || second.Body != nil || second.MaxAge != 10*time.Minute {
		t.Errorf("second: %+v, %v", second, err)
	}
}

func TestNotModifiedWithABody(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		fmt.Fprint(conn, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n<rss>")
		_ = conn.Close()
	})
	got, err := client(time.Second).Feed(t.Context(), Request{URL: url, ETag: `"1"`})
	if err != nil || !got.NotModified || got.Body != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestMoved(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/newer", http.StatusMovedPermanently)
		case "/newer":
			http.Redirect(w, r, "/newest", http.StatusPermanentRedirect)
		case "/newest":
			http.Redirect(w, r, "/today", http.StatusFound)
		default:
			fmt.Fprint(w, "feed")
		}
	})
	got, err := client(time.Second).Feed(t.Context(), Request{URL: url + "/old"})
	if err != nil || got.Moved != url+"/newest" || got.URL != url+"/today" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2031, 4, 2, 9, 30, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"120": 2 * time.Minute, "Wed, 02 Apr 2031 09:31:00 GMT": time.Minute, "Wed, 02 Apr 2031 09:29:00 GMT": 0,
		"-5": 0, "soon": 0, "": 0, "99999999": longestWish,
	} {
		if got := retryAfter(http.Header{"Retry-After": {header}}, now); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
	for header, want := range map[string]time.Duration{"max-age=60": time.Minute, "private, Max-Age = 60": 0, `max-age="90"`: 90 * time.Second, "no-cache, max-age=60": 0, "": 0} {
		if got := maxAge(http.Header{"Cache-Control": {header}}); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func TestRobots(t *testing.T) {
	asked := 0
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked++
			fmt.Fprint(w, "User-agent: *\nDisallow: /private\n\nUser-agent: Verbatim\nDisallow: /nobots\n")
			return
		}
		fmt.Fprint(w, "page")
	})
	c := client(time.Second)
	for path, want := range map[string]error{"/": nil, "/private": nil, "/nobots/1": ErrRobots} {
		if _, err := c.Page(t.Context(), url+path); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
	if asked != 1 {
		t.Errorf("robots.txt was read %d times", asked)
	}
	if _, err := c.Feed(t.Context(), Request{URL: url + "/nobots/feed"}); err != nil {
		t.Errorf("a feed: %v", err)
	}
}

func TestRobotsThatFails(t *testing.T) {
	code := 503
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(code)
		}
	})
	if _, err := client(time.Second).Page(t.Context(), url+"/a"); !errors.Is(err, ErrRobotsUnread) || errors.Is(err, ErrRobots) {
		t.Errorf("503: %v, want ErrRobotsUnread", err)
	}
	code = 404
	if _, err := client(time.Second).Page(t.Context(), url+"/a"); err != nil {
		t.Errorf("404: %v", err)
	}
}

// TestPoliteness: a server is asked by one request at a time, and pages with
// the gap between them.
// TestRobotsOnTheWay: a redirect asks the robots.txt of each server it leads to,
// and of each path.
func TestRobotsOnTheWay(t *testing.T) {
	closed := strings.Replace(serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			t.Errorf("%s was fetched", r.URL.Path)
		}
		fmt.Fprint(w, "User-agent: *\nDisallow: /")
	}), "127.0.0.1", "localhost", 1)
	open := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /private")
		case "/there":
			http.Redirect(w, r, closed+"/page", http.StatusFound)
		case "/inside":
			http.Redirect(w, r, "/private/page", http.StatusFound)
		case "/fine":
			http.Redirect(w, r, "/page", http.StatusFound)
		case "/private/page":
			t.Error("a page that robots.txt forbids was fetched")
		}
	})
	for path, want := range map[string]error{"/there": ErrRobots, "/inside": ErrRobots, "/fine": nil} {
		if _, err := client(2*time.Second).Page(t.Context(), open+path); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
}

// TestAccess: the user and password of an address go to its server alone, and
// into no error.
func TestAccess(t *testing.T) {
	other := strings.Replace(serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, _, ok := r.BasicAuth(); ok {
			t.Error("another server was given the password")
		}
	}), "127.0.0.1", "localhost", 1)
	own := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		switch {
		case user != "odile" || password != "the tide":
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/moved":
			http.Redirect(w, r, "/feed", http.StatusMovedPermanently)
		case r.URL.Path == "/away":
			http.Redirect(w, r, other, http.StatusFound)
		case r.URL.Path == "/none":
			w.WriteHeader(http.StatusNotFound)
		}
	})
	address := strings.Replace(own, "http://", "http://odile:the%20tide@", 1)
	for _, path := range []string{"/feed", "/moved", "/away"} {
		got, err := client(2*time.Second).Feed(t.Context(), Request{URL: address + path})
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if path == "/moved" && got.Moved != address+"/feed" {
			t.Errorf("moved to %s", got.Moved)
		}
	}
	_, err := client(2*time.Second).Feed(t.Context(), Request{URL: address + "/none?token=ebb"})
	if err == nil || strings.Contains(err.Error(), "tide") || strings.Contains(err.Error(), "ebb") || !strings.Contains(err.Error(), "/none") {
		t.Errorf("error %v", err)
	}
}

func TestPoliteness(t *testing.T) {
	running := make(chan struct{}, 1)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		select {
		case running <- struct{}{}:
			time.Sleep(20 * time.Millisecond)
			<-running
		default:
			t.Error("two requests at once")
		}
	})
	const gap = 50 * time.Millisecond
	c := New(Options{Allow: loopback(), Gap: gap})
	began, errs := time.Now(), make(chan error)
	for range 4 {
		go func() {
			_, err := c.Feed(t.Context(), Request{URL: url})
			errs <- err
		}()
	}
	for range 4 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if took := time.Since(began); took < 3*gap {
		t.Errorf("four requests took %s", took)
	}
}

func TestCancelled(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := client(10*time.Second).Feed(ctx, Request{URL: url}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want Canceled", err)
	}
}

func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := client(time.Second).Feed(t.Context(), Request{URL: address}); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("%v", err)
	}
}

func TestParseAllow(t *testing.T) {
	got, err := ParseAllow([]string{"127.0.0.1", "10.1.0.0/16", "::1"})
	if err != nil || len(got) != 3 || got[0].String() != "127.0.0.1/32" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := ParseAllow([]string{"intranet"}); err == nil {
		t.Error("a name was accepted")
	}
}
