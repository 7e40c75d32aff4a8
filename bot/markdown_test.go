package bot

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/data"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"plain words, 12%":         "plain words, 12%",
		"**bold** _it_ `c` ~~s~~":  `\*\*bold\*\* \_it\_ \` + "`c\\`" + ` \~\~s\~\~`,
		"@everyone <@123> <#1>":    `\@everyone \<\@123> \<#1>`,
		"<t:0:R> [a](http://x.y)":  `\<t\:0\:R> \[a\](http\://x.y)`,
		"# title":                  `\# title`,
		"a # b - c + d > e":        "a # b - c + d > e",
		"one\n# two\n  - three":    "one\n\\# two\n  \\- three",
		"-# small":                 `\-\# small`,
		">>> all":                  `\>\>\> all`,
		"1. first\n2) second":      "1\\. first\n2) second",
		"3.5 million":              `3\.5 million`,
		"in 2023. Then":            "in 2023. Then",
		":smile: 12:30 ratio: 2":   `\:smile: 12\:30 ratio: 2`,
		`back\slash ||spoiler||`:   `back\\slash \|\|spoiler\|\|`,
		"l'été «déjà» — oui":       "l'été «déjà» — oui",
		"evil\u202etxt.exe\u2066x": "eviltxt.exex",
		"zero\u200bwidth\u0000":    "zerowidth",
		"👨‍👩‍👧 family":             "👨‍👩‍👧 family",
	} {
		if got := escape(in); got != want {
			t.Errorf("escape(%q)\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestBold(t *testing.T) {
	for _, c := range []struct {
		text  string
		spans []data.Span
		want  string
	}{
		{"about AI rules", []data.Span{{Start: 6, End: 8}}, "about **AI** rules"},
		{"l'AI_x", []data.Span{{Start: 2, End: 4}, {Start: 4, End: 6}}, `l'**AI\_x**`},
		{"Ada Brannigan said", []data.Span{{Start: 0, End: 3}, {Start: 4, End: 13}}, "**Ada Brannigan** said"},
		{"two\nlines", []data.Span{{Start: 0, End: 9}}, "**two**\n**lines**"},
		{"a\n\nb", []data.Span{{Start: 0, End: 4}}, "**a**\n\n**b**"},
		{"out of range", []data.Span{{Start: 7, End: 99}, {Start: 3, End: 3}, {Start: 5, End: 2}}, "out of range"},
	} {
		if got := bold(c.text, c.spans); got != c.want {
			t.Errorf("bold(%q, %v) = %q, want %q", c.text, c.spans, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{
		{"short", 5, "short"}, {"one two three", 9, "one two…"}, {"élémentaire", 5, "élém…"}, {"one two, three", 10, "one two…"},
	} {
		if got := cut(c.s, c.n); got != c.want {
			t.Errorf("cut(%q, %d) = %q, want %q", c.s, c.n, got, c.want)
		}
	}
}

// rendered is what Discord shows of text without other markdown than bold.
func rendered(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && isPunctuation(s[i+1]):
			i++
			b.WriteByte(s[i])
		case strings.HasPrefix(s[i:], "**"):
			i++
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// No visible character of any text is changed, whatever is in bold, and nothing
// that Discord would read as markdown or a mention is left.
func FuzzEscape(f *testing.F) {
	f.Add("**a** <@1> # b\n- c\n1. d :x: \\", 2, 6)
	f.Add("\u202e\u200b> @here [l](u) ||s||", 0, 3)
	f.Fuzz(func(t *testing.T, text string, from, to int) {
		if !utf8.ValidString(text) {
			return
		}
		visible := strings.Map(func(r rune) rune {
			if hidden(r) {
				return -1
			}
			return r
		}, text)
		plain := escape(text)
		if got := unescape(plain); got != visible {
			t.Fatalf("%q comes back as %q", text, got)
		}
		if loose := regexp.MustCompile("(^|[^\\\\])([*_~`|<@\\[]|:[a-z])").FindString(strings.ReplaceAll(plain, `\\`, "")); loose != "" {
			t.Fatalf("escape(%q) = %q leaves %q", text, plain, loose)
		}
		if from < 0 || to > len(text) || from >= to || !utf8.ValidString(text[from:to]) {
			return
		}
		marked := bold(text, []data.Span{{Start: from, End: to}})
		if got := rendered(marked); got != visible {
			t.Fatalf("bold(%q, %d, %d) = %q is shown as %q", text, from, to, marked, got)
		}
	})
}
