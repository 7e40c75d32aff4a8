package bot

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func allTexts(t *testing.T) map[string]texts {
	t.Helper()
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every key stands in every language, with the same values to be put in.
func TestLanguagesAreComplete(t *testing.T) {
	all := allTexts(t)
	values := regexp.MustCompile(`\{\w+\}`)
	for _, lang := range languages() {
		for key, text := range all["en"].text {
			other, ok := all[lang].text[key]
			if !ok || strings.TrimSpace(other) == "" {
				t.Errorf("%s.json has no %q", lang, key)
				continue
			}
			a, b := values.FindAllString(text, -1), values.FindAllString(other, -1)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(a, b) {
				t.Errorf("%s.json, %q: values %v, in English %v", lang, key, b, a)
			}
		}
		if extra := len(all[lang].text) - len(all["en"].text); extra > 0 {
			t.Errorf("%s.json has %d keys that en.json has not", lang, extra)
		}
	}
}

// The French texts keep their punctuation on the line of its word.
func TestFrenchPunctuation(t *testing.T) {
	loose := regexp.MustCompile(` [:;?!»%]|« `)
	for key, text := range allTexts(t)["fr"].text {
		if loose.MatchString(text) {
			t.Errorf("fr.json, %q: a blank that breaks a line: %s", key, text)
		}
	}
}

// Every key that the code names is there, and every key is named somewhere.
func TestKeysAndCodeAgree(t *testing.T) {
	var code strings.Builder
	files, _ := filepath.Glob("*.go")
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(b)
	}
	en := allTexts(t)["en"].text
	for _, m := range regexp.MustCompile(`(?:say|count|named|names|words|oneOf|input)\((?:[\w]+, )?"([a-z_]+(?:\.[a-z_]+)+)"`).FindAllStringSubmatch(code.String(), -1) {
		key := m[1]
		known := false
		for _, end := range []string{"", ".one", ".name"} {
			known = known || en[key+end] != ""
		}
		if !known {
			t.Errorf("the code names %q, which en.json does not have", key)
		}
	}
	// Families of which the last part is computed.
	families := regexp.MustCompile(`^(alert\.every|alert\.paused|choice|last|paused|rhythm|subscription|weekday|kind|lang|month|none|notice|reason|ruling|trends\.(axis|by|first|second|third|fourth)|verify)\.`)
	ends := regexp.MustCompile(`\.(name|description|one|other)$`)
	for key := range en {
		named := strings.Contains(code.String(), `"`+key+`"`) || strings.Contains(code.String(), `"`+ends.ReplaceAllString(key, "")+`"`)
		if !named && !families.MatchString(key) {
			t.Errorf("en.json has %q, which the code does not name", key)
		}
	}
}

// Texts of limited room fit in each language: labels of buttons, titles and
// labels of forms.
func TestTextsFit(t *testing.T) {
	for lang, all := range allTexts(t) {
		for key, most := range map[string]int{
			"answer.previous": maxLabel, "answer.next": maxLabel, "answer.ranks": maxLabel, "answer.full": maxLabel, "answer.open": maxLabel, "answer.origin": maxLabel,
			"none.retry": maxLabel, "alert.keep": maxLabel, "alert.drop": maxLabel, "alert.tell": maxLabel, "alert.rest.button": maxLabel, "latest.read": maxLabel, "answer.around": maxLabel, "further.button": maxLabel, "share.button": maxLabel, "missing.button": maxLabel,
			"feedback.agree": maxLabel, "privacy.erase": maxLabel, "quotes.any_topic": maxLabel, "feedback.pick": 150, "instead.title": 150,
			"further.title": 45, "further.hint": 100, "missing.title": 45, "missing.question": 45, "missing.where": 45, "missing.hint": 100, "verify_this.name": 32, "related.name": 32,
			"retry.title": 45, "retry.question": 45, "admin.add.title": 45, "admin.add.text": 45, "admin.add.name": 45, "admin.add.source": 45, "admin.add.url": 45, "admin.add.date": 45,
		} {
			if n := width(all.text[key]); n == 0 || n > most {
				t.Errorf("%s.json, %q has %d characters, at most %d fit", lang, key, n, most)
			}
		}
	}
}

func TestNumbersDatesAndSizes(t *testing.T) {
	all := allTexts(t)
	en, fr := all["en"], all["fr"]
	for _, c := range []struct{ got, want string }{
		{en.number(1234567), "1,234,567"}, {fr.number(1234), "1\u00a0234"}, {en.number(999), "999"},
		{en.date("2025-03-01"), "1 March 2025"}, {fr.date("2025-03-01"), "1er mars 2025"}, {fr.date("2025-08-02"), "2 août 2025"},
		{en.date("2025-12"), "December 2025"}, {en.date("2025"), "2025"}, {en.date("soon"), "soon"},
		{en.bytes(0), "0\u00a0B"}, {en.bytes(1500), "1.5\u00a0kB"}, {fr.bytes(2_500_000), "2,5\u00a0Mo"},
		{en.count("also", 1), "same words in another article"}, {fr.count("also", 1000), "mêmes mots dans 1\u00a0000 autres articles"},
		{duration(59 * time.Second), "59 s"}, {duration(61 * time.Second), "1 min 01 s"}, {duration(3*time.Hour + 5*time.Minute), "3 h 05 min"},
		{en.say("no.such.key"), "no.such.key"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
