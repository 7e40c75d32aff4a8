// Package storetest holds the tests that every engine of the durable store
// must pass. An engine's own test calls Run, and adds what only it can do:
// restarts, backups, broken files.
package storetest

import (
	"context"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/store"
)

// Store is what an engine offers; package store documents each method.
type Store interface {
	Put(ctx context.Context, recs []data.Record) (store.PutResult, error)
	Delete(ctx context.Context, ids []string) (store.DeleteResult, error)

	Record(ctx context.Context, id string) (data.Record, error)
	Records(ctx context.Context, ids []string) ([]data.Record, error)
	Articles(ctx context.Context, ids []string) (map[string]data.Article, error)
	ByDate(ctx context.Context) ([]string, error)
	FindURL(ctx context.Context, url string) (id string, err error)

	Changes(ctx context.Context, after int64, limit int) ([]store.Change, error)
	Head(ctx context.Context) (store.Position, error)
	Known(ctx context.Context, p store.Position) (bool, error)
	Cursor(ctx context.Context, name string) (store.Position, error)
	SetCursor(ctx context.Context, name string, p store.Position) error

	Stats(ctx context.Context) (store.Stats, error)
	Sources(ctx context.Context) ([]store.SourceCount, error)

	AddFeed(ctx context.Context, f data.Feed) error
	RemoveFeed(ctx context.Context, feed string) error
	Feeds(ctx context.Context) ([]data.Feed, error)
	DueFeeds(ctx context.Context, now time.Time, limit int) ([]data.Feed, error)
	Feed(ctx context.Context, feed string) (data.Feed, error)
	SetFeedState(ctx context.Context, feed string, st data.FeedState, more data.FeedCounts) error
	MoveFeed(ctx context.Context, from, to string) error

	Announce(ctx context.Context, feed string, items []store.Item, now time.Time, after func(store.Announced) (data.FeedState, data.FeedCounts)) (store.Announced, error)
	DueItems(ctx context.Context, now time.Time, limit int) ([]store.Item, error)
	FeedItems(ctx context.Context, feed string, limit int) ([]store.Item, error)
	Waiting(ctx context.Context) (waiting, failing int, err error)
	Postpone(ctx context.Context, it store.Item, due time.Time) error
	PutFetched(ctx context.Context, batch []store.Fetched) (store.PutResult, error)
	Backlog(ctx context.Context, ids []string) (map[string]bool, error)

	Page(ctx context.Context, id string) (data.Page, error)
	PageIDs(ctx context.Context) ([]string, error)
	Revisions(ctx context.Context, id string) ([]store.Revision, error)
	Revised(ctx context.Context, from, until time.Time, printedSince string, limit int) (map[string]string, error)
	Similar(ctx context.Context, sketch []int64, limit int) ([]string, error)

	Remove(ctx context.Context, ids []string, stones []store.Tombstone) (store.DeleteResult, error)
	Tombstones(ctx context.Context) ([]store.Tombstone, error)
	Restore(ctx context.Context, ref string) error
	SourceIDs(ctx context.Context, source string, limit int) ([]string, error)
	Holder(ctx context.Context, url string) (string, error)

	Correct(ctx context.Context, c data.Correction, read store.Reader) (store.Position, error)
	Withdraw(ctx context.Context, article, words string, read store.Reader) error
	Lapsed(ctx context.Context) ([]data.Correction, error)
	Corrections(ctx context.Context) ([]data.Correction, error)

	Guilds
	Subscriptions
}

// Run tests an engine. Each call of open returns an empty store of its own,
// which it closes when the test ends.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, func(*testing.T) Store)
	}{
		{"empty store", testEmpty},
		{"added, unchanged, updated", testOutcomes},
		{"the same id twice in a batch", testTwiceInBatch},
		{"every field comes back", testEveryField},
		{"text comes back exactly", testExactText},
		{"an article of 5 MB", testBig},
		{"what cannot be kept exactly is refused", testRefused},
		{"every string is checked", testEveryString},
		{"a batch is stored whole or not at all", testAtomic},
		{"batches are limited", testBatchLimit},
		{"nothing is stored once cancelled", testCancelled},
		{"records in the order asked", testOrder},
		{"ids by the day printed", testByDate},
		{"find by address", testFindURL},
		{"delete", testDelete},
		{"changes, page by page", testPages},
		{"eight writers and a follower", testConcurrent},
		{"writers on the same articles", testContended},
		{"positions of another history are unknown", testHistories},
		{"cursors", testCursors},
		{"counts", testStats},
		{"feeds", testFeeds},
		{"a feed that moves", testMovedFeed},
		{"items, announced and fetched", testItems},
		{"duplicates of nothing", testDuplicateOfNothing},
		{"items that fail", testPostponed},
		{"items that change while they are fetched", testOvertaken},
		{"duplicates", testDuplicates},
		{"an article that is updated", testRevisions},
		{"what is removed stays away", testRemoved},
		{"removed and told of under another address", testRenamed},
		{"removed with its source, and restored", testRestoredSource},
		{"articles adopted by a feed", testAdopted},
		{"corrections", testCorrections},
		{"corrections of quotes written otherwise", testRewritten},
		{"corrections withdrawn", testWithdrawn},
		{"settings of a server", testGuildSettings},
		{"what cannot be of a server is refused", testGuildsRefuse},
		{"gaps", testGaps},
		{"a server cannot fill the disk", testGuildLimits},
		{"feedback", testFeedback},
		{"a member is erased", testEraseMember},
		{"servers that are left are forgotten", testForgetGuilds},
		{"a server's export", testExportGuild},
		{"servers are apart from the change log", testGuildsApart},
		{"arrivals", testArrivals},
		{"subscriptions", testSubscriptions},
		{"what cannot be subscribed to is refused", testSubscriptionsRefuse},
		{"subscriptions that are due", testDue},
		{"subscriptions are forgotten with their owners", testSubscriptionPrivacy},
		{"a delivery from claim to end", testDelivery},
		{"a period is delivered once", testDeliveredOnce},
		{"who claims first", testClaimRace},
		{"what is recalled", testRecall},
		{"a delivery that is taken over", testFence},
		{"a delivery that pauses", testDeliveryPauses},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open) })
	}
}

// put stores records that must be accepted.
func put(t *testing.T, s Store, recs ...data.Record) store.PutResult {
	t.Helper()
	res, err := s.Put(t.Context(), recs)
	if err != nil {
		t.Fatalf("Put: %v", err)
	}
	return res
}

// changes returns the whole change log.
func changes(t *testing.T, s Store) []store.Change {
	t.Helper()
	out, err := s.Changes(t.Context(), 0, 1_000_000)
	if err != nil {
		t.Fatalf("Changes: %v", err)
	}
	return out
}

// head returns the end of the log.
func head(t *testing.T, s Store) store.Position {
	t.Helper()
	p, err := s.Head(t.Context())
	if err != nil {
		t.Fatalf("Head: %v", err)
	}
	return p
}

// record reads a record that must be there.
func record(t *testing.T, s Store, id string) data.Record {
	t.Helper()
	r, err := s.Record(t.Context(), id)
	if err != nil {
		t.Fatalf("Record(%q): %v", id, err)
	}
	return r
}
