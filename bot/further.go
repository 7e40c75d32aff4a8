package bot

import (
	"cmp"
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/index/answer"
)

// openFurther opens the form for a question that goes on from the one answered.
func (r *responder) openFurther(s state) {
	id, ok := s.encode()
	if !ok {
		r.expired()
		return
	}
	v := r.view
	input := discordgo.TextInput{CustomID: "question", Label: v.say("retry.question"), Style: discordgo.TextInputParagraph, Placeholder: v.say("further.hint"), Required: true, MaxLength: maxQuestion}
	r.first(openForm, form{CustomID: id, Title: v.say("further.title"), Components: rows(input)})
}

// goesOn completes a question with what the one before it was about: the
// speaker, the topic or the period that it does not name itself. "and Vitalik?"
// keeps the topic, "and on mining?" keeps the speaker.
func (b *Bot) goesOn(ctx context.Context, q, before question, reader string) question {
	was, err := b.search(ctx, before, reader)
	if err != nil {
		return q
	}
	is, err := b.search(ctx, q, reader)
	if err != nil {
		return q
	}
	return completed(q, is.Understood, was.Understood, before.ask)
}

// completed is a question with what it lacks taken from the one before.
func completed(q question, is, was answer.Understood, asked filters) question {
	if len(is.Speakers) == 0 && q.ask.speaker == "" && len(was.Speakers) > 0 {
		q.ask.speaker = was.Speakers[0]
	}
	if len(is.Topic) == 0 && len(was.Topic) > 0 {
		q.ask.topic = strings.Join(was.Topic, " ")
	}
	if is.Since == "" && is.Until == "" {
		q.ask.since, q.ask.until = cmp.Or(q.ask.since, was.Since), cmp.Or(q.ask.until, was.Until)
	}
	q.ask.source, q.ask.quoteLang = cmp.Or(q.ask.source, asked.source), cmp.Or(q.ask.quoteLang, asked.quoteLang)
	return q
}

// further answers the question of the form.
func (r *responder) further(s state) func(context.Context) result {
	return func(ctx context.Context) result {
		q := r.newQuestion(filters{})
		q.text, q.wasCut = cleanQuestion(r.it.Data.field("question"))
		before, ok := r.asked(s)
		if ok {
			q = r.goesOn(ctx, q, before, s.lang)
		}
		return r.answered(ctx, q, s.lang, r.fixed)
	}
}

// askedIn reads the question out of one of the bot's own messages, with the
// filters that its buttons carry.
func askedIn(m *component) (question, bool) {
	q, known := question{text: questionIn(m)}, false
	m.find(func(c *component) bool {
		s, err := decodeState(c.CustomID)
		switch {
		case err != nil:
			return false
		case s.verb == verbQuotes, s.verb == verbHistory:
			q.text, known = cmp.Or(s.ask.topic, s.ask.speaker), true
		default:
			known = s.sum == checksum(q.text)
		}
		q.ask = s.ask
		return true
	})
	return q, known && q.text != ""
}
