package discordtest

// Change is something that a person's client draws.
type Change struct {
	// Kind is "channel" (a channel's JSON), "commands" (those offered to the
	// person: list), "message" (a message's JSON, new or edited; loading is set
	// while the bot is thinking), "gone" (the id of a message taken back) or
	// "violation" (text: what Discord would not have taken).
	Kind string `json:"kind"`
	Data Object `json:"data"`
}

type watcher struct {
	person  string // an id
	changes chan Change
}

// behind is how many changes a watcher may be late by before it is cut off. It
// begins anew then, with all there is.
const behind = 1000

// Watch tells of everything a person sees: first of what there is, then of each
// change, until stop is called, the server ends, or the reader is too slow. The
// channel is closed then.
func (s *Server) Watch(person string) (changes <-chan Change, stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &watcher{person: s.world.id(person)}
	first := s.scene(w.person)
	w.changes = make(chan Change, len(first)+behind)
	for _, c := range first {
		w.changes <- c
	}
	s.watchers[w] = true
	return w.changes, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.unwatch(w)
	}
}

// unwatch ends a watcher; s.mu is held.
func (s *Server) unwatch(w *watcher) {
	if s.watchers[w] {
		delete(s.watchers, w)
		close(w.changes)
	}
}

// scene is all that a person sees now, in order.
func (s *Server) scene(person string) []Change {
	var out []Change
	channels := s.world.sorted()
	for _, ch := range channels {
		if ch.seenBy(person) {
			out = append(out, Change{"channel", s.world.channelJSON(ch)})
		}
	}
	out = append(out, s.offer(person))
	for _, ch := range channels {
		for _, m := range ch.messages {
			if ch.seenBy(person) && (m.onlyFor == "" || m.onlyFor == person) {
				out = append(out, m.change())
			}
		}
	}
	return out
}

// offer is the commands that are shown to a person, those of a guild with its
// id.
func (s *Server) offer(person string) Change {
	all := []any{}
	for _, scope := range sortedKeys(s.commands) {
		for _, c := range s.commands[scope] {
			if s.mayUse(person, c) {
				all = append(all, clone(c))
			}
		}
	}
	return Change{"commands", Object{"list": all}}
}

// mayUse: a command may be for members with certain permissions alone.
func (s *Server) mayUse(person string, command Object) bool {
	need := bits(command["default_member_permissions"])
	for _, g := range s.world.guilds {
		if g.joined && g.may(person, need) {
			return true
		}
	}
	return need == 0
}

// seenBy: a direct channel is its recipient's alone.
func (c *channel) seenBy(person string) bool { return c.guild != "" || c.recipient == person }

func (m *message) change() Change {
	o := clone(m.Object)
	o["loading"] = m.loading
	return Change{"message", o}
}

// tellMessage tells whoever sees a message what it is now; s.mu is held.
func (s *Server) tellMessage(m *message) {
	for w := range s.watchers {
		if m.channel.seenBy(w.person) && (m.onlyFor == "" || m.onlyFor == w.person) {
			s.hand(w, m.change())
		}
	}
}

// tell tells everybody, or one person; s.mu is held.
func (s *Server) tell(c Change, person string) {
	for w := range s.watchers {
		if person == "" || person == w.person {
			s.hand(w, c)
		}
	}
}

func (s *Server) hand(w *watcher, c Change) {
	select {
	case w.changes <- c:
	default:
		s.unwatch(w)
	}
}
