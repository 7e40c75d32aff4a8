package bot

import (
	"slices"
	"strings"

	"verbatim/data"
	"verbatim/data/lang"
	"verbatim/index/answer"
)

// quoteRoom is how many characters of a quote are shown at once; a first
// sentence that is longer is shown up to sentenceRoom.
const (
	quoteRoom    = 600
	sentenceRoom = 900
)

// citation is the text of one citation: the words, who said them how and when,
// and where they stand. short is set where not all words are shown.
func (v view) citation(c answer.Citation) (text string, short bool) {
	words, short := v.words(c, quoteRoom, sentenceRoom)
	return blockquote(words) + "\n" + v.attribution(c) + "\n" + small(v.provenance(c)), short
}

// words are the words cited, the matching ones in bold, between the quotation
// marks that stand around them in print. Left out are whole sentences only, unless one alone is
// longer than most.
func (v view) words(c answer.Citation, room, most int) (string, bool) {
	from, to := excerpt(c, room, most)
	s := bold(c.Text[from:to], shifted(c.Highlights, from, to))
	skipped, left := strings.TrimSpace(c.Text[:from]) != "", strings.TrimSpace(c.Text[to:]) != ""
	if skipped {
		s = `\[…\] ` + s
	}
	if left {
		s += ` \[…\]`
	}
	return c.Marks[0] + s + c.Marks[1], skipped || left
}

// maxBold is how many matches of a quote are shown in bold: each costs four
// characters.
const maxBold = 24

// shifted are the spans that lie in [from, to), relative to from.
func shifted(spans []data.Span, from, to int) (out []data.Span) {
	for _, s := range spans {
		if s.Start >= from && s.End <= to && len(out) < maxBold {
			out = append(out, data.Span{Start: s.Start - from, End: s.End - from})
		}
	}
	return out
}

// excerpt chooses the sentences to be shown: as many as fit, from the first one
// where the first match is among them, else from the sentence of that match.
func excerpt(c answer.Citation, room, most int) (from, to int) {
	if fitting(c.Text, room) == len(c.Text) {
		return 0, len(c.Text)
	}
	match := 0
	if len(c.Highlights) > 0 {
		match = c.Highlights[0].Start
	}
	sentences := lang.Sentences(c.Text, data.Span{Start: 0, End: len(c.Text)})
	if len(sentences) == 0 {
		return 0, wordEnd(c.Text, fitting(c.Text, most))
	}
	from, to = whole(c.Text, sentences, room)
	for i := range sentences {
		if match >= to && match < sentences[i].End {
			from, to = whole(c.Text, sentences[i:], room)
			break
		}
	}
	return from, from + wordEnd(c.Text[from:to], fitting(c.Text[from:to], most))
}

// whole is the first sentence, and those after it that fit into room with it.
func whole(text string, sentences []data.Span, room int) (from, to int) {
	from, to = sentences[0].Start, sentences[0].End
	end := from + fitting(text[from:], room)
	for _, s := range sentences[1:] {
		if s.End > end {
			break
		}
		to = s.End
	}
	return from, to
}

// fitting returns how many bytes of s have no more than n characters once
// escaped.
func fitting(s string, n int) int {
	e := newEscaper()
	for at := 0; at < len(s); {
		size := e.next(s[at:])
		if e.width > n {
			return at
		}
		at += size
	}
	return len(s)
}

// wordEnd moves n bytes of s back to the end of a word, where there is one.
func wordEnd(s string, n int) int {
	if n == len(s) {
		return n
	}
	if i := strings.LastIndexAny(s[:n], " \n"); i > 0 {
		return i
	}
	return n
}

// attribution is who said it, how, and when.
func (v view) attribution(c answer.Citation) string {
	kind := v.say("kind." + string(c.Kind))
	if c.Kind == data.TakeawayItem || c.Kind == data.Passage {
		return "**" + kind + "**"
	}
	who := "**" + escape(cut(oneLine(c.Speaker), 100)) + "**"
	if c.Speaker == "" {
		who = "**" + v.say("speaker.none") + "**"
		if telling(c) {
			who += " (" + v.say("speaker.mention", "mention", escape(cut(oneLine(c.SpeakerMention), 80))) + ")"
		}
	}
	return who + " · " + kind + " · " + v.said(c.SaidOn)
}

// telling: a pronoun that stands for an unnamed speaker tells nothing.
func telling(c answer.Citation) bool {
	return strings.Contains(strings.TrimSpace(c.SpeakerMention), " ") && c.SpeakerBasis != data.ByPronoun
}

func (v view) said(on string) string {
	switch len(on) {
	case 0:
		return v.say("said.unknown")
	case len("2006-01-02"):
		return v.say("said.day", "date", v.date(on))
	}
	return v.say("said.period", "date", v.date(on))
}

// provenance is where the words stand, and what to keep in mind about them.
func (v view) provenance(c answer.Citation) string {
	var facts []string
	if c.Source != "" {
		facts = append(facts, escape(cut(oneLine(c.Source), 60)))
	}
	printed := c.Published
	if printed == "" && c.Origin != nil {
		printed = c.Origin.Published
	}
	facts = append(facts, v.printed(printed), v.language(c))
	if n := len(c.AlsoIn); n > 0 {
		facts = append(facts, v.count("also", n))
	}
	s := strings.Join(slices.DeleteFunc(facts, func(f string) bool { return f == "" }), " · ")
	if c.Unconfirmed {
		s += "\n" + v.say("unconfirmed")
	}
	if c.Title != "" {
		s += "\n" + escape(cut(oneLine(c.Title), 90))
	}
	return s
}

func (v view) printed(on string) string {
	if on == "" {
		return v.say("printed.unknown")
	}
	return v.say("printed.day", "date", v.date(on))
}

// language names the language of the words where the reader should know: it is
// not the reader's, or not the speaker's.
func (v view) language(c answer.Citation) string {
	if c.Lang == "" || c.Lang == v.lang && !c.MayBeTranslation {
		return ""
	}
	name := v.say("lang." + c.Lang)
	if !slices.Contains(languages(), c.Lang) {
		name = v.say("lang.other", "code", escape(c.Lang))
	}
	if c.MayBeTranslation {
		return v.say("lang.translation", "lang", name)
	}
	return name
}

// link is the button to the article, at the words shown. A citation of the
// sample leads to the real article, where only quoted words stand.
func (v view) link(c answer.Citation) (label, address string) {
	from, to := excerpt(c, quoteRoom, sentenceRoom)
	words := c.Text[from:to]
	if c.Origin == nil {
		return v.say("answer.open"), quoteLink(c.URL, words)
	}
	if c.Kind != data.Direct && c.Kind != data.Posted {
		words = ""
	}
	return v.say("answer.origin"), quoteLink(c.Origin.URL, words)
}

// full shows one citation with all its words, as far as a message holds them,
// and what stands around it in the article.
func (v view) full(c answer.Citation, before, after string, sample bool) post {
	b := newBox(green)
	if sample {
		b.footer(v.sampleNote())
	}
	about := v.attribution(c) + "\n" + small(v.provenance(c))
	room := maxText - b.text - width(about) - 2*strings.Count(c.Text, "\n") - 50
	label, address := v.link(c)
	// Bold marks take room of their own, and those of a highlight over several
	// lines take it on each: where they do not fit, the words go without.
	for _, marks := range []int{4 * min(len(c.Highlights), maxBold), 0} {
		if marks == 0 {
			c.Highlights = nil
		}
		words, _ := v.words(c, room-marks, room-marks)
		if b.add(blockquote(words)+"\n"+about, label, address) {
			break
		}
	}
	v.surroundings(b, before, after)
	return b.post()
}

// surroundings shows the sentences before and after the words, which stand for
// themselves between them as three dots in the article's text.
func (v view) surroundings(b *box, before, after string) {
	if before == "" && after == "" {
		return
	}
	s := "**" + v.say("around.title") + "**"
	for _, part := range []string{before, "", after} {
		if part = escape(strings.TrimSpace(part)); part == "" {
			part = "· · ·"
		}
		s += "\n" + blockquote(part)
	}
	b.add(s, "", "")
}
