package preview

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"verbatim/bot/discordtest"
	"verbatim/bot/preview/browser"
)

var update = flag.Bool("update", false, "rewrite what the cases expect")

// drawing is the page in a browser, with a Discord that no bot is logged in to:
// messages are put there by hand, also such as no Discord would take.
type drawing struct {
	*browser.Browser
	page *Page
	url  string
}

func draw(t *testing.T) *drawing {
	t.Helper()
	p := newPage(t)
	s := httptest.NewServer(p.Handler())
	t.Cleanup(func() { p.Discord.Close(); s.Close() }) // streams of events end with the Discord
	b := browser.Start(t)
	d := &drawing{b, p, s.URL}
	browser.Call(b, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "UTC"})
	d.visit("?lang=en&theme=dark")
	return d
}

func (d *drawing) visit(query string) {
	d.Do(chromedp.EmulateViewport(1000, 800), chromedp.Navigate(d.url+"/"+query))
	d.Wait(`document.documentElement.dataset.ready !== undefined`)
}

// show puts a message of the bot's into the channel and waits until it is drawn.
func (d *drawing) show(m discordtest.Object) string {
	raw := discordtest.Object{"author": discordtest.Object{"id": discordtest.AppID, "username": "bot", "bot": true}}
	for k, v := range m {
		raw[k] = v
	}
	id := d.page.Discord.Say(discordtest.Post{Channel: "questions", Author: admin, Raw: raw}).ID
	d.Wait(fmt.Sprintf(`document.querySelector('[data-message="%s"]')`, id))
	return fmt.Sprintf(`[data-message="%s"]`, id)
}

func list(t *testing.T, text string) []any {
	t.Helper()
	var out []any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDrawing(t *testing.T) {
	d := draw(t)
	t.Run("markdown", func(t *testing.T) { markdownCases(t, d) })
	t.Run("components", func(t *testing.T) { everyComponent(t, d) })
	t.Run("hostile", func(t *testing.T) { hostile(t, d) })
	t.Run("pictures", func(t *testing.T) { pictures(t, d) })
}

// markdownCases runs testdata/markdown.txt. A new case needs no code.
func markdownCases(t *testing.T, d *drawing) {
	const file = "testdata/markdown.txt"
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	for i, line := range lines {
		text, want, found := strings.Cut(line, " => ")
		if line == "" || strings.HasPrefix(line, "# ") && i < 3 {
			continue
		}
		if !found {
			t.Fatalf("%s:%d: no \" => \"", file, i+1)
		}
		arg, _ := json.Marshal(strings.ReplaceAll(text, `\n`, "\n"))
		got := browser.Get[string](d.Browser, fmt.Sprintf(`(async () => {
			const { markdown } = await import("/assets/markdown.js");
			const { texts } = JSON.parse(document.getElementById("page").textContent);
			const names = { "#400000000000000001": "questions", "@%s": "Verbatim" };
			const box = document.createElement("div");
			box.append(markdown(%s, { lang: "en", say: (k) => texts[k], name: (kind, id) => names[kind + id] ?? id }));
			return box.innerHTML.replaceAll("\n", "\\n").replaceAll("\u202f", " ");
		})()`, discordtest.AppID, arg))
		if got != want {
			t.Errorf("%s:%d: %s\n got %s\nwant %s", file, i+1, text, got, want)
		}
		lines[i] = text + " => " + got
	}
	if *update {
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func everyComponent(t *testing.T, d *drawing) {
	at := d.show(discordtest.Object{"flags": 1 << 15, "components": list(t, `[
		{"type":17,"accent_color":3120958,"components":[
			{"type":10,"content":"### Title"},
			{"type":9,"components":[{"type":10,"content":"beside"}],"accessory":{"type":2,"style":5,"label":"Open","url":"https://a.example/x"}},
			{"type":14},{"type":14,"divider":false,"spacing":2},
			{"type":1,"components":[
				{"type":2,"style":1,"label":"One","custom_id":"a"},{"type":2,"style":2,"label":"Two","custom_id":"b"},{"type":2,"style":3,"label":"Three","custom_id":"c"},
				{"type":2,"style":4,"label":"Four","custom_id":"d","disabled":true},{"type":2,"style":2,"emoji":{"name":"👍"},"custom_id":"e"}]},
			{"type":1,"components":[{"type":3,"custom_id":"s","placeholder":"Pick","options":[{"label":"First","value":"1","description":"the first"},{"label":"Second","value":"2"}]}]},
			{"type":1,"components":[{"type":8,"custom_id":"ch"}]}
		]},
		{"type":99}]`)})
	get := func(expression string) string {
		return browser.Get[string](d.Browser, strings.ReplaceAll(expression, "$", "document.querySelector('"+at+"')"))
	}
	for expression, want := range map[string]string{
		`getComputedStyle($.querySelector(".container")).borderLeftColor`:                      "rgb(47, 159, 62)",
		`$.querySelector("h5").textContent`:                                                    "Title",
		`$.querySelector("a.button").href`:                                                     "https://a.example/x",
		`[...$.querySelectorAll("button.button")].map((b) => b.className + b.disabled).join()`: "button primaryfalse,button secondaryfalse,button successfalse,button dangertrue,button secondaryfalse",
		`[...$.querySelectorAll(".select")].map((b) => b.getAttribute("aria-label")).join()`:   "Pick,Choose an option",
		`String($.querySelectorAll("hr").length) + $.querySelectorAll(".gap.large").length`:    "11",
		`$.querySelector(".undrawn").textContent`:                                              "Component of type 99, which the preview does not draw",
		`getComputedStyle($.querySelector(".button.danger")).backgroundColor`:                  "rgb(218, 55, 60)",
		`$.querySelector(".head").textContent.startsWith("VerbatimAPP") ? "" : $.innerText`:    "",
	} {
		if got := get(expression); got != want {
			t.Errorf("%s is %q, want %q", expression, got, want)
		}
	}
	// The list of a select by keys: down, down, up, escape gives the focus back.
	d.Do(chromedp.Focus(chromedp.CSS(at+" .select")), chromedp.KeyEvent("\r"))
	d.Wait(`document.activeElement.getAttribute("role") === "listbox"`)
	d.Do(chromedp.KeyEvent("s"))
	if got := get(`document.getElementById(document.activeElement.getAttribute("aria-activedescendant")).textContent`); got != "Second" {
		t.Errorf("typing s leads to %q", got)
	}
	d.Do(chromedp.KeyEvent("\x1b"))
	d.Wait(`document.activeElement.classList.contains("select")`)
	// No bot is there to answer: Discord says so after three seconds.
	d.Do(chromedp.Click(chromedp.CSS(at + " .button.primary")))
	d.Wait(`document.querySelector('` + at + ` .failed').textContent === "This interaction failed"`)
}

// hostile holds that no text becomes a script, a link to one, or an attribute.
func hostile(t *testing.T, d *drawing) {
	const attack = `<script>window.pwned=1</script><img src=x onerror="window.pwned=2">"onclick="window.pwned=3" [x](javascript:window.pwned=4) <javascript:window.pwned=5> {{7*7}} </textarea><svg onload=window.pwned=6>`
	quoted, _ := json.Marshal(attack)
	s := string(quoted)
	at := d.show(discordtest.Object{"flags": 1 << 15, "content": attack, "components": list(t, `[{"type":17,"accent_color":"red;background:url(//evil.example)","components":[
		{"type":10,"content":`+s+`},
		{"type":9,"components":[{"type":10,"content":`+s+`}],"accessory":{"type":2,"style":5,"label":`+s+`,"url":"javascript:window.pwned=7"}},
		{"type":1,"components":[{"type":2,"style":5,"label":"x","url":"data:text/html,<script>alert(1)</script>"},{"type":2,"style":1,"label":`+s+`,"custom_id":`+s+`}]},
		{"type":1,"components":[{"type":3,"custom_id":"s2","placeholder":`+s+`,"options":[{"label":`+s+`,"value":"v","description":`+s+`}]}]},
		{"type":12,"items":[{"media":{"url":"https://evil.example/x.png"},"description":`+s+`},{"media":{"url":"javascript:window.pwned=8"}},{"media":{"url":"attachment://../../x"}}]},
		{"type":13,"file":{"url":"https://evil.example/x"}}]}]`)})
	d.page.Discord.Say(discordtest.Post{Channel: "questions", Author: admin, Text: attack})
	browser.Get[bool](d.Browser, `[...document.querySelectorAll('`+at+` a, `+at+` button:not(.select)')].forEach((b) => b.tagName === "A" || b.click()) || true`)
	if got := browser.Get[string](d.Browser, `String(window.pwned)`); got != "undefined" {
		t.Errorf("a script ran: %s", got)
	}
	bad := browser.Get[string](d.Browser, `[...document.querySelectorAll("#messages *")].filter((e) => ["SCRIPT", "IFRAME", "STYLE", "OBJECT", "LINK", "FORM"].includes(e.tagName) ||
		[...e.attributes].some((a) => a.name.startsWith("on") || a.name === "srcdoc" || /^\s*(javascript|data):/i.test(a.value) && a.name === "href")).map((e) => e.outerHTML).join("\n")`)
	if bad != "" {
		t.Errorf("drawn from a message:\n%s", bad)
	}
	links := browser.Get[string](d.Browser, `[...document.querySelectorAll('`+at+` a')].map((a) => new URL(a.href).protocol).filter((p) => !["https:", "http:"].includes(p)).join()`)
	if links != "" {
		t.Errorf("links of %s", links)
	}
	if text := browser.Get[string](d.Browser, `document.querySelector('`+at+` .text').textContent`); !strings.Contains(text, `<script>window.pwned=1</script><img src=x onerror="window.pwned=2">`) {
		t.Errorf("the text is not shown as it is: %s", text)
	}
	d.Forgive() // the interactions that no bot answers
}

// pictures holds that what comes with a message is shown, with its description.
func pictures(t *testing.T, d *drawing) {
	const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff\xff\x7f\x00\t\xfb\x03\xfd\x05CE\xca\x00\x00\x00\x00IEND\xaeB`\x82"
	chart := d.page.Discord.AddFile("trends chart.png", png)
	note := d.page.Discord.AddFile("a.json", "{}")
	chart["description"] = "Mentions of bitcoin"
	at := d.show(discordtest.Object{"flags": 1 << 15, "attachments": []any{chart, note}, "components": list(t, `[{"type":12,"items":[{"media":{"url":"attachment://trends chart.png"}}]},{"type":13,"file":{"url":"attachment://a.json"}}]`)})
	d.Wait(`document.querySelector('` + at + ` img[alt="Mentions of bitcoin"]')?.naturalWidth === 1`)
	if name := browser.Get[string](d.Browser, `document.querySelector('`+at+` .file a').download`); name != "a.json" {
		t.Errorf("the file is offered as %q", name)
	}
	plain := d.show(discordtest.Object{"content": "plain", "attachments": []any{chart}})
	d.Wait(`document.querySelector('` + plain + ` img[alt="Mentions of bitcoin"]')?.naturalWidth === 1`)
}
