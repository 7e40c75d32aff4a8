package bot

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

// index uses /index.
func (s *stage) index(t *testing.T, sub, user string, more ...func(*discordtest.Action)) *discordtest.Interaction {
	t.Helper()
	a := discordtest.Action{Command: "index", Sub: sub, User: user, Channel: "general"}
	for _, f := range more {
		f(&a)
	}
	return s.Interact(a)
}

// settled waits until the response says one of the words.
func settled(t *testing.T, it *discordtest.Interaction, words ...string) discordtest.Result {
	t.Helper()
	var r discordtest.Result
	if !discordtest.Until(10*time.Second, func() bool {
		r = it.Now()
		for _, w := range words {
			if strings.Contains(r.Text(), w) {
				return true
			}
		}
		return false
	}) {
		t.Fatalf("none of %q came; last:\n%s", words, r.Text())
	}
	return r
}

func forced(a *discordtest.Action) { a.Forced = true }

func in(channel string) func(*discordtest.Action) {
	return func(a *discordtest.Action) { a.Channel = channel }
}

func TestOnlyOperatorsMayUseIndex(t *testing.T) {
	s := play(t, nil)
	for _, c := range []struct {
		user, channel string
		allowed       bool
	}{
		{"bob", "general", true},    // by name
		{"olga", "general", true},   // by role
		{"alice", "general", false}, // a member of the operators' guild
		{"bob", "lobby", false},     // an operator, in another guild
		{"bob", "dm", false},
	} {
		for _, sub := range []string{"status", "rebuild", "add", "backup"} {
			r := s.index(t, sub, c.user, forced, in(c.channel)).Final(t)
			denied := strings.Contains(r.Text(), "not allowed") || strings.Contains(r.Text(), "pas autorisé")
			if denied == c.allowed {
				t.Errorf("/index %s by %s in %s: allowed %v, want %v:\n%s", sub, c.user, c.channel, !denied, c.allowed, r.Text())
			}
			if r.Type == discordtest.NewMessage && !r.Ephemeral {
				t.Errorf("/index %s is shown to everybody", sub)
			}
		}
	}
	discordtest.Until(5*time.Second, func() bool { return s.bot.job.now() == nil })
	log := s.log.String()
	contains(t, "audit", log, `msg=audit action="index status" user=`+s.ID("bob"), `action="index backup" user=`+s.ID("alice"), "allowed=false", "allowed=true")
}

func TestIndexIsOfferedToOperatorsOnly(t *testing.T) {
	s := play(t, nil)
	for _, a := range []discordtest.Action{
		{Command: "index", Sub: "status", User: "alice"},
		{Command: "index", Sub: "status", User: "bob", Channel: "lobby"},
		{Command: "index", Sub: "status", User: "bob", Channel: "dm"},
	} {
		if _, err := s.TryInteract(a); err == nil {
			t.Errorf("Discord offers /index to %s in %s", a.User, a.Channel)
		}
	}
}

func TestNobodyIsAnOperatorWhereNobodyIsNamed(t *testing.T) {
	s := play(t, func(c *Config) { c.AdminUsers, c.AdminRoles = nil, nil })
	contains(t, "denied", s.index(t, "status", "bob").Final(t).Text(), "no operator is configured")
}

func TestIndexIsRegisteredOnceTheBotIsLetIn(t *testing.T) {
	s := play(t, func(c *Config) { c.AdminGuild = "200000000000000003" })
	if got := s.Commands("late"); got != nil {
		t.Fatalf("registered in a guild the bot is not in: %v", got)
	}
	if !discordtest.Until(5*time.Second, func() bool { return strings.Contains(s.log.String(), "not in the guild") }) {
		t.Error("nothing is said about it in the log")
	}
	s.Join("late")
	if !discordtest.Until(5*time.Second, func() bool { return len(s.Commands("late")) == 1 }) {
		t.Error("not registered after the bot was let in")
	}
}

func TestStatus(t *testing.T) {
	s := play(t, nil)
	contains(t, "status", s.index(t, "status", "bob").Final(t).Text(), "12,345 articles, 45,678 quotes, 98,765 passages, 7 sources", "Languages: en 10,000, fr 2,345",
		`g-000003`, "123.5\u00a0MB", "SQLite, 2.3\u00a0MB")
	contains(t, "French", s.index(t, "status", "olga", forced).Final(t).Text(), "12\u00a0345 articles", "123,5\u00a0Mo")
}

func TestBackup(t *testing.T) {
	s := play(t, nil)
	settled(t, s.index(t, "backup", "bob"), `Copy written: /data/backup\_2025.db`)
	s.brain.set(func() { s.brain.adminErr = errors.New("disk *full*") })
	settled(t, s.index(t, "backup", "bob"), `No copy was written: disk \*full\*`)
}

func TestAddAFile(t *testing.T) {
	s := play(t, nil)
	add := func(name, content string) *discordtest.Interaction {
		return s.index(t, "add", "bob", func(a *discordtest.Action) { a.Options = discordtest.Object{"file": s.AddFile(name, content)} })
	}
	settled(t, add("news.jsonl", `{"body":"words"}`), `**news.jsonl**: 1 read, 1 added`)
	if got := s.brain.added["news.jsonl"]; got != `{"body":"words"}` {
		t.Errorf("added %q", got)
	}
	settled(t, add("bad.jsonl", "broken"), "2 skipped.\nSkipped:\n- line 2: no \\*body\\*\n- line 3")
	contains(t, "kind", add("virus.exe", "x").Final(t).Text(), "**virus.exe** is no file I can read")
	large := s.index(t, "add", "bob", func(a *discordtest.Action) {
		f := s.AddFile("large.txt", "x")
		f["size"] = 26 << 20
		a.Options = discordtest.Object{"file": f}
	})
	contains(t, "size", large.Final(t).Text(), "has 27.3\u00a0MB; at most 26.2\u00a0MB")
	elsewhere := s.index(t, "add", "bob", func(a *discordtest.Action) {
		f := s.AddFile("a.txt", "x")
		f["url"] = "http://192.0.2.1/a.txt"
		a.Options = discordtest.Object{"file": f}
	})
	settled(t, elsewhere, "did not hand over **a.txt**")
}

func TestAddAText(t *testing.T) {
	s := play(t, nil)
	submit := func(user string, fields map[string]string) *discordtest.Interaction {
		if r := s.index(t, "add", "bob").Final(t); r.Type != discordtest.OpenModal {
			t.Fatalf("no form opened: %+v", r)
		}
		return s.Interact(discordtest.Action{Kind: discordtest.Submit, User: user, Fields: fields})
	}
	good := map[string]string{"text": "First line.\n“Second”", "title": "A title", "source": "The Invented Times", "url": "https://news.example/x", "date": "2025-03-01"}
	settled(t, submit("bob", good), "1 added")
	var line map[string]string
	if err := json.Unmarshal([]byte(s.brain.added["discord.jsonl"]), &line); err != nil || line["body"] != good["text"] || line["title"] != "A title" || line["published"] != "2025-03-01" || line["url"] != good["url"] {
		t.Errorf("added %v, %v", line, err)
	}
	contains(t, "address", submit("bob", map[string]string{"text": "x", "url": "javascript:x"}).Final(t).Text(), "is no address of an article")
	contains(t, "date", submit("bob", map[string]string{"text": "x", "date": "yesterday"}).Final(t).Text(), "“yesterday” is no date")
}

func TestRebuildShowsItsProgressAndAnswersGoOn(t *testing.T) {
	t.Parallel()
	s := play(t, nil)
	half, finish := make(chan bool), make(chan bool)
	s.brain.rebuild = func(ctx context.Context, progress func(done, total int)) error {
		progress(50, 100)
		close(half)
		<-finish
		progress(100, 100)
		return nil
	}
	it := s.index(t, "rebuild", "bob")
	<-half
	r := settled(t, it, "50 %")
	contains(t, "progress", r.Text(), "████████░░░░░░░░ 50 %", "50 of 100 articles")
	if !r.Ephemeral {
		t.Error("everybody sees the progress")
	}
	contains(t, "an answer meanwhile", s.ask(t, "regulation", by("bob")).Text(), "**Ada Brannigan**")
	contains(t, "a second one", s.index(t, "rebuild", "olga", forced).Final(t).Text(), "déjà en cours\u00a0: 50 articles sur 100")
	contains(t, "status", s.index(t, "status", "bob").Final(t).Text(), "Rebuild running: 50 of 100 articles")
	close(finish)
	settled(t, it, "Done: 100 articles")
}

func TestRebuildThatFails(t *testing.T) {
	s := play(t, nil)
	s.brain.rebuild = func(context.Context, func(done, total int)) error { return errors.New("the disk is *full*") }
	settled(t, s.index(t, "rebuild", "bob"), `the disk is \*full\*`)
	s.brain.rebuild = func(context.Context, func(done, total int)) error { panic("secret") }
	settled(t, s.index(t, "rebuild", "bob"), "panic of type string")
	s.brain.rebuild = nil
	settled(t, s.index(t, "rebuild", "bob"), "Done")
}

// A rebuild under way when the bot is stopped is given up, and whoever asked for
// it sees so.
func TestStopDuringARebuild(t *testing.T) {
	notes := filepath.Join(t.TempDir(), "rebuild.json")
	s := play(t, func(c *Config) { c.Notes = notes })
	begun := make(chan bool)
	s.brain.rebuild = func(ctx context.Context, _ func(done, total int)) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	}
	it := s.index(t, "rebuild", "bob")
	<-begun
	if _, err := os.Stat(notes); err != nil {
		t.Errorf("nothing is remembered: %v", err)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	contains(t, "stopped", it.Now().Text(), "Stopped: the bot is shutting down")
	if _, err := os.Stat(notes); err == nil {
		t.Error("still remembered")
	}
}

// When the process was killed during a rebuild, whoever asked for it is told
// after the next start: directly, or where they asked.
func TestCutRebuildIsTold(t *testing.T) {
	for _, c := range []struct{ user, told string }{{"bob", "dm"}, {"dave", "general"}} {
		srv := discordtest.New(t, quickHeartbeat)
		path := filepath.Join(t.TempDir(), "rebuild.json")
		begun := time.Date(2025, 3, 15, 11, 50, 0, 0, time.UTC)
		if err := notes(path).write(&rebuildNote{User: srv.ID(c.user), Channel: srv.ID("general"), Lang: "en", Begun: begun}); err != nil {
			t.Fatal(err)
		}
		s := enter(t, srv, newBrain(), func(c *Config) { c.Notes = path })
		var got []discordtest.Message
		if !discordtest.Until(5*time.Second, func() bool { got = srv.Written(c.told, c.user, ""); return len(got) == 1 }) {
			t.Fatalf("%s was not told; log:\n%s", c.user, s.log)
		}
		contains(t, c.user, got[0].Text(), "you began 10 min 00 s ago was cut off", "/index rebuild")
		if !discordtest.Until(time.Second, func() bool { _, err := os.Stat(path); return err != nil }) {
			t.Error("still remembered: they would be told again")
		}
	}
}

func TestUnreadableNote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rebuild.json")
	if err := os.WriteFile(path, []byte("{half"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := play(t, func(c *Config) { c.Notes = path })
	if !discordtest.Until(5*time.Second, func() bool { return strings.Contains(s.log.String(), "cannot be read") }) {
		t.Errorf("not said in the log:\n%s", s.log)
	}
}
