package discordtest

import (
	"net/http"
	"testing"
	"time"
)

// next waits for a change of a kind.
func next(t *testing.T, changes <-chan Change, kind string) Change {
	t.Helper()
	for end := time.After(5 * time.Second); ; {
		select {
		case c, open := <-changes:
			if !open {
				t.Fatalf("closed before a %s", kind)
			}
			if c.Kind == kind {
				return c
			}
		case <-end:
			t.Fatalf("no %s", kind)
		}
	}
}

func TestWatchTellsWhatAPersonSees(t *testing.T) {
	s := New(t)
	before := s.Say(Post{Channel: "general", Author: "alice", Text: "before"})
	hers := s.Say(Post{Channel: "dm", Author: "bob", Text: "for the bot alone"})
	changes, stop := s.Watch("alice")
	if c := next(t, changes, "message"); c.Data["id"] != before.ID || c.Data["loading"] != false {
		t.Errorf("first %v", c.Data)
	}
	after := s.Say(Post{Channel: "lobby", Author: "bob", Text: "after"})
	for {
		c := next(t, changes, "message")
		if c.Data["id"] == hers.ID {
			t.Error("alice sees bob's direct channel")
		}
		if c.Data["id"] == after.ID {
			break
		}
	}
	stop()
	stop()
	if _, open := <-changes; open {
		t.Error("still open")
	}
}

func TestWatchCutsOffWhoeverIsTooSlow(t *testing.T) {
	s := New(t)
	changes, _ := s.Watch("alice")
	for range behind + 100 {
		s.Say(Post{Channel: "general", Author: "alice", Text: "x"})
	}
	for range changes {
	}
}

func TestWhatIsNotThereIsRefused(t *testing.T) {
	s := New(t)
	for what, a := range map[string]Action{
		"message":  {Kind: Press, Message: "1", Label: "x"},
		"no":       {Kind: Press, Label: "x"},
		"menu":     {Kind: Menu, Command: "x", Forced: true},
		"channel":  {Command: "ask", Channel: "nowhere"},
		"no modal": {Kind: Submit, Fields: map[string]string{"a": "b"}},
	} {
		if _, err := s.TryInteract(a); err == nil {
			t.Errorf("%s: not refused", what)
		}
	}
	if _, err := s.TrySay(Post{Channel: "general", Author: "alice", ReplyTo: "1"}); err == nil {
		t.Error("a reply to nothing is not refused")
	}
}

// TestKeep holds that a Discord which is left open for days does not grow.
func TestKeep(t *testing.T) {
	s := New(t, func(c *Config) { c.Keep = 3 })
	s.Expect("USER_AGENT")
	var last Message
	for range 10 {
		last = s.Say(Post{Channel: "general", Author: "alice", Text: "again"})
		s.AddFile("a.txt", "a")
		if resp, err := http.Get(s.URL + "/api/v9/gateway"); err == nil {
			resp.Body.Close()
		}
	}
	s.mu.Lock()
	messages := s.find(last.ID).channel.messages
	s.mu.Unlock()
	if len(messages) != 3 || messages[2].Object["id"] != last.ID || len(s.files) != 3 || len(s.Requests()) != 3 {
		t.Errorf("kept %d messages, %d files, %d requests", len(messages), len(s.files), len(s.Requests()))
	}
}
