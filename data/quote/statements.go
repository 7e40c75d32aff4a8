package quote

import (
	"strings"
	"unicode/utf8"

	"verbatim/data"
)

// statement is one or more fragments that were said as one, with an incise
// between them.
type statement struct {
	frags []int // indexes of fragments, in order
	mixed bool
}

// statements drops the fragments that are no statement and groups the rest.
func (d *document) statements() []statement {
	var out []statement
	d.repeats = map[string]int{}
	for i := range d.frags {
		if f := d.frags[i].Of(d.text); len(f) <= longestTerm {
			d.repeats[f]++
		}
	}
	for i := range d.frags {
		if n := len(out); n > 0 && d.incise(out[n-1].frags[len(out[n-1].frags)-1], i) {
			out[n-1].frags = append(out[n-1].frags, i)
			continue
		}
		if !d.isStatement(i) {
			continue
		}
		out = append(out, statement{frags: []int{i}, mixed: d.isMixed(i)})
	}
	return out
}

// tokensOf is the range of tokens of a fragment, marks included.
func (d *document) tokensOf(f int) (int, int) {
	return d.tokenAt(d.frags[f].outer.Start), d.tokenAt(d.frags[f].outer.End)
}

// incise reports whether what stands between the fragments a and b is an incise:
// a short attribution that belongs to both.
func (d *document) incise(a, b int) bool {
	_, from := d.tokensOf(a)
	to, end := d.tokensOf(b)
	if from >= to || to-from > 30 || d.tokens[from].para != d.tokens[to-1].para || d.tokens[to].para != d.tokens[from].para {
		return false
	}
	cues := 0
	for i := from; i < to; i++ {
		t := &d.tokens[i]
		if t.frag >= 0 || t.kind == stop && i != to-1 && i != from {
			return false
		}
		if t.kind == word && t.is(cue) {
			cues++
		}
	}
	last := &d.tokens[to-1]
	if cues == 0 || last.kind != comma && last.kind != stop && last.kind != dash && last.kind != paren {
		return false
	}
	if d.tokens[from].kind == stop || d.quoteEndsSentence(from) && d.endsFull(a) && d.tokens[from].upper && last.kind == comma {
		return false
	}
	return !d.attributedAfter(end) && (last.kind != stop || !d.goesOn(end))
}

// endsFull reports whether the fragment ends with a full stop inside its marks.
func (d *document) endsFull(f int) bool {
	r, _ := utf8.DecodeLastRuneInString(d.frags[f].Of(d.text))
	return r == '.'
}

// attributedAfter reports whether an attribution of its own follows a
// quotation that ends before token i.
func (d *document) attributedAfter(i int) bool {
	for j := i; j < len(d.tokens) && j < i+7; j++ {
		t := &d.tokens[j]
		if t.frag >= 0 || t.kind == stop || t.para != d.tokens[max(0, i-1)].para {
			return false
		}
		if t.kind == word && t.is(cue) {
			return true
		}
	}
	return false
}

// isMixed reports whether the fragment is part of a sentence of the article's
// own: the sentence runs into it.
func (d *document) isMixed(f int) bool {
	from, _ := d.tokensOf(f)
	if from == 0 || d.sentenceStart(from) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(d.frags[f].Of(d.text))
	prev := &d.tokens[from-1]
	return prev.kind == word && !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZÀÉÈÊÇ", r) || prev.kind == word && prev.is(that)
}

// isStatement tells statements from titles, nicknames, terms and scare quotes.
func (d *document) isStatement(f int) bool {
	from, to := d.tokensOf(f)
	words, capitals := 0, 0
	for i := from; i < to; i++ {
		if d.tokens[i].kind == word || d.tokens[i].kind == number {
			words++
			if d.tokens[i].upper {
				capitals++
			}
		}
	}
	if words == 0 || d.naming(from) && words <= 8 || words <= 3 && d.isTerm(f, from) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(d.frags[f].Of(d.text))
	ended := strings.ContainsRune(",.!?…", last) || to < len(d.tokens) && d.tokens[to].kind == comma
	near := d.cueNear(from, to)
	inner := strings.ContainsRune(",.!?…", last)
	title := float64(capitals) / float64(words)
	switch {
	case words <= 2 && title < 0.5 && d.inReported(from):
		return true
	case words == 1:
		return near && ended && (title == 0 || d.attributedAfter(to))
	case words == 2:
		return near && (ended || title < 0.5)
	case words <= 5 && title >= 0.6 && !inner && !d.attributedAfter(to), words <= 9 && title >= 0.7 && !ended:
		return false
	case words <= 4:
		return near || inner && from > 0 && d.tokens[from-1].kind == colon
	case words <= 7:
		return near || ended || d.sentenceStart(from)
	}
	return true
}

// longestTerm bounds a term in scare quotes, in bytes.
const longestTerm = 40

// isTerm reports whether a short fragment behind an article is quoted more than
// once: a term in scare quotes (the “doves”), not what somebody said.
func (d *document) isTerm(f, from int) bool {
	return from > 0 && d.tokens[from-1].is(definite|preposition) && d.repeats[d.frags[f].Of(d.text)] > 1
}

// naming reports whether the words before the fragment give a name: "called",
// "a paper titled", "connu sous le nom de".
func (d *document) naming(from int) bool {
	if from == 0 || d.tokens[from-1].kind != word {
		return false
	}
	switch d.tokens[from-1].low {
	case "called", "labeled", "labelled":
		return from > 1 && (d.tokens[from-2].kind != word || d.tokens[from-2].is(auxiliary))
	}
	for i, n := from-1, 0; i >= 0 && n < 3 && d.tokens[i].kind == word; i, n = i-1, n+1 {
		if givesName(d.tokens[i].low) {
			return true
		}
		if low := d.tokens[i].low; low != "de" && low != "of" && low != "as" && low != "the" && low != "comme" {
			return false
		}
	}
	return false
}

// givesName reports whether a word announces a name, a title or a term.
func givesName(w string) bool {
	switch w {
	case "named", "name", "titled", "title", "entitled", "nicknamed", "so-called", "dubbed", "known", "term", "terms", "principle", "motto", "film", "book", "album",
		"song", "slogan", "hashtag", "newsletter", "baptisé", "baptisée", "intitulé", "intitulée", "intitulés", "titre", "surnommé", "surnommée", "nommé", "nommée",
		"appelé", "appelée", "nom", "pseudonyme", "connu", "connue", "terme", "termes", "principe", "devise", "livre", "série", "chanson":
		return true
	}
	return false
}

// inReported reports whether the quotation before token from stands in a clause
// of reported speech, or behind a verb of calling: its few words are quoted for
// having been said.
func (d *document) inReported(from int) bool {
	for i := from - 1; i >= 0 && i > from-20; i-- {
		t := &d.tokens[i]
		if t.kind == stop || t.para != d.tokens[from].para || t.frag >= 0 {
			return false
		}
		if t.is(calling) || t.is(that) && i > 0 && d.tokens[i-1].is(thatCue) {
			return true
		}
	}
	return false
}

// cueNear reports whether a reporting verb stands in the sentence around the
// quotation, at most 14 tokens away.
func (d *document) cueNear(from, to int) bool {
	for i := from - 1; i >= 0 && i > from-15; i-- {
		t := &d.tokens[i]
		if t.kind == stop || t.para != d.tokens[from].para {
			break
		}
		if t.frag < 0 && t.is(cue|according|messageNoun) {
			return true
		}
	}
	for i := to; i < len(d.tokens) && i < to+14; i++ {
		t := &d.tokens[i]
		if t.kind == stop || t.para != d.tokens[to-1].para {
			break
		}
		if t.frag < 0 && t.is(cue|according) {
			return true
		}
	}
	return false
}

// whole is the statement's span: from the first fragment's words to the last's.
func (d *document) whole(s *statement) data.Span {
	return data.Span{Start: d.frags[s.frags[0]].Start, End: d.frags[s.frags[len(s.frags)-1]].End}
}
