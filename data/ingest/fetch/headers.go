package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The most that a server's wish to be left alone is followed.
const longestWish = 24 * time.Hour

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	s := strings.TrimSpace(h.Get("Retry-After"))
	if s == "" {
		return 0
	}
	if n, err := strconv.Atoi(s); err == nil {
		return within(n)
	}
	if t, err := http.ParseTime(s); err == nil {
		return min(max(t.Sub(now), 0), longestWish)
	}
	return 0
}

// maxAge reads how long an answer stays fresh. An answer that must not be kept
// is fresh for no time.
func maxAge(h http.Header) time.Duration {
	for directive := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch strings.ToLower(name) {
		case "no-store", "no-cache":
			return 0
		case "max-age":
			if n, err := strconv.Atoi(strings.Trim(value, `" `)); err == nil {
				return within(n)
			}
		}
	}
	return 0
}

// within is a number of seconds as far as it is followed.
func within(seconds int) time.Duration {
	return time.Duration(min(max(seconds, 0), int(longestWish/time.Second))) * time.Second
}
