package bot

import (
	"context"

	"verbatim/data"
)

// proclaim says in the channel what an operator has done to what is answered from,
// and returns it for the operator, whose response nobody else sees. Where the
// server wants no public answers in the channel, nothing is said there.
func (r *responder) proclaim(ctx context.Context, say func(view) string) string {
	own := say(r.view)
	settings := r.settingsOf(ctx, r.it.Guild)
	switch settings.Channels[r.settled(settings, r.it.Channel)] {
	case data.AnswerOff, data.AnswerPrivate:
		return own
	}
	p := note(blue, small("<@"+r.it.who()+">")+"\n"+say(r.public()))
	p.Nonce = r.it.ID
	if err := r.Bot.api.send(ctx, r.it.Channel, p); err != nil && ctx.Err() == nil {
		r.Log.Info("bot: what an operator did is not said in the channel", "channel", r.it.Channel, "error", err)
	}
	return own
}
