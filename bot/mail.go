package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/outbox"
	"verbatim/data"
)

// Subscriptions keeps what the bot brings by itself. data/store has the
// implementation, and documents each method.
type Subscriptions interface {
	outbox.Store
	AddSubscription(ctx context.Context, s data.Subscription) (int64, error)
	ChangeSubscription(ctx context.Context, s data.Subscription) error
	RemoveSubscription(ctx context.Context, id int64) error
	ResumeSubscription(ctx context.Context, id int64, now, due time.Time) error
	GuildSubscriptions(ctx context.Context, guild string) ([]data.Subscription, error)
	MemberSubscriptions(ctx context.Context, member string) ([]data.Subscription, error)
	Deliveries(ctx context.Context, subscription int64, limit int) ([]data.Delivery, error)
	SubscriptionCounts(ctx context.Context) (running map[data.SubscriptionKind]int, paused int, err error)
	ArrivalBefore(ctx context.Context, t time.Time) (int64, error)
}

// composers are those of the kinds of subscription.
func (b *Bot) composers() outbox.Composers {
	all := outbox.Composers{data.Digest: digests{b}}
	if b.alerts() {
		all[data.Alert], all[data.Once] = alertComposer{b}, alertComposer{b}
	}
	return all
}

// bring delivers what was subscribed to until ctx ends. What is under way may go
// on until work ends.
func (b *Bot) bring(ctx, work context.Context) {
	if b.Subscriptions == nil {
		return
	}
	d := outbox.Deliverer{
		Store: b.Subscriptions, Discord: mail{b}, Composers: b.composers(), Times: b.Delivery, Wake: b.news, Log: b.Log, Now: b.Now, Count: b.meters.delivered,
	}
	d.Run(ctx, work)
}

// NewsCame says that articles came in and are answerable: what waits for them is
// brought now.
func (b *Bot) NewsCame() {
	select {
	case b.news <- struct{}{}:
	default: // it was said already
	}
}

// mail is Discord as the outbox uses it.
type mail struct{ *Bot }

// Online implements outbox.Discord.
func (m mail) Online() bool {
	m.mu.Lock()
	greeted := m.greeted
	m.mu.Unlock()
	return greeted && m.transport.fresh()
}

// Direct implements outbox.Discord.
func (m mail) Direct(ctx context.Context, member string) (string, error) {
	channel, err := m.direct(ctx, member)
	var refused *APIError
	if errors.As(err, &refused) && (refused.Status == http.StatusBadRequest || refused.Status == http.StatusForbidden || refused.Status == http.StatusNotFound) {
		return "", &outbox.Refused{Pause: data.MemberClosed, Err: err}
	}
	return channel, refusalOf(err)
}

// Post implements outbox.Discord.
func (m mail) Post(ctx context.Context, channel string, content json.RawMessage, nonce string) (string, error) {
	var body map[string]any
	if err := json.Unmarshal(content, &body); err != nil {
		return "", &outbox.Refused{Pause: data.Refused, Err: err}
	}
	body["nonce"], body["enforce_nonce"] = nonce, true
	var made struct {
		ID string `json:"id"`
	}
	u := discordgo.EndpointChannelMessages(channel)
	err := m.call(repeatable(ctx), http.MethodPost, u, u, body, &made)
	return made.ID, refusalOf(err)
}

// History implements outbox.Discord.
func (m mail) History(ctx context.Context, channel, before string) ([]outbox.Message, error) {
	query := url.Values{"limit": {"100"}}
	if before != "" {
		query.Set("before", before)
	}
	var raw []json.RawMessage
	u := discordgo.EndpointChannelMessages(channel)
	if err := m.call(ctx, http.MethodGet, u+"?"+query.Encode(), u+"#history", nil, &raw); err != nil {
		return nil, refusalOf(err)
	}
	self, _ := m.ids()
	var out []outbox.Message
	for _, r := range raw {
		var one struct {
			ID     string    `json:"id"`
			At     time.Time `json:"timestamp"`
			Author *user     `json:"author"`
		}
		if err := json.Unmarshal(r, &one); err != nil {
			return nil, err
		}
		out = append(out, outbox.Message{ID: one.ID, At: one.At, Mine: one.Author != nil && one.Author.ID == self, Raw: r})
	}
	return out, nil
}

// unknownMember is Discord's code for a direct channel whose member is gone.
const unknownMember = 10013

// refusalOf tells an answer by which Discord did nothing from an error that
// leaves open what it did.
func refusalOf(err error) error {
	var refused *APIError
	if !errors.As(err, &refused) {
		return err
	}
	pause := data.Pause("")
	switch {
	case refused.Status == http.StatusUnauthorized, refused.Status == http.StatusTooManyRequests:
	case refused.Code == cannotSend, refused.Code == unknownMember:
		pause = data.MemberClosed
	case refused.Status == http.StatusNotFound:
		pause = data.ChannelGone
	case closed(err):
		pause = data.ChannelClosed
	case refused.Status/100 == 4:
		pause = data.Refused
	default:
		return err
	}
	return &outbox.Refused{Pause: pause, Err: err}
}

// again is the command by which a subscription that rests goes on.
func (v view) again(s data.Subscription) string {
	if s.Kind == data.Digest {
		return v.slash("digest", "digest.set")
	}
	return v.slash("alert", "alert.list")
}

// Paused implements outbox.Discord: whoever set a channel's subscription up is
// told directly. A member who takes no messages cannot be told.
func (m mail) Paused(ctx context.Context, s data.Subscription, why data.Pause) {
	if s.Channel == "" || s.Member == "" {
		return
	}
	v := m.view(s.Lang)
	text := v.say("paused.told", "what", v.say("subscription."+string(s.Kind)), "channel", "<#"+s.Channel+">", "why", v.say("paused."+string(why)), "digest", v.again(s))
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := m.sendDirect(ctx, s.Member, note(orange, text)); err != nil {
		m.Log.Info("bot: nobody could be told that a subscription rests", "subscription", s.ID, "error", err)
	}
}
