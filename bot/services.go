package bot

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/data"
)

// helpCommand says how to ask.
func (r *responder) helpCommand() {
	r.answer(newMessage, true, func(ctx context.Context) result { return r.help(ctx, r.view) })
}

// sourcesCommand says what is indexed, and how fresh it is.
func (r *responder) sourcesCommand() {
	only := oneLine(r.it.Data.text("source"))
	r.answer(newMessage, true, func(ctx context.Context) result {
		all, err := r.Library.Sources(ctx)
		if err != nil {
			return r.apology(r.view, err)
		}
		c, err := r.Library.Coverage(ctx)
		if err != nil {
			return r.apology(r.view, err)
		}
		return result{post: r.view.sources(all, c, only), status: "answered"}
	})
}

// maxSources is how many publications one message lists.
const maxSources = 20

func (v view) sources(all []Source, c Coverage, only string) post {
	lines := []string{"### " + v.say("sources.title"), small(v.searched(c))}
	shown := 0
	for _, s := range all {
		if only != "" && s.Name != only {
			continue
		}
		if shown++; shown > maxSources {
			continue
		}
		line := "- **" + escape(cut(oneLine(s.Name), 60)) + "** · " + v.count("articles", s.Articles) + " · " + v.count("quotes", s.Quotes)
		if s.Newest != "" {
			line += " · " + v.say("sources.newest", "date", v.date(s.Newest))
		}
		lines = append(lines, line)
	}
	switch {
	case shown > maxSources:
		lines = append(lines, small(v.count("sources.more", shown-maxSources)))
	case shown == 0 && only != "":
		lines = append(lines, v.say("sources.unknown", "source", escape(cut(only, 60))))
	}
	return note(blue, strings.Join(lines, "\n"))
}

// privacyCommand shows, exports or erases what is kept about a member.
func (r *responder) privacyCommand() {
	if r.Memory == nil {
		r.show(result{post: note(blue, "### "+r.view.say("privacy.title")+"\n"+r.view.say("privacy.nothing_ever")), status: "answered"})
		return
	}
	switch r.it.Data.text("action") {
	case "export":
		r.answer(newMessage, true, r.exportMember)
	case "delete":
		r.erase(state{verb: verbErase, lang: r.view.lang})
	default:
		r.answer(newMessage, true, r.privacy)
	}
}

// ownData is what is kept about the member.
func (r *responder) ownData(ctx context.Context) (own []data.Feedback, subscribed []data.Subscription, err error) {
	if own, err = r.Memory.FeedbackOf(ctx, r.it.who()); err == nil && r.Subscriptions != nil {
		subscribed, err = r.Subscriptions.MemberSubscriptions(ctx, r.it.who())
	}
	return own, subscribed, err
}

// privacy says what is kept, and shows what is kept about the member.
func (r *responder) privacy(ctx context.Context) result {
	own, subscribed, err := r.ownData(ctx)
	if err != nil {
		return r.apology(r.view, err)
	}
	v, b := r.view, newBox(blue)
	counts := v.count("privacy.own", len(own))
	if len(subscribed) > 0 {
		counts += ", " + v.count("privacy.subscriptions", len(subscribed))
	}
	b.add("### "+v.say("privacy.title")+"\n"+v.say("privacy.text")+"\n**"+counts+"**", "", "")
	const most = 8
	for _, f := range own[:min(len(own), most)] {
		b.add("- "+v.date(f.At.Format("2006-01-02"))+" · "+escape(cut(f.Question, 200))+v.further(f.Where), "", "")
	}
	if len(own)+len(subscribed) > 0 {
		id, _ := state{verb: verbErase, lang: v.lang}.encode()
		b.buttons(discordgo.Button{Label: v.say("privacy.erase"), Style: discordgo.DangerButton, CustomID: id})
	}
	return result{post: b.post(), status: "answered"}
}

func (v view) further(where string) string {
	if where == "" {
		return ""
	}
	return "\n" + blockquote(escape(cut(oneLine(where), 200)))
}

// exportMember hands a member everything that is kept about them, as a file.
func (r *responder) exportMember(ctx context.Context) result {
	own, subscribed, err := r.ownData(ctx)
	if err != nil {
		return r.apology(r.view, err)
	}
	content, err := json.MarshalIndent(map[string]any{"member": r.it.who(), "feedback": own, "subscriptions": subscribed}, "", "  ")
	if err != nil {
		return r.apology(r.view, err)
	}
	return r.handOver("verbatim-about-me.json", r.view.say("privacy.exported"), content)
}

// handOver is a message with a file.
func (r *responder) handOver(name, text string, content []byte) result {
	b := newBox(green)
	b.add(text, "", "")
	b.parts = append(b.parts, discordgo.FileComponent{File: discordgo.UnfurledMediaItem{URL: "attachment://" + name}})
	p := b.post()
	p.file = &discordgo.File{Name: name, ContentType: "application/json", Reader: strings.NewReader(string(content))}
	return result{post: p, aside: true, status: "answered"}
}

// erase deletes what is kept about the person who asks for it, whoever's button
// it was.
func (r *responder) erase(s state) {
	if r.Memory == nil {
		r.expired()
		return
	}
	r.answer(newMessage, true, func(ctx context.Context) result {
		n, err := r.Memory.EraseMember(ctx, r.it.who())
		if err != nil {
			return r.apology(r.view, err)
		}
		return result{post: note(green, r.view.count("privacy.erased", n)), aside: true, status: "answered"}
	})
}
