package bot

import (
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

func TestTwoClicksAtOnce(t *testing.T) {
	s := play(t, nil)
	a := s.ask(t, "regulation", by("bob"))
	s.brain.set(func() { s.brain.delay = 50 * time.Millisecond })
	press := discordtest.Action{Kind: discordtest.Press, User: "bob", Message: a.Message.ID, Label: "Next ▶"}
	for _, it := range []*discordtest.Interaction{s.Interact(press), s.Interact(press)} {
		contains(t, "each click", it.Final(t).Text(), "4–5")
	}
}

// A channel that is gone, and an interaction that Discord does not know any
// more, cost their own answer and no other.
func TestChannelsAndTokensThatAreGone(t *testing.T) {
	s := play(t, nil)
	s.Inject(discordtest.Fault{Method: "POST", Path: "/channels/" + s.ID("lobby") + "/messages", Do: discordtest.Status, Status: 404, Code: 10003, Times: 1})
	s.Mention("lobby", "bob", "regulation")
	s.Inject(discordtest.Fault{Method: "POST", Path: "/callback$", Do: discordtest.Status, Status: 404, Code: 10062, Times: 1})
	s.Interact(discordtest.Action{Command: "ask", User: "bob", Options: discordtest.Object{"question": "regulation"}})
	if !discordtest.Until(5*time.Second, func() bool {
		return strings.Contains(s.log.String(), "answer not taken") && strings.Contains(s.log.String(), "response not taken")
	}) {
		t.Errorf("not said in the log:\n%s", s.log)
	}
	s.ClearFaults()
	contains(t, "the next", s.ask(t, "regulation", by("bob")).Text(), "**Ada Brannigan**")
	contains(t, "the next mention", s.Mention("lobby", "bob", "regulation").Answer(t).Text(), "**Ada Brannigan**")
}

func TestGuildOutage(t *testing.T) {
	s := play(t, nil)
	s.Send("GUILD_DELETE", discordtest.Object{"id": s.ID("en"), "unavailable": true})
	s.Send("GUILD_CREATE", discordtest.Object{"id": s.ID("en"), "preferred_locale": "en-US"})
	contains(t, "after the outage", s.Mention("lobby", "bob", "").Answer(t).Text(), "Ask me what was said")
}

func TestLongAndForeignQuotesAreVerified(t *testing.T) {
	s := play(t, nil)
	for name, quote := range map[string]string{
		"4000 characters": strings.Repeat("never *said* | `before` ", 250)[:maxVerify],
		"one long word":   strings.Repeat("x", maxVerify),
		"Greek":           "Κανείς δεν χρειάζεται άδεια για να τρέξει έναν κόμβο 🦜",
	} {
		r := s.use(t, "bob", "verify", discordtest.Object{"quote": quote})
		if !strings.HasPrefix(r.Text(), "### ") && !strings.Contains(r.Text(), "\n### ") {
			t.Errorf("%s: %s", name, r.Text())
		}
	}
}
