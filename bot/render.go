package bot

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/index/answer"
)

// pageSize is how many quotes one message shows: more are hard to read on a
// phone.
const pageSize = 3

// view renders for one reader.
type view struct{ texts }

// page is one page of an answer.
type page struct {
	answer   answer.Answer
	question string // as asked
	wasCut   bool   // it is only the first part of what was written
	state    state  // of the buttons; arg is the rank of the first quote, from 0
	coverage Coverage
	private  bool // the asker alone sees it
	feedback bool // what readers think of it is kept
	alerts   bool // one can be told of it later
}

// list is what there is to be shown: the answer, or what comes nearest.
func (p page) list() []answer.Citation {
	if p.answer.Status == answer.Answered {
		return p.answer.Citations
	}
	return p.answer.Nearest
}

// answer lays a page out.
func (v view) answer(p page) post {
	b := newBox(colours()[p.answer.Status])
	if p.answer.Sample {
		b.footer(v.sampleNote())
	}
	b.add(v.heading(p), "", "")
	if p.answer.Status == answer.AmbiguousSpeaker {
		v.whoIsMeant(b, p)
	} else {
		v.verdict(b, p)
		v.quotes(b, p)
	}
	return b.post()
}

func colours() map[answer.Status]int {
	return map[answer.Status]int{answer.Answered: green, answer.Unsure: orange, answer.NothingFound: grey, answer.AmbiguousSpeaker: blue}
}

// sampleNote says that the sample answered.
func (v view) sampleNote() string {
	return small(v.say("sample", "add", v.slash("index", "index.add")))
}

// slash is a command as the reader's Discord shows it; keys are those of its
// name and of its subcommand's.
func (v view) slash(keys ...string) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = v.say(k + ".name")
	}
	return "`/" + strings.Join(names, " ") + "`"
}

func small(s string) string { return "-# " + strings.ReplaceAll(s, "\n", "\n-# ") }

// heading shows the question, where buttons find it again (see questionIn),
// and what was understood.
func (v view) heading(p page) string {
	s := "### " + escape(p.question)
	if u := v.understood(p.answer.Understood, p.state.ask); u != "" {
		s += "\n" + small(v.say("answer.understood", "what", u))
	}
	if p.answer.Understood.Unread != "" {
		s += "\n" + small(v.say("answer.first_only"))
	}
	if p.wasCut {
		s += "\n" + small(v.say("cut", "n", v.number(maxQuestion)))
	}
	return s
}

// questionIn reads the question out of a message that heading wrote.
func questionIn(m *component) string {
	heading := m.find(func(c *component) bool { return strings.HasPrefix(c.Content, "### ") })
	if heading == nil {
		return ""
	}
	line, _, _ := strings.Cut(strings.TrimPrefix(heading.Content, "### "), "\n")
	return unescape(line)
}

func (v view) understood(u answer.Understood, ask filters) string {
	parts := append(slices.Clone(u.Speakers), u.Topic...)
	if when := v.period(u.Since, u.Until); when != "" {
		parts = append(parts, when)
	}
	for _, f := range []string{ask.kind, ask.quoteLang} {
		if f != "" {
			parts = append(parts, v.say("choice."+f))
		}
	}
	if ask.source != "" {
		parts = append(parts, ask.source)
	}
	return escape(oneLine(cut(strings.Join(parts, " · "), 200)))
}

func (v view) period(since, until string) string {
	switch {
	case since == "" && until == "":
		return ""
	case until == "":
		return v.say("answer.since", "date", v.date(since))
	case since == "":
		return v.say("answer.until", "date", v.date(until))
	case since == until:
		return v.say("answer.on", "date", v.date(since))
	}
	return v.say("answer.between", "since", v.date(since), "until", v.date(until))
}

// verdict says why there is no answer, where there is none.
func (v view) verdict(b *box, p page) {
	var s string
	switch p.answer.Status {
	case answer.Answered:
		return
	case answer.Unsure:
		s = "**" + v.say("unsure.title") + "**\n" + v.say("unsure.weak_match")
	default:
		s = "**" + v.say("none.title") + "**\n" + v.reason(p) + "\n" + small(v.searched(p.coverage))
	}
	if len(p.answer.Nearest) > 0 && p.answer.Status == answer.NothingFound {
		s += "\n**" + v.say("none.nearest") + "**"
	}
	b.add(s, "", "")
}

func (v view) reason(p page) string {
	who := strings.Join(p.answer.Understood.Speakers, ", ")
	switch r := p.answer.Reason; r {
	case answer.SpeakerUnknown:
		if who == "" {
			return v.say("none.speaker_unknown")
		}
		return v.say("none.speaker_unknown.named", "who", "**"+escape(cut(who, 100))+"**")
	case answer.SpeakerSilent:
		return v.say("none.speaker_silent_on_topic", "who", "**"+escape(cut(who, 100))+"**")
	case answer.OutsideDates:
		return v.say("none.outside_dates")
	case answer.ImpossibleDate:
		return v.say("none.impossible_date")
	case answer.OtherLanguage:
		return v.say("none.other_language")
	}
	return v.say("none.no_match")
}

func (v view) searched(c Coverage) string {
	values := []string{"articles", v.count("articles", c.Articles), "sources", v.count("sources", c.Sources), "oldest", v.date(c.Oldest), "newest", v.date(c.Newest)}
	switch {
	case c.Articles == 0:
		return v.say("none.empty")
	case c.Oldest == "" || c.Newest == "":
		return v.say("none.coverage.undated", values...)
	}
	return v.say("none.coverage", values...)
}

// whoIsMeant offers the people that the question may mean.
func (v view) whoIsMeant(b *box, p page) {
	var buttons []discordgo.MessageComponent
	for i, name := range p.answer.Choices[:min(len(p.answer.Choices), maxChoices)] {
		s := p.state
		s.verb, s.arg = verbWho, i
		if c := button(choiceLabel(name), s); c != nil {
			buttons = append(buttons, c)
		}
	}
	text := "**" + v.say("who.title") + "**\n" + v.say("who.several_people")
	if len(buttons) == 0 { // the filters leave no room for a button's state
		text += "\n" + v.names(p.answer.Choices)
	}
	b.add(text, "", "")
	b.buttons(buttons...)
}

// names lists people, and says how to choose one.
func (v view) names(all []string) string {
	var lines []string
	for _, n := range all[:min(len(all), maxChoices)] {
		lines = append(lines, "- "+escape(cut(oneLine(n), 80)))
	}
	return strings.Join(append(lines, small(v.say("who.name_one"))), "\n")
}

// maxChoices is how many people are offered at once.
const maxChoices = 10

func choiceLabel(name string) string { return cut(oneLine(name), maxLabel) }

// quotes shows a page of the list, and the buttons that belong to it.
func (v view) quotes(b *box, p page) {
	list, first := p.list(), p.state.arg
	var closer []discordgo.MessageComponent
	next := first
	for ; next < min(first+pageSize, len(list)); next++ {
		text, short := v.citation(list[next])
		open, address := v.link(list[next])
		if !b.add(text, open, address) {
			break
		}
		if next+1 < min(first+pageSize, len(list)) {
			b.line()
		}
		s, label := p.state, "answer.around"
		if s.verb, s.arg = verbFull, next; short {
			label = "answer.full"
		}
		closer = appendButton(closer, button(v.say(label, "n", v.number(next+1)), s))
	}
	b.buttons(closer...)
	v.turn(b, p, next, len(list))
}

func appendButton(list []discordgo.MessageComponent, c discordgo.MessageComponent) []discordgo.MessageComponent {
	if c == nil {
		return list
	}
	return append(list, c)
}

// turn adds the buttons to the pages before and after, and those for what a
// reader may want next.
func (v view) turn(b *box, p page, next, total int) {
	if p.answer.Status == answer.Answered {
		v.pageButtons(b, p.state, verbPage, next, next < total && next <= farthest, pageSize)
		v.actions(b, p, verbFurther, verbGood, verbBad, verbShare)
		return
	}
	s := p.state
	s.verb, s.arg = verbInstead, 0
	b.selects(v.say("instead.title"), s, v.alternativeOptions(p.answer))
	v.actions(b, p, verbRetry, verbTell, verbMissing, verbShare)
}

// actions adds a row of buttons: feedback where it is kept, sharing where the
// answer is private.
func (v view) actions(b *box, p page, verbs ...byte) {
	labels := map[byte]string{verbFurther: "further.button", verbGood: "feedback.good", verbBad: "feedback.bad", verbShare: "share.button", verbRetry: "none.retry", verbMissing: "missing.button", verbTell: "alert.tell"}
	var row []discordgo.MessageComponent
	for _, verb := range verbs {
		needsMemory := verb == verbGood || verb == verbBad || verb == verbMissing
		if verb == verbShare && !p.private || needsMemory && !p.feedback || verb == verbTell && !p.canTell() {
			continue
		}
		s := p.state
		if s.verb = verb; verb != verbShare {
			s.arg = 0
		}
		row = appendButton(row, button(v.say(labels[verb]), s))
	}
	b.buttons(row...)
}

// canTell reports whether one can be told once something answers the question.
func (p page) canTell() bool {
	_, understood := watchOf(p.answer.Understood, p.state.ask, "")
	return p.alerts && understood && p.answer.Status == answer.NothingFound
}

// pageButtons adds "previous, ranks, next" where there is more than one page;
// next is the rank that follows, from 0. A page is as long as its quotes allow,
// so that ranks tell where the reader is, and page numbers would not.
func (v view) pageButtons(b *box, s state, verb byte, next int, more bool, size int) {
	if s.arg == 0 && !more {
		return
	}
	before, after := s, s
	before.verb, before.arg = verb, max(0, s.arg-size)
	after.verb, after.arg = verb, next
	previous, following := inert(v.say("answer.previous"), "first"), inert(v.say("answer.next"), "last")
	if s.arg > 0 {
		previous = button(v.say("answer.previous"), before)
	}
	if more {
		following = button(v.say("answer.next"), after)
	}
	if previous == nil || following == nil {
		b.add(small(v.say("answer.narrow")), "", "")
		return
	}
	b.buttons(previous, inert(v.ranks(s.arg, next), "ranks"), following)
}

// ranks names what stands on a page: of the ranks from 0, from up to, but not
// including, to.
func (v view) ranks(from, to int) string {
	if to <= from+1 {
		return v.number(from + 1)
	}
	return v.say("answer.ranks", "from", v.number(from+1), "to", v.number(to))
}
