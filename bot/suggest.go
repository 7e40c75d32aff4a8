package bot

import (
	"context"
	"slices"
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
		if o.Focused && o.Name == "alert" {
			list.Choices = r.suggestAlerts(ctx)
			continue
		}
		if typed, _ := o.Value.(string); o.Focused {
			list.Choices = choicesOf(r.names(ctx, o.Name, oneLine(typed)))
		}
	}
	r.first(suggestions, list)
	r.meters.answered("suggestion", "answered", time.Since(r.arrived))
}

// names are the suggestions for an option; those that fail are left out.
func (r *responder) names(ctx context.Context, option, typed string) []string {
	if option == "timezone" {
		return outbox.ZonesLike(typed, maxSuggestions)
	}
	var out []string
	kinds := r.suggested(option)
	for _, what := range kinds {
		names, err := r.Library.Suggest(ctx, SuggestRequest{What: what, Typed: typed, ReaderLang: r.view.lang, Limit: maxSuggestions / len(kinds)})
		if err != nil {
			r.Log.Warn("bot: no suggestions", "error", err)
		}
		out = append(out, names...)
	}
	return out
}

// suggested is what is suggested for an option of the command.
func (r *responder) suggested(option string) []Suggestion {
	if r.it.Data.Name == "trends" && slices.Contains(subjectOptions(), option) {
		return []Suggestion{Speakers, Topics}
	}
	if what, known := map[string]Suggestion{"speaker": Speakers, "first": Speakers, "second": Speakers, "source": Sources, "topic": Topics}[option]; known {
		return []Suggestion{what}
	}
	return nil
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
