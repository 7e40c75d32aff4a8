package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/temoto/robotstxt"
)

// How long a robots.txt is believed, and how long one that could not be read
// counts as allowing nothing (RFC 9309, 2.3.1.4 and 2.4).
const (
	robotsFresh  = 24 * time.Hour
	robotsFailed = 10 * time.Minute
	longestDelay = 30 * time.Second // of a Crawl-delay that is followed
	robotsAgent  = "Verbatim"       // the name that robots.txt files call us by
)

// robots remembers the robots.txt of servers.
type robots struct {
	client *Client
	now    func() time.Time

	mu    sync.Mutex
	rules map[string]*rules // by scheme and host
}

// rules are one server's; mu is held while they are read.
type rules struct {
	mu    sync.Mutex
	data  *robotstxt.RobotsData
	until time.Time
}

func newRobots(c *Client, now func() time.Time) *robots {
	return &robots{client: c, now: now, rules: map[string]*rules{}}
}

// allowed returns the pause that the site asks for between pages, or ErrRobots
// or ErrRobotsUnread where the page may not be fetched.
func (r *robots) allowed(ctx context.Context, address string) (gap time.Duration, err error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return 0, nil // the request itself says what is wrong
	}
	data := r.of(ctx, u)
	if data == nil {
		return 0, ErrRobotsUnread
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if !data.TestAgent(path, robotsAgent) {
		return 0, ErrRobots
	}
	return min(data.FindGroup(robotsAgent).CrawlDelay, longestDelay), nil
}

// of returns the rules of u's server, read where they are not fresh; nil where
// they cannot be read now.
func (r *robots) of(ctx context.Context, u *url.URL) *robotstxt.RobotsData {
	key := u.Scheme + "://" + strings.ToLower(u.Host)
	s := r.entry(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.now().Before(s.until) {
		return s.data
	}
	data, fresh := r.read(ctx, key+"/robots.txt")
	if ctx.Err() == nil { // else it says nothing about the server
		s.data, s.until = data, r.now().Add(fresh)
	}
	return data
}

func (r *robots) entry(key string) *rules {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.rules) >= mostGates {
		clear(r.rules)
	}
	if r.rules[key] == nil {
		r.rules[key] = &rules{}
	}
	return r.rules[key]
}

// read fetches a robots.txt: one that is not there allows everything, one that
// cannot be had now is nil, for a while.
func (r *robots) read(ctx context.Context, address string) (*robotstxt.RobotsData, time.Duration) {
	resp, err := r.client.get(ctx, Request{URL: address})
	var status *StatusError
	switch {
	case err == nil:
		if data, err := robotstxt.FromBytes(resp.Body); err == nil {
			return data, robotsFresh
		}
		return noRules(), robotsFresh // nobody can read it
	case errors.As(err, &status) && status.Code < 500 && status.Code != http.StatusTooManyRequests:
		return noRules(), robotsFresh
	}
	return nil, robotsFailed
}

// noRules are the rules of a server that has none.
func noRules() *robotstxt.RobotsData {
	data, err := robotstxt.FromStatusAndBytes(http.StatusNotFound, nil)
	if err != nil { // does not happen for this code
		return &robotstxt.RobotsData{}
	}
	return data
}
