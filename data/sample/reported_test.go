package sample

import (
	"regexp"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/data/entity"
	"verbatim/data/extract"
	"verbatim/data/quote"
)

// Our own words never pass for a person's: no sentence of ours is read as
// reported speech under a name.
func TestNoReportedSpeechOfOurOwn(t *testing.T) {
	g, err := entity.Load()
	if err != nil {
		t.Fatal(err)
	}
	x, err := quote.NewExtractor(g)
	if err != nil {
		t.Fatal(err)
	}
	quoted := 0
	for _, a := range load(t) {
		for _, q := range x.Extract(&a, extract.Text(a.Text)) {
			quoted += count(q.Kind != data.Reported)
			if name := q.Shown(); q.Kind == data.Reported && name != "" {
				t.Errorf("%s: reported as %s's: %q", a.ID, name, q.Of(a.Text))
			}
		}
	}
	if quoted < len(manifest(t))*9/10 {
		t.Errorf("%d quotations found, and %d are listed", quoted, len(manifest(t)))
	}
}

// saying are the words that make an item of a list somebody's opinion.
var saying = regexp.MustCompile(`(?i)\b(says?|said|argue[sd]?|believe[sd]?|thinks?|wants?|warn(s|ed)|call(s|ed) for|criticises|` +
	`dit|affirme|estime|pense|juge(nt)?|veut|demande|redoute|craint|critique|voit|selon)\b`)

func TestTakeawaysTellFactsNotOpinions(t *testing.T) {
	items := 0
	for _, a := range load(t) {
		for _, heading := range []string{"Ce qu'il faut retenir :\n", "À retenir :\n", "Key takeaways:\n"} {
			_, list, _ := strings.Cut(a.Text, heading)
			list, _, _ = strings.Cut(list, "\n\n")
			for item := range strings.Lines(list) {
				items++
				if word := saying.FindString(item); word != "" {
					t.Errorf("%s: a takeaway reports what somebody thinks (%q): %s", a.ID, word, item)
				}
			}
		}
	}
	if items < 20 {
		t.Errorf("%d takeaways found", items)
	}
}
