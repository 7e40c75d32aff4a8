package bot

import (
	"context"
	"strings"
)

// help says how to ask, with examples that the index answers.
func (b *Bot) help(ctx context.Context, v view) result {
	box := newBox(blue)
	box.add("### "+v.say("help.title")+"\n"+v.say("help.body")+"\n"+v.say("help.how", "ask", v.slash("ask"), "latest", v.slash("latest"), "trends", v.slash("trends")), "", "")
	if b.alerts() {
		box.add(v.say("help.alert", "alert", v.slash("alert", "alert.add")), "", "")
	}
	if b.Subscriptions != nil {
		box.add(v.say("help.brought", "digest", v.slash("digest")), "", "")
	}
	if examples := b.examples(ctx, v); len(examples) > 0 {
		box.add("**"+v.say("help.examples")+"**\n- "+strings.Join(examples, "\n- "), "", "")
	}
	if c, err := b.Library.Coverage(ctx); err == nil && c.Articles > 0 && c.Oldest != "" {
		box.add(small(v.say("help.scope", "articles", v.count("articles", c.Articles), "sources", v.count("sources", c.Sources), "oldest", v.date(c.Oldest), "newest", v.date(c.Newest))), "", "")
	}
	return result{post: box.post(), status: "help"}
}

// examples are questions about those who are quoted most, and about the most
// frequent topic. They are left out where the library fails.
func (b *Bot) examples(ctx context.Context, v view) []string {
	var out []string
	speakers, _ := b.Library.Suggest(ctx, SuggestRequest{What: Speakers, ReaderLang: v.lang, Limit: 2})
	for _, s := range speakers {
		out = append(out, escape(v.say("help.example.speaker", "speaker", cut(oneLine(s), 60))))
	}
	topics, _ := b.Library.Suggest(ctx, SuggestRequest{What: Topics, ReaderLang: v.lang, Limit: 1})
	for _, s := range topics {
		out = append(out, escape(v.say("help.example.topic", "topic", cut(oneLine(s), 60))))
	}
	return out
}
