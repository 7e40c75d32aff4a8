package bot

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The texts are one JSON file per language, key to text. {name} in a text
// stands for a value. Where a text depends on a number there are two, with
// ".one" and ".other" behind the key. Every key stands in every file.
//
//go:embed locale/*.json
var localeFiles embed.FS

// texts are what the bot says, in one language.
type texts struct {
	lang string
	text map[string]string
}

// languages are those the bot speaks; the first is the fallback.
func languages() []string { return []string{"en", "fr"} }

// loadTexts reads the texts of all languages.
func loadTexts() (map[string]texts, error) {
	all := map[string]texts{}
	for _, lang := range languages() {
		b, err := localeFiles.ReadFile("locale/" + lang + ".json")
		if err != nil {
			return nil, err
		}
		t := texts{lang: lang}
		if err := json.Unmarshal(b, &t.text); err != nil {
			return nil, fmt.Errorf("locale/%s.json: %w", lang, err)
		}
		all[lang] = t
	}
	return all, nil
}

// say returns a text with its values put in, given as name, value, name, value.
func (t texts) say(key string, values ...string) string {
	text, ok := t.text[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(values); i += 2 {
		values[i] = "{" + values[i] + "}"
	}
	return strings.NewReplacer(values...).Replace(text)
}

// count is say for a text that depends on the number n, which stands for {n}.
func (t texts) count(key string, n int, values ...string) string {
	form := ".other"
	if n == 1 || n == 0 && t.lang == "fr" {
		form = ".one"
	}
	return t.say(key+form, append(values, "n", t.number(n))...)
}

// number writes n with the language's thousands separator.
func (t texts) number(n int) string {
	separator := ","
	if t.lang == "fr" {
		separator = "\u00a0"
	}
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + separator + s[i:]
	}
	return s
}

// date writes YYYY, YYYY-MM or YYYY-MM-DD as people do; anything else stays as
// it is. No time zone is involved: Discord's own timestamps could show another
// day.
func (t texts) date(s string) string {
	if d, err := time.Parse(time.DateOnly, s); err == nil {
		day := strconv.Itoa(d.Day())
		if d.Day() == 1 {
			day = t.say("day.first")
		}
		return t.say("date.day", "day", day, "month", t.month(d), "year", strconv.Itoa(d.Year()))
	}
	if d, err := time.Parse("2006-01", s); err == nil {
		return t.say("date.month", "month", t.month(d), "year", strconv.Itoa(d.Year()))
	}
	return s
}

func (t texts) month(d time.Time) string { return t.say("month." + strconv.Itoa(int(d.Month()))) }

// bytes writes a size in bytes.
func (t texts) bytes(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	if t.lang == "fr" {
		units = []string{"o", "ko", "Mo", "Go", "To"}
	}
	size, unit := float64(n), 0
	for size >= 1000 && unit < len(units)-1 {
		size, unit = size/1000, unit+1
	}
	s := strconv.FormatFloat(size, 'f', min(unit, 1), 64)
	if t.lang == "fr" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s + "\u00a0" + units[unit]
}

// duration writes a time span with the two largest units it has.
func duration(d time.Duration) string {
	d = d.Round(time.Second)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
}
