package feed

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"

	"verbatim/data/evaldata"
)

// TestRealFeeds holds what is reached on feeds as the web has them, beside
// gofeed alone. -v lists what is refused, and why.
func TestRealFeeds(t *testing.T) {
	manifest := evaldata.Path(t, "feeds/manifest.jsonl")
	lines, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	files, alone, ours := 0, 0, 0
	var items, titled, linked, dated int
	for line := range bytes.Lines(lines) {
		var want struct{ File string }
		if err := json.Unmarshal(line, &want); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(filepath.Join(filepath.Dir(manifest), want.File))
		if err != nil {
			t.Fatal(err)
		}
		files++
		_, aloneErr := gofeed.NewParser().Parse(bytes.NewReader(raw))
		if aloneErr == nil {
			alone++
		}
		f, err := Parse(raw, "", "https://feeds.example/"+want.File)
		if err != nil {
			t.Logf("refused: %-45s %v", want.File, err)
			if aloneErr == nil {
				t.Errorf("%s: gofeed alone reads it: %v", want.File, err)
			}
			continue
		}
		ours++
		for _, it := range f.Items {
			items++
			if strings.Contains(it.Title, "\uFFFD") && !bytes.Contains(raw, []byte("\uFFFD")) {
				t.Errorf("%s: the title %q lost characters", want.File, it.Title)
			}
			titled += one(it.Title != "")
			linked += one(it.URL != "")
			dated += one(it.Published != "")
		}
	}
	t.Logf("%d of %d read (gofeed alone %d); %d items: %d with a title, %d with a link, %d with a date", ours, files, alone, items, titled, linked, dated)
	if ours < 150 {
		t.Errorf("%d of %d read, want 150", ours, files)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
