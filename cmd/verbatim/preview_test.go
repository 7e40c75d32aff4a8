package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"verbatim/bot/preview"
	"verbatim/bot/preview/browser"
	"verbatim/data/sample"
)

// previewPage runs `verbatim preview` on the sample and returns its address. At
// the end of the test it must end as it was told to, having logged nothing: a
// payload that Discord would refuse is logged.
func previewPage(t *testing.T) string {
	t.Helper()
	out := &lockedBuffer{}
	a := &app{out: out, errOut: out, log: slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	l, err := preview.Listen("127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.preview(ctx, l, nil, false) }()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the preview ended with: %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("the preview does not end")
		}
		if log := out.String(); strings.Contains(log, "level=") {
			t.Errorf("the preview logged:\n%s", log)
		}
	})
	return "http://" + l.Addr().String()
}

// lockedBuffer is a buffer that several goroutines write to.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// seat is somebody in front of the page.
type seat struct {
	*browser.Browser
	t       *testing.T
	address string
}

// visit opens the page and waits until questions can be asked.
func (s seat) visit(query string, width, height int64) {
	s.t.Helper()
	s.Do(chromedp.EmulateViewport(width, height), chromedp.Navigate(s.address+"/"+query))
	s.Wait(`document.documentElement.dataset.ready === "true"`)
}

// last is a JavaScript expression for the bot's newest message that says more
// than that it is thinking.
const last = `[...document.querySelectorAll("#messages .message")].filter((m) => m.querySelector(".tag") && !m.querySelector(".thinking")).at(-1)`

func (s seat) count() int {
	return browser.Get[int](s.Browser, `document.querySelectorAll("#messages .message .tag").length`)
}

// ask types a question and waits for the answer.
func (s seat) ask(question string) {
	s.t.Helper()
	n := s.count()
	s.Do(chromedp.SendKeys(chromedp.CSS("#question"), question+"\r"))
	s.answered(n)
}

// answered waits until there are more than n messages of the bot's, the last of
// them complete.
func (s seat) answered(n int) {
	s.t.Helper()
	s.Wait(fmt.Sprintf(`document.querySelectorAll("#messages .message .tag").length > %d && !document.querySelector("#messages .thinking")`, n))
}

// text is what an element of the newest message shows.
func (s seat) text(selector string) string {
	s.t.Helper()
	return browser.Get[string](s.Browser, fmt.Sprintf(`%s.querySelector(%q)?.innerText ?? ""`, last, selector))
}

// press presses a button of the newest message that has a label.
func (s seat) press(label string) {
	s.t.Helper()
	button := fmt.Sprintf(`[...%s.querySelectorAll("button")].find((b) => b.textContent.trim() === %q)`, last, label)
	s.Wait(button + `?.disabled === false`)
	browser.Get[bool](s.Browser, fmt.Sprintf(`(%s.focus(), %s.click(), true)`, button, button))
}

// key presses keys, one after the other. Enter is sent as a keyboard does: what
// it writes comes only where the page did not take the key.
func (s seat) key(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		if k != kb.Enter {
			s.Do(chromedp.KeyEvent(k))
			continue
		}
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			e := input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Text: "\r"}
			if kind == input.DispatchKeyEventTypeKeyUp {
				e.Text = ""
			}
			browser.Call(s.Browser, input.DispatchKeyEvent, e)
		}
	}
}

// TestPreview asks and presses as a person would, in a browser.
func TestPreview(t *testing.T) {
	if testing.Short() {
		t.Skip("drives a browser; go test runs it without -short")
	}
	s := seat{t: t, address: previewPage(t)}
	s.Browser = browser.Start(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, seat)
	}{
		{"quotes", previewQuotes}, {"pages", previewPages}, {"forms", previewForms}, {"selects", previewSelects}, {"commands", previewCommands}, {"picture", previewPicture}, {"alert", previewAlert}, {"threads", previewThreads},
		{"keyboard", previewKeyboard}, {"hostile", previewHostile}, {"layout", previewLayout}, {"names", previewNames}, {"paint", previewPaint}, {"member", previewMember},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, seat{s.For(t), t, s.address}) })
	}
	s.For(t)
}

// previewQuotes holds the promise at the last place where it can break: what
// stands on the screen is a slice of a stored article, in both languages.
func previewQuotes(t *testing.T, s seat) {
	var printed strings.Builder
	articles, err := sample.Articles()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range articles {
		printed.WriteString(squeezed(a.Text) + "\n")
	}
	for query, c := range map[string]struct{ question, says string }{
		"?lang=en&theme=dark":  {"what did Musk say about AI regulation", "Elon Musk"},
		"?lang=fr&theme=light": {"qu'a dit Musk sur la régulation de l'IA ?", "déclaré"},
	} {
		s.visit(query, 1000, 800)
		s.ask(c.question)
		quotes := browser.Get[[]string](s.Browser, `[...`+last+`.querySelectorAll("blockquote")].map((q) => q.textContent)`)
		if len(quotes) == 0 {
			t.Fatalf("%s: no quote in %s", query, s.text(".body"))
		}
		for _, q := range quotes {
			for part := range strings.SplitSeq(q, "[…]") {
				if part = strings.Trim(squeezed(part), ` "“”«»`); !strings.Contains(printed.String(), part) {
					t.Errorf("%s: not in print: %q", query, part)
				}
			}
		}
		if reply := s.text(".reply"); !strings.Contains(reply, c.question) {
			t.Errorf("%s: the answer is shown as one to %q", query, reply)
		}
		if note := browser.Get[string](s.Browser, `document.getElementById("note").textContent`); note != "" {
			t.Errorf("%s: %s", query, note)
		}
	}
}

// squeezed is a text with each run of blanks as one space.
func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

func previewPages(t *testing.T, s seat) {
	s.visit("?lang=en", 1000, 800)
	s.ask("what did Musk say about AI")
	first := s.text("blockquote")
	s.press("Next ▶")
	s.Wait(fmt.Sprintf(`%s.querySelector("blockquote").innerText !== %q`, last, first))
	if at := browser.Get[string](s.Browser, `document.activeElement.textContent`); !strings.Contains(at, "Next") && !strings.Contains(at, "Previous") {
		t.Errorf("the focus went from the button pressed to %q", at)
	}
	s.press("◀ Previous")
	s.Wait(fmt.Sprintf(`%s.querySelector("blockquote").innerText === %q`, last, first))

	n := s.count()
	s.press("Around quote 1")
	s.answered(n)
	if only := s.text(".only"); !strings.Contains(only, "Only you can see this") {
		t.Errorf("around a quote is not marked as private: %q", s.text(".body"))
	}
	s.press("Dismiss message")
	s.Wait(fmt.Sprintf(`document.querySelectorAll("#messages .message .tag").length === %d`, n))
}

func previewForms(t *testing.T, s seat) {
	s.visit("?lang=fr", 1000, 800)
	s.ask("qu'a dit Musk sur l'IA ?")
	s.press("Poursuivre")
	s.Wait(`document.getElementById("modal").open`)
	for range 6 { // the focus goes round in the form
		s.key(kb.Tab)
		if inside := browser.Get[bool](s.Browser, `document.activeElement === document.body || document.getElementById("modal").contains(document.activeElement)`); !inside {
			t.Fatal("the focus leaves the form")
		}
	}
	s.key(kb.Escape)
	s.Wait(`!document.getElementById("modal").open && document.activeElement.textContent === "Poursuivre"`)

	n := s.count()
	s.key(kb.Enter)
	s.Wait(`document.getElementById("modal").open && document.getElementById("modal").contains(document.activeElement)`)
	s.Do(chromedp.SendKeys(chromedp.CSS("#modal input, #modal textarea"), "régulation"), chromedp.Click(chromedp.CSS("#modal [type=submit]")))
	s.Wait(`!document.getElementById("modal").open`)
	s.answered(n)
	if got := s.text(".body"); !strings.Contains(got, "régulation") || !strings.Contains(got, "Elon Musk") {
		t.Errorf("further:\n%s", got)
	}
}

// previewSelects judges an answer: a menu in a message for oneself, by keys.
func previewSelects(t *testing.T, s seat) {
	s.visit("?lang=en", 1000, 800)
	s.ask("what did CZ say about FTX")
	n := s.count()
	s.press("👎")
	s.answered(n)
	s.Do(chromedp.Evaluate[chromedp.Void](last + `.querySelector(".select").focus()`))
	s.key(kb.Enter)
	s.Wait(`document.activeElement.getAttribute("role") === "listbox"`)
	s.key(kb.ArrowDown, kb.Enter)
	s.Wait(last + `.querySelector(".text").innerText.includes("Off topic") || ` + last + `.querySelector(".button")`)
	if got := s.text(".body"); !strings.Contains(got, "Noted") {
		t.Errorf("after the choice:\n%s", got)
	}
}

// pick types the beginning of a command and takes the first that is offered.
func (s seat) pick(typed string) {
	s.Do(chromedp.SendKeys(chromedp.CSS("#question"), typed))
	s.Wait(`!document.getElementById("picker").hidden`)
	s.key(kb.Enter)
}

// previewCommands uses commands by their forms, and one on a message.
func previewCommands(t *testing.T, s seat) {
	s.visit("?lang=fr", 1000, 800)
	n := s.count()
	s.pick("/cit")
	s.Wait(`document.activeElement.closest("#command")`)
	s.Do(chromedp.KeyEvent("musk"))
	s.Wait(`document.activeElement.nextElementSibling.textContent.includes("Elon Musk")`)
	s.key(kb.ArrowDown, kb.Enter)
	s.Wait(`document.activeElement.value === "Elon Musk"`)
	s.Do(chromedp.Click(chromedp.CSS("#command [type=submit]")))
	s.answered(n)
	if got := s.text(".reply") + s.text(".body"); !strings.Contains(got, "Vous avez utilisé /citations") || !strings.Contains(got, "Elon Musk") {
		t.Errorf("/citations:\n%s", got)
	}

	s.visit("?lang=en", 1000, 800)
	n = s.count()
	s.ask("what did CZ say about FTX")
	browser.Get[bool](s.Browser, fmt.Sprintf(`([...%s.querySelectorAll(".tools button")].at(-1).click(), true)`, last))
	s.Wait(`document.activeElement.getAttribute("role") === "listbox"`)
	s.key(kb.ArrowDown, kb.Enter)
	s.answered(n + 1)
	if got := s.text(".reply"); !strings.Contains(got, "used Find related quotes") {
		t.Errorf("on a message: %q", got)
	}

	n = s.count()
	s.pick("/privacy")
	s.Wait(`document.querySelector("#command select")`)
	s.Do(chromedp.SetValue(chromedp.CSS("#command select"), "export"), chromedp.Click(chromedp.CSS("#command [type=submit]")))
	s.answered(n)
	saved := browser.Get[string](s.Browser, `fetch(`+last+`.querySelector(".file a").href).then((r) => r.text())`)
	if !strings.Contains(saved, `"member"`) {
		t.Errorf("the file exported holds %q", saved)
	}
}

// previewPicture holds that a picture which comes with a message is drawn, and
// says in words what it shows.
func previewPicture(t *testing.T, s seat) {
	s.visit("?lang=en", 1000, 800)
	n := s.count()
	s.pick("/trends")
	s.Wait(`document.activeElement.closest("#command")`)
	s.Do(chromedp.KeyEvent("AI"), chromedp.Click(chromedp.CSS("#command [type=submit]")))
	s.answered(n)
	s.Wait(last + `.querySelector(".gallery img").naturalWidth > 300`)
	if alt := browser.Get[string](s.Browser, last+`.querySelector(".gallery img").alt`); !strings.Contains(alt, "AI") {
		t.Errorf("the picture is described as %q", alt)
	}
}

// previewAlert holds that one can be told, once, of what is not there.
func previewAlert(t *testing.T, s seat) {
	s.visit("?lang=en", 1000, 800)
	s.ask("what did Zuckerberg say about bitcoin?")
	n := s.count()
	s.press("Tell me if this appears")
	s.answered(n)
	if got := s.text(".container"); !strings.Contains(got, "I will write to you, once") {
		t.Errorf("answered: %s", got)
	}
}

// previewThreads has mentions answered in threads, which are channels to go to.
func previewThreads(t *testing.T, s seat) {
	answers := func(mode string) {
		t.Helper()
		n := s.count()
		browser.Get[bool](s.Browser, `fetch("/use", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ kind: "slash", channel: "questions", command: "settings", sub: "channel",
			options: { channel: "400000000000000001", answers: "`+mode+`" } }) }).then((r) => r.ok)`)
		s.answered(n)
	}
	s.visit("?lang=en", 1000, 800)
	answers("thread")
	s.Do(chromedp.SendKeys(chromedp.CSS("#question"), "what did CZ say about FTX\r"))
	s.Wait(`document.querySelector("#channels .count")?.textContent === "1"`)
	if names := browser.Get[string](s.Browser, `[...document.querySelectorAll("#channels button")].map((b) => b.textContent).join("|")`); names != "# questions|# newsroom|↳ what did CZ say about FTX1|@ Direct message" {
		t.Errorf("channels: %q", names)
	}
	s.Do(chromedp.Click(chromedp.CSS("#channels li:nth-child(3) button")))
	s.Wait(`document.querySelectorAll("#messages blockquote").length > 0 && !document.querySelector("#channels .count")`)
	s.Do(chromedp.Click(chromedp.CSS("#channels li:nth-child(1) button")))
	answers("reply")
}

// previewKeyboard goes from the page's beginning to another page of an answer
// without a mouse, and sees where it is all along.
func previewKeyboard(t *testing.T, s seat) {
	s.visit("?lang=en", 1000, 800)
	if first := browser.Get[string](s.Browser, `(() => { const first = document.querySelector("a, button, select, textarea"); first.focus(); return first.className; })()`); first != "skip" {
		t.Errorf("the first stop is %q", first)
	}
	s.key(kb.Enter)
	s.Wait(`document.activeElement.id === "question"`)
	n := s.count()
	s.Do(chromedp.KeyEvent("what did Musk say about AI\r"))
	s.answered(n)
	first := s.text("blockquote")
	for range 40 {
		s.Do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(8))) // shift
		at := browser.Get[[]string](s.Browser, `[document.activeElement.textContent.trim(), getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow]`)
		if at[1] == "nonenone" {
			t.Errorf("the focus is not seen on %q", at[0])
		}
		if at[0] == "Next ▶" {
			s.key(" ")
			s.Wait(fmt.Sprintf(`%s.querySelector("blockquote").innerText !== %q`, last, first))
			return
		}
	}
	t.Error("the button for the next page is not reached")
}

// previewHostile asks what would be a script.
func previewHostile(t *testing.T, s seat) {
	s.visit("?lang=en", 1000, 800)
	const attack = `<img src=x onerror="window.pwned=1"><script>window.pwned=2</script> [Musk](javascript:alert(1)) about **AI** ||x||`
	s.ask(attack)
	if got := browser.Get[string](s.Browser, `String(window.pwned)`); got != "undefined" {
		t.Fatal("a script ran")
	}
	if got := s.text(".h3"); got != attack {
		t.Errorf("the question is repeated as\n%s\nand was\n%s", got, attack)
	}
	if bad := browser.Get[int](s.Browser, `document.querySelectorAll("#messages :is(script, iframe, [onerror], a[href^=javascript])").length`); bad > 0 {
		t.Errorf("%d elements made of the question", bad)
	}
}

// previewLayout holds that nothing is wider than a small phone, or than a wide
// screen with the page in its phone's width.
func previewLayout(t *testing.T, s seat) {
	s.visit("?lang=fr", 1000, 800)
	s.ask("qu'a dit Musk sur la régulation de l'IA ?")
	for _, lang := range []string{"en", "fr"} {
		for _, c := range []struct {
			query         string
			width, height int64
		}{{"&theme=dark", 360, 740}, {"&theme=light", 360, 740}, {"&width=phone", 1200, 900}, {"", 320, 480}} {
			s.visit("?lang="+lang+c.query, c.width, c.height)
			for _, side := range []string{"false", "true"} {
				s.Do(chromedp.Evaluate[chromedp.Void](`document.documentElement.toggleAttribute("data-side", ` + side + `)`))
				wide := browser.Get[string](s.Browser, `(() => {
					const app = document.querySelector(".app").getBoundingClientRect(), scroll = document.getElementById("scroll");
					const out = [...document.querySelectorAll("main *")].filter((e) => !e.closest(".unseen") && e.getClientRects().length && e.getBoundingClientRect().right > app.right + 1 && getComputedStyle(e.parentElement).overflowX === "visible").map((e) => e.outerHTML.slice(0, 200));
					return [...(document.documentElement.scrollWidth > innerWidth ? ["page"] : []), ...(scroll.scrollWidth > scroll.clientWidth ? ["messages"] : []), ...out].slice(0, 5).join("\n");
				})()`)
				if wide != "" {
					t.Errorf("%s %+v: too wide:\n%s", lang, c, wide)
				}
			}
		}
	}
	for theme, want := range map[string]string{"dark": "rgb(49, 51, 56)", "light": "rgb(255, 255, 255)"} {
		features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}
		browser.Call(s.Browser, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		s.Do(chromedp.Evaluate[chromedp.Void](`localStorage.clear()`))
		s.visit("?lang=en", 1000, 800)
		if got := browser.Get[string](s.Browser, `getComputedStyle(document.querySelector("main")).backgroundColor`); got != want {
			t.Errorf("where the system is %s the page is %s", theme, got)
		}
	}
	browser.Call(s.Browser, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
}

// previewNames holds that whatever can be used has a name in the accessibility
// tree, and that there are the landmarks a screen reader goes by.
func previewNames(t *testing.T, s seat) {
	s.visit("?lang=fr", 1000, 800)
	s.ask("qu'a dit Musk sur la régulation de l'IA ?")
	controls := regexp.MustCompile(`^(button|link|textbox|combobox|listbox|option|image|img|menuitem|checkbox|dialog|navigation|log)$`)
	roles := map[string]int{}
	for _, n := range browser.Call(s.Browser, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role := strings.Trim(string(n.Role.Value), `"`)
		roles[role]++
		if controls.MatchString(role) && (n.Name == nil || strings.Trim(string(n.Name.Value), `" `) == "") {
			t.Errorf("a %s without a name (node %v)", role, n.BackendDOMNodeID)
		}
	}
	for _, role := range []string{"main", "navigation", "log", "status", "article", "heading", "blockquote"} {
		if roles[role] == 0 {
			t.Errorf("no %s in the tree: %v", role, roles)
		}
	}
}

// previewPaint reports the time to the first paint, and holds it below a bound
// that only a page that waits for something breaks.
func previewPaint(t *testing.T, s seat) {
	var times []int
	for range 5 {
		s.visit("?lang=en", 1000, 800)
		s.Wait(`performance.getEntriesByName("first-contentful-paint").length`)
		times = append(times, browser.Get[int](s.Browser, `Math.round(performance.getEntriesByName("first-contentful-paint")[0].startTime)`))
	}
	t.Logf("first contentful paint, in ms: %v", times)
	if least := min(times[0], times[1], times[2], times[3], times[4]); least > 1500 {
		t.Errorf("the first paint takes %d ms", least)
	}
}

// previewMember looks as somebody who may do nothing special.
func previewMember(t *testing.T, s seat) {
	s.visit("?lang=en&as=member", 1000, 800)
	s.Do(chromedp.SendKeys(chromedp.CSS("#question"), "/"))
	s.Wait(`!document.getElementById("picker").hidden`)
	got := browser.Get[string](s.Browser, `document.getElementById("picker").innerText`)
	if strings.Contains(got, "/index") || strings.Contains(got, "/settings") || !strings.Contains(got, "/ask") {
		t.Errorf("a member is offered\n%s", got)
	}
	if private := browser.Get[int](s.Browser, `document.querySelectorAll("#messages .only").length`); private > 0 {
		t.Errorf("a member sees %d messages that are for the administrator", private)
	}
}

var screenshots = flag.Bool("screenshots", false, "write the README's pictures of the preview to docs")

// TestScreenshots takes the README's pictures.
func TestScreenshots(t *testing.T) {
	if !*screenshots {
		t.Skip("takes pictures: go test ./cmd/verbatim -run TestScreenshots -screenshots")
	}
	s := seat{t: t, address: previewPage(t)}
	s.Browser = browser.Start(t)
	for _, c := range []struct {
		file, query, question string
		width, height         int64
		hover                 string
	}{
		{"preview-dark.png", "?lang=en&theme=dark", "what did Yann LeCun say about AI", 1000, 700, "hover"},
		{"preview-phone.png", "?lang=fr&theme=light", "que dit Zuckerberg des modèles fermés ?", 390, 700, "none"},
	} {
		browser.Call(s.Browser, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "hover", Value: c.hover}}})
		s.visit(c.query, c.width, c.height)
		s.ask(c.question)
		s.Do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`), chromedp.Sleep(300*time.Millisecond))
		picture := browser.Run(s.Browser, chromedp.CaptureScreenshot())
		if err := os.WriteFile(filepath.Join("..", "..", "bot", "pictures", c.file), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
