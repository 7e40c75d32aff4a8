package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/store"
	"verbatim/data/store/storetest"
)

const (
	guild  = "110000000000000001"
	room   = "510000000000000001"
	member = "310000000000000001"
)

var errLost = errors.New("the connection broke")

// channel is a Discord of one channel that compares nonces for some time, as the
// real one does.
type channel struct {
	mu       sync.Mutex
	now      func() time.Time
	offline  bool
	messages []Message // oldest first
	nonces   map[string]nonce
	window   time.Duration
	posts    int
	post     func(n int) (err error, carriedOut bool) // of the nth post; nil = fine
	hidden   bool                                     // the bot may not read the history
	history  error
	direct   error
	paused   []data.Pause
}

type nonce struct {
	message string
	at      time.Time
}

func (c *channel) Online() bool { return !c.offline }

func (c *channel) Direct(context.Context, string) (string, error) {
	return room, c.direct
}

func (c *channel) Post(_ context.Context, _ string, content json.RawMessage, key string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.posts++
	var err error
	done := true
	if c.post != nil {
		err, done = c.post(c.posts)
	}
	if !done {
		return "", err
	}
	if n, known := c.nonces[key]; known && c.now().Sub(n.at) < c.window {
		return n.message, err
	}
	m := Message{ID: fmt.Sprint(900 + len(c.messages)), At: c.now(), Mine: true, Raw: content}
	c.messages = append(c.messages, m)
	c.nonces[key] = nonce{m.ID, c.now()}
	return m.ID, err
}

func (c *channel) History(_ context.Context, _, before string) ([]Message, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var page []Message
	for i := len(c.messages) - 1; i >= 0 && len(page) < historyPage && !c.hidden; i-- {
		if m := c.messages[i]; before == "" || m.ID < before {
			page = append(page, m)
		}
	}
	return page, c.history
}

func (c *channel) Paused(_ context.Context, _ data.Subscription, why data.Pause) {
	c.paused = append(c.paused, why)
}

// mine counts what the bot wrote.
func (c *channel) mine() (n int) {
	for _, m := range c.messages {
		if m.Mine {
			n++
		}
	}
	return n
}

// teller composes a message that counts the arrivals.
type teller struct{ err error }

func (t *teller) Compose(_ context.Context, s data.Subscription, p data.Period) (json.RawMessage, error) {
	if t.err != nil || p.Through == p.After {
		return nil, t.err
	}
	return json.RawMessage(fmt.Sprintf(`{"content":"%d new","mark":"%s"}`, p.Through-p.After, Nonce(s, p))), nil
}

// desk is a Deliverer with a clock that is set by hand, a real store and a
// Discord of one channel.
type desk struct {
	*Deliverer
	t        *testing.T
	store    *store.SQLite
	channel  *channel
	teller   *teller
	at       time.Time
	articles int
	counts   map[Outcome]int
	sub      data.Subscription
	log      *strings.Builder
}

// open makes a desk with one daily digest at 08:30 UTC, at 09:00 on a 10 May.
func open(t *testing.T, change ...func(*data.Subscription)) *desk {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	d := &desk{t: t, store: s, at: utc("2026-05-10 09:00"), counts: map[Outcome]int{}, teller: &teller{}, log: &strings.Builder{}}
	now := func() time.Time { return d.at }
	old := Message{ID: "100", At: d.at.AddDate(0, -1, 0), Raw: json.RawMessage(`{"content":"hello"}`)}
	d.channel = &channel{now: now, nonces: map[string]nonce{}, window: 3 * time.Minute, messages: []Message{old}}
	d.Deliverer = &Deliverer{
		Store: s, Discord: d.channel, Composers: Composers{data.Digest: d.teller, data.Once: d.teller}, Times: DiscordTimes(), Now: now,
		Log:   slog.New(slog.NewTextHandler(d.log, nil)),
		Count: func(_ data.SubscriptionKind, o Outcome) { d.counts[o]++ },
	}
	sub := data.Subscription{Kind: data.Digest, Guild: guild, Channel: room, Member: member, Lang: "en", Every: data.Daily, At: "08:30", Zone: "UTC", Max: 5, Created: d.at, Due: utc("2026-05-11 08:30")}
	for _, f := range change {
		f(&sub)
	}
	id, err := s.AddSubscription(t.Context(), sub)
	if err != nil {
		t.Fatal(err)
	}
	d.sub.ID = id
	return d
}

// direct makes the subscription one of direct messages.
func direct(s *data.Subscription) { s.Guild, s.Channel = "", "" }

// arrive stores n more articles.
func (d *desk) arrive(n int) {
	d.t.Helper()
	var recs []data.Record
	for range n {
		d.articles++
		recs = append(recs, storetest.Article(d.articles, 1))
	}
	if _, err := d.store.Put(d.t.Context(), recs); err != nil {
		d.t.Fatal(err)
	}
}

// at sets the clock and looks once.
func (d *desk) look(at string) {
	d.t.Helper()
	d.at = utc(at)
	d.beat(0)
}

// beat lets time pass and looks once.
func (d *desk) beat(after time.Duration) {
	d.t.Helper()
	d.at = d.at.Add(after)
	if _, err := d.Look(d.t.Context(), d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// last is the last delivery.
func (d *desk) last() data.Delivery {
	d.t.Helper()
	list, err := d.store.Deliveries(d.t.Context(), d.sub.ID, 1)
	if err != nil || len(list) == 0 {
		d.t.Fatalf("no delivery: %v; log: %s", err, d.log)
	}
	return list[0]
}

func (d *desk) subscription() data.Subscription {
	d.t.Helper()
	s, err := d.store.Subscription(d.t.Context(), d.sub.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

// want checks how many messages there are and how the last delivery ended.
func (d *desk) want(what string, messages int, state data.DeliveryState) {
	d.t.Helper()
	got := data.DeliveryState("")
	if list, _ := d.store.Deliveries(d.t.Context(), d.sub.ID, 1); len(list) > 0 {
		got = list[0].State
	}
	if d.channel.mine() != messages || got != state {
		d.t.Errorf("%s: %d messages, the last delivery %q; want %d, %q\n%s", what, d.channel.mine(), got, messages, state, d.log)
	}
}

func TestDailyDigests(t *testing.T) {
	d := open(t)
	d.arrive(3)
	d.look("2026-05-11 08:29")
	d.want("too early", 0, "")
	d.look("2026-05-11 08:30")
	d.want("on time", 1, data.Sent)
	d.look("2026-05-11 08:31")
	d.look("2026-05-12 08:31")
	d.want("nothing new, nothing sent", 1, data.Sent)
	d.arrive(2)
	d.look("2026-05-13 08:31")
	d.want("two new", 2, data.Sent)
	if got := string(d.channel.messages[2].Raw); !strings.Contains(got, `"2 new"`) {
		t.Errorf("the second message: %s: want what the first one did not hold", got)
	}
	d.look("2026-05-12 08:31") // a day back
	d.arrive(1)
	d.look("2026-05-13 08:31")
	d.want("a clock put back over a slot", 2, data.Sent)
	d.look("2026-05-14 08:31")
	d.want("what came meanwhile comes with the next one", 3, data.Sent)
	d.arrive(4)
	d.look("2026-06-14 12:00")
	d.want("a month later, one", 4, data.Sent)
	if o := d.last(); !o.From.Equal(utc("2026-05-14 08:30")) || !o.Until.Equal(utc("2026-06-14 08:30")) {
		t.Errorf("it covers %v to %v", o.From, o.Until)
	}
	d.arrive(1)
	d.look("2030-01-01 12:00")
	d.want("years ahead", 5, data.Sent)
	d.arrive(1)
	d.look("2026-06-15 09:00")
	d.look("2026-06-16 09:00")
	d.want("and back: not silent until then", 6, data.Sent)
	if d.counts[Delivered] != 6 || d.counts[Retried] != 0 {
		t.Errorf("counted %v", d.counts)
	}
}

// What becomes of a message whose post broke off, by whether it was carried out,
// whether the channel's history can be read, and when somebody looks again.
func TestUnknownOutcome(t *testing.T) {
	for name, c := range map[string]struct {
		carriedOut, hidden, direct bool
		after                      time.Duration
		messages                   int
		state                      data.DeliveryState
	}{
		"arrived, seen in the history":              {true, false, false, time.Minute, 1, data.Sent},
		"arrived, hidden: the nonce holds":          {true, true, false, 30 * time.Second, 1, data.Sent},
		"did not arrive, at once":                   {false, false, false, 30 * time.Second, 1, data.Sent},
		"did not arrive, hidden, at once":           {false, true, false, 30 * time.Second, 1, data.Sent},
		"arrived, later":                            {true, false, false, time.Hour, 1, data.Sent},
		"did not arrive, later: the history tells":  {false, false, false, time.Hour, 1, data.Sent},
		"arrived, hidden, later":                    {true, true, false, time.Hour, 1, data.Uncertain},
		"did not arrive, hidden, later":             {false, true, false, time.Hour, 0, data.Uncertain},
		"directly, arrived, later":                  {true, false, true, time.Hour, 1, data.Sent},
		"directly, did not arrive, later":           {false, true, true, time.Hour, 1, data.Sent},
		"arrived, the clock was put back":           {true, false, false, -time.Hour, 1, data.Sent},
		"did not arrive, the clock was put back":    {false, false, false, -time.Hour, 0, data.Uncertain},
		"arrived, hidden, the clock was put back":   {true, true, false, -time.Hour, 1, data.Uncertain},
		"arrived, between resending and being sure": {true, true, false, 100 * time.Second, 1, data.Sending},
	} {
		t.Run(name, func(t *testing.T) {
			change := func(*data.Subscription) {}
			if c.direct {
				change = direct
			}
			d := open(t, change)
			d.channel.hidden = c.hidden
			d.channel.post = func(n int) (error, bool) {
				if n == 1 {
					return errLost, c.carriedOut
				}
				return nil, true
			}
			d.arrive(1)
			d.look("2026-05-11 08:30")
			if o := d.last(); o.State != data.Sending || o.Error != errLost.Error() {
				t.Fatalf("after the break: %+v", o)
			}
			d.beat(c.after)
			d.want(name, c.messages, c.state)
			d.beat(time.Hour)
			d.want("and it stays so", c.messages, d.last().State)
		})
	}
}

// A process that dies at any step is followed by one that goes on.
func TestDiesAtAnyStep(t *testing.T) {
	for _, step := range []string{"composed", "claimed", "begun", "posted"} {
		t.Run(step, func(t *testing.T) {
			d := open(t)
			d.arrive(2)
			dying := &dies{Store: d.store, at: step}
			d.Store = dying
			d.look("2026-05-11 08:30")
			d.Store = d.store
			d.arrive(5) // the content is settled
			d.beat(DiscordTimes().Lease / 2)
			if step != "composed" && d.channel.posts > 1 {
				t.Error("another one works on it while the lease holds")
			}
			d.beat(DiscordTimes().Lease/2 + DiscordTimes().Beat)
			d.want("after it died", 1, data.Sent)
			if got := string(d.channel.messages[1].Raw); step != "composed" && !strings.Contains(got, `"2 new"`) {
				t.Errorf("sent %s, want what was settled first", got)
			}
			d.look("2026-05-12 08:30")
			if want := map[bool]int{true: 1, false: 2}[step == "composed"]; d.channel.mine() != want {
				t.Errorf("%d messages after the next slot, want %d", d.channel.mine(), want)
			}
		})
	}
}

// dies is a store whose process dies: from a step on nothing is written.
type dies struct {
	Store
	at   string
	dead bool
}

var errDead = errors.New("the process is dead")

func (s *dies) reach(step string) error {
	if s.dead || s.at == step {
		s.dead = true
		return errDead
	}
	return nil
}

func (s *dies) ClaimDelivery(ctx context.Context, c store.Claim) (data.Delivery, error) {
	if err := s.reach("composed"); err != nil {
		return data.Delivery{}, err
	}
	o, err := s.Store.ClaimDelivery(ctx, c)
	return o, errors.Join(err, s.reach("claimed"))
}

func (s *dies) BeginSending(ctx context.Context, o data.Delivery, now, lease time.Time) (data.Delivery, error) {
	o, err := s.Store.BeginSending(ctx, o, now, lease)
	return o, errors.Join(err, s.reach("begun"))
}

func (s *dies) EndDelivery(ctx context.Context, o data.Delivery, now time.Time, pause data.Pause) (bool, error) {
	if err := s.reach("posted"); err != nil {
		return false, err
	}
	return s.Store.EndDelivery(ctx, o, now, pause)
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		pause data.Pause
		state data.DeliveryState
	}{
		"the channel is gone":      {&Refused{data.ChannelGone, errLost}, data.ChannelGone, data.Failed},
		"the channel is closed":    {&Refused{data.ChannelClosed, errLost}, data.ChannelClosed, data.Failed},
		"Discord takes no such":    {&Refused{data.Refused, errLost}, data.Refused, data.Failed},
		"a rate limit, not at all": {&Refused{"", errLost}, "", data.Claimed},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			d.channel.post = func(int) (error, bool) { return c.err, false }
			d.arrive(1)
			d.look("2026-05-11 08:30")
			d.want(name, 0, c.state)
			if got := d.subscription(); got.Pause != c.pause {
				t.Errorf("paused %q, want %q", got.Pause, c.pause)
			}
			d.arrive(1)
			d.look("2026-05-12 08:31")
			if told := len(d.channel.paused); told != min(len(c.pause), 1) {
				t.Errorf("told %d times", told)
			}
		})
	}
}

func TestMemberWhoTakesNoMessages(t *testing.T) {
	d := open(t, direct)
	d.channel.direct = &Refused{data.MemberClosed, errLost}
	d.arrive(1)
	d.look("2026-05-11 08:30")
	d.want("closed", 0, data.Failed)
	if d.subscription().Pause != data.MemberClosed || len(d.channel.paused) != 1 {
		t.Errorf("%+v, told %v", d.subscription(), d.channel.paused)
	}
}

// A long failure of Discord's is waited out, and then everything is delivered.
func TestLongFailure(t *testing.T) {
	for _, hidden := range []bool{false, true} {
		d := open(t)
		d.channel.hidden = hidden
		d.channel.post = func(int) (error, bool) { return &Refused{"", errLost}, false }
		d.arrive(1)
		d.look("2026-05-11 08:30")
		for range 100 {
			d.beat(time.Minute)
		}
		if d.channel.posts < 10 || d.channel.posts > 40 {
			t.Errorf("%d posts in 100 minutes", d.channel.posts)
		}
		d.channel.post = nil
		d.beat(DiscordTimes().MaxPause)
		d.want("once it works again", 1, data.Sent)
	}
}

func TestComposerThatFails(t *testing.T) {
	d := open(t)
	d.arrive(1)
	d.teller.err = errors.New("no index")
	d.look("2026-05-11 08:30")
	for range 12 {
		d.beat(10 * time.Second)
	}
	if d.counts[Broken] != 3 {
		t.Errorf("tried %d times in two minutes, want 3", d.counts[Broken])
	}
	d.teller.err = nil
	d.beat(time.Minute)
	d.want("once it works again", 1, data.Sent)
	d.Composers = nil
	d.arrive(1)
	d.look("2026-05-12 08:30")
	if !strings.Contains(d.log.String(), `nobody composes`) {
		t.Errorf("log: %s", d.log)
	}
}

func TestOneTimeAlert(t *testing.T) {
	d := open(t, direct, func(s *data.Subscription) { s.Kind, s.Every, s.At, s.Zone = data.Once, data.AtOnce, "", "" })
	d.look("2026-05-11 08:30")
	d.want("nothing yet", 0, "")
	d.arrive(1)
	d.beat(time.Minute)
	d.want("it appeared", 1, data.Sent)
	d.arrive(1)
	d.beat(time.Minute)
	d.want("once", 1, data.Sent)
	if d.subscription().Pause != data.Done {
		t.Errorf("%+v", d.subscription())
	}
}

func TestHistoryOfABusyChannel(t *testing.T) {
	for name, c := range map[string]struct {
		since int // messages after the post
		state data.DeliveryState
	}{"a few pages": {historyPage * 5, data.Sent}, "too many pages": {historyPage*historyPages + 1, data.Uncertain}} {
		d := open(t)
		d.channel.post = func(n int) (error, bool) { return errLost, true }
		d.arrive(1)
		d.look("2026-05-11 08:30")
		for i := range c.since {
			d.channel.messages = append(d.channel.messages, Message{ID: fmt.Sprint(901 + i*1), At: d.at, Raw: json.RawMessage(`{}`)})
		}
		for i := range d.channel.messages {
			d.channel.messages[i].ID = fmt.Sprintf("%06d", i)
		}
		d.beat(time.Hour)
		d.want(name, 1, c.state)
	}
}

func TestNothingIsBegunOffline(t *testing.T) {
	d := open(t)
	d.arrive(1)
	d.at = utc("2026-05-11 08:30")
	d.channel.offline = true
	d.Times.Beat = time.Millisecond
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	d.Run(ctx, t.Context())
	d.want("offline", 0, "")
	d.channel.offline = false
	ctx, cancel = context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	d.Run(ctx, t.Context())
	d.want("online", 1, data.Sent)
}

// TestWoken: news is looked at when it is there, not at the next beat.
func TestWoken(t *testing.T) {
	d := open(t, direct, func(s *data.Subscription) { s.Kind, s.Every, s.At, s.Zone = data.Once, data.AtOnce, "", "" })
	d.at = utc("2026-05-11 08:30")
	d.Times.Beat = time.Hour
	wake, came := make(chan struct{}), make(chan struct{})
	d.Wake = wake
	d.Count = func(data.SubscriptionKind, Outcome) { close(came) }
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); d.Run(ctx, t.Context()) }()
	wake <- struct{}{} // it has looked once, in vain
	d.arrive(1)
	wake <- struct{}{}
	select {
	case <-came:
	case <-time.After(10 * time.Second):
		t.Error("it was not looked at")
	}
	cancel()
	<-ended
	d.want("woken", 1, data.Sent)
}

// Several deliverers on one store do what one does: nothing twice, nothing left.
func TestSeveralAtATime(t *testing.T) {
	d := open(t)
	d.channel.window = 0 // Discord compares no nonces: all depends on the store
	d.counts = nil
	var mu sync.Mutex
	sent := 0
	d.Count = func(_ data.SubscriptionKind, o Outcome) {
		mu.Lock()
		defer mu.Unlock()
		if o == Delivered {
			sent++
		}
	}
	for day := 11; day < 31; day++ {
		d.arrive(1)
		d.at = utc(fmt.Sprintf("2026-05-%d 08:30", day))
		var all sync.WaitGroup
		for range 6 {
			other := *d.Deliverer
			all.Go(func() {
				if _, err := other.Look(t.Context(), t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	if d.channel.mine() != 20 || sent != 20 {
		t.Errorf("%d messages, %d counted, want 20", d.channel.mine(), sent)
	}
}
