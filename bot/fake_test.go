package bot

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/data"
	"verbatim/index"
	"verbatim/index/answer"
)

// brain is an Asker, Library and Admin with canned knowledge. The people, the
// companies and the words are invented.
type brain struct {
	mu       sync.Mutex
	asked    []answer.Request
	delay    time.Duration            // of each search
	answers  map[string]answer.Answer // by a word of the question
	fail     error                    // of each search
	panics   bool                     // in each search
	sample   bool                     // everything comes from the sample
	rebuild  func(context.Context, func(done, total int)) error
	added    map[string]string // by file name
	latest   []LatestRequest
	fresh    []FreshRequest
	listed   []answer.StatementsRequest
	counted  []answer.TrendsRequest
	verified []answer.VerifyRequest
	tried    []string          // periods that alerts were tried on
	periods  []data.Period     // that were listened to
	heard    []answer.Citation // what each of them brings
	adminErr error
	addHangs bool // until its context ends
}

func newBrain() *brain {
	return &brain{answers: map[string]answer.Answer{}, added: map[string]string{}}
}

// find is the byte span of a word in a text.
func find(text, word string) data.Span {
	i := strings.Index(text, word)
	return data.Span{Start: i, End: i + len(word)}
}

// citations are what Ada Brannigan said, for answers.
func citations() []answer.Citation {
	one := "Nobody should need a permit to run a node. Regulation must begin with those who hold other people's coins."
	two := "Réguler les stablecoins, oui ; les étouffer, non."
	three := "The ledger *never* sleeps. 1 node = 1 vote @everyone"
	return []answer.Citation{
		{Rank: 1, ArticleID: "a1", URL: "https://news.example/brannigan-nodes", Title: "Brannigan: no permits for nodes", Source: "The Invented Times", Published: "2025-02-03", Lang: "en",
			Kind: data.Direct, Text: one, Marks: [2]string{"“", "”"}, Speaker: "Ada Brannigan", SpeakerBasis: data.ByName, SaidOn: "2025-02-01", AlsoIn: []string{"a7", "a9"}, Highlights: []data.Span{find(one, "Regulation")}},
		{Rank: 2, ArticleID: "a2", URL: "https://journal.example/regulation?id=2#titre", Title: "Stablecoins : Nimbus Ledger s'explique", Source: "Le Quotidien fictif", Published: "2025-01-20", Lang: "fr", MayBeTranslation: true,
			Kind: data.Reported, Text: two, Speaker: "", SpeakerMention: "une porte-parole de Nimbus Ledger", SpeakerBasis: data.ByOrganisation, SaidOn: "2025-01", Unconfirmed: true, Highlights: []data.Span{find(two, "Réguler"), find(two, "stablecoins")}},
		{Rank: 3, ArticleID: "a3", URL: "https://news.example/posts", Title: "Posts of the week", Source: "The Invented Times", Lang: "en",
			Kind: data.Posted, Text: three, Speaker: "Ada Brannigan", SpeakerBasis: data.BySignature},
		{Rank: 4, ArticleID: "a4", URL: "https://news.example/ask", Title: "", Source: "", Published: "2024-12-31", Lang: "en",
			Kind: data.Passage, Text: "Nimbus Ledger runs 1,200 nodes.", AlsoIn: []string{"a5"}},
		{Rank: 5, ArticleID: "a5", URL: "", Title: "Nimbus in brief", Source: "The Invented Times", Published: "2024-11-02", Lang: "en", Kind: data.TakeawayItem, Text: "Nimbus Ledger doubles its nodes."},
	}
}

func understoodAda() answer.Understood {
	return answer.Understood{Speakers: []string{"Ada Brannigan"}, Topic: []string{"regulation"}, Since: "2025-01-01", Kind: "any"}
}

func (b *brain) Ask(ctx context.Context, r answer.Request) (answer.Answer, error) {
	b.mu.Lock()
	b.asked = append(b.asked, r)
	delay, fail, panics, sample := b.delay, b.fail, b.panics, b.sample
	b.mu.Unlock()
	select {
	case <-time.After(delay):
	case <-ctx.Done():
		return answer.Answer{}, ctx.Err()
	}
	if panics {
		panic("secret words of " + r.Question)
	}
	a := b.answerTo(r)
	a.Question, a.Sample = r.Question, sample
	a.Citations = a.Citations[:min(len(a.Citations), r.Limit)]
	return a, fail
}

func (b *brain) answerTo(r answer.Request) answer.Answer {
	lang := r.AskerLang
	if strings.Contains(r.Question, "qu'a") {
		lang = "fr"
	}
	near := citations()[:1]
	b.mu.Lock()
	defer b.mu.Unlock()
	for word, a := range b.answers {
		if strings.Contains(r.Question, word) {
			a.Lang = lang
			return a
		}
	}
	switch q := r.Question; {
	case strings.Contains(q, "Nobody"):
		return answer.Answer{Lang: lang, Status: answer.NothingFound, Reason: answer.SpeakerSilent, Understood: understoodAda(), Citations: []answer.Citation{}, Nearest: near}
	case strings.Contains(q, "weather"):
		return answer.Answer{Lang: lang, Status: answer.NothingFound, Reason: answer.NoMatch, Citations: []answer.Citation{}}
	case strings.Contains(q, "maybe"):
		return answer.Answer{Lang: lang, Status: answer.Unsure, Reason: answer.WeakMatch, Citations: []answer.Citation{}, Nearest: near}
	case strings.Contains(q, "Martin") && r.Speaker == "":
		return answer.Answer{Lang: lang, Status: answer.AmbiguousSpeaker, Reason: answer.SeveralPeople, Choices: []string{"Alba Martin", "Bertrand Martin"}, Citations: []answer.Citation{}}
	case strings.Trim(q, "?! ") == "":
		return answer.Answer{Lang: lang, Status: answer.NothingFound, Reason: answer.EmptyQuestion, Citations: []answer.Citation{}}
	}
	return answer.Answer{Lang: lang, Status: answer.Answered, Understood: understoodAda(), Citations: citations()}
}

func (b *brain) requests() []answer.Request {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

func (b *brain) set(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f()
}

func takeaways() []Takeaways {
	items := []string{"Nimbus Ledger doubles its *nodes*.", "A permit is not needed.", "The vote is in May.", "A fourth item."}
	return []Takeaways{
		{Title: "Nimbus grows", URL: "https://news.example/nimbus", Source: "The Invented Times", Published: "2025-03-10", Lang: "en", Items: items},
		{Title: "Un vote en mai", URL: "https://journal.example/vote", Source: "Le Quotidien fictif", Published: "2025-03-09", Lang: "fr", Items: []string{"Le vote aura lieu en mai."}},
		{URL: "ftp://nowhere", Items: []string{"An item without a home."}},
		{Title: "Fourth", URL: "https://news.example/4", Items: []string{"Four."}},
		{Title: "Fifth", URL: "https://news.example/5", Items: []string{"Five."}},
	}
}

func (b *brain) Latest(_ context.Context, r LatestRequest) (Latest, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.latest = append(b.latest, r)
	all := takeaways()
	if r.Topic == "nothing" {
		all = nil
	}
	from := min(r.Offset, len(all))
	to := min(from+r.Limit, len(all))
	return Latest{Articles: all[from:to], More: to < len(all), Sample: b.sample}, b.fail
}

// Fresh tells of as many articles as arrived, the canned ones first.
func (b *brain) Fresh(_ context.Context, r FreshRequest) (Fresh, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fresh = append(b.fresh, r)
	f := Fresh{Total: int(r.Through - r.After), Sample: b.sample}
	if r.Topic == "nothing" {
		f.Total = 0
	}
	canned, said := takeaways(), citations()
	for i := range min(f.Total, r.Limit) {
		a := FreshArticle{Takeaways: canned[i%len(canned)]}
		if i == 0 {
			a.Quote = &said[0]
		}
		f.Articles = append(f.Articles, a)
	}
	return f, b.fail
}

func (b *brain) Suggest(_ context.Context, r SuggestRequest) ([]string, error) {
	names := map[Suggestion][]string{
		Speakers: {"Ada Brannigan", "Alba Martin", "Bertrand Martin"},
		Sources:  {"The Invented Times", "Le Quotidien fictif"},
		Topics:   {"regulation", "stablecoins"},
	}[r.What]
	if r.Typed == "many" {
		for i := range 40 {
			names = append(names, "Person number "+strings.Repeat("i", i+1))
		}
	} else {
		names = slices.DeleteFunc(names, func(n string) bool { return !strings.Contains(strings.ToLower(n), strings.ToLower(r.Typed)) })
	}
	return names[:min(r.Limit, len(names))], nil
}

func (b *brain) Around(_ context.Context, c answer.Citation) (before, after string, err error) {
	return "The sentence before. ", "The sentence *after*.", b.fail
}

func (b *brain) IsConcept(topic string) bool { return topic == "regulation" }

func (b *brain) Sources(context.Context) ([]Source, error) {
	return []Source{{"The Invented Times", 10000, 40000, "2025-03-14"}, {"Le Quotidien fictif", 2345, 5678, ""}}, b.fail
}

func (b *brain) Statements(_ context.Context, r answer.StatementsRequest) (answer.Statements, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listed = append(b.listed, r)
	s := answer.Statements{Status: answer.Answered, Speaker: r.Speaker, List: []answer.Citation{}, Sources: 2, Sample: b.sample}
	switch {
	case r.Speaker == "Martin":
		s.Status, s.Reason, s.Choices = answer.AmbiguousSpeaker, answer.SeveralPeople, []string{"Alba Martin", "Bertrand Martin"}
	case r.Speaker == "Nobody":
		s.Status, s.Reason = answer.NothingFound, answer.SpeakerUnknown
	case r.Topic == "weather":
		s.Status, s.Reason = answer.NothingFound, answer.SpeakerSilent
	}
	if s.Status != answer.Answered {
		return s, b.fail
	}
	all := citations()
	if r.OldestFirst {
		slices.Reverse(all)
	}
	s.Total, s.Undated = len(all), 1
	from := min(r.Offset, len(all))
	to := min(from+r.Limit, len(all))
	s.List, s.More = all[from:to], to < len(all)
	return s, b.fail
}

// Trends has a year in which nothing was printed in May, and which is not over.
func (b *brain) Trends(_ context.Context, r answer.TrendsRequest) (answer.Trends, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counted = append(b.counted, r)
	t := answer.Trends{Status: answer.Answered, Step: answer.ByMonth, Undated: 3, Sample: b.sample}
	switch {
	case slices.Contains(r.Subjects, "Martin"):
		t.Status, t.Reason, t.Asked, t.Choices = answer.AmbiguousSpeaker, answer.SeveralPeople, "Martin", []string{"Alba Martin", "Bertrand Martin"}
	case len(r.Subjects) > 1 && r.Subjects[0] == r.Subjects[1]:
		t.Status, t.Reason, t.Asked = answer.NothingFound, answer.SameSubject, r.Subjects[0]
	case r.Subjects[0] == "Nobody":
		t.Status, t.Reason, t.Series = answer.NothingFound, answer.NoMatch, []answer.TrendSeries{{Name: "Nobody", Unknown: true}}
	case r.Since == "1990-01-01":
		t.Status, t.Reason = answer.NothingFound, answer.OutsideDates
	}
	if t.Status != answer.Answered {
		return t, b.fail
	}
	for m := 1; m <= 12; m++ {
		first := time.Date(2031, time.Month(m), 1, 0, 0, 0, 0, time.UTC)
		p := answer.Period{Days: index.Days{First: first.Format(time.DateOnly), Last: first.AddDate(0, 1, -1).Format(time.DateOnly)}, Articles: 100 * m, Partial: m == 12}
		if m == 5 {
			p.Articles = 0
		}
		t.Periods = append(t.Periods, p)
	}
	for i, name := range r.Subjects {
		s := answer.TrendSeries{Name: name, Unknown: name == "Nobody"}
		for m := 1; m <= 12 && !s.Unknown; m++ {
			c := index.Count{Articles: (7*m*(i+2))%(20*m) + 1, Statements: m * i}
			if m == 5 {
				c = index.Count{}
			}
			s.Counts = append(s.Counts, c)
			s.Total.Articles, s.Total.Statements = s.Total.Articles+c.Articles, s.Total.Statements+c.Statements
		}
		t.Series = append(t.Series, s)
	}
	return t, b.fail
}

func (b *brain) Verify(_ context.Context, r answer.VerifyRequest) (answer.Verification, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.verified = append(b.verified, r)
	one := citations()[:1]
	switch {
	case strings.Contains(r.Quote, "licence"):
		return answer.Verification{Finding: answer.Altered, Citations: one, Changes: []answer.Change{
			{Op: answer.Same, Text: "Nobody should need a"}, {Op: answer.Removed, Text: "licence"}, {Op: answer.Added, Text: "permit"}, {Op: answer.Same, Text: "to run a node."}}}, b.fail
	case r.Speaker == "Alba Martin":
		return answer.Verification{Finding: answer.OtherSpeaker, Citations: one, Speaker: r.Speaker}, b.fail
	case strings.Contains(r.Quote, "permit"):
		return answer.Verification{Finding: answer.Exact, Citations: one}, b.fail
	case len(strings.Fields(r.Quote)) < 3:
		return answer.Verification{Finding: answer.TooShort}, b.fail
	}
	return answer.Verification{Finding: answer.NotIndexed, Citations: one}, b.fail
}

func (b *brain) Coverage(context.Context) (Coverage, error) {
	return Coverage{Articles: 12345, Sources: 7, Oldest: "2021-11-02", Newest: "2025-03-14"}, nil
}

func (b *brain) Status(context.Context) (Status, error) {
	return Status{Articles: 12345, Quotes: 45678, Passages: 98765, Sources: 7, Languages: map[string]int{"en": 10000, "fr": 2345}, Oldest: "2021-11-02", Newest: "2025-03-14",
		Generation: "g-000003", Lag: 0, IndexBytes: 123456789, StoreBytes: 2345678, Engine: "SQLite"}, b.adminErr
}

func (b *brain) Rebuild(ctx context.Context, progress func(done, total int)) error {
	if b.rebuild != nil {
		return b.rebuild(ctx, progress)
	}
	progress(12345, 12345)
	return nil
}

// files are the names of what was sent to Add.
func (b *brain) files() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Collect(maps.Keys(b.added))
}

func (b *brain) Add(ctx context.Context, name string, r io.Reader) (Summary, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return Summary{}, err
	}
	b.mu.Lock()
	b.added[name] = string(content)
	hangs := b.addHangs
	b.mu.Unlock()
	if hangs {
		<-ctx.Done()
		return Summary{}, ctx.Err()
	}
	if strings.Contains(string(content), "broken") {
		return Summary{Read: 3, Added: 1, Skipped: 2, Errors: []string{"line 2: no *body*", "line 3: no JSON"}}, nil
	}
	return Summary{Read: 1, Added: 1}, b.adminErr
}

func (b *brain) Backup(context.Context) (string, error) { return "/data/backup_2025.db", b.adminErr }

// stage is a bot that is logged in to a fake Discord.
type stage struct {
	*discordtest.Server
	bot    *Bot
	brain  *brain
	memory *memory
	log    *safeBuffer
	stop   func() error // asks it to stop and waits for it
}

const adminGuild = "200000000000000001"

// play starts a bot with canned knowledge, in whose operators' guild "fr" bob is
// an operator by name and olga by role.
func play(t *testing.T, set func(*Config), discord ...func(*discordtest.Config)) *stage {
	t.Helper()
	srv := discordtest.New(t, append([]func(*discordtest.Config){quickHeartbeat}, discord...)...)
	return enter(t, srv, newBrain(), set)
}

// enter starts a bot on a Discord that is there already.
func enter(t *testing.T, srv *discordtest.Server, mind *brain, set func(*Config)) *stage {
	t.Helper()
	s := &stage{Server: srv, brain: mind, memory: newMemory(), log: &safeBuffer{}}
	c := Config{
		Token: srv.Token, APIBase: srv.URL, Asker: mind, Library: mind, Admin: mind, Watcher: mind, Memory: s.memory, AdminGuild: adminGuild,
		AdminUsers: []string{srv.ID("bob")}, AdminRoles: []string{discordtest.AdminRole},
		Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now: func() time.Time { return time.Date(2025, 3, 15, 12, 0, 0, 0, time.UTC) },
	}
	if set != nil {
		set(&c)
	}
	b, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	b.transport.limits = quickLimits()
	b.patience = 1500 * time.Millisecond // what is sent does not depend on how busy this machine is
	b.slots = make(chan struct{}, 8)
	b.Delivery.Beat = 5 * time.Millisecond
	s.bot = b
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	s.stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-done:
			return err
		case <-time.After(10 * time.Second):
			return errors.New("the bot does not stop")
		}
	})
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Errorf("the bot stopped with: %v", err)
		}
	})
	registered := func() bool {
		index := c.Admin == nil || c.AdminGuild == "" || len(srv.Commands("fr")) == 1 || c.AdminGuild != adminGuild
		return b.fresh() && len(srv.Commands("")) >= 2 && index
	}
	if !discordtest.Until(10*time.Second, registered) {
		t.Fatalf("not ready; log:\n%s", s.log)
	}
	return s
}

// ask uses /ask and waits for the answer.
func (s *stage) ask(t *testing.T, question string, more ...func(*discordtest.Action)) discordtest.Result {
	t.Helper()
	a := discordtest.Action{Command: "ask", Options: discordtest.Object{"question": question}}
	for _, f := range more {
		f(&a)
	}
	return s.Interact(a).Final(t)
}

func by(user string) func(*discordtest.Action) {
	return func(a *discordtest.Action) { a.User = user }
}

// press presses a button and waits for what comes of it.
func (s *stage) press(t *testing.T, m discordtest.Message, label, user string) discordtest.Result {
	t.Helper()
	return s.Interact(discordtest.Action{Kind: discordtest.Press, User: user, Message: m.ID, Label: label}).Final(t)
}
