package bot

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/data"
)

// press is a News with canned sources. Everything in it is invented.
type press struct {
	mu        sync.Mutex
	feeds     []data.Feed
	err       error
	slow      time.Duration // of what takes time
	done      []string      // what was asked for
	corrects  []data.Correction
	withdrawn []string
}

func newPress() *press {
	return &press{feeds: []data.Feed{
		{Source: data.Source{Name: "Harbour Post", Feed: "https://harbour.example/feed"}, Counts: data.FeedCounts{Fetched: 9, NotModified: 4, New: 1200, Updated: 3, Duplicate: 2}, State: data.FeedState{Succeeded: time.Unix(1_900_000_000, 0)}},
		{Source: data.Source{Name: "Valley *Gazette*", Feed: "https://valley.example/feed"}, State: data.FeedState{Failures: 3, Error: "the server answers 500"}},
	}}
}

func (p *press) say(what string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = append(p.done, what)
	return p.err
}

func (p *press) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

func (p *press) asked() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.done, "; ")
}

func (p *press) Feeds(context.Context) ([]data.Feed, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.feeds, p.err
}

func (p *press) AddFeed(_ context.Context, ref string) (FeedAdded, error) {
	return FeedAdded{Source: data.Source{Name: "Harbour Post", Feed: "https://harbour.example/feed"}, Page: true, Others: []string{"https://harbour.example/sport"}}, p.say("feed " + ref)
}

func (p *press) AddURL(ctx context.Context, address string, progress func(done, total int)) (Summary, error) {
	progress(3, 12)
	p.mu.Lock()
	slow := p.slow
	p.mu.Unlock()
	select {
	case <-time.After(slow):
	case <-ctx.Done():
	}
	return Summary{Read: 12, Added: 11, Unchanged: 1, Skipped: 1, Errors: []string{"https://harbour.example/x: the server answers 404"}}, p.say("url " + address)
}

func (p *press) Refresh(_ context.Context, ref string, progress func(done, total int)) (Summary, error) {
	progress(1, 1)
	return Summary{Read: 1, Added: 1}, p.say("refresh " + ref)
}

func (p *press) Remove(_ context.Context, ref, reason string, sure bool) (Removal, error) {
	if ref == "Harbour Post" && !sure {
		return Removal{Source: ref, Articles: 1200, Unsure: true}, p.say("unsure " + ref)
	}
	return Removal{Title: "Tokens", Article: "tide-1", Articles: 1}, p.say("remove " + ref + " because " + reason)
}

func (p *press) Correct(_ context.Context, c data.Correction) error {
	p.set(func() { p.corrects = append(p.corrects, c) })
	return p.say("correct " + c.Article)
}

func (p *press) Withdraw(_ context.Context, article, words string) error {
	p.set(func() { p.withdrawn = append(p.withdrawn, article+": "+words) })
	return p.say("withdraw " + article)
}

// withPress is a stage whose bot has sources.
func withPress(t *testing.T) (*stage, *press) {
	p := newPress()
	return play(t, func(c *Config) { c.News = p }), p
}

func options(o discordtest.Object) func(*discordtest.Action) {
	return func(a *discordtest.Action) { a.Options = o }
}

func TestSourcesAreListed(t *testing.T) {
	s, p := withPress(t)
	p.set(func() { p.feeds[1].State.FailingSince = s.bot.Now().Add(-25 * time.Hour) })
	text := s.index(t, "sources", "bob").Final(t).Text()
	contains(t, "list", text, "Sources: 2", "**Harbour Post**: 1,200 new, 3 updated, 2 duplicates", `**Valley \*Gazette\*** has been failing for 25 h`, "the server answers 500")
	if strings.Index(text, "Valley") > strings.Index(text, "Harbour") {
		t.Error("what fails does not come first")
	}
	contains(t, "French", s.index(t, "sources", "olga", forced).Final(t).Text(), "échoue depuis 25 h")
	p.set(func() { p.feeds = nil })
	contains(t, "none", s.index(t, "sources", "bob").Final(t).Text(), "No source is polled yet")
}

func TestAddSourcesAndAddresses(t *testing.T) {
	s, p := withPress(t)
	settled(t, s.index(t, "add", "bob", options(discordtest.Object{"feed": "https://harbour.example/"})),
		"is a web page; the feed that it names was taken.\n**Harbour Post** is polled from now on: https\\://harbour.example/feed\nThe page names another feed: https\\://harbour.example/sport")
	settled(t, s.index(t, "add", "bob", options(discordtest.Object{"url": "https://harbour.example/tokens"})),
		"12 read, 11 added, 0 updated, 1 unchanged, 1 skipped.\nSkipped:\n- https\\://harbour.example/x: the server answers 404")
	settled(t, s.index(t, "refresh", "bob"), "**", "all sources: 1 read, 1 added")
	settled(t, s.index(t, "refresh", "bob", options(discordtest.Object{"source": "Harbour Post"})), "**Harbour Post**: 1 read")
	if got := p.asked(); got != "feed https://harbour.example/; url https://harbour.example/tokens; refresh ; refresh Harbour Post" {
		t.Errorf("asked for %q", got)
	}
	p.set(func() { p.err = errors.New("the address is not public: 10.0.0.1") })
	settled(t, s.index(t, "add", "bob", options(discordtest.Object{"url": "http://10.0.0.1/"})), "was not added: the address is not public: 10.0.0.1")
	settled(t, s.index(t, "add", "bob", options(discordtest.Object{"feed": "http://10.0.0.1/"})), "was not added: the address is not public")
	contains(t, "audit", s.log.String(), `action="index add url"`, "url=https://harbour.example/tokens", `action="index refresh"`, "user="+s.ID("bob"))
}

func TestProgressIsShown(t *testing.T) {
	s, p := withPress(t)
	p.set(func() { p.slow = 3 * editEvery })
	it := s.index(t, "add", "bob", options(discordtest.Object{"url": "https://harbour.example/feed"}))
	settled(t, it, "25 % (3/12)")
	settled(t, it, "12 read, 11 added")
}

// TestResultsAreSaidInTheChannel: what an operator did is said where they did it,
// without a ping and with nothing that gives access, unless the server wants no
// public answers there; what failed is the operator's alone.
func TestResultsAreSaidInTheChannel(t *testing.T) {
	m := newMemory()
	p := newPress()
	s := play(t, func(c *Config) { c.News, c.Memory = p, m })
	all := []struct {
		sub    string
		o      discordtest.Object
		own    string // in the operator's response
		public string
	}{
		{"add", discordtest.Object{"feed": "https://odile:tide@harbour.example/"}, "is polled from now on", "**Harbour Post** est suivie désormais"},
		{"add", discordtest.Object{"url": "https://harbour.example/tokens?token=ebb"}, "12 read", "articles lus 12, ajoutés 11"},
		{"refresh", nil, "1 read", "toutes les sources"},
		{"remove", discordtest.Object{"target": "tide-1", "reason": "asked to"}, "Removed:", "Retiré : « Tokens » (tide-1)."},
		{"correct", discordtest.Object{"article": "tide-1", "words": "x", "reason": "x", "hide": true}, "not shown any more", "La citation n'est plus montrée."},
	}
	for i, c := range all {
		settled(t, s.index(t, c.sub, "bob", options(c.o)), c.own)
		said := s.Written("general", "", "")
		if len(said) != i+1 {
			t.Fatalf("%s: the channel has %d messages, want %d", c.sub, len(said), i+1)
		}
		text := said[i].Text()
		contains(t, c.sub, text, c.public, "<@"+s.ID("bob")+">")
		if strings.Contains(text, "tide@") || strings.Contains(text, "ebb") {
			t.Errorf("%s: %s", c.sub, text)
		}
	}
	p.set(func() { p.err = errors.New("no") })
	settled(t, s.index(t, "add", "bob", options(all[0].o)), "was not added")
	p.set(func() { p.err = nil })
	for _, mode := range []data.AnswerMode{data.AnswerOff, data.AnswerPrivate} {
		if err := s.bot.saveSettings(t.Context(), s.ID("fr"), data.GuildSettings{Channels: map[string]data.AnswerMode{s.ID("general"): mode}}); err != nil {
			t.Fatal(err)
		}
		settled(t, s.index(t, "refresh", "bob"), "1 read")
	}
	if n := len(s.Written("general", "", "")); n != len(all) {
		t.Errorf("the channel has %d messages, want %d", n, len(all))
	}
	if strings.Contains(s.log.String(), "tide@") || strings.Contains(s.log.String(), "ebb") {
		t.Errorf("the log tells it: %s", s.log.String())
	}
}

func TestTakeDown(t *testing.T) {
	s, p := withPress(t)
	settled(t, s.index(t, "remove", "bob", options(discordtest.Object{"target": "tide-1", "reason": "asked to"})), "Removed: “Tokens” (tide-1). It stays away")
	settled(t, s.index(t, "remove", "bob", options(discordtest.Object{"target": "Harbour Post", "reason": "asked to"})), "1,200 articles of “Harbour Post” would be removed for good. Repeat")
	settled(t, s.index(t, "remove", "bob", options(discordtest.Object{"target": "Harbour Post", "reason": "asked to", "all": true})), "Removed:")
	if got := p.asked(); !strings.Contains(got, "remove tide-1 because asked to") || !strings.HasSuffix(got, "remove Harbour Post because asked to") {
		t.Errorf("asked for %q", got)
	}
	contains(t, "audit", s.log.String(), `action="index remove"`, "target=tide-1", `reason="asked to"`)
}

func TestCorrect(t *testing.T) {
	s, p := withPress(t)
	base := discordtest.Object{"article": "tide-1", "words": "the tide does not wait", "reason": "the caption says so"}
	with := func(key string, value any) discordtest.Object {
		o := discordtest.Object{}
		for k, v := range base {
			o[k] = v
		}
		o[key] = value
		return o
	}
	settled(t, s.index(t, "correct", "bob", options(with("speaker", "Odile Marchetand"))), "said by Odile Marchetand from now on")
	settled(t, s.index(t, "correct", "bob", options(base)), "Nobody is named")
	settled(t, s.index(t, "correct", "bob", options(with("hide", true))), "not shown any more")
	both := with("hide", true)
	both["speaker"] = "Odile Marchetand"
	contains(t, "both", s.index(t, "correct", "bob", options(both)).Final(t).Text(), "Please choose one")
	settled(t, s.index(t, "correct", "bob", options(with("withdraw", true))), "correction is withdrawn")
	both = with("hide", true)
	both["withdraw"] = true
	contains(t, "hidden and withdrawn", s.index(t, "correct", "bob", options(both)).Final(t).Text(), "Please choose one")
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.withdrawn) != 1 || p.withdrawn[0] != "tide-1: the tide does not wait" {
		t.Errorf("withdrawn %q", p.withdrawn)
	}
	if len(p.corrects) != 3 {
		t.Fatalf("%d corrections", len(p.corrects))
	}
	for i, want := range []data.Ruling{data.SaidBy, data.SaidByNobody, data.Hidden} {
		if c := p.corrects[i]; c.Ruling != want || c.By != s.ID("bob") || c.Made == "" || c.Reason != "the caption says so" {
			t.Errorf("correction %d: %+v", i, c)
		}
	}
}

func TestSourcesAreForOperators(t *testing.T) {
	s, p := withPress(t)
	for _, sub := range newsSubs() {
		o := options(discordtest.Object{"target": "x", "reason": "x", "article": "x", "words": "x"})
		contains(t, sub, s.index(t, sub, "alice", forced, o).Final(t).Text(), "pas autorisé")
	}
	contains(t, "add", s.index(t, "add", "alice", forced, options(discordtest.Object{"url": "https://x.example"})).Final(t).Text(), "pas autorisé")
	if got := p.asked(); got != "" {
		t.Errorf("done all the same: %q", got)
	}
}

func TestOperatorsAreTold(t *testing.T) {
	s, _ := withPress(t)
	for kind, want := range map[string]string{
		"failing": "has been failing for 25 h", "gone": "is gone, its server says: the server answers 410", "recovered": "answers again", "moved": "Its address is now https",
	} {
		n := SourceNotice{Kind: kind, Name: "Harbour Post", Feed: "https://harbour.example/feed", Since: s.bot.Now().Add(-25 * time.Hour), Error: "the server answers 410", To: "https://new.example/feed"}
		if err := s.bot.TellOperators(t.Context(), n); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if sent := string(s.sent(t, "POST /channels/{channel}/messages")); !strings.Contains(sent, want) {
			t.Errorf("%s: sent %s, want %q", kind, sent, want)
		}
	}
}

func TestSourceMetrics(t *testing.T) {
	s, p := withPress(t)
	page := func() (int, string) {
		w := httptest.NewRecorder()
		s.bot.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		body, err := io.ReadAll(w.Result().Body)
		if err != nil {
			t.Fatal(err)
		}
		return w.Code, string(body)
	}
	_, text := page()
	contains(t, "metrics", text, `verbatim_source_total{source="https://harbour.example/feed",what="new"} 1200`,
		`verbatim_source_total{source="https://harbour.example/feed",what="not_modified"} 4`,
		`verbatim_source_last_success_seconds{source="https://harbour.example/feed"} 1.9e+09`, `verbatim_source_failures{source="https://valley.example/feed"} 3`)
	p.set(func() { p.err = errors.New("the store is closed") })
	if code, _ := page(); code != http.StatusInternalServerError {
		t.Errorf("metrics with a broken store: %d", code)
	}
}
