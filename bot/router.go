package bot

import (
	"context"
	"encoding/json"

	"github.com/bwmarrin/discordgo"
)

// onEvent gets every event of the gateway, each on a goroutine of its own, so
// that nothing holds the gateway up.
func (b *Bot) onEvent(_ *discordgo.Session, e *discordgo.Event) {
	if e == nil || !b.enter() {
		return
	}
	defer b.leave()
	defer func() {
		if p := recover(); p != nil {
			b.panicked(p)
		}
	}()
	switch e.Type {
	case "READY":
		decode(b, e, b.onReady)
	case "GUILD_CREATE":
		decode(b, e, b.onGuild)
	case "GUILD_UPDATE":
		decode(b, e, b.onGuildChanged)
	case "GUILD_DELETE":
		decode(b, e, b.onGuildGone)
	case "THREAD_CREATE":
		decode(b, e, b.onThread)
	case "MESSAGE_CREATE":
		decode(b, e, b.onMessage)
	case "INTERACTION_CREATE":
		decode(b, e, b.onInteraction)
	}
}

// decode hands an event to its handler. What cannot be read is nobody's
// question.
func decode[T any](b *Bot, e *discordgo.Event, handle func(*T)) {
	v := new(T)
	if err := json.Unmarshal(e.RawData, v); err != nil {
		b.Log.Warn("bot: an event cannot be read", "event", e.Type, "error", err)
		return
	}
	handle(v)
}

type ready struct {
	User        user `json:"user"`
	Application struct {
		ID string `json:"id"`
	} `json:"application"`
	Guilds []guild `json:"guilds"`
	Shard  [2]int  `json:"shard"` // its number, of so many
}

func (b *Bot) onReady(r *ready) {
	b.mu.Lock()
	first := !b.greeted
	b.self, b.app, b.greeted = r.User.ID, r.Application.ID, true
	b.mu.Unlock()
	b.missed(b.work, r.Guilds, r.Shard[0], max(1, r.Shard[1]))
	if first {
		go b.guarded(b.work, b.view(""), b.begin)
	}
}

// begin does what is to be done once after the first login. It is not waited for
// when the bot stops.
func (b *Bot) begin(ctx context.Context) result {
	b.register(ctx)
	b.tellOfCutRebuild(ctx)
	b.forget(b.long)
	return result{}
}

type guild struct {
	ID          string   `json:"id"`
	Locale      string   `json:"preferred_locale"`
	Unavailable bool     `json:"unavailable"`
	Threads     []thread `json:"threads"`
}

type thread struct {
	ID     string `json:"id"`
	Parent string `json:"parent_id"`
}

// onThread notes which channel a thread belongs to.
func (b *Bot) onThread(t *thread) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.parents[t.ID] = t.Parent
}

func (b *Bot) onGuild(g *guild) {
	b.mu.Lock()
	b.locales[g.ID] = g.Locale
	for _, t := range g.Threads {
		b.parents[t.ID] = t.Parent
	}
	letIn := g.ID == b.AdminGuild && b.shutOut
	b.shutOut = b.shutOut && !letIn
	b.mu.Unlock()
	b.back(b.work, g.ID)
	if letIn {
		b.registerAdmin(b.work)
	}
}

// onGuildChanged notes the language that a server has changed to.
func (b *Bot) onGuildChanged(g *guild) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, member := b.locales[g.ID]; member && g.Locale != "" {
		b.locales[g.ID] = g.Locale
	}
}

// onGuildGone notes that a server removed the bot. An outage is none.
func (b *Bot) onGuildGone(g *guild) {
	if !g.Unavailable && g.ID != "" {
		b.left(b.work, g.ID)
	}
}

// ids are the bot's own.
func (b *Bot) ids() (self, app string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.self, b.app
}

func (b *Bot) localeOf(guild string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.locales[guild]
}

func (b *Bot) onInteraction(it *interaction) {
	r := newResponder(b, it)
	defer func() {
		if p := recover(); p != nil {
			r.sorry(b.panicked(p))
		}
	}()
	if it.ID == "" || it.Token == "" {
		return
	}
	switch it.Type {
	case isCommand:
		r.command()
	case isButton:
		r.pressed()
	case isForm:
		r.submitted()
	case isSuggest:
		r.suggest()
	}
}
