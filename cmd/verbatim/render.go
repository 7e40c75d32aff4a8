package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"charm.land/lipgloss/v2"

	"verbatim/data"
	"verbatim/index/answer"
)

// renderer prints answers for people. Quotes are printed as slices of their
// articles: nothing but line breaks is added inside them, and no marks around
// them.
type renderer struct {
	out    io.Writer
	texts  texts
	width  int  // columns; 0 = do not wrap
	styled bool // colours and links: the output is a terminal
}

// maxWidth is the widest line that is still easy to read.
const maxWidth = 100

func (r *renderer) answer(a answer.Answer) error {
	say := r.texts.in(a.Lang)
	var b strings.Builder
	if a.Status != answer.Answered {
		b.WriteString(r.wrap(oneLine(reason(a, say)), "") + "\n")
		if len(a.Nearest) > 0 {
			b.WriteString("\n" + say("nearest") + "\n")
		}
	}
	if a.Understood.Unread != "" {
		b.WriteString(r.faint(r.wrap(say("first_only"), "")) + "\n")
	}
	for _, c := range append(a.Citations, a.Nearest...) {
		b.WriteString("\n" + r.citation(c, say))
	}
	if a.Sample {
		b.WriteString("\n" + r.faint(r.wrap(say("sample"), "")) + "\n")
	}
	_, err := io.WriteString(r.out, b.String())
	return err
}

func reason(a answer.Answer, say func(string, ...any) string) string {
	switch a.Reason {
	case answer.SpeakerUnknown, answer.SpeakerSilent:
		return say(string(a.Reason), strings.Join(a.Understood.Speakers, ", "))
	case answer.SeveralPeople:
		return say(string(a.Reason), strings.Join(a.Choices, ", "))
	}
	return say(string(a.Reason))
}

// citation prints who, how, when; the words; and where they were printed.
func (r *renderer) citation(c answer.Citation, say func(string, ...any) string) string {
	var b strings.Builder
	who := oneLine(c.Speaker)
	if who == "" {
		who = say("unattributed")
		if c.Kind == data.TakeawayItem || c.Kind == data.Passage {
			who = say(string(c.Kind))
		}
	}
	head := []string{r.bold(who)}
	if who != say(string(c.Kind)) {
		head = append(head, say(string(c.Kind)))
	}
	if c.SaidOn != "" {
		key := "said_in"
		if len(c.SaidOn) == len("2006-01-02") {
			key = "said_on"
		}
		head = append(head, say(key, c.SaidOn))
	}
	if c.Unconfirmed {
		head = append(head, say("unconfirmed"))
	}
	fmt.Fprintf(&b, "%2d  %s\n", c.Rank, strings.Join(head, " · "))
	b.WriteString(r.wrap(shortened(c, r.highlight(c)), "    │ ") + "\n")
	for _, line := range r.provenance(c, say) {
		b.WriteString("    " + line + "\n")
	}
	return b.String()
}

// provenance is where the words stand: title, source, date, language, address.
func (r *renderer) provenance(c answer.Citation, say func(string, ...any) string) []string {
	var where []string
	if c.Source != "" {
		where = append(where, oneLine(c.Source))
	}
	if c.Published != "" {
		where = append(where, say("printed", c.Published))
	} else {
		where = append(where, say("undated"))
	}
	where = append(where, language(c, say))
	switch n := len(c.AlsoIn); {
	case n == 1:
		where = append(where, say("also_in_one"))
	case n > 1:
		where = append(where, say("also_in", n))
	}
	lines := []string{r.faint(strings.Join(where, " · "))}
	if c.Title != "" {
		lines = append(lines, r.faint(r.title(c.Title)))
	}
	address := c.URL
	if c.Origin != nil {
		address = c.Origin.URL
	}
	if address != "" {
		lines = append(lines, r.link(oneLine(address)))
	}
	return lines
}

// title is one line, cut to the terminal's width.
func (r *renderer) title(s string) string {
	s = oneLine(s)
	if r.width == 0 {
		return s
	}
	return firstRunes(s, max(r.width, 24)-4)
}

// language says in which language the words are, and whether the speaker's is
// another one.
func language(c answer.Citation, say func(string, ...any) string) string {
	name := say("lang_" + c.Lang)
	if name == "" {
		name = c.Lang
	}
	if c.MayBeTranslation {
		return say("translation", name)
	}
	return name
}

// highlight makes the matching words bold.
func (r *renderer) highlight(c answer.Citation) string {
	if !r.styled {
		return printable(c.Text)
	}
	var b strings.Builder
	at := 0
	for _, h := range c.Highlights {
		b.WriteString(printable(c.Text[at:h.Start]) + r.bold(printable(c.Text[h.Start:h.End])))
		at = h.End
	}
	return b.String() + printable(c.Text[at:])
}

// shortened says where the statement goes on beyond the words shown.
func shortened(c answer.Citation, text string) string {
	if c.CutBefore {
		text = "[…] " + text
	}
	if c.CutAfter {
		text += " […]"
	}
	return text
}

// printable shows control characters as U+FFFD: an article must not steer the
// terminal. --json has them as they are.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

func (r *renderer) bold(s string) string {
	if !r.styled {
		return s
	}
	return lipgloss.NewStyle().Bold(true).Render(s)
}

func (r *renderer) faint(s string) string {
	if !r.styled {
		return s
	}
	return lipgloss.NewStyle().Faint(true).Render(s)
}

func (r *renderer) link(address string) string {
	if !r.styled {
		return address
	}
	return lipgloss.NewStyle().Hyperlink(address).Render(address) // Underline would style each character by itself
}

// wrap breaks lines at the terminal's width and puts a margin before each.
func (r *renderer) wrap(s, margin string) string {
	if r.width > 0 {
		s = lipgloss.Wrap(s, max(20, min(r.width, maxWidth)-lipgloss.Width(margin)), " ")
	}
	return margin + strings.ReplaceAll(s, "\n", "\n"+margin)
}

func oneLine(s string) string { return printable(strings.Join(strings.Fields(s), " ")) }

// firstRunes cuts s at n characters, at a word's end, and says so.
func firstRunes(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	cut := string(runes[:n-1])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + "…"
}
