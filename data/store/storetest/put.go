package storetest

import (
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/store"
)

func testEmpty(t *testing.T, open func(*testing.T) Store) {
	s, ctx := open(t), t.Context()
	if p := head(t, s); p != (store.Position{}) {
		t.Errorf("Head = %+v, want the zero Position", p)
	}
	if ok, err := s.Known(ctx, store.Position{}); !ok || err != nil {
		t.Errorf("Known(zero) = %v, %v; want true", ok, err)
	}
	if c := changes(t, s); len(c) != 0 {
		t.Errorf("Changes = %v, want none", c)
	}
	if _, err := s.Record(ctx, "a"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Record: %v, want ErrNotFound", err)
	}
	res, err := s.Put(ctx, nil)
	if err != nil || res.Position != (store.Position{}) {
		t.Errorf("Put(nothing) = %+v, %v; want the zero Position", res, err)
	}
	st, err := s.Stats(ctx)
	if err != nil || st.Articles != 0 || st.Quotes != 0 || st.Sources != 0 || st.Oldest != "" || st.Newest != "" {
		t.Errorf("Stats = %+v, %v; want zeros", st, err)
	}
}

func testOutcomes(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	first := put(t, s, Article(0, 3), Article(1, 3))
	if first.Added != 2 || first.Position.Seq != 2 || first.Position.Stamp == "" {
		t.Fatalf("first Put = %+v, want 2 added at position 2 with a stamp", first)
	}
	again := put(t, s, Article(1, 3), Article(0, 3))
	if again.Unchanged != 2 || again.Position != first.Position {
		t.Fatalf("second Put = %+v, want 2 unchanged at %+v", again, first.Position)
	}
	seq := first.Position.Seq
	for name, change := range alterations() {
		r := Article(0, 3)
		change(&r)
		res := put(t, s, Article(1, 3), r)
		seq++
		if !slices.Equal(res.Outcomes, []store.Outcome{store.Unchanged, store.Updated}) || res.Position.Seq != seq {
			t.Errorf("%s: Put = %+v, want unchanged and updated at %d", name, res, seq)
		}
		if got := record(t, s, "invented-0"); !reflect.DeepEqual(got, r) {
			t.Errorf("%s: stored %+v, want %+v", name, got, r)
		}
	}
	if log := changes(t, s); len(log) != 2 || log[0].Seq != 2 || log[1].Seq != seq || log[1].Ref != "invented-0" {
		t.Errorf("Changes = %+v, want the last change of each article", log)
	}
}

// alterations are ways in which an article can differ from what is stored.
func alterations() map[string]func(*data.Record) {
	return map[string]func(*data.Record){
		"text":        func(r *data.Record) { r.Article.Text += " " },
		"title":       func(r *data.Record) { r.Article.Title += "!" },
		"date":        func(r *data.Record) { r.Article.Published = "" },
		"origin":      func(r *data.Record) { r.Article.Origin = &data.Origin{} },
		"blocks":      func(r *data.Record) { r.Blocks[0].Kind = data.Heading },
		"fewer":       func(r *data.Record) { r.Quotes = r.Quotes[:1] },
		"a speaker":   func(r *data.Record) { r.Quotes[0].Speaker = "Hedda Brannigan" },
		"no quotes":   func(r *data.Record) { r.Quotes = nil },
		"no blocks":   func(r *data.Record) { r.Blocks = nil },
		"a date said": func(r *data.Record) { r.Quotes = []data.Quote{{Span: data.Span{End: 1}, SaidOn: "2021"}} },
	}
}

func testTwiceInBatch(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	a, b := Article(0, 1), Article(0, 2)
	res := put(t, s, a, b, b)
	want := []store.Outcome{store.Added, store.Updated, store.Unchanged}
	if !slices.Equal(res.Outcomes, want) || res.Position.Seq != 1 {
		t.Errorf("Put = %+v, want %v and one change", res, want)
	}
	if got := record(t, s, a.Article.ID); !reflect.DeepEqual(got, b) {
		t.Errorf("stored %+v, want the later one", got)
	}
}

func testRefused(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	before := put(t, s, Article(0, 1)).Position
	for name, change := range map[string]func(*data.Record){
		"no id":               func(r *data.Record) { r.Article.ID = "" },
		"id not UTF-8":        func(r *data.Record) { r.Article.ID = "a\xff" },
		"text not UTF-8":      func(r *data.Record) { r.Article.Text += "\xc3(" },
		"title with NUL":      func(r *data.Record) { r.Article.Title = "a\x00b" },
		"url not UTF-8":       func(r *data.Record) { r.Article.URL = "https://news.example/\x80" },
		"origin with NUL":     func(r *data.Record) { r.Article.Origin = &data.Origin{URL: "\x00"} },
		"speaker not UTF-8":   func(r *data.Record) { r.Quotes[0].Speaker = "\xff" },
		"said on with NUL":    func(r *data.Record) { r.Quotes[0].SaidOn = "\x00" },
		"block past the end":  func(r *data.Record) { r.Blocks[0].End = len(r.Article.Text) + 1 },
		"quote cuts a letter": func(r *data.Record) { r.Article.Text = "é" + r.Article.Text; r.Quotes[0].Start = 1 },
		"empty quote":         func(r *data.Record) { r.Quotes[0].End = r.Quotes[0].Start },
		"mention outside":     func(r *data.Record) { r.Quotes[0].Mention = data.Span{Start: -1, End: 3} },
		"part outside":        func(r *data.Record) { r.Quotes[0].Parts = []data.Span{{Start: 0, End: 1}} },
		"confidence is NaN":   func(r *data.Record) { r.Quotes[0].Confidence = math.NaN() },
	} {
		bad := Article(7, 1)
		change(&bad)
		_, err := s.Put(t.Context(), []data.Record{Article(1, 1), bad, Article(2, 1)})
		if !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%s: Put: %v, want ErrInvalid", name, err)
		} else if bad.Article.ID == "invented-7" && !strings.Contains(err.Error(), "invented-7") {
			t.Errorf("%s: Put: %q does not name the article", name, err)
		}
	}
	if p := head(t, s); p != before {
		t.Errorf("Head = %+v after refused batches, want %+v", p, before)
	}
}

func testAtomic(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	before := put(t, s, Article(0, 1)).Position
	bad := Article(3, 1)
	bad.Quotes[0].End = 1 << 30
	if _, err := s.Put(t.Context(), []data.Record{Article(0, 2), Article(1, 1), bad}); err == nil {
		t.Fatal("Put accepted a span outside the text")
	}
	if got := record(t, s, "invented-0"); !reflect.DeepEqual(got, Article(0, 1)) {
		t.Errorf("the refused batch replaced an article: %+v", got)
	}
	if found, err := s.Articles(t.Context(), []string{"invented-1", "invented-3"}); err != nil || len(found) != 0 {
		t.Errorf("Articles = %v, %v; want nothing of the refused batch", found, err)
	}
	if p := head(t, s); p != before {
		t.Errorf("Head = %+v, want %+v", p, before)
	}
	if p := put(t, s, Article(1, 1)).Position; p.Seq != before.Seq+1 {
		t.Errorf("the next change is %d, want %d: a refused batch takes no number", p.Seq, before.Seq+1)
	}
}

func testBatchLimit(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	var recs []data.Record
	var ids []string
	for i := range store.MaxBatch + 1 {
		recs = append(recs, Article(i, 1))
		ids = append(ids, recs[i].Article.ID)
	}
	if _, err := s.Put(t.Context(), recs); err == nil {
		t.Errorf("Put accepted %d records", len(recs))
	}
	if res := put(t, s, recs[:store.MaxBatch]...); res.Added != store.MaxBatch || res.Position.Seq != store.MaxBatch {
		t.Errorf("Put = %d added up to %d, want %d", res.Added, res.Position.Seq, store.MaxBatch)
	}
	if _, err := s.Delete(t.Context(), ids); err == nil {
		t.Errorf("Delete accepted %d ids", len(ids))
	}
}

func testCancelled(t *testing.T, open func(*testing.T) Store) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, []data.Record{Article(0, 1)}); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: %v, want context.Canceled", err)
	}
	if p := head(t, s); p != (store.Position{}) {
		t.Errorf("Head = %+v, want nothing stored", p)
	}
}
