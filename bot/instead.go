package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/index/answer"
)

// alternative is what a member may look at where nothing answers: somebody's
// statements, on the topic asked about or on any.
type alternative struct{ speaker, topic string }

// alternatives are taken from what was understood and from the nearest
// citations: who said something on the topic, and the speaker asked about on
// anything.
func alternatives(a answer.Answer) []alternative {
	topic := strings.Join(a.Understood.Topic, " ")
	var out []alternative
	add := func(x alternative) {
		if x.speaker != "" && !slices.Contains(out, x) && len(out) < maxOptions {
			out = append(out, x)
		}
	}
	for _, c := range a.Nearest {
		if topic != "" {
			add(alternative{c.Speaker, topic})
		}
	}
	if a.Reason != answer.SpeakerUnknown {
		for _, who := range a.Understood.Speakers {
			add(alternative{who, ""})
		}
	}
	return out
}

// alternativeOptions are the alternatives as a menu. The value says which it is,
// by its place and its words, so that it is not mistaken for another after the
// index changed.
func (v view) alternativeOptions(a answer.Answer) []discordgo.SelectMenuOption {
	var out []discordgo.SelectMenuOption
	for _, x := range alternatives(a) {
		label := v.say("instead.anything", "speaker", x.speaker)
		if x.topic != "" {
			label = v.say("instead.topic", "speaker", x.speaker, "topic", x.topic)
		}
		out = append(out, discordgo.SelectMenuOption{Label: cut(oneLine(label), 100), Value: cut(x.speaker+"|"+x.topic, 100)})
	}
	return out
}

// instead shows the alternative that was chosen under a question.
func (r *responder) instead(ctx context.Context, q question) result {
	a, err := r.search(ctx, q, r.view.lang)
	if err != nil {
		return r.apology(r.view, err)
	}
	for _, x := range alternatives(a) {
		if cut(x.speaker+"|"+x.topic, 100) != r.it.Data.picked() {
			continue
		}
		s := r.stateOf(question{ask: filters{speaker: x.speaker, topic: x.topic}, asker: q.asker}, r.out)
		s.verb = verbQuotes
		return r.statements(ctx, s, q.private)
	}
	return refusal(r.view.say("error.expired"))
}
