package bot

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/index/answer"
)

// subjectOptions are the options of /trends that name what is counted.
func subjectOptions() []string { return []string{"first", "second", "third", "fourth"} }

// spans are the periods that /trends offers.
func spans() []string {
	return []string{string(answer.Last30Days), string(answer.Last12Months), string(answer.Everything)}
}

// trends is the command for how often something is in print, over time.
func (t table) trends(since, until, private command) command {
	var options []command
	for _, name := range subjectOptions() {
		options = append(options, t.names("trends."+name))
	}
	options[0].Required = true
	options = append(options, t.oneOf("trends.period", spans()...), t.oneOf("trends.count", string(Mentions), string(Said)), since, until, private)
	return t.named(typeCommand, "trends", options...)
}

// trendsCommand shows how often topics or people are in print, over time.
func (r *responder) trendsCommand(private bool) {
	ask, bad := r.filters()
	if bad != nil {
		r.show(*bad)
		return
	}
	d := &r.it.Data
	req := answer.TrendsRequest{Since: ask.since, Until: ask.until, Span: answer.Span(oneOf(d.text("period"), spans()...)), AskerLang: r.view.lang, Now: r.Now()}
	for _, option := range subjectOptions() {
		if s := d.name(option); s != "" {
			req.Subjects = append(req.Subjects, s)
		}
	}
	if len(req.Subjects) == 0 { // Discord requires one; this was forged
		r.refuse(r.view.say("error.unknown"))
		return
	}
	count := TrendCount(oneOf(d.text("count"), string(Mentions), string(Said)))
	r.answer(newMessage, private, func(ctx context.Context) result { return r.trends(ctx, req, count) })
}

func (r *responder) trends(ctx context.Context, req answer.TrendsRequest, count TrendCount) result {
	t, err := r.counted(ctx, req)
	switch {
	case errors.Is(err, answer.ErrNoSubject):
		return refusal(r.view.say("error.unknown"))
	case err != nil:
		return r.apology(r.view, err)
	case t.Reason == answer.SameSubject:
		return refusal(r.view.say("trends.same", "what", escape(cut(t.Asked, 100))))
	case t.Status != answer.Answered:
		return r.uncounted(ctx, t)
	}
	p, err := r.out.trendsPost(t, count)
	if err != nil {
		return r.apology(r.view, err)
	}
	return result{post: p, status: string(t.Status)}
}

// counted counts, waiting for a slot.
func (r *responder) counted(ctx context.Context, req answer.TrendsRequest) (answer.Trends, error) {
	leave, err := r.slot(ctx)
	if err != nil {
		return answer.Trends{}, err
	}
	defer leave()
	return r.Library.Trends(ctx, req)
}

// uncounted says why there is nothing to draw.
func (r *responder) uncounted(ctx context.Context, t answer.Trends) result {
	v, b := r.out, newBox(colours()[t.Status])
	if t.Sample {
		b.footer(v.sampleNote())
	}
	if t.Status == answer.AmbiguousSpeaker {
		b.add("### "+escape(cut(t.Asked, 100))+"\n**"+v.say("who.title")+"**\n"+v.say("who.several_people")+"\n"+v.names(t.Choices), "", "")
		return result{post: b.post(), status: string(t.Status)}
	}
	c, err := r.Library.Coverage(ctx)
	if err != nil {
		return r.apology(r.view, err)
	}
	why := v.say("trends.no_article")
	if t.Reason == answer.NoMatch {
		var lines []string
		for _, s := range t.Series {
			lines = append(lines, v.say("trends.unknown", "what", strong(s.Name)))
		}
		why = strings.Join(lines, "\n")
	}
	b.add("**"+v.say("none.title")+"**\n"+why+"\n"+small(v.searched(c)), "", "")
	return result{post: b.post(), status: string(t.Status)}
}

// pictureName is the file that a trend is sent as.
const pictureName = "trends.png"

// trendsPost lays a trend out: the picture, and its figures beneath.
func (v view) trendsPost(t answer.Trends, count TrendCount) (post, error) {
	p, err := v.picture(t, count)
	if err != nil {
		return post{}, err
	}
	b := newBox(green)
	if t.Sample {
		b.footer(v.sampleNote())
	}
	b.add("### "+escape(cut(p.title, 200))+"\n"+small(v.rests(t)), "", "")
	b.picture(pictureName, p.Alt)
	b.add(strings.Join(v.totals(t, strong), "\n"), "", "")
	b.add("```\n"+strings.ReplaceAll(p.Table, "`", "ˋ")+"```", "", "")
	b.add(small(v.say("trends.what_counts")), "", "")
	out := b.post()
	out.file = &discordgo.File{Name: pictureName, ContentType: "image/png", Reader: bytes.NewReader(p.PNG)}
	out.Attachments = []attached{{ID: "0", Name: pictureName, Description: p.Alt}}
	return out, nil
}
