package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/data"
	"verbatim/index/answer"
)

// An alert is tried on the last backtestDays before it is kept. At most
// backtestMost statements are looked at, and the last backtestShown shown.
const (
	backtestDays  = 30
	backtestMost  = 100
	backtestShown = 3
)

// busyAt is how many quotes a day are so many that a warning is due.
const busyAt = 5

// proposeAlert shows what an alert would have sent, and asks whether to keep it.
func (r *responder) proposeAlert() {
	d := &r.it.Data
	a := alert{every: data.AtOnce, guild: r.it.Guild, channel: d.text("channel")}
	a.Speaker, a.Source, a.AskerLang = d.name("speaker"), d.name("source"), r.view.lang
	a.Topic, _ = cleanQuestion(d.text("topic"))
	if every := oneOf(d.text("frequency"), rhythms()...); every != "" {
		a.every = data.Rhythm(every)
	}
	if a.channel == "" {
		a.guild = ""
	} else if why := r.mayPostTo(a.channel); why != "" {
		r.refuse(why)
		return
	}
	if r.mayAsk() {
		r.answer(newMessage, true, func(ctx context.Context) result { return r.proposed(ctx, a) })
	}
}

// mayPostTo says why the person may not have alerts posted in a channel; empty
// where they may. Discord tells what they may do there with the command.
func (r *responder) mayPostTo(channel string) string {
	switch {
	case r.homeOf(r.it.Guild) == "" || !snowflake(channel):
		return r.view.say("alert.channel.guild_only")
	case !r.it.mayManage(channel):
		return r.view.say("alert.channel.denied", "channel", "<#"+channel+">")
	}
	return ""
}

// proposed lays the proposal out.
func (r *responder) proposed(ctx context.Context, a alert) result {
	v := r.view
	w := r.Watcher.Understand(a.Watch)
	switch w.Reason {
	case answer.EmptyQuestion:
		return refusal(v.say("alert.empty"))
	case answer.SeveralPeople:
		return refusal("**" + v.say("who.title") + "**\n" + v.say("who.several_people") + "\n" + v.names(w.Choices))
	}
	if w.Speaker != "" {
		a.Speaker = w.Speaker
	}
	b := newBox(blue)
	b.add("### "+v.say("alert.new", "what", v.subject(a.Watch))+"\n"+small(v.whereTo(a)+" · "+v.say("alert.every."+string(a.every))), "", "")
	if w.Status == answer.Answered {
		news, err := r.backtest(ctx, a.Watch)
		if err != nil {
			return r.apology(v, err)
		}
		v.backtest(b, news)
	} else {
		b.add(v.unheardOf(w), "", "")
	}
	buttons, fits := r.keepButtons(a)
	if !fits {
		return refusal(v.say("alert.too_long"))
	}
	b.add(small(v.say("alert.caps", "items", v.number(alertItems), "messages", v.number(alertDaily))), "", "")
	b.buttons(buttons...)
	return result{post: b.post(), status: "answered"}
}

// backtest is what an alert would have sent, waiting for a slot.
func (r *responder) backtest(ctx context.Context, w answer.Watch) (answer.News, error) {
	leave, err := r.slot(ctx)
	if err != nil {
		return answer.News{}, err
	}
	defer leave()
	now := r.Now().UTC()
	return r.Watcher.Try(ctx, w, now.AddDate(0, 0, -backtestDays).Format(time.DateOnly), now.Format(time.DateOnly), backtestMost)
}

// backtest shows how much an alert would have sent, and the last of it.
func (v view) backtest(b *box, news answer.News) {
	if news.Sample {
		b.footer(v.sampleNote())
	}
	n := len(news.List)
	days := map[string]bool{}
	for _, c := range news.List {
		days[c.Published] = true
	}
	switch {
	case n == 0:
		b.add("**"+v.say("alert.backtest.none")+"**", "", "")
		return
	case news.Skipped > 0:
		b.add("**"+v.say("alert.backtest.many", "n", v.number(n+news.Skipped))+"**\n"+v.say("alert.busy"), "", "")
	case n > busyAt*backtestDays:
		b.add("**"+v.count("alert.backtest", n, "days", v.count("days", len(days)))+"**\n"+v.say("alert.busy"), "", "")
	default:
		b.add("**"+v.count("alert.backtest", n, "days", v.count("days", len(days)))+"**", "", "")
	}
	last := slices.Clone(news.List[max(0, n-backtestShown):])
	slices.Reverse(last)
	v.heard(b, last, len(last))
}

// heard shows quotes with who said them, as many as fit, and returns how many
// they are.
func (v view) heard(b *box, list []answer.Citation, most int) (shown int) {
	for _, c := range list[:min(len(list), most)] {
		words, _ := v.words(c, listRoom, listRoom)
		label, address := v.link(c)
		if !b.add(blockquote(words)+"\n"+v.attribution(c)+"\n"+small(v.provenance(c)), label, address) {
			break
		}
		shown++
	}
	return shown
}

// unheardOf says that a name is quoted nowhere so far, and which ones are.
func (v view) unheardOf(w answer.Watched) string {
	s := "**" + v.say("alert.unheard", "speaker", escape(cut(w.Speaker, 100))) + "**"
	if len(w.Choices) > 0 {
		s += "\n" + v.say("alert.perhaps", "names", escape(strings.Join(w.Choices, ", ")))
	}
	return s
}

// subject is what an alert waits for, on one line.
func (v view) subject(w answer.Watch) string {
	var parts []string
	for _, p := range []string{w.Speaker, w.Topic, w.Source} {
		if p != "" {
			parts = append(parts, escape(cut(oneLine(p), 80)))
		}
	}
	return "**" + strings.Join(parts, " · ") + "**"
}

// whereTo is where an alert is told.
func (v view) whereTo(a alert) string {
	if a.channel == "" {
		return v.say("alert.direct")
	}
	return v.say("alert.in_channel", "channel", "<#"+a.channel+">")
}

// keepButtons are those to keep an alert or not. What is to be kept stands in
// them: the speaker in one, the topic and the channel in the other.
func (r *responder) keepButtons(a alert) (buttons []discordgo.MessageComponent, fits bool) {
	who, _ := strconv.ParseUint(r.it.who(), 10, 64)
	channel, _ := strconv.ParseUint(a.channel, 10, 64)
	keep := state{verb: verbKeepAlert, lang: r.view.lang, arg: slices.Index(rhythms(), string(a.every)), asker: who, ask: filters{speaker: a.Speaker, source: a.Source}}
	drop := state{verb: verbDropAlert, lang: r.view.lang, asker: channel, ask: filters{topic: a.Topic}}
	keep.sum, drop.sum = alertSum(keep, drop), alertSum(keep, drop)
	yes, ok := keep.encode()
	no, too := drop.encode()
	return []discordgo.MessageComponent{
		discordgo.Button{Label: r.view.say("alert.keep"), Style: discordgo.SuccessButton, CustomID: yes},
		discordgo.Button{Label: r.view.say("alert.drop"), Style: discordgo.SecondaryButton, CustomID: no},
	}, ok && too
}

// alertSum ties the two buttons to each other.
func alertSum(keep, drop state) uint32 {
	return checksum(strings.Join([]string{userID(keep.asker), keep.ask.speaker, keep.ask.source, userID(drop.asker), drop.ask.topic}, separator))
}

// keepAlert keeps the alert of the message that the button stands on.
func (r *responder) keepAlert(keep state) {
	other := r.it.Message.find(func(c *component) bool {
		s, err := decodeState(c.CustomID)
		return err == nil && s.verb == verbDropAlert
	})
	if !r.alerts() || other == nil || keep.arg >= len(rhythms()) || r.it.who() != userID(keep.asker) {
		r.expired()
		return
	}
	drop, _ := decodeState(other.CustomID)
	if sum := alertSum(keep, drop); sum != keep.sum || sum != drop.sum {
		r.expired()
		return
	}
	a := alert{every: data.Rhythm(rhythms()[keep.arg])}
	a.Speaker, a.Source, a.Topic = keep.ask.speaker, keep.ask.source, drop.ask.topic
	lang := r.view.lang
	if drop.asker != 0 { // rights may have gone since the proposal
		a.guild, a.channel, lang = r.it.Guild, userID(drop.asker), r.public().lang
		if a.guild == "" || !r.it.may(discordgo.PermissionManageChannels) {
			r.refuse(r.view.say("alert.channel.denied", "channel", "<#"+a.channel+">"))
			return
		}
	}
	r.answer(editMessage, true, func(ctx context.Context) result { return r.keptAlert(ctx, a, lang) })
}

func (r *responder) keptAlert(ctx context.Context, a alert, lang string) result {
	s := a.subscription(data.Alert, r.it.who(), lang, r.Now())
	if full, err := r.addAlert(ctx, s); full != "" || err != nil {
		if err != nil {
			return r.apology(r.view, err)
		}
		return refusal(full)
	}
	r.noteAlert(ctx, "alert add", s)
	return result{post: note(green, r.view.say("alert.kept", "what", r.view.subject(a.Watch), "where", r.view.whereTo(a), "list", r.view.slash("alert", "alert.list"))), status: "answered"}
}

// dropAlert takes the proposal away.
func (r *responder) dropAlert() {
	r.answer(editMessage, true, func(context.Context) result {
		return result{post: note(grey, r.view.say("alert.dropped")), status: "answered"}
	})
}
