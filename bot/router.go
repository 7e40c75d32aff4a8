package bot

import (
	"context"
	"encoding/json"
	"time"

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
}

func (b *Bot) onReady(r *ready) {
	b.mu.Lock()
	first := !b.greeted
	b.self, b.app, b.greeted = r.User.ID, r.Application.ID, true
	b.mu.Unlock()
	if first {
		go b.guarded(b.work, b.view(""), b.begin)
	}
}

// begin does what is to be done once after the first login. It is not waited for
// when the bot stops.
func (b *Bot) begin(ctx context.Context) result {
	b.tellOfCutRebuild(ctx)
	b.register(ctx)
	return result{}
}

type guild struct {
	ID     string `json:"id"`
	Locale string `json:"preferred_locale"`
}

func (b *Bot) onGuild(g *guild) {
	b.mu.Lock()
	b.locales[g.ID] = g.Locale
	letIn := g.ID == b.AdminGuild && b.shutOut
	b.shutOut = b.shutOut && !letIn
	b.mu.Unlock()
	if letIn {
		b.registerAdmin(b.work)
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
	r := &responder{Bot: b, it: it, view: b.view(langOf(it.Locale)), arrived: time.Now()}
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

func (r *responder) command() {
	d := &r.it.Data
	private := d.yes("private")
	switch d.Name {
	case "ask":
		r.askCommand(private)
	case "latest":
		r.latestCommand(private)
	case "index":
		r.indexCommand()
	default:
		r.refuse(r.view.say("error.unknown"))
	}
}

// pressed goes on where a button leads. What a button of an older version means
// is not known any more.
func (r *responder) pressed() {
	s, err := decodeState(r.it.Data.CustomID)
	if err != nil {
		r.Log.Info("bot: unknown button", "error", err)
		r.expired()
		return
	}
	r.view = r.Bot.view(s.lang)
	switch s.verb {
	case verbLatest:
		r.turnLatest(s)
	case verbPage, verbWho, verbFull, verbRetry:
		if q, ok := r.asked(s); ok {
			r.goOn(s, q)
			return
		}
		r.expired()
	default:
		r.expired()
	}
}

// goOn does what a button under an answer says, about the question answered.
func (r *responder) goOn(s state, q question) {
	switch s.verb {
	case verbPage:
		q.offset = s.arg
		r.turn(s, func(ctx context.Context) result { return r.answered(ctx, q, s.lang, r.fixed) })
	case verbWho:
		r.turn(s, func(ctx context.Context) result { return r.chosen(ctx, s, q) })
	case verbFull:
		q.offset = s.arg
		r.answer(newMessage, true, func(ctx context.Context) result { return r.fullQuote(ctx, q) })
	case verbRetry:
		r.openRetry(s, q)
	}
}

func (r *responder) expired() {
	r.refuse(r.view.say("error.expired"))
}

// turn shows another page: in place for whoever asked, and in a message of their
// own for anybody else.
func (r *responder) turn(s state, work func(context.Context) result) {
	if r.it.who() == userID(s.asker) {
		r.answer(editMessage, false, work)
		return
	}
	r.answer(newMessage, true, work)
}

func (r *responder) submitted() {
	s, err := decodeState(r.it.Data.CustomID)
	switch {
	case err == nil && s.verb == verbRetry:
		r.view = r.Bot.view(s.lang)
		r.answer(newMessage, r.it.private(), r.retried(s))
	case err == nil && s.verb == verbAdd:
		r.view = r.Bot.view(s.lang)
		r.addText()
	default:
		r.expired()
	}
}
