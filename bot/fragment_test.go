package bot

import (
	"net/url"
	"strings"
	"testing"
)

func TestQuoteLink(t *testing.T) {
	const page = "https://news.example/a"
	for _, c := range []struct{ name, address, quote, want string }{
		{"first five, last four", page, "one two three four five six seven eight nine ten", page + "#:~:text=one%20two%20three%20four%20five,seven%20eight%20nine%20ten"},
		{"all of a short quote", page, "just four words here", page + "#:~:text=just%20four%20words%20here"},
		{"ends on letters", page, "“Yes!” he said.", page + "#:~:text=Yes%21%E2%80%9D%20he%20said"},
		{"syntax characters", page, "low-cost, R&D", page + "#:~:text=low%2Dcost%2C%20R%26D"},
		{"accents", page, "l’été déjà", page + "#:~:text=l%E2%80%99%C3%A9t%C3%A9%20d%C3%A9j%C3%A0"},
		{"a fragment already", page + "#top", "words", page + "#top:~:text=words"},
		{"nothing to match", page, "«…» !", page},
		{"no address", "", "words", ""},
		{"no web address", "javascript:alert(1)", "words", ""},
		{"no host", "https:///x", "words", ""},
		{"too long an address", "https://news.example/" + strings.Repeat("a", 500), "words", ""},
	} {
		if got := quoteLink(c.address, c.quote); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func FuzzQuoteLink(f *testing.F) {
	f.Add("https://news.example/"+strings.Repeat("x", 400), strings.Repeat("très-long, ", 60))
	f.Add("http://a.example?q=1&b=2#c", "\x00 word % &")
	f.Fuzz(func(t *testing.T, address, quote string) {
		link := quoteLink(address, quote)
		if link == "" {
			return
		}
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(link) > maxLink {
			t.Errorf("quoteLink(%q, %q) = %q is no address for a button: %v", address, quote, link, err)
		}
	})
}
