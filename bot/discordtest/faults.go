package discordtest

import (
	"fmt"
	"net/http"
	"regexp"
	"time"
)

// What a Fault can do to a request.
const (
	TooMany       = "429"            // its bucket is exhausted for RetryAfter
	TooManyGlobal = "429 global"     // all buckets are, for RetryAfter
	Cloudflare    = "429 cloudflare" // HTML, as for a banned address
	Status        = "status"         // answered with Status and not carried out
	Drop          = "drop"           // the connection breaks before it is carried out
	DropAfter     = "drop after"     // it is carried out, and the answer is lost
	StatusAfter   = "status after"   // it is carried out, and answered with Status all the same
	Garbage       = "garbage"        // 200 with HTML
	Delay         = "delay"          // carried out after RetryAfter
)

// Fault changes the answers to the requests that match.
type Fault struct {
	Method     string // empty = any
	Path       string // a regular expression on the path after /api/v9; empty = any
	Times      int    // how often; 0 = until the end
	Do         string
	Status     int
	Code       int // of Discord, with Status
	RetryAfter time.Duration
}

type fault struct {
	Fault
	path *regexp.Regexp
	hits int
}

// Inject makes a fault happen from now on.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault{Fault: f, path: regexp.MustCompile(f.Path)})
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// matchFault finds the fault of a request; s.mu is held.
func (s *Server) matchFault(c *call) *fault {
	for _, f := range s.faults {
		spent := f.Times > 0 && f.hits >= f.Times
		if !spent && (f.Method == "" || f.Method == c.Method) && f.path.MatchString(c.log.Path) {
			f.hits++
			return f
		}
	}
	return nil
}

// strike does what the fault does instead of the request; it returns false
// where the request is to be carried out all the same.
func (f *fault) strike(s *Server, w http.ResponseWriter, c *call) bool {
	switch f.Do {
	case Delay:
		time.Sleep(f.RetryAfter)
		return false
	case DropAfter, StatusAfter:
		return false
	case Drop:
		hangUp(w)
		return true
	}
	rep := f.reply(s, c)
	s.mu.Lock()
	c.log.Status = rep.status
	s.mu.Unlock()
	if html, ok := rep.body.(string); ok {
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		w.Header().Set("Retry-After", fmt.Sprint(int(f.RetryAfter.Seconds()+0.999)))
		w.WriteHeader(rep.status)
		fmt.Fprint(w, html)
		return true
	}
	rep.write(w)
	return true
}

func (f *fault) reply(s *Server, c *call) reply {
	switch f.Do {
	case TooMany, TooManyGlobal:
		s.mu.Lock()
		defer s.mu.Unlock()
		s.forbid(c, f)
		return tooMany(f.RetryAfter, f.Do == TooManyGlobal)
	case Cloudflare:
		return reply{status: http.StatusTooManyRequests, body: "<!DOCTYPE html><html>error code: 1015</html>"}
	case Garbage:
		return reply{status: http.StatusOK, body: "<html><body>upstream hiccup</body></html>"}
	}
	return refuse(f.Status, f.Code, fmt.Sprintf("%d: %s", f.Status, http.StatusText(f.Status)))
}

// forbid remembers until when the request, or any, must not come again.
func (s *Server) forbid(c *call, f *fault) {
	until := time.Now().Add(f.RetryAfter)
	if f.Do == TooManyGlobal {
		s.limits.globalUntil = until
		return
	}
	if s.limits.forbidden == nil {
		s.limits.forbidden = map[string]time.Time{}
	}
	s.limits.forbidden[c.Method+c.log.Path] = until
}

// checkPatience notices a request repeated too early after a 429.
func (s *Server) checkPatience(c *call) {
	key := c.Method + c.log.Path
	if early := time.Until(s.limits.forbidden[key]); early > 20*time.Millisecond {
		s.violate("RETRY_TOO_EARLY", c.Method+" "+c.log.Route, "%v before retry_after had passed", early.Round(time.Millisecond))
	}
	delete(s.limits.forbidden, key)
}

// hangUp breaks the connection without an answer.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		conn.Close()
	}
}
