package bot

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// ---- what comes ----

// The events are decoded here and not by discordgo, which hands over an empty
// event where it does not know the type of a component.

// message is a message that somebody wrote.
type message struct {
	ID       string `json:"id"`
	Channel  string `json:"channel_id"`
	Guild    string `json:"guild_id"` // empty in a direct message
	Type     int    `json:"type"`
	Content  string `json:"content"`
	Author   *user  `json:"author"`
	Webhook  string `json:"webhook_id"`
	Mentions []user `json:"mentions"`
}

type user struct {
	ID  string `json:"id"`
	Bot bool   `json:"bot"`
}

// The types of message that people write.
const (
	plainMessage = 0
	replyMessage = 19
)

// interaction is a command, a button, a form or a request for suggestions.
type interaction struct {
	ID      string          `json:"id"`
	Token   string          `json:"token"`
	App     string          `json:"application_id"`
	Type    int             `json:"type"`
	Guild   string          `json:"guild_id"`
	Channel string          `json:"channel_id"`
	Locale  string          `json:"locale"`
	Member  *member         `json:"member"` // in a guild
	User    *user           `json:"user"`   // in a direct message
	Message *component      `json:"message"`
	Data    interactionData `json:"data"`
}

type member struct {
	User  *user    `json:"user"`
	Roles []string `json:"roles"`
}

type interactionData struct {
	Name     string   `json:"name"`
	Options  []option `json:"options"`
	Resolved struct {
		Attachments map[string]attachment `json:"attachments"`
	} `json:"resolved"`
	CustomID   string      `json:"custom_id"`
	Components []component `json:"components"` // of a form
}

// option is an option of a command with its value, or a sub-command with its
// options.
type option struct {
	Name    string   `json:"name"`
	Type    int      `json:"type"`
	Value   any      `json:"value"`
	Focused bool     `json:"focused"`
	Options []option `json:"options"`
}

type attachment struct {
	Name string `json:"filename"`
	URL  string `json:"url"`
	Size int64  `json:"size"` // bytes
}

// component is any component, or the message around all of them.
type component struct {
	Type       int         `json:"type"`
	CustomID   string      `json:"custom_id"`
	Label      string      `json:"label"`
	Content    string      `json:"content"`
	Value      string      `json:"value"`
	Components []component `json:"components"`
	Accessory  *component  `json:"accessory"`
	Component  *component  `json:"component"` // inside a label
	Flags      int         `json:"flags"`     // of a message
}

// The types of interaction, and of the first response to one.
const (
	isCommand   = 2
	isButton    = 3
	isSuggest   = 4
	isForm      = 5
	newMessage  = 4
	thinking    = 5
	thinkAgain  = 6 // a button: the message stays as it is for now
	editMessage = 7
	suggestions = 8
	openForm    = 9
)

// private reports whether the message that a button or form belongs to is shown
// to one person. What follows from it is for that person too.
func (it *interaction) private() bool { return it.Message != nil && it.Message.Flags&ephemeral != 0 }

// who is the person behind the interaction, empty where Discord does not tell.
func (it *interaction) who() string {
	switch {
	case it.Member != nil && it.Member.User != nil:
		return it.Member.User.ID
	case it.User != nil:
		return it.User.ID
	}
	return ""
}

// find returns the first component below c, in reading order, that match
// accepts.
func (c *component) find(match func(*component) bool) *component {
	if c == nil || match(c) {
		return c
	}
	for i := range c.Components {
		if found := c.Components[i].find(match); found != nil {
			return found
		}
	}
	if found := c.Accessory.find(match); found != nil {
		return found
	}
	return c.Component.find(match)
}

// text is a string option's value, empty where the option is absent or none.
func (d *interactionData) text(name string) string {
	s, _ := d.value(name).(string)
	return s
}

func (d *interactionData) yes(name string) bool {
	b, _ := d.value(name).(bool)
	return b
}

func (d *interactionData) value(name string) any {
	for _, o := range d.options() {
		if o.Name == name {
			return o.Value
		}
	}
	return nil
}

// sub is the sub-command, empty where there is none.
func (d *interactionData) sub() string {
	if len(d.Options) == 1 && d.Options[0].Type == int(discordgo.ApplicationCommandOptionSubCommand) {
		return d.Options[0].Name
	}
	return ""
}

// options are those of the sub-command, or of the command where it has none.
func (d *interactionData) options() []option {
	if d.sub() != "" {
		return d.Options[0].Options
	}
	return d.Options
}

// field is what was written into a form's input.
func (d *interactionData) field(id string) string {
	form := component{Components: d.Components}
	if c := form.find(func(c *component) bool { return c.CustomID == id }); c != nil {
		return c.Value
	}
	return ""
}

// ---- what goes ----

// Message flags.
const (
	ephemeral    = 1 << 6  // shown to one person
	componentsV2 = 1 << 15 // text, layout and buttons are all components
)

// post is a message to be sent, or the content to edit one to. Nothing in it
// pings anybody.
type post struct {
	Flags        int                          `json:"flags"`
	Components   []discordgo.MessageComponent `json:"components"`
	Mentions     noMentions                   `json:"allowed_mentions"`
	Reference    *reference                   `json:"message_reference,omitempty"`
	Nonce        string                       `json:"nonce,omitempty"`
	EnforceNonce bool                         `json:"enforce_nonce,omitempty"`
}

// noMentions is the allowed_mentions that allow none.
type noMentions struct{}

func (noMentions) MarshalJSON() ([]byte, error) {
	return []byte(`{"parse":[],"replied_user":false}`), nil
}

type reference struct {
	Message      string `json:"message_id"`
	Channel      string `json:"channel_id"`
	FailIfAbsent bool   `json:"fail_if_not_exists"`
}

type form struct {
	CustomID   string                       `json:"custom_id"`
	Title      string                       `json:"title"`
	Components []discordgo.MessageComponent `json:"components"`
}

type choices struct {
	Choices []choice `json:"choices"`
}

type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// api is the part of Discord's REST API that the bot uses. Errors hold no token
// and no text.
type api struct {
	session *discordgo.Session
	redact  func(error) error
}

func (a *api) call(ctx context.Context, method, url, bucket string, body, out any) error {
	raw, err := a.session.RequestWithBucketID(method, url, body, bucket, discordgo.WithContext(ctx))
	if err == nil && out != nil {
		err = json.Unmarshal(raw, out)
	}
	return a.redact(err)
}

// respond sends the first response to an interaction.
func (a *api) respond(ctx context.Context, it *interaction, kind int, data any) error {
	body := struct {
		Type int `json:"type"`
		Data any `json:"data,omitempty"`
	}{kind, data}
	return a.call(ctx, http.MethodPost, discordgo.EndpointInteractionResponse(it.ID, it.Token), bucket("respond", it.Token), body, nil)
}

// edit replaces the first response. discordgo's own call cannot set the flag
// that a deferred response still needs.
func (a *api) edit(ctx context.Context, it *interaction, p post) error {
	return a.call(ctx, http.MethodPatch, discordgo.EndpointWebhookMessage(it.App, it.Token, "@original"), bucket("edit", it.Token), p, nil)
}

// followUp adds a message to the first response.
func (a *api) followUp(ctx context.Context, it *interaction, p post) error {
	return a.call(ctx, http.MethodPost, discordgo.EndpointWebhookToken(it.App, it.Token), bucket("follow", it.Token), p, nil)
}

// send posts a message in a channel. With a nonce Discord makes one message of
// however many requests arrive.
func (a *api) send(ctx context.Context, channel string, p post) error {
	if p.Nonce != "" {
		p.EnforceNonce = true
		ctx = repeatable(ctx)
	}
	u := discordgo.EndpointChannelMessages(channel)
	return a.call(ctx, http.MethodPost, u, u, p, nil)
}

// direct opens the direct channel with a person.
func (a *api) direct(ctx context.Context, person string) (channel string, err error) {
	var c struct {
		ID string `json:"id"`
	}
	body := map[string]string{"recipient_id": person}
	err = a.call(repeatable(ctx), http.MethodPost, discordgo.EndpointUserChannels("@me"), "direct", body, &c)
	return c.ID, err
}
