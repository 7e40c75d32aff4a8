package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/outbox"
	"verbatim/data"
)

// sealed is a message as the outbox keeps it: with a button that says what the
// message is, whose custom_id holds the nonce by which it is known again.
func (v view) sealed(b *box, s data.Subscription, p data.Period) (json.RawMessage, error) {
	about := button(v.say("subscription.about"), state{verb: verbAbout, lang: v.lang, asker: uint64(s.ID), ask: filters{topic: outbox.Nonce(s, p)}})
	if about == nil {
		return nil, fmt.Errorf("subscription %d: the nonce does not fit into a button", s.ID)
	}
	b.buttons(about)
	return json.Marshal(b.post())
}

// subscriptionLang is the language of a subscription's messages: its server's
// where that has chosen one.
func (b *Bot) subscriptionLang(ctx context.Context, s data.Subscription) string {
	return cmp.Or(b.settingsOf(ctx, s.Guild).Lang, s.Lang)
}

// about says what a message is that came by itself. Only who can see where it
// goes is told.
func (r *responder) about(s state) {
	if r.Subscriptions == nil {
		r.expired()
		return
	}
	r.answer(newMessage, true, func(ctx context.Context) result {
		sub, err := r.Subscriptions.Subscription(ctx, int64(s.asker))
		mine := err == nil && (sub.Guild != "" && sub.Guild == r.it.Guild || sub.Guild == "" && sub.Member == r.it.who())
		if !mine {
			return result{post: note(grey, r.view.say("subscription.ended")), status: "answered"}
		}
		text := "### " + r.view.say("subscription."+string(sub.Kind)) + "\n" + r.view.subscription(sub, r.Now())
		return result{post: note(blue, text+"\n"+small(r.view.howToEnd(sub))), status: "answered"}
	})
}

// howToEnd is how a subscription is changed and ended.
func (v view) howToEnd(s data.Subscription) string {
	if s.Kind == data.Digest {
		return v.say("subscription.how", "digest", v.slash("digest", "digest.set"), "off", v.slash("digest", "digest.off"))
	}
	return v.say("alert.how", "test", v.slash("alert", "alert.test"), "remove", v.slash("alert", "alert.remove"))
}

// subscription describes one: what about, how often, and when next.
func (v view) subscription(s data.Subscription, now time.Time) string {
	lines := []string{v.rhythm(s)}
	if facts := v.narrowed(s); facts != "" {
		lines = append(lines, facts)
	}
	switch next, err := outbox.Next(s, now); {
	case s.Pause != "":
		lines = append(lines, v.say("subscription.paused", "why", v.say("paused."+string(s.Pause))))
	case err == nil && s.Every != data.AtOnce:
		lines = append(lines, v.say("subscription.next", "time", fmt.Sprintf("<t:%d:F>", next.At.Unix())))
	}
	return strings.Join(lines, "\n")
}

// rhythm is how often and when.
func (v view) rhythm(s data.Subscription) string {
	return v.say("rhythm."+string(s.Every), "weekday", v.say("weekday."+fmt.Sprint(int(s.Weekday))), "time", s.At, "zone", escape(s.Zone))
}

// narrowed is what a subscription is about, empty where it is everything.
func (v view) narrowed(s data.Subscription) string {
	var facts []string
	for _, name := range []string{s.Speaker, s.Topic, s.Source} {
		if name != "" {
			facts = append(facts, escape(cut(oneLine(name), 80)))
		}
	}
	if s.QuoteLang != "" {
		facts = append(facts, v.say("choice."+s.QuoteLang))
	}
	return strings.Join(facts, " · ")
}

// mayManage reports whether somebody may decide what is brought to a channel, as
// Discord tells for the channel chosen, else for the one where the command is used.
func (it *interaction) mayManage(channel string) bool {
	if it.Member == nil {
		return false
	}
	in := it.Member.Permissions
	if chosen, named := it.Data.Resolved.Channels[channel]; named && chosen.Permissions != "" {
		in = chosen.Permissions
	} else if channel != it.Channel {
		return false
	}
	has, ok := permissions(in)
	return ok && (has&discordgo.PermissionAdministrator != 0 || has&discordgo.PermissionManageChannels != 0)
}

// decides reports whether somebody may see, resume and end what others have
// brought to a channel: whoever manages the server, in all its channels, and
// elsewhere only where Discord tells that they manage that very channel.
func (it *interaction) decides(channel string) bool {
	return it.may(discordgo.PermissionManageGuild) || it.mayManage(channel)
}
