package bot

import (
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/data"
	"verbatim/index/answer"
)

func contains(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s: %q is missing in:\n%s", what, p, text)
		}
	}
}

func lacks(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(text, p) {
			t.Errorf("%s: %q stands in:\n%s", what, p, text)
		}
	}
}

// ---- asking ----

func TestAskInTheReadersLanguage(t *testing.T) {
	s := play(t, nil)
	en := s.ask(t, "what did Ada Brannigan say about regulation", by("bob"))
	contains(t, "English", en.Text(), "### what did Ada Brannigan say about regulation", "Understood: Ada Brannigan · regulation · since 1 January 2025",
		`**Regulation** must begin`, "**Ada Brannigan** · quoted · said 1 February 2025", "printed 3 February 2025", "same words in 2 other articles",
		"https://news.example/brannigan-nodes#:~:text=Nobody%20should%20need%20a%20permit,hold%20other%20people%27s%20coins",
		"in French, may be a translation", "**Speaker not named** (the article says “une porte-parole de Nimbus Ledger”)", "conditional in the article", "Next ▶")
	if en.Ephemeral || en.Type != discordtest.NewMessage {
		t.Errorf("a public answer at once, got type %d, ephemeral %v", en.Type, en.Ephemeral)
	}
	fr := s.ask(t, "qu'a dit Ada Brannigan sur la régulation ?", by("alice"))
	contains(t, "French", fr.Text(), "Compris", "citation · dit le 1er février 2025", "paru le 3 février 2025", "en anglais · mêmes mots", "Suivant ▶")
}

func TestAnswerInAMentionReplyThreadAndDirectMessage(t *testing.T) {
	s := play(t, nil)
	m := s.Mention("general", "alice", "what about regulation?")
	a := m.Answer(t)
	contains(t, "mention", a.Text(), "### what about regulation?", "**Ada Brannigan**")
	if a.ReplyTo() != m.ID {
		t.Errorf("the answer replies to %q, want %q", a.ReplyTo(), m.ID)
	}
	for name, p := range map[string]discordtest.Post{
		"reply with ping": {Channel: "general", Author: "alice", Text: "and regulation?", ReplyTo: a.ID},
		"thread":          {Channel: "thread", Author: "alice", Text: "{bot} and regulation?"},
		"direct message":  {Channel: "dm", Author: "alice", Text: "and regulation?"},
	} {
		contains(t, name, s.Say(p).Answer(t).Text(), "### and regulation?", "**Ada Brannigan**")
	}
}

func TestSilence(t *testing.T) {
	s := play(t, nil)
	a := s.Mention("general", "alice", "regulation").Answer(t)
	var last discordtest.Message
	for _, p := range []discordtest.Post{
		{Channel: "general", Author: "alice", Text: "what did Ada say"},
		{Channel: "general", Author: "alice", Text: "not to you", ReplyTo: a.ID, NoPing: true},
		{Channel: "general", Author: "otherbot", Text: "{bot} loop?"},
		{Channel: "general", Author: "alice", Text: "{bot} loop?", Webhook: true},
		{Channel: "general", Author: "alice", Text: "{bot} joined", Raw: discordtest.Object{"type": 7}},
		{Channel: "general", Author: "alice", Text: "{bot}", Raw: discordtest.Object{"author": nil}},
		{Channel: "dm", Author: "otherbot", Text: "hello"},
	} {
		m := s.Say(p)
		if p.Channel == "general" {
			last = m
		} else {
			m.Silence(t, 100*time.Millisecond)
		}
	}
	if got := s.Written("general", "", a.ID); len(got) > 0 {
		t.Errorf("answered: %s", got[0].Text())
	}
	last.Silence(t, 300*time.Millisecond)
}

func TestBareMentionGetsHelpWithExamples(t *testing.T) {
	s := play(t, nil)
	fr := s.Mention("general", "alice", "").Answer(t).Text()
	contains(t, "French guild", fr, "Demandez-moi ce qui a été dit", "Qu'a dit Ada Brannigan\u00a0?", "Points à retenir sur regulation", "`/demander`", "12\u00a0345 articles")
	en := s.Mention("lobby", "bob", " <@300000000000000001> ").Answer(t).Text()
	contains(t, "English guild", en, "Ask me what was said", "What did Ada Brannigan say?", "`/ask`", "12,345 articles")
	contains(t, "nothing but punctuation", s.ask(t, "?? !!", by("bob")).Text(), "Ask me what was said")
}

func TestOptionsReachTheSearch(t *testing.T) {
	s := play(t, nil)
	s.ask(t, "regulation", func(a *discordtest.Action) {
		a.Options = discordtest.Object{"question": "regulation", "speaker": "Ada Brannigan", "source": "The Invented Times", "since": "30d", "until": "2025-03", "language": "en", "kind": "statement", "private": true}
	})
	got := s.brain.requests()[0]
	if got.Speaker != "Ada Brannigan" || got.Source != "The Invented Times" || got.Since != "2025-02-13" || got.Until != "2025-03-31" || got.Kind != "statement" || len(got.Langs) != 1 || got.Langs[0] != "en" {
		t.Errorf("searched with %+v", got)
	}
	for options, want := range map[string]string{"since=gibberish": "I cannot read “gibberish”", "since=2025-03-02|until=2025-03-01": "first date lies after"} {
		r := s.ask(t, "", by("bob"), func(a *discordtest.Action) {
			a.Options = discordtest.Object{"question": "regulation"}
			for _, o := range strings.Split(options, "|") {
				name, value, _ := strings.Cut(o, "=")
				a.Options[name] = value
			}
		})
		contains(t, options, r.Text(), want)
		if !r.Ephemeral {
			t.Errorf("%s: everybody sees the mistake", options)
		}
	}
}

func TestPrivateAnswer(t *testing.T) {
	s := play(t, nil)
	r := s.ask(t, "regulation", func(a *discordtest.Action) { a.Options["private"] = true })
	if !r.Ephemeral {
		t.Error("everybody sees the answer")
	}
}

// ---- buttons ----

func TestPagesAreTurnedByTheAsker(t *testing.T) {
	s := play(t, nil)
	first := s.ask(t, "regulation", by("bob"))
	lacks(t, "page 1", first.Text(), "doubles its nodes")
	second := s.press(t, first.Message, "Next ▶", "bob")
	if second.Type != discordtest.EditMessage || second.Message.ID != first.Message.ID {
		t.Errorf("the page was not turned in place: %+v", second)
	}
	contains(t, "page 2", second.Text(), "### regulation", "Nimbus Ledger doubles its nodes.", "4–5", "**From the article**", "**Key takeaway**")
	back := s.press(t, second.Message, "◀ Previous", "bob")
	if back.Text() != first.Text() {
		t.Errorf("back on page 1:\n%s\nwas:\n%s", back.Text(), first.Text())
	}
	other := s.press(t, first.Message, "Next ▶", "alice")
	if !other.Ephemeral || other.Type != discordtest.NewMessage {
		t.Errorf("somebody else turned the asker's page: %+v", other)
	}
	contains(t, "alice's page 2", other.Text(), "4–5")
	own := s.press(t, other.Message, "◀ Précédent", "alice")
	if own.Type != discordtest.EditMessage {
		t.Error("alice cannot turn her own pages")
	}
}

func TestFiltersLastOverPages(t *testing.T) {
	s := play(t, nil)
	first := s.ask(t, "x", func(a *discordtest.Action) {
		a.Options = discordtest.Object{"question": "regulation", "source": "Le Quotidien fictif", "since": "2025-01-02", "kind": "statement", "language": "fr"}
	})
	s.press(t, first.Message, "Suivant ▶", "alice")
	all := s.brain.requests()
	a, b := all[0], all[1]
	a.Limit, b.Limit = 0, 0
	if a.Source != b.Source || a.Since != b.Since || a.Kind != b.Kind || a.Langs[0] != b.Langs[0] || a.Question != b.Question {
		t.Errorf("page 2 was searched with %+v, page 1 with %+v", b, a)
	}
}

func TestButtonsWorkAfterARestart(t *testing.T) {
	s := play(t, nil)
	question := "regulation_of *stablecoins* [now] # 1. l'été"
	first := s.ask(t, question, by("bob"))
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	again := enter(t, s.Server, newBrain(), nil)
	second := again.press(t, first.Message, "Next ▶", "bob")
	contains(t, "after the restart", second.Text(), "4–5", "Nimbus Ledger doubles its nodes.")
	if got := again.brain.requests()[0].Question; got != question {
		t.Errorf("the question was read as %q", got)
	}
	if n := len(s.Called("PUT /applications/{app}/commands")); n != 1 {
		t.Errorf("the commands were overwritten %d times, want once: they did not change", n)
	}
}

func TestForgedAndStaleButtons(t *testing.T) {
	s := play(t, nil)
	first := s.ask(t, "regulation", by("bob"))
	good := state{verb: verbPage, lang: "en", arg: 3, asker: 300000000000000002, sum: checksum("regulation")}
	id := func(change func(*state)) string {
		forged := good
		change(&forged)
		out, _ := forged.encode()
		return out
	}
	for name, custom := range map[string]string{
		"of another version":  "q:full:0193f",
		"empty":               "",
		"oversized":           strings.Repeat("é", 4000),
		"another question":    id(func(s *state) { s.sum++ }),
		"a page out of range": id(func(s *state) { s.arg = 59 }),
		"a page out of all":   id(func(s *state) { s.arg = 36*36 - 1 }),
		"an unknown verb":     id(func(s *state) { s.verb = 'z' }),
		"a person not there":  id(func(s *state) { s.verb = verbWho }),
		"a quote not there":   id(func(s *state) { s.verb, s.arg = verbFull, 50 }),
		"a takeaways page":    id(func(s *state) { s.verb, s.arg = verbLatest, 1000 }),
		"another verb's form": id(func(s *state) { s.verb = verbAdd }),
	} {
		r := s.Interact(discordtest.Action{Kind: discordtest.Press, User: "bob", Message: first.Message.ID, CustomID: custom, Forced: true}).Final(t)
		contains(t, name, r.Text(), "This button has expired")
		if !r.Ephemeral {
			t.Errorf("%s: everybody sees it", name)
		}
	}
	contains(t, "the message itself", first.Message.Text(), "**Ada Brannigan**")
}

func TestAmbiguousSpeaker(t *testing.T) {
	s := play(t, nil)
	r := s.ask(t, "what did Martin say", by("bob"))
	contains(t, "choices", r.Text(), "Who do you mean?", "Alba Martin", "Bertrand Martin")
	chosen := s.press(t, r.Message, "Bertrand Martin", "bob")
	contains(t, "chosen", chosen.Text(), "### what did Martin say", "**Ada Brannigan**")
	all := s.brain.requests()
	if got := all[len(all)-1].Speaker; got != "Bertrand Martin" {
		t.Errorf("asked about %q", got)
	}
	next := s.press(t, chosen.Message, "Next ▶", "bob")
	contains(t, "page 2 of the person chosen", next.Text(), "4–5")
	all = s.brain.requests()
	if got := all[len(all)-1].Speaker; got != "Bertrand Martin" {
		t.Errorf("page 2 asked about %q", got)
	}
}

func TestNothingFoundSaysWhyAndLetsOneRephrase(t *testing.T) {
	s := play(t, nil)
	r := s.ask(t, "Nobody on regulation", by("bob"))
	contains(t, "silent speaker", r.Text(), "**Nothing found**", "**Ada Brannigan** is quoted in the index, but not on this.", "Searched 12,345 articles of 7 sources, 2 November 2021 to 14 March 2025.",
		"The nearest there is", "**Regulation** must begin")
	contains(t, "no match", s.ask(t, "weather", by("bob")).Text(), "No indexed article answers this.")
	contains(t, "unsure", s.ask(t, "maybe", by("bob")).Text(), "**Not sure**", "**Regulation** must begin")

	form := s.press(t, r.Message, "Put it differently", "bob")
	if form.Type != discordtest.OpenModal {
		t.Fatalf("no form opened: %+v", form)
	}
	again := s.Interact(discordtest.Action{Kind: discordtest.Submit, User: "bob", Fields: map[string]string{"question": "Ada on regulation"}}).Final(t)
	contains(t, "rephrased", again.Text(), "### Ada on regulation", "**Ada Brannigan** · quoted")
	if again.Ephemeral {
		t.Error("a public question was rephrased in private")
	}
}

func TestAPrivateQuestionStaysPrivateWhenRephrased(t *testing.T) {
	s := play(t, nil)
	r := s.ask(t, "Nobody on regulation", by("bob"), func(a *discordtest.Action) { a.Options["private"] = true })
	s.press(t, r.Message, "Put it differently", "bob")
	again := s.Interact(discordtest.Action{Kind: discordtest.Submit, User: "bob", Fields: map[string]string{"question": "Ada on regulation"}}).Final(t)
	contains(t, "rephrased", again.Text(), "### Ada on regulation")
	if !r.Ephemeral || !again.Ephemeral {
		t.Errorf("private: the question %v, rephrased %v", r.Ephemeral, again.Ephemeral)
	}
}

func TestLongQuotesAreShortenedByWholeSentences(t *testing.T) {
	s := play(t, nil)
	c := citations()[0]
	filler := strings.Repeat("This sentence fills the page and says nothing new at all. ", 20)
	c.Text = filler + "Here is the word that matters. " + filler
	c.Highlights = []data.Span{find(c.Text, "matters")}
	s.brain.set(func() {
		s.brain.answers["long"] = answer.Answer{Status: answer.Answered, Citations: []answer.Citation{c}}
	})
	r := s.ask(t, "long", by("bob"))
	contains(t, "shortened", r.Text(), `> “\[…\] Here is the word that **matters**.`, `nothing new at all. \[…\]”`, "Quote 1 in full")
	full := s.press(t, r.Message, "Quote 1 in full", "alice")
	contains(t, "in full", full.Text(), strings.TrimSpace(filler), "Here is the word that **matters**. This sentence", "**Ada Brannigan**")
	if !full.Ephemeral || strings.Contains(full.Text(), "[…") {
		t.Errorf("the full quote, for whoever pressed, got ephemeral %v:\n%s", full.Ephemeral, full.Text())
	}
}

func TestNamesTooLongForButtons(t *testing.T) {
	s := play(t, nil)
	r := s.ask(t, "x", by("bob"), func(a *discordtest.Action) {
		a.Options = discordtest.Object{"question": "regulation", "speaker": strings.Repeat("n", 60), "source": strings.Repeat("s", 60)}
	})
	contains(t, "no buttons", r.Text(), "Narrow the question instead")
	lacks(t, "no buttons", r.Text(), "Next ▶")
}

// ---- takeaways ----

func TestLatest(t *testing.T) {
	s := play(t, nil)
	r := s.Interact(discordtest.Action{Command: "latest", User: "bob", Options: discordtest.Object{"topic": "regulation", "since": "7d"}}).Final(t)
	contains(t, "page 1", r.Text(), "### Latest takeaways: regulation", "since 8 March 2025", "**Nimbus grows**", "The Invented Times · printed 10 March 2025",
		`- Nimbus Ledger doubles its \*nodes\*.`, "- The vote is in May.", "https://news.example/nimbus", "Le Quotidien fictif · printed 9 March 2025 · in French", "Untitled article", "Read the article")
	lacks(t, "three items at most", r.Text(), "A fourth item", "ftp://")
	next := s.press(t, r.Message, "Next ▶", "bob")
	contains(t, "page 2", next.Text(), "### Latest takeaways: regulation", "Five.")
	if got := s.brain.latest; got[0].Since != "2025-03-08" || got[1].Topic != "regulation" || got[1].Since != "2025-03-08" || got[1].Offset != 4 {
		t.Errorf("asked for %+v", got)
	}
	none := s.Interact(discordtest.Action{Command: "latest", User: "alice", Options: discordtest.Object{"topic": "nothing"}}).Final(t)
	contains(t, "nothing", none.Text(), "Aucun point à retenir trouvé", "Essayez sans sujet")
}

func TestSampleIsMarkedUnderEachAnswer(t *testing.T) {
	s := play(t, nil)
	s.brain.set(func() { s.brain.sample = true })
	const mark = "Answered from the built-in sample"
	for _, q := range []string{"regulation", "Nobody", "maybe", "weather", "Martin"} {
		contains(t, q, s.ask(t, q, by("bob")).Text(), mark)
	}
	contains(t, "latest", s.Interact(discordtest.Action{Command: "latest", User: "bob"}).Final(t).Text(), mark)
	contains(t, "mention", s.Mention("lobby", "bob", "regulation").Answer(t).Text(), mark)
}

// ---- suggestions ----

func TestSuggestions(t *testing.T) {
	s := play(t, nil)
	suggest := func(command, option, typed string) []string {
		return s.Interact(discordtest.Action{Kind: discordtest.Autocomplete, Command: command, Focused: option, Options: discordtest.Object{option: typed}}).Final(t).Choices
	}
	for _, c := range []struct {
		command, option, typed string
		want                   string
	}{
		{"ask", "speaker", "martin", "Alba Martin,Bertrand Martin"},
		{"ask", "source", "", "The Invented Times,Le Quotidien fictif"},
		{"latest", "topic", "stable", "stablecoins"},
		{"ask", "speaker", "zzz", ""},
	} {
		if got := strings.Join(suggest(c.command, c.option, c.typed), ","); got != c.want {
			t.Errorf("%s %s %q: suggested %q, want %q", c.command, c.option, c.typed, got, c.want)
		}
	}
	if got := suggest("ask", "speaker", "many"); len(got) > 25 {
		t.Errorf("%d suggestions", len(got))
	}
}
