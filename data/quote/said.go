package quote

import (
	"time"

	"verbatim/data/lang"
)

// nearVerb bounds how far from the reporting verb a date stands that tells
// when it was said, in tokens.
const nearVerb = 7

// saidOn is when the words [from, to) of the sentence [first, last) were said,
// as precise as the sentence tells outside them; empty where it does not. A
// date counts beside the reporting verb only, and not after the article's own.
func (d *document) saidOn(first, last, from, to int) string {
	said := ""
	for _, part := range [2][2]int{{first, min(from, last)}, {max(to, first), last}} {
		if part[0] >= part[1] {
			continue
		}
		s, clash := d.dateIn(part[0], part[1])
		if clash || s != "" && said != "" && s != said {
			return ""
		}
		if s != "" {
			said = s
		}
	}
	return said
}

// dateIn is the one date beside a reporting verb among the tokens [a, b).
func (d *document) dateIn(a, b int) (said string, clash bool) {
	start := d.tokens[a].Start
	piece := d.text[start:d.tokens[b-1].End]
	for _, w := range lang.Dates(piece, d.lang, d.ref()) {
		at := d.tokenAt(start + w.Span.Start)
		if w.Said == "" || at > 0 && ofNoun(d.tokens[at-1].low) || d.day != "" && w.Since > d.day || !d.besideVerb(a, b, at) {
			continue
		}
		if said != "" && said != w.Said {
			return "", true
		}
		said = w.Said
	}
	return said, false
}

// ofNoun reports whether a date behind the word belongs to a noun: "the meeting
// of 3 May".
func ofNoun(w string) bool {
	switch w {
	case "of", "de", "du", "des", "d'", "until", "since", "before", "after", "depuis", "avant", "après", "jusqu'au", "for", "pour", "by":
		return true
	}
	return false
}

// besideVerb reports whether a reporting verb, a noun for a message or an
// attribution stands near token i, within [a, b).
func (d *document) besideVerb(a, b, i int) bool {
	for k := max(a, i-nearVerb); k < min(b, i+nearVerb); k++ {
		if t := &d.tokens[k]; t.frag < 0 && t.is(cue|according|messageNoun) {
			return true
		}
	}
	return false
}

// ref is the day that relative dates count from.
func (d *document) ref() time.Time {
	t, err := time.Parse(time.DateOnly, d.day)
	if err != nil {
		return time.Time{}
	}
	return t
}

// sentenceAround is the stretch of tokens around the quotation [from, to) up to
// the ends of the article's own sentence.
func (d *document) sentenceAround(from, to int) (first, last int) {
	para := d.tokens[from].para
	for first = from; first > 0 && d.tokens[first-1].para == para && d.tokens[first-1].kind != stop && d.tokens[first-1].frag < 0; {
		first--
	}
	for last = to; last < len(d.tokens) && d.tokens[last].para == d.tokens[max(0, to-1)].para && d.tokens[last].kind != stop && d.tokens[last].frag < 0; {
		last++
	}
	return first, last
}
