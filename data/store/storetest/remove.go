package storetest

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"verbatim/data"
	"verbatim/data/store"
)

func testRemoved(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	f := subscribe(t, s, 1)
	one, two, three := fetchedOf(f, 1), fetchedOf(f, 2), fetchedOf(f, 3)
	announce(t, s, f, f.State, one.Item, two.Item, three.Item)
	fetched(t, s, one, two, three)
	q := one.Record.Quotes[0].Of(one.Record.Article.Text)
	if _, err := s.Correct(ctx, data.Correction{Article: one.Article, Words: q, Ruling: data.SaidByNobody}); err != nil {
		t.Fatal(err)
	}
	stones := []store.Tombstone{
		{Kind: store.TombArticle, Ref: one.Article, Article: one.Article, Reason: "asked to", Removed: noon},
		{Kind: store.TombURL, Ref: one.URL, Article: one.Article, Reason: "asked to", Removed: noon},
		{Kind: store.TombSource, Ref: two.Record.Article.Source, Reason: "asked to", Removed: noon},
	}
	ids, err := s.SourceIDs(ctx, two.Record.Article.Source, 10)
	if err != nil || !slices.Equal(ids, []string{two.Article}) {
		t.Fatalf("articles of the source: %q, %v", ids, err)
	}
	res, err := s.Remove(ctx, append(ids, one.Article, "absent"), stones)
	if err != nil || res.Deleted != 2 {
		t.Fatalf("Remove = %+v, %v", res, err)
	}
	log := changes(t, s)
	if last := log[len(log)-1]; !last.Deleted || last.Seq != res.Position.Seq {
		t.Errorf("the log ends %+v", last)
	}
	if _, err := s.Page(ctx, one.Article); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("its page: %v", err)
	}
	if sim, _ := s.Similar(ctx, one.Sketch, 9); len(sim) != 0 {
		t.Errorf("its hashes are there: %q", sim)
	}
	if c, _ := s.Corrections(ctx); len(c) != 0 {
		t.Errorf("its corrections are there: %+v", c)
	}
	again := one.Record
	again.Article.ID = "under-another-id"
	again.Article.URL = one.URL
	if res, err := s.Put(ctx, []data.Record{again}); err != nil || res.Removed != 1 {
		t.Errorf("its address under another id: %+v, %v", res, err)
	}
	changed := one.Item
	changed.Digest = []byte("told of otherwise")
	if res := announce(t, s, f, f.State, changed); res != (store.Announced{}) {
		t.Errorf("told of again: %+v", res)
	}
	for _, r := range []data.Record{one.Record, two.Record} {
		if res := put(t, s, r); res.Added != 0 || res.Removed != 1 || res.Outcomes[0] != store.Removed {
			t.Errorf("put again: %+v", res)
		}
	}
	if got := record(t, s, three.Article); !reflect.DeepEqual(got, three.Record) {
		t.Errorf("another article is %+v", got)
	}
	if all, err := s.Tombstones(ctx); err != nil || len(all) != 3 || all[0].Reason != "asked to" || !all[0].Removed.Equal(noon) {
		t.Errorf("tombstones %+v, %v", all, err)
	}
	if err := s.Restore(ctx, one.Article); err != nil {
		t.Error(err)
	}
	if res := put(t, s, one.Record); res.Added != 1 {
		t.Errorf("put after it was restored: %+v", res)
	}
	if all, err := s.Tombstones(ctx); err != nil || len(all) != 1 || all[0].Kind != store.TombSource {
		t.Errorf("tombstones after it was restored: %+v, %v", all, err)
	}
	if err := s.Restore(ctx, one.Article); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("restored again: %v", err)
	}
}

func testCorrections(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	r := Article(0, 3)
	put(t, s, r, Article(1, 3))
	words := func(i int) string { return r.Quotes[i].Of(r.Article.Text) }
	for i, c := range []data.Correction{
		{Article: r.Article.ID, Words: words(0), Ruling: data.SaidBy, Speaker: "Ansgar Weyland", Reason: "the caption says so", By: "42", Made: "2031-04-02T12:00:00Z"},
		{Article: r.Article.ID, Words: words(1), Ruling: data.SaidByNobody, Reason: "unclear"},
		{Article: r.Article.ID, Words: words(2), Ruling: data.Hidden, Reason: "no quote"},
	} {
		at, err := s.Correct(ctx, c)
		if err != nil || at.Seq != int64(3+i) {
			t.Fatalf("correction %d: %+v, %v", i, at, err)
		}
	}
	check := func(when string) {
		t.Helper()
		got := record(t, s, r.Article.ID)
		if len(got.Quotes) != len(r.Quotes)-1 || got.Quotes[0].Shown() != "Ansgar Weyland" || got.Quotes[1].Speaker != "" {
			t.Errorf("%s: %+v", when, got.Quotes)
		}
	}
	check("corrected")
	if res := put(t, s, r); res.Unchanged != 1 {
		t.Errorf("the same record, corrected anew: %+v", res)
	}
	longer := Article(0, 4)
	put(t, s, longer)
	if got := record(t, s, r.Article.ID); got.Quotes[0].Shown() != "Ansgar Weyland" || got.Quotes[1].Speaker != "" {
		t.Errorf("extracted again: %+v", got.Quotes)
	}
	for name, c := range map[string]data.Correction{
		"no such words":   {Article: r.Article.ID, Words: "nobody said this", Ruling: data.Hidden},
		"no such article": {Article: "absent", Words: words(0), Ruling: data.Hidden},
	} {
		if _, err := s.Correct(ctx, c); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: %v, want ErrNotFound", name, err)
		}
	}
	all, err := s.Corrections(ctx)
	if err != nil || len(all) != 3 {
		t.Errorf("corrections %+v, %v", all, err)
	}
}
