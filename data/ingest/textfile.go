package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"verbatim/data"
	"verbatim/data/extract"
)

// longestTitle is the most characters of a text's first line that are its title.
const longestTitle = 200

// parseText reads an article from a text file. Its title is the first line.
func parseText(raw []byte) (data.Article, error) {
	text, err := decode(raw)
	if err != nil {
		return data.Article{}, err
	}
	return data.Article{Title: titleLine(text), Text: text}, nil
}

// parseMarkdown reads an article from a Markdown file: front matter, then the
// text, which is kept as it is. Without a title in the front matter it is the
// first heading, else the first line.
func parseMarkdown(raw []byte) (data.Article, error) {
	text, err := decode(raw)
	if err != nil {
		return data.Article{}, err
	}
	var a data.Article
	head, text := cutFrontMatter(text)
	if err := readFrontMatter(&a, head); err != nil {
		return data.Article{}, err
	}
	a.Text = text
	if a.Title == "" {
		a.Title = headingLine(text)
	}
	if a.Title == "" {
		a.Title = titleLine(text)
	}
	return a, nil
}

// parseHTML reads an article from a page that was saved.
func parseHTML(raw []byte) (data.Article, error) {
	page, err := extract.HTML(bytes.NewReader(raw), "")
	if err != nil {
		return data.Article{}, err
	}
	var a data.Article
	complete(&a, page)
	return a, nil
}

// decode turns the bytes of a text file into UTF-8: UTF-16 where it opens with
// its byte order mark, UTF-8 where it is valid, else Windows-1252, the superset
// of Latin-1 that such files are written in.
func decode(raw []byte) (string, error) {
	kind := http.DetectContentType(raw)
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return "", errors.New("the file is empty")
	case strings.HasPrefix(kind, "text/plain; charset=utf-16"):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		return string(text), err
	case !strings.HasPrefix(kind, "text/"):
		return "", fmt.Errorf("not a text file: it looks like %s", kind)
	case bytes.IndexByte(raw, 0) >= 0:
		return "", fmt.Errorf("not a text file: it holds a null byte at %d", bytes.IndexByte(raw, 0))
	case utf8.Valid(raw):
		return strings.TrimPrefix(string(raw), "\uFEFF"), nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	return string(text), err
}

// titleLine is the first line of text that is not blank.
func titleLine(text string) string {
	for l := range strings.Lines(text) {
		if l = strings.Trim(l, " \t\r\n#*_="); l != "" {
			return cutRunes(l, longestTitle)
		}
	}
	return ""
}

// headingLine is the first heading of a Markdown text.
func headingLine(text string) string {
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, "#") {
			if l = strings.Trim(l, "# \t\r\n"); l != "" {
				return cutRunes(l, longestTitle)
			}
		}
	}
	return ""
}

// cutRunes is s, or the words of it that fit into n characters.
func cutRunes(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	s = string([]rune(s)[:n])
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		s = s[:i]
	}
	return s + "…"
}

// cutFrontMatter parts the lines between "---" and "---" at the top of a
// Markdown text from the text after them.
func cutFrontMatter(text string) (head, body string) {
	const fence = "---"
	at := 0
	for l := range strings.Lines(text) {
		isFence := strings.TrimRight(l, " \t\r\n") == fence
		switch {
		case at == 0 && !isFence:
			return "", text
		case at > 0 && isFence:
			return text[:at], strings.TrimLeft(text[at+len(l):], "\r\n")
		}
		at += len(l)
	}
	return "", text
}

// readFrontMatter reads "key: value" lines into a. Keys that mean nothing here
// are left alone.
func readFrontMatter(a *data.Article, head string) error {
	fields := map[string]*string{
		"id": &a.ID, "url": &a.URL, "title": &a.Title, "source": &a.Source,
		"author": &a.Author, "published": &a.Published, "date": &a.Published, "lang": &a.Lang,
	}
	n := 0
	for l := range strings.Lines(head) {
		n++
		key, value, ok := strings.Cut(l, ":")
		field := fields[strings.ToLower(strings.TrimSpace(key))]
		if !ok || field == nil {
			continue
		}
		*field = strings.Trim(strings.TrimSpace(value), `"'`)
		if field == &a.Published {
			if err := checkDate(a.Published); err != nil {
				return fmt.Errorf("front matter, line %d: %w", n, err)
			}
		}
	}
	return nil
}
