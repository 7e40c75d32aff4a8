package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// nameServer answers each question for an IPv4 address with the next of some
// answers, the last one from then on.
func nameServer(t *testing.T, answers ...[]string) (r *net.Resolver, asked *atomic.Int64) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked = &atomic.Int64{}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return // closed
			}
			reply, err := answerTo(b[:n], answers, asked)
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = conn.WriteTo(reply, from)
		}
	}()
	t.Cleanup(func() { conn.Close(); <-ended })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}, asked
}

func answerTo(question []byte, answers [][]string, asked *atomic.Int64) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil {
		return nil, err
	}
	m.Response, m.Additionals = true, nil
	if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
		n := int(asked.Add(1))
		for _, ip := range answers[min(n, len(answers))-1] {
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 0},
				Body:   &dnsmessage.AResource{A: netip.MustParseAddr(ip).As4()},
			})
		}
	}
	return m.Pack()
}

// serveBoth serves a stand-in for a public server on 127.0.0.2, which is allowed,
// and one inside on 127.0.0.1, which is not, at the same port. Each connection
// ends with its answer, so that the name is asked for again.
func serveBoth(t *testing.T) (port int, inside *atomic.Int64) {
	t.Helper()
	inside = &atomic.Int64{}
	outer, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	port = outer.Addr().(*net.TCPAddr).Port
	inner, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	for l, h := range map[net.Listener]http.HandlerFunc{
		outer: func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Connection", "close")
			if r.URL.Path == "/away" {
				http.Redirect(w, r, "/feed", http.StatusFound)
			}
		},
		inner: func(http.ResponseWriter, *http.Request) { inside.Add(1) },
	} {
		s := &http.Server{Handler: h, ReadHeaderTimeout: time.Second}
		ended := make(chan struct{})
		go func() { defer close(ended); _ = s.Serve(l) }()
		t.Cleanup(func() { s.Close(); <-ended })
	}
	return port, inside
}

// TestNameThatRebinds: a name server that names a public address first, and one
// inside afterwards or beside it, gets nobody in: between two requests, between a
// request and the redirect that it is answered with, for a page's robots.txt.
func TestNameThatRebinds(t *testing.T) {
	const public, own = "127.0.0.2", "127.0.0.1"
	fetch := func(page bool) func(*Client, string) error {
		return func(c *Client, address string) error {
			if page {
				_, err := c.Page(t.Context(), address)
				return err
			}
			_, err := c.Feed(t.Context(), Request{URL: address})
			return err
		}
	}
	for name, c := range map[string]struct {
		answers [][]string
		path    string
		page    bool
		good    int // requests before the one that is refused
		want    error
	}{
		"between two requests":     {[][]string{{public}, {public}, {own}}, "/feed", false, 2, ErrAddress},
		"from the first on":        {[][]string{{own}}, "/feed", false, 0, ErrAddress},
		"before a redirect":        {[][]string{{public}, {own}}, "/away", false, 0, ErrAddress},
		"after a page's rules":     {[][]string{{public}, {own}}, "/page", true, 0, ErrAddress},
		"for a page's rules":       {[][]string{{own}}, "/page", true, 0, ErrRobotsUnread},
		"several addresses, inner": {[][]string{{own, "10.0.0.1", "169.254.169.254"}}, "/feed", false, 0, ErrAddress},
	} {
		t.Run(name, func(t *testing.T) {
			port, inside := serveBoth(t)
			resolver, asked := nameServer(t, c.answers...)
			client := New(Options{Gap: -1, Timeout: 5 * time.Second, Resolver: resolver, Allow: []netip.Prefix{netip.MustParsePrefix(public + "/32")}})
			do, address := fetch(c.page), fmt.Sprintf("http://rebind.example:%d%s", port, c.path)
			for i := range c.good {
				if err := do(client, address); err != nil {
					t.Fatalf("request %d: %v", i, err)
				}
			}
			if err := do(client, address); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if inside.Load() != 0 || int(asked.Load()) < len(c.answers) {
				t.Errorf("the server inside was reached %d times, the name asked for %d times", inside.Load(), asked.Load())
			}
		})
	}
}
