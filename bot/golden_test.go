package bot

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"verbatim/bot/discordtest"
	"verbatim/data"
	"verbatim/index/answer"
)

var update = flag.Bool("update", false, "rewrite the files in testdata/golden")

// messageIDs depend on what else was written before.
var messageIDs = regexp.MustCompile(`("nonce": "|"message_id": "|/channels/\d+/\d+/)\w+`)

// golden compares JSON as it was sent with the file of that name.
func golden(t *testing.T, name string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, body, "", "  "); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	got := messageIDs.ReplaceAllString(b.String()+"\n", `${1}ID`)
	path := filepath.Join("testdata", "golden", name+".json")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s is not what is sent now (go test -update rewrites it):\n%s", path, got)
	}
}

const callback = "POST /interactions/{id}/{token}/callback"

// sent is the body of the last request to an endpoint.
func (s *stage) sent(t *testing.T, pattern string) []byte {
	t.Helper()
	all := s.Called(pattern)
	if len(all) == 0 {
		t.Fatalf("nothing was sent to %s", pattern)
	}
	return all[len(all)-1].Body
}

// The JSON that is really sent, in both languages. bob reads English, alice
// French.
func TestGolden(t *testing.T) {
	s := playDigests(t).stage
	origin := citations()[0]
	origin.Origin = &data.Origin{URL: "https://real.example/article", Published: "2025-02-02"}
	long := citations()[0]
	long.Text = strings.Repeat("One more sentence about nodes and permits. ", 40)
	s.brain.set(func() {
		s.brain.answers["origin"] = answer.Answer{Status: answer.Answered, Citations: []answer.Citation{origin}}
		s.brain.answers["long"] = answer.Answer{Status: answer.Answered, Citations: []answer.Citation{long}}
	})
	for user, lang := range map[string]string{"bob": "en", "alice": "fr"} {
		question := map[string]string{"en": "what did Ada Brannigan say about regulation?", "fr": "qu'a dit Ada Brannigan sur la régulation ?"}[lang]
		ask := func(name, q string) discordtest.Result {
			r := s.ask(t, q, by(user))
			golden(t, name+"."+lang, s.sent(t, callback))
			return r
		}
		first := ask("answer", question)
		s.press(t, first.Message, map[string]string{"en": "Next ▶", "fr": "Suivant ▶"}[lang], user)
		golden(t, "page2."+lang, s.sent(t, callback))
		ask("sample_origin", "origin")
		ask("long", "long")
		ask("who", "Martin ?")
		ask("unsure", "maybe?")
		ask("nothing_found", "weather")
		none := ask("nearest", "Nobody?")
		s.press(t, none.Message, map[string]string{"en": "Put it differently", "fr": "Reformuler"}[lang], user)
		golden(t, "rephrase."+lang, s.sent(t, callback))
		ask("help", "?")
		s.Interact(discordtest.Action{Command: "latest", User: user, Options: discordtest.Object{"topic": "nodes"}}).Final(t)
		golden(t, "latest."+lang, s.sent(t, callback))
		use := func(name, command string, options discordtest.Object) discordtest.Result {
			r := s.use(t, user, command, options)
			golden(t, name+"."+lang, s.sent(t, callback))
			return r
		}
		use("quotes", "quotes", discordtest.Object{"speaker": "Ada Brannigan", "topic": "nodes"})
		use("timeline", "timeline", discordtest.Object{"speaker": "Ada Brannigan", "topic": "nodes"})
		use("compare", "compare", discordtest.Object{"first": "Ada Brannigan", "second": "Alba Martin", "topic": "nodes"})
		use("trends", "trends", discordtest.Object{"first": "Ada Brannigan", "second": "nodes", "third": "Nobody"})
		use("trends_same", "trends", discordtest.Object{"first": "nodes", "second": "nodes"})
		use("trends_unknown", "trends", discordtest.Object{"first": "Nobody"})
		use("trends_who", "trends", discordtest.Object{"first": "Martin"})
		use("trends_empty", "trends", discordtest.Object{"first": "nodes", "since": "1990-01-01"})
		use("verify_exact", "verify", discordtest.Object{"quote": "Nobody should need a permit to run a node"})
		use("verify_altered", "verify", discordtest.Object{"quote": "Nobody should need a licence to run a node"})
		use("verify_other_speaker", "verify", discordtest.Object{"quote": "Nobody should need a permit to run a node", "speaker": "Alba Martin"})
		use("verify_not_in_index", "verify", discordtest.Object{"quote": "Ten things that were never said anywhere"})
		s.alertGolden(t, user, lang)
		use("sources", "sources", nil)
		use("privacy", "privacy", nil)
		s.press(t, first.Message, map[string]string{"en": "Around quote 4", "fr": "Autour de la citation 4"}[lang], user)
		golden(t, "around."+lang, s.sent(t, callback))
		why := s.press(t, first.Message, "👎", user)
		golden(t, "why."+lang, s.sent(t, callback))
		s.Interact(discordtest.Action{Kind: discordtest.Choose, User: user, Message: why.Message.ID, Label: map[string]string{"en": "Pick a reason", "fr": "Choisir une raison"}[lang], Values: []string{"cut_badly"}}).Final(t)
		golden(t, "consent."+lang, s.sent(t, callback))
		s.press(t, none.Message, map[string]string{"en": "It should be here", "fr": "Ça devrait y être"}[lang], user)
		golden(t, "missing."+lang, s.sent(t, callback))
		s.set(t, "show", user, nil, forced, in(map[string]string{"en": "lobby", "fr": "general"}[lang]))
		golden(t, map[string]string{"en": "settings", "fr": "settings_denied"}[lang]+"."+lang, s.sent(t, callback))
		s.index(t, "status", map[string]string{"en": "bob", "fr": "olga"}[lang], forced).Final(t)
		golden(t, "status."+lang, s.sent(t, callback))
		s.index(t, "rebuild", user, forced, in("lobby")).Final(t)
		golden(t, "denied."+lang, s.sent(t, callback))
		s.Say(discordtest.Post{Channel: "dm", Author: user, Text: question}).Answer(t)
		golden(t, "message."+lang, s.sent(t, "POST /channels/{channel}/messages"))
	}
	golden(t, "commands", s.sent(t, "PUT /applications/{app}/commands"))
	golden(t, "commands.index", s.sent(t, "PUT /applications/{app}/guilds/{guild}/commands"))
}
