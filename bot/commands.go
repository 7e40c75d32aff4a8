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
	Least        int          `json:"min_value,omitempty"`
	Most         int          `json:"max_value,omitempty"`
	Choices      []choiceText `json:"choices,omitempty"`
	Channels     []int        `json:"channel_types,omitempty"`

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
	typeInteger    = int(discordgo.ApplicationCommandOptionInteger)
	typeChannel    = int(discordgo.ApplicationCommandOptionChannel)
	typeMessage    = int(discordgo.MessageApplicationCommand)
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
// people who installed the app for themselves. Those that need a Memory are left
// out without one, and so are those that need Subscriptions, or a Watcher beside.
func (t table) global(memory, subscriptions, alerts bool) []command {
	list := append(t.asking(), t.aboutPeople()...)
	list = append(list, t.named(typeCommand, "sources", t.names("option.source")), t.named(typeCommand, "help"))
	if memory {
		list = append(list, t.named(typeCommand, "privacy", t.oneOf("privacy.action", "show", "export", "delete")))
	}
	if alerts {
		list = append(list, t.alert())
	}
	list = append(list, t.onMessage("verify_this", verifyThis), t.onMessage("related", findRelated))
	for i := range list {
		list[i].Contexts, list[i].Installs = []int{0, 1, 2}, []int{0, 1}
	}
	if memory {
		list = append(list, t.settings())
	}
	if subscriptions {
		list = append(list, t.digest())
	}
	return list
}

// asking are the commands for a question and for the news.
func (t table) asking() []command {
	question := t.required(t.words("ask.question", maxQuestion))
	since, until := t.words("option.since", 40), t.words("option.until", 40)
	source, language, private := t.names("option.source"), t.oneOf("option.language", languages()...), t.named(typeBool, "option.private")
	return []command{
		t.named(typeCommand, "ask", question, t.names("ask.speaker"), source, since, until, language, t.oneOf("ask.kind", "statement", "takeaways"), private),
		t.named(typeCommand, "latest", t.names("option.topic"), source, since, until, language, private),
	}
}

// aboutPeople are the commands for what somebody said.
func (t table) aboutPeople() []command {
	since, until, private := t.words("option.since", 40), t.words("option.until", 40), t.named(typeBool, "option.private")
	speaker, topic := t.required(t.names("ask.speaker")), t.names("option.topic")
	quote := t.required(t.words("verify.quote", maxVerify))
	return []command{
		t.named(typeCommand, "quotes", speaker, topic, t.names("option.source"), since, until, t.oneOf("quotes.kind", statementKinds()...), private),
		t.named(typeCommand, "timeline", speaker, t.required(topic), since, until, private),
		t.named(typeCommand, "compare", t.required(t.names("compare.first")), t.required(t.names("compare.second")), t.required(topic), since, until, private),
		t.trends(since, until, private),
		t.named(typeCommand, "verify", quote, t.names("ask.speaker"), private),
	}
}

// alert is the command for what is told as soon as somebody says it.
func (t table) alert() command {
	where := t.named(typeChannel, "alert.add.channel")
	where.Channels = textChannels()
	which := t.required(t.names("alert.which"))
	return t.named(typeCommand, "alert",
		t.named(typeSub, "alert.add", t.names("ask.speaker"), t.names("option.topic"), t.names("option.source"), where, t.oneOf("alert.frequency", rhythms()...)),
		t.named(typeSub, "alert.list"), t.named(typeSub, "alert.test", which), t.named(typeSub, "alert.remove", which))
}

// textChannels are the types of channel that messages are written to: of text, of
// announcements, and their threads.
func textChannels() []int {
	return []int{
		int(discordgo.ChannelTypeGuildText), int(discordgo.ChannelTypeGuildNews), int(discordgo.ChannelTypeGuildNewsThread),
		int(discordgo.ChannelTypeGuildPublicThread), int(discordgo.ChannelTypeGuildPrivateThread),
	}
}

// settings is the command for the admins of a server.
func (t table) settings() command {
	manage := strconv.Itoa(discordgo.PermissionManageGuild)
	perMinute := t.required(t.named(typeInteger, "settings.limits.per_minute"))
	perMinute.Least, perMinute.Most = 1, mostPerMinute
	c := t.named(typeCommand, "settings", t.named(typeSub, "settings.show"),
		t.named(typeSub, "settings.channel", t.required(t.named(typeChannel, "settings.channel.channel")), t.required(t.oneOf("settings.channel.answers", answerModes()...))),
		t.named(typeSub, "settings.language", t.required(t.oneOf("settings.language.language", append([]string{"auto"}, languages()...)...))),
		t.named(typeSub, "settings.limits", perMinute),
		t.named(typeSub, "settings.audit"), t.named(typeSub, "settings.gaps"), t.named(typeSub, "settings.export"))
	c.Contexts, c.Installs, c.Permissions = []int{0}, []int{0}, &manage
	return c
}

// digest is the command for those who manage channels.
func (t table) digest() command {
	manage := strconv.Itoa(discordgo.PermissionManageChannels)
	channel := t.named(typeChannel, "digest.channel")
	channel.Channels = textChannels()
	items := t.named(typeInteger, "digest.items")
	items.Least, items.Most = 1, mostItems
	zone := t.names("digest.timezone")
	c := t.named(typeCommand, "digest",
		t.named(typeSub, "digest.set", t.required(t.oneOf("digest.every", digestRhythms()...)), t.required(t.words("digest.at", 10)), zone, t.oneOf("digest.weekday", weekdays()...),
			t.names("option.topic"), t.oneOf("digest.language", languages()...), items, channel),
		t.named(typeSub, "digest.preview", channel), t.named(typeSub, "digest.list"), t.named(typeSub, "digest.off", channel))
	c.Contexts, c.Installs, c.Permissions = []int{0}, []int{0}, &manage
	return c
}

// required makes an option one that has to be filled in.
func (t table) required(option command) command {
	option.Required = true
	return option
}

// onMessage is a command of a message's menu. It has a name and no description;
// the name is also what an interaction says, so that the code holds it.
func (t table) onMessage(key, name string) command {
	return command{Type: typeMessage, Name: name, Names: t.translated(key + ".name")}
}

// admin are the commands of the operators' guild. Discord shows them to members
// who may manage the guild; what counts is checked when they are used.
// Those about sources are left out without a News.
func (t table) admin(news bool) []command {
	manage := strconv.Itoa(discordgo.PermissionManageGuild)
	add := t.named(typeSub, "index.add", t.named(typeAttachment, "index.add.file"))
	if news {
		add.Options = append(add.Options, t.words("index.add.url", maxAddress), t.words("index.add.feed", maxAddress))
	}
	index := t.named(typeCommand, "index", t.named(typeSub, "index.status"), t.named(typeSub, "index.rebuild"), add, t.named(typeSub, "index.backup"))
	if news {
		index.Options = append(index.Options, t.ofSources()...)
	}
	index.Permissions = &manage
	return []command{index}
}

// maxAddress is the longest address that is asked for.
const maxAddress = 1000

// ofSources are the subcommands of /index about sources, and what they brought.
func (t table) ofSources() []command {
	why := t.required(t.words("index.reason", 300))
	return []command{
		t.named(typeSub, "index.sources"),
		t.named(typeSub, "index.refresh", t.words("index.refresh.source", maxAddress)),
		t.named(typeSub, "index.remove", t.required(t.words("index.remove.target", maxAddress)), why, t.named(typeBool, "index.remove.all")),
		t.named(typeSub, "index.correct", t.required(t.words("index.correct.article", maxAddress)), t.required(t.words("index.correct.words", 2000)), why,
			t.words("index.correct.speaker", 100), t.named(typeBool, "index.correct.hide"), t.named(typeBool, "index.correct.withdraw")),
	}
}

// register brings Discord's commands into step with ours.
func (b *Bot) register(ctx context.Context) {
	_, app := b.ids()
	err := b.persist(ctx, "commands", func() error {
		return b.overwrite(ctx, discordgo.EndpointApplicationGlobalCommands(app), table{b.texts}.global(b.Memory != nil, b.Subscriptions != nil, b.alerts()))
	})
	if err != nil {
		b.Log.Error("bot: the commands are not registered", "error", err)
	}
	b.registerAdmin(ctx)
}

func (b *Bot) registerAdmin(ctx context.Context) {
	if b.Admin == nil || b.AdminGuild == "" {
		b.Log.Info("bot: no /index, because ADMIN_GUILD_ID is not set")
		return
	}
	_, app := b.ids()
	err := b.persist(ctx, "/index", func() error {
		return b.overwrite(ctx, discordgo.EndpointApplicationGuildCommands(app, b.AdminGuild), table{b.texts}.admin(b.News != nil))
	})
	const missingAccess = 50001
	switch {
	case code(err) == missingAccess:
		b.mu.Lock()
		b.shutOut = true
		b.mu.Unlock()
		b.Log.Warn("bot: no /index: the bot is not in the guild of ADMIN_GUILD_ID. It will be registered once it is let in", "guild", b.AdminGuild)
	case err != nil:
		b.Log.Error("bot: /index is not registered", "error", err)
	}
}

// persist tries until Discord says yes, or no for good; it returns the no.
func (b *Bot) persist(ctx context.Context, what string, try func() error) error {
	for wait := 5 * time.Second; ; wait = min(2*wait, 5*time.Minute) {
		err := try()
		var refused *APIError
		if err == nil || errors.As(err, &refused) && refused.Status/100 == 4 && refused.Status != http.StatusTooManyRequests {
			return err
		}
		b.Log.Warn("bot: not registered yet", "what", what, "error", err, "again_in", wait)
		if !sleep(ctx, wait) {
			return err
		}
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
