package bot

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"verbatim/data/lang"
)

// maxQuestion is how many characters of a question are used.
const maxQuestion = 300

// notWords finds what is no part of a question: mentions, emoji, timestamps and
// commands in Discord's notation, addresses, invitations, and what looks like
// somebody's token. It is neither searched for nor shown again.
var notWords = regexp.MustCompile(`<(?:@[!&]?|#|a?:\w+:|t:-?|/[^:>]*:)\d+(?::\w)?>` +
	`|(?i:\bhttps?://\S+|\b(?:www\.)?discord(?:app)?\.(?:gg|me|io|com/invite)/\S+)` +
	`|\b[\w-]{23,}\.[\w-]{5,}\.[\w-]{25,}`)

// cleanQuestion returns the words of a question on one line, and whether it had
// to be cut.
func cleanQuestion(s string) (question string, wasCut bool) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = notWords.ReplaceAllString(s, " ")
	s = oneLine(s)
	runes := []rune(s)
	if len(runes) <= maxQuestion {
		return s, false
	}
	s = string(runes[:maxQuestion])
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		s = s[:i]
	}
	return s, true
}

// daysAgo is a number of days back: 7d, 30 j.
var daysAgo = regexp.MustCompile(`^(\d{1,4})\s?[dDjJ]$`)

// parseDay reads the date of an option: a day, a month, a year, a number of
// days back, or words such as "last month". It returns the first day of what
// was meant, or the last one, and false where it cannot tell.
func parseDay(s, language string, last bool, now time.Time) (string, bool) {
	s = strings.TrimSpace(s)
	if m := daysAgo.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1])
		return now.AddDate(0, 0, -n).Format(time.DateOnly), true
	}
	for _, w := range lang.Dates(s, language, now) {
		day := w.Since
		if last || day == "" {
			day = w.Until
		}
		if day == "" {
			day = w.Since
		}
		if day != "" && !w.Impossible {
			return day, true
		}
	}
	return "", false
}
