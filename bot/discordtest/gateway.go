package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// gateway is the websocket side. Its state is guarded by the server's mutex;
// each connection's writes by its own.
type gateway struct {
	s        *Server
	upgrader websocket.Upgrader
	conns    map[*connection]bool
	sessions map[string]*session

	identifies, resumes, opened int
	identified                  []time.Time // accepted identifies of the last 5 s
	intents                     int
	trouble                     trouble
}

// trouble is what is wrong with the gateway on purpose.
type trouble struct {
	noAcks   bool // heartbeats are not acknowledged
	noEvents bool // events are not delivered (they are kept for a resume)
	noHello  bool // the socket is accepted and nothing is said
	refuse   int  // upgrades to be answered with 503
	op7First int  // identifies or resumes to be answered with op 7
}

// session outlives its connection, so that it can be resumed.
type session struct {
	id      string
	seq     int
	events  []json.RawMessage // by seq-1
	conn    *connection
	dead    bool
	intents int
	shard   int // its number, of so many:
	of      int
}

// gets reports whether the session is the one for a server's events; with an
// empty id, for what belongs to no server.
func (ss *session) gets(guild string) bool {
	if ss.of <= 1 || guild == "" {
		return ss.shard == 0
	}
	id, _ := strconv.ParseUint(guild, 10, 64)
	return int(id>>22)%ss.of == ss.shard
}

type connection struct {
	g       *gateway
	ws      *websocket.Conn
	writing sync.Mutex
	session *session
	beat    time.Time
	frames  []time.Time // received in the last minute
}

func newGateway(s *Server) *gateway {
	return &gateway{s: s, conns: map[*connection]bool{}, sessions: map[string]*session{}}
}

func (g *gateway) closeAll() {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	for c := range g.conns {
		c.ws.Close()
	}
}

func (g *gateway) serve(w http.ResponseWriter, r *http.Request) {
	g.s.mu.Lock()
	g.opened++
	refused, silent, heartbeat := g.trouble.refuse > 0, g.trouble.noHello, g.s.cfg.Heartbeat
	if refused {
		g.trouble.refuse--
	}
	if v := r.URL.Query(); v.Get("v") != "9" || v.Get("encoding") != "json" {
		g.s.violate("GATEWAY_VERSION", "gateway", "%s", r.URL.RawQuery)
	}
	g.s.mu.Unlock()
	if refused {
		http.Error(w, "", http.StatusServiceUnavailable)
		return
	}
	ws, err := g.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &connection{g: g, ws: ws, beat: time.Now()}
	g.s.mu.Lock()
	g.conns[c] = true
	g.s.mu.Unlock()
	if !silent {
		c.send(10, Object{"heartbeat_interval": heartbeat.Milliseconds()})
	}
	go c.watch(heartbeat)
	c.read()
}

// write sends one payload as it is.
func (c *connection) write(b []byte) {
	c.writing.Lock()
	defer c.writing.Unlock()
	c.ws.SetWriteDeadline(time.Now().Add(5 * time.Second))
	c.ws.WriteMessage(websocket.TextMessage, b)
}

func (c *connection) send(op int, d any) {
	b, _ := json.Marshal(Object{"op": op, "d": d, "s": nil, "t": nil})
	c.write(b)
}

func (c *connection) close(code int, reason string) {
	c.writing.Lock()
	c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(time.Second))
	c.writing.Unlock()
	c.detach(code)
	time.AfterFunc(time.Second, func() { c.ws.Close() })
}

// detach parts the connection from its session; codes that end a session kill it.
func (c *connection) detach(code int) {
	c.g.s.mu.Lock()
	defer c.g.s.mu.Unlock()
	delete(c.g.conns, c)
	if c.session == nil || c.session.conn != c {
		return
	}
	c.session.conn = nil
	switch code {
	case 1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014:
		c.session.dead = true
	}
}

// watch closes a connection whose client stopped its heartbeat.
func (c *connection) watch(heartbeat time.Duration) {
	for {
		time.Sleep(50 * time.Millisecond)
		c.g.s.mu.Lock()
		open, late := c.g.conns[c], c.session != nil && time.Since(c.beat) > heartbeat*3/2+500*time.Millisecond
		c.g.s.mu.Unlock()
		if !open {
			return
		}
		if late {
			c.close(4000, "no heartbeat")
			return
		}
	}
}

func (c *connection) read() {
	for {
		_, b, err := c.ws.ReadMessage()
		if err != nil {
			code := 1006
			if e, ok := err.(*websocket.CloseError); ok {
				code = e.Code
			}
			c.detach(code)
			c.ws.Close()
			return
		}
		var p struct {
			Op int `json:"op"`
			D  any `json:"d"`
		}
		if !c.paced() || len(b) > 4096 || json.Unmarshal(b, &p) != nil {
			c.close(4002, "Error while decoding payload, or too many.")
			return
		}
		c.handle(p.Op, p.D)
	}
}

// paced reports whether the client keeps to 120 payloads a minute.
func (c *connection) paced() bool {
	now := time.Now()
	c.frames = append(recent(c.frames, now, time.Minute), now)
	return len(c.frames) <= 120
}

func recent(times []time.Time, now time.Time, within time.Duration) []time.Time {
	for len(times) > 0 && now.Sub(times[0]) >= within {
		times = times[1:]
	}
	return times
}

func (c *connection) handle(op int, d any) {
	g := c.g
	switch op {
	case 1:
		g.s.mu.Lock()
		c.beat = time.Now()
		mute := g.trouble.noAcks
		g.s.mu.Unlock()
		if !mute {
			c.send(11, nil)
		}
	case 2, 6:
		g.s.mu.Lock()
		first := g.trouble.op7First > 0
		if first {
			g.trouble.op7First--
		}
		g.s.mu.Unlock()
		switch {
		case first:
			c.send(7, nil)
		case op == 2:
			c.identify(object(d))
		default:
			c.resume(object(d))
		}
	case 3, 4, 8:
	default:
		c.close(4001, "Unknown opcode")
	}
}

func (c *connection) identify(d Object) {
	g := c.g
	g.s.mu.Lock()
	g.identifies++
	g.intents = num(d["intents"])
	code := g.refusal(c, d)
	now := time.Now()
	g.identified = recent(g.identified, now, 5*time.Second)
	tooMany := len(g.identified) >= g.s.cfg.Concurrency
	number, of := 0, 1
	if pair := list(d["shard"]); len(pair) == 2 {
		number, of = num(pair[0]), num(pair[1])
	}
	if code == 0 && !tooMany {
		g.identified = append(g.identified, now)
		g.welcome(c, number, of)
	}
	if code == 0 && tooMany {
		g.s.violate("IDENTIFY_CONCURRENCY", "gateway", "more than %d identifies in 5 s", g.s.cfg.Concurrency)
	}
	g.s.mu.Unlock()
	if code != 0 {
		c.close(code, "refused")
	} else if tooMany {
		c.send(9, false)
	}
}

// refusal is the close code for an identify that Discord does not take, or 0.
func (g *gateway) refusal(c *connection, d Object) int {
	const privileged = 1<<1 | 1<<8 | 1<<15
	switch {
	case c.session != nil:
		return 4005
	case strings.TrimPrefix(str(d["token"]), "Bot ") != g.s.Token:
		return 4004
	case d["intents"] == nil || num(d["intents"]) >= 1<<26:
		return 4013
	case num(d["intents"])&privileged != 0:
		return 4014
	}
	return 0
}

// welcome begins a session; s.mu is held.
func (g *gateway) welcome(c *connection, shard, of int) {
	ss := &session{id: fmt.Sprintf("session%d", len(g.sessions)), conn: c, intents: g.intents, shard: shard, of: of}
	g.sessions[ss.id], c.session = ss, ss
	guilds := []any{}
	for _, gd := range g.s.world.guilds {
		if gd.joined && ss.gets(gd.id) {
			guilds = append(guilds, Object{"id": gd.id, "unavailable": true})
		}
	}
	g.push(ss, "READY", Object{
		"v": 9, "user": g.s.world.userJSON(AppID), "guilds": guilds, "session_id": ss.id, "shard": []int{shard, of}, "resume_gateway_url": g.s.gatewayURL(), "application": Object{"id": AppID, "flags": 0},
	})
	for _, gd := range g.s.world.guilds {
		if gd.joined && ss.gets(gd.id) {
			g.push(ss, "GUILD_CREATE", g.s.world.guildJSON(gd))
		}
	}
}

func (c *connection) resume(d Object) {
	g := c.g
	g.s.mu.Lock()
	ss := g.sessions[str(d["session_id"])]
	if strings.TrimPrefix(str(d["token"]), "Bot ") != g.s.Token {
		g.s.mu.Unlock()
		c.close(4004, "Authentication failed.")
		return
	}
	if ss == nil || ss.dead || num(d["seq"]) > ss.seq {
		g.s.mu.Unlock()
		c.send(9, false)
		return
	}
	defer g.s.mu.Unlock()
	g.resumes++
	if old := ss.conn; old != nil {
		delete(g.conns, old)
		old.ws.Close()
	}
	c.session, ss.conn, c.beat = ss, c, time.Now()
	for _, e := range ss.events[num(d["seq"]):] {
		if e != nil { // else it was forgotten
			c.write(e)
		}
	}
	g.push(ss, "RESUMED", Object{})
}

// push numbers an event, keeps it for a resume and sends it; s.mu is held.
func (g *gateway) push(ss *session, event string, d any) {
	ss.seq++
	b, _ := json.Marshal(Object{"op": 0, "t": event, "s": ss.seq, "d": d})
	ss.events = append(ss.events, b)
	if keep := g.s.cfg.Keep; keep > 0 && len(ss.events) > keep {
		ss.events[len(ss.events)-1-keep] = nil // its number stays
	}
	if ss.conn != nil && !g.trouble.noEvents {
		ss.conn.write(b)
	}
}

// dispatch sends an event to the sessions that it is for; s.mu is held.
func (g *gateway) dispatch(event string, d Object) {
	guild := str(d["guild_id"])
	if strings.HasPrefix(event, "GUILD_") {
		guild = str(d["id"])
	}
	for _, ss := range g.sessions {
		if !ss.dead && ss.gets(guild) {
			g.push(ss, event, d)
		}
	}
}

// dispatchMessage sends a message to the sessions whose intents cover it, its
// content only where Discord shows it without the privileged intent.
func (g *gateway) dispatchMessage(event string, m *message) {
	intent := 1 << 9
	if m.channel.guild == "" {
		intent = 1 << 12
	}
	o := clone(m.Object)
	ours := str(object(o["author"])["id"]) == AppID || m.channel.guild == ""
	for _, u := range list(o["mentions"]) {
		ours = ours || str(object(u)["id"]) == AppID
	}
	if !ours {
		o["content"], o["components"], o["attachments"] = "", []any{}, []any{}
	}
	for _, ss := range g.sessions {
		if !ss.dead && ss.intents&intent != 0 && ss.gets(m.channel.guild) {
			g.push(ss, event, o)
		}
	}
}
