package sample

import (
	"slices"
	"strings"
	"testing"

	"verbatim/data"
)

func load(t *testing.T) []data.Article {
	t.Helper()
	list, err := Articles()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestEveryArticleIsWellFormed(t *testing.T) {
	list := load(t)
	if !slices.IsSortedFunc(list, func(a, b data.Article) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the articles are not sorted by id")
	}
	titles := map[string]string{}
	for _, a := range list {
		if other, twice := titles[a.Title]; twice {
			t.Errorf("%s: same title as %s", a.ID, other)
		}
		titles[a.Title] = a.ID
		if a.Source != Source || a.URL != "" {
			t.Errorf("%s: source %q, URL %q: our text must not pass for a publisher's", a.ID, a.Source, a.URL)
		}
		if !strings.HasSuffix(a.ID, "-"+a.Lang) {
			t.Errorf("%s: the id does not end in the language %q", a.ID, a.Lang)
		}
		if a.Origin == nil || a.Origin.Published != a.Published {
			t.Errorf("%s: origin %+v, printed %q: the date is the origin's", a.ID, a.Origin, a.Published)
		}
		if n := len(strings.Fields(a.Text)); n < 120 || n > 350 {
			t.Errorf("%s: %d words, want 120 to 350", a.ID, n)
		}
	}
}

func TestTheSampleShowsWhatTheProgramCanDo(t *testing.T) {
	var french, takeaways, related, posts, dated int
	for _, a := range load(t) {
		french += count(a.Lang == "fr")
		takeaways += count(hasLine(a.Text, "Ce qu'il faut retenir :", "À retenir :", "Key takeaways:"))
		related += count(hasLine(a.Text, "Lire aussi :", "Read also:"))
		dated += count(a.Published != "")
		for _, q := range quotations(a.Text) {
			posts += count(q.handle != "")
		}
	}
	total := len(load(t))
	if total < 24 || french*2 < total-2 || french*2 > total+2 {
		t.Errorf("%d articles, %d of them French: want 24 or more, half French", total, french)
	}
	if takeaways < 6 || related < 3 || posts < 5 || dated*3 < total*2 {
		t.Errorf("takeaways in %d articles, related links in %d, %d posts, %d dated of %d", takeaways, related, posts, dated, total)
	}
}

// A related link names another article of the sample by its title.
func TestRelatedLinksLeadToTheSample(t *testing.T) {
	titles := map[string]bool{}
	for _, a := range load(t) {
		titles[a.Title] = true
	}
	for _, a := range load(t) {
		for _, heading := range []string{"Lire aussi :\n", "Read also:\n"} {
			_, links, _ := strings.Cut(a.Text, heading)
			for link := range strings.Lines(links) {
				link = strings.TrimSpace(strings.TrimPrefix(link, "- "))
				if !titles[link] {
					t.Errorf("%s: no sample article is called %q", a.ID, link)
				}
			}
		}
	}
}

func TestParseArticleSaysWhatIsWrong(t *testing.T) {
	const good = "title: A\nlang: en\norigin: https://example.org/a\npublished: 2023-01-02"
	for name, c := range map[string]struct{ content, want string }{
		"no header end":    {good, "no empty line"},
		"no value":         {"title\n\nText.", `line 1: want "key: value"`},
		"unknown key":      {good + "\nauthor: B\n\nText.", `line 5: unknown key "author"`},
		"key twice":        {good + "\nlang: fr\n\nText.", `line 5: key "lang" comes twice`},
		"no title":         {"lang: en\norigin: https://example.org/a\n\nText.", "no title"},
		"another language": {strings.Replace(good, "en", "de", 1) + "\n\nText.", `lang is "de"`},
		"no origin":        {"title: A\nlang: en\n\nText.", "want a web address"},
		"bad day":          {strings.Replace(good, "01-02", "13-40", 1) + "\n\nText.", "published: "},
		"no text":          {good + "\n\n \n", "no text"},
	} {
		if _, err := parseArticle("a-en", c.content); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
	if a, err := parseArticle("a-en", strings.ReplaceAll(good+"\n\nOne.\n\nTwo.\n", "\n", "\r\n")); err != nil || a.Text != "One.\n\nTwo." {
		t.Errorf("Windows line ends: text %q, error %v", a.Text, err)
	}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func hasLine(text string, headings ...string) bool {
	for line := range strings.Lines(text) {
		if slices.Contains(headings, strings.TrimSpace(line)) {
			return true
		}
	}
	return false
}
