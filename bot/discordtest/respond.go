package discordtest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// The types of the first response to an interaction.
const (
	Pong         = 1
	NewMessage   = 4
	Thinking     = 5 // deferred
	ThinkingEdit = 6
	EditMessage  = 7
	Suggestions  = 8
	OpenModal    = 9
)

// fits lists the responses that each type of interaction takes.
var fits = map[int][]int{2: {NewMessage, Thinking, OpenModal}, 3: {NewMessage, Thinking, ThinkingEdit, EditMessage, OpenModal}, 4: {Suggestions}, 5: {NewMessage, Thinking, ThinkingEdit, EditMessage}}

// respond takes the first response to an interaction.
func (s *Server) respond(c *call) reply {
	it, where := s.sent[c.PathValue("token")], c.Method+" "+c.log.Route
	if it == nil || it.ID != c.PathValue("id") {
		s.violate("UNKNOWN_INTERACTION", where, "no such interaction")
		return refuse(http.StatusNotFound, 10062, "Unknown interaction")
	}
	after := c.log.At.Sub(it.Sent)
	if it.acked {
		s.violate("ALREADY_ACKED", where, "second first response to %s", it.action.Kind)
		return refuse(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	}
	if after > s.cfg.AckDeadline {
		s.violate("ACK_LATE", where, "%s answered after %v", it.action.Kind, after.Round(time.Millisecond))
		return refuse(http.StatusNotFound, 10062, "Unknown interaction")
	}
	kind, data := num(c.object()["type"]), object(c.object()["data"])
	if !slices.Contains(fits[kinds[it.action.Kind]], kind) {
		return s.reject(c, []problem{{"type", "INTERACTION_RESPONSE_TYPE", "does not fit this interaction"}})
	}
	if problems := s.judgeResponse(it, kind, data); len(problems) > 0 {
		return s.reject(c, problems)
	}
	s.accept(it, kind, data)
	it.acked, it.Acked, it.Type = true, after, kind
	if kind != Thinking && kind != ThinkingEdit {
		it.Done = after
	}
	return reply{status: http.StatusNoContent}
}

func (s *Server) judgeResponse(it *Interaction, kind int, data Object) []problem {
	switch kind {
	case NewMessage:
		return judgeMessage(data, 0, false)
	case EditMessage:
		return judgeMessage(data, num(it.source.Object["flags"]), true)
	case Thinking:
		if num(data["flags"])&^flagEphemeral != 0 {
			return []problem{{"data.flags", "DEFER_FLAGS", "only EPHEMERAL may be set on a deferred response"}}
		}
	case Suggestions:
		return judgeChoices(list(data["choices"]))
	case OpenModal:
		return judgeModal(data)
	}
	return nil
}

// accept carries a response out.
func (s *Server) accept(it *Interaction, kind int, data Object) {
	switch kind {
	case NewMessage, Thinking:
		it.message = s.newResponse(it, data)
		it.message.loading = kind == Thinking
		s.announce("MESSAGE_CREATE", it.message)
	case EditMessage:
		it.message = it.source
		it.source.edit(data)
		s.announce("MESSAGE_UPDATE", it.source)
	case ThinkingEdit:
		it.message = it.source
	case Suggestions:
		it.choices = list(data["choices"])
	case OpenModal:
		it.modal = data
	}
}

func (s *Server) newResponse(it *Interaction, data Object) *message {
	if data == nil {
		data = Object{}
	}
	m := s.store(it.channel, AppID, data)
	m.Object["application_id"] = AppID
	m.Object["interaction_metadata"] = Object{"id": it.ID, "type": kinds[it.action.Kind], "user": s.world.userJSON(it.user)}
	if it.action.Command != "" {
		name := strings.TrimSpace(it.action.Command + " " + it.action.Sub)
		m.Object["interaction"] = Object{"id": it.ID, "type": kinds[it.action.Kind], "name": name, "user": s.world.userJSON(it.user)}
	}
	if num(data["flags"])&flagEphemeral != 0 {
		m.onlyFor = it.user
	}
	return m
}

// byToken finds the interaction of a webhook call, refusing it where the token
// is unknown, not acknowledged or too old.
func (s *Server) byToken(c *call) (*Interaction, *reply) {
	it, where := s.sent[c.PathValue("token")], c.Method+" "+c.log.Route
	var rep reply
	switch {
	case it == nil:
		rep = refuse(http.StatusNotFound, 10015, "Unknown Webhook")
	case !it.acked:
		s.violate("FOLLOWUP_BEFORE_ACK", where, "before the first response")
		rep = refuse(http.StatusNotFound, 10015, "Unknown Webhook")
	case time.Since(it.Sent) > s.cfg.TokenLife:
		s.violate("TOKEN_EXPIRED", where, "token used after %v", time.Since(it.Sent).Round(time.Millisecond))
		rep = refuse(http.StatusUnauthorized, 50027, "Invalid Webhook Token")
	default:
		return it, nil
	}
	return nil, &rep
}

func (s *Server) editResponse(c *call) reply {
	it, bad := s.byToken(c)
	if bad != nil {
		return *bad
	}
	if c.PathValue("message") != "@original" || it.message == nil {
		return refuse(http.StatusNotFound, 10008, "Unknown Message")
	}
	if problems := judgeMessage(c.object(), num(it.message.Object["flags"]), false); len(problems) > 0 {
		return s.reject(c, problems)
	}
	if it.Done == 0 {
		it.Done = time.Since(it.Sent)
	}
	it.message.edit(c.object())
	s.announce("MESSAGE_UPDATE", it.message)
	return ok(it.message.Object)
}

// deleteResponse takes the first response back.
func (s *Server) deleteResponse(c *call) reply {
	it, bad := s.byToken(c)
	if bad != nil {
		return *bad
	}
	if c.PathValue("message") != "@original" || it.message == nil {
		return refuse(http.StatusNotFound, 10008, "Unknown Message")
	}
	ch := it.message.channel
	ch.messages = slices.DeleteFunc(ch.messages, func(m *message) bool { return m == it.message })
	s.tell(Change{"gone", Object{"id": it.message.Object["id"]}}, it.message.onlyFor)
	it.message, it.withdrawn = nil, true
	return reply{status: http.StatusNoContent}
}

func (s *Server) followUp(c *call) reply {
	it, bad := s.byToken(c)
	if bad != nil {
		return *bad
	}
	if problems := judgeMessage(c.object(), 0, false); len(problems) > 0 {
		return s.reject(c, problems)
	}
	m := s.newResponse(it, c.object())
	it.followUps = append(it.followUps, m)
	s.announce("MESSAGE_CREATE", m)
	return ok(m.Object)
}
