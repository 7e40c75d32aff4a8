package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"verbatim/data"
	"verbatim/data/evaldata"
)

// fakeQuotes finds a quote in each first block, and panics where a text asks
// for it.
type fakeQuotes struct{}

func (fakeQuotes) Extract(a *data.Article, blocks []data.Block) []data.Quote {
	if strings.Contains(a.Text, "Panic, please!") {
		panic("asked for")
	}
	return []data.Quote{{Span: blocks[0].Span, Kind: data.Direct}}
}

// sink is a store that remembers what was put.
type sink struct {
	records []data.Record
	batches []int
	err     error // returned by the second Put
}

func (s *sink) put(_ context.Context, batch []data.Record) (Counts, error) {
	if s.err != nil && len(s.batches) > 0 {
		return Counts{}, s.err
	}
	s.records = append(s.records, batch...)
	s.batches = append(s.batches, len(batch))
	return Counts{Added: len(batch)}, nil
}

func (s *sink) ids() (ids []string) {
	for _, r := range s.records {
		ids = append(ids, r.Article.ID)
	}
	return ids
}

// run ingests paths into a new sink.
func ingestPaths(t *testing.T, stdin io.Reader, paths ...string) (*sink, Report) {
	t.Helper()
	s := &sink{}
	g := &Ingester{Processor: &Processor{quotes: fakeQuotes{}}, Put: s.put, Stdin: stdin}
	report, err := g.Run(t.Context(), paths)
	if err != nil {
		t.Fatal(err)
	}
	return s, report
}

// write makes a file in a temporary folder and returns its path.
func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func faults(r Report) (out []string) {
	for _, f := range r.Faults {
		out = append(out, fmt.Sprintf("%s:%d: %s", filepath.Base(f.Where), f.Line, f.Err))
	}
	return out
}

func zip(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, s); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestJSONLine holds what one line gives, and what it is told where it cannot
// be read.
func TestJSONLine(t *testing.T) {
	tests := []struct {
		name, line string
		want       data.Article // of a good line
		fault      string       // of a bad one, its start
	}{
		{"all", `{"id":"a1","url":"https://rain.example/a","title":"Rain","source":"Wet","author":"J","published":"2031-03-20","lang":"en","body":"It rained.","topics":["x"]}`,
			data.Article{ID: "a1", URL: "https://rain.example/a", Title: "Rain", Source: "Wet", Author: "J", Published: "2031-03-20", Lang: "en", Text: "It rained."}, ""},
		{"as it is", `{"id":"a","body":" Il\u00a0a plu\r\nhier\t\u201cbeaucoup\ud83c\udf27 \uFFFD "}`,
			data.Article{ID: "a", Lang: "fr", Text: " Il\u00a0a plu\r\nhier\t“beaucoup🌧 \uFFFD "}, ""},
		{"id of url", `{"url":"http://Rain.example:80/a/?utm_source=x#top","body":"It rained.","lang":"en-GB"}`,
			data.Article{ID: "url-319d532c4d5ecba4", URL: "http://Rain.example:80/a/?utm_source=x#top", Lang: "en", Text: "It rained."}, ""},
		{"id of text", `{"body":"It rained on the day of the count."}`,
			data.Article{ID: "text-c3ce755b8b577171", Lang: "en", Text: "It rained on the day of the count."}, ""},
		{"time", `{"id":"a","lang":"en","published":"2031-03-20T09:30:00+01:00","body":"Rain."}`,
			data.Article{ID: "a", Lang: "en", Published: "2031-03-20T09:30:00+01:00", Text: "Rain."}, ""},
		{"html", `{"id":"a","title":"Ours","html":"<html lang=fr><meta charset=iso-8859-1><title>Leur titre</title><p>Il a plu sur l\u2019été entier, et la récolte est perdue.</p>"}`,
			data.Article{ID: "a", Title: "Ours", Lang: "fr", Text: "Il a plu sur l’été entier, et la récolte est perdue."}, ""},

		{name: "no JSON", line: `It rained.`, fault: "not valid JSON at byte 1"},
		{name: "cut", line: `{"id":"a","body":"It ra`, fault: "not valid JSON at byte 23"},
		{name: "array", line: `[{"id":"a"}]`, fault: "a JSON array: write one object a line"},
		{name: "string", line: `"rain"`, fault: "a JSON object is needed, not a string"},
		{name: "number", line: `{"id":7,"body":"Rain."}`, fault: `"id" must be a string, not a number`},
		{name: "no text", line: `{"id":"a"}`, fault: `neither "body" nor "html"`},
		{name: "blank text", line: `{"id":"a","body":" \n"}`, fault: "there is no text in it"},
		{name: "date", line: `{"id":"a","body":"Rain.","published":"20/03/2031"}`, fault: `published is "20/03/2031": write a date as`},
		{name: "no such day", line: `{"id":"a","body":"Rain.","published":"2031-02-30"}`, fault: `published is "2031-02-30"`},
		{name: "invalid UTF-8", line: "{\"body\":\"\xe9t\xe9\"}", fault: "not valid UTF-8 at byte 9"},
		{name: "half a character", line: `{"body":"Rain \ud83c"}`, fault: "an escape like"},
		{name: "null in body", line: `{"body":"Rain\u0000."}`, fault: "text holds a null character (byte 4)"},
		{name: "raw null", line: "{\"body\":\"Rain\x00\"}", fault: "not valid JSON at byte 14"},
		{name: "empty page", line: `{"html":"<p></p>"}`, fault: "html: no article text found"},
		{name: "panic", line: `{"id":"a","body":"Panic, please!"}`, fault: "a fault of this program"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, report := ingestPaths(t, strings.NewReader(tt.line), Stdin)
			if tt.fault != "" {
				if len(report.Faults) != 1 || !strings.HasPrefix(report.Faults[0].Err, tt.fault) || report.Faults[0].Line != 1 {
					t.Fatalf("faults %q, want one in line 1 that starts with %q", report.Faults, tt.fault)
				}
				return
			}
			if len(report.Faults) != 0 || len(s.records) != 1 {
				t.Fatalf("faults %q, %d records", report.Faults, len(s.records))
			}
			if got := s.records[0].Article; !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got\n%+v\nwant\n%+v", got, tt.want)
			}
		})
	}
}

// TestFiles holds what each kind of file gives.
func TestFiles(t *testing.T) {
	french := "La pluie est tombée tout l’été\n\nLes agriculteurs sont désolés."
	latin, _ := charmap.Windows1252.NewEncoder().String(french)
	wide, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(french)
	tests := []struct {
		name, content string
		want          data.Article
	}{
		{"a.txt", french, data.Article{Title: "La pluie est tombée tout l’été", Lang: "fr", Text: french}},
		{"latin.txt", latin, data.Article{Title: "La pluie est tombée tout l’été", Lang: "fr", Text: french}},
		{"wide.txt", wide, data.Article{Title: "La pluie est tombée tout l’été", Lang: "fr", Text: french}},
		{"bom.txt", "\uFEFF" + french, data.Article{Title: "La pluie est tombée tout l’été", Lang: "fr", Text: french}},
		{"dos.txt", "Rain is data\r\nand the data is wet.\r\n", data.Article{Title: "Rain is data", Lang: "en", Text: "Rain is data\r\nand the data is wet.\r\n"}},
		{"plain.md", "Some words of the day.\n\n# Rain *is* data\n\nIt is not.", data.Article{Title: "Rain *is* data", Lang: "en", Text: "Some words of the day.\n\n# Rain *is* data\n\nIt is not."}},
		{"front.md", "---\ntitle: \"Rain: a story\"\nurl : https://rain.example/a\ndate: 2031-05-06\nauthor: Jane Roe\nsource: Wet\nlang: en\ntags: [\"x\"]\nid: r1\n---\n\n# Other\nIt rained.\n",
			data.Article{ID: "r1", URL: "https://rain.example/a", Title: "Rain: a story", Source: "Wet", Author: "Jane Roe", Published: "2031-05-06", Lang: "en", Text: "# Other\nIt rained.\n"}},
		{"rule.md", "---\nIt rained on all of the fields.", data.Article{Title: "---", Lang: "en", Text: "---\nIt rained on all of the fields."}},
		{"page.html", "<html lang=en><title>Rain is data</title><link rel=canonical href=https://rain.example/p><p>It rained on ten fields, and the data, all of it, is wet.</p>",
			data.Article{URL: "https://rain.example/p", Title: "Rain is data", Lang: "en", Text: "It rained on ten fields, and the data, all of it, is wet."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, report := ingestPaths(t, nil, write(t, tt.name, tt.content))
			if len(report.Faults) != 0 || len(s.records) != 1 {
				t.Fatalf("faults %q, %d records", report.Faults, len(s.records))
			}
			identify(&tt.want)
			if got := s.records[0].Article; !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got\n%+v\nwant\n%+v", got, tt.want)
			}
		})
	}
}

// TestBadFiles holds what is told of files that cannot be read, and that what
// can be read of them is.
func TestBadFiles(t *testing.T) {
	good := `{"id":"a","body":"It rained."}` + "\n" + `{"id":"b","body":"It rained again."}` + "\n"
	var long strings.Builder // random enough that half of the gzip is half of the lines
	for i := range 4000 {
		fmt.Fprintf(&long, `{"id":"r%d","body":"Field %d: %x."}`+"\n", i, i, i*7919*104729)
	}
	packed := zip(t, long.String())
	wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(good)
	tests := []struct {
		name, content string
		read          int // -1: some
		faults        []string
	}{
		{"empty.jsonl", "", 0, []string{"empty.jsonl:0: the file is empty"}},
		{"blank.jsonl", "\n \n", 0, []string{"blank.jsonl:0: the file is empty"}},
		{"empty.txt", " \n", 0, []string{"empty.txt:0: the file is empty"}},
		{"empty.jsonl.gz", zip(t, ""), 0, []string{"empty.jsonl.gz:0: the file is empty"}},
		{"wide.jsonl", wide, 2, nil},
		{"bom.jsonl", "\uFEFF" + good, 2, nil},
		{"blanks.jsonl", "\n" + strings.ReplaceAll(good, "\n", "\r\n\r\n"), 2, nil},
		{"unpacked.jsonl.gz", good, 2, nil},
		{"packed.jsonl", zip(t, good), 2, nil},
		{"two.jsonl.gz", zip(t, good) + zip(t, good), 4, nil},
		{"some.jsonl", good + "{}\nx\n" + good, 4, []string{`some.jsonl:3: neither "body" nor "html" is given`, "some.jsonl:4: not valid JSON at byte 1"}},
		{"picture.jsonl", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 0, []string{"picture.jsonl:0: not JSON Lines: it looks like image/png"}},
		{"picture.txt", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 0, []string{"picture.txt:0: not a text file: it looks like image/png"}},
		{"null.txt", strings.Repeat("Rain. ", 200) + "\x00", 0, []string{"null.txt:0: not a text file: it holds a null byte at 1200"}},
		{"date.md", "---\ntitle: x\ndate: yesterday\n---\nRain.", 0, []string{`date.md:0: front matter, line 3: published is "yesterday"`}},
		{"words.html", "Only words.", 0, []string{"words.html:0: this is not an HTML page"}},
		{"cut.jsonl.gz", packed[:len(packed)/2], -1, []string{"cut.jsonl.gz:*: the gzip data is cut off or damaged here"}},
		{"head.jsonl.gz", packed[:5], 0, []string{"head.jsonl.gz:0: the gzip data is cut off or damaged"}},
		{"damaged.jsonl.gz", packed[:len(packed)-8] + "\x00\x00\x00\x00" + packed[len(packed)-4:], -1, []string{"damaged.jsonl.gz:*: the gzip data is cut off or damaged here"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, report := ingestPaths(t, nil, write(t, tt.name, tt.content))
			if tt.read >= 0 && report.Read != tt.read || tt.read < 0 && report.Read < 500 {
				t.Errorf("read %d articles, want %d", report.Read, tt.read)
			}
			got := faults(report)
			if len(got) != len(tt.faults) || report.Skipped != len(tt.faults) {
				t.Fatalf("faults %q, want %q", got, tt.faults)
			}
			for i, want := range tt.faults {
				if file, rest, ok := strings.Cut(want, "*"); ok { // any line
					if !strings.HasPrefix(got[i], file) || !strings.Contains(got[i], rest) || report.Faults[i].Line < 500 {
						t.Errorf("fault %q, want %q", got[i], want)
					}
				} else if !strings.HasPrefix(got[i], want) {
					t.Errorf("fault %q, want %q", got[i], want)
				}
			}
		})
	}
}

// TestLongLine sends a line of 1 GB through a pipe, between two good ones.
func TestLongLine(t *testing.T) {
	r, w := io.Pipe()
	go func() {
		_, _ = io.WriteString(w, `{"id":"a","body":"It rained."}`+"\n"+`{"id":"long","body":"`)
		part := bytes.Repeat([]byte("rain "), 200_000)
		for range 1000 {
			_, _ = w.Write(part)
		}
		_, _ = io.WriteString(w, "\"}\n"+`{"id":"b","body":"It rained again."}`)
		w.Close()
	}()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s, report := ingestPaths(t, r, Stdin)
	runtime.ReadMemStats(&after)
	if got, want := s.ids(), []string{"a", "b"}; !reflect.DeepEqual(got, want) {
		t.Errorf("ids %q, want %q", got, want)
	}
	if got, want := faults(report), []string{"standard input:2: longer than 16 MB"}; !reflect.DeepEqual(got, want) {
		t.Errorf("faults %q, want %q", got, want)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 100<<20 {
		t.Errorf("%d MB were allocated", grown>>20)
	}
}

// TestLineLimit holds the limit to the byte.
func TestLineLimit(t *testing.T) {
	for _, tt := range []struct {
		n    int
		want error
	}{{MaxLine, nil}, {MaxLine + 1, ErrLineTooLong}, {MaxLine + 100, ErrLineTooLong}} {
		for _, end := range []string{"\n", "\r\n", ""} {
			l := NewLineReader(strings.NewReader(strings.Repeat("x", tt.n) + end))
			line, err := l.Next()
			if !errors.Is(err, tt.want) || err == nil && len(line) != tt.n {
				t.Errorf("%d bytes and %q: %d bytes, error %v, want error %v", tt.n, end, len(line), err, tt.want)
			}
			if _, err := l.Next(); !errors.Is(err, io.EOF) {
				t.Errorf("%d bytes and %q: after them error %v, want EOF", tt.n, end, err)
			}
		}
	}
}

// TestFolder reads a folder: in order, known files only, nothing hidden.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"b.txt":             "Second words.",
		"a/z.md":            "First words.",
		"c.JSONL":           `{"id":"third","body":"Third words."}`,
		"d.pdf":             "%PDF-1.4",
		".hidden.txt":       "Hidden.",
		".git/x.txt":        "Hidden.",
		"e/empty.txt":       "",
		"e/also/fourth.txt": "Fourth words.",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, report := ingestPaths(t, nil, dir)
	var texts []string
	for _, r := range s.records {
		texts = append(texts, r.Article.Text)
	}
	if want := []string{"First words.", "Second words.", "Third words.", "Fourth words."}; !reflect.DeepEqual(texts, want) {
		t.Errorf("texts %q, want %q", texts, want)
	}
	if report.Other != 1 || report.Skipped != 1 || report.Read != 4 || report.Quotes != 4 {
		t.Errorf("report %+v, want 1 other, 1 skipped, 4 read with a quote each", report)
	}
}

// TestWrongPath stores nothing where one of the paths is a slip of the pen.
func TestWrongPath(t *testing.T) {
	good := write(t, "a.txt", "Words.")
	for _, bad := range []string{filepath.Join(t.TempDir(), "absent.jsonl"), write(t, "a.pdf", "%PDF")} {
		s := &sink{}
		g := &Ingester{Processor: &Processor{quotes: fakeQuotes{}}, Put: s.put}
		_, err := g.Run(t.Context(), []string{good, bad})
		if !errors.Is(err, ErrPath) || !strings.Contains(err.Error(), bad) || len(s.records) > 0 {
			t.Errorf("%s: error %v, %d records", bad, err, len(s.records))
		}
	}
}

// TestOrder holds that records arrive in the order of the input, in full
// batches, though they are read side by side; and the later of two equal ids
// after the earlier one.
func TestOrder(t *testing.T) {
	var in strings.Builder
	var want []string
	for i := range 1050 {
		id := fmt.Sprint(i % 1000)
		want = append(want, id)
		fmt.Fprintf(&in, `{"id":%q,"body":"%s"}`+"\n", id, strings.Repeat("Words. ", 1+i*31%97))
	}
	s := &sink{}
	var last Progress
	g := &Ingester{Processor: &Processor{quotes: fakeQuotes{}}, Put: s.put, Progress: func(p Progress) {
		if p.Articles != last.Articles+1 || p.Bytes < last.Bytes {
			t.Errorf("progress went from %+v to %+v", last, p)
		}
		last = p
	}}
	path := write(t, "a.jsonl", in.String())
	report, err := g.Run(t.Context(), []string{path})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s.ids(), want) {
		t.Error("the records are not in the order of the input")
	}
	if wantBatches := []int{200, 200, 200, 200, 200, 50}; !reflect.DeepEqual(s.batches, wantBatches) {
		t.Errorf("batches of %d, want %d", s.batches, wantBatches)
	}
	if report.Added != 1050 || report.Read != 1050 {
		t.Errorf("report %+v", report)
	}
	if wantEnd := (Progress{Bytes: int64(in.Len()), Total: int64(in.Len()), Articles: 1050}); last != wantEnd {
		t.Errorf("progress ends with %+v, want %+v", last, wantEnd)
	}
}

// TestStoreFails ends the run with the store's error, and keeps the count of
// what was stored before.
func TestStoreFails(t *testing.T) {
	in := strings.Repeat(`{"body":"Words."}`+"\n", 5000)
	full := errors.New("disk full")
	s := &sink{err: full}
	g := &Ingester{Processor: &Processor{quotes: fakeQuotes{}}, Put: s.put, Stdin: strings.NewReader(in)}
	report, err := g.Run(t.Context(), []string{Stdin})
	if !errors.Is(err, full) || report.Added != 200 {
		t.Errorf("error %v, %d added, want the store's error and 200", err, report.Added)
	}
}

// TestInterrupted ends the run when it is told to, though input goes on.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &sink{}
	g := &Ingester{Processor: &Processor{quotes: fakeQuotes{}}, Stdin: endless{}, Put: func(ctx context.Context, b []data.Record) (Counts, error) {
		cancel()
		return s.put(ctx, b)
	}}
	if _, err := g.Run(ctx, []string{Stdin}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

// endless is a file of equal articles that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	const line = `{"body":"Words."}` + "\n"
	n := 0
	for n+len(line) <= len(p) {
		n += copy(p[n:], line)
	}
	return n, nil
}

// TestManyFaults bounds the list, not the count.
func TestManyFaults(t *testing.T) {
	_, report := ingestPaths(t, strings.NewReader(strings.Repeat("{}\n", MaxFaults+5)), Stdin)
	if report.Skipped != MaxFaults+5 || len(report.Faults) != MaxFaults {
		t.Errorf("%d skipped, %d listed, want %d and %d", report.Skipped, len(report.Faults), MaxFaults+5, MaxFaults)
	}
}

func TestCanonicalURL(t *testing.T) {
	for _, tt := range []struct{ a, b string }{
		{"http://Rain.example/a/", "https://rain.example/a"},
		{"https://rain.example:443/a?b=2&a=1#top", "https://rain.example/a?a=1&b=2"},
		{"https://rain.example/a?utm_source=x&fbclid=y", "https://rain.example/a"},
		{"https://jane@rain.example/%C3%A9t%C3%A9", "https://rain.example/été"},
		{" https://rain.example ", "https://rain.example/"},
		{"https://www.rain.example/a", "https://rain.example/a"},
		{"https://m.rain.example/a", "https://rain.example/a"},
		{"https://amp.rain.example/a", "https://rain.example/a"},
		{"https://rain.example/a/amp/", "https://rain.example/a"},
		{"https://rain.example/amp/a", "https://rain.example/a"},
		{"https://rain.example/a.amp?outputType=amp", "https://rain.example/a"},
		{"https://rain.example/a?UTM_Medium=x&amp=1&mc_cid=2", "https://rain.example/a"},
	} {
		if CanonicalURL(tt.a) != CanonicalURL(tt.b) {
			t.Errorf("%q is %q, %q is %q", tt.a, CanonicalURL(tt.a), tt.b, CanonicalURL(tt.b))
		}
	}
	for _, s := range []string{"", "rain", "mailto:jane@rain.example", "https://%zz/"} {
		if got := CanonicalURL(s); got != s {
			t.Errorf("CanonicalURL(%q) = %q", s, got)
		}
	}
	for _, tt := range []struct{ a, b string }{
		{"https://rain.example/a?id=1", "https://rain.example/a?id=2"},
		{"https://rain.example/amp", "https://rain.example/a"},
		{"https://m.example/a", "https://example/a"},
		{"https://rain.example/example", "https://rain.example/ex"},
	} {
		if CanonicalURL(tt.a) == CanonicalURL(tt.b) {
			t.Errorf("%q and %q are one", tt.a, tt.b)
		}
	}
}

// FuzzIngest holds that whatever a file holds, a run ends, and each record's
// spans are slices of its text.
func FuzzIngest(f *testing.F) {
	f.Add("a.jsonl", `{"id":"a","body":"It rained."}`+"\n[]\n{\"html\":\"<p>x\"}\n")
	f.Add("a.txt", "\xff\xfeR\x00")
	f.Add("a.md", "---\ndate: 2031-01-01\n---\nx")
	f.Add("a.html", "<p>x")
	f.Add("a.jsonl", "\x1f\x8b\x08\x00")
	f.Fuzz(func(t *testing.T, name, content string) {
		form, ok := formatOf(name)
		if !ok {
			return
		}
		s := &sink{}
		g := &Ingester{Processor: &Processor{quotes: fakeQuotes{}}, Put: s.put, Stdin: strings.NewReader(content)}
		r := &run{Ingester: g, files: found{sources: []source{{path: Stdin, format: form}}}, held: newHeld()}
		if err := r.pipeline(context.Background()); err != nil {
			t.Fatal(err)
		}
		for i := range s.records {
			if err := s.records[i].Check(); err != nil {
				t.Error(err)
			}
		}
	})
}

// BenchmarkIngest reads the real corpus without storing it.
func BenchmarkIngest(b *testing.B) {
	path := evaldata.Path(b, "corpus/smoke.jsonl")
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	for b.Loop() {
		s := &sink{}
		g := &Ingester{Processor: &Processor{quotes: fakeQuotes{}}, Put: s.put}
		report, err := g.Run(b.Context(), []string{path})
		if err != nil || report.Skipped > 0 {
			b.Fatal(report.Faults, err)
		}
	}
}
