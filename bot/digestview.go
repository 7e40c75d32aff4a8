package bot

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"verbatim/bot/outbox"
	"verbatim/data"
)

// stale is how old the print of an article may be, before the period that it
// arrived in, to be news: a source that was away for some days, or a page that is
// slow to tell of its articles.
const stale = 7 * 24 * time.Hour

// digests composes digests.
type digests struct{ *Bot }

// Compose implements outbox.Composer.
func (d digests) Compose(ctx context.Context, s data.Subscription, p data.Period) (json.RawMessage, error) {
	leave, err := d.slot(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	v := d.view(d.subscriptionLang(ctx, s))
	f, err := d.Library.Fresh(ctx, freshFor(s, p, v.lang, d.Now()))
	if err != nil || len(f.Articles) == 0 {
		return nil, err
	}
	return v.sealed(v.digest(s, p, f, d.Now()), s, p)
}

// freshFor asks for what arrived in a period.
func freshFor(s data.Subscription, p data.Period, reader string, now time.Time) FreshRequest {
	return FreshRequest{
		After: p.After, Through: p.Through, PrintedSince: p.From.Add(-stale).UTC().Format(time.DateOnly),
		Topic: s.Topic, Source: s.Source, Lang: s.QuoteLang, Limit: s.Max, ReaderLang: reader, Now: now,
	}
}

// digest lays out what arrived: each article with its takeaways and what somebody
// says in it, as much of each as fits beside the others.
func (v view) digest(s data.Subscription, p data.Period, f Fresh, now time.Time) *box {
	b := newBox(blue)
	b.add(v.digestHeading(s, p, f, now), "", "")
	if f.Sample {
		b.footer(v.sampleNote())
	}
	const foot = 300 // the line about the rest, and the buttons
	shown := 0
	for i, a := range f.Articles {
		room := (maxText - foot - b.text) / (len(f.Articles) - i)
		label, address := v.articleLink(a.Takeaways)
		if !b.add(v.told(a, room), label, address) {
			break
		}
		if shown++; i+1 < len(f.Articles) {
			b.line()
		}
	}
	if left := f.Total - shown; left > 0 {
		b.add(small(v.count("digest.more", left, "latest", v.slash("latest"))), "", "")
	}
	return b
}

func (v view) digestHeading(s data.Subscription, p data.Period, f Fresh, now time.Time) string {
	title := v.say("digest.title")
	if s.Topic != "" {
		title = v.say("digest.title.topic", "topic", escape(cut(s.Topic, 80)))
	}
	count := v.count("articles", f.Total)
	if f.Capped {
		count = v.say("digest.at_least", "articles", count)
	}
	facts := []string{v.span(p, s, now), count}
	if s.QuoteLang != "" {
		facts = append(facts, v.say("choice."+s.QuoteLang))
	}
	text := "### " + title + "\n" + small(strings.Join(facts, " · "))
	if next, err := outbox.Next(s, p.From); err == nil && !p.From.IsZero() && next.At.Before(p.Until) {
		text += "\n" + small(v.say("digest.caught_up"))
	}
	return text
}

// span is the time that a period covers, as clocks show it in the subscription's
// zone. One that is told late covers what arrived up to now.
func (v view) span(p data.Period, s data.Subscription, now time.Time) string {
	zone, err := outbox.LoadZone(s.Zone)
	if err != nil {
		zone = time.UTC
	}
	until := p.Until
	if now.Sub(until) > 15*time.Minute {
		until = now
	}
	show := func(t time.Time) string {
		t = t.In(zone)
		return v.say("digest.moment", "date", v.date(t.Format(time.DateOnly)), "time", t.Format("15:04"))
	}
	return v.say("digest.span", "from", show(p.From), "until", show(until))
}

// told is the text for one article, the fullest that fits into room: with what
// somebody says in it, where that is not told already.
func (v view) told(a FreshArticle, room int) string {
	form := func(items int, quote string) string {
		t := a.Takeaways
		t.Items = t.Items[:min(len(t.Items), items)]
		return v.takeaways(t) + quote
	}
	forms := []string{form(2, ""), form(1, ""), form(0, "")}
	if q := a.Quote; q != nil && !strings.Contains(strings.Join(a.Items, "\n"), strings.TrimSpace(q.Text)) {
		words, _ := v.words(*q, itemRoom, 2*itemRoom)
		quote := "\n" + blockquote(words) + "\n" + small(v.attribution(*q))
		forms = append([]string{form(2, quote), form(1, quote), form(0, quote)}, forms...)
	}
	for _, f := range forms {
		if width(f) <= room {
			return f
		}
	}
	return forms[len(forms)-1]
}

// previewDigest shows what the channel's digest would hold if it came now: what
// arrived within one of its periods.
func (r *responder) previewDigest(ctx context.Context, channel string) result {
	s, exists, err := r.digestOf(ctx, channel)
	if err != nil {
		return r.apology(r.view, err)
	}
	if !exists {
		return refusal(r.view.say("digest.none_here", "channel", "<#"+channel+">", "set", r.view.slash("digest", "digest.set")))
	}
	now := r.Now()
	p := data.Period{Key: "preview", From: before(s, now), Until: now}
	if p.After, err = r.Subscriptions.ArrivalBefore(ctx, p.From); err == nil {
		p.Through, err = r.Subscriptions.LastArrival(ctx)
	}
	if err != nil {
		return r.apology(r.view, err)
	}
	leave, err := r.slot(ctx)
	if err != nil {
		return r.apology(r.view, err)
	}
	defer leave()
	v := r.Bot.view(r.subscriptionLang(ctx, s))
	f, err := r.Library.Fresh(ctx, freshFor(s, p, v.lang, now))
	if err != nil {
		return r.apology(r.view, err)
	}
	if len(f.Articles) == 0 {
		return result{post: note(grey, r.view.say("digest.preview.nothing", "span", r.view.span(p, s, now))), status: "nothing_found"}
	}
	return result{post: v.digest(s, p, f, now).post(), status: "answered"}
}

// before is where the period began that would end now.
func before(s data.Subscription, now time.Time) time.Time {
	days := map[data.Rhythm]int{data.Daily: 1, data.Weekdays: 1, data.Weekly: 7}[s.Every]
	if zone, err := outbox.LoadZone(s.Zone); err == nil {
		now = now.In(zone)
	}
	if s.Every == data.Weekdays {
		switch now.Weekday() {
		case time.Sunday:
			days = 2
		case time.Monday:
			days = 3
		}
	}
	return now.AddDate(0, 0, -days).UTC()
}
