package answer_test

import (
	"slices"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/index/answer"
)

// hearsay is what invented people said about invented things within a few weeks.
func hearsay() []data.Article {
	return []data.Article{
		{ID: "old", Source: "Harbour Post", Published: "2031-01-02", Lang: "en", Title: "A talk",
			Text: "\"A model that nobody can check is a model that nobody should trust,\" said Dorothea Varnhagen.\n\nShe spoke of AI regulation for an hour."},
		{ID: "again", Source: "The Weekly Ledger", Published: "2031-03-09", Lang: "en", Title: "The week",
			Text: "AI regulation was the talk of the week.\n\nThe hall was full. On AI regulation, \"a model that nobody can check is a model nobody should ever trust,\" said Dorothea Varnhagen."},
		{ID: "new", Source: "Harbour Post", Published: "2031-03-10", Lang: "en", Title: "A letter",
			Text: "\"AI regulation must begin with those who sell models to schools,\" said Dorothea Varnhagen."},
		{ID: "copy", Source: "The Weekly Ledger", Published: "2031-03-11", Lang: "en", Title: "Schools",
			Text: "The council met.\n\n“AI regulation must begin with those who sell models to schools,” said Dorothea Varnhagen."},
		{ID: "french", Source: "Gazette de Brume", Published: "2031-03-12", Lang: "fr", Title: "Un entretien",
			Text: "« La régulation de l'IA ne doit pas attendre que les écoles ferment », a déclaré Dorothea Varnhagen."},
		{ID: "other", Source: "Harbour Post", Published: "2031-03-12", Lang: "en", Title: "Varnhagen and AI regulation",
			Text: "\"AI regulation without inspectors is a letter to nobody,\" said Bastien Corvaisier, who met Dorothea Varnhagen."},
		{ID: "mention", Source: "Harbour Post", Published: "2031-03-12", Lang: "en", Title: "Ferries and AI regulation",
			Text: "The council talked about AI regulation on Monday.\n\nOn Tuesday it was the turn of the ferries.\n\n\"The ferry will be late for the rest of the week,\" said Dorothea Varnhagen."},
		{ID: "past", Source: "Harbour Post", Published: "2031-03-13", Lang: "en", Title: "Ten years on",
			Text: "\"AI regulation is a bell without a rope,\" Dorothea Varnhagen said on March 4, 2021."},
		{ID: "private", Source: "Harbour Post", Published: "2031-03-14", Lang: "en", Title: "Piers",
			Text: "\"No private company will build a pier here,\" said Dorothea Varnhagen."},
		{ID: "rate", Source: "Harbour Post", Published: "2031-02-10", Lang: "en", Title: "The mooring fee",
			Text: "\"The council sets the mooring fee for ferries at 4.25 crowns a night,\" said Ludovic Corvaisier."},
		{ID: "raised", Source: "Harbour Post", Published: "2031-03-15", Lang: "en", Title: "The mooring fee again",
			Text: "\"The council sets the mooring fee for ferries at 4.75 crowns a night,\" said Ludovic Corvaisier."},
		{ID: "nameless", Source: "Harbour Post", Published: "2031-03-13", Lang: "en", Title: "Rumours",
			Text: "\"AI regulation will be dead by the autumn,\" a spokesman said.\n\nNobody knew who he was."},
	}
}

var march = time.Date(2031, 3, 20, 0, 0, 0, 0, time.UTC)

// heard names the articles that an alert would have told of in March.
func (w world) heard(t *testing.T, watch answer.Watch, in answer.Scope) string {
	t.Helper()
	u := w.engine.Understand(watch, march)
	if u.Status != answer.Answered {
		t.Fatalf("%+v: %s %s", watch, u.Status, u.Reason)
	}
	n, err := w.engine.Heard(t.Context(), u, in)
	must(t, err)
	for _, c := range n.List {
		must(t, w.checkCitation(c))
		if c.Speaker == "" {
			t.Errorf("%+v: %q is nobody's", watch, c.Text)
		}
	}
	return articles(n.List)
}

func TestHeard(t *testing.T) {
	w := newWorld(t, hearsay(), false)
	dorothea := "Dorothea Varnhagen"
	for name, c := range map[string]struct {
		watch answer.Watch
		want  string
	}{
		"a person on a topic":           {answer.Watch{Speaker: dorothea, Topic: "AI regulation"}, "new french"},
		"the topic in the other tongue": {answer.Watch{Speaker: dorothea, Topic: "régulation de l'IA"}, "new french"},
		"a surname":                     {answer.Watch{Speaker: "varnhagen", Topic: "AI regulation"}, "new french"},
		"a person on anything":          {answer.Watch{Speaker: dorothea}, "new french mention private"},
		"no paraphrases":                {answer.Watch{Speaker: dorothea, Topic: "privacy"}, ""},
		"a topic, whoever speaks":       {answer.Watch{Topic: "AI regulation"}, "new french other"},
		"one publication":               {answer.Watch{Topic: "AI regulation", Source: "gazette de brume"}, "french"},
		"another number":                {answer.Watch{Speaker: "Ludovic Corvaisier", Topic: "mooring fee"}, "raised"},
		"a person nothing is told of":   {answer.Watch{Speaker: "Bastien Corvaisier", Topic: "ferries"}, ""},
	} {
		if got := w.heard(t, c.watch, answer.Past("2031-03-01", "2031-03-31")); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestHeardInArticles: of the articles that are looked at, what those before have
// is no news, nor what one said itself before it was updated.
func TestHeardInArticles(t *testing.T) {
	w := newWorld(t, hearsay(), false)
	watch := answer.Watch{Speaker: "Dorothea Varnhagen", Topic: "AI regulation"}
	fresh := func(ids ...string) func(string, string) bool {
		return func(id, _ string) bool { return slices.Contains(ids, id) }
	}
	for name, c := range map[string]struct {
		scope answer.Scope
		want  string
	}{
		"first":                      {answer.Scope{Articles: []string{"new"}, Fresh: fresh("new", "copy")}, "new"},
		"printed elsewhere later":    {answer.Scope{Articles: []string{"copy"}, Fresh: fresh("copy")}, ""},
		"both at once":               {answer.Scope{Articles: []string{"copy", "new"}, Fresh: fresh("copy", "new")}, "new"},
		"altered, of long ago":       {answer.Scope{Articles: []string{"again"}, Fresh: fresh("again")}, ""},
		"added by an update":         {answer.Scope{Articles: []string{"french"}, Fresh: fresh(), Before: map[string]string{"french": "Un entretien suivra."}}, "french"},
		"there before the update":    {answer.Scope{Articles: []string{"french"}, Fresh: fresh(), Before: map[string]string{"french": hearsay()[4].Text + " Fin."}}, ""},
		"said ten years ago":         {answer.Scope{Articles: []string{"past"}, Fresh: fresh("past")}, ""},
		"more than are looked at":    {answer.Scope{Articles: []string{"new", "french"}, Fresh: fresh("new", "french"), Most: 1}, "french"},
		"an article that is no more": {answer.Scope{Articles: []string{"absent"}, Fresh: fresh("absent")}, ""},
	} {
		if got := w.heard(t, watch, c.scope); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestUnderstand(t *testing.T) {
	w := newWorld(t, append(hearsay(), talk()...), false)
	for name, c := range map[string]struct {
		watch   answer.Watch
		status  answer.Status
		reason  answer.Reason
		choices []string
	}{
		"nothing":             {answer.Watch{}, answer.NothingFound, answer.EmptyQuestion, nil},
		"small words":         {answer.Watch{Topic: "what about the"}, answer.NothingFound, answer.EmptyQuestion, nil},
		"small words, a name": {answer.Watch{Speaker: "Dorothea Varnhagen", Topic: "of the"}, answer.NothingFound, answer.EmptyQuestion, nil},
		"a name alone":        {answer.Watch{Speaker: "Dorothea Varnhagen"}, answer.Answered, "", nil},
		"a name as the topic": {answer.Watch{Topic: "Dorothea Varnhagen"}, answer.Answered, "", nil},
		"nobody":              {answer.Watch{Speaker: "Zebulon Quorndon"}, answer.NothingFound, answer.SpeakerUnknown, nil},
		"a name like one":     {answer.Watch{Speaker: "Hector Varnhagin"}, answer.NothingFound, answer.SpeakerUnknown, []string{"Dorothea Varnhagen"}},
		"a name of two":       {answer.Watch{Speaker: "Corvaisier"}, answer.AmbiguousSpeaker, answer.SeveralPeople, []string{"Bastien Corvaisier", "Ludovic Corvaisier"}},
	} {
		u := w.engine.Understand(c.watch, march)
		slices.Sort(u.Choices)
		if u.Status != c.status || u.Reason != c.reason || !slices.Equal(u.Choices, c.choices) {
			t.Errorf("%s: %s %q %q, want %s %q %q", name, u.Status, u.Reason, u.Choices, c.status, c.reason, c.choices)
		}
	}
}
