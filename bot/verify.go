package bot

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"verbatim/index/answer"
)

// maxVerify is how many characters of a quote are compared: as many as a message
// command can hand over.
const maxVerify = answer.MaxQuote

// verifyCommand checks words against the stored articles.
func (r *responder) verifyCommand(private bool) {
	d := &r.it.Data
	r.verify(d.text("quote"), d.name("speaker"), private)
}

// verifyMessage checks the quote in the message that the command is used on.
func (r *responder) verifyMessage(private bool) {
	r.verify(quoted(r.it.Data.Resolved.Messages[r.it.Data.Target].Content), "", private)
}

// relatedTo answers with quotes about what the message says.
func (r *responder) relatedTo(private bool) {
	q := r.newQuestion(filters{})
	q.private, q.own = private, false // the words are whoever's message it is
	q.text, q.wasCut = cleanQuestion(r.it.Data.Resolved.Messages[r.it.Data.Target].Content)
	if q.text == "" {
		r.refuse(r.view.say("verify.no_text"))
		return
	}
	r.answer(newMessage, private, func(ctx context.Context) result { return r.answered(ctx, q, r.view.lang, r.fixed) })
}

func (r *responder) verify(words, speaker string, private bool) {
	words = cut(oneLine(notWords.ReplaceAllString(withoutHidden(words), " ")), maxVerify)
	if words == "" {
		r.refuse(r.view.say("verify.no_text"))
		return
	}
	r.answer(newMessage, private, func(ctx context.Context) result {
		leave, err := r.slot(ctx)
		if err != nil {
			return r.apology(r.view, err)
		}
		defer leave()
		found, err := r.Library.Verify(ctx, answer.VerifyRequest{Quote: words, Speaker: speaker, AskerLang: r.view.lang, Now: r.Now()})
		if err != nil {
			return r.apology(r.view, err)
		}
		return result{post: r.out.verified(words, found), status: string(found.Finding)}
	})
}

// betweenMarks finds what stands between quotation marks.
var betweenMarks = regexp.MustCompile(`“[^“”]+”|«[^«»]+»|"[^"]+"|„[^„“]+“|(?m:^> ?.+(?:\n> ?.+)*)`)

// quoted is the longest quote in a message: between quotation marks, or behind
// Discord's ">", if it has one of a clause's length; else all of the message.
func quoted(message string) string {
	longest := ""
	for _, m := range betweenMarks.FindAllString(message, -1) {
		m = strings.Trim(strings.ReplaceAll(m, "\n>", "\n"), "“”«»„\"> \u00a0\u202f")
		if len(m) > len(longest) {
			longest = m
		}
	}
	const clause = 20 // characters: shorter ones are names and terms
	if utf8.RuneCountInString(longest) < clause {
		return message
	}
	return longest
}

// verified lays out what became of a check. It says where the words stand, and
// no more: what is not in the index may have been said all the same.
func (v view) verified(words string, found answer.Verification) post {
	colour := map[answer.Finding]int{answer.Exact: green, answer.Altered: orange, answer.OtherSpeaker: orange}[found.Finding]
	if colour == 0 {
		colour = grey
	}
	b := newBox(colour)
	if found.Sample {
		b.footer(v.sampleNote())
	}
	b.add("### "+v.say("verify."+string(found.Finding))+"\n"+blockquote(escape(cut(words, 500))), "", "")
	if hint := v.verdictHint(found); hint != "" {
		b.add(hint, "", "")
	}
	if len(found.Changes) > 0 {
		b.add("**"+v.say("verify.difference")+"**\n"+blockquote(v.changes(found.Changes))+"\n"+small(v.say("verify.legend")), "", "")
	}
	if found.Finding == answer.NotIndexed && len(found.Citations) > 0 {
		b.add("**"+v.say("none.nearest")+"**", "", "")
	}
	for _, c := range found.Citations[:min(len(found.Citations), pageSize)] {
		text, _ := v.citation(c)
		label, address := v.link(c)
		if !b.add(text, label, address) {
			break
		}
	}
	return b.post()
}

// verdictHint explains a finding, where the title alone may mislead.
func (v view) verdictHint(found answer.Verification) string {
	switch found.Finding {
	case answer.OtherSpeaker:
		printed := v.say("speaker.none")
		if len(found.Citations) > 0 && found.Citations[0].Speaker != "" {
			printed = escape(cut(found.Citations[0].Speaker, 100))
		}
		return v.say("verify.other_speaker.hint", "asked", "**"+escape(cut(found.Speaker, 100))+"**", "printed", "**"+printed+"**")
	case answer.NotIndexed:
		return v.say("verify.not_in_index.hint")
	case answer.TooShort:
		return v.say("verify.too_short.hint")
	}
	return ""
}

// diffRoom is how many characters of a difference are shown.
const diffRoom = 1200

// changes shows a word diff: struck out what only the member has, in bold what
// only stands in print.
func (v view) changes(all []answer.Change) string {
	var b strings.Builder
	for _, c := range all {
		text := escape(oneLine(c.Text))
		if text == "" {
			continue
		}
		switch c.Op {
		case answer.Removed:
			text = "~~" + text + "~~"
		case answer.Added:
			text = "**" + text + "**"
		}
		if width(b.String())+width(text)+1 > diffRoom {
			return b.String() + ` \[…\]`
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(text)
	}
	return b.String()
}
