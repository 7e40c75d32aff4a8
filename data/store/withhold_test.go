package store_test

import (
	"database/sql"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/store"
)

// TestHiddenQuoteIsWithheld: the words of a hidden quote are no part of what is
// searched and shown of the article, everything else is.
func TestHiddenQuoteIsWithheld(t *testing.T) {
	for name, c := range map[string]struct {
		text   string // the quotes in <>, the one to be hidden first in {}
		shown  []string
		hidden string
	}{
		"a sentence of its own": {
			"The board met. \"{The fog is our roof},\" said Odile. It met again.",
			[]string{"The board met.", "It met again."}, "\"The fog is our roof,\" said Odile.",
		},
		"a whole paragraph": {
			"The board met.\n\n\"{The fog is our roof}.\"\n\nIt met again.",
			[]string{"The board met.", "It met again."}, "\"The fog is our roof.\"",
		},
		"beside another quote": {
			"The board met. \"{The fog is our roof},\" said Odile, and \"<the tide does not wait>\".",
			[]string{"The board met.", "said Odile, and \"the tide does not wait\"."}, "\"The fog is our roof,\"",
		},
		"over two paragraphs": {
			"Odile said: \"{The fog is our roof.\n\n\"It is free}.\" It met again.",
			[]string{"It met again."}, "Odile said: \"The fog is our roof. / \"It is free.\"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			r := marked(c.text)
			words := r.Quotes[0].Of(r.Article.Text)
			if _, err := s.Put(t.Context(), []data.Record{r}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Correct(t.Context(), data.Correction{Article: "fog", Words: words, Ruling: data.Hidden}, nil); err != nil {
				t.Fatal(err)
			}
			for range 2 { // and after it was put again
				got, err := s.Record(t.Context(), "fog")
				if err != nil {
					t.Fatal(err)
				}
				var shown, hidden []string
				for _, b := range got.Blocks {
					if b.Kind.Searchable() {
						shown = append(shown, b.Of(got.Article.Text))
					} else {
						hidden = append(hidden, b.Of(got.Article.Text))
					}
				}
				if strings.Join(shown, "|") != strings.Join(c.shown, "|") || strings.Join(hidden, " / ") != c.hidden {
					t.Errorf("shown %q, withheld %q", shown, hidden)
				}
				if len(got.Quotes) != len(r.Quotes)-1 {
					t.Errorf("quotes %+v", got.Quotes)
				}
				if _, err := s.Put(t.Context(), []data.Record{r}); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestHiddenWordsAreWithheld: wherever the words of a hidden quote stand, and also
// where they are no quote any more, or were hidden before words were withheld.
func TestHiddenWordsAreWithheld(t *testing.T) {
	const first, rest = "The board met. \"{The fog is our roof},\" said Odile.", "It met again.\n\nThe fog is our roof: so it went."
	r, dir := marked(first+" "+rest), t.TempDir()
	plain := r
	plain.Quotes = nil
	s := open(t, dir)
	put := func(r data.Record) {
		t.Helper()
		if _, err := s.Put(t.Context(), []data.Record{r}); err != nil {
			t.Fatal(err)
		}
	}
	check := func(when string) {
		t.Helper()
		got, err := s.Record(t.Context(), "fog")
		if err != nil {
			t.Fatal(err)
		}
		var shown []string
		for _, b := range got.Blocks {
			if b.Kind.Searchable() {
				shown = append(shown, b.Of(got.Article.Text))
			}
		}
		if strings.Join(shown, "|") != "The board met.|It met again." {
			t.Errorf("%s: shown %q", when, shown)
		}
	}
	put(r)
	if _, err := s.Correct(t.Context(), data.Correction{Article: "fog", Words: r.Quotes[0].Of(r.Article.Text), Ruling: data.Hidden}, nil); err != nil {
		t.Fatal(err)
	}
	check("hidden")
	put(plain)
	check("no quote any more")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	asBefore(t, dir, plain)
	s = open(t, dir)
	check("hidden by an older version")
}

// asBefore writes the blocks of a stored article as versions did that did not
// withhold words.
func asBefore(t *testing.T, dir string, r data.Record) {
	t.Helper()
	blocks, err := json.Marshal(r.Blocks)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, store.File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `UPDATE articles SET blocks = ?, digest = x'00' WHERE id = ?`, string(blocks), r.Article.ID); err != nil {
		t.Fatal(err)
	}
}

// marked is an article whose quotes are marked in its text.
func marked(text string) data.Record {
	r := data.Record{Article: data.Article{ID: "fog", Lang: "en"}}
	var b strings.Builder
	for _, c := range text {
		switch c {
		case '{', '<':
			r.Quotes = append(r.Quotes, data.Quote{Span: data.Span{Start: b.Len()}, Kind: data.Direct})
		case '}', '>':
			r.Quotes[len(r.Quotes)-1].End = b.Len()
		default:
			b.WriteRune(c)
		}
	}
	r.Article.Text = b.String()
	at := 0
	for p := range strings.SplitSeq(r.Article.Text, "\n\n") {
		r.Blocks = append(r.Blocks, data.Block{Span: data.Span{Start: at, End: at + len(p)}, Kind: data.Paragraph})
		at += len(p) + 2
	}
	return r
}
