package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/extract"
)

// jsonArticle is one line of a JSON Lines file. Other fields are left alone.
type jsonArticle struct {
	ID        string  `json:"id"`
	URL       string  `json:"url"`
	Title     string  `json:"title"`
	Source    string  `json:"source"`
	Author    string  `json:"author"`
	Published string  `json:"published"`
	Lang      string  `json:"lang"`
	Body      *string `json:"body"`
	HTML      *string `json:"html"`
}

// parseJSON reads an article from one line of JSON.
func parseJSON(line []byte) (data.Article, error) {
	var j jsonArticle
	if err := UnmarshalLine(line, &j); err != nil {
		return data.Article{}, err
	}
	a := data.Article{ID: j.ID, URL: j.URL, Title: j.Title, Source: j.Source, Author: j.Author, Published: j.Published, Lang: j.Lang}
	switch {
	case j.Body != nil:
		a.Text = *j.Body
	case j.HTML != nil:
		// The byte order mark tells that it is UTF-8, whatever the page says
		// of the encoding that it once had.
		page, err := extract.HTML(io.MultiReader(strings.NewReader("\uFEFF"), strings.NewReader(*j.HTML)), j.URL)
		if err != nil {
			return data.Article{}, fmt.Errorf("html: %w", err)
		}
		complete(&a, page)
	default:
		return data.Article{}, errors.New(`neither "body" nor "html" is given`)
	}
	if lost(line, j) {
		return data.Article{}, errors.New(`an escape like \ud83d stands for half a character: write the whole character`)
	}
	return a, nil
}

// complete gives a the page's text, and what a lacks of the rest.
func complete(a *data.Article, p extract.Page) {
	a.Text = p.Text
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&a.URL, p.URL}, {&a.Title, p.Title}, {&a.Source, p.Site},
		{&a.Author, p.Author}, {&a.Published, p.Published}, {&a.Lang, p.Lang},
	} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
}

// UnmarshalLine decodes one line of JSON. Its errors are for people.
func UnmarshalLine(line []byte, into any) error {
	if i := InvalidUTF8(line); i >= 0 {
		return fmt.Errorf("not valid UTF-8 at byte %d: save the file as UTF-8", i)
	}
	err := json.Unmarshal(line, into)
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case bytes.HasPrefix(bytes.TrimSpace(line), []byte("[")):
		return errors.New("a JSON array: write one object a line, without brackets around and commas between")
	case errors.As(err, &wrong) && wrong.Field != "":
		return fmt.Errorf("%q must be a %s, not a %s", wrong.Field, wrong.Type, wrong.Value)
	case errors.As(err, &wrong):
		return fmt.Errorf("a JSON object is needed, not a %s", wrong.Value)
	case errors.As(err, &syntax):
		return fmt.Errorf("not valid JSON at byte %d: %w", syntax.Offset, err)
	}
	return fmt.Errorf("not valid JSON: %w", err)
}

// InvalidUTF8 is the first byte of b that is not UTF-8, -1 where all of it is.
func InvalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size < 2 {
			return i
		}
		i += size
	}
}

// lost reports whether decoding the line lost a character: JSON's escapes can
// name half of one, and the decoder puts U+FFFD in its place.
func lost(line []byte, j jsonArticle) bool {
	const mark = "\uFFFD"
	n := 0
	for _, s := range []*string{&j.ID, &j.URL, &j.Title, &j.Source, &j.Author, j.Body, j.HTML} {
		if s != nil {
			n += strings.Count(*s, mark)
		}
	}
	return n > 0 && n > bytes.Count(line, []byte(mark))+bytes.Count(bytes.ToLower(line), []byte(`\ufffd`))
}
