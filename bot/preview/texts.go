package preview

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"

	"golang.org/x/text/language"
)

//go:embed texts
var textFiles embed.FS

// texts are the words of the page in one language. The words of the bot come
// with its messages.
type texts struct {
	Lang     string            `json:"-"`
	Text     map[string]string `json:"text"`
	Examples []string          `json:"examples"` // questions that the sample answers
}

// languages are those of the page; the first is the fallback.
func languages() []string { return []string{"en", "fr"} }

func loadTexts() (map[string]texts, error) {
	all := map[string]texts{}
	for _, lang := range languages() {
		b, err := textFiles.ReadFile("texts/" + lang + ".json")
		if err != nil {
			return nil, err
		}
		t := texts{Lang: lang}
		if err := json.Unmarshal(b, &t); err != nil {
			return nil, fmt.Errorf("texts/%s.json: %w", lang, err)
		}
		all[lang] = t
	}
	return all, nil
}

// language is what the address asks for (?lang=fr), else what the browser
// prefers.
func (p *Page) language(r *http.Request) string {
	if lang := r.URL.Query().Get("lang"); p.texts[lang].Lang != "" {
		return lang
	}
	var have []language.Tag
	for _, lang := range languages() {
		have = append(have, language.MustParse(lang))
	}
	want, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return languages()[0]
	}
	_, i, _ := language.NewMatcher(have).Match(want...)
	return languages()[i]
}

// locale is what Discord calls a language.
func locale(lang string) string {
	if lang == "en" {
		return "en-US"
	}
	return lang
}
