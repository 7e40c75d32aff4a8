package answer_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/index/answer"
)

// talk is what invented people said, in invented articles.
func talk() []data.Article {
	return []data.Article{
		{ID: "mine-2021", Source: "Harbour Post", Published: "2021-03-02", Lang: "en", Title: "Quillmark opens a mine",
			Text: "Quillmark opened a mine for bitcoin in Port Alder.\n\n\"We will mine bitcoin with wind power alone, and nothing else,\" said Dorothea Varnhagen, chief executive of Quillmark."},
		{ID: "mine-2023", Source: "Gazette de Brume", Published: "2023-06-10", Lang: "fr", Title: "Quillmark ferme sa mine",
			Text: "Quillmark a fermé sa mine de bitcoin.\n\n« Nous n'avons plus besoin de miner du bitcoin à Port-Aulne », a déclaré Dorothea Varnhagen, la directrice générale de Quillmark."},
		{ID: "mine-again", Source: "The Weekly Ledger", Published: "2021-03-05", Lang: "en", Title: "Wind for coins",
			Text: "The week in short.\n\n“We will mine bitcoin with wind power alone, and nothing else,” said Dorothea Varnhagen of Quillmark."},
		{ID: "chess", Source: "Harbour Post", Published: "2022-01-15", Lang: "en", Title: "The chess club",
			Text: "The chess club of Port Alder met on Friday.\n\n\"I never play the same opening twice in a month,\" said Dorothea Varnhagen, who chairs the club."},
		{ID: "undated", Source: "Harbour Post", Lang: "en", Title: "A talk",
			Text: "\"A model that nobody can check is a model that nobody should trust,\" Dorothea Varnhagen said on March 4, 2020.\n\nThe hall was full."},
		{ID: "timeless", Source: "The Weekly Ledger", Lang: "en", Title: "Another talk",
			Text: "\"Nobody ever asked me about lighthouses, which is a pity,\" said Dorothea Varnhagen."},
		{ID: "doubles", Source: "Harbour Post", Published: "2022-05-05", Lang: "en", Title: "The twins",
			Text: "\"Our ferry will be late for the rest of the week,\" said Bastien Corvaisier.\n\n\"The ferry is never late on my watch,\" said Ludovic Corvaisier."},
		{ID: "nameless", Source: "Harbour Post", Published: "2022-07-07", Lang: "en", Title: "Rumours",
			Text: "\"Bitcoin will be worth nothing by the end of the year,\" a spokesman said.\n\nNobody knew who he was."},
	}
}

// list asks for statements and holds each of them to the contract.
func (w world) list(t testing.TB, r answer.StatementsRequest) answer.Statements {
	t.Helper()
	s, err := w.engine.Statements(t.Context(), r)
	must(t, err)
	if (s.Status == answer.Answered) != (s.Reason == "") || (s.Status == answer.Answered) != (s.Total > 0) {
		t.Errorf("%+v: status %q, reason %q, %d statements", r, s.Status, s.Reason, s.Total)
	}
	for i, c := range s.List {
		must(t, w.checkCitation(c))
		if c.Rank != r.Offset+i+1 || c.Speaker != s.Speaker {
			t.Errorf("%+v: statement %d has rank %d and is %q's", r, i, c.Rank, c.Speaker)
		}
	}
	return s
}

// articles names the articles of citations, in order.
func articles(list []answer.Citation) string {
	var ids []string
	for _, c := range list {
		ids = append(ids, c.ArticleID)
	}
	return strings.Join(ids, " ")
}

func TestStatements(t *testing.T) {
	w := newWorld(t, talk(), false)
	for name, c := range map[string]struct {
		request answer.StatementsRequest
		want    string // articles, in order
	}{
		"newest first, undated last":    {answer.StatementsRequest{}, "mine-2023 chess mine-2021 undated timeless"},
		"oldest first, undated last":    {answer.StatementsRequest{OldestFirst: true}, "undated mine-2021 chess mine-2023 timeless"},
		"a topic in two languages":      {answer.StatementsRequest{Topic: "bitcoin mining"}, "mine-2023 mine-2021"},
		"a topic in the words before":   {answer.StatementsRequest{Topic: "chess"}, "chess"},
		"a source, whatever its case":   {answer.StatementsRequest{Source: "HARBOUR post"}, "chess mine-2021 undated"},
		"a period of the dates said":    {answer.StatementsRequest{Since: "2020-01-01", Until: "2020-12-31"}, "undated"},
		"a period of the dates printed": {answer.StatementsRequest{Since: "2022-01-01"}, "mine-2023 chess"},
		"a period in the topic's words": {answer.StatementsRequest{Topic: "bitcoin in 2021"}, "mine-2021"},
		"a kind":                        {answer.StatementsRequest{Kind: data.Direct, Topic: "lighthouses"}, "timeless"},
		"a page":                        {answer.StatementsRequest{Offset: 1, Limit: 2}, "chess mine-2021"},
		"a page behind the end":         {answer.StatementsRequest{Offset: 99}, ""},
		"a negative offset is none":     {answer.StatementsRequest{Offset: -3, Limit: 1}, "mine-2023"},
	} {
		t.Run(name, func(t *testing.T) {
			c.request.Speaker, c.request.Now = "Dorothea Varnhagen", time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
			offset := max(c.request.Offset, 0)
			s, err := w.engine.Statements(t.Context(), c.request)
			must(t, err)
			if got := articles(s.List); got != c.want || s.Status != answer.Answered {
				t.Errorf("got %q, %s; want %q", got, s.Status, c.want)
			}
			for i, c := range s.List {
				must(t, w.checkCitation(c))
				if c.Rank != offset+i+1 {
					t.Errorf("rank %d in place %d", c.Rank, offset+i+1)
				}
			}
		})
	}
}

func TestStatementsCounts(t *testing.T) {
	w := newWorld(t, talk(), true)
	s := w.list(t, answer.StatementsRequest{Speaker: "Dorothea Varnhagen", Limit: 3})
	if s.Total != 5 || s.Undated != 1 || s.Sources != 3 || !s.More || !s.Sample {
		t.Errorf("total %d, undated %d, sources %d, more %v, sample %v; want 5, 1, 3, true, true", s.Total, s.Undated, s.Sources, s.More, s.Sample)
	}
	last := w.list(t, answer.StatementsRequest{Speaker: "Dorothea Varnhagen", Limit: 3, Offset: 3})
	if last.More || len(last.List) != 2 || last.Total != 5 {
		t.Errorf("the last page: %d of %d, more %v", len(last.List), last.Total, last.More)
	}
}

// TestStatementsAlsoIn: the same words in several outlets are one statement, of
// the one that printed them first, whatever marks they stand between.
func TestStatementsAlsoIn(t *testing.T) {
	w := newWorld(t, talk(), false)
	s := w.list(t, answer.StatementsRequest{Speaker: "Dorothea Varnhagen", Topic: "wind power"})
	if len(s.List) != 1 || s.List[0].ArticleID != "mine-2021" || !slices.Equal(s.List[0].AlsoIn, []string{"mine-again"}) {
		t.Errorf("%+v, want one statement of mine-2021, also in mine-again", s.List)
	}
}

func TestStatementsSpeaker(t *testing.T) {
	w := newWorld(t, talk(), false)
	for typed, want := range map[string]string{
		"Dorothea Varnhagen":   "Dorothea Varnhagen",
		"dorothea varnhagen":   "Dorothea Varnhagen",
		"Varnhagen":            "Dorothea Varnhagen",
		"Dorothea Varnhagne":   "Dorothea Varnhagen", // two letters swapped
		"Dorothea Vanhagen":    "Dorothea Varnhagen",
		"  Ludovic Corvaisier": "Ludovic Corvaisier",
	} {
		if s := w.list(t, answer.StatementsRequest{Speaker: typed}); s.Speaker != want || s.Status != answer.Answered {
			t.Errorf("%q: %s, %q; want %q", typed, s.Status, s.Speaker, want)
		}
	}
	s := w.list(t, answer.StatementsRequest{Speaker: "Corvaisier"})
	slices.Sort(s.Choices)
	if s.Status != answer.AmbiguousSpeaker || fmt.Sprint(s.Choices) != "[Bastien Corvaisier Ludovic Corvaisier]" {
		t.Errorf("a shared surname: %s, %q", s.Status, s.Choices)
	}
}

// TestStatementsSilence: why there is nothing to list.
func TestStatementsSilence(t *testing.T) {
	w := newWorld(t, talk(), false)
	for name, c := range map[string]struct {
		request answer.StatementsRequest
		want    answer.Reason
	}{
		"nobody of that name":     {answer.StatementsRequest{Speaker: "Perpetua Lindqvist"}, answer.SpeakerUnknown},
		"a short word":            {answer.StatementsRequest{Speaker: "x"}, answer.SpeakerUnknown},
		"hostile text":            {answer.StatementsRequest{Speaker: "`||@everyone\x00\xff" + strings.Repeat("🤖 ", 900)}, answer.SpeakerUnknown},
		"another topic":           {answer.StatementsRequest{Speaker: "Varnhagen", Topic: "submarine cables"}, answer.SpeakerSilent},
		"what others said":        {answer.StatementsRequest{Speaker: "Varnhagen", Topic: "ferry"}, answer.SpeakerSilent},
		"another time":            {answer.StatementsRequest{Speaker: "Varnhagen", Since: "2030-01-01"}, answer.OutsideDates},
		"the topic, another time": {answer.StatementsRequest{Speaker: "Varnhagen", Topic: "chess", Since: "2023-01-01"}, answer.OutsideDates},
		"another source":          {answer.StatementsRequest{Speaker: "Varnhagen", Source: "Nowhere Times"}, answer.NoMatch},
		"another kind":            {answer.StatementsRequest{Speaker: "Varnhagen", Kind: data.Posted}, answer.NoMatch},
	} {
		t.Run(name, func(t *testing.T) {
			if s := w.list(t, c.request); s.Reason != c.want {
				t.Errorf("%s, %q; want %q", s.Status, s.Reason, c.want)
			}
		})
	}
	if _, err := w.engine.Statements(t.Context(), answer.StatementsRequest{Speaker: " \n"}); !errors.Is(err, answer.ErrNoSpeaker) {
		t.Errorf("no speaker: %v, want ErrNoSpeaker", err)
	}
}
