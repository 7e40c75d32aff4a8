package store

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"iter"
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
	if r.Article.ID == "" {
		return fmt.Errorf("the article titled %q has no id", r.Article.Title)
	}
	for name, value := range fields(r) {
		if err := checkText(value); err != nil {
			return fmt.Errorf("article %q, %s: %w", r.Article.ID, name, err)
		}
	}
	return r.Check()
}

// fields yields every string of a record under a name for messages.
func fields(r *data.Record) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		a, origin := &r.Article, data.Origin{}
		if a.Origin != nil {
			origin = *a.Origin
		}
		ok := yield("id", a.ID) && yield("url", a.URL) && yield("title", a.Title) && yield("source", a.Source) &&
			yield("author", a.Author) && yield("date", a.Published) && yield("language", a.Lang) &&
			yield("text", a.Text) && yield("origin's url", origin.URL) && yield("origin's date", origin.Published)
		for _, b := range r.Blocks {
			ok = ok && yield("a block's kind", string(b.Kind))
		}
		for _, q := range r.Quotes {
			ok = ok && yield("a quote's kind", string(q.Kind)) && yield("a quote's language", q.Lang) &&
				yield("a quote's speaker", q.Speaker) && yield("a quote's basis", string(q.Basis)) &&
				yield("a quote's date", q.SaidOn)
		}
	}
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
