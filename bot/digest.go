package bot

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"verbatim/bot/outbox"
	"verbatim/data"
	"verbatim/data/store"
)

// How many articles a digest holds: as many as fit into one message, at most.
const (
	defaultItems = 5
	mostItems    = 8
)

// digestCommand sets up what a channel gets of the news at set times. Discord
// hides the command from members without Manage Channels, but an admin can hand
// it out: what counts is checked here, for the channel concerned.
func (r *responder) digestCommand() {
	sub := r.it.Data.sub()
	channel := r.it.Data.text("channel")
	if channel == "" {
		channel = r.it.Channel
	}
	switch {
	case r.Subscriptions == nil || r.homeOf(r.it.Guild) == "":
		r.refuse(r.view.say("digest.guild_only"))
		return
	case !snowflake(channel):
		r.refuse(r.view.say("error.unknown"))
		return
	case !r.it.mayManage(channel):
		r.Log.Info("audit", "action", "digest "+oneOf(sub, digestSubs()...), "user", r.it.who(), "guild", r.it.Guild, "channel", channel, "allowed", false)
		r.refuse(r.view.say("digest.denied"))
		return
	}
	work, known := map[string]func(context.Context, string) result{
		"set": r.setDigest, "preview": r.previewDigest, "list": r.listDigests, "off": r.endDigest,
	}[sub]
	if !known {
		r.refuse(r.view.say("error.unknown"))
		return
	}
	r.answer(newMessage, true, func(ctx context.Context) result { return work(ctx, channel) })
}

func digestSubs() []string { return []string{"set", "preview", "list", "off"} }

// digestRhythms and weekdays are what can be chosen, in order.
func digestRhythms() []string {
	return []string{string(data.Daily), string(data.Weekdays), string(data.Weekly)}
}

func weekdays() []string {
	return []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
}

// digestOf is the digest of a channel; ok is false where it has none.
func (r *responder) digestOf(ctx context.Context, channel string) (s data.Subscription, ok bool, err error) {
	all, err := r.Subscriptions.GuildSubscriptions(ctx, r.it.Guild)
	for _, s := range all {
		if s.Kind == data.Digest && s.Channel == channel {
			return s, true, nil
		}
	}
	return data.Subscription{}, false, err
}

// setDigest begins or changes the digest of a channel.
func (r *responder) setDigest(ctx context.Context, channel string) result {
	old, exists, err := r.digestOf(ctx, channel)
	if err != nil {
		return r.apology(r.view, err)
	}
	s, refused := r.digestAsked(old)
	if refused != "" {
		return refusal(refused)
	}
	now := r.Now()
	next, err := outbox.Next(s, now)
	if err != nil {
		return r.apology(r.view, err)
	}
	s.ID, s.Guild, s.Channel, s.Member, s.Created, s.Due = old.ID, r.it.Guild, channel, r.it.who(), now, next.At
	if exists {
		err = r.Subscriptions.ChangeSubscription(ctx, s)
		if err == nil && old.Pause != "" {
			err = r.Subscriptions.ResumeSubscription(ctx, s.ID, now, next.At)
		}
	} else {
		s.ID, err = r.Subscriptions.AddSubscription(ctx, s)
	}
	switch {
	case errors.Is(err, store.ErrTooMany):
		return refusal(r.view.say("digest.too_many", "most", r.view.number(store.MaxGuildSubscriptions)))
	case err != nil:
		return r.apology(r.view, err)
	}
	if err := r.auditDigest(ctx, "digest set", strings.TrimSpace(strings.Join([]string{channel, string(s.Every), s.At, s.Zone, s.Topic}, " "))); err != nil {
		return r.apology(r.view, err)
	}
	text := "### " + r.view.say("digest.set.done", "channel", "<#"+channel+">") + "\n" + r.view.subscription(s, now)
	if lacks := r.lackingFor(channel); len(lacks) > 0 {
		text += "\n" + r.view.say("digest.lacking", "permissions", strings.Join(lacks, ", "))
	}
	return result{post: note(green, text+"\n"+small(r.view.say("digest.set.hint", "preview", r.view.slash("digest", "digest.preview")))), status: "answered"}
}

// digestAsked is the digest as the options have it; what is wrong with them is
// said in the reader's words. A zone that is not named stays what it was.
func (r *responder) digestAsked(old data.Subscription) (s data.Subscription, refused string) {
	d, v := &r.it.Data, r.view
	s = data.Subscription{Kind: data.Digest, Lang: r.public().lang, Max: defaultItems, Weekday: time.Monday, Zone: old.Zone}
	s.Every = data.Rhythm(oneOf(d.text("every"), digestRhythms()...))
	if s.Every == "" {
		return s, v.say("error.unknown")
	}
	var ok bool
	if s.At, ok = outbox.ParseTimeOfDay(d.text("at")); !ok {
		return s, v.say("digest.bad_time", "time", escape(cut(oneLine(d.text("at")), 40)))
	}
	if typed := oneLine(d.text("timezone")); typed != "" {
		if s.Zone, ok = outbox.FindZone(typed); !ok {
			return s, v.badZone(typed)
		}
	}
	if s.Zone == "" {
		s.Zone = map[string]string{"fr": "Europe/Paris"}[r.it.Home]
	}
	if s.Zone == "" {
		return s, v.say("digest.no_zone")
	}
	if day := oneOf(d.text("weekday"), weekdays()...); day != "" {
		s.Weekday = weekdayOf(day)
	}
	if n := d.number("items"); n != 0 {
		s.Max = n
	}
	if s.Max < 1 || s.Max > mostItems {
		return s, v.say("digest.items.range", "most", v.number(mostItems))
	}
	s.Topic, _ = cleanQuestion(d.text("topic"))
	s.QuoteLang = oneOf(d.text("language"), languages()...)
	return s, ""
}

// weekdayOf counts from Sunday, where the choices count from Monday.
func weekdayOf(name string) time.Weekday {
	for i, n := range weekdays() {
		if n == name {
			return time.Weekday((i + 1) % 7)
		}
	}
	return time.Monday
}

// badZone says that a time zone is none, and what may be meant.
func (v view) badZone(typed string) string {
	text := v.say("digest.bad_zone", "zone", escape(cut(typed, 40)))
	if like := outbox.ZonesLike(typed, 3); len(like) > 0 {
		text += " " + v.say("digest.zone_like", "zones", "`"+strings.Join(like, "`, `")+"`")
	}
	return text
}

// lackingFor names what the bot lacks to write in the channel where the command is
// used; of another one Discord does not tell.
func (r *responder) lackingFor(channel string) []string {
	if channel != r.it.Channel {
		return nil
	}
	return r.lacking(data.GuildSettings{})
}

// endDigest ends the digest of a channel.
func (r *responder) endDigest(ctx context.Context, channel string) result {
	s, exists, err := r.digestOf(ctx, channel)
	if err != nil {
		return r.apology(r.view, err)
	}
	if !exists {
		return refusal(r.view.say("digest.none_here", "channel", "<#"+channel+">", "set", r.view.slash("digest", "digest.set")))
	}
	if err := r.Subscriptions.RemoveSubscription(ctx, s.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
		return r.apology(r.view, err)
	}
	if err := r.auditDigest(ctx, "digest off", channel); err != nil {
		return r.apology(r.view, err)
	}
	return result{post: note(green, r.view.say("digest.off.done", "channel", "<#"+channel+">")), status: "answered"}
}

func (r *responder) auditDigest(ctx context.Context, action, detail string) error {
	r.Log.Info("audit", "action", action, "user", r.it.who(), "guild", r.it.Guild, "allowed", true, "detail", detail)
	if r.Memory == nil {
		return nil
	}
	return r.Memory.AddAudit(ctx, data.AuditLine{At: r.Now(), Guild: r.it.Guild, Channel: r.it.Channel, Actor: r.it.who(), Action: action, Detail: detail})
}

// listDigests lists the digests of the server, and how the last delivery went.
func (r *responder) listDigests(ctx context.Context, _ string) result {
	all, err := r.Subscriptions.GuildSubscriptions(ctx, r.it.Guild)
	if err != nil {
		return r.apology(r.view, err)
	}
	v := r.view
	text := "### " + v.say("digest.list.title")
	left, shown := 0, 0
	for _, s := range all {
		if s.Kind != data.Digest {
			continue
		}
		one := "\n**<#" + s.Channel + ">** · " + v.subscription(s, r.Now()) + r.lastDelivery(ctx, s)
		if width(text+one) > maxText-200 {
			left++
			continue
		}
		text, shown = text+one, shown+1
	}
	if shown == 0 {
		text += "\n" + v.say("digest.list.none", "set", v.slash("digest", "digest.set"))
	}
	if left > 0 {
		text += "\n" + v.count("digest.list.more", left)
	}
	return result{post: note(blue, text), status: "answered"}
}

// lastDelivery says how the last message went, where that is worth a line.
func (r *responder) lastDelivery(ctx context.Context, s data.Subscription) string {
	last, err := r.Subscriptions.Deliveries(ctx, s.ID, 1)
	if err != nil || len(last) == 0 {
		return ""
	}
	d := last[0]
	if d.State == data.Sent {
		return "\n" + small(r.view.say("last.sent", "link", "https://discord.com/channels/"+cmp.Or(s.Guild, "@me")+"/"+d.Channel+"/"+d.Message))
	}
	return "\n" + small(r.view.say("last."+string(d.State)))
}
