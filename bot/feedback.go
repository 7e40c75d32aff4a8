package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/data"
	"verbatim/index/answer"
)

// reasons are why an answer did not help; a member picks one.
func reasons() []string {
	return []string{"wrong_speaker", "off_topic", "cut_badly", "out_of_date", "other"}
}

// praised notes that an answer helped. Nothing of the question is kept.
func (r *responder) praised(ctx context.Context, s state) result {
	if _, err := r.Memory.AddFeedback(ctx, data.Feedback{At: r.Now(), Guild: r.homeOf(r.it.Guild), Verdict: data.Good, Lang: s.lang}); err != nil {
		return r.apology(r.view, err)
	}
	return result{post: note(green, r.view.say("feedback.thanks")), aside: true, status: "feedback"}
}

// askWhy asks what was wrong. The question stands in the message, because what
// follows has to find it there; it is shown to the one person.
func (r *responder) askWhy(s state, q question) result {
	v, b := r.view, newBox(blue)
	b.add("### "+escape(q.text)+"\n"+v.say("feedback.why"), "", "")
	s.verb, s.arg = verbReason, 0
	b.selects(v.say("feedback.pick"), s, v.reasonOptions())
	return result{post: b.post(), aside: true, status: "feedback"}
}

func (v view) reasonOptions() []discordgo.SelectMenuOption {
	var out []discordgo.SelectMenuOption
	for _, reason := range reasons() {
		out = append(out, discordgo.SelectMenuOption{Label: v.say("reason." + reason), Value: reason})
	}
	return out
}

// blamed notes the reason, without the question, and asks whether the question
// may be kept too.
func (r *responder) blamed(ctx context.Context, s state, q question) result {
	reason := oneOf(r.it.Data.picked(), reasons()...)
	if reason == "" {
		return refusal(r.view.say("error.expired"))
	}
	_, err := r.Memory.AddFeedback(ctx, data.Feedback{At: r.Now(), Guild: r.homeOf(r.it.Guild), Verdict: data.Bad, Reason: reason, Lang: s.lang})
	if err != nil {
		return r.apology(r.view, err)
	}
	v, b := r.view, newBox(blue)
	noted := v.say("feedback.noted", "reason", v.say("reason."+reason))
	if r.it.who() != userID(s.asker) { // somebody else's words are not theirs to give
		return result{post: note(green, noted+" "+v.say("feedback.thanks")), status: "feedback"}
	}
	b.add("### "+escape(q.text)+"\n"+noted+"\n"+v.say("feedback.keep"), "", "")
	s.verb, s.arg = verbKeep, slices.Index(reasons(), reason)
	b.buttons(appendButton(nil, button(v.say("feedback.agree"), s))...)
	return result{post: b.post(), status: "feedback"}
}

// kept keeps the question with the reason, as the member agreed.
func (r *responder) kept(ctx context.Context, s state, q question) result {
	if s.arg >= len(reasons()) || r.it.who() != userID(s.asker) {
		return refusal(r.view.say("error.expired"))
	}
	a, err := r.search(ctx, q, s.lang)
	if err != nil {
		return r.apology(r.view, err)
	}
	f := data.Feedback{At: r.Now(), Guild: r.homeOf(r.it.Guild), Verdict: data.Bad, Reason: reasons()[s.arg], Lang: a.Lang, Question: q.text, Member: r.it.who()}
	if list := (page{answer: a}).list(); len(list) == 1 { // else it is not known which one was meant
		f.ArticleID, f.Words = list[0].ArticleID, cut(list[0].Text, 400)
	}
	if _, err := r.Memory.AddFeedback(ctx, f); err != nil {
		return r.apology(r.view, err)
	}
	return result{post: note(green, r.view.say("feedback.kept", "privacy", r.view.slash("privacy"))), status: "feedback"}
}

// openMissing opens the form "it should be here". Sending it is the consent to
// keep the question, and the form says so.
func (r *responder) openMissing(s state, q question) {
	id, ok := s.encode()
	if !ok {
		r.expired()
		return
	}
	v := r.view
	asked := discordgo.TextInput{CustomID: "question", Label: v.say("missing.question"), Style: discordgo.TextInputParagraph, Required: true, MaxLength: maxQuestion}
	if r.it.who() == userID(s.asker) {
		asked.Value = q.text
	}
	where := discordgo.TextInput{CustomID: "where", Label: v.say("missing.where"), Style: discordgo.TextInputParagraph, Placeholder: v.say("missing.hint"), MaxLength: 500}
	r.first(openForm, form{CustomID: id, Title: v.say("missing.title"), Components: rows(asked, where)})
}

// missing keeps what the form says, for the operators.
func (r *responder) missing(ctx context.Context, s state) result {
	f := data.Feedback{At: r.Now(), Guild: r.homeOf(r.it.Guild), Verdict: data.Missing, Lang: s.lang, Member: r.it.who()}
	f.Question, _ = cleanQuestion(r.it.Data.field("question"))
	f.Where = cut(withoutHidden(r.it.Data.field("where")), 500)
	if f.Question == "" {
		return refusal(r.view.say("missing.empty"))
	}
	id, err := r.Memory.AddFeedback(ctx, f)
	if err != nil {
		return r.apology(r.view, err)
	}
	r.Log.Info("bot: something should be in the index, a member says: `verbatim feedback` prints it", "report", id, "guild", r.it.Guild)
	return result{post: note(green, r.view.say("missing.thanks", "privacy", r.view.slash("privacy"))), aside: true, status: "feedback"}
}

// withoutHidden is a text on one line without characters that show nothing.
func withoutHidden(s string) string {
	return oneLine(strings.Map(func(r rune) rune {
		if hidden(r) && r != '\n' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
}

// gapOf is what an unanswered question was understood as: people who are known
// and concepts of the lexicon. Any other word is the member's own, and not kept.
func (b *Bot) gapOf(guild string, a answer.Answer) data.Gap {
	u := a.Understood
	g := data.Gap{Guild: guild, Since: u.Since, Until: u.Until, Count: 1, Last: b.Now()}
	if a.Reason != answer.SpeakerUnknown {
		g.Speakers = u.Speakers
	}
	for _, t := range u.Topic {
		if b.Library.IsConcept(t) {
			g.Topic = append(g.Topic, t)
		}
	}
	return g
}
