package bot

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/data"
	"verbatim/data/store"
	"verbatim/data/store/storetest"
)

// press room: a stage whose subscriptions are kept in a real store, and whose
// clock is set by hand.
type pressRoom struct {
	*stage
	t     *testing.T
	store *store.SQLite
	mu    sync.Mutex
	now   time.Time
	count int
}

// playDigests starts a bot on 15 March 2025, 12:00 UTC, a Saturday.
func playDigests(t *testing.T, set ...func(*Config)) *pressRoom {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	p := &pressRoom{t: t, store: s, now: time.Date(2025, 3, 15, 12, 0, 0, 0, time.UTC)}
	p.stage = play(t, func(c *Config) {
		c.Subscriptions = s
		c.Now = p.clock
		for _, f := range set {
			f(c)
		}
	})
	t.Cleanup(func() { p.stop() })
	return p
}

func (p *pressRoom) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

// at sets the clock.
func (p *pressRoom) at(day, hour, minute int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = time.Date(2025, 3, day, hour, minute, 0, 0, time.UTC)
}

// arrive stores n more articles.
func (p *pressRoom) arrive(n int) {
	p.t.Helper()
	var recs []data.Record
	for range n {
		p.count++
		recs = append(recs, storetest.Article(p.count, 1))
	}
	if _, err := p.store.Put(p.t.Context(), recs); err != nil {
		p.t.Fatal(err)
	}
}

// digest runs /digest in bob's server.
func (p *pressRoom) digest(sub string, options discordtest.Object, more ...func(*discordtest.Action)) discordtest.Result {
	p.t.Helper()
	a := discordtest.Action{Command: "digest", Sub: sub, User: "bob", Channel: "lobby", Options: options}
	for _, f := range more {
		f(&a)
	}
	return p.Interact(a).Final(p.t)
}

var everyMorning = discordtest.Object{"every": "day", "at": "8:30", "timezone": "paris"}

// brought waits for n messages in a channel.
func (p *pressRoom) brought(channel, person string, n int) []discordtest.Message {
	p.t.Helper()
	var got []discordtest.Message
	noted := func() bool { // also in the store
		open, err := p.store.OpenDeliveries(p.t.Context(), p.clock().Add(time.Hour), 9)
		return err == nil && len(open) == 0
	}
	if !discordtest.Until(10*time.Second, func() bool { got = p.Written(channel, person, ""); return len(got) >= n && noted() }) || len(got) != n {
		p.t.Fatalf("%d messages in %s, want %d; log:\n%s", len(got), channel, n, p.log)
	}
	return got
}

// quiet holds that nothing more comes to a channel.
func (p *pressRoom) quiet(channel string, n int) {
	p.t.Helper()
	if discordtest.Until(100*time.Millisecond, func() bool { return len(p.Written(channel, "", "")) != n }) {
		p.t.Errorf("%d messages in %s, want %d", len(p.Written(channel, "", "")), channel, n)
	}
}

// only is the digest of bob's server.
func (p *pressRoom) only() data.Subscription {
	p.t.Helper()
	all, err := p.store.GuildSubscriptions(p.t.Context(), p.ID("en"))
	if err != nil || len(all) != 1 {
		p.t.Fatalf("subscriptions: %+v, %v", all, err)
	}
	return all[0]
}

func TestDigestEachMorning(t *testing.T) {
	p := playDigests(t)
	r := p.digest("set", everyMorning)
	contains(t, "set", r.Text(), "### Digest for <#"+p.ID("lobby")+">", "Every day at 08:30 (Europe/Paris)", "Next: <t:1742110200:F>", "`/digest preview`")
	if !r.Ephemeral {
		t.Error("everybody sees what an admin sets up")
	}
	p.arrive(2)
	p.at(16, 7, 29)
	p.quiet("lobby", 0)
	p.at(16, 7, 30)
	first := p.brought("lobby", "", 1)[0]
	contains(t, "digest", first.Text(), "### What is new", "15 March 2025, 13:00 to 16 March 2025, 08:30 · 2 articles", "**Nimbus grows**", `- Nimbus Ledger doubles its \*nodes\*.`, "Nobody should need a permit", "**Ada Brannigan**", "Un vote en mai", "Why do I see this?")
	if posts := p.Called("POST /channels/{channel}/messages"); posts[0].Object()["enforce_nonce"] != true || len(posts[0].Object()["nonce"].(string)) > 25 {
		t.Errorf("posted %s", posts[0].Body)
	}
	p.at(17, 7, 31)
	p.quiet("lobby", 1)
	p.arrive(7)
	p.at(18, 7, 31)
	second := p.brought("lobby", "", 2)[1]
	contains(t, "second", second.Text(), "7 articles", "2 more articles: `/latest`")
	lacks(t, "second", second.Text(), "Nothing could be sent")
	why := p.press(t, second, "Why do I see this?", "alice")
	contains(t, "why", why.Text(), "### Récap", "Chaque jour à 08:30 (Europe/Paris)", "`/récap régler`")
	contains(t, "list", p.digest("list", nil).Text(), "<#"+p.ID("lobby")+">", "https://discord.com/channels/"+p.ID("en")+"/"+p.ID("lobby")+"/"+second.ID)
	contains(t, "off", p.digest("off", nil).Text(), "no digest any more")
	p.arrive(1)
	p.at(19, 7, 31)
	p.quiet("lobby", 2)
	contains(t, "ended", p.press(t, second, "Why do I see this?", "bob").Text(), "This has ended")
	contains(t, "audit", p.set(t, "audit", "bob", nil).Text(), "digest set "+p.ID("lobby")+` day 08\:30 Europe/Paris`, "digest off")
}

// A month in which the bot was away is told in one message, which says so.
func TestDigestAfterAnOutage(t *testing.T) {
	p := playDigests(t)
	p.digest("set", everyMorning)
	p.arrive(30)
	p.at(15+31, 12, 0)
	m := p.brought("lobby", "", 1)[0]
	contains(t, "digest", m.Text(), "15 March 2025, 13:00 to 15 April 2025, 14:00", "covers all of that time")
	p.quiet("lobby", 1)
}

func TestDigestIsForThoseWhoManageChannels(t *testing.T) {
	p := playDigests(t)
	for _, sub := range digestSubs() {
		r := p.digest(sub, everyMorning, by("alice"), forced)
		contains(t, sub, r.Text(), "Gérer les salons")
		r = p.digest(sub, discordtest.Object{"channel": p.ID("general"), "every": "day", "at": "8:30", "timezone": "UTC"}, forced)
		contains(t, sub+" of another server", r.Text(), "Manage Channels")
	}
	contains(t, "directly", p.digest("set", everyMorning, in("dm"), forced).Text(), "belongs to a channel of a server")
	if all, _ := p.store.GuildSubscriptions(t.Context(), p.ID("en")); len(all) > 0 {
		t.Errorf("set up: %+v", all)
	}
}

func TestDigestThatCannotBe(t *testing.T) {
	p := playDigests(t)
	for name, c := range map[string]struct {
		change discordtest.Object
		want   string
	}{
		"a time":      {discordtest.Object{"at": "half *past*"}, `“half \*past\*” is no time of day`},
		"a zone":      {discordtest.Object{"timezone": "Europe/Pari"}, "Is it one of these: `Europe/Paris`"},
		"no zone":     {discordtest.Object{"timezone": "Ostrand"}, "I do not know the time zone “Ostrand”"},
		"no zone yet": {discordtest.Object{"timezone": ""}, "Give a time zone too"},
		"items":       {discordtest.Object{"items": 99}, "1 to 8 articles"},
		"a rhythm":    {discordtest.Object{"every": "hour"}, "I do not know this command"},
		"a channel":   {discordtest.Object{"channel": "#news"}, "I do not know this command"},
	} {
		options := discordtest.Object{"every": "day", "at": "8:30", "timezone": "UTC"}
		for k, v := range c.change {
			options[k] = v
		}
		contains(t, name, p.digest("set", options, forced).Text(), c.want)
	}
	contains(t, "none", p.digest("preview", nil).Text(), "has no digest. `/digest set` begins one")
	contains(t, "none", p.digest("off", nil).Text(), "has no digest")
	contains(t, "none", p.digest("list", nil).Text(), "None yet")
	s := p.Interact(discordtest.Action{Kind: discordtest.Autocomplete, Command: "digest", Sub: "set", User: "bob", Options: discordtest.Object{"timezone": "syd"}, Focused: "timezone"}).Final(t)
	if len(s.Choices) == 0 || s.Choices[0] != "Australia/Sydney" {
		t.Errorf("suggested %q", s.Choices)
	}
}

// What is changed holds from then on, and the zone stays where none is named.
func TestDigestIsChanged(t *testing.T) {
	p := playDigests(t)
	p.digest("set", everyMorning)
	p.arrive(3)
	r := p.digest("set", discordtest.Object{"every": "week", "at": "20h", "weekday": "sunday", "topic": "nodes", "language": "fr", "items": 2})
	contains(t, "changed", r.Text(), "Every Sunday at 20:00 (Europe/Paris)", "nodes · French")
	p.at(16, 12, 0)
	p.quiet("lobby", 0)
	p.at(16, 19, 0)
	contains(t, "digest", p.brought("lobby", "", 1)[0].Text(), "### What is new: nodes", "3 articles · French", "1 more article")
	got := p.brain.fresh[len(p.brain.fresh)-1]
	if got.Topic != "nodes" || got.Lang != "fr" || got.Limit != 2 || got.PrintedSince != "2025-03-08" {
		t.Errorf("asked for %+v", got)
	}
	if s := p.only(); s.Weekday != time.Sunday || s.At != "20:00" || s.Zone != "Europe/Paris" {
		t.Errorf("kept %+v", s)
	}
}

func TestDigestPreview(t *testing.T) {
	p := playDigests(t)
	p.mu.Lock()
	p.now = time.Now().UTC() // arrivals are timed by the database
	p.mu.Unlock()
	p.digest("set", everyMorning)
	contains(t, "nothing", p.digest("preview", nil).Text(), "nothing would be sent")
	p.arrive(2)
	r := p.digest("preview", nil)
	contains(t, "preview", r.Text(), "### What is new", "2 articles", "**Nimbus grows**")
	if !r.Ephemeral {
		t.Error("everybody sees the preview")
	}
	p.quiet("lobby", 0)
}

// A channel that is gone, or closed to the bot, ends it: who set it up is told,
// once, and a new setting goes on.
func TestDigestWhoseChannelIsGone(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(*pressRoom)
		want    string
		pause   data.Pause
	}{
		"gone":   {func(p *pressRoom) { p.DeleteChannel("lobby") }, "the channel is not there any more", data.ChannelGone},
		"closed": {func(p *pressRoom) { p.Deny("lobby", 1<<11) }, "may not write in the channel", data.ChannelClosed},
		"hidden": {func(p *pressRoom) { p.Deny("lobby", 1<<10) }, "may not write in the channel", data.ChannelClosed},
		"refused as such": {func(p *pressRoom) {
			p.Inject(discordtest.Fault{Path: "/channels/.*01/messages", Do: discordtest.Status, Status: 400, Code: 50035})
		}, "Discord does not take the message", data.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			p := playDigests(t)
			p.digest("set", everyMorning)
			c.happens(p)
			p.arrive(1)
			p.at(16, 7, 31)
			contains(t, name, p.brought("dm", "bob", 1)[0].Text(), "Digest for <#"+p.ID("lobby")+">", c.want, "`/digest set`")
			if s := p.only(); s.Pause != c.pause {
				t.Errorf("paused %q", s.Pause)
			}
			p.arrive(1)
			p.at(17, 7, 31)
			if discordtest.Until(100*time.Millisecond, func() bool { return len(p.Written("dm", "bob", "")) > 1 }) {
				t.Error("told twice")
			}
			if name == "gone" {
				return
			}
			p.Deny("lobby", 0)
			p.ClearFaults()
			contains(t, "list", p.digest("list", nil).Text(), "Stopped: ", c.want)
			p.digest("set", everyMorning)
			p.arrive(2)
			p.at(18, 7, 31)
			contains(t, "again", p.brought("lobby", "", 1)[0].Text(), "2 articles", "17 March 2025, 08:31 to 18 March")
		})
	}
}

// What a server that removed the bot had stays until it is forgotten.
func TestDigestOfAServerThatLetsTheBotGo(t *testing.T) {
	p := playDigests(t, func(c *Config) { c.Memory = c.Subscriptions.(Memory) })
	p.digest("set", everyMorning)
	p.Send("GUILD_DELETE", discordtest.Object{"id": p.ID("en")})
	p.arrive(1)
	if !discordtest.Until(5*time.Second, func() bool {
		g, err := p.store.KnownGuilds(t.Context())
		return err == nil && len(g) == 0
	}) {
		t.Fatal("the server is not left")
	}
	p.at(16, 7, 31)
	p.quiet("lobby", 0)
	p.Join("en")
	p.brought("lobby", "", 1)
}

// The words of a member who asks what is kept.
func TestPrivacyTellsOfSubscriptions(t *testing.T) {
	p := playDigests(t)
	p.digest("set", everyMorning)
	contains(t, "privacy", p.use(t, "bob", "privacy", nil).Text(), "1 subscription")
	p.use(t, "bob", "privacy", discordtest.Object{"action": "export"})
	sent := p.Called(callback)
	var file struct{ Subscriptions []data.Subscription }
	if err := json.Unmarshal([]byte(sent[len(sent)-1].Files["verbatim-about-me.json"]), &file); err != nil || len(file.Subscriptions) != 1 || file.Subscriptions[0].Zone != "Europe/Paris" {
		t.Errorf("exported %+v, %v", file, err)
	}
}

// Every form of a digest that Discord could get fits into a message.
func TestDigestFits(t *testing.T) {
	v := view{allTexts(t)["fr"]}
	long := strings.Repeat("Une très longue phrase sur les nœuds & les *permis*. ", 40)
	quote := citations()[0]
	quote.Text = long
	s := data.Subscription{ID: 1 << 40, Every: data.Daily, At: "08:30", Zone: "Australia/Lord_Howe", Topic: long, QuoteLang: "fr", Kind: data.Digest}
	p := data.Period{Key: "k", From: time.Unix(1_700_000_000, 0), Until: time.Unix(1_800_000_000, 0)}
	for n := 1; n <= mostItems; n++ {
		f := Fresh{Total: 1000, Sample: true, Capped: true}
		for range n {
			f.Articles = append(f.Articles, FreshArticle{Takeaways{Title: long, Source: long, URL: "https://news.example/" + strings.Repeat("x", 300), Published: "2025-01-01", Lang: "fr", Items: []string{long, long, long}}, &quote})
		}
		b := v.digest(s, p, f, p.Until)
		contains(t, "heading", readable(b.post()), "au moins 1\u00a0000 articles")
		content, err := v.sealed(b, s, p)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(string(content), `"accessory"`); got != n {
			t.Errorf("%d of %d articles are shown", got, n)
		}
		if problems := discordtest.Judge(content); len(problems) > 0 {
			t.Errorf("%d articles: %v", n, problems)
		}
	}
}

// The JSON that is really sent, in both languages: to a server that speaks French
// and to one that speaks English.
func TestGoldenDigest(t *testing.T) {
	p := playDigests(t, func(c *Config) { c.Memory = c.Subscriptions.(Memory) })
	for _, lang := range []string{"en", "fr"} {
		if err := p.bot.saveSettings(t.Context(), p.ID("en"), data.GuildSettings{Lang: lang}); err != nil {
			t.Fatal(err)
		}
		user := map[string]string{"en": "bob", "fr": "olga"}[lang]
		p.Allow("en", "olga", 1<<4)
		use := func(name, sub string, options discordtest.Object) {
			p.digest(sub, options, by(user))
			golden(t, name+"."+lang, p.sent(t, callback))
		}
		p.at(15, 12, 0)
		use("digest_set", "set", discordtest.Object{"every": "weekday", "at": "08:30", "timezone": "America/New_York", "topic": "nodes", "items": 3})
		p.arrive(5)
		p.at(17, 12, 31)
		p.brought("lobby", "", 1)
		golden(t, "digest."+lang, p.sent(t, "POST /channels/{channel}/messages"))
		use("digest_list", "list", nil)
		use("digest_bad_zone", "set", discordtest.Object{"every": "day", "at": "08:30", "timezone": "Europe/Pari"})
		p.Deny("lobby", 1<<11)
		p.arrive(1)
		p.at(18, 12, 31)
		p.brought("dm", user, 1)
		golden(t, "digest_stopped."+lang, p.sent(t, "POST /channels/{channel}/messages"))
		use("digest_list_stopped", "list", nil)
		use("digest_off", "off", nil)
		p.Deny("lobby", 0)
		p.Forget()
	}
}

// /metrics tells of subscriptions and of what became of their messages.
func TestDeliveriesAreCounted(t *testing.T) {
	p := playDigests(t)
	p.digest("set", everyMorning)
	p.arrive(1)
	p.at(16, 7, 30)
	p.brought("lobby", "", 1)
	p.DeleteChannel("lobby")
	p.arrive(1)
	metrics := func() string {
		w := httptest.NewRecorder()
		p.bot.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		return w.Body.String()
	}
	contains(t, "running", metrics(), `verbatim_deliveries_total{kind="digest",outcome="delivered"} 1`, `verbatim_subscriptions{kind="digest"} 1`, "verbatim_subscriptions_paused 0")
	p.at(17, 7, 30)
	p.brought("dm", "bob", 1)
	contains(t, "stopped", metrics(), `verbatim_deliveries_total{kind="digest",outcome="failed"} 1`, `verbatim_deliveries_total{kind="digest",outcome="paused"} 1`, "verbatim_subscriptions_paused 1")
}

// readable is a message's JSON, without escapes of its own.
func readable(p post) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(p) // a post is JSON
	return b.String()
}

// A bot that is told to stop finishes the message that is on its way, and begins
// no other.
func TestStopWhileBringing(t *testing.T) {
	p := playDigests(t)
	p.digest("set", everyMorning)
	p.Inject(discordtest.Fault{Method: "POST", Path: "/channels/", Do: discordtest.Delay, RetryAfter: 400 * time.Millisecond})
	p.arrive(1)
	p.at(16, 7, 30)
	if !discordtest.Until(15*time.Second, func() bool { return len(p.Called("POST /channels/{channel}/messages")) > 0 }) {
		t.Fatalf("nothing is sent; log:\n%s", p.log)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	list, err := p.store.Deliveries(t.Context(), p.only().ID, 9)
	if err != nil || len(list) != 1 || list[0].State != data.Sent || len(p.Written("lobby", "", "")) != 1 {
		t.Errorf("after the stop: %+v, %v", list, err)
	}
}
