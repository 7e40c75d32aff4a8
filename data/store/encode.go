package store

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"verbatim/data"
)

// encode checks the record and makes it ready to be written. Its error wraps
// ErrInvalid and names the article.
func encode(r *data.Record) (record, error) {
	if err := check(r); err != nil {
		return record{}, &fault{sentence: err.Error() + ": nothing of this batch was stored", kind: ErrInvalid}
	}
	out := record{article: &r.Article, count: len(r.Quotes)}
	var err error
	if out.blocks, err = list(r.Blocks); err == nil {
		out.quotes, err = list(r.Quotes)
	}
	if err == nil {
		out.digest, err = digest(&r.Article, out.blocks, out.quotes)
	}
	if err != nil {
		return record{}, &fault{fmt.Sprintf("article %q cannot be encoded: nothing of this batch was stored", r.Article.ID), ErrInvalid, err}
	}
	return out, nil
}

// check refuses what could not be given back exactly as it came: JSON carries
// no invalid UTF-8, PostgreSQL no NUL.
func check(r *data.Record) error {
	a := &r.Article
	fields := []struct{ name, value string }{
		{"id", a.ID}, {"url", a.URL}, {"title", a.Title}, {"source", a.Source}, {"author", a.Author},
		{"published", a.Published}, {"lang", a.Lang}, {"text", a.Text},
	}
	if a.Origin != nil {
		fields = append(fields, struct{ name, value string }{"origin url", a.Origin.URL},
			struct{ name, value string }{"origin date", a.Origin.Published})
	}
	if a.ID == "" {
		return fmt.Errorf("an article %q has no id", a.Title)
	}
	for _, f := range fields {
		if err := checkText(f.value); err != nil {
			return fmt.Errorf("article %q, %s: %w", a.ID, f.name, err)
		}
	}
	return r.Check()
}

// checkText reports where a string has no exact form in JSON or in every engine.
func checkText(s string) error {
	if i := strings.IndexByte(s, 0); i >= 0 {
		return fmt.Errorf("NUL character at byte %d", i)
	}
	if utf8.ValidString(s) {
		return nil
	}
	for i, c := range s {
		if _, size := utf8.DecodeRuneInString(s[i:]); c == utf8.RuneError && size == 1 {
			return fmt.Errorf("invalid UTF-8 at byte %d", i)
		}
	}
	return nil
}

// list encodes blocks or quotes; none is the empty string.
func list[T any](items []T) (string, error) {
	if len(items) == 0 {
		return "", nil
	}
	b, err := json.Marshal(items)
	return string(b), err
}

// unlist reads what list wrote.
func unlist[T any](s string) (items []T, err error) {
	if s == "" {
		return nil, nil
	}
	err = json.Unmarshal([]byte(s), &items)
	return items, err
}

// digest is the SHA-256 of everything that a record says.
func digest(a *data.Article, blocks, quotes string) ([]byte, error) {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(a); err != nil {
		return nil, err
	}
	fmt.Fprintf(h, "%s\n%s\n", blocks, quotes)
	return h.Sum(nil), nil
}
