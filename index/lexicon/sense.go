package lexicon

import (
	"cmp"
	"slices"
)

// Sense is the ways to say a concept in the sense that its words have first: the
// forms of one group of the lexicon, whichever of them was asked for, so that a
// concept has the same sense in both languages. A concept that the lexicon does
// not know is its own words.
func (l *Lexicon) Sense(c Concept) []Alt {
	g, known := l.principal(c.forms)
	if !known {
		var own alternatives
		for _, a := range c.Alts {
			if a.Kind == Own {
				own.add(a)
			}
		}
		return own.alts
	}
	var out alternatives
	for _, f := range l.members[l.groups[g].start:l.groups[g].end] {
		for _, a := range formAlts(l.forms[f]) {
			a.Weight, a.Kind = weights[l.groups[g].kind], l.groups[g].kind
			out.add(a)
		}
	}
	return out.alts
}

// principal is the group in which a form stands first: the best kind, then the
// nearest to the beginning of its language's list, then the first of the files.
func (l *Lexicon) principal(forms []int32) (best int32, known bool) {
	type place struct {
		group int32
		rank  int
	}
	var places []place
	for _, g := range l.groupsOf(forms) {
		rank, count := langs*len(l.forms), [langs]int{}
		for _, f := range l.members[l.groups[g].start:l.groups[g].end] {
			if slices.Contains(forms, f) {
				rank = min(rank, count[l.forms[f].lang])
			}
			count[l.forms[f].lang]++
		}
		places = append(places, place{g, rank})
	}
	if len(places) == 0 {
		return 0, false
	}
	first := slices.MinFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(l.groups[a.group].kind, l.groups[b.group].kind), cmp.Compare(a.rank, b.rank), cmp.Compare(a.group, b.group))
	})
	return first.group, true
}
