package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/bot"
	"verbatim/bot/discordtest"
	"verbatim/index/bench"
)

var soakFor = flag.Duration("soak", 0, "how long TestSoak runs; 0: not at all")

// The soak: questions a second, in so many servers, and how many further servers
// get a digest.
const (
	soakRate    = 20
	soakGuilds  = 30
	soakDigests = 30
	soakCorpus  = 800 // generated articles beside those of the feed
)

// TestSoak asks soakRate questions a second, of the real engine through a real
// discordgo session, while a feed is polled whose articles change, the index
// follows and is rebuilt now and then, and digests are delivered. It holds that
// each question is answered, that nothing fails, and that memory, goroutines and
// open files do not grow, by the slope that fits what is sampled after warming
// up. With -soak 1h it is the measurement of the project's notes:
//
//	go test ./cmd/verbatim -run '^TestSoak$' -v -timeout 90m -soak 1h
func TestSoak(t *testing.T) {
	if *soakFor <= 0 {
		t.Skip("asked for by -soak: CI runs 30 s of it")
	}
	s := startSoak(t)
	every := min(time.Minute, *soakFor/20)
	begun := time.Now()
	for next := begun.Add(every); time.Since(begun) < *soakFor; {
		s.ask(begun, min(every, 5*time.Second))
		if time.Now().After(next) && s.quiet.TryLock() { // a rebuild holds what it needs for a moment
			t.Log(s.sample(time.Since(begun)))
			s.quiet.Unlock()
			next = next.Add(every)
		}
	}
	s.stop()
	s.judge()
}

// soak is a soak under way.
type soak struct {
	t       *testing.T
	discord *discordtest.Server
	bot     *bot.Bot
	news    *newsroom
	log     *troubles
	samples []soaked

	acked      []time.Duration // since the last sample
	asked      int             // in all
	unanswered []string
	digests    map[string]int       // by channel: messages brought
	wanted     map[string]time.Time // by channel: when its digest is due
	rebuilds   counter
	updated    counter
	quiet      sync.Mutex // held while the index is rebuilt
	stop       func()
}

// startSoak starts everything, and waits until the bot is there.
func startSoak(t *testing.T) *soak {
	s := &soak{t: t, log: &troubles{}, digests: map[string]int{}, wanted: map[string]time.Time{}}
	s.discord = discordtest.New(t, func(c *discordtest.Config) { c.Guilds, c.NoLimits = soakGuilds+soakDigests, true })
	s.news = newsroomOf(t)
	s.news.log = s.log.logger()
	fill(t, s.news)
	b, err := bot.New(bot.Config{
		Token: s.discord.Token, APIBase: s.discord.URL, Asker: s.news, Library: s.news, Admin: s.news, Memory: s.news.store, Subscriptions: s.news.store, News: s.news,
		PerMinute: 100_000, Ready: s.news.ready, Log: s.log.logger(),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.bot = b
	s.news.notify(b)
	paper := newChangingPaper(t)
	if _, err := s.news.AddFeed(t.Context(), paper.URL+"/feed"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 3)
	go func() { ended <- withPolling(ctx, s.news, b.Run) }()
	go func() { ended <- s.poll(ctx, paper) }()
	go func() { ended <- s.rebuild(ctx) }()
	s.stop = func() {
		cancel()
		for range cap(ended) {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	}
	if !discordtest.Until(20*time.Second, func() bool { return len(s.discord.Commands("")) > 0 }) {
		t.Fatal("the bot registers no commands")
	}
	return s
}

// fill stores generated articles and makes them answerable.
func fill(t *testing.T, n *newsroom) {
	t.Helper()
	c := bench.Corpus{Articles: soakCorpus}
	ids, err := c.ByDate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for batch := range slices.Chunk(ids, 200) {
		records, err := c.Records(t.Context(), batch)
		if err == nil {
			_, err = n.store.Put(t.Context(), records)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := n.inStep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// poll reads the feed every few seconds, which by itself is due only every few
// minutes, and changes it before.
func (s *soak) poll(ctx context.Context, p *changingPaper) error {
	for beat(ctx, 4*time.Second) {
		p.change()
		got, err := s.news.Refresh(ctx, p.URL+"/feed", func(int, int) {})
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("poll: %w", err)
		}
		for _, e := range got.Errors {
			s.log.note("poll: " + e)
		}
		s.updated.add(got.Added + got.Updated)
	}
	return nil
}

// rebuild builds the index anew every few minutes, beside everything else.
func (s *soak) rebuild(ctx context.Context) error {
	for beat(ctx, min(3*time.Minute, *soakFor/3)) {
		s.quiet.Lock()
		err := s.news.Rebuild(ctx, func(int, int) {})
		s.quiet.Unlock()
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("rebuild: %w", err)
		}
		s.rebuilds.add(1)
	}
	return nil
}

// beat waits; false when the soak is over.
func beat(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// ask asks at the soak's rate for a while, and then waits for every answer.
// begun is when the soak began: what is late is made up for.
func (s *soak) ask(begun time.Time, during time.Duration) {
	var open []*discordtest.Interaction
	for until := time.Now().Add(during); time.Now().Before(until); s.asked++ {
		time.Sleep(time.Until(begun.Add(time.Duration(s.asked) * time.Second / soakRate)))
		a := soakAction(s.asked)
		a.User, a.Channel = []string{"alice", "bob", "olga"}[s.asked%3], fmt.Sprintf("c%d", s.asked%soakGuilds)
		open = append(open, s.discord.Interact(a))
	}
	s.wantDigest()
	deadline := time.Now().Add(15 * time.Second) // of all of them: Discord gives up after 3 s
	for _, it := range open {
		var r discordtest.Result
		if !discordtest.Until(time.Until(deadline), func() bool { r = it.Now(); return r.Done > 0 }) {
			s.unanswered = append(s.unanswered, fmt.Sprintf("%s: %q", it, r.Text()))
			continue
		}
		s.acked = append(s.acked, r.Acked)
	}
	s.collect()
}

// soakAction is the nth thing that somebody does.
func soakAction(n int) discordtest.Action {
	type options = discordtest.Object
	slash := func(command string, o options) discordtest.Action {
		return discordtest.Action{Command: command, Options: o}
	}
	all := []discordtest.Action{
		slash("ask", options{"question": "What did Odile Marchetand say about the pier?"}),
		slash("ask", options{"question": "qu'a dit Odile Marchetand sur le quai ?"}),
		slash("ask", options{"question": "zorblax turnips of Ostrand"}),
		slash("ask", options{"question": fmt.Sprintf("what is known of pier %d and the harbour", n%90), "private": true}),
		slash("latest", options{"topic": "harbour"}),
		slash("quotes", options{"speaker": "Odile Marchetand"}),
		slash("timeline", options{"speaker": "Odile Marchetand", "topic": "pier"}),
		slash("compare", options{"first": "Odile Marchetand", "second": "Elon Musk", "topic": "winter"}),
		slash("verify", options{"quote": fmt.Sprintf("The pier called ka%dra will be mended before the winter", n%40)}),
		slash("trends", options{"first": "Odile Marchetand", "second": "harbour", "period": "all"}),
		slash("sources", nil),
		{Kind: discordtest.Autocomplete, Command: "quotes", Focused: "speaker", Options: options{"speaker": "mar"}},
	}
	return all[n%len(all)]
}

// wantDigest sets a digest up that is due a minute or two from now, as long as
// there are servers without one.
func (s *soak) wantDigest() {
	n := len(s.wanted)
	due := time.Now().UTC().Add(2 * time.Minute).Truncate(time.Minute)
	at := due.Format("15:04")
	if n == soakDigests || *soakFor < 5*time.Minute || len(s.samples) < n {
		return
	}
	channel := fmt.Sprintf("c%d", soakGuilds+n)
	r := s.discord.Interact(discordtest.Action{Command: "digest", Sub: "set", User: "bob", Channel: channel, Options: discordtest.Object{"every": "day", "at": at, "timezone": "UTC"}}).Final(s.t)
	if !strings.Contains(r.Text(), at) {
		s.t.Fatalf("no digest: %s", r.Text())
	}
	s.wanted[s.discord.ID(channel)] = due
}

// collect counts what digests brought, and lets the fake forget everything.
func (s *soak) collect() {
	for _, r := range s.discord.Called("POST /channels/{channel}/messages") {
		s.digests[strings.Split(r.Path, "/")[2]]++
	}
	s.discord.Forget()
}
