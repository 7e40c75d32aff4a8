package extract

import (
	"strings"
	"testing"

	"verbatim/data"
)

// TestCueFile checks every row of the cue file, and that each phrase is found
// in the form that its match promises.
func TestCueFile(t *testing.T) {
	c, err := parseCues(cueFile)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[cue]bool{}
	once := func(q cue) {
		if seen[q] {
			t.Errorf("%s, %s: %q stands twice", q.kind, q.match, q.phrase)
		}
		seen[q] = true
		if len(q.phrase) > longestPhrase {
			t.Errorf("%q is longer than %d bytes", q.phrase, longestPhrase)
		}
	}
	for _, same := range c.byWord {
		for _, q := range same {
			once(q)
			kind, f := c.match(strings.ToUpper(q.phrase))
			if want := map[bool]form{true: single, false: heading}[q.match == "start"]; kind != q.kind || f != want {
				t.Errorf("%q alone on a line: %s, form %d, want %s, form %d", q.phrase, kind, f, q.kind, want)
			}
		}
	}
	for _, q := range c.list {
		once(q)
		if kind, _ := c.match("Voici (here) " + q.phrase + " :"); kind != q.kind {
			t.Errorf("list cue %q is not found", q.phrase)
		}
	}
	for _, q := range c.pitch {
		once(q)
	}
}

func TestParseCuesRefuses(t *testing.T) {
	for _, row := range []string{
		"takeaway\tlead\ten",
		"song\tlead\ten\tla la",
		"takeaway\tloosely\ten\tla la",
		"takeaway\tlead\txx\tla la",
		"pitch\tlead\ten\tla la",
	} {
		_, err := parseCues("# header\n" + row + "\n")
		if err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("parseCues(%q): error %v, want one that names line 2", row, err)
		}
	}
}

func TestCueMatch(t *testing.T) {
	for _, tt := range []struct {
		line string
		kind data.BlockKind
		form form
	}{
		{"À retenir", data.Takeaway, heading},
		{"## Ce qu’il faut retenir :", data.Takeaway, heading},
		{"**Key takeaways**", data.Takeaway, heading},
		{"TL;DR: It rained.", data.Takeaway, single},
		{"En bref : il a plu.", data.Takeaway, single},
		{"Here are the other key takeaways from the harvest:", data.Takeaway, bulleted},
		{"Lire aussi > La pluie", data.Related, single},
		{"À lire aussi – La pluie", data.Related, single},
		{"More from Jane Roe:", data.Related, heading},
		{"More from Rainy Days: Why it rained", data.Related, single},
		{"READ MORE: Why it rained", data.Related, single},
		{"©2031 Rainy Days Ltd", data.Boilerplate, single},
		{"To contact the reporter on this story: Jane Roe", data.Boilerplate, single},

		// Sentences of an article that only begin alike.
		{"En bref, il a plu tout l’été.", "", none},
		{"À lire ces chiffres, il a plu.", "", none},
		{"Read more about it in the report that the institute published on Monday.", "", none},
		{"More from the same field was harvested in the dry years than in all of the wet ones together.", "", none},
		{"Related-party loans rose.", "", none},
		{"L’essentiel de la récolte est perdu.", "", none},
		{"Disclosures rose.", "", none},
	} {
		if kind, f := loadedCues().match(tt.line); kind != tt.kind || f != tt.form {
			t.Errorf("%q: %q, form %d, want %q, form %d", tt.line, kind, f, tt.kind, tt.form)
		}
	}
}
