package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"testing"

	"golang.org/x/sync/errgroup"

	"verbatim/data"
	"verbatim/data/store"
)

// states prints changes without their numbers and stamps.
func states(log []store.Change) (out []string) {
	for _, c := range log {
		out = append(out, fmt.Sprint(c.Ref, " ", c.Deleted))
	}
	return out
}

func testPages(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	put(t, s, Article(0, 1), Article(1, 1), Article(2, 1))
	put(t, s, Article(3, 1), Article(0, 2))
	all := changes(t, s)
	if got := fmt.Sprint(states(all)); got != "[invented-1 false invented-2 false invented-3 false invented-0 false]" {
		t.Errorf("Changes = %s", got)
	}
	for limit := 1; limit <= 5; limit++ {
		var paged []store.Change
		var after int64
		for {
			page, err := s.Changes(ctx, after, limit)
			if err != nil || len(page) > limit {
				t.Fatalf("Changes(%d, %d) = %d changes, %v", after, limit, len(page), err)
			}
			if len(page) == 0 {
				break
			}
			paged = append(paged, page...)
			after = page[len(page)-1].Seq
		}
		if !slices.Equal(paged, all) {
			t.Errorf("by %d: %+v, want %+v", limit, paged, all)
		}
	}
	for _, c := range all {
		if ok, err := s.Known(ctx, c.Position()); !ok || err != nil {
			t.Errorf("Known(%+v) = %v, %v; want true", c.Position(), ok, err)
		}
	}
	if last := all[len(all)-1].Position(); last != head(t, s) {
		t.Errorf("the last change's position is %+v, Head %+v", last, head(t, s))
	}
	for _, limit := range []int{0, -1} {
		if _, err := s.Changes(ctx, 0, limit); err == nil {
			t.Errorf("Changes accepted the limit %d", limit)
		}
	}
}

// The sizes of the concurrent tests.
const (
	writers = 8
	batches = 8
)

// testConcurrent has writers put articles of their own while a follower reads
// the log: it must see every number, one after the other, and each article.
func testConcurrent(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	total := 0
	work, ctx := errgroup.WithContext(t.Context())
	for w := range writers {
		rng := rand.New(rand.NewSource(int64(w)))
		sizes := make([]int, batches)
		for i := range sizes {
			sizes[i] = 1 + rng.Intn(5)
			total += sizes[i]
		}
		work.Go(func() error { return putOwn(ctx, s, w, sizes) })
	}
	work.Go(func() error { return follow(ctx, s, total) })
	if err := work.Wait(); err != nil {
		t.Fatal(err)
	}
	if p := head(t, s); p.Seq != int64(total) {
		t.Errorf("Head = %d after %d changes", p.Seq, total)
	}
}

// putOwn puts batches of articles that no other writer puts, and checks that
// each is there, at a known position, once Put has returned.
func putOwn(ctx context.Context, s Store, writer int, sizes []int) error {
	n := writer * 10_000
	for _, size := range sizes {
		var recs []data.Record
		for range size {
			recs = append(recs, Article(n, 1))
			n++
		}
		res, err := s.Put(ctx, recs)
		if err != nil {
			return fmt.Errorf("writer %d: %w", writer, err)
		}
		if ok, err := s.Known(ctx, res.Position); err != nil || !ok {
			return fmt.Errorf("writer %d: the position %+v of its own Put is not known: %w", writer, res.Position, err)
		}
		if _, err := s.Record(ctx, recs[size-1].Article.ID); err != nil {
			return fmt.Errorf("writer %d: %w", writer, err)
		}
	}
	return nil
}

// follow reads the log until it has seen a number of changes, which must come
// in order and without a gap.
func follow(ctx context.Context, s Store, total int) error {
	var last store.Position
	for last.Seq < int64(total) {
		page, err := s.Changes(ctx, last.Seq, 7)
		if err != nil {
			return fmt.Errorf("follower: %w", err)
		}
		for _, c := range page {
			if c.Seq != last.Seq+1 {
				return fmt.Errorf("follower: change %d came after %d", c.Seq, last.Seq)
			}
			if _, err := s.Record(ctx, c.Ref); err != nil {
				return fmt.Errorf("follower: change %d: %w", c.Seq, err)
			}
			last = c.Position()
		}
		if ok, err := s.Known(ctx, last); err != nil || !ok {
			return fmt.Errorf("follower: its own position %+v is not known: %w", last, err)
		}
	}
	return nil
}

// testContended has writers put and delete the same few articles while a
// follower keeps a replica: in the end the replica must equal the store.
func testContended(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	replica := map[string]string{}
	done := make(chan struct{})
	var following errgroup.Group
	following.Go(func() error { return replicate(t.Context(), s, replica, done) })
	work, ctx := errgroup.WithContext(t.Context())
	for w := range writers {
		work.Go(func() error { return scribble(ctx, s, rand.New(rand.NewSource(int64(w)))) })
	}
	err := work.Wait()
	close(done)
	if err := errors.Join(err, following.Wait()); err != nil {
		t.Fatal(err)
	}
	stored := map[string]string{}
	for n := range shared {
		if r, err := s.Record(t.Context(), Article(n, 1).Article.ID); err == nil {
			stored[r.Article.ID] = r.Article.Text
		}
	}
	if !maps.Equal(replica, stored) {
		t.Errorf("the follower has %d articles, the store %d, or their texts differ", len(replica), len(stored))
	}
}

// shared is how many articles the contending writers have.
const shared = 12

// scribble puts and deletes a few of the shared articles at random.
func scribble(ctx context.Context, s Store, rng *rand.Rand) error {
	for range batches {
		a, b := rng.Intn(shared), rng.Intn(shared)
		if _, err := s.Put(ctx, []data.Record{Article(a, 1+rng.Intn(4)), Article(b, 1+rng.Intn(4))}); err != nil {
			return err
		}
		if rng.Intn(3) == 0 {
			if _, err := s.Delete(ctx, []string{Article(a, 1).Article.ID}); err != nil {
				return err
			}
		}
	}
	return nil
}

// replicate applies changes to the replica until done, and then to the end.
func replicate(ctx context.Context, s Store, replica map[string]string, done <-chan struct{}) error {
	var last int64
	for ending := false; ; {
		page, err := s.Changes(ctx, last, 5)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			if ending {
				return nil
			}
			select {
			case <-done:
				ending = true
			default:
			}
		}
		for _, c := range page {
			if c.Seq <= last {
				return fmt.Errorf("change %d came after %d", c.Seq, last)
			}
			last = c.Seq
			if err := apply(ctx, s, replica, c); err != nil {
				return err
			}
		}
	}
}

// apply brings one article of the replica up to date. One that was deleted
// after the change was read is left to the later change.
func apply(ctx context.Context, s Store, replica map[string]string, c store.Change) error {
	r, err := s.Record(ctx, c.Ref)
	switch {
	case c.Deleted || errors.Is(err, store.ErrNotFound):
		delete(replica, c.Ref)
		return nil
	case err != nil:
		return err
	}
	replica[c.Ref] = r.Article.Text
	return nil
}

func testHistories(t *testing.T, open func(*testing.T) Store) {
	a, b, ctx := open(t), open(t), t.Context()
	first := put(t, a, Article(0, 1), Article(1, 1)).Position
	put(t, b, Article(0, 1), Article(1, 1))
	second := put(t, a, Article(2, 1)).Position
	for p, want := range map[store.Position]bool{
		{}:                                  true,
		first:                               true,
		{Seq: 1, Stamp: first.Stamp}:        true, // inside the first commit
		second:                              true,
		{Seq: 2, Stamp: second.Stamp}:       false,
		{Seq: 4, Stamp: second.Stamp}:       false, // past the end
		{Seq: 2}:                            false,
		{Stamp: first.Stamp}:                false,
		{Seq: -1, Stamp: first.Stamp}:       false,
		{Seq: 2, Stamp: "0000000000000000"}: false,
	} {
		if ok, err := a.Known(ctx, p); ok != want || err != nil {
			t.Errorf("Known(%+v) = %v, %v; want %v", p, ok, err, want)
		}
	}
	if ok, err := b.Known(ctx, first); ok || err != nil {
		t.Errorf("a store with the same articles knows another's position: %v, %v", ok, err)
	}
}

func testCursors(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	before := put(t, s, Article(0, 1)).Position
	for _, step := range []struct {
		name string
		set  store.Position
	}{{"alerts", before}, {"digest é", store.Position{Seq: 9, Stamp: "s"}}, {"alerts", store.Position{}}} {
		if err := s.SetCursor(ctx, step.name, step.set); err != nil {
			t.Fatalf("SetCursor(%q): %v", step.name, err)
		}
		if p, err := s.Cursor(ctx, step.name); err != nil || p != step.set {
			t.Errorf("Cursor(%q) = %+v, %v; want %+v", step.name, p, err, step.set)
		}
	}
	if p, err := s.Cursor(ctx, "never set"); err != nil || p != (store.Position{}) {
		t.Errorf("Cursor(never set) = %+v, %v; want the zero Position", p, err)
	}
	if p := head(t, s); p != before {
		t.Errorf("a cursor moved the log from %+v to %+v", before, p)
	}
}
