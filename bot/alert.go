package bot

import (
	"context"
	"errors"
	"strconv"
	"time"

	"verbatim/data"
	"verbatim/data/store"
	"verbatim/index/answer"
)

// What an alert may bring, so that none becomes a flood.
const (
	alertItems = 5                   // quotes in one message; the rest is counted
	alertDaily = 24                  // messages of one alert within a day
	onceLasts  = 90 * 24 * time.Hour // how long "tell me if this appears" waits
)

// alert is what somebody waits for, and where it is told.
type alert struct {
	answer.Watch
	every          data.Rhythm
	guild, channel string // empty: a direct message
}

// alertOf is the alert that a subscription keeps.
func alertOf(s data.Subscription) alert {
	return alert{answer.Watch{Speaker: s.Speaker, Topic: s.Topic, Source: s.Source, AskerLang: s.Lang}, s.Every, s.Guild, s.Channel}
}

// rhythms are how often an alert may come at most.
func rhythms() []string {
	return []string{string(data.AtOnce), string(data.Hourly), string(data.Daily)}
}

// Alerts by the day come at this time: news of a European evening and an American
// day are in by then.
const (
	dailyAt   = "08:00"
	dailyZone = "UTC"
)

// subscription is the alert as it is kept for a member.
func (a alert) subscription(kind data.SubscriptionKind, member, lang string, now time.Time) data.Subscription {
	s := data.Subscription{
		Kind: kind, Guild: a.guild, Channel: a.channel, Member: member, Lang: lang, Speaker: a.Speaker, Topic: a.Topic, Source: a.Source,
		Every: a.every, Max: alertItems, Created: now, Due: now,
	}
	if a.every == data.Daily {
		s.At, s.Zone = dailyAt, dailyZone
	}
	return s
}

// alertCommand adds, shows, tries and removes alerts.
func (r *responder) alertCommand() {
	if !r.alerts() {
		r.refuse(r.view.say("error.unknown"))
		return
	}
	switch r.it.Data.sub() {
	case "add":
		r.proposeAlert()
	case "list":
		r.answer(newMessage, true, r.listAlerts)
	case "test":
		if r.mayAsk() {
			r.answer(newMessage, true, r.tryAlert)
		}
	case "remove":
		r.answer(newMessage, true, r.removeAlert)
	default:
		r.refuse(r.view.say("error.unknown"))
	}
}

// alerts reports whether there are alerts at all.
func (b *Bot) alerts() bool { return b.Watcher != nil && b.Subscriptions != nil }

// seen are the alerts that the person may see and remove: their own and those of
// the server's channels that they decide on. Those that are over are left out.
func (r *responder) seen(ctx context.Context) ([]data.Subscription, error) {
	all, err := r.Subscriptions.MemberSubscriptions(ctx, r.it.who())
	if err != nil {
		return nil, err
	}
	if r.it.Guild != "" && r.it.decides(r.it.Channel) {
		others, err := r.Subscriptions.GuildSubscriptions(ctx, r.it.Guild)
		if err != nil {
			return nil, err
		}
		for _, s := range others {
			if s.Member != r.it.who() && r.it.decides(s.Channel) {
				all = append(all, s)
			}
		}
	}
	var out []data.Subscription
	for _, s := range all {
		if s.Kind == data.Alert || s.Kind == data.Once && !over(s, r.Now()) {
			out = append(out, s)
		}
	}
	return out, nil
}

// over reports whether a one-time alert has delivered, or has waited long enough.
func over(s data.Subscription, now time.Time) bool {
	return s.Kind == data.Once && (s.Pause == data.Done || now.Sub(s.Created) > onceLasts)
}

// which is the alert that the option names, among those that the person may see.
func (r *responder) which(ctx context.Context, id string) (data.Subscription, error) {
	all, err := r.seen(ctx)
	if err != nil {
		return data.Subscription{}, err
	}
	for _, s := range all {
		if strconv.FormatInt(s.ID, 10) == id {
			return s, nil
		}
	}
	return data.Subscription{}, errNoAlert
}

// errNoAlert is an alert that is not there, or not the person's.
var errNoAlert = errors.New("no such alert")

// noAlert says so, or what else failed.
func (r *responder) noAlert(err error) result {
	if errors.Is(err, errNoAlert) {
		return refusal(r.view.say("alert.unknown", "list", r.view.slash("alert", "alert.list")))
	}
	return r.apology(r.view, err)
}

// removeAlert ends one.
func (r *responder) removeAlert(ctx context.Context) result {
	s, err := r.which(ctx, r.it.Data.text("alert"))
	if err == nil {
		err = r.Subscriptions.RemoveSubscription(ctx, s.ID)
	}
	if err != nil {
		return r.noAlert(err)
	}
	r.noteAlert(ctx, "alert remove", s)
	return result{post: note(green, r.view.say("alert.removed", "what", r.view.subject(alertOf(s).Watch))), status: "answered"}
}

// addAlert keeps an alert, in the place of those that are over. full says that
// there are as many as may be.
func (r *responder) addAlert(ctx context.Context, s data.Subscription) (full string, err error) {
	all, err := r.Subscriptions.MemberSubscriptions(ctx, s.Member)
	for _, old := range all {
		if over(old, r.Now()) {
			err = errors.Join(err, r.Subscriptions.RemoveSubscription(ctx, old.ID))
		}
	}
	if err != nil {
		return "", err
	}
	_, err = r.Subscriptions.AddSubscription(ctx, s)
	switch {
	case !errors.Is(err, store.ErrTooMany):
		return "", err
	case s.Channel != "":
		return r.view.say("alert.full.channel", "n", r.view.number(store.MaxGuildSubscriptions), "list", r.view.slash("alert", "alert.list")), nil
	}
	return r.view.say("alert.full", "n", r.view.number(store.MaxMemberSubscriptions), "list", r.view.slash("alert", "alert.list")), nil
}

// noteAlert leaves an audit line where an alert of a server's channel changes.
func (r *responder) noteAlert(ctx context.Context, action string, s data.Subscription) {
	if s.Channel == "" || r.Memory == nil {
		return
	}
	line := data.AuditLine{At: r.Now(), Guild: s.Guild, Channel: s.Channel, Actor: r.it.who(), Action: action, Detail: s.Speaker + " · " + s.Topic}
	if err := r.Memory.AddAudit(ctx, line); err != nil {
		r.Log.Error("bot: an audit line is not kept", "action", action, "error", err)
	}
}
