package bot

import (
	"context"
	"strings"
)

const (
	latestSize = 4 // articles on a page
	maxItems   = 3 // takeaways of one article
	itemRoom   = 260
)

func (r *responder) latestCommand(private bool) {
	ask, bad := r.filters()
	if bad != nil {
		r.show(*bad)
		return
	}
	ask.topic, _ = cleanQuestion(r.it.Data.text("topic"))
	q := question{ask: ask, asker: r.it.who()}
	r.answer(newMessage, private, func(ctx context.Context) result { return r.latest(ctx, r.stateOf(q, r.out)) })
}

func (r *responder) turnLatest(s state) {
	if s.arg > farthest {
		r.expired()
		return
	}
	r.turn(s, func(ctx context.Context) result {
		if who := r.it.who(); who != userID(s.asker) {
			s = r.stateOf(question{ask: s.ask, asker: who, offset: s.arg}, r.out)
		}
		return r.latest(ctx, s)
	})
}

// latest shows takeaways. The topic stands where other states have the speaker.
func (r *responder) latest(ctx context.Context, s state) result {
	leave, err := r.slot(ctx)
	if err != nil {
		return r.apology(r.view, err)
	}
	defer leave()
	got, err := r.Library.Latest(ctx, LatestRequest{
		Topic: s.ask.topic, Source: s.ask.source, Since: s.ask.since, Until: s.ask.until, Lang: s.ask.quoteLang,
		Limit: latestSize, Offset: s.arg, ReaderLang: r.view.lang, Now: r.Now(),
	})
	if err != nil {
		return r.apology(r.view, err)
	}
	status := "answered"
	if len(got.Articles) == 0 {
		status = "nothing_found"
	}
	return result{post: r.out.latest(got, s), status: status}
}

// latest lays takeaways out.
func (v view) latest(l Latest, s state) post {
	b := newBox(blue)
	b.add(v.latestHeading(l, s), "", "")
	if l.Sample {
		b.footer(v.sampleNote())
	}
	shown := 0
	for _, a := range l.Articles[:min(len(l.Articles), latestSize)] {
		label, address := v.articleLink(a)
		if !b.add(v.takeaways(a), label, address) {
			break
		}
		if shown++; shown < len(l.Articles) {
			b.line()
		}
	}
	v.pageButtons(b, s, verbLatest, s.arg+shown, (l.More || shown < len(l.Articles)) && s.arg+shown <= farthest, latestSize)
	return b.post()
}

func (v view) latestHeading(l Latest, s state) string {
	title := "### " + v.say("latest.title")
	if s.ask.topic != "" {
		title = "### " + v.say("latest.title.topic", "topic", escape(cut(s.ask.topic, 80)))
	}
	var facts []string
	if when := v.period(s.ask.since, s.ask.until); when != "" {
		facts = append(facts, when)
	}
	if s.ask.quoteLang != "" {
		facts = append(facts, v.say("choice."+s.ask.quoteLang))
	}
	if s.ask.source != "" {
		facts = append(facts, escape(s.ask.source))
	}
	if len(facts) > 0 {
		title += "\n" + small(strings.Join(facts, " · "))
	}
	if len(l.Articles) == 0 {
		title += "\n" + v.say("latest.none") + "\n" + small(v.say("latest.hint"))
	}
	return title
}

// takeaways is the text for one article: title, where and when, and its items.
func (v view) takeaways(a Takeaways) string {
	title := cut(oneLine(a.Title), 120)
	if title == "" {
		title = v.say("untitled")
	}
	facts := []string{v.printed(a.Published)}
	if a.Source != "" {
		facts = append([]string{escape(cut(oneLine(a.Source), 60))}, facts...)
	}
	if _, known := v.text["lang."+a.Lang]; known && a.Lang != v.lang {
		facts = append(facts, v.say("lang."+a.Lang))
	}
	s := "**" + escape(title) + "**\n" + small(strings.Join(facts, " · "))
	for _, item := range a.Items[:min(len(a.Items), maxItems)] {
		s += "\n- " + v.item(item)
	}
	return s
}

// item is one takeaway. What is left out of a long one is its end, and said.
func (v view) item(text string) string {
	text = strings.TrimSpace(text)
	n := wordEnd(text, fitting(text, itemRoom))
	s := strings.ReplaceAll(escape(text[:n]), "\n", "\n  ")
	if n < len(text) {
		s += ` \[…\]`
	}
	return s
}

func (v view) articleLink(a Takeaways) (label, address string) {
	if a.Origin != nil {
		return v.say("answer.origin"), quoteLink(a.Origin.URL, "")
	}
	return v.say("latest.read"), quoteLink(a.URL, "")
}
