package storetest

import (
	"errors"
	"reflect"
	"testing"

	"verbatim/data"
	"verbatim/data/store"
)

func testOrder(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	put(t, s, Article(0, 1), Article(1, 2), Article(2, 3))
	asked := []string{"invented-2", "absent", "", "invented-0", "invented-2", "a\xff", "invented-0\x00"}
	recs, err := s.Records(t.Context(), asked)
	want := []data.Record{Article(2, 3), Article(0, 1), Article(2, 3)}
	if err != nil || !reflect.DeepEqual(recs, want) {
		t.Errorf("Records = %+v, %v; want articles 2, 0, 2", recs, err)
	}
	found, err := s.Articles(t.Context(), asked)
	wantFound := map[string]data.Article{"invented-0": Article(0, 1).Article, "invented-2": Article(2, 3).Article}
	if err != nil || !reflect.DeepEqual(found, wantFound) {
		t.Errorf("Articles = %+v, %v; want articles 0 and 2", found, err)
	}
	put(t, s, data.Record{Article: data.Article{ID: "\ufffd"}}) // what JSON makes of \xff
	for _, none := range [][]string{nil, {}, {"absent"}, {"\xff"}, {"invented-0\x00"}} {
		if found, err := s.Articles(t.Context(), none); err != nil || len(found) != 0 {
			t.Errorf("Articles(%q) = %v, %v; want none", none, found, err)
		}
	}
}

func testByDate(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	old, undated, late, early := Article(0, 1), Article(1, 1), Article(2, 1), Article(3, 1)
	old.Article.Published, undated.Article.Published = "2019-12-31", ""
	late.Article.Published, early.Article.Published = "2024-03-05T23:00:00Z", "2024-03-05"
	put(t, s, late, old, early, undated)
	want := []string{undated.Article.ID, old.Article.ID, late.Article.ID, early.Article.ID} // equal days by id
	if ids, err := s.ByDate(t.Context()); err != nil || !reflect.DeepEqual(ids, want) {
		t.Errorf("ByDate = %v, %v; want %v", ids, err, want)
	}
}

func testFindURL(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	first, second, without := Article(0, 1), Article(1, 1), Article(2, 1)
	second.Article.URL, without.Article.URL = first.Article.URL, ""
	put(t, s, first, second, without)
	if id, err := s.FindURL(t.Context(), first.Article.URL); err != nil || id != first.Article.ID {
		t.Errorf("FindURL = %q, %v; want the article stored first", id, err)
	}
	for _, url := range []string{"", "https://news.example/absent", "https://NEWS.example/0", "\xff", first.Article.URL + "\x00"} {
		if id, err := s.FindURL(t.Context(), url); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("FindURL(%q) = %q, %v; want ErrNotFound", url, id, err)
		}
	}
	moved := first
	moved.Article.URL = "https://news.example/moved"
	put(t, s, moved)
	if id, err := s.FindURL(t.Context(), first.Article.URL); err != nil || id != second.Article.ID {
		t.Errorf("FindURL = %q, %v; want the article that still has the address", id, err)
	}
}

func testDelete(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	put(t, s, Article(0, 1), Article(1, 1), Article(2, 1))
	res, err := s.Delete(ctx, []string{"invented-1", "absent", "invented-0", "invented-1", "\xff"})
	if err != nil || res.Deleted != 2 || res.Position.Seq != 5 {
		t.Fatalf("Delete = %+v, %v; want 2 deleted up to 5", res, err)
	}
	if _, err := s.Record(ctx, "invented-1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Record of a deleted article: %v, want ErrNotFound", err)
	}
	if _, err := s.FindURL(ctx, "https://news.example/1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("FindURL of a deleted article: %v, want ErrNotFound", err)
	}
	want := []string{"invented-2 false", "invented-1 true", "invented-0 true"}
	if got := states(changes(t, s)); !reflect.DeepEqual(got, want) {
		t.Errorf("Changes = %v, want %v", got, want)
	}
	again, err := s.Delete(ctx, []string{"invented-1"})
	if err != nil || again.Deleted != 0 || again.Position != res.Position {
		t.Errorf("Delete again = %+v, %v; want nothing deleted at %+v", again, err, res.Position)
	}
	if back := put(t, s, Article(1, 1)); back.Added != 1 || back.Position.Seq != 6 {
		t.Errorf("Put of a deleted article = %+v, want added at 6", back)
	}
	want = []string{"invented-2 false", "invented-0 true", "invented-1 false"}
	if got := states(changes(t, s)); !reflect.DeepEqual(got, want) {
		t.Errorf("Changes = %v, want %v", got, want)
	}
}

func testStats(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	a, b, c, d := Article(0, 3), Article(1, 2), Article(2, 1), Article(3, 1)
	a.Article.Source, a.Article.Published = "Harbourgate Ledger", "2021-05-04T23:59:59-07:00"
	b.Article.Source, b.Article.Published = "Harbourgate Ledger", "2024-01-31"
	c.Article.Source, c.Article.Published = "", "yesterday"
	d.Article.Source, d.Article.Published = "Gazette de Port-Brume", ""
	a.Article.Lang, b.Article.Lang, c.Article.Lang, d.Article.Lang = "en", "fr", "", "fr"
	put(t, s, a, b, c, d)
	st, err := s.Stats(ctx)
	if err != nil {
		t.Fatalf("Stats: %v", err)
	}
	if st.Engine == "" || st.Bytes <= 0 {
		t.Errorf("Stats = %+v, want an engine and a size", st)
	}
	want := store.Stats{Articles: 4, Quotes: 7, Sources: 2, Languages: map[string]int{"en": 1, "fr": 2, "": 1},
		Oldest: "2021-05-04", Newest: "2024-01-31", Engine: st.Engine, Bytes: st.Bytes}
	if !reflect.DeepEqual(st, want) {
		t.Errorf("Stats = %+v, want %+v", st, want)
	}
	sources, err := s.Sources(ctx)
	wantSources := []store.SourceCount{{Source: "", Articles: 1, Quotes: 1}, {Source: "Gazette de Port-Brume", Articles: 1, Quotes: 1},
		{Source: "Harbourgate Ledger", Articles: 2, Quotes: 5, Newest: "2024-01-31"}}
	if err != nil || !reflect.DeepEqual(sources, wantSources) {
		t.Errorf("Sources = %+v, %v; want %+v", sources, err, wantSources)
	}
	if _, err := s.Delete(ctx, []string{a.Article.ID}); err != nil {
		t.Fatal(err)
	}
	if st, err = s.Stats(ctx); err != nil || st.Articles != 3 || st.Quotes != 4 || st.Oldest != "2024-01-31" {
		t.Errorf("Stats after Delete = %+v, %v; want 3 articles, 4 quotes", st, err)
	}
}
