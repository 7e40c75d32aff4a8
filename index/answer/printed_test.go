package answer

import (
	"testing"

	"verbatim/index/query"
)

// TestPrintsOne holds that an article names somebody only where the name stands
// in it as a name.
func TestPrintsOne(t *testing.T) {
	gates := query.Query{Speakers: []query.Person{{Name: "Odile Gates", Surname: "Gates", Forms: []string{"gates", "the oracle of ostrand", "og7"}}}}
	for text, want := range map[string]bool{
		"Odile Gates spoke.":                   true,
		"GATES: no comment":                    true,
		"what Gates's office said":             true,
		"The Oracle of Ostrand is back.":       true,
		"og7 posted again":                     true,
		"the Golden Gate is red":               false,
		"two gates of the harbour were closed": false,
		"Gatesby and Outgates":                 false,
		"":                                     false,
	} {
		if got := printsOne(text, gates); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	if !printsOne("Abel Ferris left", query.Query{Unknown: "ferris"}) || printsOne("a ferris wheel", query.Query{Unknown: "ferris"}) {
		t.Error("an unknown name")
	}
}
