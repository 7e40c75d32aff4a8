package bot

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// ---- what comes ----

// The events are decoded here and not by discordgo, which hands over an empty
// event where it does not know the type of a component.

// message is a message that somebody wrote.
type message struct {
	ID       string   `json:"id"`
	Channel  string   `json:"channel_id"`
	Guild    string   `json:"guild_id"` // empty in a direct message
	Type     int      `json:"type"`
	Content  string   `json:"content"`
	Author   *user    `json:"author"`
	Webhook  string   `json:"webhook_id"`
	Mentions []user   `json:"mentions"`
	Answered *earlier `json:"referenced_message"` // of a reply
}

// earlier is a message that is replied to, or that a command is used on.
type earlier struct {
	Author *user `json:"author"`
	component
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
	Locale  string          `json:"locale"`          // of the person
	BotMay  string          `json:"app_permissions"` // the bot's own in this channel, a decimal number
	Home    string          `json:"guild_locale"`    // of the server
	Member  *member         `json:"member"`          // in a guild
	User    *user           `json:"user"`            // in a direct message
	Message *component      `json:"message"`
	Data    interactionData `json:"data"`
}

type member struct {
	User        *user    `json:"user"`
	Roles       []string `json:"roles"`
	Permissions string   `json:"permissions"` // in this channel, a decimal number
}

type interactionData struct {
	Name     string   `json:"name"`
	Options  []option `json:"options"`
	Resolved struct {
		Attachments map[string]attachment `json:"attachments"`
		Messages    map[string]earlier    `json:"messages"`
		Channels    map[string]place      `json:"channels"`
	} `json:"resolved"`
	Target     string      `json:"target_id"` // of a message command
	Values     []string    `json:"values"`    // of a select
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

// place is a channel that was chosen as an option.
type place struct {
	Permissions string `json:"permissions"` // of the person there, a decimal number
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

// may reports whether the person has a permission in the channel, or all of
// them, as Discord tells with each interaction.
func (it *interaction) may(permission int64) bool {
	if it.Member == nil {
		return false
	}
	has, ok := permissions(it.Member.Permissions)
	return ok && (has&discordgo.PermissionAdministrator != 0 || has&permission == permission)
}

// permissions reads a set of permissions as Discord writes it.
func permissions(s string) (bits int64, ok bool) {
	bits, err := strconv.ParseInt(s, 10, 64)
	return bits, err == nil
}

// snowflake reports whether s can be an id of Discord's.
func snowflake(s string) bool {
	n, err := strconv.ParseUint(s, 10, 64)
	return err == nil && n > 0 && strconv.FormatUint(n, 10) == s
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

// name is a string option's value where that is a name: on one line, and without
// what is no part of a question.
func (d *interactionData) name(option string) string {
	s, _ := cleanQuestion(d.text(option))
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

// number is an integer option's value, 0 where the option is absent or none.
func (d *interactionData) number(name string) int {
	n, _ := d.value(name).(float64)
	return int(n)
}

// picked is the value chosen in a select, empty where there is none.
func (d *interactionData) picked() string {
	if len(d.Values) != 1 {
		return ""
	}
	return d.Values[0]
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

	Attachments []attached `json:"attachments,omitempty"` // of the file, where it is described

	file *discordgo.File // sent along; a component shows it as attachment://NAME
}

// attached describes a file that is sent along.
type attached struct {
	ID          string `json:"id"` // its place among the files, from "0"
	Name        string `json:"filename"`
	Description string `json:"description"`
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
	url, id := discordgo.EndpointInteractionResponse(it.ID, it.Token), bucket("respond", it.Token)
	if p, ok := data.(post); ok && p.file != nil {
		return a.upload(ctx, http.MethodPost, url, id, body, p.file)
	}
	return a.call(ctx, http.MethodPost, url, id, body, nil)
}

// upload is a request with a file.
func (a *api) upload(ctx context.Context, method, url, bucket string, body any, file *discordgo.File) error {
	kind, form, err := discordgo.MultipartBodyWithJSON(body, []*discordgo.File{file})
	if err != nil {
		return err
	}
	_, err = a.session.RequestRaw(method, url, kind, form, bucket, 0, discordgo.WithContext(ctx))
	return a.redact(err)
}

// edit replaces the first response. discordgo's own call cannot set the flag
// that a deferred response still needs.
func (a *api) edit(ctx context.Context, it *interaction, p post) error {
	url, id := discordgo.EndpointWebhookMessage(it.App, it.Token, "@original"), bucket("edit", it.Token)
	if p.file != nil {
		return a.upload(ctx, http.MethodPatch, url, id, p, p.file)
	}
	return a.call(ctx, http.MethodPatch, url, id, p, nil)
}

// remove deletes the first response.
func (a *api) remove(ctx context.Context, it *interaction) error {
	return a.call(ctx, http.MethodDelete, discordgo.EndpointWebhookMessage(it.App, it.Token, "@original"), bucket("edit", it.Token), nil, nil)
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

// openThread begins a thread at a message. In a thread, or where there is one
// already, Discord refuses.
func (a *api) openThread(ctx context.Context, channel, message, name string) (thread string, err error) {
	var c struct {
		ID string `json:"id"`
	}
	u := discordgo.EndpointChannelMessageThread(channel, message)
	err = a.call(ctx, http.MethodPost, u, u, map[string]any{"name": name, "auto_archive_duration": 1440}, &c)
	return c.ID, err
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
