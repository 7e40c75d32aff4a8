package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"verbatim/data"
)

// Options bound what a Client does. The zero value of each means its default.
type Options struct {
	UserAgent string         // default: DefaultUserAgent
	Allow     []netip.Prefix // addresses that are not public and may be reached all the same
	Timeout   time.Duration  // of a whole request, redirects and body included; default 30 s
	Gap       time.Duration  // between two pages of one server; default 1 s; below zero none
	Now       func() time.Time
	Resolver  *net.Resolver // default: the system's
}

// The bounds of a request. The largest real page seen has 1.2 MB.
const (
	DefaultUserAgent = "Verbatim/1.0 (Discord bot; quotes news with their source)"
	MaxBody          = 10 << 20 // bytes, unpacked
	maxHeader        = 128 << 10
	maxRedirects     = 5
	defaultTimeout   = 30 * time.Second
	defaultGap       = time.Second
)

// Why nothing was fetched, beside ErrAddress and StatusError.
var (
	ErrScheme    = errors.New("only http and https addresses can be fetched")
	ErrTooLarge  = fmt.Errorf("the answer is larger than %d MB", MaxBody>>20)
	ErrRedirects = fmt.Errorf("more than %d redirects", maxRedirects)
	ErrTimeout   = errors.New("the server takes too long")
	ErrRobots    = errors.New("the site's robots.txt does not allow it")
	// ErrRobotsUnread may pass: the rules could not be read just now.
	ErrRobotsUnread = errors.New("the site's robots.txt cannot be read now, so that nothing is taken as allowed")
)

// StatusError is an answer that is no content.
type StatusError struct {
	Code       int
	RetryAfter time.Duration // as the server asks, 0 where it does not
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("the server answers %d %s", e.Code, http.StatusText(e.Code))
}

// Gone reports whether the server says that there will never be anything here.
func (e *StatusError) Gone() bool { return e.Code == http.StatusGone }

// Request names what to fetch. The validators of the last answer make the
// server say when nothing has changed.
type Request struct {
	URL          string
	ETag         string
	LastModified string
	Accept       string
}

// Response is what a server answered.
type Response struct {
	URL          string // where it came from, after all redirects
	Moved        string // where the address has moved to for good, "" where it has not
	NotModified  bool   // nothing has changed; Body is empty
	Body         []byte
	ContentType  string
	ETag         string
	LastModified string
	MaxAge       time.Duration // Cache-Control, 0 where not told
}

// Client fetches. It is safe for concurrent use.
type Client struct {
	http   *http.Client
	agent  string
	limit  time.Duration
	hosts  *hosts
	robots *robots
}

// New returns a Client.
func New(o Options) *Client {
	if o.UserAgent == "" {
		o.UserAgent = DefaultUserAgent
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Gap == 0 {
		o.Gap = defaultGap
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, Resolver: o.Resolver, Control: guard(o.Allow)}
	transport := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  20 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConns:           100,
		MaxIdleConnsPerHost:    1,
		MaxConnsPerHost:        2,
		IdleConnTimeout:        30 * time.Second,
		ForceAttemptHTTP2:      true,
	}
	c := &Client{agent: o.UserAgent, limit: o.Timeout, hosts: newHosts(o.Gap, o.Now)}
	c.http = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	c.robots = newRobots(c, o.Now)
	return c
}

// Page fetches an article's page: where the robots.txt of each server on the way
// allows it, and not faster than a server is asked by anybody polite.
func (c *Client) Page(ctx context.Context, address string) (Response, error) {
	return c.follow(ctx, Request{URL: address, Accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"}, c.robots.allowed)
}

// Feed fetches a feed: it is there to be fetched by programs, robots.txt is not
// asked.
func (c *Client) Feed(ctx context.Context, r Request) (Response, error) {
	r.Accept = "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"
	return c.follow(ctx, r, func(context.Context, string) (time.Duration, error) { return 0, nil })
}

// follow makes a request and follows redirects by hand: each tells whether it is
// for good, and may lead to another server, whose turn is waited for. rules says
// whether an address may be fetched, and the pause that its server asks for.
func (c *Client) follow(ctx context.Context, r Request, rules func(context.Context, string) (time.Duration, error)) (Response, error) {
	h := &hop{address: r.URL, permanent: true, left: c.limit}
	leave := func() {}
	defer func() { leave() }()
	for host := ""; h.count <= maxRedirects; {
		gap, err := rules(ctx, h.address)
		if err != nil {
			return Response{}, failure(h.address, err)
		}
		if to := hostOf(h.address); to != host || h.count == 0 {
			leave()
			leave, host = func() {}, to
			done, err := c.hosts.wait(ctx, host, gap)
			if err != nil {
				return Response{}, err
			}
			leave = done
		}
		resp, done, err := c.step(ctx, r, h)
		if err != nil || done {
			return resp, err
		}
	}
	return Response{}, failure(r.URL, ErrRedirects)
}

// get fetches without waiting for a turn: a robots.txt.
func (c *Client) get(ctx context.Context, r Request) (Response, error) {
	h := &hop{address: r.URL, permanent: true, left: c.limit}
	for h.count <= maxRedirects {
		resp, done, err := c.step(ctx, r, h)
		if err != nil || done {
			return resp, err
		}
	}
	return Response{}, failure(r.URL, ErrRedirects)
}

// hop is how far a request has come.
type hop struct {
	address   string
	count     int // requests so far
	permanent bool
	moved     string        // where it has moved to for good so far
	left      time.Duration // for what is still to be done
}

// step makes one request of those that lead to an answer. done tells that this
// is it.
func (c *Client) step(ctx context.Context, r Request, h *hop) (resp Response, done bool, err error) {
	limited, cancel := context.WithTimeoutCause(ctx, h.left, ErrTimeout)
	defer cancel()
	began := time.Now()
	resp, next, code, err := c.once(limited, h.address, r)
	h.left -= time.Since(began)
	h.count++
	if err != nil {
		return Response{}, false, failure(h.address, cause(limited, err))
	}
	if next == "" {
		resp.URL, resp.Moved = h.address, h.moved
		return resp, true, nil
	}
	h.permanent = h.permanent && (code == http.StatusMovedPermanently || code == http.StatusPermanentRedirect)
	h.address = sameAccess(h.address, next)
	if h.permanent {
		h.moved = h.address
	}
	return Response{}, false, nil
}

// sameAccess is a redirect's target with the user and password of the address
// that led there, as long as it is the same server's, over https where that was.
func sameAccess(from, to string) string {
	a, errA := url.Parse(from)
	b, errB := url.Parse(to)
	if errA != nil || errB != nil {
		return to
	}
	b.User = nil
	if a.User != nil && strings.EqualFold(a.Host, b.Host) && (a.Scheme == b.Scheme || b.Scheme == "https") {
		b.User = a.User
	}
	return b.String()
}

func failure(address string, err error) error {
	return fmt.Errorf("fetch %s: %w", data.Redact(address), err)
}

// cause replaces what the net package says of an end that we set.
func cause(ctx context.Context, err error) error {
	var timeout net.Error
	switch {
	case ctx.Err() != nil && errors.Is(context.Cause(ctx), ErrTimeout):
		return ErrTimeout
	case ctx.Err() == nil && errors.As(err, &timeout) && timeout.Timeout():
		return ErrTimeout
	}
	var wrapped *url.Error // its text repeats the method and the address
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// once makes one request. next is where a redirect leads.
func (c *Client) once(ctx context.Context, address string, r Request) (resp Response, next string, code int, err error) {
	req, err := c.request(ctx, address, r)
	if err != nil {
		return Response{}, "", 0, err
	}
	got, err := c.http.Do(req)
	if err != nil {
		return Response{}, "", 0, err
	}
	defer got.Body.Close()
	switch {
	case got.StatusCode == http.StatusNotModified && (r.ETag != "" || r.LastModified != ""):
		return Response{NotModified: true, ETag: got.Header.Get("ETag"), LastModified: got.Header.Get("Last-Modified"), MaxAge: maxAge(got.Header)}, "", got.StatusCode, nil
	case got.StatusCode >= 300 && got.StatusCode < 400:
		to, err := got.Location()
		if err != nil {
			return Response{}, "", 0, &StatusError{Code: got.StatusCode}
		}
		to.Fragment = ""
		return Response{}, to.String(), got.StatusCode, nil
	case got.StatusCode < 200 || got.StatusCode >= 300:
		return Response{}, "", 0, &StatusError{Code: got.StatusCode, RetryAfter: retryAfter(got.Header, c.hosts.now())}
	}
	body, err := io.ReadAll(io.LimitReader(got.Body, MaxBody+1))
	if err == nil && len(body) > MaxBody {
		err = ErrTooLarge
	}
	return Response{
		Body: body, ContentType: got.Header.Get("Content-Type"), ETag: got.Header.Get("ETag"),
		LastModified: got.Header.Get("Last-Modified"), MaxAge: maxAge(got.Header),
	}, "", got.StatusCode, err
}

func (c *Client) request(ctx context.Context, address string, r Request) (*http.Request, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, ErrScheme
	}
	user := u.User
	u.User, u.Fragment = nil, ""
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, ErrScheme
	}
	if password, ok := user.Password(); ok {
		req.SetBasicAuth(user.Username(), password)
	}
	req.Header.Set("User-Agent", c.agent)
	if r.Accept != "" {
		req.Header.Set("Accept", r.Accept)
	}
	if r.ETag != "" {
		req.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		req.Header.Set("If-Modified-Since", r.LastModified)
	}
	return req, nil
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
