package lexicon

import (
	"slices"
	"strings"

	"verbatim/data/lang"
)

// Complete lists terms of the glossary, in one language ("en" or "fr"), that
// begin with what was typed so far; the shortest first. With nothing typed
// there are none.
func (l *Lexicon) Complete(typed, lng string, limit int) []string {
	typed = strings.TrimSpace(lang.Fold(typed))
	code := slices.Index(codes[:], lng)
	if typed == "" || code < 0 {
		return nil
	}
	var out []string
	for f, groups := range l.memberOf {
		form := &l.forms[f]
		if int(form.lang) == code && strings.HasPrefix(lang.Fold(form.text), typed) && l.inGlossary(groups) {
			out = append(out, form.text)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	out = slices.Compact(out)
	return out[:min(limit, len(out))]
}

func (l *Lexicon) inGlossary(groups []int32) bool {
	return slices.ContainsFunc(groups, func(g int32) bool { return l.groups[g].kind == Glossary })
}
