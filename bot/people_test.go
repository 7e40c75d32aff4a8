package bot

import (
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

// use runs a command for a person and waits for what comes of it.
func (s *stage) use(t *testing.T, user, command string, options discordtest.Object) discordtest.Result {
	t.Helper()
	return s.Interact(discordtest.Action{Command: command, User: user, Options: options}).Final(t)
}

func TestQuotesOfAPersonNewestFirst(t *testing.T) {
	s := play(t, nil)
	r := s.use(t, "bob", "quotes", discordtest.Object{"speaker": "Ada Brannigan", "topic": "nodes", "kind": "direct", "source": "The Invented Times", "since": "2024-01-01"})
	contains(t, "first page", r.Text(), "### What Ada Brannigan said · nodes", "5 statements · 1 without a date · 2 sources · since 1 January 2024 · quoted · The Invented Times", "newest first",
		"**1 February 2025** · quoted", "**January 2025** · reported by the article", "**No date** · post", "**printed 31 December 2024**", "1–4")
	got := s.brain.listed[0]
	if got.Speaker != "Ada Brannigan" || got.Topic != "nodes" || got.Kind != "direct" || got.Source != "The Invented Times" || got.Since != "2024-01-01" || got.OldestFirst || got.Limit != listSize {
		t.Errorf("asked for %+v", got)
	}
	next := s.press(t, r.Message, "Next ▶", "bob")
	contains(t, "second page", next.Text(), "Nimbus Ledger doubles its nodes.", "5")
	if s.brain.listed[1].Offset != listSize || s.brain.listed[1].Topic != "nodes" || s.brain.listed[1].Kind != "direct" {
		t.Errorf("the next page was asked with %+v", s.brain.listed[1])
	}
	other := s.press(t, next.Message, "◀ Previous", "alice")
	if !other.Ephemeral || other.Message.ID == r.Message.ID {
		t.Error("another member turned the asker's page")
	}
}

func TestTimelineOfAPersonOldestFirstWithoutVerdict(t *testing.T) {
	s := play(t, nil)
	r := s.use(t, "alice", "timeline", discordtest.Object{"speaker": "Ada Brannigan", "topic": "nœuds"})
	contains(t, "timeline", r.Text(), "### Ada Brannigan au fil du temps · nœuds", "du plus ancien au plus récent", "Le bot classe par date et ne juge pas")
	if !s.brain.listed[0].OldestFirst {
		t.Error("not asked for the oldest first")
	}
	s.press(t, r.Message, "Suivant ▶", "alice")
	if last := s.brain.listed[len(s.brain.listed)-1]; !last.OldestFirst || last.Offset == 0 {
		t.Errorf("the next page was asked with %+v", last)
	}
}

func TestCompareTwoPeopleSideBySide(t *testing.T) {
	s := play(t, nil)
	r := s.use(t, "bob", "compare", discordtest.Object{"first": "Ada Brannigan", "second": "Alba Martin", "topic": "nodes"})
	contains(t, "comparison", r.Text(), "### Ada Brannigan and Alba Martin · nodes", "**Ada Brannigan** · 5 statements", "**Alba Martin** · 5 statements", "does not judge")
	more := s.press(t, r.Message, "More from Alba Martin", "bob")
	contains(t, "the rest of one", more.Text(), "### What Alba Martin said · nodes")
	one := s.use(t, "bob", "compare", discordtest.Object{"first": "Ada Brannigan", "second": "Nobody", "topic": "nodes"})
	contains(t, "one of them unknown", one.Text(), "**Nobody** is not quoted in any indexed article.", "**Ada Brannigan** · 5 statements")
	contains(t, "both unknown", s.use(t, "bob", "compare", discordtest.Object{"first": "Nobody", "second": "Nobody", "topic": "nodes"}).Text(), "Nothing found", "**Nobody** is not quoted")
}

func TestStatementsThatAreNotThere(t *testing.T) {
	s := play(t, nil)
	contains(t, "unknown", s.use(t, "bob", "quotes", discordtest.Object{"speaker": "Nobody"}).Text(), "Nothing found", "**Nobody** is not quoted in any indexed article.", "12,345 articles")
	contains(t, "two of that name", s.use(t, "bob", "quotes", discordtest.Object{"speaker": "Martin"}).Text(), "Who do you mean?", "- Alba Martin", "- Bertrand Martin", "full name")
	silent := s.use(t, "bob", "timeline", discordtest.Object{"speaker": "Ada Brannigan", "topic": "weather"})
	contains(t, "silent on it", silent.Text(), "**Ada Brannigan** is quoted in the index, but not on this.")
	contains(t, "on anything", s.press(t, silent.Message, "On any topic", "bob").Text(), "### What Ada Brannigan said", "5 statements")
}

func TestVerifyAQuote(t *testing.T) {
	s := play(t, nil)
	for quote, want := range map[string][]string{
		"Nobody should need a permit to run a node":  {"### In print, word for word", "**Ada Brannigan** · quoted"},
		"Nobody should need a licence to run a node": {"### In print, but not in these words", "Nobody should need a ~~licence~~ **permit** to run a node.", "struck out: not in print"},
		"Ten things that were never said anywhere":   {"### Not in the indexed articles", "That says nothing about whether it was said", "The nearest there is"},
		"permits": {"### Too short to check"},
	} {
		r := s.use(t, "bob", "verify", discordtest.Object{"quote": quote})
		if quote == "permits" {
			continue
		}
		contains(t, quote, r.Text(), want...)
		lacks(t, quote, strings.ToLower(r.Text()), "fake", "false", "lie")
	}
	other := s.use(t, "bob", "verify", discordtest.Object{"quote": "Nobody should need a permit to run a node", "speaker": "Alba Martin"})
	contains(t, "another speaker", other.Text(), "given to somebody else", "Asked about: **Alba Martin**. In print: **Ada Brannigan**.")
	contains(t, "too short", s.use(t, "bob", "verify", discordtest.Object{"quote": "two words"}).Text(), "### Too short to check")
	if r := s.use(t, "bob", "verify", discordtest.Object{"quote": "<@300000000000000002> https://example.org"}); !r.Ephemeral {
		t.Errorf("no words: %s", r.Text())
	}
}

// The message commands take the quote out of the message, answer the one person,
// and do not repeat invitations or tokens.
func TestMessageCommands(t *testing.T) {
	s := play(t, nil)
	m := s.Say(discordtest.Post{Channel: "lobby", Author: "alice", Text: "look: “Nobody should need a permit to run a node” discord.gg/abc"})
	menu := func(command string, m discordtest.Message) discordtest.Result {
		return s.Interact(discordtest.Action{Kind: discordtest.Menu, Command: command, User: "bob", Message: m.ID}).Final(t)
	}
	r := menu(verifyThis, m)
	contains(t, "verify", r.Text(), "In print, word for word")
	if got := s.brain.verified[0].Quote; got != "Nobody should need a permit to run a node" {
		t.Errorf("verified %q", got)
	}
	related := menu(findRelated, m)
	contains(t, "related", related.Text(), "**Ada Brannigan**")
	lacks(t, "related", related.Text(), "discord.gg")
	if !r.Ephemeral || !related.Ephemeral {
		t.Error("everybody sees what one member looked up")
	}
	hidden := s.use(t, "bob", "verify", discordtest.Object{"quote": "disc\u200bord.gg/abc123 and many other words here"})
	lacks(t, "a hidden invitation", hidden.Text(), "discord.gg")
	lacks(t, "an invitation for a name", s.use(t, "bob", "quotes", discordtest.Object{"speaker": "discord.gg/abc123 Ada"}).Text(), "discord.gg")
	empty := s.Say(discordtest.Post{Channel: "lobby", Author: "alice", Text: "https://example.org"})
	contains(t, "no words", menu(findRelated, empty).Text(), "There are no words to look for.")
}

func TestQuoted(t *testing.T) {
	for message, want := range map[string]string{
		"he said “short” and “a sentence that is long enough to be one”": "a sentence that is long enough to be one",
		"« une phrase assez longue pour compter »":                       "une phrase assez longue pour compter",
		"> a sentence that is long enough to be one\nwhat do you think":  "a sentence that is long enough to be one",
		"no marks at all in this message":                                "no marks at all in this message",
		"only a “term” in it":                                            "only a “term” in it",
		"\"straight marks around a whole sentence\"":                     "straight marks around a whole sentence",
		"> a sentence that is long enough\n> and another one behind it":  "a sentence that is long enough\n and another one behind it",
		"„deutsche Zeichen um einen ganzen Satz“":                        "deutsche Zeichen um einen ganzen Satz",
	} {
		if got := quoted(message); got != want {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
}

func TestComparisonsOfOnePersonAndOfSeveralOfAName(t *testing.T) {
	s := play(t, nil)
	same := s.use(t, "bob", "compare", discordtest.Object{"first": "Ada Brannigan", "second": "Ada Brannigan", "topic": "nodes"})
	contains(t, "one person", same.Text(), "Both names mean Ada Brannigan.")
	several := s.use(t, "bob", "compare", discordtest.Object{"first": "Ada Brannigan", "second": "Martin", "topic": "nodes"})
	contains(t, "two of a name", several.Text(), "Several people are called that.", "- Alba Martin", "- Bertrand Martin")
}

func TestPrivateListsCanBeShared(t *testing.T) {
	s := play(t, nil)
	private := s.use(t, "bob", "timeline", discordtest.Object{"speaker": "Ada Brannigan", "topic": "nodes", "private": true})
	shared := s.press(t, private.Message, "Share", "bob")
	contains(t, "shared", shared.Text(), "### Ada Brannigan over time · nodes")
	if !private.Ephemeral || shared.Ephemeral || !s.brain.listed[1].OldestFirst {
		t.Errorf("private %v, shared to one %v", private.Ephemeral, shared.Ephemeral)
	}
}

// Each option that is registered with autocomplete gets suggestions.
func TestEveryNameIsSuggested(t *testing.T) {
	s := play(t, nil)
	for _, c := range (table{allTexts(t)}).global(true, true, true) {
		for _, o := range c.Options {
			if !o.Autocomplete {
				continue
			}
			r := s.Interact(discordtest.Action{Kind: discordtest.Autocomplete, Command: c.Name, User: "bob", Options: discordtest.Object{o.Name: ""}, Focused: o.Name}).Final(t)
			if len(r.Choices) == 0 {
				t.Errorf("/%s %s: nothing is suggested", c.Name, o.Name)
			}
		}
	}
}

// TestServerChangesItsLanguage: what the question does not tell is answered in
// the language that the server has now.
func TestServerChangesItsLanguage(t *testing.T) {
	s := play(t, nil)
	before := s.Mention("general", "alice", "Nobody?").Answer(t).Text()
	s.SetLocale("fr", "en-US")
	if !discordtest.Until(5*time.Second, func() bool { return s.bot.localeOf(s.ID("fr")) == "en-US" }) {
		t.Fatal("the bot does not notice")
	}
	after := s.Mention("general", "alice", "Nobody?").Answer(t).Text()
	if !strings.Contains(before, "Rien") || !strings.Contains(after, "Nothing") {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}
