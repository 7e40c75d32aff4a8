package discordtest

import (
	"fmt"
	"net/http"
)

// scope is where the commands of a request live: a guild's id or "".
func (s *Server) scope(c *call) (string, *reply) {
	id := c.PathValue("guild")
	if g := s.world.guilds[id]; id != "" && (g == nil || !g.joined) {
		rep := refuse(http.StatusForbidden, 50001, "Missing Access")
		return "", &rep
	}
	return id, nil
}

func (s *Server) getCommands(c *call) reply {
	scope, bad := s.scope(c)
	if bad != nil {
		return *bad
	}
	out := []any{}
	for _, cmd := range s.commands[scope] {
		cmd = clone(cmd)
		if c.URL.Query().Get("with_localizations") != "true" {
			delete(cmd, "name_localizations")
			delete(cmd, "description_localizations")
		}
		out = append(out, cmd)
	}
	return ok(out)
}

// putCommands overwrites the commands of a scope and answers as Discord does:
// with ids, a version, and its defaults filled in.
func (s *Server) putCommands(c *call) reply {
	scope, bad := s.scope(c)
	if bad != nil {
		return *bad
	}
	commands, isList := c.body.([]any)
	if !isList {
		return s.reject(c, []problem{{"", "LIST_TYPE_CONVERT", "must be a list"}})
	}
	if problems := judgeCommands(commands); len(problems) > 0 {
		return s.reject(c, problems)
	}
	if same(s.commands[scope], commands) {
		s.violate("COMMANDS_UNCHANGED", c.Method+" "+c.log.Route, "overwritten without a change")
	}
	stored := []Object{}
	for _, x := range commands {
		cmd := clone(object(x))
		cmd["id"], cmd["version"], cmd["application_id"] = s.nextID(), s.nextID(), AppID
		for k, v := range map[string]any{"type": 1.0, "nsfw": false, "default_member_permissions": nil, "dm_permission": true, "contexts": nil, "integration_types": []any{0.0}} {
			if _, set := cmd[k]; !set {
				cmd[k] = v
			}
		}
		if scope != "" {
			cmd["guild_id"] = scope
			delete(cmd, "contexts")
			delete(cmd, "integration_types")
		}
		stored = append(stored, cmd)
	}
	s.commands[scope] = stored
	for w := range s.watchers {
		s.hand(w, s.offer(w.person))
	}
	return ok(stored)
}

// same reports whether each command sent equals the one stored.
func same(stored []Object, sent []any) bool {
	if len(stored) != len(sent) {
		return false
	}
	for i, x := range sent {
		for k, v := range object(x) {
			if old, known := stored[i][k]; known && fmt.Sprint(old) != fmt.Sprint(v) {
				return false
			}
		}
	}
	return true
}

// Commands returns the names of the commands registered for a guild, or of the
// global ones with "".
func (s *Server) Commands(guild string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for _, c := range s.commands[s.world.id(guild)] {
		names = append(names, str(c["name"]))
	}
	return names
}

// findCommand looks a command up as Discord offers it in a guild or a DM.
func (s *Server) findCommand(guild, name string) Object {
	for _, scope := range []string{guild, ""} {
		for _, c := range s.commands[scope] {
			if str(c["name"]) == name {
				return c
			}
		}
	}
	return nil
}
