package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/data"
	"verbatim/index/answer"
)

// listSize is how many statements of one person one message shows, and pairSize
// how many of each of two people.
const (
	listSize = 4
	pairSize = 3
	listRoom = 420 // characters of one statement
)

// lastListed is the last rank, from 0, that a page of statements may begin with:
// what two digits of a button's state hold.
const lastListed = 36*36 - 1

// statementFilters reads the options of the commands about people.
func (r *responder) statementFilters() (filters, bool) {
	ask, bad := r.filters()
	if bad != nil {
		r.show(*bad)
		return ask, false
	}
	d := &r.it.Data
	ask.speaker, ask.kind = d.name("speaker"), oneOf(d.text("kind"), statementKinds()...)
	ask.topic, _ = cleanQuestion(d.text("topic"))
	return ask, true
}

// statementKinds are the kinds that a reader can choose among.
func statementKinds() []string {
	return []string{string(data.Direct), string(data.Posted), string(data.Reported)}
}

// quotesCommand lists what somebody said, the newest first.
func (r *responder) quotesCommand(private bool) { r.list(verbQuotes, private) }

// timelineCommand lists what somebody said on a topic, the oldest first.
func (r *responder) timelineCommand(private bool) { r.list(verbHistory, private) }

func (r *responder) list(verb byte, private bool) {
	ask, ok := r.statementFilters()
	if !ok {
		return
	}
	if ask.speaker == "" { // Discord requires it; this was forged
		r.refuse(r.view.say("error.unknown"))
		return
	}
	s := r.stateOf(question{ask: ask, asker: r.it.who()}, r.out)
	s.verb = verb
	r.answer(newMessage, private, func(ctx context.Context) result { return r.statements(ctx, s, private) })
}

func (r *responder) turnStatements(s state) {
	if s.arg > lastListed {
		r.expired()
		return
	}
	private := r.it.private()
	if verb, share := map[byte]byte{verbShareQuotes: verbQuotes, verbShareHistory: verbHistory}[s.verb]; share {
		s.verb = verb
		if r.mayAsk() {
			r.answer(newMessage, false, func(ctx context.Context) result { return r.statements(ctx, s, false) })
		}
		return
	}
	r.turn(s, func(ctx context.Context) result {
		if who := r.it.who(); who != userID(s.asker) {
			verb := s.verb
			s = r.stateOf(question{ask: s.ask, asker: who, offset: s.arg}, r.out)
			s.verb, private = verb, true
		}
		return r.statements(ctx, s, private)
	})
}

// statements shows a page of what somebody said.
func (r *responder) statements(ctx context.Context, s state, private bool) result {
	list, err := r.said(ctx, s.ask, s.verb == verbHistory, listSize, s.arg)
	if err != nil {
		return r.apology(r.view, err)
	}
	p := people{lists: []answer.Statements{list}, state: s, private: private}
	if list.Status != answer.Answered {
		return r.nobody(ctx, p, 0)
	}
	return result{post: r.out.statements(p), status: string(list.Status)}
}

// said asks for what somebody said, waiting for a slot.
func (r *responder) said(ctx context.Context, ask filters, oldestFirst bool, limit, offset int) (answer.Statements, error) {
	leave, err := r.slot(ctx)
	if err != nil {
		return answer.Statements{}, err
	}
	defer leave()
	return r.Library.Statements(ctx, answer.StatementsRequest{
		Speaker: ask.speaker, Topic: ask.topic, Source: ask.source, Since: ask.since, Until: ask.until, Kind: data.Kind(ask.kind),
		OldestFirst: oldestFirst, Limit: limit, Offset: offset, AskerLang: r.view.lang, Now: r.Now(),
	})
}

// people is what one or two people said.
type people struct {
	lists   []answer.Statements
	state   state
	private bool
}

// nobody says why there is nothing to show of the person at place i.
func (r *responder) nobody(ctx context.Context, p people, i int) result {
	list, v := p.lists[i], r.out
	b := newBox(colours()[list.Status])
	b.add("### "+escape(cut(list.Speaker, 100))+v.aboutTopic(p.state.ask.topic), "", "")
	if list.Reason == answer.SeveralPeople {
		b.add("**"+v.say("who.title")+"**\n"+v.whyNothing(list), "", "")
		return result{post: b.post(), status: string(list.Status)}
	}
	b.add("**"+v.say("none.title")+"**\n"+v.whyNothing(list), "", "")
	c, err := r.Library.Coverage(ctx)
	if err != nil {
		return r.apology(r.view, err)
	}
	b.add(small(v.searched(c)), "", "")
	if s := p.state; list.Reason == answer.SpeakerSilent {
		s.ask.topic, s.arg, s.verb = "", 0, verbQuotes
		b.buttons(appendButton(nil, button(v.say("quotes.any_topic"), s))...)
	}
	return result{post: b.post(), status: string(list.Status)}
}

// statements lays a page of one person's statements out.
func (v view) statements(p people) post {
	list, s := p.lists[0], p.state
	b := newBox(green)
	if list.Sample {
		b.footer(v.sampleNote())
	}
	title := v.say("quotes.title", "speaker", escape(cut(list.Speaker, 100)))
	order := "quotes.newest_first"
	if s.verb == verbHistory {
		title, order = v.say("timeline.title", "speaker", escape(cut(list.Speaker, 100))), "quotes.oldest_first"
	}
	b.add("### "+title+v.aboutTopic(s.ask.topic)+"\n"+small(v.extent(list, s.ask)+" · "+v.say(order)), "", "")
	shown := v.dated(b, list.List, listSize)
	if s.verb == verbHistory {
		b.add(small(v.say("timeline.no_verdict")), "", "")
	}
	next := s.arg + shown
	v.pageButtons(b, s, s.verb, next, (list.More || shown < len(list.List)) && next <= lastListed, listSize)
	if p.private {
		share := s
		share.verb = map[byte]byte{verbQuotes: verbShareQuotes, verbHistory: verbShareHistory}[s.verb]
		b.buttons(appendButton(nil, button(v.say("share.button"), share))...)
	}
	return b.post()
}

// aboutTopic adds the topic to a title.
func (v view) aboutTopic(topic string) string {
	if topic == "" {
		return ""
	}
	return " · " + escape(cut(topic, 80))
}

// extent says how many statements there are, and how they were narrowed.
func (v view) extent(list answer.Statements, ask filters) string {
	facts := []string{v.count("statements", list.Total)}
	if list.Undated > 0 {
		facts = append(facts, v.count("undated", list.Undated))
	}
	facts = append(facts, v.count("sources", list.Sources), v.period(ask.since, ask.until))
	if ask.kind != "" {
		facts = append(facts, v.say("kind."+ask.kind))
	}
	if ask.source != "" {
		facts = append(facts, escape(ask.source))
	}
	return strings.Join(slices.DeleteFunc(facts, func(f string) bool { return f == "" }), " · ")
}

// dated shows statements under their dates, as many as fit, and returns how many
// they are.
func (v view) dated(b *box, list []answer.Citation, most int) (shown int) {
	for _, c := range list[:min(len(list), most)] {
		words, _ := v.words(c, listRoom, listRoom)
		label, address := v.link(c)
		if !b.add(v.when(c)+"\n"+blockquote(words)+"\n"+small(v.provenance(c)), label, address) {
			break
		}
		shown++
	}
	return shown
}

// when is the line above a statement: its date, what kind of date it is, and
// what kind of statement.
func (v view) when(c answer.Citation) string {
	day := v.say("quotes.undated")
	switch {
	case c.SaidOn != "":
		day = v.date(c.SaidOn)
	case c.Published != "":
		day = v.say("quotes.printed", "date", v.date(c.Published))
	}
	return "**" + day + "** · " + v.say("kind."+string(c.Kind))
}

// compareCommand puts what two people said on one topic side by side.
func (r *responder) compareCommand(private bool) {
	ask, ok := r.statementFilters()
	if !ok {
		return
	}
	names := []string{r.it.Data.name("first"), r.it.Data.name("second")}
	if slices.Contains(names, "") {
		r.refuse(r.view.say("error.unknown"))
		return
	}
	r.answer(newMessage, private, func(ctx context.Context) result { return r.compare(ctx, ask, names) })
}

func (r *responder) compare(ctx context.Context, ask filters, names []string) result {
	p := people{state: r.stateOf(question{ask: ask, asker: r.it.who()}, r.out)}
	missing := 0
	for _, name := range names {
		ask.speaker = name
		list, err := r.said(ctx, ask, false, pairSize, 0)
		if err != nil {
			return r.apology(r.view, err)
		}
		p.lists = append(p.lists, list)
		if list.Status != answer.Answered {
			missing++
		}
	}
	switch {
	case missing == 0 && p.lists[0].Speaker == p.lists[1].Speaker:
		return refusal(r.view.say("compare.same", "speaker", escape(cut(p.lists[0].Speaker, 100))))
	case missing == len(p.lists) && p.lists[0].Speaker == p.lists[1].Speaker:
		return r.nobody(ctx, p, 0)
	}
	return result{post: r.out.compared(p), status: "answered"}
}

// whyNothing says why there is nothing of somebody.
func (v view) whyNothing(list answer.Statements) string {
	who := "**" + escape(cut(list.Speaker, 100)) + "**"
	switch list.Reason {
	case answer.SeveralPeople:
		return v.say("who.several_people") + "\n" + v.names(list.Choices)
	case answer.SpeakerUnknown:
		return v.say("none.speaker_unknown.named", "who", who)
	case answer.SpeakerSilent:
		return v.say("none.speaker_silent_on_topic", "who", who)
	case answer.OutsideDates:
		return v.say("none.outside_dates")
	}
	return v.say("none.no_match")
}

// compared lays two people's statements out, one person after the other, since
// Discord has no columns, each with a button to the rest.
func (v view) compared(p people) post {
	b := newBox(green)
	a, z := p.lists[0], p.lists[1]
	if a.Sample {
		b.footer(v.sampleNote())
	}
	b.add("### "+v.say("compare.title", "first", escape(cut(a.Speaker, 80)), "second", escape(cut(z.Speaker, 80)))+v.aboutTopic(p.state.ask.topic), "", "")
	var more []discordgo.MessageComponent
	for i, list := range p.lists {
		if i > 0 {
			b.line()
		}
		name := escape(cut(list.Speaker, 80))
		if list.Status != answer.Answered {
			b.add("**"+name+"**\n"+v.whyNothing(list), "", "")
			continue
		}
		b.add("**"+name+"** · "+v.count("statements", list.Total), "", "")
		if shown := v.dated(b, list.List, pairSize); shown < list.Total {
			s := p.state
			s.verb, s.arg, s.ask.speaker = verbQuotes, 0, list.Speaker
			more = appendButton(more, button(v.say("compare.more", "speaker", list.Speaker), s))
		}
	}
	b.add(small(v.say("timeline.no_verdict")), "", "")
	b.buttons(more...)
	return b.post()
}
