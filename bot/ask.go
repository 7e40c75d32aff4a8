package bot

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/index/answer"
)

// question is what somebody asks, and how far they have read.
type question struct {
	text   string
	wasCut bool
	ask    filters
	asker  string // user id
	guild  string // empty in a direct message
	offset int    // rank of the first quote to be shown, from 0
	// private: the answer is for the asker alone. fresh: it was asked just now,
	// and is no other page of an answer.
	// own: the asker typed it, so that it is theirs to have kept.
	private, fresh, own bool
}

// words are what is searched for: the question, and the topic that it goes on
// from.
func (q question) words() string { return strings.TrimSpace(q.text + " " + q.ask.topic) }

// farthest is the last rank, from 0, that a page may begin with.
const farthest = 60

var errBusy = errors.New("too many searches at once")

// slot waits for the turn of a search.
func (b *Bot) slot(ctx context.Context) (leave func(), err error) {
	select {
	case b.slots <- struct{}{}:
		return func() { <-b.slots }, nil
	case <-ctx.Done():
		return nil, errBusy
	}
}

// search asks, waiting for a slot.
func (b *Bot) search(ctx context.Context, q question, reader string) (answer.Answer, error) {
	leave, err := b.slot(ctx)
	if err != nil {
		return answer.Answer{}, err
	}
	defer leave()
	var langs []string
	if q.ask.quoteLang != "" {
		langs = []string{q.ask.quoteLang}
	}
	return b.Asker.Ask(ctx, answer.Request{
		Question: q.words(), Speaker: q.ask.speaker, Source: q.ask.source, Since: q.ask.since, Until: q.ask.until, Kind: q.ask.kind,
		Langs: langs, Limit: min(q.offset, farthest) + pageSize + 1, Now: b.Now(), AskerLang: reader,
	})
}

// answered asks and lays the answer out. pick chooses the reader's language once
// the question's is known.
func (b *Bot) answered(ctx context.Context, q question, reader string, pick func(answer.Answer) view) result {
	if q.text == "" {
		return b.help(ctx, b.view(reader))
	}
	a, err := b.search(ctx, q, reader)
	if err != nil {
		return b.apology(b.view(reader), err)
	}
	v := pick(a)
	if a.Reason == answer.EmptyQuestion {
		return b.help(ctx, v)
	}
	p := page{answer: a, question: q.text, wasCut: q.wasCut, state: b.stateOf(q, v), private: q.private, feedback: b.Memory != nil && q.own, alerts: b.alerts()}
	if q.offset > 0 && q.offset >= len(p.list()) {
		return refusal(v.say("error.expired"))
	}
	if a.Status == answer.NothingFound {
		if p.coverage, err = b.Library.Coverage(ctx); err != nil {
			return b.apology(v, err)
		}
		if q.fresh {
			b.countGap(b.gapOf(b.homeOf(q.guild), a))
		}
	}
	return result{post: v.answer(p), status: string(a.Status)}
}

func (b *Bot) stateOf(q question, v view) state {
	asker, _ := strconv.ParseUint(q.asker, 10, 64)
	return state{verb: verbPage, lang: v.lang, arg: q.offset, asker: asker, sum: checksum(q.text), ask: q.ask}
}

func userID(n uint64) string { return strconv.FormatUint(n, 10) }

// fixed is the view of an interaction, whose language Discord tells.
func (r *responder) fixed(answer.Answer) view { return r.out }

// newQuestion is what the person of an interaction asks just now.
func (r *responder) newQuestion(ask filters) question {
	return question{ask: ask, asker: r.it.who(), guild: r.it.Guild, private: r.it.private(), fresh: true, own: true}
}

func (r *responder) askCommand(private bool) {
	ask, bad := r.filters()
	if bad != nil {
		r.show(*bad)
		return
	}
	d := &r.it.Data
	ask.speaker, ask.kind = d.name("speaker"), oneOf(d.text("kind"), "statement", "takeaways")
	q := r.newQuestion(ask)
	q.private = private
	q.text, q.wasCut = cleanQuestion(d.text("question"))
	r.answer(newMessage, private, func(ctx context.Context) result { return r.answered(ctx, q, r.view.lang, r.fixed) })
}

// filters reads the options that /ask and /latest share.
func (r *responder) filters() (filters, *result) {
	d := &r.it.Data
	f := filters{source: d.name("source"), quoteLang: oneOf(d.text("language"), languages()...)}
	for _, o := range []struct {
		name string
		last bool
		day  *string
	}{{"since", false, &f.since}, {"until", true, &f.until}} {
		typed := d.text(o.name)
		if typed == "" {
			continue
		}
		day, ok := parseDay(typed, r.view.lang, o.last, r.Now())
		if !ok {
			shown, _ := cleanQuestion(typed)
			bad := refusal(r.view.say("error.date", "date", escape(cut(shown, 40))))
			return f, &bad
		}
		*o.day = day
	}
	if f.until != "" && f.since > f.until {
		bad := refusal(r.view.say("error.dates"))
		return f, &bad
	}
	return f, nil
}

// oneOf is s where it is among the values, else empty.
func oneOf(s string, values ...string) string {
	if slices.Contains(values, s) {
		return s
	}
	return ""
}

// asked is the question of the message that a button stands on, and false where
// it cannot be read there any more.
func (r *responder) asked(s state) (question, bool) {
	q := question{text: questionIn(r.it.Message), ask: s.ask, asker: r.it.who(), guild: r.it.Guild, private: r.it.private() || r.it.who() != userID(s.asker)}
	q.own = r.it.who() == userID(s.asker) && r.it.Message.find(judges) != nil // the copy that somebody else got has no such button
	return q, q.text != "" && checksum(q.text) == s.sum && s.arg < farthest+pageSize
}

// judges reports whether a component takes a member's verdict.
func judges(c *component) bool {
	s, err := decodeState(c.CustomID)
	return err == nil && (s.verb == verbBad || s.verb == verbMissing)
}

// chosen asks the question again, about the person chosen.
func (r *responder) chosen(ctx context.Context, s state, q question) result {
	a, err := r.search(ctx, q, s.lang)
	if err != nil {
		return r.apology(r.view, err)
	}
	if s.arg >= len(a.Choices) || choiceLabel(a.Choices[s.arg]) != r.label() {
		return refusal(r.view.say("error.expired"))
	}
	q.ask.speaker = a.Choices[s.arg]
	return r.answered(ctx, q, s.lang, r.fixed)
}

// label is what stands on the button pressed.
func (r *responder) label() string {
	c := r.it.Message.find(func(c *component) bool { return c.CustomID == r.it.Data.CustomID })
	if c == nil {
		return ""
	}
	return c.Label
}

// fullQuote shows all words of the quote at the question's offset.
func (r *responder) fullQuote(ctx context.Context, q question) result {
	a, err := r.search(ctx, q, r.view.lang)
	if err != nil {
		return r.apology(r.view, err)
	}
	list := page{answer: a}.list()
	if q.offset >= len(list) {
		return refusal(r.view.say("error.expired"))
	}
	before, after, err := r.Library.Around(ctx, list[q.offset])
	if err != nil {
		return r.apology(r.view, err)
	}
	return result{post: r.view.full(list[q.offset], before, after, a.Sample), status: "full"}
}

// openRetry opens a form with the question in it.
func (r *responder) openRetry(s state, q question) {
	id, ok := s.encode()
	if !ok {
		r.expired()
		return
	}
	input := discordgo.TextInput{CustomID: "question", Label: r.view.say("retry.question"), Style: discordgo.TextInputParagraph, Value: q.text, Required: true, MaxLength: maxQuestion}
	r.first(openForm, form{CustomID: id, Title: r.view.say("retry.title"), Components: rows(input)})
}

// rows puts each input of a form into a row of its own.
func rows(inputs ...discordgo.MessageComponent) []discordgo.MessageComponent {
	var out []discordgo.MessageComponent
	for _, c := range inputs {
		out = append(out, discordgo.ActionsRow{Components: []discordgo.MessageComponent{c}})
	}
	return out
}

// retried answers the question written into the form.
func (r *responder) retried(s state) func(context.Context) result {
	return func(ctx context.Context) result {
		q := r.newQuestion(s.ask)
		q.ask.topic = "" // the words say what it is about now
		q.text, q.wasCut = cleanQuestion(r.it.Data.field("question"))
		return r.answered(ctx, q, s.lang, r.fixed)
	}
}
