package sample

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"verbatim/data"
)

// Source is the source of every sample article.
const Source = "Verbatim sample"

//go:embed articles/*.txt
var articles embed.FS

// Articles returns the sample, sorted by id. Each article has an Origin, and
// an empty URL: the address is the origin's, the text is ours. An error names
// the file that is at fault.
func Articles() ([]data.Article, error) {
	const dir = "articles"
	files, err := articles.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read sample: %w", err)
	}
	list := make([]data.Article, 0, len(files))
	for _, f := range files {
		content, err := articles.ReadFile(path.Join(dir, f.Name()))
		if err != nil {
			return nil, fmt.Errorf("read sample: %w", err)
		}
		a, err := parseArticle(strings.TrimSuffix(f.Name(), ".txt"), string(content))
		if err != nil {
			return nil, fmt.Errorf("sample %s: %w", f.Name(), err)
		}
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b data.Article) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

// parseArticle reads one file of the form that the package comment describes.
func parseArticle(id, content string) (data.Article, error) {
	content = strings.ReplaceAll(content, "\r\n", "\n") // as git checks text out on Windows
	head, text, found := strings.Cut(content, "\n\n")
	if !found {
		return data.Article{}, fmt.Errorf("no empty line between the header and the text")
	}
	fields, err := parseHeader(head)
	if err != nil {
		return data.Article{}, err
	}
	a := data.Article{
		ID:        id,
		Title:     fields["title"],
		Source:    Source,
		Published: fields["published"],
		Lang:      fields["lang"],
		Text:      strings.TrimSpace(text),
		Origin:    &data.Origin{URL: fields["origin"], Published: fields["published"]},
	}
	return a, checkArticle(a)
}

// parseHeader reads "key: value" lines; every key is one of the package
// comment's, and none comes twice.
func parseHeader(head string) (map[string]string, error) {
	fields := map[string]string{}
	for i, line := range strings.Split(head, "\n") {
		key, value, found := strings.Cut(line, ": ")
		if !found {
			return nil, fmt.Errorf("line %d: want \"key: value\", have %q", i+1, line)
		}
		switch key {
		case "title", "lang", "origin", "published", "dated-by":
		default:
			return nil, fmt.Errorf("line %d: unknown key %q", i+1, key)
		}
		if _, twice := fields[key]; twice {
			return nil, fmt.Errorf("line %d: key %q comes twice", i+1, key)
		}
		fields[key] = strings.TrimSpace(value)
	}
	return fields, nil
}

func checkArticle(a data.Article) error {
	switch {
	case a.Title == "":
		return fmt.Errorf("no title")
	case a.Lang != "en" && a.Lang != "fr":
		return fmt.Errorf("lang is %q, want en or fr", a.Lang)
	case !strings.HasPrefix(a.Origin.URL, "http"):
		return fmt.Errorf("origin is %q, want a web address", a.Origin.URL)
	case a.Text == "":
		return fmt.Errorf("no text")
	}
	if a.Published == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, a.Published); err != nil {
		return fmt.Errorf("published: %w", err)
	}
	return nil
}
