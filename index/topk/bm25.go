package topk

import "math"

// BM25 holds the constants of the formula: see the package's comment.
type BM25 struct {
	K1, B   float64
	Average float64 // length of a document, in tokens
}

// IDF is the inverse document frequency of a term that n of docs documents hold.
func IDF(n, docs uint64) float64 {
	return math.Log(1 + (float64(docs)-float64(n)+.5)/(float64(n)+.5))
}

// Strength is how much a term counts that stands tf times in a document of the
// length, beside its idf.
func (m BM25) Strength(tf, length float64) float64 {
	return tf * (m.K1 + 1) / (tf + m.K1*(1-m.B+m.B*length/m.Average))
}

// Bound is above every strength: its limit for endless repetition.
func (m BM25) Bound() float64 { return m.K1 + 1 }
