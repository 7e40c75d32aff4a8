package bot

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestCleanQuestion(t *testing.T) {
	for in, want := range map[string]string{
		"  what\n did\tAda  say ": "what did Ada say",
		"<@123456789012345678> what <@&1> <#2> <:pepe:3> <a:x:4> <t:5:R> </ask:6>?": "what ?",
		"see https://x.example/y?z and discord.gg/abc now":                          "see and now",
		"MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs8x9 leaks":      "leaks",
		"a\u202eb\u200bc\u0007d": "abcd",
		"3.5 < 4 > 2 @ home":     "3.5 < 4 > 2 @ home",
		"\xff\xfe":               "",
	} {
		if got, wasCut := cleanQuestion(in); got != want || wasCut {
			t.Errorf("cleanQuestion(%q) = %q, %v; want %q", in, got, wasCut, want)
		}
	}
	long, wasCut := cleanQuestion(strings.Repeat("wörd ", 100))
	if n := utf8.RuneCountInString(long); n > maxQuestion || n < maxQuestion-5 || !wasCut || strings.HasSuffix(long, " ") {
		t.Errorf("cut to %d characters, %v: %q", n, wasCut, long)
	}
}

func FuzzCleanQuestion(f *testing.F) {
	f.Add("<@1> https://a.example \u202e **x**")
	f.Fuzz(func(t *testing.T, in string) {
		q, _ := cleanQuestion(in)
		if !utf8.ValidString(q) || strings.ContainsAny(q, "\n\t") || utf8.RuneCountInString(q) > maxQuestion || q != strings.TrimSpace(q) {
			t.Errorf("cleanQuestion(%q) = %q", in, q)
		}
		if again, _ := cleanQuestion(q); again != q {
			t.Errorf("cleaning %q again gives %q", q, again)
		}
	})
}

func TestParseDay(t *testing.T) {
	now := time.Date(2025, 3, 15, 23, 30, 0, 0, time.UTC)
	for _, c := range []struct{ typed, lang, since, until string }{
		{"2023-03-15", "en", "2023-03-15", "2023-03-15"},
		{"2023-03", "en", "2023-03-01", "2023-03-31"},
		{"2022", "fr", "2022-01-01", "2022-12-31"},
		{"7d", "en", "2025-03-08", "2025-03-08"},
		{"30 j", "fr", "2025-02-13", "2025-02-13"},
		{"last month", "en", "2025-02-01", "2025-02-28"},
		{"le mois dernier", "fr", "2025-02-01", "2025-02-28"},
		{"yesterday", "en", "2025-03-14", "2025-03-14"},
		{"hier", "fr", "2025-03-14", "2025-03-14"},
		{" March 2024 ", "en", "2024-03-01", "2024-03-31"},
		{"since 2024-05-02", "en", "2024-05-02", "2024-05-02"},
		{"before 2024-05-02", "en", "2024-05-01", "2024-05-01"},
	} {
		since, ok := parseDay(c.typed, c.lang, false, now)
		until, ok2 := parseDay(c.typed, c.lang, true, now)
		if !ok || !ok2 || since != c.since || until != c.until {
			t.Errorf("%q: since %s (%v), until %s (%v); want %s and %s", c.typed, since, ok, until, ok2, c.since, c.until)
		}
	}
	for _, typed := range []string{"", "soon", "2023-02-30", "99999d", "a\x00b"} {
		if day, ok := parseDay(typed, "en", false, now); ok {
			t.Errorf("%q was read as %s", typed, day)
		}
	}
}
