package preview

import (
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func newPage(t *testing.T) *Page {
	t.Helper()
	d, err := NewDiscord()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	p, err := New(&Page{Discord: d, Sample: true, Hosts: []string{"bot.example"}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestWhoMayVisit: other sites reach the page neither under a name of theirs nor
// by requests that a browser sends for them.
func TestWhoMayVisit(t *testing.T) {
	h := newPage(t).Handler()
	for _, c := range []struct {
		method, path, host string
		header             map[string]string
		want               int
	}{
		{"GET", "/", "127.0.0.1:8017", nil, 200},
		{"GET", "/", "localhost:8017", nil, 200},
		{"GET", "/", "[::1]:8017", nil, 200},
		{"GET", "/", "bot.example:8017", nil, 200},
		{"GET", "/", "evil.example:8017", nil, 421},
		{"GET", "/events", "evil.example", nil, 421},
		{"GET", "/", "127.0.0.1.evil.example", nil, 421},
		{"GET", "/", "10.0.0.7:8017", nil, 421},
		{"GET", "/", "", nil, 421},
		{"POST", "/say", "127.0.0.1:8017", map[string]string{"Content-Type": "application/json", "Origin": "https://evil.example"}, 403},
		{"POST", "/say", "127.0.0.1:8017", map[string]string{"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, 403},
		{"POST", "/use", "127.0.0.1:8017", map[string]string{"Content-Type": "application/json", "Origin": "http://127.0.0.1:9999"}, 403},
		{"POST", "/upload?name=x", "127.0.0.1:8017", map[string]string{"Origin": "null"}, 403},
		{"POST", "/say", "127.0.0.1:8017", map[string]string{"Content-Type": "text/plain", "Origin": "http://127.0.0.1:8017"}, 415},
		{"POST", "/say", "127.0.0.1:8017", map[string]string{"Content-Type": "application/json", "Origin": "http://127.0.0.1:8017", "Sec-Fetch-Site": "same-origin"}, 200},
		{"GET", "/say", "127.0.0.1:8017", nil, 405},
		{"GET", "/assets/../page.go", "127.0.0.1:8017", nil, 307},
		{"GET", "/nothing", "127.0.0.1:8017", nil, 404},
	} {
		t.Run(fmt.Sprint(c.method, c.path, c.host, c.want), func(t *testing.T) {
			body := `{"as":"you","channel":"questions","text":"hello"}`
			r := httptest.NewRequest(c.method, "http://x"+c.path, strings.NewReader(body))
			r.Host = c.host
			for k, v := range c.header {
				r.Header.Set(k, v)
			}
			if c.path == "/events" {
				r.Header.Set("Accept", "text/event-stream")
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.want {
				t.Errorf("status %d, want %d: %s", w.Code, c.want, w.Body)
			}
			if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
				t.Errorf("policy %q", csp)
			}
		})
	}
}

func TestWhatCannotBeDoneIsSaid(t *testing.T) {
	h := newPage(t).Handler()
	for _, c := range []struct {
		path, body string
		status     int
		says       string
	}{
		{"/say", `{"channel":"questions","text":"  "}`, 400, "between 1 and 2000"},
		{"/say", `{"channel":"questions","text":"` + strings.Repeat("x", 2001) + `"}`, 400, "between 1 and 2000"},
		{"/say", `{"channel":"nowhere","text":"x"}`, 404, "no channel"},
		{"/say", `{"channel":"questions","text":"x","reply":"12"}`, 404, "no message 12"},
		{"/say", `{"text":` + strings.Repeat("[", 1000), 400, "cannot be read"},
		{"/say", `{"text":"` + strings.Repeat("x", maxAction) + `"}`, 400, "too large"},
		{"/use", `{"kind":"press","message":"12","custom_id":"a"}`, 409, "no message 12"},
		{"/use", `{"kind":"dance","channel":"questions"}`, 409, "no action"},
		{"/use", `{"kind":"slash","channel":"questions","command":"none"}`, 409, "no command"},
		{"/use", `{"kind":"slash","channel":"questions","command":"none","options":{"file":{"file":"7"}}}`, 409, "not uploaded"},
		{"/suggest", `{"channel":"questions","command":"none"}`, 409, "no command"},
		{"/upload", "x", 400, "needs a name"},
		{"/upload?name=..%2Fx", "x", 400, "needs a name"},
	} {
		r := httptest.NewRequest("POST", "http://localhost"+c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s %.60s: %d %s, want %d %q", c.path, c.body, w.Code, w.Body, c.status, c.says)
		}
	}
}

// TestOnlyPicturesAreShown: a file is saved and not opened, whatever it claims.
func TestOnlyPicturesAreShown(t *testing.T) {
	p := newPage(t)
	for name, want := range map[string]string{"a.png": "image/png", "a.html": "application/octet-stream", "a.svg": "application/octet-stream", "a.json": "application/octet-stream"} {
		file := p.Discord.AddFile(name, "<script>alert(1)</script>")
		w := httptest.NewRecorder()
		p.Handler().ServeHTTP(w, httptest.NewRequest("GET", fmt.Sprintf("http://localhost/attachments/%s/%s", file["id"], name), nil))
		saved := strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment")
		if w.Header().Get("Content-Type") != want || saved != (want == "application/octet-stream") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", name, w.Header())
		}
	}
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/attachments/1/a.png", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("no file: %d", w.Code)
	}
}

func TestListenOnLoopbackUnlessAsked(t *testing.T) {
	l, err := Listen("127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for addr, says := range map[string]string{
		l.Addr().String(): "is in use: is another", "0.0.0.0:0": "--host", ":0": "--host", "192.0.2.1:0": "--host", "8017": "must look like", "127.0.0.1:none": "choose another address",
	} {
		if other, err := Listen(addr, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", addr, err, says)
			if other != nil {
				other.Close()
			}
		}
	}
	l, err = Listen("0.0.0.0:0", []string{"bot.example"})
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
}

// TestTextsStandInEachLanguage with the same values, and each is used.
func TestTextsStandInEachLanguage(t *testing.T) {
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	value := regexp.MustCompile(`\{\w+\}`)
	var used strings.Builder
	fs.WalkDir(assets, ".", func(path string, d fs.DirEntry, _ error) error {
		b, _ := assets.ReadFile(path)
		used.Write(b)
		return nil
	})
	en, fr := all["en"], all["fr"]
	for key, text := range en.Text {
		if a, b := sorted(value.FindAllString(text, -1)), sorted(value.FindAllString(fr.Text[key], -1)); fr.Text[key] == "" || !slices.Equal(a, b) {
			t.Errorf("%s: %q in English, %q in French", key, text, fr.Text[key])
		}
		if !strings.Contains(used.String(), `"`+key+`"`) && !strings.Contains(used.String(), ".T."+key+"}") {
			t.Errorf("%s is not used", key)
		}
	}
	if len(fr.Text) != len(en.Text) || len(fr.Examples) != len(en.Examples) {
		t.Errorf("%d texts and %d examples in English, %d and %d in French", len(en.Text), len(en.Examples), len(fr.Text), len(fr.Examples))
	}
	for key := range maps.Keys(fr.Text) {
		if bad := regexp.MustCompile(`[^\x{00a0}] [:?!;]|[^\x{00a0} /][?!;]`).FindString(fr.Text[key]); bad != "" && !strings.Contains(fr.Text[key], "verbatim preview") {
			t.Errorf("%s: no no-break space in %q", key, fr.Text[key])
		}
	}
}

func sorted(s []string) []string { slices.Sort(s); return s }

// TestNothingBecomesHTML: no script makes HTML of text, or runs text.
func TestNothingBecomesHTML(t *testing.T) {
	bad := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc|setAttribute\("(on|style)`)
	inline := regexp.MustCompile(`(?i)<script>|<script [^>]*type="text|\son\w+=|\sstyle=|javascript:`)
	fs.WalkDir(assets, "assets", func(path string, d fs.DirEntry, _ error) error {
		b, _ := assets.ReadFile(path)
		if m := bad.Find(b); m != nil && strings.HasSuffix(path, ".js") {
			t.Errorf("%s: %s", path, m)
		}
		if m := inline.Find(b); m != nil && strings.HasSuffix(path, ".html") {
			t.Errorf("%s: %s", path, m)
		}
		return nil
	})
}

func TestLanguageOfThePage(t *testing.T) {
	p := newPage(t)
	for _, c := range []struct{ query, accept, want string }{
		{"", "", "en"}, {"", "fr-CA,fr;q=0.8,en;q=0.5", "fr"}, {"", "de,nl", "en"}, {"?lang=fr", "en", "fr"}, {"?lang=xx", "fr", "fr"}, {"", ";;;", "en"},
	} {
		r := httptest.NewRequest("GET", "http://localhost/"+c.query, nil)
		r.Header.Set("Accept-Language", c.accept)
		w := httptest.NewRecorder()
		p.Handler().ServeHTTP(w, r)
		if got := w.Header().Get("Content-Language"); got != c.want || !strings.Contains(w.Body.String(), `<html lang="`+c.want+`"`) {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
