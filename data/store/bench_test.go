package store_test

import (
	"math/rand"
	"testing"

	"verbatim/data"
	"verbatim/data/store"
	"verbatim/data/store/storetest"
)

// paragraphs makes an invented article about as long as a real one: 4 KB.
const paragraphs = 28

// batch returns MaxBatch articles from the nth on.
func batch(n int) []data.Record {
	recs := make([]data.Record, store.MaxBatch)
	for i := range recs {
		recs[i] = storetest.Article(n+i, paragraphs)
	}
	return recs
}

// BenchmarkPut stores 200 new articles of 4 KB in one transaction, on disk.
func BenchmarkPut(b *testing.B) {
	s := open(b, b.TempDir())
	n := 0
	for b.Loop() {
		b.StopTimer()
		recs := batch(n)
		n += len(recs)
		b.StartTimer()
		if _, err := s.Put(b.Context(), recs); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}

// BenchmarkArticles reads 60 of 4,000 articles of 4 KB, as answering does.
func BenchmarkArticles(b *testing.B) {
	s := open(b, b.TempDir())
	for n := 0; n < 4000; n += store.MaxBatch {
		if _, err := s.Put(b.Context(), batch(n)); err != nil {
			b.Fatal(err)
		}
	}
	rng := rand.New(rand.NewSource(1))
	ids := make([]string, 60)
	for b.Loop() {
		for i := range ids {
			ids[i] = storetest.Article(rng.Intn(4000), 0).Article.ID
		}
		if _, err := s.Articles(b.Context(), ids); err != nil {
			b.Fatal(err)
		}
	}
}
