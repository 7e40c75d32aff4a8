package discordtest

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
)

// getSelf is the bot's user.
func (s *Server) getSelf(*call) reply { return ok(s.world.userJSON(AppID)) }

// getApplication is the bot's application.
func (s *Server) getApplication(*call) reply {
	return ok(Object{"id": AppID, "name": "bot", "flags": 0})
}

// getGuilds lists the servers that the bot is in, with what it may do there.
func (s *Server) getGuilds(*call) reply {
	list := []Object{}
	for _, id := range slices.Sorted(maps.Keys(s.world.guilds)) {
		g := s.world.guilds[id]
		if g.joined {
			may := cmp.Or(s.botMay[g.id], everyday)
			list = append(list, Object{"id": g.id, "name": cmp.Or(g.name, "server "+g.id), "permissions": strconv.FormatInt(may, 10)})
		}
	}
	return ok(list)
}

// LetBot sets what the bot may do in a server, as Discord's bits.
func (s *Server) LetBot(guild string, permissions int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.botMay == nil {
		s.botMay = map[string]int64{}
	}
	s.botMay[s.world.id(guild)] = permissions
}
