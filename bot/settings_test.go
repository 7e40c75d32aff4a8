package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/data"
)

// set runs /settings in bob's server.
func (s *stage) set(t *testing.T, sub, user string, options discordtest.Object, more ...func(*discordtest.Action)) discordtest.Result {
	t.Helper()
	a := discordtest.Action{Command: "settings", Sub: sub, User: user, Channel: "lobby", Options: options}
	for _, f := range more {
		f(&a)
	}
	return s.Interact(a).Final(t)
}

func TestSettingsAreChangedShownAndAudited(t *testing.T) {
	s := play(t, nil)
	contains(t, "new server", s.set(t, "show", "bob", nil).Text(), "Language: Automatic", "Questions: no limit", "answered with a reply in every channel")
	contains(t, "language", s.set(t, "language", "bob", discordtest.Object{"language": "fr"}).Text(), "Language: French")
	contains(t, "limits", s.set(t, "limits", "bob", discordtest.Object{"per_minute": 5}).Text(), "Questions: 5 a minute and member")
	contains(t, "channel", s.set(t, "channel", "bob", discordtest.Object{"channel": s.ID("lobby"), "answers": "thread"}).Text(), "<#"+s.ID("lobby")+">: Thread")
	if got, _ := s.memory.GuildSettings(t.Context(), s.ID("en")); got.Lang != "fr" || got.PerMinute != 5 || got.Channels[s.ID("lobby")] != data.AnswerThread {
		t.Errorf("kept %+v", got)
	}
	contains(t, "audit", s.set(t, "audit", "bob", nil).Text(), "<@"+s.ID("bob")+"> · settings channel "+s.ID("lobby")+" thread", "settings limits 5", "settings language fr")
	export := s.set(t, "export", "bob", nil)
	if !export.Ephemeral {
		t.Error("everybody gets the export")
	}
	sent := s.Called(callback)
	if file := sent[len(sent)-1].Files["verbatim-server.json"]; !strings.Contains(file, `"PerMinute":5`) {
		t.Errorf("exported %q", file)
	}
}

// Discord's own permission field can be changed by a server's admins: what
// counts is checked when the command is used.
func TestSettingsAreForThoseWhoManageTheServer(t *testing.T) {
	s := play(t, nil)
	for _, sub := range settingSubs() {
		r := s.set(t, sub, "alice", discordtest.Object{"language": "fr", "per_minute": 5, "channel": "1", "answers": "off"}, forced)
		contains(t, sub, r.Text(), "Gérer le serveur")
	}
	if got, _ := s.memory.GuildSettings(t.Context(), s.ID("en")); got.Lang != "" || got.PerMinute != 0 || len(got.Channels) != 0 {
		t.Errorf("changed to %+v", got)
	}
	for name, options := range map[string]discordtest.Object{
		"limits":  {"per_minute": 1000},
		"channel": {"channel": "not an id", "answers": "off"},
	} {
		if r := s.set(t, name, "bob", options, forced); !r.Ephemeral || len(s.memory.audit) > 0 {
			t.Errorf("%s with %v: %s", name, options, r.Text())
		}
	}
}

func TestAnswersFollowTheServersSettings(t *testing.T) {
	s := play(t, nil)
	set := func(mode data.AnswerMode) {
		if err := s.bot.saveSettings(t.Context(), s.ID("en"), data.GuildSettings{Lang: "fr", Channels: map[string]data.AnswerMode{s.ID("lobby"): mode}}); err != nil {
			t.Fatal(err)
		}
	}
	set(data.AnswerReply)
	contains(t, "language", s.Mention("lobby", "bob", "regulation").Answer(t).Text(), "Compris")
	contains(t, "a command", s.ask(t, "regulation", by("bob")).Text(), "Compris")
	contains(t, "a private command", s.ask(t, "regulation", by("bob"), func(a *discordtest.Action) { a.Options["private"] = true }).Text(), "Understood")
	set(data.AnswerOff)
	s.Mention("lobby", "bob", "regulation").Silence(t, 200*time.Millisecond)
	set(data.AnswerPrivate)
	s.Mention("lobby", "bob", "regulation").Silence(t, 200*time.Millisecond)
	if !discordtest.Until(5*time.Second, func() bool { return len(s.Written("dm", "bob", "")) == 1 }) {
		t.Error("no direct message")
	}
	set(data.AnswerThread)
	s.Mention("lobby", "bob", "regulation").Silence(t, 200*time.Millisecond)
	if !discordtest.Until(5*time.Second, func() bool { return len(s.Threads()) == 1 }) {
		t.Fatal("no thread")
	}
	for name, id := range s.Threads() {
		if name != "regulation" || !discordtest.Until(5*time.Second, func() bool { return len(s.Written(id, "", "")) == 1 }) {
			t.Errorf("thread %q without an answer", name)
		}
	}
}

// Where the settings cannot be read the bot answers as in a new server.
func TestSettingsThatCannotBeRead(t *testing.T) {
	s := play(t, nil)
	_ = s.memory.do(func() { s.memory.fail = errors.New("the disk is gone") })
	contains(t, "answer", s.Mention("lobby", "bob", "regulation").Answer(t).Text(), "**Ada Brannigan**")
	contains(t, "log", s.log.String(), "settings of a server cannot be read")
	contains(t, "a change", s.set(t, "language", "bob", discordtest.Object{"language": "fr"}).Text(), "Something went wrong")
}

// A read that fails does not wipe what was set.
func TestSettingsSurviveAFailedRead(t *testing.T) {
	s := play(t, nil)
	s.set(t, "limits", "bob", discordtest.Object{"per_minute": 5})
	_ = s.memory.do(func() { s.memory.failReads = 1 })
	s.bot.mu.Lock()
	clear(s.bot.settings)
	s.bot.mu.Unlock()
	s.set(t, "language", "bob", discordtest.Object{"language": "fr"})
	s.set(t, "language", "bob", discordtest.Object{"language": "fr"})
	if got, _ := s.memory.GuildSettings(t.Context(), s.ID("en")); got.PerMinute != 5 || got.Lang != "fr" {
		t.Errorf("kept %+v", got)
	}
}

// A thread does what its channel does.
func TestThreadsFollowTheirChannel(t *testing.T) {
	s := play(t, nil)
	if err := s.bot.saveSettings(t.Context(), s.ID("fr"), data.GuildSettings{Channels: map[string]data.AnswerMode{s.ID("general"): data.AnswerOff}}); err != nil {
		t.Fatal(err)
	}
	s.Send("THREAD_CREATE", discordtest.Object{"id": s.ID("thread"), "parent_id": s.ID("general"), "guild_id": s.ID("fr")})
	discordtest.Until(time.Second, func() bool { s.bot.mu.Lock(); defer s.bot.mu.Unlock(); return s.bot.parents[s.ID("thread")] != "" })
	s.Mention("thread", "alice", "regulation").Silence(t, 200*time.Millisecond)
}

// A server that removed the bot while it was away is noticed at the next login.
func TestServersLostWhileAway(t *testing.T) {
	srv := discordtest.New(t, quickHeartbeat)
	s := enter(t, srv, newBrain(), func(c *Config) {
		m := c.Memory.(*memory)
		m.guilds["299999999999999999"], m.guilds[srv.ID("en")] = data.GuildSettings{Lang: "fr"}, data.GuildSettings{Lang: "en"}
	})
	is := func(guild string) (gone bool) {
		_ = s.memory.do(func() { _, gone = s.memory.gone[guild] })
		return gone
	}
	if !discordtest.Until(5*time.Second, func() bool { return is("299999999999999999") }) || is(s.ID("en")) {
		t.Errorf("noted as gone: the lost one %v, the present one %v", is("299999999999999999"), is(s.ID("en")))
	}
}

func TestServersThatRemoveTheBotAreForgotten(t *testing.T) {
	s := play(t, nil)
	s.Send("GUILD_DELETE", discordtest.Object{"id": s.ID("fr"), "unavailable": true}) // an outage
	s.Send("GUILD_DELETE", discordtest.Object{"id": s.ID("en")})
	gone := func(guild string) (is bool) {
		_ = s.memory.do(func() { _, is = s.memory.gone[s.ID(guild)] })
		return is
	}
	if !discordtest.Until(5*time.Second, func() bool { return gone("en") }) || gone("fr") {
		t.Errorf("noted as gone: en %v, fr %v", gone("en"), gone("fr"))
	}
	s.Send("GUILD_CREATE", discordtest.Object{"id": s.ID("en")})
	if !discordtest.Until(5*time.Second, func() bool { return !gone("en") }) {
		t.Error("back, and still noted as gone")
	}
	_ = s.memory.do(func() {
		s.memory.gone["7"] = s.bot.Now().Add(-keepLeft - time.Hour)
		s.memory.gone["8"] = s.bot.Now().Add(-time.Hour)
	})
	erased, _ := s.memory.ForgetGuilds(t.Context(), s.bot.Now().Add(-keepLeft))
	if len(erased) != 1 || erased[0] != "7" {
		t.Errorf("erased %v", erased)
	}
}

// ---- what is kept about a member ----

func TestPrivacyShowsExportsAndErases(t *testing.T) {
	s := play(t, nil)
	bob := s.ID("bob")
	_, _ = s.memory.AddFeedback(t.Context(), data.Feedback{At: s.bot.Now(), Question: "what about *nodes*?", Member: bob})
	_, _ = s.memory.AddFeedback(t.Context(), data.Feedback{At: s.bot.Now(), Question: "alice's own", Member: s.ID("alice")})
	shown := s.use(t, "bob", "privacy", nil)
	contains(t, "shown", shown.Text(), "neither stored nor logged", "Kept about you: 1 question", `15 March 2025 · what about \*nodes\*?`)
	lacks(t, "shown", shown.Text(), "alice's own")
	if r := s.use(t, "bob", "privacy", discordtest.Object{"action": "export"}); !r.Ephemeral {
		t.Error("everybody gets the export")
	}
	sent := s.Called(callback)
	file := sent[len(sent)-1].Files["verbatim-about-me.json"]
	contains(t, "exported", file, "what about *nodes*?", bob)
	lacks(t, "exported", file, "alice's own")
	contains(t, "erased", s.press(t, shown.Message, "Erase everything about me", "bob").Text(), "Erased: 1 entry about you.")
	contains(t, "erased before", s.use(t, "bob", "privacy", discordtest.Object{"action": "delete"}).Text(), "Erased: 0 entries about you.")
	if left := s.memory.given(); len(left) != 1 || left[0].Member != s.ID("alice") {
		t.Errorf("left %+v", left)
	}
}

func TestSourcesAndHelp(t *testing.T) {
	s := play(t, nil)
	contains(t, "sources", s.use(t, "bob", "sources", nil).Text(), "### Indexed publications", "- **The Invented Times** · 10,000 articles · 40,000 quotes · newest 14 March 2025", "- **Le Quotidien fictif** · 2,345 articles · 5,678 quotes")
	contains(t, "one", s.use(t, "bob", "sources", discordtest.Object{"source": "Le Quotidien fictif"}).Text(), "Le Quotidien fictif")
	contains(t, "none", s.use(t, "bob", "sources", discordtest.Object{"source": "Nowhere Post"}).Text(), "Nothing is indexed of Nowhere Post.")
	contains(t, "help", s.use(t, "alice", "help", nil).Text(), "Demandez-moi ce qui a été dit")
}

// Without a Memory nothing that needs one is offered, and nothing breaks.
func TestWithoutMemory(t *testing.T) {
	s := play(t, func(c *Config) { c.Memory = nil })
	for _, c := range s.Commands("") {
		if c == "settings" || c == "privacy" {
			t.Errorf("/%s is registered", c)
		}
	}
	a := s.ask(t, "regulation", by("bob"))
	lacks(t, "answer", a.Text(), "👍", "👎")
	forged := state{verb: verbGood, lang: "en", sum: checksum("regulation")}
	id, _ := forged.encode()
	contains(t, "forged praise", s.Interact(discordtest.Action{Kind: discordtest.Press, User: "bob", Message: a.Message.ID, CustomID: id, Forced: true}).Final(t).Text(), "expired")
	contains(t, "forged command", s.set(t, "show", "bob", nil, forced).Text(), "Settings belong to a server")
}
