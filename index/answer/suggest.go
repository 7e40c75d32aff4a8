package answer

import (
	"cmp"
	"slices"
	"strings"

	"verbatim/data/lang"
	"verbatim/index/query"
)

// suggestion is a speaker's name and what it is found by.
type suggestion struct {
	name, folded string
	sources      int
}

// suggestions sorts the speakers by how often they are quoted.
func suggestions(known []query.Known) []suggestion {
	out := make([]suggestion, len(known))
	for i, k := range known {
		out[i] = suggestion{k.Name, lang.Fold(k.Name), k.Sources}
	}
	slices.SortFunc(out, func(a, b suggestion) int {
		return cmp.Or(cmp.Compare(b.sources, a.sources), cmp.Compare(a.name, b.name))
	})
	return out
}

// SpeakersLike lists speakers for what was typed so far, the most quoted
// first: those with a word that begins with it, then those that hold it
// elsewhere.
func (e *Engine) SpeakersLike(typed string, limit int) []string {
	typed = strings.TrimSpace(lang.Fold(typed))
	var begin, hold []string
	for _, s := range *e.speakers.Load() {
		switch {
		case strings.HasPrefix(s.folded, typed) || strings.Contains(s.folded, " "+typed):
			begin = append(begin, s.name)
		case strings.Contains(s.folded, typed):
			hold = append(hold, s.name)
		}
		if len(begin) == limit {
			break
		}
	}
	all := append(begin, hold...)
	return all[:min(limit, len(all))]
}
