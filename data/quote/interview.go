package quote

import (
	"strings"
	"unicode/utf8"

	"verbatim/data"
)

// turn is a paragraph of an interview: "Label: words".
type turn struct {
	label    string
	from, to int // tokens of the label
	words    data.Span
	asks     bool
}

// longestLabel bounds a label, in tokens.
const longestLabel = 5

// interview finds the answers of an interview printed as questions and answers:
// paragraphs that open with a label and a colon, where those of one label ask
// and the next paragraph's label answers.
func (d *document) interview() []data.Quote {
	turns := d.turns()
	asker := map[string]bool{}
	for _, t := range turns {
		if t.asks {
			asker[t.label] = true
		}
	}
	if len(turns) < 2 || len(asker) == 0 {
		return nil
	}
	var out []data.Quote
	for i, t := range turns {
		if i == 0 || asker[t.label] || !asker[turns[i-1].label] {
			continue
		}
		q := data.Quote{Span: t.words, Kind: data.Direct, Lang: d.lang}
		who := d.labelled(&t)
		if words, m := d.saidIn(&t); m != nil {
			q.Span, who = words, d.resolve(m, t.to)
		}
		if who.name != "" {
			q.Speaker, q.Named, q.Mention, q.Basis, q.Confidence = who.name, who.named, who.mention, who.basis, who.confidence
		}
		out = append(out, q)
	}
	return out
}

// saidIn finds an attribution of its own inside an answer, "A: It will, said Roe,
// laughing": the words before it, and the name. The name is nil where there is
// none.
func (d *document) saidIn(t *turn) (data.Span, *mention) {
	for i := t.to + 1; i+2 < len(d.tokens) && d.tokens[i].para == d.tokens[t.from].para; i++ {
		if d.tokens[i].kind != comma || d.tokens[i].frag >= 0 || !d.tokens[i+1].is(cue) {
			continue
		}
		k := d.mentionBefore(i + 2)
		if k < len(d.found) && d.found[k].first == i+2 && d.found[k].kind == byName {
			return trim(d.text, data.Span{Start: t.words.Start, End: d.tokens[i].Start}), &d.found[k]
		}
	}
	return data.Span{}, nil
}

// turns are the labelled paragraphs, in order.
func (d *document) turns() []turn {
	var out []turn
	for i := range d.paras {
		from := d.tokenAt(d.paras[i].Start)
		if t, ok := d.turn(from, i); ok {
			out = append(out, t)
		}
	}
	return out
}

func (d *document) turn(from, para int) (turn, bool) {
	i := from
	for ; i < len(d.tokens) && i-from <= longestLabel && d.tokens[i].para == int32(para); i++ {
		t := &d.tokens[i]
		if t.kind == colon {
			break
		}
		dot := t.kind == stop && i > from && d.tokens[i-1].Len() == 1
		if t.frag >= 0 || t.kind != word && !dot || t.kind == word && !t.upper && t.name&particle == 0 {
			return turn{}, false
		}
	}
	if i == from || i >= len(d.tokens) || d.tokens[i].kind != colon || d.tokens[i].para != int32(para) {
		return turn{}, false
	}
	words := trim(d.text, data.Span{Start: d.tokens[i].End, End: d.paras[para].End})
	if strings.Count(words.Of(d.text), " ") < 1 {
		return turn{}, false
	}
	last, _ := utf8.DecodeLastRuneInString(words.Of(d.text))
	label := d.text[d.tokens[from].Start:d.tokens[i-1].End]
	return turn{label: label, from: from, to: i, words: words, asks: last == '?'}, true
}

// labelled resolves a label: a name, or the initials of a person of the article.
func (d *document) labelled(t *turn) speaker {
	k := d.mentionBefore(t.from)
	if k < len(d.found) && d.found[k].first == t.from && d.found[k].kind == byName && d.found[k].last-d.found[k].first > 1 {
		if e := &d.cast.members[d.found[k].entity]; len(e.parts) > 1 && len(strings.TrimRight(e.parts[0], ".")) > 1 {
			who := d.resolve(&d.found[k], t.from)
			return who
		}
	}
	mention := data.Span{Start: d.tokens[t.from].Start, End: d.tokens[t.to-1].End}
	initials := strings.Map(func(r rune) rune {
		if strings.ContainsRune(". -", r) {
			return -1
		}
		return r
	}, strings.ToLower(t.label))
	found := -1
	for i := range d.cast.members {
		m := &d.cast.members[i]
		if initialsOf(m.parts) != initials || m.kind == organisation || len(m.parts) < 2 || utf8.RuneCountInString(strings.TrimRight(m.parts[0], ".")) < 2 {
			continue
		}
		if found >= 0 {
			return speaker{entity: -1, at: -1}
		}
		found = i
	}
	who := speaker{entity: -1, at: -1, mention: mention}
	if found >= 0 {
		who.set(d, found, data.ByName, sureName)
	} else if k < len(d.found) && d.found[k].first == t.from && d.found[k].kind == byName {
		who = d.resolve(&d.found[k], t.from)
	}
	return who
}

func initialsOf(parts []string) string {
	out := make([]byte, 0, 4)
	for _, p := range parts {
		if p != "" {
			out = append(out, p[0])
		}
	}
	return string(out)
}
