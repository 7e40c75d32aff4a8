package bot

import (
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

// With more servers than one session takes, each shard answers in its own, and
// nothing is answered twice.
func TestShards(t *testing.T) {
	s := play(t, nil, func(c *discordtest.Config) { c.Shards, c.Concurrency = 3, 3 })
	if n := s.Counts().Identifies; n != 3 {
		t.Fatalf("%d sessions began, want 3", n)
	}
	for channel, user := range map[string]string{"general": "alice", "lobby": "bob"} {
		m := s.Mention(channel, user, "regulation")
		contains(t, channel, m.Answer(t).Text(), "**Ada Brannigan**")
		contains(t, channel, s.ask(t, "regulation", by(user), in(channel)).Text(), "**Ada Brannigan**")
		if n := len(s.Written(channel, "", m.ID)); n != 2 {
			t.Errorf("%s: %d messages for a mention and a command", channel, n)
		}
	}
	s.Say(discordtest.Post{Channel: "dm", Author: "bob", Text: "regulation"}).Answer(t)
	s.Cut()
	if !discordtest.Until(10*time.Second, func() bool { return s.Counts().Resumes >= 3 && s.bot.fresh() }) {
		t.Errorf("after a cut of all: %+v, ready %v", s.Counts(), s.bot.fresh())
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

func TestTurnsOfIdentifies(t *testing.T) {
	p := newPacer()
	p.concurrency = 2
	now := time.Now()
	turn := func(shard int) time.Duration {
		return p.turn(shard, now, 5*time.Second).Round(time.Second)
	}
	for n, want := range []time.Duration{0, 0, 5 * time.Second, 5 * time.Second, 10 * time.Second} {
		if got := turn(n); got != want {
			t.Errorf("shard %d waits %v, want %v", n, got, want)
		}
	}
}
