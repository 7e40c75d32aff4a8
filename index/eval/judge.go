package eval

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/lang"
	"verbatim/index/answer"
)

// What makes a citation hit judged words: it covers enough of them, and is no
// longer than a few times them. Lengths are code points.
const (
	enough    = 0.6
	longest   = 3   // times the words
	neverLong = 700 // a citation up to this is not too long
	tightPart = 1.5 // times the words, and
	tightMore = 80  // more, is tight
	telling   = 40  // bytes of judged words that another article has by no accident
)

// gold is a right answer found in its article, code points [start, end).
type gold struct {
	Expected
	start, end int
	bare       string // see bare
}

// outcome is how one question was answered.
type outcome struct {
	answered   bool
	status     answer.Status
	first      answer.Citation // what was shown first, where anything was
	hit        hit
	tookMS     float64
	unfaithful int // citations that are no slice of their article
}

// hit is the first right citation; rank 0 where there is none.
type hit struct {
	rank   int
	tight  bool
	judged bool // the words have a judged speaker
	named  bool // and the citation names somebody
	wrong  bool // somebody else
}

// locate finds the words in the text, blanks apart, or those at the place.
func locate(text string, e Expected) (gold, error) {
	if e.Words == "" {
		words, err := e.Place.words(text)
		g := gold{Expected: e, start: e.Place.Start, end: e.Place.End, bare: bare(words)}
		g.Words = words
		return g, err
	}
	fields := strings.Fields(e.Words)
	for i, f := range fields {
		fields[i] = regexp.QuoteMeta(f)
	}
	at := regexp.MustCompile(strings.Join(fields, `[\s\p{Z}]+`)).FindStringIndex(text)
	if at == nil {
		return gold{}, fmt.Errorf("the words %q do not stand in it", e.Words)
	}
	start, end := data.NewOffsets(text).Span(data.Span{Start: at[0], End: at[1]})
	g := gold{Expected: e, start: start, end: end}
	g.Words = text[at[0]:at[1]]
	g.bare = bare(g.Words)
	return g, nil
}

// hits reports whether the citation gives the right answer: its words in its
// article, or the same words in another one.
func (g gold) hits(c answer.Citation) bool {
	n := g.end - g.start
	if c.End-c.Start > max(longest*n, neverLong) {
		return false
	}
	if c.ArticleID != g.Article {
		return len(g.Words) >= telling && len(c.Text) >= len(g.bare) && strings.Contains(bare(c.Text), g.bare)
	}
	return float64(min(c.End, g.end)-max(c.Start, g.start)) >= enough*float64(n)
}

// bare is a text's letters and digits, folded.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, lang.Fold(s))
}

// judge compares an answer with the right ones.
func judge(a answer.Answer, right []gold) outcome {
	o := outcome{answered: a.Status == answer.Answered && len(a.Citations) > 0, status: a.Status, tookMS: a.TookMS}
	if !o.answered {
		return o
	}
	o.first = a.Citations[0]
	for i, c := range a.Citations {
		var found []hit
		for _, g := range right {
			if g.hits(c) {
				found = append(found, g.compare(i+1, c))
			}
		}
		if len(found) > 0 {
			o.hit = slices.MinFunc(found, func(x, y hit) int {
				return cmp.Or(count(x.wrong)-count(y.wrong), count(y.tight)-count(x.tight))
			})
			break
		}
	}
	return o
}

func (g gold) compare(rank int, c answer.Citation) hit {
	h := hit{rank: rank, judged: g.Speaker != ""}
	h.tight = float64(utf8.RuneCountInString(c.Text)) <= tightPart*float64(g.end-g.start)+tightMore
	h.named = h.judged && c.Speaker != ""
	h.wrong = h.named && !answer.SameName(c.Speaker, g.Speaker)
	return h
}

// count is 1 for a true.
func count(b bool) int {
	if b {
		return 1
	}
	return 0
}
