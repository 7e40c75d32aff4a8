package answer_test

import (
	"fmt"
	"testing"

	"verbatim/data"
	"verbatim/index/answer"
)

// TestNeitherLanguageDrownsTheOther adds thousands of articles of one language on
// neighbouring matters: the right answers of the other stay first.
func TestNeitherLanguageDrownsTheOther(t *testing.T) {
	n := 10000
	if testing.Short() {
		n = 500
	}
	right := []data.Article{
		{ID: "en", Title: "Insurance", Lang: "en", Text: "The council met. “Boat insurance must be compulsory before the storms come,” said Mira Solheim. Nobody answered."},
		{ID: "fr", Title: "Phare", Lang: "fr", Text: "Le conseil s'est réuni. « Le phare doit rester allumé pendant la tempête », a déclaré Jeanne Marnier. Personne n'a répondu."},
	}
	for noise, questions := range map[string]map[string]string{
		"fr": {
			"what did Mira Solheim say about boat insurance":  "en",
			"boat insurance before the storms":                "en",
			"que dit Mira Solheim de l'assurance des bateaux": "en",
		},
		"en": {
			"que dit Jeanne Marnier du phare pendant la tempête": "fr",
			"le phare allumé pendant la tempête":                 "fr",
			"what did Jeanne Marnier say about the storm":        "fr",
		},
	} {
		w := newWorld(t, append(crowd(noise, n), right...), false)
		for question, want := range questions {
			a := w.ask(t, answer.Request{Question: question})
			if a.Status != answer.Answered || a.Citations[0].ArticleID != want {
				t.Errorf("%s, among %d articles in %q: %s %s, want article %s first", question, n, noise, a.Status, a.Reason, want)
			}
		}
	}
}

// crowd is n articles of a language on boats, storms and councils.
func crowd(language string, n int) []data.Article {
	parts := map[string][3][]string{
		"en": {
			{"The harbour council", "A captain", "The ferry company", "An old fisherman", "The coast guard"},
			{"repaired", "painted", "sold", "inspected", "discussed"},
			{"a boat before the storm.", "the pier at night.", "its insurance papers.", "the lights of the quay.", "the price of herring."},
		},
		"fr": {
			{"Le conseil du port", "Un capitaine", "La compagnie des bacs", "Un vieux pêcheur", "Le garde-côte"},
			{"a réparé", "a repeint", "a vendu", "a inspecté", "a évoqué"},
			{"un bateau avant la tempête.", "la jetée pendant la nuit.", "ses papiers d'assurance.", "les feux du quai.", "le prix du hareng."},
		},
	}[language]
	out := make([]data.Article, n)
	for i := range out {
		text := fmt.Sprintf("%s %s %s", parts[0][i%5], parts[1][i/5%5], parts[2][i/25%5])
		out[i] = data.Article{ID: fmt.Sprint(language, "-noise-", i), Title: fmt.Sprint("Port ", i), Lang: language, Text: text}
	}
	return out
}
