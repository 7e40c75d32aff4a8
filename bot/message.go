package bot

import (
	"context"
	"errors"
	"net/http"
	"time"

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
	guess := langOf(b.localeOf(m.Guild))
	res := b.guarded(ctx, b.view(guess), func(ctx context.Context) result {
		q := question{asker: m.Author.ID}
		q.text, q.wasCut = cleanQuestion(m.Content)
		return b.answered(ctx, q, guess, func(a answer.Answer) view { return b.view(a.Lang) })
	})
	b.reply(m, res.post)
	b.meters.answered("message", res.status, time.Since(arrived))
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
	noAccess     = 50001
	noDirect     = 50007 // the person takes no direct messages
	noPermission = 50013
	noHistory    = 160002 // replying needs the permission to read the history
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
	if c := code(err); (c == noPermission || c == noAccess) && m.Guild != "" {
		p.Reference = nil
		err = b.sendDirect(ctx, m.Author.ID, p)
	}
	if refused := (*APIError)(nil); errors.As(err, &refused) && refused.Status == http.StatusBadRequest {
		q := b.apology(b.view(langOf(b.localeOf(m.Guild))), err) // Discord did not take our layout
		q.Nonce, q.Reference = p.Nonce, p.Reference
		err = b.send(ctx, m.Channel, q.post)
	}
	switch {
	case code(err) == noDirect:
		b.Log.Info("bot: nowhere to answer: no permission in the channel, and direct messages are closed", "channel", m.Channel)
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
