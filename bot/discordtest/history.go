package discordtest

import (
	"net/http"
	"strconv"
)

// getMessages lists a channel's messages, newest first. As with Discord, a channel
// whose history the bot may not read is empty to it, and nonces are not told.
func (s *Server) getMessages(c *call) reply {
	ch := s.world.channels[c.PathValue("channel")]
	switch {
	case ch == nil:
		return refuse(http.StatusNotFound, 10003, "Unknown Channel")
	case s.world.botMay(ch)&viewChannel == 0:
		return refuse(http.StatusForbidden, 50001, "Missing Access")
	}
	limit, before := 50, c.URL.Query().Get("before")
	if n, err := strconv.Atoi(c.URL.Query().Get("limit")); err == nil {
		limit = n
	}
	if limit < 1 || limit > 100 {
		return s.reject(c, []problem{{"limit", "NUMBER_TYPE_MAX", "must be between 1 and 100"}})
	}
	page := []any{}
	for i := len(ch.messages) - 1; i >= 0 && len(page) < limit && s.world.botMay(ch)&readHistory != 0; i-- {
		m := ch.messages[i]
		if m.onlyFor != "" || before != "" && str(m.Object["id"]) >= before {
			continue
		}
		o := clone(m.Object)
		if s.cfg.Now == nil {
			o["timestamp"] = m.made.UTC().Format("2006-01-02T15:04:05.000000+00:00")
		}
		delete(o, "nonce")
		delete(o, "enforce_nonce")
		page = append(page, o)
	}
	return ok(page)
}

// DeleteChannel removes a channel, as somebody in the server might.
func (s *Server) DeleteChannel(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.world.channels, s.world.id(key))
}

// Deny takes permissions away from the bot in a channel, or gives them back: bits
// of Discord's, such as 1<<11 for writing.
func (s *Server) Deny(key string, permissions int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.channels[s.world.id(key)].deny = permissions
}

// CloseDMs lets a person take no direct messages.
func (s *Server) CloseDMs(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.users[s.world.id(key)].closedDMs = true
}

// Allow gives a member of a server further permissions, as Discord's bits.
func (s *Server) Allow(guild, member string, permissions int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.guilds[s.world.id(guild)].members[s.world.id(member)] |= permissions
}
