package main

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"verbatim/bot"
	"verbatim/bot/discordtest"
	"verbatim/bot/outbox"
	"verbatim/data"
)

// newsdesk is a bot over a real newsroom, with a clock that can be put forward.
type newsdesk struct {
	*discordtest.Server
	t    *testing.T
	news *newsroom
	fast atomic.Int64 // nanoseconds that the clock is ahead
}

func (d *newsdesk) now() time.Time { return time.Now().Add(time.Duration(d.fast.Load())) }

// serve runs the bot until stop.
func (d *newsdesk) serve() (stop func()) {
	d.t.Helper()
	n, times := d.news, outbox.DiscordTimes()
	times.Beat = time.Hour // news alone has it look
	b, err := bot.New(bot.Config{
		Token: d.Token, APIBase: d.URL, Asker: n, Library: n, Memory: n.store, Subscriptions: n.store, Watcher: n, Delivery: times, Now: d.now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		d.t.Fatal(err)
	}
	n.notify(b)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	if !discordtest.Until(20*time.Second, func() bool { return len(d.Commands("")) > 0 }) {
		d.t.Fatal("the bot registers no commands")
	}
	return func() {
		cancel()
		if err := <-ended; err != nil {
			d.t.Error(err)
		}
	}
}

// publish reads an article in, a few minutes later, and waits until the one alert
// has dealt with it.
func (d *newsdesk) publish(id, source, body string) {
	d.t.Helper()
	d.fast.Add(int64(5 * time.Minute))
	if _, err := d.news.Add(d.t.Context(), "x.jsonl", strings.NewReader(harbour(id, source, time.Now().UTC().Format(time.DateOnly), body))); err != nil {
		d.t.Fatal(err)
	}
	last, err := d.news.store.LastArrival(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	done := func() bool {
		all, err := d.news.store.MemberSubscriptions(d.t.Context(), d.ID("bob"))
		open, err2 := d.news.store.OpenDeliveries(d.t.Context(), d.now().Add(time.Hour), 9)
		return err == nil && err2 == nil && len(all) == 1 && all[0].Covered == last && len(open) == 0
	}
	if !discordtest.Until(30*time.Second, done) {
		d.t.Fatalf("%s: not dealt with", id)
	}
}

// TestAlertFromArticleToMessage: what somebody says is in the direct message, word
// for word, once: not again for a second paper, nor for a bot that starts again.
func TestAlertFromArticleToMessage(t *testing.T) {
	d := &newsdesk{Server: discordtest.New(t, func(c *discordtest.Config) { c.Concurrency = 2 }), t: t, news: newsroomOf(t)}
	stop := d.serve()
	shown := d.Interact(discordtest.Action{Command: "alert", Sub: "add", User: "bob", Options: discordtest.Object{"speaker": "Mira Solheim", "topic": "harbour"}}).Final(t)
	if !strings.Contains(shown.Text(), "not quoted in any indexed article so far") {
		t.Errorf("proposed: %s", shown.Text())
	}
	d.Interact(discordtest.Action{Kind: discordtest.Press, User: "bob", Message: shown.Message.ID, Label: "Save"}).Final(t)

	told := func(want int) string {
		t.Helper()
		got := d.Written("dm", "bob", "")
		if len(got) != want {
			t.Fatalf("%d messages, want %d", len(got), want)
		}
		return strings.ReplaceAll(got[want-1].Text(), "**", "") // what matches is bold
	}
	d.publish("one", "Harbour Gazette", dredged)
	if text := told(1); !strings.Contains(text, "\"The harbour of Ostrand will be dredged before the winter,\"") || !strings.Contains(text, "Mira Solheim · quoted") {
		t.Errorf("told: %s", text)
	}
	stop()
	defer d.serve()()
	d.publish("two", "Le Quai", "The week.\n\n"+dredged)
	told(1)
	d.publish("three", "Harbour Gazette", lit)
	if text := told(2); !strings.Contains(text, "needs a second light") || strings.Contains(text, "dredged") {
		t.Errorf("told: %s", text)
	}
	if last, err := d.news.store.Deliveries(t.Context(), 1, 9); err != nil || len(last) != 2 || last[0].State != data.Sent {
		t.Errorf("deliveries: %+v, %v", last, err)
	}
}
