package discordtest

// Online reports whether a session is connected.
func (s *Server) Online() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ss := range s.gw.sessions {
		if ss.conn != nil && !ss.dead {
			return true
		}
	}
	return false
}

// Counts of what happened at the gateway so far.
type Counts struct{ Connections, Identifies, Resumes, Intents int }

// Counts returns how often the bot connected, identified and resumed, and the
// intents it asked for last.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Counts{s.gw.opened, s.gw.identifies, s.gw.resumes, s.gw.intents}
}

func (s *Server) connections() []*connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*connection
	for c := range s.gw.conns {
		out = append(out, c)
	}
	return out
}

// Reconnect asks the bot to reconnect (op 7).
func (s *Server) Reconnect() {
	for _, c := range s.connections() {
		c.send(7, nil)
	}
}

// InvalidateSession tells the bot that its session is invalid (op 9).
func (s *Server) InvalidateSession(resumable bool) {
	if !resumable {
		s.KillSessions()
	}
	for _, c := range s.connections() {
		s.mu.Lock()
		if !resumable {
			c.session = nil
		}
		s.mu.Unlock()
		c.send(9, resumable)
	}
}

// KillSessions makes every session impossible to resume.
func (s *Server) KillSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ss := range s.gw.sessions {
		ss.dead = true
	}
}

// CloseGateway closes the connections with a code.
func (s *Server) CloseGateway(code int) {
	for _, c := range s.connections() {
		c.close(code, "closed by the test")
	}
}

// Cut breaks the gateway connections without a close frame.
func (s *Server) Cut() {
	for _, c := range s.connections() {
		c.ws.NetConn().Close()
	}
}

// Garble sends a frame that is no JSON.
func (s *Server) Garble() {
	for _, c := range s.connections() {
		c.write([]byte(`{"op":0,"t":"MESSAGE_CREATE","s":`))
	}
}

// Zombie stops acknowledging heartbeats and delivering events, or begins again.
func (s *Server) Zombie(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gw.trouble.noAcks, s.gw.trouble.noEvents = on, on
}

// MuteAcks stops acknowledging heartbeats, while events go on.
func (s *Server) MuteAcks(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gw.trouble.noAcks = on
}

// Silence accepts new connections and says nothing on them.
func (s *Server) Silence(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gw.trouble.noHello = on
}

// RefuseUpgrades answers the next n connections with 503.
func (s *Server) RefuseUpgrades(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gw.trouble.refuse = n
}

// ReconnectFirst answers the next n identifies or resumes with op 7.
func (s *Server) ReconnectFirst(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gw.trouble.op7First = n
}

// Send delivers any event to the bot.
func (s *Server) Send(event string, d Object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gw.dispatch(event, d)
}

// Join lets the bot into a guild.
func (s *Server) Join(guildKey string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.world.guilds[s.world.id(guildKey)]
	g.joined = true
	s.gw.dispatch("GUILD_CREATE", s.world.guildJSON(g))
}

// ID returns the id behind a key of the world, such as "alice" or "general".
func (s *Server) ID(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world.id(key)
}

// SetLocale changes the language of a guild.
func (s *Server) SetLocale(guildKey, locale string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.world.guilds[s.world.id(guildKey)]
	if g.locale == locale {
		return
	}
	g.locale = locale
	s.gw.dispatch("GUILD_UPDATE", s.world.guildJSON(g))
}

// File is what was sent along with a message, or added with AddFile; nil where
// there is no such file.
func (s *Server) File(id string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files[id]
}
