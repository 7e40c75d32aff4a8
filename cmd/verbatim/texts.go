package main

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed texts.tsv
var textsTSV string

// texts are the words around an answer, by language and key.
type texts map[string]map[string]string

func loadTexts() (texts, error) {
	t := texts{"en": {}, "fr": {}}
	for n, line := range strings.Split(textsTSV, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != 3 || c[1] == "" || c[2] == "" {
			return nil, fmt.Errorf("texts.tsv:%d: want key, English and French, separated by one tab", n+1)
		}
		t["en"][c[0]], t["fr"][c[0]] = c[1], c[2]
	}
	return t, nil
}

// in returns the texts of a language; English where it is another one.
func (t texts) in(lang string) func(key string, args ...any) string {
	words := t[lang]
	if words == nil {
		words = t["en"]
	}
	return func(key string, args ...any) string {
		if len(args) == 0 {
			return words[key]
		}
		return fmt.Sprintf(words[key], args...)
	}
}
