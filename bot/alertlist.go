package bot

import (
	"context"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/data"
	"verbatim/index/answer"
)

// listAlerts shows the alerts of a person, with what rests and why.
func (r *responder) listAlerts(ctx context.Context) result {
	v := r.view
	all, err := r.seen(ctx)
	if err != nil {
		return r.apology(v, err)
	}
	if len(all) == 0 {
		return result{post: note(blue, v.say("alert.none", "add", v.slash("alert", "alert.add"))), status: "answered"}
	}
	b := newBox(blue)
	b.add("### "+v.say("alert.title"), "", "")
	var resume []discordgo.MessageComponent
	for i, s := range all {
		if !b.add(v.listed(i+1, s)+r.lastDelivery(ctx, s), "", "") {
			b.add(v.count("alert.more", len(all)-i), "", "")
			break
		}
		if s.Pause != "" && len(resume) < maxButtons {
			resume = appendButton(resume, button(v.say("alert.resume", "n", v.number(i+1)), state{verb: verbResume, lang: v.lang, ask: filters{topic: strconv.FormatInt(s.ID, 10)}}))
		}
	}
	b.buttons(resume...)
	b.add(small(v.say("alert.how", "test", v.slash("alert", "alert.test"), "remove", v.slash("alert", "alert.remove"))), "", "")
	return result{post: b.post(), status: "answered"}
}

// listed is one alert of the list.
func (v view) listed(n int, s data.Subscription) string {
	a := alertOf(s)
	how := v.whereTo(a) + " · "
	if s.Kind == data.Once {
		how += v.say("alert.once", "date", v.date(s.Created.Add(onceLasts).Format(time.DateOnly)))
	} else {
		how += v.say("alert.every." + string(s.Every))
	}
	line := v.number(n) + ". " + v.subject(a.Watch) + "\n" + small(how)
	if s.Pause != "" {
		line += "\n" + small(v.say("alert.paused."+string(s.Pause)))
	}
	return line
}

// resumeAlert lets one go on.
func (r *responder) resumeAlert(s state) {
	if !r.alerts() {
		r.expired()
		return
	}
	r.answer(editMessage, true, func(ctx context.Context) result {
		sub, err := r.which(ctx, s.ask.topic)
		if err == nil && sub.Channel != "" && !r.it.decides(sub.Channel) { // their own, but the right may have gone
			return refusal(r.view.say("alert.channel.denied", "channel", "<#"+sub.Channel+">"))
		}
		if err == nil {
			err = r.Subscriptions.ResumeSubscription(ctx, sub.ID, r.Now(), r.Now())
		}
		if err != nil {
			return r.noAlert(err)
		}
		return r.listAlerts(ctx)
	})
}

// tryAlert shows what an alert would have sent.
func (r *responder) tryAlert(ctx context.Context) result {
	s, err := r.which(ctx, r.it.Data.text("alert"))
	if err != nil {
		return r.noAlert(err)
	}
	v, a := r.view, alertOf(s)
	b := newBox(blue)
	b.add("### "+v.say("alert.tested", "what", v.subject(a.Watch)), "", "")
	if w := r.Watcher.Understand(a.Watch); w.Status != answer.Answered {
		b.add(v.unheardOf(w), "", "")
		return result{post: b.post(), status: "answered"}
	}
	news, err := r.backtest(ctx, a.Watch)
	if err != nil {
		return r.apology(v, err)
	}
	v.backtest(b, news)
	return result{post: b.post(), status: "answered"}
}

// suggestAlerts offers the person's alerts by what they wait for.
func (r *responder) suggestAlerts(ctx context.Context) []choice {
	if !r.alerts() {
		return []choice{}
	}
	all, err := r.seen(ctx)
	if err != nil {
		r.Log.Warn("bot: no suggestions", "error", err)
	}
	out := []choice{}
	for _, s := range all[:min(len(all), maxSuggestions)] {
		out = append(out, choice{Name: cut(alertName(s), 100), Value: strconv.FormatInt(s.ID, 10)})
	}
	return out
}

// alertName is what an alert waits for, without markdown.
func alertName(s data.Subscription) string {
	name := ""
	for _, p := range []string{s.Speaker, s.Topic, s.Source} {
		if p != "" && name != "" {
			name += " · "
		}
		name += oneLine(p)
	}
	return name
}
