package bot

import (
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/data"
	"verbatim/index/answer"
)

// ---- going on ----

func TestPrivateAnswerCanBeShared(t *testing.T) {
	s := play(t, nil)
	private := s.ask(t, "regulation", by("bob"), func(a *discordtest.Action) { a.Options["private"] = true })
	if !private.Ephemeral {
		t.Fatal("everybody sees a private answer")
	}
	second := s.press(t, private.Message, "Next ▶", "bob")
	shared := s.press(t, second.Message, "Share", "bob")
	contains(t, "shared", shared.Text(), "### regulation", "4–5")
	lacks(t, "shared", shared.Text(), "Share")
	if shared.Ephemeral {
		t.Error("nobody sees what was shared")
	}
	lacks(t, "a public answer", s.ask(t, "regulation", by("bob")).Text(), "Share")
}

func TestWhatStandsAroundAQuote(t *testing.T) {
	s := play(t, nil)
	r := s.press(t, s.ask(t, "regulation", by("bob")).Message, "Around quote 1", "alice")
	contains(t, "around", r.Text(), "Nobody should need a permit", "**Dans l'article**\n> The sentence before.\n", `> The sentence \*after\*.`)
	if !r.Ephemeral {
		t.Error("everybody sees it")
	}
}

// A follow-up takes from the question before what it does not name itself.
func TestFollowUpKeepsTheContext(t *testing.T) {
	was := answer.Understood{Speakers: []string{"Ada Brannigan"}, Topic: []string{"regulation"}, Since: "2025-01-01"}
	asked := filters{source: "The Invented Times", quoteLang: "fr"}
	for name, c := range map[string]struct {
		is   answer.Understood
		want filters
	}{
		"another speaker": {answer.Understood{Speakers: []string{"Alba Martin"}}, filters{topic: "regulation", since: "2025-01-01"}},
		"another topic":   {answer.Understood{Topic: []string{"mining"}}, filters{speaker: "Ada Brannigan", since: "2025-01-01"}},
		"another time":    {answer.Understood{Since: "2023-01-01", Until: "2023-12-31"}, filters{speaker: "Ada Brannigan", topic: "regulation"}},
		"everything":      {answer.Understood{Speakers: []string{"Alba Martin"}, Topic: []string{"mining"}, Until: "2020-01-01"}, filters{}},
	} {
		c.want.source, c.want.quoteLang = asked.source, asked.quoteLang
		if got := completed(question{}, c.is, was, asked).ask; got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestFollowUpByButtonAndByReply(t *testing.T) {
	s := play(t, nil)
	s.brain.set(func() {
		s.brain.answers["mining"] = answer.Answer{Status: answer.Answered, Understood: answer.Understood{Topic: []string{"mining"}}, Citations: citations()[:1]}
	})
	a := s.ask(t, "regulation", by("bob"))
	s.press(t, a.Message, "Ask further", "bob")
	r := s.Interact(discordtest.Action{Kind: discordtest.Submit, User: "bob", Fields: map[string]string{"question": "and on mining?"}}).Final(t)
	contains(t, "by button", r.Text(), "### and on mining?")
	asked := s.brain.requests()
	if last := asked[len(asked)-1]; last.Speaker != "Ada Brannigan" || last.Since != "2025-01-01" || last.Question != "and on mining?" {
		t.Errorf("asked %+v", last)
	}
	reply := s.Say(discordtest.Post{Channel: "lobby", Author: "bob", Text: "and on mining?", ReplyTo: a.Message.ID}).Answer(t)
	contains(t, "by reply", reply.Text(), "### and on mining?")
	asked = s.brain.requests()
	if last := asked[len(asked)-1]; last.Speaker != "Ada Brannigan" {
		t.Errorf("the reply asked %+v", last)
	}
}

func TestLookAtSomethingElseInstead(t *testing.T) {
	s := play(t, nil)
	none := s.ask(t, "Nobody?", by("bob"))
	contains(t, "nothing found", none.Text(), "Look at one of these instead", "Ada Brannigan · regulation", "Ada Brannigan, on anything")
	r := s.Interact(discordtest.Action{Kind: discordtest.Choose, User: "bob", Message: none.Message.ID, Label: "Look at one of these instead", Values: []string{"Ada Brannigan|regulation"}}).Final(t)
	contains(t, "instead", r.Text(), "### What Ada Brannigan said · regulation")
	forged := s.Interact(discordtest.Action{Kind: discordtest.Choose, User: "bob", Message: none.Message.ID, Label: "Look at one of these instead", Values: []string{"Somebody|else"}}).Final(t)
	contains(t, "a choice that was not offered", forged.Text(), "expired")
}

// ---- feedback ----

func TestPraiseAndBlameAreCountedWithoutTheQuestion(t *testing.T) {
	s := play(t, nil)
	a := s.ask(t, "regulation", by("bob"))
	contains(t, "thanks", s.press(t, a.Message, "👍", "alice").Text(), "sans votre nom ni votre question")
	why := s.press(t, a.Message, "👎", "bob")
	if !why.Ephemeral {
		t.Error("everybody sees that somebody did not like it")
	}
	s.Interact(discordtest.Action{Kind: discordtest.Choose, User: "bob", Message: why.Message.ID, Label: "Pick a reason", Values: []string{"off_topic"}}).Final(t)
	got := s.memory.given()
	if len(got) != 2 || got[0].Verdict != data.Good || got[1].Verdict != data.Bad || got[1].Reason != "off_topic" {
		t.Fatalf("kept %+v", got)
	}
	for _, f := range got {
		if f.Question != "" || f.Member != "" || f.Words != "" {
			t.Errorf("kept without consent: %+v", f)
		}
	}
}

func TestBlameKeepsTheQuestionOnlyWithConsent(t *testing.T) {
	s := play(t, nil)
	s.brain.set(func() {
		s.brain.answers["permits"] = answer.Answer{Status: answer.Answered, Citations: citations()[:1]}
	})
	a := s.ask(t, "permits", by("bob"))
	why := s.press(t, a.Message, "👎", "bob")
	asked := s.Interact(discordtest.Action{Kind: discordtest.Choose, User: "bob", Message: why.Message.ID, Label: "Pick a reason", Values: []string{"wrong_speaker"}}).Final(t)
	contains(t, "asked for consent", asked.Text(), "Noted: Wrong speaker.", "May the question be kept too")
	contains(t, "kept", s.press(t, asked.Message, "Yes, keep the question", "bob").Text(), "The question is kept; `/privacy`")
	got := s.memory.given()
	last := got[len(got)-1]
	if last.Question != "permits" || last.Member != s.ID("bob") || last.Reason != "wrong_speaker" || last.ArticleID != "a1" || last.Words == "" {
		t.Errorf("kept %+v", last)
	}
}

func TestItShouldBeHereIsAReport(t *testing.T) {
	s := play(t, nil)
	none := s.ask(t, "weather", by("bob"))
	form := s.press(t, none.Message, "It should be here", "bob")
	contains(t, "form", form.Text(), "Question (kept if you send this)")
	r := s.Interact(discordtest.Action{Kind: discordtest.Submit, User: "bob", Fields: map[string]string{"where": "The Invented Times,\nin\u202e May"}}).Final(t)
	contains(t, "thanks", r.Text(), "The operators and the admins of this server can read it")
	got := s.memory.given()
	if len(got) != 1 || got[0].Verdict != data.Missing || got[0].Question != "weather" || got[0].Where != "The Invented Times, in May" || got[0].Member != s.ID("bob") {
		t.Errorf("kept %+v", got)
	}
}

func TestGapsAreCountedByWhatWasUnderstood(t *testing.T) {
	s := play(t, nil)
	counted := func(guild string) (gaps []data.Gap) { // beside the answer, which does not wait for it
		discordtest.Until(10*time.Second, func() bool {
			gaps, _ = s.memory.Gaps(t.Context(), s.ID(guild), 10)
			return len(gaps) > 0
		})
		return gaps
	}
	s.brain.set(func() {
		s.brain.answers["zorblax"] = answer.Answer{Status: answer.NothingFound, Reason: answer.SpeakerUnknown, Citations: []answer.Citation{},
			Understood: answer.Understood{Speakers: []string{"my neighbour"}, Topic: []string{"zorblax", "regulation"}}}
	})
	s.ask(t, "what did my neighbour say about zorblax regulation", by("alice"))
	if gaps := counted("fr"); len(gaps) != 1 || len(gaps[0].Speakers) != 0 || strings.Join(gaps[0].Topic, " ") != "regulation" {
		t.Errorf("a member's own words are kept: %+v", gaps)
	}
	none := s.ask(t, "Nobody with secret words", by("bob"))
	s.press(t, none.Message, "Put it differently", "bob")
	gaps := counted("en")
	if len(gaps) != 1 || strings.Join(gaps[0].Speakers, "") != "Ada Brannigan" || strings.Join(gaps[0].Topic, "") != "regulation" {
		t.Fatalf("counted %+v", gaps)
	}
	shown := s.Interact(discordtest.Action{Command: "settings", Sub: "gaps", User: "bob"}).Final(t)
	contains(t, "shown to admins", shown.Text(), "Ada Brannigan · regulation · since 1 January 2025 · asked once")
	lacks(t, "shown to admins", shown.Text(), "secret words")
}

// ---- manners ----

func TestCooldownIsToldKindly(t *testing.T) {
	s := play(t, func(c *Config) { c.PerMinute = 2 })
	for range 2 {
		s.ask(t, "regulation", by("bob"))
	}
	r := s.ask(t, "regulation", by("bob"))
	contains(t, "a third question", r.Text(), "You have asked a lot within a minute. Please go on in ")
	if !r.Ephemeral {
		t.Error("everybody sees it")
	}
	contains(t, "another member", s.ask(t, "regulation", by("alice")).Text(), "**Ada Brannigan**")
	m := s.Mention("lobby", "bob", "regulation")
	contains(t, "a mention", m.Answer(t).Text(), "You have asked a lot")
	s.Mention("lobby", "bob", "regulation").Silence(t, 200*time.Millisecond) // told once
}

func TestCooldownOfAServer(t *testing.T) {
	var c cooldown
	now := time.Date(2025, 3, 15, 12, 0, 0, 0, time.UTC)
	refused := 0
	for i := range 10 * guildShare {
		if c.take(strings.Repeat("m", i+1), "g", 2, now) > 0 {
			refused++
		}
	}
	if refused != 8*guildShare {
		t.Errorf("%d of %d questions of as many members refused, want %d", refused, 10*guildShare, 8*guildShare)
	}
	if wait := c.take("m", "another", 2, now); wait != 0 {
		t.Errorf("another server waits %v", wait)
	}
	if wait := c.take("n", "g", 2, now.Add(time.Minute)); wait != 0 {
		t.Errorf("a minute later: %v", wait)
	}
}

// Somebody else's question is not theirs to have kept, whichever way they come
// to it.
func TestNobodyConsentsForSomebodyElse(t *testing.T) {
	s := play(t, nil)
	a := s.ask(t, "regulation", by("alice"))
	why := s.press(t, a.Message, "👎", "bob")
	noted := s.Interact(discordtest.Action{Kind: discordtest.Choose, User: "bob", Message: why.Message.ID, Label: "Pick a reason", Values: []string{"other"}}).Final(t)
	lacks(t, "another member's verdict", noted.Text(), "May the question be kept")
	copied := s.press(t, a.Message, "Suivant ▶", "bob")
	lacks(t, "a copy", copied.Text(), "👎")
	lacks(t, "another page of the copy", s.press(t, copied.Message, "◀ Previous", "bob").Text(), "👎")
	said := s.Say(discordtest.Post{Channel: "general", Author: "alice", Text: "I told my doctor about regulation"})
	related := s.Interact(discordtest.Action{Kind: discordtest.Menu, Command: findRelated, User: "bob", Message: said.ID}).Final(t)
	lacks(t, "related quotes", related.Text(), "👎")
	none := s.ask(t, "weather", by("alice"))
	form := s.press(t, none.Message, "Ça devrait y être", "bob")
	lacks(t, "the form", form.Text(), "weather")
	for _, f := range s.memory.given() {
		if f.Question != "" {
			t.Errorf("kept %+v", f)
		}
	}
}

func TestRepliesToOtherMessagesAreNoFollowUps(t *testing.T) {
	s := play(t, nil)
	help := s.Mention("lobby", "bob", "").Answer(t)
	list := s.use(t, "bob", "quotes", discordtest.Object{"speaker": "Ada Brannigan", "topic": "nodes"})
	for id, want := range map[string]string{help.ID: "", list.Message.ID: "Ada Brannigan"} {
		s.Say(discordtest.Post{Channel: "lobby", Author: "bob", Text: "weather", ReplyTo: id}).Answer(t)
		asked := s.brain.requests()
		if last := asked[len(asked)-1]; want == "" && last.Question != "weather" {
			t.Errorf("a reply to the help asks %q", last.Question)
		}
	}
}
