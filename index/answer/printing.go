package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/lang"
	"verbatim/index"
	"verbatim/index/analysis"
)

// printing is a place in print where a quote stands, exact or altered.
type printing struct {
	ranked
	lies  alignment
	text  string // of the article
	words []word // that lies is over
	sure  bool   // who says it is sure enough to contradict
}

// sureAt is the confidence in a name from which it contradicts another one:
// higher than for showing it (data.ShownConfidence), since it tells somebody that
// they are wrong. Five of six names of direct quotes in the evaluation corpus
// reach it.
const sureAt = 0.8

const (
	// searchedWords is how many words of a quote are searched for: its longest,
	// which are its rarest, so that a few of them may be altered.
	searchedWords = 16
	// searchedUnits is how many of the units found may have the quote.
	searchedUnits = 40
	// coveredAt is how much of the searched words' weight an article's units must
	// hold for the quote to be compared with it: most articles found hold less.
	coveredAt = 0.35
	// maxSkip is how many printed words one ellipsis may stand for.
	maxSkip = 150
	// interruption is how many bytes may stand between two quoted parts of one
	// statement ("she said on Tuesday, adding that").
	interruption = 150
)

// traces are the places where the quote stands in print, exact or altered, at
// most one an article.
func (e *Engine) traces(ctx context.Context, q asked) ([]printing, error) {
	r := index.Request{Concepts: searched(q.text), Limit: searchedUnits}
	if len(r.Concepts) == 0 {
		return nil, nil
	}
	res, err := e.index.Search(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	records, err := e.library.Records(ctx, holding(res))
	if err != nil {
		return nil, fmt.Errorf("read the articles found: %w", err)
	}
	var out []printing
	for i := range records {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if p, ok := q.trace(&records[i]); ok {
			out = append(out, p)
		}
	}
	return out, nil
}

// holding names the articles whose units hold enough of what was searched for.
func holding(res index.Result) []string {
	held := map[string][]float64{}
	var ids []string
	for _, h := range res.Hits {
		if held[h.Article] == nil {
			held[h.Article] = make([]float64, len(h.Words))
			ids = append(ids, h.Article)
		}
		held[h.Article] = union(held[h.Article], h.Words)
	}
	return slices.DeleteFunc(ids, func(id string) bool {
		sum := 0.0
		for k, v := range held[id] {
			sum += res.Weights[k] * v
		}
		return sum < coveredAt
	})
}

// searched are the longest words of a quote as concepts, each in both languages;
// words that are stop words of either say too little.
func searched(text string) []index.Concept {
	type place struct {
		index.Concept
		at, size int
		stop     bool
	}
	var places []place
	for _, l := range []string{"en", "fr"} {
		for _, t := range analysis.Analyze(text, l) {
			i := slices.IndexFunc(places, func(p place) bool { return p.at == t.Start })
			if i < 0 {
				i = len(places)
				places = append(places, place{at: t.Start, size: utf8.RuneCountInString(t.Folded)})
			}
			places[i].stop = places[i].stop || t.Stop
			places[i].Alts = append(places[i].Alts, index.Alt{Terms: []string{t.Term}, Weight: 1})
		}
	}
	places = slices.DeleteFunc(places, func(p place) bool { return p.stop })
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(b.size, a.size) })
	var out []index.Concept
	for _, p := range places[:min(len(places), searchedWords)] {
		out = append(out, p.Concept)
	}
	return out
}

// trace lays the quote over an article where it fits best: over the statements,
// else over the text as it runs.
func (q asked) trace(r *data.Record) (best printing, ok bool) {
	for _, printed := range append(spoken(r), q.running(r)...) {
		printed = q.window(printed)
		if printed == nil {
			continue
		}
		a := align(q, printed)
		p := printing{lies: a, words: printed, text: r.Article.Text}
		if a.recognised() && a.likeness() > best.lies.likeness() && (q.skips == 0 || p.oneVoice(r)) {
			best = p
		}
	}
	if best.words == nil {
		return best, false
	}
	best.cite(r)
	return best, true
}

// oneVoice reports whether no two of the words that the quote has stand in
// statements of different people, which an ellipsis must not join.
func (p *printing) oneVoice(r *data.Record) bool {
	var voice *data.Quote
	for _, s := range p.lies.steps {
		if s.op != Same {
			continue
		}
		for i := range r.Quotes {
			q := &r.Quotes[i]
			if !q.Contains(p.words[s.printed].Span) {
				continue
			}
			if voice != nil && voice.Speaker != q.Speaker {
				return false
			}
			voice = q
		}
	}
	return true
}

// spoken are the words of each statement, without its incises, and of the
// statements that one speaker goes on with after a short interruption.
func spoken(r *data.Record) [][]word {
	var out [][]word
	for i := range r.Quotes {
		q := &r.Quotes[i]
		parts := q.Parts
		if len(parts) == 0 {
			parts = []data.Span{q.Span}
		}
		var said []word
		for _, p := range parts {
			said = append(said, words(r.Article.Text, p)...)
		}
		if i > 0 && goesOn(&r.Quotes[i-1], q) {
			out[len(out)-1] = append(out[len(out)-1], said...)
			continue
		}
		out = append(out, said)
	}
	return out
}

func goesOn(a, b *data.Quote) bool {
	return a.Kind == data.Direct && b.Kind == data.Direct && a.Speaker != "" && a.Speaker == b.Speaker &&
		a.End <= b.Start && b.Start-a.End <= interruption // statements may lie in each other
}

// running is the text as it runs: of the whole article, or, for a quote with an
// ellipsis, of each paragraph, since words of two may be those of two people.
func (q asked) running(r *data.Record) [][]word {
	var out [][]word
	for _, b := range r.Blocks {
		if !b.Kind.Searchable() {
			continue
		}
		w := words(r.Article.Text, b.Span)
		if q.skips == 0 && len(out) > 0 {
			out[0] = append(out[0], w...)
			continue
		}
		out = append(out, w)
	}
	return out
}

// window is the part of the printed words that has the most of the quote's, with
// some around it; nil where that is too little for the quote to be there.
func (q asked) window(printed []word) []word {
	want := map[string]int{}
	for _, w := range q.words {
		want[w.key]++
	}
	n := len(q.words)
	size := n + n/2 + q.skips*maxSkip
	have, best, at := 0, 0, 0
	for i, w := range printed {
		if want[w.key]--; want[w.key] >= 0 {
			have++
		}
		if i >= size {
			out := printed[i-size].key
			if want[out]++; want[out] > 0 {
				have--
			}
		}
		if have > best {
			best, at = have, i
		}
	}
	if 2*float64(best) < leastLikeness*float64(best+n) { // the likeness can be no more
		return nil
	}
	return printed[max(0, at-size-n/2):min(len(printed), at+n)]
}

// cite cites the printed words with the statement or the sentences that they
// stand in.
func (p *printing) cite(r *data.Record) {
	match := data.Span{Start: p.words[p.lies.first].Start, End: p.words[p.lies.behind-1].End}
	q := spokenIn(r, match)
	kind, span := index.Statement, match
	if item, ok := takeawayAround(r, match); ok {
		kind, span, q = index.Takeaway, item, nil
	} else if span = stretch(r, q, match); q == nil {
		kind = index.Passage
	}
	p.ranked = ranked{Citation: newCitation(r, q, kind, span), span: span, day: r.Article.Day()}
	p.sure = q != nil && p.Speaker != "" && q.Confidence >= sureAt
	last := -1
	for _, s := range p.lies.steps {
		if s.op != Same || !span.Contains(p.words[s.printed].Span) {
			continue
		}
		w := p.words[s.printed].Span
		w.Start, w.End = w.Start-span.Start, w.End-span.Start
		if n := len(p.Highlights); n > 0 && s.printed == last+1 {
			p.Highlights[n-1].End = w.End
		} else {
			p.Highlights = append(p.Highlights, w)
		}
		last = s.printed
	}
}

// stretch is what is cited of a match: its statement where that is short enough,
// else its sentences, as many as a citation holds.
func stretch(r *data.Record, q *data.Quote, match data.Span) data.Span {
	text := r.Article.Text
	if q == nil || !q.Contains(match) || q.Kind == data.Reported {
		return opening(text, sentenceAround(r, match))
	}
	if q.Len() <= maxBytes {
		return q.Span
	}
	out := match
	for _, s := range lang.Sentences(text, q.Span) {
		if s.Overlaps(match) {
			out = data.Span{Start: min(out.Start, s.Start), End: max(out.End, s.End)}
		}
	}
	return opening(text, out)
}
