package answer_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/entity"
	"verbatim/data/ingest"
	"verbatim/data/store"
	"verbatim/index"
	"verbatim/index/answer"
	"verbatim/index/lexicon"
)

// world is an engine over articles of its own, and their texts.
type world struct {
	engine *answer.Engine
	bodies map[string][]rune // by article id
}

// newWorld stores and indexes the articles as the program does.
func newWorld(t testing.TB, articles []data.Article, sample bool) world {
	t.Helper()
	g, err := entity.Load()
	must(t, err)
	s, err := store.Open(t.Context(), t.TempDir())
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	for batch := range slices.Chunk(records(t, g, articles), 200) {
		_, err = s.Put(t.Context(), batch)
		must(t, err)
	}
	x, err := index.OpenMemory(s, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { must(t, x.Close()) })
	must(t, x.Sync(t.Context(), nil))
	l, err := lexicon.Load()
	must(t, err)
	w := world{bodies: map[string][]rune{}}
	w.engine, err = answer.New(x, s, g, l, sample)
	must(t, err)
	for _, a := range articles {
		w.bodies[a.ID] = []rune(a.Text)
	}
	return w
}

func records(t testing.TB, g *entity.Gazetteer, articles []data.Article) []data.Record {
	t.Helper()
	p, err := ingest.NewProcessor(g)
	must(t, err)
	var out []data.Record
	for _, a := range articles {
		r, err := p.Process(a)
		must(t, err)
		out = append(out, r)
	}
	return out
}

func (w world) ask(t testing.TB, r answer.Request) answer.Answer {
	t.Helper()
	a, err := w.engine.Ask(context.Background(), r)
	must(t, err)
	if err := w.check(a); err != nil {
		t.Errorf("%q: %v", r.Question, err)
	}
	return a
}

// check reports the first way in which an answer breaks what every reader of
// CONTRACT.md relies on.
func (w world) check(a answer.Answer) error {
	switch {
	case (a.Status == answer.Answered) != (len(a.Citations) > 0):
		return fmt.Errorf("status %q with %d citations", a.Status, len(a.Citations))
	case (a.Status == answer.Answered) != (a.Reason == ""):
		return fmt.Errorf("status %q with the reason %q", a.Status, a.Reason)
	case a.Status == answer.Answered && len(a.Nearest) > 0:
		return fmt.Errorf("answered, and %d nearest beside", len(a.Nearest))
	}
	for _, list := range [][]answer.Citation{a.Citations, a.Nearest} {
		for i, c := range list {
			if c.Rank != i+1 {
				return fmt.Errorf("rank %d in place %d", c.Rank, i+1)
			}
			if err := w.checkCitation(c); err != nil {
				return fmt.Errorf("citation %d, of %s: %w", c.Rank, c.ArticleID, err)
			}
		}
	}
	return nil
}

func (w world) checkCitation(c answer.Citation) error {
	body, ok := w.bodies[c.ArticleID]
	switch {
	case !ok:
		return fmt.Errorf("no such article")
	case c.Start < 0 || c.Start >= c.End || c.End > len(body):
		return fmt.Errorf("[%d,%d) of %d code points", c.Start, c.End, len(body))
	case string(body[c.Start:c.End]) != c.Text:
		return fmt.Errorf("body[%d:%d] is %q, the text is %q", c.Start, c.End, string(body[c.Start:c.End]), c.Text)
	case len(c.Parts) == 1 && c.Parts[0] == [2]int{c.Start, c.End}:
		return fmt.Errorf("the only part is the whole text")
	case (c.Speaker == "") != (c.SpeakerBasis == ""):
		return fmt.Errorf("speaker %q with the basis %q", c.Speaker, c.SpeakerBasis)
	}
	last := c.Start
	for _, p := range c.Parts {
		if p[0] < last || p[1] <= p[0] || p[1] > c.End {
			return fmt.Errorf("part %v is out of order or outside [%d,%d)", p, c.Start, c.End)
		}
		last = p[1]
	}
	for _, other := range c.AlsoIn {
		if _, ok := w.bodies[other]; !ok || other == c.ArticleID {
			return fmt.Errorf("also in %q", other)
		}
	}
	return checkHighlights(c)
}

// checkHighlights holds that highlights are slices of the text, in order and apart.
func checkHighlights(c answer.Citation) error {
	end := 0
	for _, h := range c.Highlights {
		if err := h.Check(c.Text); err != nil {
			return fmt.Errorf("highlight: %w", err)
		}
		if h.Start < end {
			return fmt.Errorf("highlight [%d,%d) begins before %d", h.Start, h.End, end)
		}
		end = h.End
	}
	return nil
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// oneLine writes line breaks as a sign.
func oneLine(s string) string { return strings.ReplaceAll(s, "\n", "⏎") }
