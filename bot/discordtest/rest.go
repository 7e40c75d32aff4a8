package discordtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// endpoint is one route of the REST API.
type endpoint struct {
	pattern string
	open    bool // needs no bot token: the path holds one, or nothing is secret
	limit   int  // requests a bucket allows ...
	window  time.Duration
	do      func(*call) reply
}

func (s *Server) endpoints() []endpoint {
	return []endpoint{
		{"GET /gateway", true, 0, 0, s.getGateway},
		{"GET /gateway/bot", false, 0, 0, s.getGatewayBot},
		{"GET /users/@me", false, 0, 0, s.getSelf},
		{"GET /users/@me/guilds", false, 0, 0, s.getGuilds},
		{"GET /applications/@me", false, 0, 0, s.getApplication},
		{"GET /applications/{app}/commands", false, 30, 10 * time.Second, s.getCommands},
		{"PUT /applications/{app}/commands", false, 5, 20 * time.Second, s.putCommands},
		{"GET /applications/{app}/guilds/{guild}/commands", false, 30, 10 * time.Second, s.getCommands},
		{"PUT /applications/{app}/guilds/{guild}/commands", false, 5, 20 * time.Second, s.putCommands},
		{"POST /interactions/{id}/{token}/callback", true, 0, 0, s.respond},
		{"PATCH /webhooks/{app}/{token}/messages/{message}", true, 5, 2 * time.Second, s.editResponse},
		{"DELETE /webhooks/{app}/{token}/messages/{message}", true, 5, 2 * time.Second, s.deleteResponse},
		{"POST /webhooks/{app}/{token}", true, 5, 2 * time.Second, s.followUp},
		{"POST /channels/{channel}/messages", false, 5, 5 * time.Second, s.postMessage},
		{"GET /channels/{channel}/messages", false, 5, 5 * time.Second, s.getMessages},
		{"POST /channels/{channel}/messages/{message}/threads", false, 5, 5 * time.Second, s.openThread},
		{"POST /channels/{channel}/typing", false, 5, 5 * time.Second, s.postTyping},
		{"POST /users/@me/channels", false, 10, 10 * time.Second, s.openDirect},
	}
}

// call is one request while it is being answered.
type call struct {
	*http.Request
	endpoint endpoint
	body     any // decoded
	log      *Request
}

// read returns the JSON of the body. A form's files are kept by name; it is bad
// where it cannot be read.
func (c *call) read() (raw []byte, bad bool) {
	if !strings.HasPrefix(c.Header.Get("Content-Type"), "multipart/form-data") {
		raw, err := io.ReadAll(c.Body)
		return raw, err != nil
	}
	if err := c.ParseMultipartForm(25 << 20); err != nil {
		return nil, true
	}
	for _, parts := range c.MultipartForm.File {
		for _, p := range parts {
			f, err := p.Open()
			if err != nil {
				return nil, true
			}
			content, err := io.ReadAll(f)
			f.Close()
			if err != nil {
				return nil, true
			}
			if c.log.Files == nil {
				c.log.Files = map[string]string{}
			}
			c.log.Files[p.Filename] = string(content)
		}
	}
	return []byte(c.FormValue("payload_json")), false
}

// keepFiles keeps the files of a form for download, and names them as the
// attachments of the message in it; s.mu is held.
func (s *Server) keepFiles(c *call) {
	if len(c.log.Files) == 0 || c.object() == nil {
		return
	}
	m := c.object()
	if data := object(m["data"]); data != nil { // of a response to an interaction
		m = data
	}
	described := map[string]any{}
	for _, x := range list(m["attachments"]) {
		described[str(object(x)["filename"])] = object(x)["description"]
	}
	files := []any{}
	for _, name := range sortedKeys(c.log.Files) {
		file := s.addFile(name, c.log.Files[name])
		delete(file, "ephemeral")
		if d := described[name]; d != nil {
			file["description"] = d
		}
		files = append(files, file)
	}
	m["attachments"] = clone(files)
}

// object is the body as a JSON object.
func (c *call) object() Object { return object(c.body) }

// reply is what a request gets.
type reply struct {
	status int
	body   any
	header http.Header
}

func ok(body any) reply { return reply{status: http.StatusOK, body: body} }

func refuse(status, code int, message string) reply {
	return reply{status: status, body: Object{"message": message, "code": code}}
}

func (s *Server) rest(w http.ResponseWriter, r *http.Request, e endpoint) {
	_, route, _ := strings.Cut(e.pattern, " ")
	c := &call{Request: r, endpoint: e, log: &Request{At: time.Now(), Method: r.Method, Path: strings.TrimPrefix(r.URL.Path, "/api/v9"), Route: route}}
	raw, bad := c.read()
	if len(raw) > 0 {
		c.log.Body = raw
		bad = bad || json.Unmarshal(raw, &c.body) != nil
	}

	s.mu.Lock()
	s.requests = newest(append(s.requests, c.log), s.cfg.Keep)
	f, latency := s.matchFault(c), s.cfg.Latency
	if f != nil {
		c.log.Fault = f.Do
	}
	s.mu.Unlock()

	time.Sleep(latency)
	if f != nil && f.strike(s, w, c) {
		return
	}
	s.mu.Lock()
	rep := s.answer(c, bad)
	c.log.Status = rep.status
	s.mu.Unlock()
	switch {
	case f != nil && f.Do == DropAfter:
		hangUp(w)
		return
	case f != nil && f.Do == StatusAfter:
		rep = f.reply(s, c)
	}
	rep.write(w)
}

func (rep reply) write(w http.ResponseWriter) {
	for k, v := range rep.header {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(rep.status)
	if rep.body != nil {
		json.NewEncoder(w).Encode(rep.body)
	}
}

// answer carries a request out; s.mu is held.
func (s *Server) answer(c *call, bad bool) reply {
	where := c.Method + " " + c.log.Route
	if !strings.HasPrefix(c.UserAgent(), "DiscordBot (") {
		s.violate("USER_AGENT", where, "must be DiscordBot ($url, $version), is %q", c.UserAgent())
	}
	if strings.Contains(string(c.log.Body), s.Token) {
		s.violate("TOKEN_LEAK", where, "the bot's token stands in the body")
	}
	s.checkPatience(c)
	if rep, limited := s.limit(c); limited {
		return rep
	}
	if !c.endpoint.open && c.Header.Get("Authorization") != "Bot "+s.Token {
		return refuse(http.StatusUnauthorized, 0, "401: Unauthorized")
	}
	if bad {
		s.violate("JSON", where, "the body is no JSON")
		return refuse(http.StatusBadRequest, 50109, "The request body contains invalid JSON.")
	}
	if app := c.PathValue("app"); app != "" && app != AppID {
		s.violate("WRONG_APPLICATION", where, "application %s", app)
		return refuse(http.StatusForbidden, 20012, "You are not authorized to perform this action on this application")
	}
	s.keepFiles(c)
	rep := c.endpoint.do(c)
	s.countLimit(c, &rep)
	return rep
}

// reject records what is wrong with a payload and refuses it as Discord does.
func (s *Server) reject(c *call, problems []problem) reply {
	errors := Object{}
	for _, p := range problems {
		s.violate(p.code, c.Method+" "+c.log.Route+" "+p.path, "%s", p.detail)
		errors[p.path] = Object{"_errors": []any{Object{"code": p.code, "message": p.detail}}}
	}
	return reply{status: http.StatusBadRequest, body: Object{"message": "Invalid Form Body", "code": 50035, "errors": errors}}
}

func (s *Server) gatewayURL() string { return "ws" + strings.TrimPrefix(s.URL, "http") }

func (s *Server) getGateway(*call) reply { return ok(Object{"url": s.gatewayURL()}) }

func (s *Server) getGatewayBot(*call) reply {
	return ok(Object{"url": s.gatewayURL(), "shards": max(1, s.cfg.Shards), "session_start_limit": Object{
		"total": 1000, "remaining": s.cfg.Logins - s.gw.identifies, "reset_after": 86400000, "max_concurrency": s.cfg.Concurrency,
	}})
}

// limiter keeps the rate limits: one fixed window a bucket, and 50 requests a
// second over all that carry the bot's token.
type limiter struct {
	buckets     map[string]*window
	global      window
	globalUntil time.Time
	forbidden   map[string]time.Time // method and path -> not to be repeated before
}

type window struct {
	start time.Time
	used  int
}

// left returns how many requests the window still allows, and for how long it
// lasts, starting a new one where the old one is over.
func (w *window) left(now time.Time, limit int, length time.Duration) (int, time.Duration) {
	if now.Sub(w.start) >= length {
		w.start, w.used = now, 0
	}
	return limit - w.used, length - now.Sub(w.start)
}

func (s *Server) bucket(c *call) *window {
	if s.limits.buckets == nil {
		s.limits.buckets = map[string]*window{}
	}
	key := c.endpoint.pattern + c.PathValue("channel") + c.PathValue("token")
	if s.limits.buckets[key] == nil {
		s.limits.buckets[key] = &window{}
	}
	return s.limits.buckets[key]
}

// limit refuses a request that comes while a limit is exhausted; s.mu is held.
func (s *Server) limit(c *call) (reply, bool) {
	now, where := time.Now(), c.Method+" "+c.log.Route
	if wait := s.limits.globalUntil.Sub(now); wait > 20*time.Millisecond && !c.endpoint.open {
		s.violate("GLOBAL_LIMIT_IGNORED", where, "sent %v before the global limit ended", wait.Round(time.Millisecond))
		return tooMany(wait, true), true
	}
	if s.cfg.NoLimits {
		return reply{}, false
	}
	if left, wait := s.limits.global.left(now, 50, time.Second); left <= 0 && !c.endpoint.open {
		s.limits.globalUntil = now.Add(wait)
		return tooMany(wait, true), true
	}
	if c.endpoint.limit == 0 {
		return reply{}, false
	}
	if left, wait := s.bucket(c).left(now, c.endpoint.limit, c.endpoint.window); left <= 0 {
		s.violate("BUCKET_429", where, "more than %d in %v", c.endpoint.limit, c.endpoint.window)
		return tooMany(wait, false), true
	}
	return reply{}, false
}

// countLimit counts a request that was let through and tells the bot how much
// is left.
func (s *Server) countLimit(c *call, rep *reply) {
	if !c.endpoint.open {
		s.limits.global.used++
	}
	if c.endpoint.limit == 0 || s.cfg.NoLimits {
		return
	}
	b := s.bucket(c)
	b.used++
	left, wait := b.left(time.Now(), c.endpoint.limit, c.endpoint.window)
	if rep.header == nil {
		rep.header = http.Header{}
	}
	setLimit(rep.header, c.endpoint.limit, left, wait)
	rep.header.Set("X-RateLimit-Bucket", fmt.Sprintf("%x", len(c.endpoint.pattern)))
}

func setLimit(h http.Header, limit, left int, wait time.Duration) {
	h.Set("X-RateLimit-Limit", fmt.Sprint(limit))
	h.Set("X-RateLimit-Remaining", fmt.Sprint(left))
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", wait.Seconds()))
	h.Set("X-RateLimit-Reset", fmt.Sprintf("%.3f", float64(time.Now().Add(wait).UnixMilli())/1000))
}

// tooMany is the 429 of a bucket or of the global limit. The latter carries
// fewer headers, as Discord's does.
func tooMany(wait time.Duration, global bool) reply {
	h := http.Header{}
	h.Set("Retry-After", fmt.Sprint(int(wait.Seconds()+0.999)))
	if global {
		h.Set("X-RateLimit-Global", "true")
		h.Set("X-RateLimit-Scope", "global")
	} else {
		setLimit(h, 5, 0, wait)
		h.Set("X-RateLimit-Scope", "user")
	}
	body := Object{"message": "You are being rate limited.", "retry_after": wait.Seconds(), "global": global}
	return reply{status: http.StatusTooManyRequests, body: body, header: h}
}
