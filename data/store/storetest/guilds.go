package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/store"
)

// Guilds is what an engine keeps about Discord servers.
type Guilds interface {
	GuildSettings(ctx context.Context, guild string) (data.GuildSettings, error)
	PutGuildSettings(ctx context.Context, guild string, g data.GuildSettings) error
	LeaveGuild(ctx context.Context, guild string, at time.Time) error
	RejoinGuild(ctx context.Context, guild string) error
	KnownGuilds(ctx context.Context) ([]string, error)
	ForgetGuilds(ctx context.Context, leftBefore time.Time) ([]string, error)
	ExportGuild(ctx context.Context, guild string) ([]byte, error)

	CountGap(ctx context.Context, g data.Gap) error
	Gaps(ctx context.Context, guild string, limit int) ([]data.Gap, error)

	AddFeedback(ctx context.Context, f data.Feedback) (int64, error)
	Feedback(ctx context.Context, guild string, limit int) ([]data.Feedback, error)
	FeedbackOf(ctx context.Context, member string) ([]data.Feedback, error)
	EraseMember(ctx context.Context, member string) (int, error)

	AddAudit(ctx context.Context, l data.AuditLine) error
	Audit(ctx context.Context, guild string, limit int) ([]data.AuditLine, error)
}

// The servers, members and channels of the tests.
const (
	guildA  = "110000000000000001"
	guildB  = "110000000000000002"
	member1 = "310000000000000001"
	member2 = "310000000000000002"
	channel = "510000000000000001"
)

// evening is a time as a store gives it back: in UTC, to the millisecond.
var evening = time.Date(2024, 5, 17, 21, 4, 5, 678e6, time.UTC)

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func testGuildSettings(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	got, err := s.GuildSettings(ctx, guildA)
	if err != nil || !reflect.DeepEqual(got, data.GuildSettings{}) {
		t.Errorf("a new server has %+v, %v", got, err)
	}
	for _, want := range []data.GuildSettings{
		{Lang: "fr", PerMinute: 3, Channels: map[string]data.AnswerMode{channel: data.AnswerThread, guildA: data.AnswerOff}},
		{Lang: "en", Channels: map[string]data.AnswerMode{channel: data.AnswerPrivate}},
		{},
	} {
		ok(t, s.PutGuildSettings(ctx, guildA, want))
		if got, err := s.GuildSettings(ctx, guildA); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
	if got, err := s.GuildSettings(ctx, guildB); err != nil || !reflect.DeepEqual(got, data.GuildSettings{}) {
		t.Errorf("another server has %+v, %v", got, err)
	}
}

// testGuildsRefuse: what no caller should send is refused, and named.
func testGuildsRefuse(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	many := map[string]data.AnswerMode{}
	for i := range store.MaxChannels + 1 {
		many[fmt.Sprint(channel[:15], 100+i)] = data.AnswerOff
	}
	long := strings.Repeat("é", store.MaxWords+1)
	feedback := data.Feedback{At: evening, Verdict: data.Good}
	with := func(change func(*data.Feedback)) error {
		f := feedback
		change(&f)
		_, err := s.AddFeedback(ctx, f)
		return err
	}
	_, settings := s.GuildSettings(ctx, "")
	_, of := s.FeedbackOf(ctx, "")
	_, erase := s.EraseMember(ctx, "x'; DROP TABLE feedback")
	_, audit := s.Audit(ctx, "-1", 9)
	_, export := s.ExportGuild(ctx, "99999999999999999999")
	for name, err := range map[string]error{
		"settings of nobody":     settings,
		"a server's name":        s.PutGuildSettings(ctx, "Quillmark", data.GuildSettings{}),
		"a language":             s.PutGuildSettings(ctx, guildA, data.GuildSettings{Lang: "de"}),
		"a negative limit":       s.PutGuildSettings(ctx, guildA, data.GuildSettings{PerMinute: -1}),
		"a mode":                 s.PutGuildSettings(ctx, guildA, data.GuildSettings{Channels: map[string]data.AnswerMode{channel: "shout"}}),
		"a channel":              s.PutGuildSettings(ctx, guildA, data.GuildSettings{Channels: map[string]data.AnswerMode{"#news": data.AnswerOff}}),
		"too many channels":      s.PutGuildSettings(ctx, guildA, data.GuildSettings{Channels: many}),
		"leaving at no time":     s.LeaveGuild(ctx, guildA, time.Time{}),
		"an id with a zero":      s.RejoinGuild(ctx, "0110000000000000001"),
		"a gap of no time":       s.CountGap(ctx, data.Gap{Guild: guildA}),
		"a gap of a bad server":  s.CountGap(ctx, data.Gap{Guild: "+1", Last: evening}),
		"a verdict":              with(func(f *data.Feedback) { f.Verdict = "meh" }),
		"feedback of no time":    with(func(f *data.Feedback) { f.At = time.Time{} }),
		"a member":               with(func(f *data.Feedback) { f.Member = "bob" }),
		"a long question":        with(func(f *data.Feedback) { f.Question = long }),
		"bytes that are no text": with(func(f *data.Feedback) { f.Where = "\xff" }),
		"feedback of nobody":     of,
		"erasing by statement":   erase,
		"an audit's server":      audit,
		"an export's server":     export,
		"an audit line":          s.AddAudit(ctx, data.AuditLine{At: evening, Guild: guildA, Actor: "olga"}),
		"an audit line's text":   s.AddAudit(ctx, data.AuditLine{At: evening, Guild: guildA, Detail: long}),
	} {
		if !errors.Is(err, store.ErrInvalid) || len(err.Error()) > 300 {
			t.Errorf("%s: %v, want a short ErrInvalid", name, err)
		}
	}
	b, err := s.ExportGuild(ctx, guildA)
	if err != nil || !strings.Contains(string(b), `"gaps": null`) || !strings.Contains(string(b), `"audit": null`) {
		t.Errorf("something was stored: %s, %v", b, err)
	}
}

func testGaps(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	gap := func(hours int, guild string, speakers, topic []string, since string) {
		ok(t, s.CountGap(ctx, data.Gap{Guild: guild, Speakers: speakers, Topic: topic, Since: since, Count: 99, Last: evening.Add(time.Duration(hours) * time.Hour)}))
	}
	gap(0, guildA, []string{"Dorothea Varnhagen", "Ilse Vandermoor"}, []string{"mining"}, "")
	gap(5, guildA, []string{"Ilse Vandermoor", "Dorothea Varnhagen", "Ilse Vandermoor"}, []string{"mining"}, "")
	gap(2, guildA, nil, []string{"chess"}, "2024-01-01")
	gap(9, guildA, nil, []string{"chess"}, "")
	gap(1, guildB, nil, []string{"chess"}, "")
	gap(1, "", nil, nil, "")
	want := []data.Gap{
		{Guild: guildA, Speakers: []string{"Dorothea Varnhagen", "Ilse Vandermoor"}, Topic: []string{"mining"}, Count: 2, Last: evening.Add(5 * time.Hour)},
		{Guild: guildA, Speakers: []string{}, Topic: []string{"chess"}, Count: 1, Last: evening.Add(9 * time.Hour)},
		{Guild: guildA, Speakers: []string{}, Topic: []string{"chess"}, Since: "2024-01-01", Count: 1, Last: evening.Add(2 * time.Hour)},
	}
	if got, err := s.Gaps(ctx, guildA, 10); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if got, err := s.Gaps(ctx, guildA, 1); err != nil || !reflect.DeepEqual(got, want[:1]) {
		t.Errorf("the first: %+v, %v", got, err)
	}
	if got, err := s.Gaps(ctx, "", 10); err != nil || len(got) != 1 {
		t.Errorf("of direct messages: %+v, %v", got, err)
	}
}

// testGuildLimits: a server cannot fill the disk; the oldest goes.
func testGuildLimits(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	const more = 3
	ok(t, s.AddAudit(ctx, data.AuditLine{At: evening, Guild: guildB, Action: "kept"}))
	for i := range store.MaxAudit + more {
		at := evening.Add(time.Duration(i) * time.Minute)
		ok(t, s.AddAudit(ctx, data.AuditLine{At: at, Guild: guildA, Action: fmt.Sprint("action ", i)}))
		ok(t, s.CountGap(ctx, data.Gap{Guild: guildA, Topic: []string{fmt.Sprint("topic ", i)}, Last: at}))
	}
	lines, err := s.Audit(ctx, guildA, 10*store.MaxAudit)
	ok(t, err)
	if len(lines) != store.MaxAudit || lines[len(lines)-1].Action != fmt.Sprint("action ", more) {
		t.Errorf("%d audit lines, the oldest %+v", len(lines), lines[len(lines)-1])
	}
	gaps, err := s.Gaps(ctx, guildA, 10*store.MaxGaps)
	ok(t, err)
	if len(gaps) != store.MaxGaps || gaps[len(gaps)-1].Topic[0] != fmt.Sprint("topic ", more) {
		t.Errorf("%d gaps, the oldest %+v", len(gaps), gaps[len(gaps)-1])
	}
	if other, err := s.Audit(ctx, guildB, 9); err != nil || len(other) != 1 {
		t.Errorf("another server's: %+v, %v", other, err)
	}
	for i := range store.MaxFeedback + more {
		_, err := s.AddFeedback(ctx, data.Feedback{At: evening, Guild: guildA, Verdict: data.Good, Reason: fmt.Sprint(i)})
		ok(t, err)
	}
	kept, err := s.Feedback(ctx, guildA, 10*store.MaxFeedback)
	ok(t, err)
	if len(kept) != store.MaxFeedback || kept[len(kept)-1].Reason != fmt.Sprint(more) {
		t.Errorf("%d verdicts, the oldest %+v", len(kept), kept[len(kept)-1])
	}
}

func testFeedback(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	all := []data.Feedback{
		{At: evening, Guild: guildA, Verdict: data.Bad, Reason: "wrong_person", Lang: "fr", Question: "qui a dit « ça » ? 🤖",
			Where: "`page` ||2||", Member: member1, ArticleID: "invented-1", Words: "naïve machines"},
		{At: evening, Guild: guildA, Verdict: data.Good},
		{At: evening, Verdict: data.Missing, Member: member2},
		{At: evening, Guild: guildB, Verdict: data.Bad, Member: member1},
	}
	last := int64(0)
	for i := range all {
		id, err := s.AddFeedback(ctx, all[i])
		if err != nil || id <= last {
			t.Fatalf("id %d after %d, %v", id, last, err)
		}
		all[i].ID, last = id, id
	}
	for name, c := range map[string]struct {
		get  func() ([]data.Feedback, error)
		want []data.Feedback
	}{
		"of a member":        {func() ([]data.Feedback, error) { return s.FeedbackOf(ctx, member1) }, []data.Feedback{all[3], all[0]}},
		"of a server":        {func() ([]data.Feedback, error) { return s.Feedback(ctx, guildA, 9) }, []data.Feedback{all[1], all[0]}},
		"of direct messages": {func() ([]data.Feedback, error) { return s.Feedback(ctx, "", 9) }, []data.Feedback{all[2]}},
		"the newest":         {func() ([]data.Feedback, error) { return s.Feedback(ctx, guildA, 1) }, []data.Feedback{all[1]}},
		"none":               {func() ([]data.Feedback, error) { return s.Feedback(ctx, guildA, -1) }, nil},
	} {
		if got, err := c.get(); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.want)
		}
	}
}

// testEraseMember: nothing of the member is left, nothing of others is gone.
func testEraseMember(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	for _, f := range []data.Feedback{
		{At: evening, Guild: guildA, Verdict: data.Bad, Question: "a question", Member: member1},
		{At: evening, Guild: guildB, Verdict: data.Missing, Member: member1},
		{At: evening, Guild: guildA, Verdict: data.Good, Member: member2},
	} {
		_, err := s.AddFeedback(ctx, f)
		ok(t, err)
	}
	line := data.AuditLine{At: evening, Guild: guildA, Channel: channel, Actor: member1, Action: "settings limits", Detail: "3"}
	ok(t, s.AddAudit(ctx, line))
	if n, err := s.EraseMember(ctx, member1); err != nil || n != 3 {
		t.Errorf("erased %d, %v; want 3", n, err)
	}
	if n, err := s.EraseMember(ctx, member1); err != nil || n != 0 {
		t.Errorf("erased again: %d, %v", n, err)
	}
	line.Actor = ""
	if got, err := s.Audit(ctx, guildA, 9); err != nil || !reflect.DeepEqual(got, []data.AuditLine{line}) {
		t.Errorf("audit %+v, %v; want the line without its actor", got, err)
	}
	own, err := s.FeedbackOf(ctx, member1)
	others, err2 := s.FeedbackOf(ctx, member2)
	if len(own) != 0 || len(others) != 1 || err != nil || err2 != nil {
		t.Errorf("left of the member %+v, of another %+v, %v %v", own, others, err, err2)
	}
}

// testForgetGuilds: a server is forgotten whole once it is long gone, and not
// before; one that the bot came back to stays.
func testForgetGuilds(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	const back, neverSet = "110000000000000003", "110000000000000004"
	for _, g := range []string{guildA, guildB, back} {
		ok(t, s.PutGuildSettings(ctx, g, data.GuildSettings{Lang: "fr"}))
		ok(t, s.CountGap(ctx, data.Gap{Guild: g, Last: evening}))
		ok(t, s.AddAudit(ctx, data.AuditLine{At: evening, Guild: g}))
		_, err := s.AddFeedback(ctx, data.Feedback{At: evening, Guild: g, Verdict: data.Good})
		ok(t, err)
	}
	for _, g := range []string{guildA, back, neverSet} {
		ok(t, s.LeaveGuild(ctx, g, evening))
	}
	ok(t, s.RejoinGuild(ctx, back))
	ok(t, s.PutGuildSettings(ctx, guildA, data.GuildSettings{Lang: "en"})) // it is gone all the same
	if gone, err := s.ForgetGuilds(ctx, evening); err != nil || len(gone) != 0 {
		t.Errorf("forgotten too early: %q, %v", gone, err)
	}
	gone, err := s.ForgetGuilds(ctx, evening.Add(time.Second))
	if err != nil || !slices.Equal(gone, []string{guildA, neverSet}) {
		t.Errorf("forgotten %q, %v", gone, err)
	}
	fresh, err := s.ExportGuild(ctx, "110000000000000009")
	ok(t, err)
	got, err := s.ExportGuild(ctx, guildA)
	ok(t, err)
	if strings.ReplaceAll(string(got), guildA, "110000000000000009") != string(fresh) {
		t.Errorf("left of a forgotten server: %s", got)
	}
	for _, g := range []string{guildB, back} {
		if set, err := s.GuildSettings(ctx, g); err != nil || set.Lang != "fr" {
			t.Errorf("server %s has %+v, %v", g, set, err)
		}
	}
}

// testExportGuild: a server's admins get all of the server, and nobody's id who
// gave feedback.
func testExportGuild(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	ok(t, s.PutGuildSettings(ctx, guildA, data.GuildSettings{PerMinute: 7}))
	ok(t, s.CountGap(ctx, data.Gap{Guild: guildA, Topic: []string{"lighthouses"}, Last: evening}))
	ok(t, s.AddAudit(ctx, data.AuditLine{At: evening, Guild: guildA, Actor: member2, Action: "settings limits"}))
	_, err := s.AddFeedback(ctx, data.Feedback{At: evening, Guild: guildA, Verdict: data.Missing, Question: "where is it", Member: member1})
	ok(t, err)
	b, err := s.ExportGuild(ctx, guildA)
	if err != nil || !json.Valid(b) {
		t.Fatalf("%s, %v", b, err)
	}
	for _, want := range []string{guildA, "lighthouses", "settings limits", member2, "where is it", `"PerMinute": 7`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the export has no %s: %s", want, b)
		}
	}
	if strings.Contains(string(b), member1) {
		t.Errorf("the export names who gave feedback: %s", b)
	}
}

// testGuildsApart: what is kept about servers is no change for those who follow
// the articles.
func testGuildsApart(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	before := put(t, s, Article(1, 1)).Position
	ok(t, s.PutGuildSettings(ctx, guildA, data.GuildSettings{Lang: "fr"}))
	ok(t, s.AddAudit(ctx, data.AuditLine{At: evening, Guild: guildA}))
	ok(t, s.CountGap(ctx, data.Gap{Guild: guildA, Last: evening}))
	_, err := s.AddFeedback(ctx, data.Feedback{At: evening, Guild: guildA, Verdict: data.Good})
	ok(t, err)
	if p := head(t, s); p != before {
		t.Errorf("the log ends at %+v, want %+v", p, before)
	}
}
