package bot

import (
	"context"
	"time"

	"verbatim/bot/outbox"
)

// maxSuggestions and maxOption are Discord's limits; a name that is longer than
// an option may be is not suggested.
const (
	maxSuggestions = 25
	maxOption      = 60 // characters, set by us in the command table
)

// suggest offers names while an option is typed. Discord takes no "thinking"
// here: in time or not at all.
func (r *responder) suggest() {
	ctx, cancel := context.WithTimeout(r.work, suggestWithin)
	defer cancel()
	list := choices{Choices: []choice{}}
	for _, o := range r.it.Data.options() {
		what, known := map[string]Suggestion{"speaker": Speakers, "first": Speakers, "second": Speakers, "source": Sources, "topic": Topics}[o.Name]
		typed, _ := o.Value.(string)
		if o.Focused && o.Name == "timezone" {
			list.Choices = choicesOf(outbox.ZonesLike(oneLine(typed), maxSuggestions))
		}
		if !o.Focused || !known {
			continue
		}
		names, err := r.Library.Suggest(ctx, SuggestRequest{What: what, Typed: oneLine(typed), ReaderLang: r.view.lang, Limit: maxSuggestions})
		if err != nil {
			r.Log.Warn("bot: no suggestions", "error", err)
		}
		list.Choices = choicesOf(names)
	}
	r.first(suggestions, list)
	r.meters.answered("suggestion", "answered", time.Since(r.arrived))
}

// choicesOf leaves out what Discord would refuse, and with it the whole list.
func choicesOf(names []string) []choice {
	out, seen := []choice{}, map[string]bool{}
	for _, n := range names {
		n = oneLine(n)
		if n == "" || width(n) > maxOption || seen[n] || len(out) == maxSuggestions {
			continue
		}
		seen[n] = true
		out = append(out, choice{Name: n, Value: n})
	}
	return out
}
