package quote

import "verbatim/data"

// longestIncise bounds an incise inside French marks, in tokens.
const longestIncise = 10

// cutIncises splits the fragments that hold an incise inside their marks, as
// French does: « L'or, a dit Roe, ne ment pas ».
func (d *document) cutIncises() {
	if !d.fr() {
		return
	}
	var out []fragment
	for _, f := range d.frags {
		from, to := d.tokenAt(f.Start), d.tokenAt(f.End)
		if a, b, ok := d.inciseIn(from, to); ok {
			first, second := f, f
			first.outer.End = d.tokens[a].Start
			first.Span = trim(d.text, data.Span{Start: f.Start, End: first.outer.End})
			second.outer.Start = d.tokens[b].End
			second.Span = trim(d.text, data.Span{Start: second.outer.Start, End: f.End})
			out = append(out, first, second)
			continue
		}
		out = append(out, f)
	}
	d.frags = out
}

// inciseIn finds the two commas around an incise among the tokens [from, to):
// a comma, a reporting verb with its auxiliaries, its subject (a name or an
// inverted pronoun), a comma.
func (d *document) inciseIn(from, to int) (a, b int, ok bool) {
	for a = from + 1; a < to-3; a++ {
		if d.tokens[a].kind != comma {
			continue
		}
		v := a + 1
		for v < to && v < a+5 && d.tokens[v].is(auxiliary) && !d.tokens[v].is(cue) {
			v++
		}
		if v >= to || !d.tokens[v].is(cue) && !d.inverted(v) {
			continue
		}
		subject := false
		for b = v; b < to-1 && b <= a+longestIncise; b++ {
			t := &d.tokens[b]
			if t.kind == comma {
				break
			}
			if t.kind != word {
				subject = false
				break
			}
			subject = subject || b > v && (t.upper || t.is(he|she) && t.low != "lui") || d.inverted(b)
		}
		if subject && b < to-1 && d.tokens[b].kind == comma {
			return a, b, true
		}
	}
	return 0, 0, false
}

// inverted reports whether token i is a pronoun joined to the verb before it:
// "dit-il", "a-t-elle".
func (d *document) inverted(i int) bool {
	return i > 0 && d.tokens[i].is(he|she) && d.text[d.tokens[i].Start-1] == '-'
}
