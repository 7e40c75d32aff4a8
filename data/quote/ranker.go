package quote

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

//go:generate go test -run TestRanker -update .

//go:embed ranker.txt
var rankerTXT string

// ranker scores candidates by a log-linear model over surface features: what
// stands between a quotation and a mention, never which words.
type ranker struct {
	weights map[feature]float64
}

// feature is the key of a feature: up to eight bytes, the first its template's
// letter, packed for speed.
type feature uint64

func packed(key ...byte) feature {
	var f feature
	for _, b := range key {
		f = f<<8 | feature(b)
	}
	return f
}

// String is the key as ranker.txt writes it.
func (f feature) String() string {
	var out []byte
	for ; f != 0; f >>= 8 {
		out = append(out, byte(f))
	}
	slices.Reverse(out)
	return string(out)
}

// loadRanker parses the embedded weights.
func loadRanker() (*ranker, error) {
	r := &ranker{weights: map[feature]float64{}}
	n := 0
	for line := range strings.Lines(rankerTXT) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(line, "\t")
		w, err := strconv.ParseFloat(value, 64)
		if !ok || err != nil || len(key) > 8 {
			return nil, fmt.Errorf("ranker.txt:%d: want \"feature<TAB>weight\", got %q", n, line)
		}
		r.weights[packed([]byte(key)...)] = w
	}
	return r, nil
}

// choose returns the candidate with the highest score, and the share of the
// probability that falls to the entity it points to.
func (r *ranker) choose(cands []candidate) (best int, p float64) {
	best = -1
	scores := make([]float64, len(cands))
	for i := range cands {
		scores[i] = r.score(&cands[i])
		if best < 0 || scores[i] > scores[best] {
			best = i
		}
	}
	if best < 0 {
		return -1, 0
	}
	all := 0.0
	for i := range cands {
		e := math.Exp(scores[i] - scores[best])
		all += e
		if i == best || cands[i].points >= 0 && cands[i].points == cands[best].points {
			p += e
		}
	}
	return best, p / all
}

func (r *ranker) score(c *candidate) float64 {
	s := 0.0
	c.features(func(f feature) { s += r.weights[f] })
	return s
}

// bucket coarsens a count.
func bucket(n int) byte {
	for i, b := range [...]int{0, 1, 2, 3, 4, 6, 9, 14, 25, 50} {
		if n <= b {
			return '0' + byte(i)
		}
	}
	return 'm'
}

func capped(n, most int) byte { return '0' + byte(min(max(n, 0), most)) }

// when is c where b holds, else a dot.
func when(b bool, c byte) byte {
	if b {
		return c
	}
	return '.'
}

// cueCode says how a reporting verb or "according to" touches the mention.
func (f *facts) cueCode() byte {
	switch {
	case f.accord:
		return 'S'
	case f.cuePrev && f.cueNext:
		return 'B'
	case f.cuePrev:
		return 'P'
	case f.apposed:
		return 'A'
	case f.cueNext:
		return 'N'
	}
	return '.'
}

// features calls emit with each feature of the candidate.
func (c *candidate) features(emit func(feature)) {
	side := when(!c.after, 'B')
	if c.after {
		side = 'A'
	}
	k, cc, g := byte(c.kind), c.cueCode(), bucket(c.words)
	put := func(b ...byte) { emit(packed(b...)) }
	put('a', side, k)
	put('b', side, k, g)
	put('c', side, k, cc)
	put('d', side, capped(c.paras, 3))
	put('e', side, capped(c.stops, 3))
	put('f', side, k, capped(c.stops, 2), cc, capped(c.paras, 2))
	put('g', side, capped(c.cues, 2), g)
	put('h', side, c.next)
	put('i', side, c.prev)
	put('j', side, k, when(c.start, 's'))
	put('k', side, k, cc, g)
	put('l', side, when(c.colon, ':'), capped(c.stops, 1))
	put('m', side, c.seq[0], c.seq[1], c.seq[2])
	put('n', side, c.seq[0], cc)
	put('4', side, cc, capped(c.cues, 2), capped(c.rivals, 2))
	put('5', side, cc, when(c.blocked, 'b'), when(c.again, 'w'))
	put('6', side, when(c.saying, 's'), when(c.start, 's'), cc, capped(c.rivals, 3))
	put('7', side, when(c.saying, 's'), when(c.prep, 'p'), cc, capped(c.stops, 1))
	put('o', side, c.quoteEnd, cc, capped(c.stops, 2))
	put('p', side, when(c.quoteFirst, 'f'), cc, capped(c.stops, 2))
	put('q', side, when(c.quoteMixed, 'm'), cc, capped(c.stops, 2))
	put('r', side, capped(c.rivals, 4), cc)
	put('s', side, capped(c.quotes, 2), cc)
	put('t', when(c.prep, 'p'), when(c.owner, 'o'), k)
	put('u', 'a'+byte(min(max(int(math.Round(c.rule)), -4), 10)+4), k)
	put('v', when(c.top, 't'), cc)
	if c.again {
		put('w', side, capped(c.paras, 2), capped(c.stops, 2), cc)
		put('x', when(c.quoteFirst, 'f'), c.quoteEnd, capped(c.paras, 2))
		put('y', capped(c.quotes, 2), when(c.ownSentence(), 'o'))
	}
	switch {
	case c.e != nil:
		put('z', k, '0'+byte(c.e.kind), capped(c.e.count, 5))
		put('0', '0'+byte(c.e.kind), side, cc)
		put('1', capped(c.who.last-c.who.first, 4), capped(c.e.count, 3))
	case c.kind == byNoun:
		put('2', nounCode(c.who.class), when(c.who.definite, 'd'), cc)
	default:
		put('3', pronounCode(c.who.class), side, cc)
	}
}

func (f *facts) ownSentence() bool { return f.stops == 0 && f.paras == 0 }

func nounCode(c class) byte {
	switch {
	case c&groupNoun != 0:
		return 'g'
	case c&spokesNoun != 0:
		return 's'
	case c&personNoun != 0:
		return 'p'
	case c&orgNoun != 0:
		return 'o'
	}
	return 'd'
}

func pronounCode(c class) byte {
	switch {
	case c&he != 0:
		return 'h'
	case c&she != 0:
		return 's'
	case c&they != 0:
		return 't'
	case c&it != 0:
		return 'i'
	}
	return 'w'
}
