package bot

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/data"
	"verbatim/index/answer"
)

// onMessage answers what is written to the bot: a message that mentions it, a
// reply to it with the ping left on, or a direct message.
func (b *Bot) onMessage(m *message) {
	if !b.meant(m) {
		return
	}
	arrived := time.Now()
	ctx, cancel := context.WithTimeout(b.work, answerWithin)
	defer cancel()
	settings := b.settingsOf(ctx, m.Guild)
	mode := settings.Channels[b.settled(settings, m.Channel)]
	if mode == data.AnswerOff {
		return
	}
	guess := cmp.Or(settings.Lang, langOf(b.localeOf(m.Guild)))
	if wait := b.share(ctx, m.Author.ID, m.Guild); wait > 0 {
		b.slowDown(m, b.view(guess), wait, mode)
		return
	}
	res := b.guarded(ctx, b.view(guess), func(ctx context.Context) result {
		return b.answered(ctx, b.written(ctx, m, guess), guess, func(a answer.Answer) view { return b.view(cmp.Or(settings.Lang, a.Lang)) })
	})
	b.deliver(m, res.post, mode)
	b.meters.answered("message", res.status, time.Since(arrived))
}

// settled is the channel whose setting holds: the channel itself, or the one
// that a thread or a forum's post belongs to.
func (b *Bot) settled(s data.GuildSettings, channel string) string {
	if _, own := s.Channels[channel]; own {
		return channel
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.parents[channel]
}

// written is the question in a message. A reply to an answer goes on from the
// question answered there.
func (b *Bot) written(ctx context.Context, m *message, reader string) question {
	q := question{asker: m.Author.ID, guild: m.Guild, fresh: true, own: true}
	q.text, q.wasCut = cleanQuestion(m.Content)
	self, _ := b.ids()
	if m.Answered == nil || m.Answered.Author == nil || m.Answered.Author.ID != self || q.text == "" {
		return q
	}
	if before, ok := askedIn(&m.Answered.component); ok {
		q = b.goesOn(ctx, q, before, reader)
	}
	return q
}

// slowDown tells a member that their share of questions is used up: once, and
// then nothing for a while, so that telling it is no noise.
func (b *Bot) slowDown(m *message, v view, wait time.Duration, mode data.AnswerMode) {
	if b.cooldown.take("told "+m.Author.ID, "", 1, time.Now()) == 0 {
		b.deliver(m, note(orange, v.say("error.share", "wait", duration(max(wait, minShown)))), mode)
	}
	b.meters.answered("message", "cooldown", 0)
}

// deliver sends an answer the way the server wants it in this channel.
func (b *Bot) deliver(m *message, p post, mode data.AnswerMode) {
	ctx, cancel := context.WithTimeout(b.work, replyWithin)
	defer cancel()
	switch mode {
	case data.AnswerPrivate:
		b.replyDirect(ctx, m, p)
		return
	case data.AnswerThread:
		thread, err := b.openThread(ctx, m.Channel, m.ID, threadName(m))
		if err == nil {
			p.Nonce = m.ID
			err = b.send(ctx, thread, p)
		}
		if err == nil {
			return
		}
		b.Log.Info("bot: no thread, a reply instead", "channel", m.Channel, "error", err)
	}
	b.reply(m, p)
}

// threadName is the question, as far as a thread's name goes.
func threadName(m *message) string {
	q, _ := cleanQuestion(m.Content)
	return cmp.Or(cut(q, 80), "Verbatim")
}

// meant reports whether a message is meant for the bot. Bots are not answered,
// or two of them would never stop.
func (b *Bot) meant(m *message) bool {
	self, _ := b.ids()
	switch {
	case self == "", m.ID == "", m.Channel == "", m.Author == nil, m.Author.ID == self, m.Author.Bot, m.Webhook != "":
		return false
	case m.Type != plainMessage && m.Type != replyMessage:
		return false
	case m.Guild == "":
		return true
	}
	for _, u := range m.Mentions {
		if u.ID == self {
			return true
		}
	}
	return false
}

// Discord's codes for what the bot may not do.
const (
	noHistory    = 160002 // replying needs the permission to read the history
	threadClosed = 50083  // an archived thread; comes as 400
)

// reply answers a message where it stands. Without the permission to reply the
// answer comes without the reference; without the permission to write it goes to
// the person directly.
//
// The wait for the channel's rate limit counts towards replyWithin; each attempt
// has a time-out of its own (limits.attempt), which begins after that wait.
func (b *Bot) reply(m *message, p post) {
	ctx, cancel := context.WithTimeout(b.work, replyWithin)
	defer cancel()
	p.Nonce = m.ID // one answer, however often it is sent and however many bots share the token
	p.Reference = &reference{Message: m.ID, Channel: m.Channel}
	err := b.send(ctx, m.Channel, p)
	if code(err) == noHistory {
		p.Reference = nil
		err = b.send(ctx, m.Channel, p)
	}
	if closed(err) && m.Guild != "" {
		b.replyDirect(ctx, m, b.explained(m, p))
		return
	}
	if refused := (*APIError)(nil); errors.As(err, &refused) && refused.Status == http.StatusBadRequest {
		q := b.apology(b.view(langOf(b.localeOf(m.Guild))), err) // Discord did not take our layout
		q.Nonce, q.Reference = p.Nonce, p.Reference
		err = b.send(ctx, m.Channel, q.post)
	}
	if err != nil {
		b.Log.Warn("bot: answer not taken", "channel", m.Channel, "message", m.ID, "error", err)
	}
}

// explained is an answer that says why it comes directly.
func (b *Bot) explained(m *message, p post) post {
	why := discordgo.TextDisplay{Content: small(b.view(langOf(b.localeOf(m.Guild))).say("direct.why", "channel", "<#"+m.Channel+">"))}
	p.Components = append([]discordgo.MessageComponent{why}, p.Components...)
	return p
}

// closed reports whether a channel takes no message of the bot: a permission is
// missing, whichever it is, or it is a closed thread.
func closed(err error) bool {
	var refused *APIError
	return errors.As(err, &refused) && (refused.Status == http.StatusForbidden || refused.Code == threadClosed)
}

// replyDirect sends an answer to the person, for want of a channel.
func (b *Bot) replyDirect(ctx context.Context, m *message, p post) {
	p.Reference, p.Nonce = nil, m.ID
	err := b.sendDirect(ctx, m.Author.ID, p)
	switch {
	case closed(err):
		b.Log.Info("bot: nowhere to answer: the channel is closed to the bot, and so are direct messages", "channel", m.Channel, "code", code(err))
	case err != nil:
		b.Log.Warn("bot: answer not taken", "channel", m.Channel, "message", m.ID, "error", err)
	}
}

func (b *Bot) sendDirect(ctx context.Context, person string, p post) error {
	channel, err := b.direct(ctx, person)
	if err != nil {
		return err
	}
	return b.send(ctx, channel, p)
}

// code is Discord's code in an error, 0 where there is none.
func code(err error) int {
	var refused *APIError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return 0
}
