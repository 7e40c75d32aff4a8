package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"
)

// command is a command or an option as it is registered. Only these fields are
// sent, and only they are compared with what Discord has.
type command struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
	Options      []command         `json:"options,omitempty"`

	// Of an option.
	Required     bool         `json:"required,omitempty"`
	Autocomplete bool         `json:"autocomplete,omitempty"`
	MaxLength    int          `json:"max_length,omitempty"`
	Choices      []choiceText `json:"choices,omitempty"`

	// Of a command.
	Contexts    []int   `json:"contexts,omitempty"`
	Installs    []int   `json:"integration_types,omitempty"`
	Permissions *string `json:"default_member_permissions,omitempty"`
}

type choiceText struct {
	Name  string            `json:"name"`
	Names map[string]string `json:"name_localizations,omitempty"`
	Value string            `json:"value"`
}

// The types of command and option that the bot uses.
const (
	typeCommand    = int(discordgo.ChatApplicationCommand)
	typeSub        = int(discordgo.ApplicationCommandOptionSubCommand)
	typeString     = int(discordgo.ApplicationCommandOptionString)
	typeBool       = int(discordgo.ApplicationCommandOptionBoolean)
	typeAttachment = int(discordgo.ApplicationCommandOptionAttachment)
)

// table makes the commands out of the texts.
type table struct{ texts map[string]texts }

// named fills in a name and a description from the texts under key.
func (t table) named(kind int, key string, options ...command) command {
	return command{
		Type: kind, Name: t.texts["en"].say(key + ".name"), Names: t.translated(key + ".name"),
		Description: t.texts["en"].say(key + ".description"), Descriptions: t.translated(key + ".description"), Options: options,
	}
}

func (t table) translated(key string) map[string]string {
	out := map[string]string{}
	for _, lang := range languages()[1:] {
		out[lang] = t.texts[lang].say(key)
	}
	return out
}

func (t table) names(key string) command {
	c := t.named(typeString, key)
	c.Autocomplete, c.MaxLength = true, maxOption
	return c
}

func (t table) words(key string, length int) command {
	c := t.named(typeString, key)
	c.MaxLength = length
	return c
}

func (t table) oneOf(key string, values ...string) command {
	c := t.named(typeString, key)
	for _, v := range values {
		c.Choices = append(c.Choices, choiceText{Name: t.texts["en"].say("choice." + v), Names: t.translated("choice." + v), Value: v})
	}
	return c
}

// global are the commands for everybody: in guilds, in direct messages, and by
// people who installed the app for themselves.
func (t table) global() []command {
	question := t.words("ask.question", maxQuestion)
	question.Required = true
	since, until := t.words("option.since", 40), t.words("option.until", 40)
	source, language, private := t.names("option.source"), t.oneOf("option.language", languages()...), t.named(typeBool, "option.private")
	list := []command{
		t.named(typeCommand, "ask", question, t.names("ask.speaker"), source, since, until, language, t.oneOf("ask.kind", "statement", "takeaways"), private),
		t.named(typeCommand, "latest", t.names("latest.topic"), source, since, until, language, private),
	}
	for i := range list {
		list[i].Contexts, list[i].Installs = []int{0, 1, 2}, []int{0, 1}
	}
	return list
}

// admin are the commands of the operators' guild. Discord shows them to members
// who may manage the guild; what counts is checked when they are used.
func (t table) admin() []command {
	manage := strconv.Itoa(discordgo.PermissionManageGuild)
	index := t.named(typeCommand, "index", t.named(typeSub, "index.status"), t.named(typeSub, "index.rebuild"),
		t.named(typeSub, "index.add", t.named(typeAttachment, "index.add.file")), t.named(typeSub, "index.backup"))
	index.Permissions = &manage
	return []command{index}
}

// register brings Discord's commands into step with ours, trying until Discord
// says yes or no.
func (b *Bot) register(ctx context.Context) {
	_, app := b.ids()
	for wait := 5 * time.Second; ; wait = min(2*wait, 5*time.Minute) {
		err := b.overwrite(ctx, discordgo.EndpointApplicationGlobalCommands(app), table{b.texts}.global())
		if err == nil {
			break
		}
		b.Log.Error("bot: the commands are not registered", "error", err)
		var refused *APIError
		if errors.As(err, &refused) && refused.Status < 500 || !sleep(ctx, wait) {
			break
		}
	}
	b.registerAdmin(ctx)
}

func (b *Bot) registerAdmin(ctx context.Context) {
	if b.Admin == nil || b.AdminGuild == "" {
		b.Log.Info("bot: no /index, because ADMIN_GUILD_ID is not set")
		return
	}
	_, app := b.ids()
	err := b.overwrite(ctx, discordgo.EndpointApplicationGuildCommands(app, b.AdminGuild), table{b.texts}.admin())
	switch {
	case code(err) == 50001: // missing access
		b.mu.Lock()
		b.shutOut = true
		b.mu.Unlock()
		b.Log.Warn("bot: no /index: the bot is not in the guild of ADMIN_GUILD_ID. It will be registered once it is let in", "guild", b.AdminGuild)
	case err != nil:
		b.Log.Error("bot: /index is not registered", "error", err)
	}
}

// overwrite replaces the commands of a scope where they differ: an overwrite
// without need counts against Discord's limits.
func (b *Bot) overwrite(ctx context.Context, url string, want []command) error {
	var have []command
	if err := b.call(ctx, http.MethodGet, url+"?with_localizations=true", url, nil, &have); err != nil {
		return err
	}
	if sameCommands(have, want) {
		b.Log.Debug("bot: the commands are registered already")
		return nil
	}
	err := b.call(ctx, http.MethodPut, url, url, want, nil)
	if err == nil {
		b.Log.Info("bot: commands registered", "count", len(want))
	}
	return err
}

// sameCommands compares by content, leaving out what Discord leaves out: the
// contexts of a guild's commands.
func sameCommands(have, want []command) bool {
	if len(have) != len(want) {
		return false
	}
	byName := map[string]command{}
	for _, c := range have {
		byName[c.Name] = c
	}
	for _, c := range want {
		old := byName[c.Name]
		if c.Contexts == nil {
			old.Contexts, old.Installs = nil, nil
		}
		a, _ := json.Marshal(old)
		z, _ := json.Marshal(c)
		if string(a) != string(z) {
			return false
		}
	}
	return true
}
