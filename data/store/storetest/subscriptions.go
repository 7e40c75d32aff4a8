package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/store"
)

// Subscriptions is what an engine keeps of what the bot brings by itself.
type Subscriptions interface {
	LastArrival(ctx context.Context) (int64, error)
	ArrivalBefore(ctx context.Context, t time.Time) (int64, error)
	Arrivals(ctx context.Context, after, through int64, printedSince string, limit int) ([]string, error)

	AddSubscription(ctx context.Context, sub data.Subscription) (int64, error)
	ChangeSubscription(ctx context.Context, sub data.Subscription) error
	RemoveSubscription(ctx context.Context, id int64) error
	PauseSubscription(ctx context.Context, id int64, why data.Pause) (bool, error)
	ResumeSubscription(ctx context.Context, id int64, now, due time.Time) error
	Subscription(ctx context.Context, id int64) (data.Subscription, error)
	GuildSubscriptions(ctx context.Context, guild string) ([]data.Subscription, error)
	MemberSubscriptions(ctx context.Context, member string) ([]data.Subscription, error)
	DueSubscriptions(ctx context.Context, now time.Time, limit int) ([]data.Subscription, error)
	PassPeriod(ctx context.Context, id int64, p data.Period, due time.Time) error
	SubscriptionCounts(ctx context.Context) (map[data.SubscriptionKind]int, int, error)

	ClaimDelivery(ctx context.Context, c store.Claim) (data.Delivery, error)
	OpenDeliveries(ctx context.Context, now time.Time, limit int) ([]data.Delivery, error)
	RetakeDelivery(ctx context.Context, d data.Delivery, now, lease time.Time) (data.Delivery, error)
	BeginSending(ctx context.Context, d data.Delivery, now, lease time.Time) (data.Delivery, error)
	PostponeDelivery(ctx context.Context, d data.Delivery, until time.Time) error
	EndDelivery(ctx context.Context, d data.Delivery, now time.Time, pause data.Pause) (bool, error)
	Deliveries(ctx context.Context, subscription int64, limit int) ([]data.Delivery, error)
}

// daily is a digest of a channel; hours is how long after the evening it is due.
func daily(hours int) data.Subscription {
	return data.Subscription{
		Kind: data.Digest, Guild: guildA, Channel: channel, Member: member1, Lang: "fr", Topic: "phares", Source: "Ostrand Daily", QuoteLang: "fr",
		Every: data.Weekly, Weekday: time.Thursday, At: "08:30", Zone: "Europe/Paris", Max: 5, Created: evening, Due: evening.Add(time.Duration(hours) * time.Hour),
	}
}

// direct is an alert to a member at once.
func direct(member string) data.Subscription {
	return data.Subscription{Kind: data.Alert, Member: member, Lang: "en", Speaker: "Ilse Vandermoor", Every: data.AtOnce, Max: 3, Created: evening, Due: evening}
}

func subscribed(t *testing.T, s Store, sub data.Subscription) data.Subscription {
	t.Helper()
	id, err := s.AddSubscription(t.Context(), sub)
	ok(t, err)
	got, err := s.Subscription(t.Context(), id)
	ok(t, err)
	return got
}

// testArrivals: articles are numbered once, whatever becomes of them; backlog
// and archives are no news.
func testArrivals(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	if n, err := s.LastArrival(ctx); err != nil || n != 0 {
		t.Errorf("an empty store is at %d, %v", n, err)
	}
	old, undated := Article(2, 1), Article(3, 1)
	old.Article.Published, undated.Article.Published = "2019-05-01", ""
	first := Article(1, 1)
	first.Article.Published = "2024-05-17T08:00:00+02:00"
	put(t, s, first, old, undated)
	again := first
	again.Article.Title = "Another title"
	put(t, s, again)
	if n, err := s.LastArrival(ctx); err != nil || n != 3 {
		t.Errorf("three articles, one of them updated: at %d, %v", n, err)
	}
	backlog := Article(4, 1)
	backlog.Article.Published = "2024-05-16"
	_, err := s.PutFetched(ctx, []store.Fetched{{Item: store.Item{URL: backlog.Article.URL, Feed: "https://news.example/feed", Article: backlog.Article.ID, Digest: []byte("x"), Backlog: true}, Record: backlog}})
	ok(t, err)
	for name, c := range map[string]struct {
		after, through int64
		since          string
		limit          int
		want           []string
	}{
		"all of the week":    {0, 99, "2024-05-10", 9, []string{undated.Article.ID, first.Article.ID}},
		"the archive":        {0, 99, "", 9, []string{undated.Article.ID, old.Article.ID, first.Article.ID}},
		"the newest":         {0, 99, "", 1, []string{undated.Article.ID}},
		"between two places": {1, 2, "", 9, []string{old.Article.ID}},
		"after the last":     {4, 99, "", 9, nil},
		"none":               {0, 99, "", -1, nil},
	} {
		if got, err := s.Arrivals(ctx, c.after, c.through, c.since, c.limit); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
		}
	}
	before, err := s.ArrivalBefore(ctx, time.Now().Add(-time.Hour))
	now, err2 := s.ArrivalBefore(ctx, time.Now().Add(time.Hour))
	if before != 0 || now != 4 || err != nil || err2 != nil {
		t.Errorf("an hour ago %d, now %d, %v %v", before, now, err, err2)
	}
	if _, err := s.Delete(ctx, []string{backlog.Article.ID}); err != nil {
		t.Fatal(err)
	}
	put(t, s, Article(5, 1))
	if got, err := s.Arrivals(ctx, 4, 99, "", 9); err != nil || len(got) != 1 {
		t.Errorf("after the last one was deleted and another came: %q, %v", got, err)
	}
}

func testSubscriptions(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	put(t, s, Article(1, 1), Article(2, 1))
	want := daily(9)
	got := subscribed(t, s, want)
	want.ID, want.Handled, want.Covered = got.ID, evening, 2
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if _, err := s.AddSubscription(ctx, daily(1)); !errors.Is(err, store.ErrExists) {
		t.Errorf("a second digest of the channel: %v", err)
	}
	mine, theirs := subscribed(t, s, direct(member1)), subscribed(t, s, direct(member2))
	for name, c := range map[string]struct {
		get  func() ([]data.Subscription, error)
		want []data.Subscription
	}{
		"of a server":       {func() ([]data.Subscription, error) { return s.GuildSubscriptions(ctx, guildA) }, []data.Subscription{got}},
		"of another":        {func() ([]data.Subscription, error) { return s.GuildSubscriptions(ctx, guildB) }, nil},
		"of a member":       {func() ([]data.Subscription, error) { return s.MemberSubscriptions(ctx, member1) }, []data.Subscription{got, mine}},
		"of another member": {func() ([]data.Subscription, error) { return s.MemberSubscriptions(ctx, member2) }, []data.Subscription{theirs}},
	} {
		if list, err := c.get(); err != nil || !reflect.DeepEqual(list, c.want) {
			t.Errorf("%s: %+v, %v", name, list, err)
		}
	}
	put(t, s, Article(3, 1))
	got.Topic, got.Every, got.Max, got.Due, got.Lang = "", data.Daily, 9, evening.Add(3*time.Hour), "en"
	ok(t, s.ChangeSubscription(ctx, got))
	if changed, err := s.Subscription(ctx, got.ID); err != nil || !reflect.DeepEqual(changed, got) || changed.Covered != 2 {
		t.Errorf("changed: %+v, %v; want %+v", changed, err, got)
	}
	for range 2 {
		_, err := s.PauseSubscription(ctx, got.ID, data.ChannelGone)
		ok(t, err)
	}
	running, paused, err := s.SubscriptionCounts(ctx)
	if err != nil || paused != 1 || !reflect.DeepEqual(running, map[data.SubscriptionKind]int{data.Alert: 2}) {
		t.Errorf("counts: %v, %d, %v", running, paused, err)
	}
	ok(t, s.ResumeSubscription(ctx, got.ID, evening.Add(time.Hour), evening.Add(5*time.Hour)))
	resumed, err := s.Subscription(ctx, got.ID)
	if err != nil || resumed.Pause != "" || resumed.Covered != 3 || !resumed.Due.Equal(evening.Add(5*time.Hour)) || !resumed.Handled.Equal(evening.Add(time.Hour)) {
		t.Errorf("resumed: %+v, %v: want it to go on with what arrives from now on", resumed, err)
	}
	ok(t, s.RemoveSubscription(ctx, got.ID))
	_, gone := s.Subscription(ctx, got.ID)
	for name, err := range map[string]error{"get": gone, "remove": s.RemoveSubscription(ctx, got.ID), "change": s.ChangeSubscription(ctx, got), "resume": s.ResumeSubscription(ctx, got.ID, evening, evening)} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s one that is gone: %v", name, err)
		}
	}
	if next := subscribed(t, s, daily(1)); next.ID <= theirs.ID {
		t.Errorf("id %d was given before", next.ID)
	}
}

func testSubscriptionsRefuse(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	add := func(change func(*data.Subscription)) error {
		sub := daily(1)
		change(&sub)
		_, err := s.AddSubscription(ctx, sub)
		return err
	}
	for name, err := range map[string]error{
		"a kind":                     add(func(s *data.Subscription) { s.Kind = "poem" }),
		"a rhythm":                   add(func(s *data.Subscription) { s.Every = "fortnight" }),
		"a time of day":              add(func(s *data.Subscription) { s.At = "8:30" }),
		"a time beyond the day":      add(func(s *data.Subscription) { s.At = "24:00" }),
		"a zone":                     add(func(s *data.Subscription) { s.Zone = "Ostrand/Harbour" }),
		"the server's own zone":      add(func(s *data.Subscription) { s.Zone = "Local" }),
		"no zone":                    add(func(s *data.Subscription) { s.Zone = "" }),
		"a weekday":                  add(func(s *data.Subscription) { s.Weekday = 7 }),
		"a language":                 add(func(s *data.Subscription) { s.Lang = "" }),
		"no items":                   add(func(s *data.Subscription) { s.Max = 0 }),
		"a channel without a server": add(func(s *data.Subscription) { s.Guild = "" }),
		"a server without a channel": add(func(s *data.Subscription) { s.Channel = "" }),
		"nobody's direct messages":   add(func(s *data.Subscription) { s.Channel, s.Guild, s.Member = "", "", "" }),
		"a long topic":               add(func(s *data.Subscription) { s.Topic = strings.Repeat("é", store.MaxWords+1) }),
		"no time":                    add(func(s *data.Subscription) { s.Created = time.Time{} }),
		"never due":                  add(func(s *data.Subscription) { s.Due = time.Time{} }),
	} {
		if !errors.Is(err, store.ErrInvalid) || len(err.Error()) > 300 {
			t.Errorf("%s: %v, want a short ErrInvalid", name, err)
		}
	}
	for range store.MaxMemberSubscriptions {
		subscribed(t, s, direct(member1))
	}
	if _, err := s.AddSubscription(ctx, direct(member1)); !errors.Is(err, store.ErrTooMany) {
		t.Errorf("one too many: %v", err)
	}
	subscribed(t, s, direct(member2))
	for i := range store.MaxGuildSubscriptions {
		alert := daily(1)
		alert.Kind, alert.Channel = data.Alert, fmt.Sprint(channel[:15], 100+i)
		subscribed(t, s, alert)
	}
	if _, err := s.AddSubscription(ctx, daily(1)); !errors.Is(err, store.ErrTooMany) {
		t.Errorf("one too many of a server: %v", err)
	}
}

// dueAt lists the ids that are due some hours after the evening.
func dueAt(t *testing.T, s Store, hours int) (ids []int64) {
	t.Helper()
	list, err := s.DueSubscriptions(t.Context(), evening.Add(time.Duration(hours)*time.Hour), 99)
	ok(t, err)
	for _, sub := range list {
		ids = append(ids, sub.ID)
	}
	return ids
}

func testDue(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	late, soon, alert := daily(5), daily(2), direct(member1)
	late.Channel, soon.Guild = "510000000000000002", guildB
	late, soon, alert = subscribed(t, s, late), subscribed(t, s, soon), subscribed(t, s, alert)
	check := func(name string, hours int, want ...int64) {
		t.Helper()
		if got := dueAt(t, s, hours); !slices.Equal(got, want) {
			t.Errorf("%s: %v are due, want %v", name, got, want)
		}
	}
	check("too early", 1)
	check("in the order of waiting", 5, soon.ID, late.ID)
	check("a clock that ran ahead", -24*365, soon.ID, late.ID)
	put(t, s, Article(1, 1))
	check("something has arrived", 1, alert.ID)
	ok(t, s.PassPeriod(ctx, alert.ID, data.Period{Until: evening.Add(time.Hour), After: 0, Through: 1}, evening))
	check("nothing of interest", 1)
	ok(t, s.PassPeriod(ctx, soon.ID, data.Period{Until: evening.Add(time.Hour), After: 7, Through: 8}, evening.Add(100*time.Hour)))
	check("somebody else has passed it", 3, soon.ID)
	ok(t, s.LeaveGuild(ctx, guildB, evening))
	check("the server is left", 5, late.ID)
	ok(t, s.RejoinGuild(ctx, guildB))
	_, err := s.PauseSubscription(ctx, late.ID, data.PausedByHand)
	ok(t, err)
	check("back, and the other paused", 5, soon.ID)
}

func testSubscriptionPrivacy(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	digest, mine, theirs := subscribed(t, s, daily(1)), subscribed(t, s, direct(member1)), subscribed(t, s, direct(member2))
	claim(t, s, mine, "now 1")
	b, err := s.ExportGuild(ctx, guildA)
	if err != nil || !strings.Contains(string(b), "phares") || strings.Contains(string(b), "Vandermoor") {
		t.Errorf("a server's export: %s, %v", b, err)
	}
	if known, err := s.KnownGuilds(ctx); err != nil || !slices.Equal(known, []string{guildA}) {
		t.Errorf("known: %q, %v", known, err)
	}
	if n, err := s.EraseMember(ctx, member1); err != nil || n != 2 {
		t.Errorf("erased %d, %v; want the one removed and the one without a name", n, err)
	}
	if left, err := s.MemberSubscriptions(ctx, member1); err != nil || len(left) != 0 {
		t.Errorf("left of the member: %+v, %v", left, err)
	}
	if left, err := s.Deliveries(ctx, mine.ID, 9); err != nil || len(left) != 0 {
		t.Errorf("left of what was under way: %+v, %v", left, err)
	}
	if kept, err := s.Subscription(ctx, digest.ID); err != nil || kept.Member != "" || kept.Topic != "phares" {
		t.Errorf("the channel's: %+v, %v", kept, err)
	}
	ok(t, s.LeaveGuild(ctx, guildA, evening))
	_, err = s.ForgetGuilds(ctx, evening.Add(time.Hour))
	ok(t, err)
	if left, err := s.GuildSubscriptions(ctx, guildA); err != nil || len(left) != 0 {
		t.Errorf("left of a forgotten server: %+v, %v", left, err)
	}
	if _, err := s.Subscription(ctx, theirs.ID); err != nil {
		t.Errorf("another member's: %v", err)
	}
}

const lease = time.Minute

// claimOf is the claim of a period that ends an hour after the evening.
func claimOf(sub data.Subscription, key string) store.Claim {
	return store.Claim{
		Period:       data.Period{Key: key, From: evening, Until: evening.Add(time.Hour), After: sub.Covered, Through: sub.Covered + 1},
		Subscription: sub.ID, Content: []byte(`{"flags":4}`), Nonce: "n-" + key, Channel: sub.Channel, Due: evening.Add(25 * time.Hour), Lease: evening.Add(lease),
	}
}

func claim(t *testing.T, s Store, sub data.Subscription, key string) data.Delivery {
	t.Helper()
	d, err := s.ClaimDelivery(t.Context(), claimOf(sub, key))
	ok(t, err)
	return d
}

// only is the one delivery of a subscription.
func only(t *testing.T, s Store, sub data.Subscription) data.Delivery {
	t.Helper()
	list, err := s.Deliveries(t.Context(), sub.ID, 9)
	if err != nil || len(list) != 1 {
		t.Fatalf("deliveries: %+v, %v", list, err)
	}
	return list[0]
}

func testDelivery(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	sub := subscribed(t, s, daily(1))
	d := claim(t, s, sub, "2024-05-17")
	if d.State != data.Claimed || d.Fence != 1 || !reflect.DeepEqual(d, only(t, s, sub)) {
		t.Errorf("claimed %+v, kept %+v", d, only(t, s, sub))
	}
	after, err := s.Subscription(ctx, sub.ID)
	if err != nil || after.Covered != 1 || !after.Handled.Equal(d.Until) || !after.Due.Equal(evening.Add(25*time.Hour)) {
		t.Errorf("the subscription after it: %+v, %v", after, err)
	}
	d, err = s.BeginSending(ctx, d, evening.Add(time.Second), evening.Add(2*time.Minute))
	ok(t, err)
	if kept := only(t, s, sub); kept.State != data.Sending || kept.Tries != 1 || !kept.Begun.Equal(evening.Add(time.Second)) || !reflect.DeepEqual(d, kept) {
		t.Errorf("sending %+v, kept %+v", d, kept)
	}
	d, err = s.BeginSending(ctx, d, evening.Add(9*time.Second), evening.Add(3*time.Minute))
	ok(t, err)
	if !d.Begun.Equal(evening.Add(time.Second)) || d.Tries != 2 {
		t.Errorf("a second attempt: %+v: want the time of the first", d)
	}
	d.Error = "the connection broke"
	ok(t, s.PostponeDelivery(ctx, d, evening.Add(10*time.Second)))
	if kept := only(t, s, sub); kept.State != data.Sending || kept.Error != d.Error || !kept.Lease.Equal(evening.Add(10*time.Second)) {
		t.Errorf("postponed: %+v", kept)
	}
	d.Begun = time.Time{}
	ok(t, s.PostponeDelivery(ctx, d, evening.Add(10*time.Second)))
	if kept := only(t, s, sub); kept.State != data.Claimed || !kept.Begun.IsZero() {
		t.Errorf("known not to be out: %+v", kept)
	}
	d.State, d.Message, d.Error = data.Sent, "900000000000000001", ""
	if paused, err := s.EndDelivery(ctx, d, evening.Add(time.Minute), ""); err != nil || paused {
		t.Errorf("end: %v, %v", paused, err)
	}
	kept := only(t, s, sub)
	if kept.State != data.Sent || kept.Content != nil || kept.Message != d.Message || !kept.Ended.Equal(evening.Add(time.Minute)) {
		t.Errorf("ended: %+v", kept)
	}
	if list, err := s.OpenDeliveries(ctx, evening.Add(time.Hour), 9); err != nil || len(list) != 0 {
		t.Errorf("open after the end: %+v, %v", list, err)
	}
}

// testDeliveredOnce: whatever the clock does, a period has one delivery, and what
// arrived since stays to be told.
func testDeliveredOnce(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	sub := subscribed(t, s, daily(1))
	d := claim(t, s, sub, "2024-05-17")
	if _, err := s.ClaimDelivery(ctx, claimOf(sub, "2024-05-17")); !errors.Is(err, store.ErrHeld) {
		t.Errorf("claimed by two that saw the same news: %v", err)
	}
	sub, err := s.Subscription(ctx, sub.ID)
	ok(t, err)
	if _, err := s.ClaimDelivery(ctx, claimOf(sub, "2024-05-18")); !errors.Is(err, store.ErrHeld) {
		t.Errorf("a second message while one is under way: %v", err)
	}
	d.State = data.Uncertain
	_, err = s.EndDelivery(ctx, d, evening, "")
	ok(t, err)
	if _, err := s.ClaimDelivery(ctx, claimOf(sub, "2024-05-17")); !errors.Is(err, store.ErrExists) {
		t.Errorf("the same period again: %v", err)
	}
	if again, err := s.Subscription(ctx, sub.ID); err != nil || again.Covered != sub.Covered {
		t.Errorf("the period that came again took news along: %+v, %v", again, err)
	}
	claim(t, s, sub, "2024-05-18")
	if _, err := s.ClaimDelivery(ctx, store.Claim{Subscription: sub.ID, Period: data.Period{Key: "x"}, Nonce: "x", Due: evening, Lease: evening}); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("without a content: %v", err)
	}
}

// testRecall: what is under way of an article that is removed or corrected is made
// anew where it was not sent, and is not sent again where it may be out.
func testRecall(t *testing.T, open func(*testing.T) Store) {
	for name, take := range map[string]func(s Store, r data.Record) error{
		"removed": func(s Store, r data.Record) error {
			_, err := s.Remove(t.Context(), []string{r.Article.ID}, nil)
			return err
		},
		"corrected": func(s Store, r data.Record) error {
			words := r.Quotes[0].Of(r.Article.Text)
			_, err := s.Correct(t.Context(), data.Correction{Article: r.Article.ID, Words: words, Ruling: data.Hidden}, nil)
			return err
		},
	} {
		s, ctx := open(t), t.Context()
		waiting, sent, other := direct(member1), direct(member1), direct(member1)
		waiting.Every, sent.Every, sent.Kind = data.Hourly, data.Hourly, data.Once
		waiting, sent = subscribed(t, s, waiting), subscribed(t, s, sent)
		put(t, s, Article(1, 2))
		other = subscribed(t, s, other)
		put(t, s, Article(2, 2))
		claim(t, s, waiting, "1")
		d, err := s.BeginSending(ctx, withChannel(claim(t, s, sent, "1")), evening, evening.Add(lease))
		ok(t, err)
		claim(t, s, other, "1")
		ok(t, take(s, Article(1, 2)))
		if list, err := s.Deliveries(ctx, waiting.ID, 9); err != nil || len(list) != 0 {
			t.Errorf("%s, not sent yet: %+v, %v", name, list, err)
		}
		again, err := s.Subscription(ctx, waiting.ID)
		if err != nil || again.Covered != waiting.Covered || !again.Handled.Equal(evening) || again.Pause != "" {
			t.Errorf("%s: the subscription is to be looked at as before, not %+v, %v", name, again, err)
		}
		if due, err := s.DueSubscriptions(ctx, evening.Add(time.Hour), 9); err != nil || len(due) != 1 || due[0].ID != waiting.ID {
			t.Errorf("%s: due %+v, %v", name, due, err)
		}
		claim(t, s, again, "1")
		if kept := only(t, s, sent); kept.State != data.Uncertain || kept.Content != nil || kept.Error == "" {
			t.Errorf("%s, perhaps out: %+v", name, kept)
		}
		if err := s.PostponeDelivery(ctx, d, evening); !errors.Is(err, store.ErrHeld) {
			t.Errorf("%s: whoever sends it may go on: %v", name, err)
		}
		if once, err := s.Subscription(ctx, sent.ID); err != nil || once.Pause != data.Done {
			t.Errorf("%s: the one message may be out: %+v, %v", name, once, err)
		}
		if kept := only(t, s, other); kept.State != data.Claimed {
			t.Errorf("%s, of another article: %+v", name, kept)
		}
	}
}

func withChannel(d data.Delivery) data.Delivery {
	d.Channel = channel
	return d
}

// testClaimRace: of many that claim at once, one gets it.
func testClaimRace(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	sub := subscribed(t, s, daily(1))
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			c := claimOf(sub, "2024-05-17")
			c.Nonce = fmt.Sprint("nonce ", i)
			_, err := s.ClaimDelivery(ctx, c)
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, store.ErrHeld) {
				t.Errorf("claim %d: %v", i, err)
			}
		})
	}
	all.Wait()
	if n := won.Load(); n != 1 {
		t.Errorf("%d claims won", n)
	}
}

// testFence: once a lease is over somebody else goes on, and the first holder can
// do nothing any more.
func testFence(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	sub := subscribed(t, s, daily(1))
	first := claim(t, s, sub, "2024-05-17")
	at := func(d time.Duration) time.Time { return evening.Add(d) }
	if list, err := s.OpenDeliveries(ctx, at(lease-time.Second), 9); err != nil || len(list) != 0 {
		t.Errorf("open while the lease holds: %+v, %v", list, err)
	}
	if _, err := s.RetakeDelivery(ctx, first, at(lease-time.Second), at(2*lease)); !errors.Is(err, store.ErrHeld) {
		t.Errorf("taken over while the lease holds: %v", err)
	}
	list, err := s.OpenDeliveries(ctx, at(lease), 9)
	if err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], first) {
		t.Fatalf("open once it is over: %+v, %v", list, err)
	}
	second, err := s.RetakeDelivery(ctx, list[0], at(lease), at(2*lease))
	if err != nil || second.Fence != 2 || string(second.Content) != string(first.Content) || second.Nonce != first.Nonce {
		t.Fatalf("taken over: %+v, %v", second, err)
	}
	if _, err := s.RetakeDelivery(ctx, list[0], at(lease), at(2*lease)); !errors.Is(err, store.ErrHeld) {
		t.Errorf("taken over twice: %v", err)
	}
	_, sending := s.BeginSending(ctx, first, at(lease), at(3*lease))
	late := first
	late.State = data.Sent
	_, end := s.EndDelivery(ctx, late, at(lease), data.Refused)
	for name, err := range map[string]error{"send": sending, "postpone": s.PostponeDelivery(ctx, first, at(0)), "end": end} {
		if !errors.Is(err, store.ErrHeld) {
			t.Errorf("the first holder may still %s: %v", name, err)
		}
	}
	if list, err := s.OpenDeliveries(ctx, at(-24*time.Hour), 9); err != nil || len(list) != 1 {
		t.Errorf("a lease of a clock that ran ahead: %+v, %v", list, err)
	}
	second, err = s.BeginSending(ctx, second, at(lease), at(2*lease))
	ok(t, err)
	second.State = data.Sent
	_, err = s.EndDelivery(ctx, second, at(lease), "")
	ok(t, err)
	ok(t, s.LeaveGuild(ctx, guildA, evening))
}

func testDeliveryPauses(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	digest, once := subscribed(t, s, daily(1)), direct(member1)
	once.Kind = data.Once
	once = subscribed(t, s, once)
	d := claim(t, s, digest, "2024-05-17")
	d.State, d.Error = data.Failed, strings.Repeat("é", 400)
	if paused, err := s.EndDelivery(ctx, d, evening, data.ChannelGone); err != nil || !paused {
		t.Errorf("paused %v, %v", paused, err)
	}
	if got, err := s.Subscription(ctx, digest.ID); err != nil || got.Pause != data.ChannelGone {
		t.Errorf("%+v, %v", got, err)
	}
	if again, err := s.PauseSubscription(ctx, digest.ID, data.ChannelClosed); err != nil || again {
		t.Errorf("paused twice: %v, %v", again, err)
	}
	d = claim(t, s, once, "now")
	ok(t, s.LeaveGuild(ctx, guildB, evening))
	d.State, d.Message, d.Channel = data.Sent, "900000000000000002", "520000000000000001"
	if paused, err := s.EndDelivery(ctx, d, evening, ""); err != nil || paused {
		t.Errorf("a one-time alert that has delivered: paused %v, %v", paused, err)
	}
	if got, err := s.Subscription(ctx, once.ID); err != nil || got.Pause != data.Done {
		t.Errorf("%+v, %v", got, err)
	}
	d.State = data.Claimed
	if _, err := s.EndDelivery(ctx, d, evening, ""); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("ended as claimed: %v", err)
	}
}
