package bot

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/data"
	"verbatim/index/answer"
)

// alertComposer makes the messages of alerts. It implements outbox.Composer.
type alertComposer struct{ *Bot }

// Compose tells what a period brought of what an alert waits for.
func (c alertComposer) Compose(ctx context.Context, s data.Subscription, p data.Period) (json.RawMessage, error) {
	if over(s, c.Now()) {
		return nil, nil
	}
	left, err := c.left(ctx, s, p.Until)
	if err != nil || left <= 0 {
		return nil, err
	}
	news, err := c.Watcher.Listen(ctx, alertOf(s).Watch, p)
	if err != nil || len(news.List) == 0 {
		return nil, err
	}
	v := c.view(c.subscriptionLang(ctx, s))
	return v.sealed(v.alerted(s, news.List, left == 1), s, p)
}

// left is how many messages an alert has left for the day before a time.
func (c alertComposer) left(ctx context.Context, s data.Subscription, at time.Time) (int, error) {
	last, err := c.Subscriptions.Deliveries(ctx, s.ID, alertDaily)
	if err != nil {
		return 0, err
	}
	n := alertDaily
	for _, d := range last {
		if d.State != data.Failed && at.Sub(d.Until) < 24*time.Hour {
			n--
		}
	}
	return n, nil
}

// alerted is the message of an alert: what is new, the newest first. last is set
// where the alert has no further message for the day.
func (v view) alerted(s data.Subscription, list []answer.Citation, last bool) *box {
	a := alertOf(s)
	b := newBox(green)
	b.footer(small(v.whyAlerted(s, last)))
	b.add("### "+v.say("alert.heard", "what", v.subject(a.Watch)), "", "")
	newest := slices.Clone(list)
	slices.Reverse(newest)
	if rest := len(list) - v.heard(b, newest, s.Max); rest > 0 {
		b.add(v.count("alert.rest", rest), "", "")
		b.buttons(appendButton(nil, v.allOf(s, list))...)
	}
	return b
}

// whyAlerted says whose alert it is, and how to end it.
func (v view) whyAlerted(s data.Subscription, last bool) string {
	key := "alert.why"
	switch {
	case s.Kind == data.Once:
		return v.say("alert.why.once")
	case s.Channel != "":
		key = "alert.why.channel"
	}
	why := v.say(key, "list", v.slash("alert", "alert.list"))
	if last {
		why = v.say("alert.last", "n", v.number(alertDaily), "quotes", v.slash("quotes"), "ask", v.slash("ask")) + "\n" + why
	}
	return why
}

// allOf is a button to what the person said since the first day of the list; nil
// where the alert is for anybody's words.
func (v view) allOf(s data.Subscription, list []answer.Citation) discordgo.MessageComponent {
	if s.Speaker == "" {
		return nil
	}
	asker, _ := strconv.ParseUint(s.Member, 10, 64)
	return button(v.say("alert.rest.button"), state{verb: verbQuotes, lang: v.lang, asker: asker,
		ask: filters{speaker: s.Speaker, topic: s.Topic, source: s.Source, since: list[0].Published}})
}
