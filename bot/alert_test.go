package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
	"verbatim/data"
	"verbatim/data/store"
	"verbatim/index/answer"
)

// listening is a stage with alerts.
type listening struct {
	*pressRoom
	kept *store.SQLite
}

func listen(t *testing.T) listening {
	t.Helper()
	p := playDigests(t)
	return listening{p, p.store}
}

// alert uses a subcommand of /alert.
func (l listening) alert(t *testing.T, user, sub string, options discordtest.Object, more ...func(*discordtest.Action)) discordtest.Result {
	t.Helper()
	a := discordtest.Action{Command: "alert", Sub: sub, User: user, Options: options}
	for _, f := range more {
		f(&a)
	}
	return l.Interact(a).Final(t)
}

// of is what is kept for a member, as text.
func (l listening) of(t *testing.T, user string) string {
	t.Helper()
	all, err := l.kept.MemberSubscriptions(t.Context(), l.ID(user))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range all {
		out = append(out, fmt.Sprintf("%s %s|%s|%s %s %s", s.Kind, s.Speaker, s.Topic, s.Source, s.Every, s.Pause))
	}
	return strings.Join(out, "\n")
}

func TestAlertIsTriedThenKept(t *testing.T) {
	l := listen(t)
	shown := l.alert(t, "bob", "add", discordtest.Object{"speaker": "ada", "topic": "nodes", "frequency": "day"})
	for _, want := range []string{"**Ada Brannigan · nodes**", "would have sent 3 quotes in the last 30 days", "Nobody should need a permit", "daily at 08:00 UTC", "24 messages a day"} {
		if !strings.Contains(shown.Text(), want) {
			t.Errorf("the proposal lacks %q:\n%s", want, shown.Text())
		}
	}
	if !shown.Ephemeral || l.of(t, "bob") != "" || !slices.Contains(l.brain.tried, "2025-02-13 2025-03-15") {
		t.Errorf("shown to all, kept too early (%q) or tried on %q", l.of(t, "bob"), l.brain.tried)
	}
	l.press(t, shown.Message, "Cancel", "bob")
	if got := l.of(t, "bob"); got != "" {
		t.Errorf("cancelled, and kept: %s", got)
	}
	shown = l.alert(t, "bob", "add", discordtest.Object{"speaker": "ada", "topic": "nodes", "frequency": "day"})
	kept := l.press(t, shown.Message, "Save", "bob")
	if got := l.of(t, "bob"); got != "alert Ada Brannigan|nodes| day " || !strings.Contains(kept.Text(), "Saved") {
		t.Errorf("kept %q, said %s", got, kept.Text())
	}
	list := l.alert(t, "bob", "list", nil)
	if !strings.Contains(list.Text(), "1. **Ada Brannigan · nodes**") {
		t.Errorf("the list: %s", list.Text())
	}
	offered := l.Interact(discordtest.Action{Kind: discordtest.Autocomplete, Command: "alert", Sub: "remove", User: "bob", Options: discordtest.Object{"alert": ""}, Focused: "alert"}).Final(t)
	if len(offered.Choices) != 1 || offered.Choices[0] != "1" {
		t.Errorf("offered %q", offered.Choices)
	}
	l.alert(t, "alice", "remove", discordtest.Object{"alert": "1"})
	if l.of(t, "bob") == "" {
		t.Error("somebody else removed it")
	}
	if got := l.alert(t, "bob", "test", discordtest.Object{"alert": "1"}); !strings.Contains(got.Text(), "would have sent 3 quotes") {
		t.Errorf("tested: %s", got.Text())
	}
	l.alert(t, "bob", "remove", discordtest.Object{"alert": "1"})
	if got := l.of(t, "bob"); got != "" {
		t.Errorf("removed, and kept: %s", got)
	}
}

func TestAlertThatIsNone(t *testing.T) {
	l := listen(t)
	for name, c := range map[string]struct {
		options discordtest.Object
		want    string
		save    bool
	}{
		"nothing":        {nil, "Name a speaker or a topic", false},
		"small words":    {discordtest.Object{"topic": "the"}, "Name a speaker or a topic", false},
		"several people": {discordtest.Object{"speaker": "Martin"}, "Bertrand Martin", false},
		"unknown":        {discordtest.Object{"speaker": "Nobody Known"}, "Did you mean one of these? Ada Brannigan", true},
		"empty so far":   {discordtest.Object{"topic": "silence"}, "nothing in the last 30 days", true},
		"everything":     {discordtest.Object{"topic": "everything"}, "some 499 quotes", true},
		"a lot":          {discordtest.Object{"topic": "a lot"}, "That is a lot", true},
		"too long":       {discordtest.Object{"speaker": strings.Repeat("a", 50), "source": strings.Repeat("b", 50)}, "too long", false},
	} {
		got := l.alert(t, "bob", "add", c.options)
		if !strings.Contains(got.Text(), c.want) || strings.Contains(got.Text(), "Save") != c.save {
			t.Errorf("%s: %q", name, got.Text())
		}
	}
}

func TestAlertsOfAChannel(t *testing.T) {
	l := listen(t)
	options := discordtest.Object{"topic": "nodes", "channel": l.ID("lobby")}
	if got := l.alert(t, "alice", "add", options, in("lobby")); !strings.Contains(got.Text(), "permission Manage Channels") && !strings.Contains(got.Text(), "Gérer les salons") {
		t.Errorf("without the permission: %s", got.Text())
	}
	shown := l.alert(t, "bob", "add", options, in("lobby"))
	l.press(t, shown.Message, "Save", "bob")
	all, err := l.kept.GuildSubscriptions(t.Context(), l.ID("en"))
	if err != nil || len(all) != 1 || all[0].Channel != l.ID("lobby") {
		t.Fatalf("kept %+v, %v", all, err)
	}
	if lines, _ := l.memory.Audit(t.Context(), l.ID("en"), 5); len(lines) != 1 || lines[0].Action != "alert add" {
		t.Errorf("audit: %+v", lines)
	}
	if got := l.alert(t, "alice", "list", nil, in("lobby")); strings.Contains(got.Text(), "nodes") {
		t.Errorf("a member without the permission sees it: %s", got.Text())
	}
	elsewhere := all[0]
	elsewhere.ID, elsewhere.Channel, elsewhere.Topic = 0, "400000000000000199", "walrus"
	if _, err := l.kept.AddSubscription(t.Context(), elsewhere); err != nil {
		t.Fatal(err)
	}
	l.Allow("en", "alice", discordgo.PermissionManageChannels)
	if got := l.alert(t, "alice", "list", nil, in("lobby")); !strings.Contains(got.Text(), "nodes") || strings.Contains(got.Text(), "walrus") {
		t.Errorf("who manages one channel sees: %s", got.Text())
	}
	if got := l.alert(t, "bob", "list", nil, in("lobby")); !strings.Contains(got.Text(), "nodes") || !strings.Contains(got.Text(), "walrus") {
		t.Errorf("who manages the server sees: %s", got.Text())
	}
}

func TestAlertsAreLimited(t *testing.T) {
	l := listen(t)
	for i := range store.MaxMemberSubscriptions {
		a := alert{Watch: answer.Watch{Topic: fmt.Sprint("topic ", i)}, every: data.AtOnce}
		if _, err := l.kept.AddSubscription(t.Context(), a.subscription(data.Alert, l.ID("bob"), "en", time.Unix(1e9, 0))); err != nil {
			t.Fatal(err)
		}
	}
	shown := l.alert(t, "bob", "add", discordtest.Object{"topic": "nodes"})
	if got := l.press(t, shown.Message, "Save", "bob"); !strings.Contains(got.Text(), "25 alerts, as many as can be kept") {
		t.Errorf("one too many: %s", got.Text())
	}
	if got := l.alert(t, "bob", "list", nil); !strings.Contains(got.Text(), "25. **topic 24**") {
		t.Errorf("the list: %s", got.Text())
	}
}

func TestTellMeIfThisAppears(t *testing.T) {
	l := listen(t)
	none := l.ask(t, "Nobody?", by("bob"))
	told := l.press(t, none.Message, "Tell me if this appears", "bob")
	if want := "once Ada Brannigan|regulation| now "; l.of(t, "bob") != want || !strings.Contains(told.Text(), "I wait until 13 June 2025") {
		t.Errorf("kept %q, want %q; said %s", l.of(t, "bob"), want, told.Text())
	}
	if again := l.press(t, none.Message, "Tell me if this appears", "bob"); !strings.Contains(again.Text(), "already") {
		t.Errorf("twice: %s", again.Text())
	}
	l.press(t, none.Message, "Tell me if this appears", "alice")
	if got := l.of(t, "alice"); !strings.HasPrefix(got, "once ") {
		t.Errorf("somebody else's press kept %q", got)
	}
	for _, question := range []string{"weather", "what did Ada Brannigan say about regulation?", "maybe?"} { // nothing understood, answered, unsure
		if r := l.ask(t, question, by("bob")); strings.Contains(r.Text(), "Tell me if this appears") {
			t.Errorf("%q: offered", question)
		}
	}
}

func TestPausedAlertGoesOn(t *testing.T) {
	l := listen(t)
	id, err := l.kept.AddSubscription(t.Context(), alert{Watch: answer.Watch{Topic: "nodes"}, every: data.AtOnce}.subscription(data.Alert, l.ID("bob"), "en", time.Unix(1e9, 0)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.kept.PauseSubscription(t.Context(), id, data.MemberClosed); err != nil {
		t.Fatal(err)
	}
	list := l.alert(t, "bob", "list", nil)
	if !strings.Contains(list.Text(), "direct messages were not taken") {
		t.Errorf("the list: %s", list.Text())
	}
	l.press(t, list.Message, "Resume 1", "bob")
	if got := l.of(t, "bob"); got != "alert |nodes| now " {
		t.Errorf("resumed: %q", got)
	}
}

// compose composes a period of a subscription kept for bob.
func (l listening) compose(t *testing.T, s data.Subscription, at time.Time) (text string, raw json.RawMessage) {
	t.Helper()
	s.ID = max(s.ID, 1)
	raw, err := alertComposer{l.bot}.Compose(t.Context(), s, data.Period{Key: "k", From: at, Until: at})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw), raw
}

func TestAlertMessage(t *testing.T) {
	l := listen(t)
	now := l.bot.Now()
	for lang, user := range map[string]string{"en": "bob", "fr": "alice"} {
		s := alert{Watch: answer.Watch{Speaker: "Ada Brannigan", Topic: "nodes"}, every: data.AtOnce}.subscription(data.Alert, l.ID(user), lang, now)
		s.ID, s.Max = 1, 2
		if _, raw := l.compose(t, s, now); raw != nil {
			t.Errorf("%s: a message about nothing: %s", lang, raw)
		}
		l.brain.set(func() { l.brain.heard = citations()[:3] })
		_, raw := l.compose(t, s, now)
		golden(t, "alert_message."+lang, raw)
		s.Kind = data.Once
		_, raw = l.compose(t, s, now)
		golden(t, "alert_once."+lang, raw)
		s.Created = now.Add(-onceLasts - time.Hour)
		if _, raw := l.compose(t, s, now); raw != nil {
			t.Errorf("%s: a message after %v", lang, onceLasts)
		}
		l.brain.set(func() { l.brain.heard = nil })
	}
}

// arriveWith stores an article that brings the citations to every alert.
func (l listening) arriveWith(heard ...answer.Citation) {
	l.brain.set(func() { l.brain.heard = heard })
	l.arrive(1)
}

// An alert is told as soon as an article arrives, once, also where the bot starts
// again, and not again for what brings nothing new.
func TestAlertIsBroughtOnce(t *testing.T) {
	l := listen(t)
	shown := l.alert(t, "bob", "add", discordtest.Object{"speaker": "ada", "topic": "nodes"})
	l.press(t, shown.Message, "Save", "bob")
	l.at(15, 12, 5)
	l.arriveWith(citations()[0])
	got := l.brought("dm", "bob", 1)
	contains(t, "alert", got[0].Text(), "New: **Ada Brannigan · nodes**", "Nobody should need a permit to run a node", "Your alert")
	l.at(15, 12, 9)
	l.arriveWith()
	l.at(15, 12, 12)
	l.brought("dm", "bob", 1)
	if err := l.stop(); err != nil {
		t.Fatal(err)
	}
	l.brain.set(func() { l.brain.heard = citations()[:1] })
	enter(t, l.Server, l.brain, func(c *Config) { c.Subscriptions, c.Now = l.kept, l.clock })
	l.brought("dm", "bob", 1)
	about := l.press(t, got[0], "Why do I see this?", "bob")
	contains(t, "about", about.Text(), "Alert", "Ada Brannigan · nodes", "/alert remove")
}

// A one-time alert ends with its message.
func TestTellMeOnce(t *testing.T) {
	l := listen(t)
	none := l.ask(t, "Nobody?", by("bob"))
	l.press(t, none.Message, "Tell me if this appears", "bob")
	for minute := 5; minute < 20; minute += 5 {
		l.at(15, 12, minute)
		l.arriveWith(citations()[0])
		l.brought("dm", "bob", 1)
	}
	if got := l.alert(t, "bob", "list", nil); !strings.Contains(got.Text(), "You have no alerts") {
		t.Errorf("listed: %s", got.Text())
	}
}

// Where a message cannot go, the alert rests, and the list says why and what to do.
func TestAlertThatCannotBeBrought(t *testing.T) {
	l := listen(t)
	for _, c := range []struct{ user, in, channel, why string }{
		{"dave", "lobby", "", "direct messages were not taken"},
		{"bob", "lobby", "gone", "the channel is gone"},
	} {
		a := alert{Watch: answer.Watch{Topic: c.why}, every: data.AtOnce}
		if c.channel != "" {
			a.guild, a.channel = l.ID("en"), "299999999999999999"
		}
		if _, err := l.kept.AddSubscription(t.Context(), a.subscription(data.Alert, l.ID(c.user), "en", l.clock())); err != nil {
			t.Fatal(err)
		}
	}
	l.at(15, 12, 5)
	l.arriveWith(citations()[0])
	for user, why := range map[string]string{"dave": "direct messages were not taken", "bob": "the channel is gone"} {
		listed := func() bool {
			got := l.alert(t, user, "list", nil, in("lobby"))
			return strings.Contains(got.Text(), "paused: "+why)
		}
		if !discordtest.Until(10*time.Second, listed) {
			t.Errorf("%s: %s", user, l.alert(t, user, "list", nil, in("lobby")).Text())
		}
	}
}

func TestAlertHasADailyEnd(t *testing.T) {
	l := listen(t)
	if err := l.stop(); err != nil { // nothing else delivers
		t.Fatal(err)
	}
	now := l.bot.Now()
	s := alert{Watch: answer.Watch{Topic: "nodes"}, every: data.AtOnce}.subscription(data.Alert, l.ID("bob"), "en", now.Add(-48*time.Hour))
	id, err := l.kept.AddSubscription(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	s.ID = id
	l.brain.set(func() { l.brain.heard = citations()[:1] })
	deliver := func(i int, at time.Time) {
		d, err := l.kept.ClaimDelivery(t.Context(), store.Claim{Period: data.Period{Key: fmt.Sprint("k", i), Until: at}, Subscription: id, Content: []byte("{}"), Nonce: fmt.Sprint("n", i), Due: now, Lease: now})
		if err == nil {
			d.State, d.Message = data.Sent, "1"
			_, err = l.kept.EndDelivery(context.Background(), d, at, "")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range alertDaily {
		text, _ := l.compose(t, s, now)
		if last := strings.Contains(text, "last message of this alert for today"); text == "" || last != (i == alertDaily-1) {
			t.Fatalf("message %d: %q", i+1, text)
		}
		deliver(i, now)
	}
	if text, _ := l.compose(t, s, now.Add(time.Hour)); text != "" {
		t.Errorf("one more: %s", text)
	}
	if text, _ := l.compose(t, s, now.Add(25*time.Hour)); text == "" {
		t.Error("silent on the next day")
	}
}

// alertGolden holds what /alert sends.
func (s *stage) alertGolden(t *testing.T, user, lang string) {
	t.Helper()
	alert := func(name, sub string, options discordtest.Object) discordtest.Result {
		r := s.Interact(discordtest.Action{Command: "alert", Sub: sub, User: user, Channel: map[string]string{"en": "lobby", "fr": "general"}[lang], Options: options}).Final(t)
		golden(t, name+"."+lang, s.sent(t, callback))
		return r
	}
	alert("alert_none", "list", nil)
	alert("alert_unheard", "add", discordtest.Object{"speaker": "Nobody Known"})
	alert("alert_busy", "add", discordtest.Object{"topic": "everything"})
	alert("alert_silent", "add", discordtest.Object{"topic": "silence"})
	alert("alert_empty", "add", nil)
	shown := alert("alert_add", "add", discordtest.Object{"speaker": "ada", "topic": "nodes"})
	s.press(t, shown.Message, map[string]string{"en": "Save", "fr": "Enregistrer"}[lang], user)
	golden(t, "alert_kept."+lang, s.sent(t, callback))
	alert("alert_list", "list", nil)
}
