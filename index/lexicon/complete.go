package lexicon

import (
	"cmp"
	"slices"
	"strings"

	"verbatim/data/lang"
)

// Complete lists terms of the glossary that begin with what was typed so far:
// those of the reader's language ("en" or "fr") first, then those of the other;
// the shortest first. With nothing typed they are the first of the glossary, in
// the reader's language, which is where its authors put the most usual.
func (l *Lexicon) Complete(typed, lng string, limit int) []string {
	typed = strings.TrimSpace(lang.Fold(typed))
	code := slices.Index(codes[:], lng)
	if code < 0 {
		return nil
	}
	if typed == "" {
		return l.leading(uint8(code), limit)
	}
	var out []string
	for _, c := range []int{code, langs - 1 - code} {
		for _, term := range l.beginning(typed, uint8(c)) {
			if !slices.Contains(out, term) && len(out) < limit {
				out = append(out, term)
			}
		}
	}
	return out
}

// leading are the first forms, in a language, of the first groups of the glossary.
func (l *Lexicon) leading(code uint8, limit int) []string {
	var out []string
	for _, g := range l.groups {
		if g.kind != Glossary || len(out) == limit {
			break
		}
		for _, f := range l.members[g.start:g.end] {
			if l.forms[f].lang == code {
				out = append(out, l.forms[f].text)
				break
			}
		}
	}
	return slices.Compact(out)
}

// beginning are the glossary's terms of a language that begin with the folded
// letters, the shortest first.
func (l *Lexicon) beginning(typed string, code uint8) []string {
	var out []string
	for f, groups := range l.memberOf {
		form := &l.forms[f]
		if form.lang == code && strings.HasPrefix(lang.Fold(form.text), typed) && l.inGlossary(groups) {
			out = append(out, form.text)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(len(a)-len(b), strings.Compare(a, b))
	})
	return slices.Compact(out)
}

func (l *Lexicon) inGlossary(groups []int32) bool {
	return slices.ContainsFunc(groups, func(g int32) bool { return l.groups[g].kind == Glossary })
}
