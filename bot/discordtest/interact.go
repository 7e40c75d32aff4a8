package discordtest

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// What an Action can be.
const (
	Slash        = "slash"
	Menu         = "menu" // a command of a message's menu
	Autocomplete = "autocomplete"
	Press        = "press"  // a button
	Choose       = "choose" // options of a select menu
	Submit       = "submit" // the form the bot opened
)

// Action is one use of the bot by a person.
type Action struct {
	Kind    string // default Slash
	User    string // default alice
	Channel string // default that of Message, else the person's usual one; "dm" = their direct channel
	Locale  string // default the person's own

	Command string
	Sub     string // sub-command
	Options Object // values; an attachment is what AddFile returned
	Focused string // Autocomplete: the option being typed

	Message  string   // Press, Choose, Menu: the message it stands on, or is used on
	Label    string   // the component's label or placeholder, or
	CustomID string   // its custom id
	Values   []string // Choose

	Fields map[string]string   // Submit: the inputs by custom id
	Picked map[string][]string // Submit: the selects by custom id

	// Forced skips what Discord's client checks before it sends anything: that
	// the component exists, that the command is visible, that options fit.
	Forced bool
}

// The types of interactions.
var kinds = map[string]int{Slash: 2, Menu: 2, Press: 3, Choose: 3, Autocomplete: 4, Submit: 5}

// Interaction is an Action on its way, and what the bot made of it.
type Interaction struct {
	ID    string
	Sent  time.Time
	Acked time.Duration // after which the first response came
	Done  time.Duration // after which the person saw the answer
	Type  int           // of the first response

	server    *Server
	token     string
	action    Action
	user      string
	channel   *channel
	source    *message // the message of a component
	message   *message // the response
	followUps []*message
	modal     Object
	choices   []any
	acked     bool
	withdrawn bool // the response was deleted
}

// Interact sends an action to the bot. It panics where Discord's client would
// not offer the action at all.
func (s *Server) Interact(a Action) *Interaction {
	it, err := s.TryInteract(a)
	if err != nil {
		panic(err)
	}
	return it
}

// TryInteract is Interact for actions that Discord's client may refuse.
func (s *Server) TryInteract(a Action) (*Interaction, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.Message != "" && s.lookUp(a.Message) == nil {
		return nil, fmt.Errorf("there is no message %s any more", a.Message)
	}
	a = s.withDefaults(a)
	ch, err := s.world.channel(a.Channel, a.User)
	if err != nil {
		return nil, err
	}
	it := &Interaction{ID: s.nextID(), server: s, action: a, user: s.world.id(a.User), channel: ch, token: fmt.Sprintf("interaction-token-%d-%s", s.lastID, s.cfg.Secret)}
	data, err := s.data(it)
	if err != nil {
		return nil, err
	}
	it.Sent = time.Now()
	if s.cfg.Keep > 0 {
		maps.DeleteFunc(s.sent, func(_ string, old *Interaction) bool { return it.Sent.Sub(old.Sent) > s.cfg.TokenLife })
	}
	s.sent[it.token] = it
	s.gw.dispatch("INTERACTION_CREATE", s.event(it, data))
	return it, nil
}

func (s *Server) withDefaults(a Action) Action {
	if a.Kind == "" {
		a.Kind = Slash
	}
	if a.User == "" {
		a.User = "alice"
	}
	switch {
	case a.Channel != "":
	case a.Message != "":
		a.Channel = s.find(a.Message).channel.id
	case a.Kind == Submit && s.openForm(s.world.id(a.User)) != nil:
		a.Channel = s.openForm(s.world.id(a.User)).channel.id
	default:
		a.Channel = s.world.users[s.world.id(a.User)].home
	}
	return a
}

// event is the INTERACTION_CREATE around the data.
func (s *Server) event(it *Interaction, data Object) Object {
	locale := it.action.Locale
	if u := s.world.users[it.user]; locale == "" && u != nil {
		locale = u.locale
	}
	e := Object{"id": it.ID, "application_id": AppID, "type": kinds[it.action.Kind], "token": it.token, "version": 1, "locale": locale, "channel_id": it.channel.id, "channel": s.world.channelJSON(it.channel), "data": data}
	if it.source != nil {
		e["message"] = it.source.Object
	}
	if it.channel.guild == "" {
		e["user"] = s.world.userJSON(it.user)
		return e
	}
	e["app_permissions"] = fmt.Sprint(s.world.botMay(it.channel))
	e["guild_id"] = it.channel.guild
	e["guild_locale"] = s.world.guilds[it.channel.guild].locale
	e["member"] = s.world.memberJSON(it.channel.guild, it.user)
	return e
}

func (s *Server) data(it *Interaction) (Object, error) {
	switch it.action.Kind {
	case Slash, Autocomplete:
		return s.commandData(it)
	case Menu:
		return s.menuData(it)
	case Press, Choose:
		return s.componentData(it)
	case Submit:
		return s.modalData(it)
	}
	return nil, fmt.Errorf("no action %q", it.action.Kind)
}

func (s *Server) commandData(it *Interaction) (Object, error) {
	a := it.action
	cmd := s.findCommand(it.channel.guild, a.Command)
	if cmd == nil && !a.Forced {
		return nil, fmt.Errorf("no command %q is registered here", a.Command)
	}
	if err := s.visible(it, cmd); err != nil && !a.Forced {
		return nil, err
	}
	defined := list(cmd["options"])
	if a.Sub != "" {
		i := slices.IndexFunc(defined, func(o any) bool { return str(object(o)["name"]) == a.Sub })
		if i < 0 && !a.Forced {
			return nil, fmt.Errorf("/%s has no sub-command %q", a.Command, a.Sub)
		}
		if i >= 0 {
			defined = list(object(defined[i])["options"])
		}
	}
	options, resolved, err := fill(a, defined)
	if err != nil && !a.Forced {
		return nil, err
	}
	if a.Sub != "" {
		options = []any{Object{"type": 1, "name": a.Sub, "options": options}}
	}
	return Object{"id": "1", "type": 1, "name": a.Command, "options": options, "resolved": Object{"attachments": resolved, "channels": s.chosenChannels(it)}}, nil
}

// chosenChannels are the channels among the options, with what the person may do
// there.
func (s *Server) chosenChannels(it *Interaction) Object {
	out := Object{}
	for _, v := range it.action.Options {
		if ch := s.world.channels[str(v)]; ch != nil && ch.guild != "" && ch.guild == it.channel.guild {
			o := s.world.channelJSON(ch)
			o["permissions"] = s.world.memberJSON(ch.guild, it.user)["permissions"]
			out[ch.id] = o
		}
	}
	return out
}

// menuData is the command of a message's menu, with the message it is used on.
func (s *Server) menuData(it *Interaction) (Object, error) {
	cmd := s.findCommand(it.channel.guild, it.action.Command)
	if (cmd == nil || num(cmd["type"]) != 3) && !it.action.Forced {
		return nil, fmt.Errorf("no message command %q is registered here", it.action.Command)
	}
	m := s.lookUp(it.action.Message)
	if m == nil {
		return nil, fmt.Errorf("%s is a command on a message, and none is named", it.action.Command)
	}
	return Object{"id": "1", "type": 3, "name": it.action.Command, "target_id": m.Object["id"], "resolved": Object{"messages": Object{str(m.Object["id"]): m.Object}}}, nil
}

// visible says whether Discord shows the command to this person here.
func (s *Server) visible(it *Interaction, cmd Object) error {
	if contexts, limited := cmd["contexts"].([]any); limited {
		here := 0.0
		if it.channel.guild == "" {
			here = 1
		}
		if !slices.Contains(contexts, any(here)) {
			return fmt.Errorf("/%s is not offered in this context", it.action.Command)
		}
	}
	if g := s.world.guilds[it.channel.guild]; g != nil && !g.may(it.user, bits(cmd["default_member_permissions"])) {
		return fmt.Errorf("/%s is hidden from %s", it.action.Command, it.action.User)
	}
	return nil
}

// fill pairs the option values with their definitions, as Discord's client does.
func fill(a Action, defined []any) (options []any, attachments Object, err error) {
	attachments, options = Object{}, []any{}
	left := len(a.Options)
	for _, x := range defined {
		o := object(x)
		name := str(o["name"])
		v, given := a.Options[name]
		if !given {
			if flag(o["required"]) && a.Kind == Slash {
				err = fmt.Errorf("option %s is required", name)
			}
			continue
		}
		left--
		if most := num(o["max_length"]); most > 0 && length(v) > most && a.Kind == Slash {
			err = fmt.Errorf("option %s takes at most %d characters", name, most)
		}
		if file, ok := v.(Object); ok {
			attachments[str(file["id"])] = file
			v = file["id"]
		}
		options = append(options, Object{"name": name, "type": o["type"], "value": v, "focused": a.Focused == name})
	}
	if left > 0 {
		err = fmt.Errorf("/%s has no such options: %v", a.Command, a.Options)
		for name, v := range a.Options { // reached by the bot only when forced
			if !slices.ContainsFunc(options, func(o any) bool { return str(object(o)["name"]) == name }) {
				options = append(options, Object{"name": name, "type": 3, "value": v})
			}
		}
	}
	return options, attachments, err
}

func (s *Server) componentData(it *Interaction) (Object, error) {
	a := it.action
	m := s.lookUp(a.Message)
	if m == nil {
		return nil, fmt.Errorf("no message is named to %s on", a.Kind)
	}
	if m.onlyFor != "" && m.onlyFor != it.user {
		return nil, fmt.Errorf("message %s is not shown to %s", a.Message, a.User)
	}
	it.source = m
	kind := typeButton
	if a.Kind == Choose {
		kind = typeSelect
	}
	if a.Forced {
		return Object{"custom_id": a.CustomID, "component_type": kind, "values": a.Values}, nil
	}
	var found Object
	walk(m.Object, func(c Object) {
		match := a.CustomID != "" && str(c["custom_id"]) == a.CustomID || a.CustomID == "" && (str(c["label"]) == a.Label || str(c["placeholder"]) == a.Label)
		if found == nil && num(c["type"]) == kind && str(c["custom_id"]) != "" && match {
			found = c
		}
	})
	if found == nil || flag(found["disabled"]) {
		return nil, fmt.Errorf("no %s %q %q can be used on %s", a.Kind, a.Label, a.CustomID, readable(m.Object))
	}
	return Object{"custom_id": found["custom_id"], "component_type": kind, "values": a.Values}, nil
}

// openForm is what opened the form that a person sees.
func (s *Server) openForm(person string) (open *Interaction) {
	for _, other := range s.sent {
		if other.user == person && other.modal != nil && (open == nil || other.ID > open.ID) {
			open = other
		}
	}
	return open
}

// modalData fills in the form that the bot opened last for this person.
func (s *Server) modalData(it *Interaction) (Object, error) {
	open := s.openForm(it.user)
	if open == nil {
		return nil, fmt.Errorf("no form is open for %s", it.action.User)
	}
	it.source = open.source
	form := clone(open.modal)
	if it.action.CustomID != "" {
		form["custom_id"] = it.action.CustomID
	}
	var err error
	walk(form, func(c Object) {
		if picked, given := it.action.Picked[str(c["custom_id"])]; given {
			c["values"] = picked
		}
		if num(c["type"]) != typeInput {
			return
		}
		if v, given := it.action.Fields[str(c["custom_id"])]; given {
			c["value"] = v
		}
		required, set := c["required"].(bool)
		if (required || !set) && str(c["value"]) == "" {
			err = fmt.Errorf("the form requires %s", c["custom_id"])
		}
		if most := num(c["max_length"]); most > 0 && length(c["value"]) > most {
			err = fmt.Errorf("the form takes at most %d characters in %s", most, c["custom_id"])
		}
	})
	return Object{"custom_id": form["custom_id"], "components": form["components"]}, err
}

// Result is what a person sees of an interaction.
type Result struct {
	Type      int // of the first response
	Acked     time.Duration
	Done      time.Duration
	Ephemeral bool
	Message   Message // the response
	FollowUps []Message
	Choices   []string // Autocomplete: the values suggested
	Modal     Object   // the form opened
}

// Text is all text the person can read.
func (r Result) Text() string { return r.Message.Text() + readable(r.Modal) }

// Final waits for the answer, which a deferred response is not.
func (it *Interaction) Final(t TB) Result {
	t.Helper()
	var r Result
	done := func() bool {
		var loading bool
		r, loading = it.now()
		return r.Type != 0 && !loading
	}
	if !Until(15*time.Second, done) {
		t.Fatalf("no answer to %s /%s %s %s; first response of type %d", it.action.Kind, it.action.Command, it.action.Label, it.action.CustomID, r.Type)
	}
	return r
}

// Offers are the suggestions of an Autocomplete, each with name and value.
func (it *Interaction) Offers() []any {
	it.server.mu.Lock()
	defer it.server.mu.Unlock()
	return clone(it.choices)
}

// Now is the state of things, without waiting.
func (it *Interaction) Now() Result { r, _ := it.now(); return r }

func (it *Interaction) now() (Result, bool) {
	s := it.server
	s.mu.Lock()
	defer s.mu.Unlock()
	r := Result{Type: it.Type, Acked: it.Acked, Done: it.Done, Modal: clone(it.modal)}
	for _, c := range it.choices {
		r.Choices = append(r.Choices, str(object(c)["value"]))
	}
	for _, m := range it.followUps {
		r.FollowUps = append(r.FollowUps, s.view(m))
	}
	if it.withdrawn && len(it.followUps) == 0 {
		return r, true
	}
	if it.withdrawn {
		r.Message, r.Ephemeral = r.FollowUps[0], it.followUps[0].onlyFor != ""
		return r, false
	}
	if it.message == nil {
		return r, false
	}
	r.Message, r.Ephemeral = s.view(it.message), it.message.onlyFor != ""
	return r, it.message.loading
}

// String names the action, for people.
func (it *Interaction) String() string {
	a := it.action
	return fmt.Sprintf("%s /%s %s%s %v", a.Kind, a.Command, a.Label, a.CustomID, a.Options)
}
