package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/index/answer"
)

// harbour is one line of a file to read in: an article about a harbour.
func harbour(id, source, day, body string) string {
	return fmt.Sprintf("{\"id\":%q,\"source\":%q,\"published\":%q,\"lang\":\"en\",\"title\":\"The harbour\",\"body\":%q}\n", id, source, day, body)
}

const (
	dredged = `"The harbour of Ostrand will be dredged before the winter," said Mira Solheim, who keeps it.`
	lit     = `"The harbour of Ostrand needs a second light on the northern mole," said Mira Solheim.`
)

// TestListen follows an alert over what arrives, period after period.
func TestListen(t *testing.T) {
	n, ctx := newsroomOf(t), t.Context()
	add := func(lines ...string) {
		t.Helper()
		if _, err := n.Add(ctx, "x.jsonl", strings.NewReader(strings.Join(lines, ""))); err != nil {
			t.Fatal(err)
		}
	}
	last, after := time.Now().Add(-time.Hour), int64(0)
	hear := func(w answer.Watch) string {
		t.Helper()
		through, err := n.store.LastArrival(ctx)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now().Add(2 * time.Second) // updates count by the second
		news, err := n.Listen(ctx, w, data.Period{Key: "k", From: last, Until: now, After: after, Through: through})
		if err != nil {
			t.Fatal(err)
		}
		after = through
		var ids []string
		for _, c := range news.List {
			ids = append(ids, c.ArticleID+" "+strings.Join(strings.Fields(c.Text)[:3], " "))
		}
		slices.Sort(ids)
		return strings.Join(ids, ", ")
	}
	day := func(ago int) string { return time.Now().AddDate(0, 0, -ago).UTC().Format(time.DateOnly) }
	harbourmaster := answer.Watch{Speaker: "Mira Solheim", Topic: "harbour"}

	if got := hear(harbourmaster); got != "" {
		t.Errorf("before anything arrived: %q", got)
	}
	add(harbour("one", "Harbour Gazette", day(0), dredged))
	if got := hear(harbourmaster); got != "one The harbour of" {
		t.Errorf("somebody who was never quoted before: %q", got)
	}
	add(harbour("two", "Le Quai", day(0), "The week.\n\n"+dredged))
	if got := hear(harbourmaster); got != "" {
		t.Errorf("the same words elsewhere: %q", got)
	}
	add(harbour("archive", "Le Quai", day(400), lit))
	if got := hear(harbourmaster); got != "" {
		t.Errorf("an archive: %q", got)
	}
	add(harbour("old", "Harbour Gazette", day(1), lit))
	if got := hear(harbourmaster); got != "" {
		t.Errorf("words of the archive: %q", got)
	}
	add(harbour("one", "Harbour Gazette", day(0), dredged+"\n\n"+`"No ship enters the harbour of Ostrand by night any more," said Mira Solheim.`))
	if got := hear(harbourmaster); got != "one No ship enters" {
		t.Errorf("an update: %q", got)
	}
	last = time.Now().Add(2 * time.Second) // a later period does not hold the update
	add(harbour("rain", "Harbour Gazette", day(0), "The harbour was closed on Monday.\n\nOf the weather there is little to tell.\n\n"+`"I have not seen such rain since the year of the flood," said Mira Solheim.`))
	if got := hear(harbourmaster); got != "" {
		t.Errorf("of something else: %q", got)
	}
	if got := hear(answer.Watch{Topic: "of the"}); got != "" {
		t.Errorf("what is not understood: %q", got)
	}
}
