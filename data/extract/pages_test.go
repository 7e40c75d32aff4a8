package extract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"codeberg.org/readeck/go-readability/v2"

	"verbatim/data/evaldata"
)

// judgedPage is a line of the manifest of real pages: what is known of one.
type judgedPage struct {
	File     string   `json:"file"`
	URL      string   `json:"url"`
	Title    string   `json:"expected_title"`
	Date     string   `json:"expected_date"`
	Text     string   `json:"expected_text"`
	Contains []string `json:"expected_contains"`
	Absent   []string `json:"expected_absent"`
	raw      []byte
}

// judgedPages reads the manifest and the pages.
func judgedPages(t *testing.T) []judgedPage {
	t.Helper()
	manifest := evaldata.Path(t, "pages/manifest.jsonl")
	lines, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	var pages []judgedPage
	for line := range bytes.Lines(lines) {
		var p judgedPage
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatal(err)
		}
		if p.raw, err = os.ReadFile(filepath.Join(filepath.Dir(manifest), p.File)); err != nil {
			t.Fatal(err)
		}
		pages = append(pages, p)
	}
	return pages
}

// share counts how many of how many.
type share struct{ n, of int }

func (s *share) add(ok bool) {
	s.of++
	if ok {
		s.n++
	}
}

func (s share) part() float64 { return float64(s.n) / float64(max(s.of, 1)) }

func (s share) String() string { return fmt.Sprintf("%d/%d %.3f", s.n, s.of, s.part()) }

// pageFigures is how well an extractor reads the judged pages.
type pageFigures struct {
	f1                             float64 // mean token F1 over the pages with a text
	contains, absent, title, dates share   // absent counts the strings that are there all the same
	misses                         []string
}

// judgePages runs an extractor over the pages.
func judgePages(pages []judgedPage, extractor func(judgedPage) Page) (f pageFigures) {
	texts := 0
	miss := func(p judgedPage, format string, args ...any) {
		f.misses = append(f.misses, p.File+": "+fmt.Sprintf(format, args...))
	}
	for _, p := range pages {
		got := extractor(p)
		flat := oneLine(got.Text)
		if p.Text != "" {
			texts++
			score := tokenF1(got.Text, p.Text)
			f.f1 += score
			if score < 0.97 {
				miss(p, "F1 %.3f", score)
			}
		}
		for _, s := range p.Contains {
			ok := strings.Contains(flat, oneLine(s))
			if f.contains.add(ok); !ok {
				miss(p, "lacks %q", s)
			}
		}
		for _, s := range p.Absent {
			there := strings.Contains(flat, oneLine(s))
			if f.absent.add(there); there {
				miss(p, "holds %q", s)
			}
		}
		if p.Title != "" {
			ok := sameTitle(got.Title, p.Title)
			if f.title.add(ok); !ok {
				miss(p, "title %q, want %q", got.Title, p.Title)
			}
		}
		if p.Date != "" {
			ok := len(got.Published) >= 10 && got.Published[:10] == p.Date[:10]
			if f.dates.add(ok); !ok {
				miss(p, "date %q, want %q", got.Published, p.Date)
			}
		}
	}
	f.f1 /= float64(max(texts, 1))
	return f
}

var token = regexp.MustCompile(`[\pL\pN]+`)

// tokenF1 is the harmonic mean of the shares of words in common.
func tokenF1(got, want string) float64 {
	count := map[string]int{}
	wanted := token.FindAllString(strings.ToLower(want), -1)
	for _, w := range wanted {
		count[w]++
	}
	gotten, common := token.FindAllString(strings.ToLower(got), -1), 0
	for _, w := range gotten {
		if count[w]--; count[w] >= 0 {
			common++
		}
	}
	return 2 * float64(common) / float64(max(1, len(wanted)+len(gotten)))
}

// sameTitle compares titles after folding blanks, and letting either go
// without a trailing site name ("Title | Site").
func sameTitle(a, b string) bool {
	a, b = oneLine(a), oneLine(b)
	return a != "" && b != "" && (a == b || withSite(a, b) || withSite(b, a))
}

func withSite(long, short string) bool {
	rest, ok := strings.CutPrefix(long, short)
	rest = strings.TrimSpace(rest)
	return ok && rest != "" && strings.ContainsAny(rest[:min(3, len(rest))], "|-:_·•»—–[")
}

// readabilityAlone is the library without anything of ours.
func readabilityAlone(p judgedPage) Page {
	u, err := url.Parse(p.URL)
	if err != nil {
		return Page{}
	}
	source, err := decodePage(p.raw)
	if err != nil {
		return Page{}
	}
	a, err := readability.FromReader(strings.NewReader(source), u)
	if err != nil || a.Node == nil {
		return Page{}
	}
	var text strings.Builder
	if err := a.RenderText(&text); err != nil {
		return Page{}
	}
	return Page{Title: a.Title(), Published: published(a), Text: text.String()}
}

// TestPages holds what is reached on the real pages, and prints it beside the
// library alone; -v lists what is missed.
func TestPages(t *testing.T) {
	pages := judgedPages(t)
	ours := judgePages(pages, func(p judgedPage) Page {
		page, err := HTML(bytes.NewReader(p.raw), p.URL)
		if err != nil {
			t.Logf("%s: %v", p.File, err)
		}
		if err := checkBlocks(page.Text, Text(page.Text)); err != nil {
			t.Errorf("%s: %v", p.File, err)
		}
		return page
	})
	t.Logf("%-16s %-8s %-14s %-14s %-14s %s", "extractor", "F1", "must contain", "must not", "title", "date")
	for _, row := range []struct {
		name string
		pageFigures
	}{{"this package", ours}, {"go-readability", judgePages(pages, readabilityAlone)}} {
		t.Logf("%-16s %-8.4f %-14s %-14s %-14s %s", row.name, row.f1, row.contains, row.absent, row.title, row.dates)
	}
	for _, m := range ours.misses {
		t.Log("missed:", m)
	}
	if ours.f1 < 0.983 || ours.contains.part() < 0.97 || ours.absent.part() > 0.03 || ours.title.part() < 0.95 || ours.dates.part() < 0.90 {
		t.Error("worse than F1 .983, must contain .97, must not .03, title .95, date .90")
	}
}
