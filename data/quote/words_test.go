package quote

import (
	"strings"
	"testing"
)

func TestWordLists(t *testing.T) {
	l, err := loadLexicon()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lang, word string
		want       class
	}{
		{"en", "said", cue | thatCue | bareCue},
		{"en", "argues", cue | thatCue},
		{"en", "tweeting", cue},
		{"en", "stresses", cue},
		{"en", "vowed", cue | toCue},
		{"fr", "déclaré", cue | thatCue},
		{"fr", "affirmaient", cue | thatCue},
		{"fr", "poursuit", cue},
		{"fr", "promis", cue | thatCue | toCue},
		{"en", "she", she},
		{"fr", "elle", she},
		{"fr", "selon", according},
		{"en", "spokeswoman", spokesNoun},
		{"fr", "porte-parole", spokesNoun},
		{"fr", "entreprise", orgNoun | companyNoun},
		{"en", "analysts", groupNoun},
	} {
		if got := l.of(c.lang)[c.word]; got&c.want != c.want {
			t.Errorf("%s %q has class %b, want %b", c.lang, c.word, got, c.want)
		}
	}
	if l.offices["ceo"]&l.offices["pdg"] == 0 || l.offices["ceo"]&l.offices["founder"] != 0 {
		t.Error("ceo and pdg are one office, ceo and founder two")
	}
}

// TestListsAreClean: words stand once in their section, lower case where the
// header says so, and no list holds a stray sign.
func TestListsAreClean(t *testing.T) {
	for file, text := range map[string]string{"function.txt": functionTXT, "nouns.txt": nounsTXT, "names.txt": namesTXT, "given.txt": givenTXT} {
		seen := map[string]bool{}
		sectionsSeen := map[string]bool{}
		err := sections(file, text, func(section, w string) error {
			sectionsSeen[section] = true
			if seen[section+"\x00"+w] {
				t.Errorf("%s: %q stands twice in [%s]", file, w, section)
			}
			seen[section+"\x00"+w] = true
			if strings.ContainsAny(w, `,;:"[]()`) {
				t.Errorf("%s: %q holds a sign", file, w)
			}
			if (file == "function.txt" || file == "nouns.txt") && w != strings.ToLower(w) {
				t.Errorf("%s: %q is not lower case", file, w)
			}
			return nil
		})
		if err != nil || len(sectionsSeen) < 2 {
			t.Errorf("%s: %v, %d sections", file, err, len(sectionsSeen))
		}
	}
}

func TestBadLists(t *testing.T) {
	w := words{}
	if err := w.addVerbs("v.txt", "# head\nsay +maybe\n", formsEN); err == nil || !strings.Contains(err.Error(), "v.txt:2") {
		t.Errorf("unknown flag: %v", err)
	}
	if err := w.addVerbs("v.txt", "= says\n", formsEN); err == nil || !strings.Contains(err.Error(), "no verb") {
		t.Errorf("no verb: %v", err)
	}
}

func TestForms(t *testing.T) {
	for base, want := range map[string]string{"announce": "announces announced announcing", "stress": "stresses stressed stressing", "add": "adds added adding"} {
		if got := strings.Join(formsEN(base), " "); got != want {
			t.Errorf("%s: %s, want %s", base, got, want)
		}
	}
}
