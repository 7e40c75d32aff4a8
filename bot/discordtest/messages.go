package discordtest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// message is a message in a channel.
type message struct {
	Object
	channel *channel
	onlyFor string // ephemeral: the one person who sees it
	loading bool   // a deferred response not filled in yet
	made    time.Time
}

// Message is a message as a test sees it.
type Message struct {
	ID      string
	Channel string
	JSON    Object
	server  *Server
}

// Text is all text of the message that a person can read, buttons included.
func (m Message) Text() string { return readable(m.JSON) }

// ReplyTo is the id of the message it replies to, empty where it replies to none.
func (m Message) ReplyTo() string { return str(object(m.JSON["message_reference"])["message_id"]) }

func readable(o Object) string {
	var b strings.Builder
	walk(o, func(c Object) {
		for _, k := range []string{"content", "label", "placeholder", "url"} {
			if s := str(c[k]); s != "" {
				b.WriteString(s + "\n")
			}
		}
	})
	return b.String()
}

// walk visits an object and all components below it.
func walk(o Object, visit func(Object)) {
	visit(o)
	for _, c := range list(o["components"]) {
		walk(object(c), visit)
	}
	for _, c := range list(o["options"]) {
		visit(object(c))
	}
	for _, k := range []string{"accessory", "component"} {
		if c := object(o[k]); c != nil {
			walk(c, visit)
		}
	}
}

func (s *Server) postMessage(c *call) reply {
	ch := s.world.channels[c.PathValue("channel")]
	if ch == nil {
		return refuse(http.StatusNotFound, 10003, "Unknown Channel")
	}
	if rep, refused := s.mayPost(ch); refused {
		return rep
	}
	body := c.object()
	if problems := judgeMessage(body, 0, false); len(problems) > 0 {
		return s.reject(c, problems)
	}
	ref := str(object(body["message_reference"])["message_id"])
	if ref != "" && s.world.botMay(ch)&readHistory == 0 {
		return refuse(http.StatusForbidden, 160002, "Cannot reply without permission to read message history")
	}
	if old := ch.byNonce(body, s.cfg.NonceWindow); old != nil {
		return ok(old.Object)
	}
	m := s.store(ch, AppID, body)
	if ref != "" {
		m.Object["type"] = 19.0
	}
	s.announce("MESSAGE_CREATE", m)
	return ok(m.Object)
}

// mayPost says whether Discord lets the bot write in a channel.
func (s *Server) mayPost(ch *channel) (reply, bool) {
	may, need := s.world.botMay(ch), sendMessages
	if ch.kind == 11 {
		need = sendInThreads
	}
	switch u := s.world.users[ch.recipient]; {
	case may&viewChannel == 0:
		return refuse(http.StatusForbidden, 50001, "Missing Access"), true
	case may&need == 0:
		return refuse(http.StatusForbidden, 50013, "Missing Permissions"), true
	case u != nil && u.closedDMs:
		return refuse(http.StatusForbidden, 50007, "Cannot send messages to this user"), true
	}
	return reply{}, false
}

// byNonce finds the message that a repeated request made already, as long as
// nonces are compared.
func (c *channel) byNonce(body Object, window time.Duration) *message {
	nonce := str(body["nonce"])
	if nonce == "" || !flag(body["enforce_nonce"]) {
		return nil
	}
	i := slices.IndexFunc(c.messages, func(m *message) bool { return str(m.Object["nonce"]) == nonce && time.Since(m.made) < window })
	if i < 0 {
		return nil
	}
	return c.messages[i]
}

// store adds a message to a channel; s.mu is held.
func (s *Server) store(ch *channel, author string, body Object) *message {
	o, at := clone(body), "2025-01-02T03:04:05.000000+00:00"
	if s.cfg.Now != nil {
		at = s.cfg.Now().UTC().Format("2006-01-02T15:04:05.000000+00:00")
	}
	if o["attachments"] == nil {
		o["attachments"] = []any{}
	}
	for k, v := range (Object{
		"id": s.nextID(), "channel_id": ch.id, "author": s.world.userJSON(author), "type": 0, "timestamp": at,
		"mentions": []any{}, "embeds": []any{}, "pinned": false, "tts": false,
	}) {
		o[k] = v
	}
	if ch.guild != "" {
		o["guild_id"] = ch.guild
	}
	m := &message{Object: clone(o), channel: ch, made: time.Now()}
	ch.messages = newest(append(ch.messages, m), s.cfg.Keep)
	return m
}

// edit replaces what an edit names, and leaves the rest.
func (m *message) edit(body Object) {
	for _, k := range []string{"content", "components", "attachments"} {
		if v, set := body[k]; set {
			m.Object[k] = v
		}
	}
	m.Object["flags"] = float64((num(m.Object["flags"]) | num(body["flags"])) &^ flagLoading)
	m.loading = false
}

// openThread begins a thread at a message of a channel that is none itself.
func (s *Server) openThread(c *call) reply {
	ch := s.world.channels[c.PathValue("channel")]
	name := str(c.object()["name"])
	switch {
	case ch == nil:
		return refuse(http.StatusNotFound, 10003, "Unknown Channel")
	case length(name) < 1 || length(name) > 100:
		return s.reject(c, []problem{{"name", "BASE_TYPE_BAD_LENGTH", "must be between 1 and 100 in length"}})
	case ch.kind != 0 || s.world.botMay(ch)&createThreads == 0:
		return refuse(http.StatusForbidden, 50013, "Missing Permissions")
	}
	id := s.nextID()
	s.world.channels[id] = &channel{id: id, guild: ch.guild, name: name, kind: 11}
	s.tell(Change{"channel", s.world.channelJSON(s.world.channels[id])}, "")
	return reply{status: http.StatusCreated, body: s.world.channelJSON(s.world.channels[id])}
}

// Threads returns the ids of the threads that the bot began, by name.
func (s *Server) Threads() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]string{}
	for _, c := range s.world.channels {
		if c.kind == 11 && s.world.ids[c.name] != c.id {
			out[c.name] = c.id
		}
	}
	return out
}

func (s *Server) postTyping(c *call) reply { return reply{status: http.StatusNoContent} }

func (s *Server) openDirect(c *call) reply {
	person := str(c.object()["recipient_id"])
	if s.world.users[person] == nil {
		return refuse(http.StatusBadRequest, 50033, "Invalid Recipient(s)")
	}
	return ok(s.world.channelJSON(s.world.direct(person)))
}

// announce tells of a message: those who see it, and the bot, which hears
// nothing of ephemeral ones.
func (s *Server) announce(event string, m *message) {
	s.tellMessage(m)
	if m.onlyFor == "" && s.world.botMay(m.channel)&viewChannel != 0 {
		s.gw.dispatchMessage(event, m)
	}
}

// Post is a message that somebody writes.
type Post struct {
	Channel string // a key, an id, or "dm" for the author's direct channel
	Author  string
	Text    string // {bot} becomes the bot's mention
	ReplyTo string // id of a message; the author left the ping on unless NoPing
	NoPing  bool
	Webhook bool
	Raw     Object // set over the message's own fields
}

// Say makes somebody write a message. It panics where there is no such channel
// or message.
func (s *Server) Say(p Post) Message {
	m, err := s.TrySay(p)
	if err != nil {
		panic(err)
	}
	return m
}

// TrySay is Say for what may name a channel or a message that there is not.
func (s *Server) TrySay(p Post) (Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.world.channel(p.Channel, p.Author)
	if err != nil {
		return Message{}, err
	}
	if p.ReplyTo != "" && s.lookUp(p.ReplyTo) == nil {
		return Message{}, fmt.Errorf("there is no message %s to reply to", p.ReplyTo)
	}
	author := s.world.id(p.Author)
	text := strings.ReplaceAll(p.Text, "{bot}", "<@"+AppID+">")
	m := s.store(ch, author, Object{"content": text})
	mentioned := strings.Contains(text, "<@"+AppID+">")
	if p.ReplyTo != "" {
		ref := s.find(p.ReplyTo)
		m.Object["type"] = 19.0
		m.Object["message_reference"] = Object{"message_id": p.ReplyTo, "channel_id": ch.id}
		m.Object["referenced_message"] = ref.Object
		mentioned = mentioned || !p.NoPing && str(object(ref.Object["author"])["id"]) == AppID
	}
	if mentioned {
		m.Object["mentions"] = []any{s.world.userJSON(AppID)}
	}
	if p.Webhook {
		m.Object["webhook_id"] = "600000000000000001"
	}
	for k, v := range p.Raw {
		m.Object[k] = v
	}
	m.Object = clone(m.Object)
	s.announce("MESSAGE_CREATE", m)
	return s.view(m), nil
}

// Mention makes somebody write a message that mentions the bot.
func (s *Server) Mention(channel, author, text string) Message {
	return s.Say(Post{Channel: channel, Author: author, Text: "{bot} " + text})
}

func (s *Server) view(m *message) Message {
	return Message{ID: str(m.Object["id"]), Channel: m.channel.id, JSON: clone(m.Object), server: s}
}

func (s *Server) find(id string) *message {
	if m := s.lookUp(id); m != nil {
		return m
	}
	panic(fmt.Sprintf("no message %s in this world", id))
}

// lookUp is the message of an id, nil where there is none.
func (s *Server) lookUp(id string) *message {
	for _, ch := range s.world.channels {
		for _, m := range ch.messages {
			if str(m.Object["id"]) == id {
				return m
			}
		}
	}
	return nil
}

// Written returns what the bot wrote in a channel after message id, ephemeral
// messages left out.
func (s *Server) Written(channel, person, after string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.world.channel(channel, person)
	if err != nil {
		panic(err)
	}
	var out []Message
	for _, m := range ch.messages {
		if str(object(m.Object["author"])["id"]) == AppID && m.onlyFor == "" && str(m.Object["id"]) > after {
			out = append(out, s.view(m))
		}
	}
	return out
}

// Answer waits for what the bot writes in the message's channel after it.
func (m Message) Answer(t TB) Message {
	t.Helper()
	var got []Message
	if !Until(10*time.Second, func() bool { got = m.server.Written(m.Channel, "", m.ID); return len(got) > 0 }) {
		t.Fatalf("no answer to message %s", m.ID)
	}
	return got[0]
}

// Silence fails the test if the bot writes anything in the message's channel
// within d.
func (m Message) Silence(t TB, d time.Duration) {
	t.Helper()
	if Until(d, func() bool { return len(m.server.Written(m.Channel, "", m.ID)) > 0 }) {
		t.Errorf("the bot answered message %s", m.ID)
	}
}
