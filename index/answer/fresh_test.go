package answer_test

import (
	"slices"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/index/answer"
)

// A source with much to tell leaves room for the others.
func TestFreshTakesTurns(t *testing.T) {
	var all []data.Article
	var ids []string
	for _, id := range []string{"a1", "a2", "a3", "b1", "a4", "c1", "b2"} {
		all = append(all, data.Article{ID: id, Source: id[:1], Lang: "en", Text: "The old quay number " + id + " of Ostrand closes for repairs until the autumn."})
		ids = append(ids, id)
	}
	w := newWorld(t, all, false)
	for limit, want := range map[int]string{1: "a1", 3: "a1 b1 c1", 4: "a1 b1 c1 a2", 9: "a1 b1 c1 a2 b2 a3 a4"} {
		got, total, err := w.engine.Fresh(t.Context(), answer.FreshRequest{Articles: ids, Limit: limit})
		must(t, err)
		var order []string
		for _, told := range got {
			order = append(order, told.Article.ID)
		}
		if strings.Join(order, " ") != want || total != len(ids) {
			t.Errorf("%d of %d: %q, want %q", limit, total, order, want)
		}
	}
}

// What articles tell: in the order given, of the topic, with a quote that stands
// in the text as it is printed.
func TestFresh(t *testing.T) {
	w := newWorld(t, []data.Article{
		{ID: "quay", Title: "The old quay closes for repairs", Source: "Ostrand Daily", Lang: "en", Published: "2023-05-01", Text: "The old quay of Ostrand closes for repairs until the autumn.\n\n“The quay is older than the town,” said Mira Solheim, the harbour master."},
		{ID: "mines", Title: "Bitcoin miners move north", Source: "Valley Gazette", Lang: "en", Published: "2023-05-02", Text: "Bitcoin miners move their machines to the north, where power is cheap.\n\nThe council of Ostrand welcomes the miners and their taxes for now."},
		{ID: "vote", Title: "Le vote du port", Source: "Ostrand Daily", Lang: "fr", Published: "2023-05-02", Text: "Le conseil du port d'Ostrand vote mardi la réparation du vieux quai."},
		{ID: "empty", Title: "Photos", Source: "Ostrand Daily", Lang: "en", Published: "2023-05-03", Text: "Photos."},
	}, false)
	all := []string{"vote", "gone", "mines", "quay", "empty"}
	for name, c := range map[string]struct {
		r     answer.FreshRequest
		want  []string
		total int
	}{
		"all":        {answer.FreshRequest{Articles: all, Limit: 9}, []string{"vote", "mines", "quay"}, 3},
		"two":        {answer.FreshRequest{Articles: all, Limit: 2}, []string{"vote", "mines"}, 3},
		"a topic":    {answer.FreshRequest{Articles: all, Topic: "mining", Limit: 9}, []string{"mines"}, 1},
		"in others":  {answer.FreshRequest{Articles: []string{"quay"}, Topic: "mining", Limit: 9}, nil, 0},
		"a source":   {answer.FreshRequest{Articles: all, Source: "ostrand daily", Limit: 9}, []string{"vote", "quay"}, 2},
		"a language": {answer.FreshRequest{Articles: all, Lang: "fr", Limit: 9}, []string{"vote"}, 1},
		"none":       {answer.FreshRequest{Topic: "mining", Limit: 9}, nil, 0},
	} {
		got, total, err := w.engine.Fresh(t.Context(), c.r)
		must(t, err)
		var ids []string
		for _, told := range got {
			ids = append(ids, told.Article.ID)
		}
		if !slices.Equal(ids, c.want) || total != c.total {
			t.Errorf("%s: %q of %d, want %q of %d", name, ids, total, c.want, c.total)
		}
	}
	got, _, err := w.engine.Fresh(t.Context(), answer.FreshRequest{Articles: []string{"quay"}, Limit: 1})
	must(t, err)
	if len(got) != 1 || got[0].Quote == nil {
		t.Fatalf("got %+v", got)
	}
	q := got[0].Quote
	if text := got[0].Article.Text; q.Speaker != "Mira Solheim" || q.Text != string([]rune(text)[q.Start:q.End]) || q.Text != "The quay is older than the town," {
		t.Errorf("quote %q of %q", q.Text, q.Speaker)
	}
}
