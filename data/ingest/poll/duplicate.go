package poll

import (
	"hash/fnv"
	"math/bits"
	"strings"
	"unicode"

	"verbatim/data"
	"verbatim/data/lang"
)

// Two articles are the same where most of their runs of words are: an agency's
// story printed by ten papers, each with a line of its own. Candidates share a
// hash of their sketch (MinHash with bands); the texts themselves decide.
const (
	shingle = 4 // words
	bands   = 8
	rows    = 5 // hashes a band: texts that share .8 of their runs share a band in 96 of 100 cases
	// same is the share of runs that two texts have in common (Jaccard) at which
	// they are one story. An agency's story with another headline, lead and
	// signature has more; two reports of one event by two writers less than .3.
	same = 0.8
	// fewest words of a text that is compared: below it runs are shared by chance.
	fewest = 40
)

// words of a text as they are compared.
func words(text string) []string {
	return strings.FieldsFunc(lang.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// shingles are the hashes of the runs of words in a text, nil where it is too
// short to be compared.
func shingles(text string) map[uint64]bool {
	w := words(text)
	if len(w) < fewest {
		return nil
	}
	out := make(map[uint64]bool, len(w))
	for i := range len(w) - shingle + 1 {
		h := fnv.New64a()
		for _, x := range w[i : i+shingle] {
			_, _ = h.Write([]byte(x)) // never fails
			_, _ = h.Write([]byte{' '})
		}
		out[h.Sum64()] = true
	}
	return out
}

// sketch is the bands' hashes of a text's shingles.
func sketch(set map[uint64]bool) []int64 {
	if len(set) == 0 {
		return nil
	}
	var least [bands * rows]uint64
	for i := range least {
		least[i] = ^uint64(0)
	}
	for x := range set {
		for i := range least {
			least[i] = min(least[i], mix(x, uint64(i)))
		}
	}
	out := make([]int64, bands)
	for b := range out {
		h := uint64(b)
		for _, v := range least[b*rows : (b+1)*rows] {
			h = mix(h^v, 0x51)
		}
		out[b] = int64(h)
	}
	return out
}

// mix is one of a family of hash functions (the finisher of MurmurHash3).
func mix(x, seed uint64) uint64 {
	x ^= bits.RotateLeft64(seed*0x9E3779B97F4A7C15, 31)
	x ^= x >> 33
	x *= 0xFF51AFD7ED558CCD
	x ^= x >> 33
	x *= 0xC4CEB9FE1A85EC53
	return x ^ x>>33
}

// related reports whether one article may be the other, written anew: their texts
// share more than two reports of one event do, or, of short ones, the titles are
// the same.
func related(a, b *data.Article) bool {
	const least = 0.3 // see same
	x, y := shingles(a.Text), shingles(b.Text)
	if x == nil || y == nil {
		return lang.Fold(a.Title) == lang.Fold(b.Title)
	}
	return alike(x, y) >= least
}

// alike is the share of runs that two texts have in common.
func alike(a, b map[uint64]bool) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	common := 0
	for x := range a {
		if b[x] {
			common++
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}
