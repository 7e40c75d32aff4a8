package quote

import "verbatim/data"

// Bounds of an incise inside French marks and of an apposition in it, in tokens.
const (
	longestIncise     = 10
	longestApposition = 20
)

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
			if b = d.pastApposition(b, to); b < to-1 {
				return a, b, true
			}
		}
	}
	return 0, 0, false
}

// pastApposition moves from the comma b behind a name past an apposition: ",
// directeur adjoint de l'institut," up to the sign that ends it.
func (d *document) pastApposition(b, to int) int {
	noun := b + 1
	if noun < to && d.tokens[noun].is(determiner) {
		noun++
	}
	if noun >= to || !d.tokens[noun].is(personNoun) {
		return b
	}
	for i := noun; i < to && i < noun+longestApposition; i++ {
		if k := d.tokens[i].kind; k == comma || k == stop {
			return i
		}
	}
	return to
}

// inverted reports whether token i is a pronoun joined to the verb before it:
// "dit-il", "a-t-elle".
func (d *document) inverted(i int) bool {
	return i > 0 && d.tokens[i].is(he|she) && d.text[d.tokens[i].Start-1] == '-'
}
