package bot

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/data"
	"verbatim/index/answer"
)

// ---- permissions ----

func TestAnswersDespiteMissingPermissions(t *testing.T) {
	s := play(t, nil)
	noHistory := s.Mention("nohistory", "alice", "regulation").Answer(t)
	contains(t, "no history", noHistory.Text(), "**Ada Brannigan**")
	if noHistory.ReplyTo() != "" {
		t.Error("it replies where it may not")
	}
	s.Mention("readonly", "alice", "regulation").Silence(t, 300*time.Millisecond)
	var direct []discordtest.Message
	discordtest.Until(5*time.Second, func() bool { direct = s.Written("dm", "alice", ""); return len(direct) > 0 })
	if len(direct) != 1 {
		t.Fatalf("%d direct messages for whoever asked where the bot may not write, want 1", len(direct))
	}
	contains(t, "no send", direct[0].Text(), "**Ada Brannigan**", "Je ne peux pas écrire dans <#"+s.ID("readonly")+">")
	s.Mention("readonly", "dave", "regulation").Silence(t, 300*time.Millisecond)
	contains(t, "closed direct messages", s.log.String(), "nowhere to answer")
}

// Whichever way Discord says that a channel is closed to the bot, the answer goes
// to the person; where that is refused too, the log says so.
func TestChannelsThatTakeNoMessage(t *testing.T) {
	for _, closed := range []discordtest.Fault{{Status: 403, Code: 20016}, {Status: 403, Code: 200000}, {Status: 403, Code: 40004}, {Status: 400, Code: 50083}} {
		s := play(t, nil)
		closed.Method, closed.Path, closed.Do = "POST", "/channels/"+s.ID("general")+"/messages", discordtest.Status
		s.Inject(closed)
		s.Mention("general", "alice", "regulation")
		var direct []discordtest.Message
		if !discordtest.Until(5*time.Second, func() bool { direct = s.Written("dm", "alice", ""); return len(direct) == 1 }) {
			t.Fatalf("code %d: %d direct messages, want 1; log:\n%s", closed.Code, len(direct), s.log)
		}
		contains(t, "the answer", direct[0].Text(), "**Ada Brannigan**")
		s.Inject(discordtest.Fault{Method: "POST", Path: "/users/@me/channels", Do: discordtest.Status, Status: 403, Code: 40003})
		s.Mention("general", "bob", "regulation")
		if !discordtest.Until(5*time.Second, func() bool { return strings.Contains(s.log.String(), "nowhere to answer") }) {
			t.Errorf("code %d: not said in the log:\n%s", closed.Code, s.log)
		}
	}
}

// ---- hostile input ----

func noLimits(c *discordtest.Config) { c.NoLimits = true }

func TestHostileTexts(t *testing.T) {
	t.Parallel()
	s := play(t, nil, noLimits)
	token := "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs8x9"
	for name, q := range map[string]string{
		"mentions":    "@everyone @here <@&200000000000000007> <@300000000000000002> <#1> </ask:1> regulation",
		"markdown":    "``` **x** __y__ ||z|| [a](http://evil.example) # t\n> q\n- l regulation",
		"direction":   "\u202eregulation\u2066 \u200bhidden\u200b",
		"invitation":  "join discord.gg/abc123 or https://discord.com/invite/abc regulation",
		"a token":     "my token is " + token + " regulation",
		"one word":    strings.Repeat("x", 6000),
		"many words":  strings.Repeat("regulation ", 500),
		"backslashes": `\ \\ \* \@everyone regulation \`,
		"emoji":       "<:pepe:123456789012345678> :smile: 👨‍👩‍👧 regulation",
	} {
		for via, text := range map[string]string{
			"command": s.ask(t, "", by("bob"), forced, func(a *discordtest.Action) { a.Options["question"] = q }).Text(),
			"mention": s.Mention("lobby", "bob", q).Answer(t).Text(),
		} {
			contains(t, name+" by "+via, text, "**Ada Brannigan**")
			lacks(t, name+" by "+via, text, token, "discord.gg/", "discord.com/invite", "\u202e", "\u2066", "\u200b", "<@", "<#", " @everyone", "](http")
		}
	}
	contains(t, "long question", s.ask(t, "", by("bob"), forced, func(a *discordtest.Action) { a.Options["question"] = strings.Repeat("regulation ", 500) }).Text(), "Only the first 300 characters")
}

func TestHostileNamesAndArticles(t *testing.T) {
	s := play(t, nil)
	c := citations()[0]
	c.Speaker, c.Title, c.Source, c.URL, c.Lang = "**@everyone** <@1>", "# [x](http://evil.example)", "||s||", "javascript:alert(1)", "x-`y`"
	c.Text = "> quote\n# title\n@here \u202e1. x"
	c.Highlights = []data.Span{{Start: 0, End: len(c.Text)}}
	s.brain.set(func() {
		s.brain.answers["evil"] = answer.Answer{Status: answer.Answered, Citations: []answer.Citation{c}}
	})
	text := s.ask(t, "evil", by("bob")).Text()
	contains(t, "escaped", text, `**\*\*\@everyone\*\* \<\@1>**`, `\# \[x\](http\://evil.example)`, `\|\|s\|\|`, "> “**\\> quote**\n> **\\# title**\n> **\\@here 1. x**”")
	lacks(t, "escaped", text, "javascript:", "\u202e")
}

// Forged and malformed events are survived, and the next question is answered.
func TestMalformedEvents(t *testing.T) {
	s := play(t, nil)
	for event, all := range map[string][]discordtest.Object{
		"INTERACTION_CREATE": {
			{}, {"id": "1"}, {"id": "1", "token": "t", "type": 99}, {"id": "x", "token": "t", "type": 2, "data": nil}, {"id": "1", "token": "t", "type": 3, "data": discordtest.Object{"custom_id": 7}},
			{"id": "1", "token": "t", "type": 2, "data": discordtest.Object{"name": "ask", "options": "none"}},
			{"id": "1", "token": "t", "type": 2, "data": discordtest.Object{"name": "ask", "options": []any{discordtest.Object{"name": "question", "value": discordtest.Object{}}}}},
			{"id": "1", "token": "t", "type": 5, "data": discordtest.Object{"components": []any{discordtest.Object{"type": 18, "component": discordtest.Object{"type": 77}}}}},
		},
		"MESSAGE_CREATE": {
			{}, {"id": "1", "channel_id": "2", "author": nil}, {"author": discordtest.Object{"id": 5}}, {"id": "1", "mentions": "all"},
		},
		"GUILD_CREATE":      {{"id": 7}}, // an empty one ends the process inside discordgo
		"SOME_FUTURE_EVENT": {{"x": 1}},
	} {
		for _, e := range all {
			s.Send(event, e)
		}
	}
	s.Expect("UNKNOWN_INTERACTION") // the forged ones cannot be answered
	contains(t, "afterwards", s.ask(t, "regulation", by("bob")).Text(), "**Ada Brannigan**")
	if n := strings.Count(s.log.String(), "panicked"); n > 0 {
		t.Errorf("%d panics:\n%s", n, s.log)
	}
}

// A component type that nobody knows yet, also in the message replied to, does
// not make the bot deaf.
func TestUnknownComponentsAreNoObstacle(t *testing.T) {
	s := play(t, nil)
	strange := []any{discordtest.Object{"type": 99, "components": []any{discordtest.Object{"type": 21}}}}
	m := s.Say(discordtest.Post{Channel: "general", Author: "alice", Text: "{bot} regulation", Raw: discordtest.Object{
		"components": strange, "referenced_message": discordtest.Object{"id": "9", "components": strange},
	}})
	contains(t, "answer", m.Answer(t).Text(), "**Ada Brannigan**")
}

func TestUnknownCommands(t *testing.T) {
	s := play(t, nil)
	for _, a := range []discordtest.Action{
		{Command: "forecast", Forced: true, User: "bob"},
		{Command: "timeline", Forced: true, User: "bob"},
		{Command: "compare", Forced: true, User: "bob"},
		{Command: "settings", Sub: "explode", Forced: true, User: "bob"},
		{Command: "index", Sub: "explode", Forced: true, User: "bob", Channel: "general"},
		{Command: "index", Forced: true, User: "bob", Channel: "general"},
	} {
		contains(t, a.Command+" "+a.Sub, s.Interact(a).Final(t).Text(), "I do not know this command any more")
	}
}

// ---- the search fails ----

func TestSearchThatFails(t *testing.T) {
	s := play(t, nil)
	s.brain.set(func() { s.brain.fail = errors.New("index closed") })
	r := s.ask(t, "zebra regulation", by("bob"))
	contains(t, "error", r.Text(), "Something went wrong here")
	if !r.Ephemeral {
		t.Error("everybody sees the failure")
	}
	_, after, _ := strings.Cut(r.Text(), "in the log (")
	if code := after[:6]; !strings.Contains(s.log.String(), "code="+code) {
		t.Errorf("code %s is not in the log", code)
	}
	contains(t, "mention", s.Mention("lobby", "bob", "zebra").Answer(t).Text(), "Something went wrong here")
	contains(t, "latest", s.Interact(discordtest.Action{Command: "latest", User: "bob"}).Final(t).Text(), "Something went wrong here")

	s.brain.set(func() { s.brain.fail, s.brain.panics = nil, true })
	contains(t, "panic", s.ask(t, "zebra", by("bob")).Text(), "Something went wrong here")
	contains(t, "panic in a mention", s.Mention("lobby", "bob", "zebra").Answer(t).Text(), "Something went wrong here")
	lacks(t, "log", s.log.String(), "zebra", "secret words")
}

func TestFailingPageLeavesTheMessageAlone(t *testing.T) {
	s := play(t, nil)
	first := s.ask(t, "regulation", by("bob"))
	s.brain.set(func() { s.brain.fail = errors.New("index closed") })
	r := s.press(t, first.Message, "Next ▶", "bob")
	if r.Type != discordtest.NewMessage || !r.Ephemeral {
		t.Errorf("the failure took the answer's place: %+v", r)
	}
}

// A slow search is announced in time and answered all the same, in the layout
// that a deferred response gets only by a raw edit.
func TestSlowSearch(t *testing.T) {
	t.Parallel()
	s := play(t, nil)
	first := s.ask(t, "regulation", by("bob"))
	s.brain.set(func() { s.brain.delay = 2 * time.Second })
	r := s.ask(t, "regulation", by("bob"))
	if r.Type != discordtest.Thinking || r.Acked > 2*time.Second {
		t.Errorf("first response of type %d after %v, want %d after %v", r.Type, r.Acked, discordtest.Thinking, deferAfter)
	}
	contains(t, "answer", r.Text(), "**Ada Brannigan**")
	private := s.ask(t, "regulation", by("bob"), func(a *discordtest.Action) { a.Options["private"] = true })
	if !private.Ephemeral {
		t.Error("a private answer that came late is shown to everybody")
	}
	page := s.press(t, first.Message, "Next ▶", "bob")
	if page.Type != discordtest.ThinkingEdit {
		t.Errorf("first response to the button of type %d, want %d", page.Type, discordtest.ThinkingEdit)
	}
	if !discordtest.Until(5*time.Second, func() bool { return strings.Contains(s.Written("lobby", "", "")[0].Text(), "4–5") }) {
		t.Error("the page was not turned")
	}
}

// What needs no search is refused at once, and to the one person alone, also
// while all searches are taken.
func TestRefusalsNeedNoSearch(t *testing.T) {
	s := play(t, nil)
	first := s.ask(t, "regulation")
	for range cap(s.bot.slots) {
		s.bot.slots <- struct{}{}
	}
	forged, _ := state{verb: verbPage, lang: "fr", sum: checksum("another question")}.encode()
	bad := func(a *discordtest.Action) { a.Options["since"] = "the day of the whale" }
	for what, r := range map[string]discordtest.Result{
		"a date":           s.ask(t, "regulation", bad),
		"not operators":    s.index(t, "status", "alice", forced).Final(t),
		"a strange button": s.Interact(discordtest.Action{Kind: discordtest.Press, Message: first.Message.ID, CustomID: forged, Forced: true}).Final(t),
	} {
		if !r.Ephemeral || r.Type != newMessage {
			t.Errorf("%s: for all to see %v, response of type %d: %s", what, !r.Ephemeral, r.Type, r.Text())
		}
	}
}

// A search that takes longer than a moment is announced; where none can begin
// now, at once.
func TestThinkingIsSaidInTime(t *testing.T) {
	s := play(t, nil)
	s.bot.patience, s.bot.slots = deferAfter, make(chan struct{}, 1)
	s.brain.set(func() { s.brain.delay = 700 * time.Millisecond })
	first := s.Interact(discordtest.Action{Command: "ask", User: "bob", Options: discordtest.Object{"question": "regulation"}})
	discordtest.Until(5*time.Second, func() bool { return len(s.brain.requests()) == 1 })
	second := s.Interact(discordtest.Action{Command: "latest", User: "bob"})
	for _, it := range []*discordtest.Interaction{first, second} {
		if r := it.Final(t); r.Type != discordtest.Thinking || r.Acked > 600*time.Millisecond {
			t.Errorf("first response of type %d after %v", r.Type, r.Acked)
		}
	}
	if a, b := first.Now().Acked, second.Now().Acked; a < deferAfter || b >= deferAfter {
		t.Errorf("said to be thinking after %v and, without a free slot, after %v", a, b)
	}
}

// ---- REST faults on the way ----

func TestAnswersArriveDespiteRESTFaults(t *testing.T) {
	t.Parallel()
	s := play(t, nil, noLimits)
	for name, f := range map[string]discordtest.Fault{
		"503":         {Do: discordtest.Status, Status: 503},
		"dropped":     {Do: discordtest.Drop},
		"answer lost": {Do: discordtest.DropAfter},
		"HTML":        {Do: discordtest.Garbage},
		"429":         {Do: discordtest.TooMany, RetryAfter: 300 * time.Millisecond},
	} {
		if f.Do == discordtest.DropAfter {
			s.Expect("ALREADY_ACKED") // the repeat of a callback that had arrived
		}
		f.Path, f.Times = "callback|messages", 1
		s.Inject(f)
		contains(t, name, s.ask(t, "regulation", by("bob")).Text(), "**Ada Brannigan**")
		s.ClearFaults()
		s.Inject(f)
		m := s.Mention("lobby", "bob", "regulation")
		contains(t, name+", mention", m.Answer(t).Text(), "**Ada Brannigan**")
		if n := len(s.Written("lobby", "", m.ID)); n != 1 {
			t.Errorf("%s: %d answers to one mention", name, n)
		}
		s.ClearFaults()
	}
}

// Two processes with one token give one answer to a mention.
func TestTwoBotsWithOneToken(t *testing.T) {
	t.Parallel()
	s := play(t, nil)
	s.Expect("ALREADY_ACKED", "COMMANDS_UNCHANGED")
	other := enter(t, s.Server, newBrain(), nil)
	m := s.Mention("general", "alice", "regulation")
	m.Answer(t)
	discordtest.Until(2*time.Second, func() bool { return len(s.brain.requests()) > 0 && len(other.brain.requests()) > 0 })
	time.Sleep(200 * time.Millisecond)
	if n := len(s.Written("general", "", m.ID)); n != 1 {
		t.Errorf("%d answers to one mention", n)
	}
	contains(t, "command", s.ask(t, "regulation", by("bob")).Text(), "**Ada Brannigan**")
}

// ---- logging in ----

func TestBadTokens(t *testing.T) {
	for _, token := range []string{"", "  ", "Bot ", "two words", "line\nbreak"} {
		if _, err := New(Config{Token: token}); err == nil || !strings.Contains(err.Error(), "DISCORD_TOKEN") {
			t.Errorf("token %q: %v", token, err)
		}
	}
	srv := discordtest.New(t)
	for name, token := range map[string]string{"another bot's": "MTIz.abc.def", "with Bot in front": "Bot MTIz.abc.def"} {
		b, err := New(Config{Token: token, APIBase: srv.URL, Asker: newBrain(), Library: newBrain()})
		if err != nil {
			t.Fatal(err)
		}
		err = b.Run(t.Context())
		var fatal *FatalError
		if !errors.As(err, &fatal) || !strings.Contains(err.Error(), "DISCORD_TOKEN") || strings.Contains(err.Error(), "MTIz") {
			t.Errorf("%s: Run ended with %v", name, err)
		}
	}
}

func TestNoLoginLeft(t *testing.T) {
	srv := discordtest.New(t, func(c *discordtest.Config) { c.Logins = 0 })
	b, err := New(Config{Token: srv.Token, APIBase: srv.URL, Asker: newBrain(), Library: newBrain()})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "0 logins are left today, and 1 are needed") {
		t.Errorf("Run ended with %v", err)
	}
	if n := srv.Counts().Identifies; n > 0 {
		t.Errorf("%d identifies", n)
	}
}

func TestOrdinaryIntents(t *testing.T) {
	s := play(t, nil)
	if got := s.Counts().Intents; got != 4609 {
		t.Errorf("intents %d, want 4609: guilds, guild messages, direct messages", got)
	}
}

// ---- stopping ----

func TestRunningAnswersAreFinished(t *testing.T) {
	t.Parallel()
	s := play(t, nil)
	s.brain.set(func() { s.brain.delay = 1200 * time.Millisecond })
	m := s.Mention("general", "alice", "regulation")
	it := s.Interact(discordtest.Action{Command: "ask", User: "bob", Options: discordtest.Object{"question": "regulation"}})
	discordtest.Until(5*time.Second, func() bool { return len(s.brain.requests()) == 2 })
	begin := time.Now()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > 8*time.Second {
		t.Errorf("stopped after %v", took)
	}
	contains(t, "command", it.Now().Text(), "**Ada Brannigan**")
	if len(s.Written("general", "", m.ID)) == 0 {
		t.Error("the mention was not answered")
	}
	if s.Online() {
		t.Error("still online")
	}
}

func TestStopsThoughASearchHangs(t *testing.T) {
	t.Parallel()
	s := play(t, nil)
	s.brain.set(func() { s.brain.delay = time.Hour })
	s.Mention("general", "alice", "regulation")
	discordtest.Until(5*time.Second, func() bool { return len(s.brain.requests()) == 1 })
	begin := time.Now()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > 8*time.Second {
		t.Errorf("stopped after %v", took)
	}
}

// Articles being added do not hold up the end, and whoever sent them is told.
func TestStopDuringAnUpload(t *testing.T) {
	t.Parallel()
	s := play(t, nil)
	s.brain.set(func() { s.brain.addHangs = true })
	it := s.index(t, "add", "bob", func(a *discordtest.Action) {
		a.Options = discordtest.Object{"file": s.AddFile("articles.jsonl", `{"body":"x"}`)}
	})
	discordtest.Until(5*time.Second, func() bool { return len(s.brain.files()) == 1 })
	begin := time.Now()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > finishWithin {
		t.Errorf("stopped after %v", took)
	}
	contains(t, "told", it.Now().Text(), "stopped, the bot is shutting down")
}

// ---- load ----

func percentile(all []time.Duration, p int) time.Duration {
	slices.Sort(all)
	return all[min(len(all)-1, len(all)*p/100)]
}

// burst asks n times at once and returns the times until acknowledged and until
// answered.
func burst(t *testing.T, s *stage, n int) (acked, done []time.Duration) {
	t.Helper()
	var all []*discordtest.Interaction
	for range n {
		all = append(all, s.Interact(discordtest.Action{Command: "ask", User: "bob", Options: discordtest.Object{"question": "regulation"}}))
	}
	for _, it := range all {
		r := it.Final(t)
		acked, done = append(acked, r.Acked), append(done, r.Done)
	}
	return acked, done
}

// The figures asked for are 300 ms and 1.5 s; the test leaves room for machines
// that do other things too.
func TestManyQuestionsAtOnce(t *testing.T) {
	s := play(t, nil, func(c *discordtest.Config) { c.Latency, c.Heartbeat = 60*time.Millisecond, 5*time.Second })
	s.bot.transport.limits.attempt = 10 * time.Second
	acked, done := burst(t, s, 15)
	t.Logf("15 at once: acknowledged p95 %v, answered p95 %v", percentile(acked, 95), percentile(done, 95))
	if a, d := percentile(acked, 95), percentile(done, 95); a > 1500*time.Millisecond || d > 2500*time.Millisecond {
		t.Errorf("15 at once: acknowledged p95 %v, answered p95 %v", a, d)
	}
	before, many := runtime.NumGoroutine(), 200
	if underRace {
		many = 40
	}
	_, done = burst(t, s, many)
	t.Logf("%d at once: answered p95 %v", many, percentile(done, 95))
	s.bot.transport.next.CloseIdleConnections()
	if !discordtest.Until(5*time.Second, func() bool { return runtime.NumGoroutine() <= before+5 }) {
		t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
	}
}

// ---- health ----

// Discord takes five messages in five seconds in a channel: of many mentions at
// once each is answered, once, when its turn has come.
func TestManyMentionsInOneChannel(t *testing.T) {
	t.Parallel()
	s := play(t, nil)
	const n = 30
	asked := map[string]bool{}
	for range n {
		asked[s.Mention("general", "alice", "regulation").ID] = true
	}
	discordtest.Until(time.Minute, func() bool { return len(s.Written("general", "", "")) >= n })
	all := s.Written("general", "", "")
	for _, m := range all {
		delete(asked, m.ReplyTo())
	}
	if len(all) != n || len(asked) != 0 {
		t.Errorf("%d answers to %d mentions, %d without one; log:\n%s", len(all), n, len(asked), s.log)
	}
}

func TestHealth(t *testing.T) {
	var indexErr error
	var mu sync.Mutex
	s := play(t, func(c *Config) {
		c.Ready = func(context.Context) error { mu.Lock(); defer mu.Unlock(); return indexErr }
	})
	get := func(path string) (int, string) {
		w := httptest.NewRecorder()
		s.bot.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		b, _ := io.ReadAll(w.Result().Body)
		return w.Code, string(b)
	}
	expect := func(path string, status int, parts ...string) {
		t.Helper()
		code, body := get(path)
		if code != status {
			t.Errorf("%s: %d, want %d: %s", path, code, status, body)
		}
		contains(t, path, body, parts...)
	}
	expect("/healthz", 200, "ok")
	expect("/readyz", 200, "discord: connected", "index: open")
	s.ask(t, "regulation", by("bob"))
	discordtest.Until(time.Second, func() bool { _, body := get("/metrics"); return strings.Contains(body, `via="command"`) })
	expect("/metrics", 200, `verbatim_questions_total{status="answered",via="command"} 1`, "verbatim_discord_connected 1", `verbatim_discord_requests_total{status="200"}`, "verbatim_answer_seconds_bucket")
	mu.Lock()
	indexErr = errors.New("closed")
	mu.Unlock()
	expect("/readyz", 503, "index: cannot answer")
	mu.Lock()
	indexErr = nil
	mu.Unlock()
	s.Zombie(true)
	if !discordtest.Until(10*time.Second, func() bool { code, _ := get("/readyz"); return code == 503 }) {
		t.Error("ready without a heartbeat")
	}
	expect("/healthz", 200)
	s.Zombie(false)
	if !discordtest.Until(10*time.Second, func() bool { code, _ := get("/readyz"); return code == 200 }) {
		t.Error("not ready again")
	}
}

// ---- privacy ----

// Of everything people write, and of every token, nothing is in the log of a
// whole run, whatever goes wrong in it.
func TestLogHoldsNoTextAndNoToken(t *testing.T) {
	t.Parallel()
	s := play(t, nil)
	secret := "zebraphone"
	s.Expect("ALREADY_ACKED", "UNKNOWN_INTERACTION")
	s.ask(t, secret+" regulation")
	r := s.ask(t, secret+" Nobody")
	s.press(t, r.Message, "Reformuler", "alice")
	s.Interact(discordtest.Action{Kind: discordtest.Submit, Fields: map[string]string{"question": secret + " again"}}).Final(t)
	for _, channel := range []string{"general", "nohistory", "readonly", "dm"} {
		s.Mention(channel, "alice", secret)
	}
	s.Mention("readonly", "dave", secret)
	s.Interact(discordtest.Action{Kind: discordtest.Press, Message: r.Message.ID, CustomID: secret, Forced: true}).Final(t)
	s.Interact(discordtest.Action{Kind: discordtest.Autocomplete, Command: "ask", Focused: "speaker", Options: discordtest.Object{"speaker": secret}}).Final(t)
	s.index(t, "add", "bob", func(a *discordtest.Action) { a.Options = discordtest.Object{"file": s.AddFile(secret+".txt", secret)} })
	for _, f := range []discordtest.Fault{{Do: discordtest.Drop}, {Do: discordtest.Status, Status: 500}, {Do: discordtest.Status, Status: 400}, {Do: discordtest.Garbage}, {Do: discordtest.DropAfter}} {
		s.Inject(f)
		s.Mention("general", "alice", secret)
		s.Interact(discordtest.Action{Command: "ask", Options: discordtest.Object{"question": secret}})
		time.Sleep(300 * time.Millisecond)
		s.ClearFaults()
	}
	s.brain.set(func() { s.brain.panics = true })
	s.Mention("general", "alice", secret)
	s.Send("INTERACTION_CREATE", discordtest.Object{"id": "1", "token": "interaction-token-" + secret, "type": 2, "data": discordtest.Object{"name": secret}})
	s.Garble()
	s.Reconnect()
	time.Sleep(500 * time.Millisecond)
	s.stop()
	lacks(t, "log", s.log.String(), secret, s.Token, "interaction-token")
}
