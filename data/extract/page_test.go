package extract

import (
	"errors"
	"regexp"
	"strings"
	"testing"
)

// body is an article long enough for the library to find.
const body = `<p>The harbour cooperative of Port-Brume will pay its pickers in tokens from May on, its board said on Tuesday after a meeting of six hours.</p>
<p>"We have weighed it for two years, and the tide does not wait," said Odile Marchetand, who chairs the board, to the members in the old market hall.</p>
<p>The tokens can be spent in the valley's shops, exchanged for grain, or kept, and the cooperative promises to take them back at the price of the day.</p>
<p>Nobody is forced to take them. A picker who prefers coins gets coins, as before, at the end of each week, and the accounts stay open to everyone.</p>`

func extracted(t *testing.T, head, inside string) Page {
	t.Helper()
	p, err := HTML(strings.NewReader("<!doctype html><html lang=en><head>"+head+"</head><body>"+inside+"</body></html>"), "https://port-brume.example/2031/04/tokens.html")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBoxesAreCut(t *testing.T) {
	for name, box := range map[string]string{
		"caption":     `<p class="wp-caption-text">NOISE hall, picture by nobody.</p>`,
		"related":     `<div class="c-relatedPosts"><h3>More</h3><p>NOISE about another harbour, and a long sentence on it, with commas, and more.</p></div>`,
		"form":        `<form action="/join"><p>NOISE. Leave your address with us, please, and we will write to you every single week.</p></form>`,
		"author":      `<div id="author-bio"><p>NOISE has written about harbours, boats and grain for a very long time indeed.</p></div>`,
		"cue":         `<p>Read also: NOISE in the valley</p>`,
		"credit line": `<p>Crédits photos : NOISE</p>`,
	} {
		text := extracted(t, "", "<article><h1>Pickers paid in tokens</h1>"+body+box+"</article>").Text
		if strings.Contains(text, "NOISE") {
			t.Errorf("%s is in the text:\n%s", name, text)
		}
		if !strings.Contains(text, "old market hall") || !strings.Contains(text, "end of each week") {
			t.Errorf("%s: the article is not whole:\n%s", name, text)
		}
	}
}

func TestArticleInABoxStays(t *testing.T) {
	for _, class := range []string{"newsletter", "related", "paywall"} {
		if text := extracted(t, "", `<div class="`+class+`">`+body+`</div><p>Footer.</p>`).Text; !strings.Contains(text, "old market hall") {
			t.Errorf("%s: the page's only text is gone: %q", class, text)
		}
	}
}

func TestMarkedBodyAlone(t *testing.T) {
	carousel := `<div class="strip"><p>Other news of the day, with a long sentence, commas, and a full stop after it, to look like text.</p></div>`
	text := extracted(t, "", carousel+`<div itemprop="articleBody">`+body+`</div>`+carousel).Text
	if strings.Contains(text, "Other news") || !strings.Contains(text, "old market hall") {
		t.Errorf("text is\n%s", text)
	}
}

func TestLeadIsKept(t *testing.T) {
	lead := "Pickers in the valley will be paid in tokens from May on, the board decided."
	text := extracted(t, "", `<header><h1>Pickers paid in tokens</h1><p class="deck">`+lead+`</p></header><div class="x"><div>`+strings.Repeat(body, 2)+`</div></div>`).Text
	if !strings.HasPrefix(text, lead) || strings.Count(text, lead) != 1 {
		t.Errorf("text starts %q", text[:120])
	}
}

func TestPrintedTitle(t *testing.T) {
	for _, c := range []struct {
		declared string
		headings []string
		want     string
	}{
		{"The tide doesn't wait for anyone - Harbour Post", []string{"The tide doesn’t wait for anyone"}, "The tide doesn’t wait for anyone"},
		{"Petition: The tide does not wait", []string{"Harbour Post", "The tide does not wait"}, "The tide does not wait"},
		{"The tide does not wait", []string{"Harbour Post"}, "The tide does not wait"},
		{"The tide does not wait", nil, "The tide does not wait"},
	} {
		if got := printedTitle(c.declared, c.headings); got != c.want {
			t.Errorf("%q with %q: %q, want %q", c.declared, c.headings, got, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ name, head, inside, want string }{
		{"declared", `<meta property="article:published_time" content="2031-04-02T09:30:00+02:00">`, "", "2031-04-02T09:30:00+02:00"},
		{"json", `<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"x","datePublished":"2031-04-02"}</script>`, "", "2031-04-02"},
		{"time element", "", `<time datetime="2031-04-02T09:30:00Z">yesterday</time>`, "2031-04-02T09:30:00Z"},
		{"item property", "", `<abbr itemprop="datePublished" title="2031-04-02T08:00:00-07:00">08:00</abbr>`, "2031-04-02T08:00:00-07:00"},
		{"shown", "", `<span class="field-published-at">April 2, 2031</span>`, "2031-04-02"},
		{"not declared", "", "", ""},
		{"a faulty one", `<meta property="article:published_time" content="soon">`, "", ""},
	} {
		if got := extracted(t, c.head, c.inside+"<article>"+body+"</article>").Published; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDateInTheAddress(t *testing.T) {
	p, err := HTML(strings.NewReader("<html><body>"+body), "https://port-brume.example/2031/04/02/tokens.html")
	if err != nil || p.Published != "2031-04-02" {
		t.Errorf("published %q, %v", p.Published, err)
	}
}

func TestPagesWithoutTheirArticle(t *testing.T) {
	paid := `<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>`
	for name, c := range map[string]struct {
		page string
		want error
	}{
		"wall":           {paid + "<p>Subscribe to read on.</p>", ErrWalled},
		"wall, in parts": {`<script type="application/ld+json">{"@graph":[{"hasPart":[{"isAccessibleForFree":"False"}]}]}</script><p>Join us.</p>`, ErrWalled},
		"scripts":        {`<noscript>You need to enable JavaScript.</noscript><div id=root></div><script src=a.js></script>`, ErrScriptOnly},
		"empty root":     {`<div id="__next"></div><script>go()</script>`, ErrScriptOnly},
		"PDF":            {"%PDF-1.7\n1 0 obj << /Type /Catalog >>", ErrNotHTML},
	} {
		if _, err := HTML(strings.NewReader(c.page), ""); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if p := extracted(t, paid, body); !p.Walled || p.Text == "" {
		t.Errorf("a free beginning: walled %v, %d bytes", p.Walled, len(p.Text))
	}
	if p := extracted(t, `<script src=a.js></script>`, "<article><p>A short note of the harbour master, and nothing more.</p></article>"); p.Text == "" {
		t.Error("a short page with a script has no text")
	}
}

// TestBoxFile: every name is written as it is looked for.
func TestBoxFile(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range boxNames() {
		if !regexp.MustCompile(`^-[a-z]+(-[a-z]+)*-$`).MatchString(name) {
			t.Errorf("boxes.txt: %q is not lower-case words with hyphens", name)
		}
		if seen[name] {
			t.Errorf("boxes.txt: %q stands there twice", name)
		}
		seen[name] = true
	}
	if len(seen) < 30 {
		t.Errorf("boxes.txt has %d names", len(seen))
	}
	for class, want := range map[string]string{"listPosts-title h2": "-list-posts-title--h2-", "jp_related__Posts": "-jp-related--posts-", "": ""} {
		if got := boxName(class); got != want {
			t.Errorf("boxName(%q) = %q, want %q", class, got, want)
		}
	}
}
