package topk

import (
	"math"
	"testing"
)

// The columns idf and tf are what Lucene's BM25Similarity explains as
// "idf, computed as log(1 + (N - n + 0.5) / (n + 0.5))" and
// "tf, computed as freq / (freq + k1 * (1 - b + b * dl / avgdl))", worked out by
// hand with k1 = 1.2 and b = 0.75. Since version 8 Lucene leaves out the factor
// k1+1, which Strength has.
func TestLuceneBM25(t *testing.T) {
	for _, x := range []struct {
		n, docs         uint64
		freq, dl, avgdl float64
		wantIDF, wantTF float64
	}{
		{1, 1, 1, 1, 1, 0.2876821, 0.4545455},
		{1, 2, 1, 2, 1.5, 0.6931472, 0.4000000},
		{1, 5, 1, 3, 4.2, 1.3862944, 0.5147059},
		{4, 5, 2, 3, 4.2, 0.2876821, 0.6796117},
		{5, 5, 1, 4, 4, 0.0870114, 0.4545455},
		{10, 1000, 1, 100, 120.5, 4.5573795, 0.4885465},
		{500, 1000, 3, 40, 120.5, 0.6931472, 0.8336216},
		{1000, 1000, 7, 300, 120.5, 0.0004996, 0.7337016},
		{0, 800000, 1, 20, 22.7, 14.2855154, 0.4777941},
		{1, 800000, 1, 5, 22.7, 13.1869031, 0.6674507},
		{250000, 800000, 12, 64, 22.7, 1.1631501, 0.8087646},
		{799999, 800000, 100, 1000, 22.7, 0.0000019, 0.7145533},
	} {
		if got := IDF(x.n, x.docs); math.Abs(got-x.wantIDF) > 1e-6 {
			t.Errorf("idf of %d in %d: %.7f, want %.7f", x.n, x.docs, got, x.wantIDF)
		}
		m := BM25{K1: 1.2, B: .75, Average: x.avgdl}
		if got := m.Strength(x.freq, x.dl) / (m.K1 + 1); math.Abs(got-x.wantTF) > 1e-6 {
			t.Errorf("tf %v at %v of %v: %.7f, want %.7f", x.freq, x.dl, x.avgdl, got, x.wantTF)
		}
		if m.Strength(x.freq, x.dl) >= m.Bound() {
			t.Errorf("tf %v: strength reaches its bound", x.freq)
		}
	}
}
