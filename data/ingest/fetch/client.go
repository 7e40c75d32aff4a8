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
)

// Options bound what a Client does. The zero value of each means its default.
type Options struct {
	UserAgent string         // default: DefaultUserAgent
	Allow     []netip.Prefix // addresses that are not public and may be reached all the same
	Timeout   time.Duration  // of a whole request, redirects and body included; default 30 s
	Gap       time.Duration  // between two pages of one server; default 1 s; below zero none
	Now       func() time.Time
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
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: guard(o.Allow)}
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

// Page fetches an article's page: where robots.txt allows it, and not faster
// than the server is asked by anybody polite.
func (c *Client) Page(ctx context.Context, address string) (Response, error) {
	gap, err := c.robots.allowed(ctx, address)
	if err != nil {
		return Response{}, fmt.Errorf("fetch %s: %w", address, err)
	}
	done, err := c.hosts.wait(ctx, hostOf(address), gap)
	if err != nil {
		return Response{}, err
	}
	defer done()
	return c.get(ctx, Request{URL: address, Accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"})
}

// Feed fetches a feed: it is there to be fetched by programs, robots.txt is not
// asked.
func (c *Client) Feed(ctx context.Context, r Request) (Response, error) {
	done, err := c.hosts.wait(ctx, hostOf(r.URL), 0)
	if err != nil {
		return Response{}, err
	}
	defer done()
	r.Accept = "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"
	return c.get(ctx, r)
}

// get follows redirects by hand, since each one tells whether it is for good.
func (c *Client) get(ctx context.Context, r Request) (Response, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.limit, ErrTimeout)
	defer cancel()
	address, permanent, moved := r.URL, true, ""
	for range maxRedirects + 1 {
		resp, next, code, err := c.once(ctx, address, r)
		if err != nil {
			return Response{}, fmt.Errorf("fetch %s: %w", address, cause(ctx, err))
		}
		if next == "" {
			resp.URL, resp.Moved = address, moved
			return resp, nil
		}
		permanent = permanent && (code == http.StatusMovedPermanently || code == http.StatusPermanentRedirect)
		address = next
		if permanent {
			moved = next
		}
	}
	return Response{}, fmt.Errorf("fetch %s: %w", r.URL, ErrRedirects)
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
	u.User, u.Fragment = nil, ""
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, ErrScheme
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
