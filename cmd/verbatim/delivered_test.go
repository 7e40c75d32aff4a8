package main

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/data"
	"verbatim/data/store"
)

var (
	deliveryRounds = flag.Int("rounds", 4, "rounds of TestDeliveredOnce")
	deliveryFor    = flag.Duration("delivering", 0, "TestDeliveredOnce: how long instead, as many rounds as it takes")
	deliverySeed   = flag.Uint64("trouble", 1, "TestDeliveredOnce: which troubles come in which order")
)

// TestDeliveredOnce lets subscriptions fall due, round after round, while the
// connection breaks, Discord limits, fails and loses answers, and the process is
// killed. They are digests and alerts, of channels and of members; each round every subscription has one message to get, and none may come
// twice. Where the bot cannot read a channel's history, and there alone, a message
// may become uncertain. With -rounds 1000 it is the measurement of the README.
func TestDeliveredOnce(t *testing.T) {
	p := newPost(t)
	rounds := *deliveryRounds
	if testing.Short() {
		rounds = min(rounds, 2)
	}
	begun := time.Now()
	for p.day = 1; p.day <= rounds || time.Since(begun) < *deliveryFor; p.day++ {
		p.round()
		if t.Failed() {
			break
		}
	}
	p.stop()
	t.Logf("%d rounds in %v: %d messages delivered, %d uncertain (of which %d had arrived), %d missing, %d twice; troubles: %v",
		p.day-1, time.Since(begun).Round(time.Second), p.delivered, p.uncertain, p.arrived, p.missing, p.twice, p.troubles)
}

// mailroom is a fake Discord, a data directory with subscriptions, and the process
// that delivers.
type mailroom struct {
	*discordtest.Server
	t     *testing.T
	rand  *rand.Rand
	dir   string
	store *store.SQLite // beside the process, for reading
	subs  []data.Subscription
	day   int
	began time.Time // the day

	process *exec.Cmd
	input   io.WriteCloser
	log     *os.File

	delivered, uncertain, arrived, missing, twice int
	troubles                                      map[string]int
}

// hiddenChannel is one whose history the bot may not read.
const hiddenChannel = "nohistory"

func newPost(t *testing.T) *mailroom {
	t.Helper()
	p := &mailroom{t: t, rand: rand.New(rand.NewPCG(*deliverySeed, 0)), dir: t.TempDir(), troubles: map[string]int{}}
	p.Server = discordtest.New(t, func(c *discordtest.Config) {
		c.Guilds, c.NoLimits, c.Concurrency, c.Logins, c.NonceWindow = 3, true, 1000, 1_000_000, courierNonces
		c.Heartbeat = 2 * time.Second
		c.Now = func() time.Time { return courierDay(p.day) }
	})
	p.Expect("RETRY_TOO_EARLY", "GLOBAL_LIMIT_IGNORED") // a process that was killed does not know
	s, err := store.Open(t.Context(), p.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ guild, channel string }{{"g0", "c0"}, {"g1", "c1"}, {"g2", "c2"}, {"fr", "general"}, {"fr", hiddenChannel}} {
		p.subscribe(s, data.Subscription{Kind: data.Digest, Guild: p.ID(c.guild), Channel: p.ID(c.channel), Every: data.Daily, At: "04:00", Zone: "UTC"})
		p.subscribe(s, data.Subscription{Kind: data.Alert, Guild: p.ID(c.guild), Channel: p.ID(c.channel), Speaker: courierSpeaker, Every: data.AtOnce})
	}
	for _, person := range []string{"alice", "bob", "olga"} {
		p.subscribe(s, data.Subscription{Kind: data.Digest, Member: p.ID(person), Every: data.AtOnce})
		p.subscribe(s, data.Subscription{Kind: data.Alert, Member: p.ID(person), Speaker: courierSpeaker, Topic: "harbour", Every: data.AtOnce})
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	p.talk()
	if p.log, err = os.Create(p.dir + "/courier.log"); err != nil {
		t.Fatal(err)
	}
	p.began = time.Now()
	p.begin()
	t.Cleanup(func() { p.kill(); p.log.Close() })
	if p.store, err = store.OpenReadOnly(t.Context(), p.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.store.Close() })
	return p
}

func (p *mailroom) subscribe(s *store.SQLite, sub data.Subscription) {
	p.t.Helper()
	sub.Lang, sub.Max, sub.Created, sub.Due = "en", 5, courierDay(0), courierDay(0).Add(time.Hour)
	id, err := s.AddSubscription(p.t.Context(), sub)
	if err != nil {
		p.t.Fatal(err)
	}
	sub.ID = id
	p.subs = append(p.subs, sub)
}

// begin starts the process; its day is the one that it left off.
func (p *mailroom) begin() {
	p.t.Helper()
	p.process = exec.Command("courier", p.URL, p.Token, p.dir)
	p.process.Stderr, p.process.Stdout = p.log, p.log
	var err error
	if p.input, err = p.process.StdinPipe(); err == nil {
		err = p.process.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.tell()
}

// tell lets the process begin the day.
func (p *mailroom) tell() { fmt.Fprintln(p.input, p.day, p.began.UnixNano()) }

// kill ends the process as kill -9 does.
func (p *mailroom) kill() {
	_ = p.process.Process.Kill()
	_ = p.process.Wait() // killed: that is the point
}

func (p *mailroom) stop() {
	p.ClearFaults()
	p.kill()
}

// round begins a day in the midst of troubles, and waits until all is settled.
func (p *mailroom) round() {
	p.t.Helper()
	p.ClearFaults()
	kill := p.trouble()
	p.began = time.Now()
	p.tell()
	if kill {
		p.killAtWork()
		p.begin()
	}
	end := time.Now().Add(30 * time.Second)
	for !p.settled() {
		if time.Now().After(end) {
			p.t.Errorf("round %d: not settled; the end of the log:\n%s", p.day, p.lastWords())
			break
		}
		if time.Until(end) < 27*time.Second { // the troubles have lasted long enough
			p.ClearFaults()
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.count()
	p.Forget()
	p.talk()
}

// talk lets people write in the channels: a history in which nothing stands tells
// nothing.
func (p *mailroom) talk() {
	for _, sub := range p.subs {
		if sub.Channel != "" {
			p.Say(discordtest.Post{Channel: sub.Channel, Author: "alice", Text: "Good morning"})
		} else {
			p.Say(discordtest.Post{Channel: "dm", Author: sub.Member, Raw: discordtest.Object{"author": nil}})
		}
	}
}

// trouble makes up to three troubles; it reports whether the process is to be
// killed too.
func (p *mailroom) trouble() (kill bool) {
	const write, read = "/channels/[0-9]+/messages$", "/channels/[0-9]+/messages"
	ms := func(least, most int) time.Duration {
		return time.Duration(least+p.rand.IntN(most-least)) * time.Millisecond
	}
	times := func() int { return 1 + p.rand.IntN(12) }
	all := []struct {
		name string
		make func()
	}{
		{"lost reply", func() {
			p.Inject(discordtest.Fault{Method: "POST", Path: write, Do: discordtest.DropAfter, Times: times()})
		}},
		{"lost request", func() { p.Inject(discordtest.Fault{Method: "POST", Path: write, Do: discordtest.Drop, Times: times()}) }},
		{"5xx", func() {
			p.Inject(discordtest.Fault{Method: "POST", Path: write, Do: discordtest.Status, Status: 500 + p.rand.IntN(5), Times: times()})
		}},
		{"5xx after it was carried out", func() {
			p.Inject(discordtest.Fault{Method: "POST", Path: write, Do: discordtest.StatusAfter, Status: 502, Times: times()})
		}},
		{"429", func() {
			p.Inject(discordtest.Fault{Method: "POST", Path: write, Do: discordtest.TooMany, RetryAfter: ms(20, 300), Times: times()})
		}},
		{"429 for all", func() {
			p.Inject(discordtest.Fault{Method: "POST", Path: write, Do: discordtest.TooManyGlobal, RetryAfter: ms(20, 300), Times: 1})
		}},
		{"slow", func() {
			p.Inject(discordtest.Fault{Method: "POST", Path: write, Do: discordtest.Delay, RetryAfter: ms(50, int(courierLate.Milliseconds())), Times: times()})
		}},
		{"garbage", func() {
			p.Inject(discordtest.Fault{Method: "POST", Path: write, Do: discordtest.Garbage, Times: times()})
		}},
		{"no history", func() {
			p.Inject(discordtest.Fault{Method: "GET", Path: read, Do: discordtest.Status, Status: 503, Times: times()})
		}},
		{"no direct channels", func() {
			p.Inject(discordtest.Fault{Path: "/users/@me/channels", Do: discordtest.Status, Status: 503, Times: times()})
		}},
		{"disconnect", p.Cut},
		{"reconnect", p.Reconnect},
		{"resume asked for", func() { p.InvalidateSession(true) }},
		{"closed", func() { p.CloseGateway(4000) }},
	}
	for range p.rand.IntN(4) {
		one := all[p.rand.IntN(len(all))]
		p.troubles[one.name]++
		one.make()
	}
	if kill = p.rand.IntN(4) == 0; kill {
		p.troubles["kill -9"]++
	}
	return kill
}

// killAtWork kills the process: at once, a little later, or in the middle of the
// nth post.
func (p *mailroom) killAtWork() {
	switch p.rand.IntN(3) {
	case 0:
		time.Sleep(time.Duration(p.rand.IntN(120)) * time.Millisecond)
	case 1:
		p.Inject(discordtest.Fault{Method: "POST", Path: "/messages$", Do: discordtest.Delay, RetryAfter: 150 * time.Millisecond})
		fallthrough
	default:
		n := 1 + p.rand.IntN(len(p.subs))
		discordtest.Until(time.Second, func() bool { return len(p.Called("POST /channels/{channel}/messages")) >= n })
	}
	p.kill()
}

// today is the delivery of the round, where there is one.
func (p *mailroom) today(sub data.Subscription) (d data.Delivery, ok bool) {
	list, err := p.store.Deliveries(p.t.Context(), sub.ID, 3)
	if err != nil {
		return d, false // it is asked again
	}
	for _, d := range list {
		if !d.Until.Before(courierDay(p.day).Add(-3 * time.Hour)) {
			return d, true
		}
	}
	return d, false
}

// settled reports whether each subscription has had its delivery.
func (p *mailroom) settled() bool {
	for _, sub := range p.subs {
		d, ok := p.today(sub)
		if !ok || d.State == data.Claimed || d.State == data.Sending {
			return false
		}
	}
	return true
}

// count holds the round's messages against its deliveries.
func (p *mailroom) count() {
	p.t.Helper()
	for _, sub := range p.subs {
		channel, person := sub.Channel, ""
		if channel == "" {
			channel, person = "dm", sub.Member
		}
		d, _ := p.today(sub)
		got := 0
		for _, m := range p.Written(channel, person, "") {
			if p.brings(sub, m) {
				got++
			}
		}
		switch {
		case got > 1:
			p.twice++
			p.t.Errorf("round %d, subscription %d: %d messages of the same news; %d attempts; requests:%s", p.day, sub.ID, got, d.Tries, p.traffic(sub.Channel))
		case d.State == data.Uncertain && channel == p.ID(hiddenChannel):
			p.uncertain++
			p.arrived += got
		case d.State != data.Sent || got == 0:
			p.missing++
			p.t.Errorf("round %d, subscription %d: %d messages, the delivery is %q: %s", p.day, sub.ID, got, d.State, d.Error)
		default:
			p.delivered++
		}
	}
}

// brings reports whether a message is the one of the round that a subscription
// is to get.
func (p *mailroom) brings(sub data.Subscription, m discordtest.Message) bool {
	text := strings.ReplaceAll(m.Text(), "**", "") // what matches is bold
	if alert := strings.HasPrefix(text, "### New: "+courierSpeaker); alert != (sub.Kind == data.Alert) {
		return false
	}
	for i := range 2 {
		if !strings.Contains(text, courierWords(p.day, i)) {
			return false
		}
	}
	return true
}

// traffic lists the round's requests about a channel.
func (p *mailroom) traffic(channel string) (s string) {
	for _, r := range p.Requests() {
		if strings.Contains(r.Path, channel) {
			s += fmt.Sprintf("\n%s %s %s: %d %s", r.At.Format("05.000"), r.Method, r.Path, r.Status, r.Fault)
		}
	}
	return s
}

// lastWords are the end of what the process logged.
func (p *mailroom) lastWords() string {
	b, err := os.ReadFile(p.log.Name())
	if err != nil {
		return err.Error()
	}
	return string(b[max(0, len(b)-3000):])
}
