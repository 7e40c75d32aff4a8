package bot

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func sampleState() state {
	return state{verb: verbPage, lang: "fr", arg: 3, asker: 300000000000000001, sum: checksum("qu'a dit Ada ?"),
		ask: filters{since: "2023-03-01", until: "2023-12-31", kind: "statement", quoteLang: "en", speaker: "Élodie Brûlé-Ångström", source: "Le Quotidien fictif", topic: "nœuds"}}
}

func TestStateRoundTrip(t *testing.T) {
	long := strings.Repeat("é", (maxCustomID-stateHead-2)/3)
	for name, s := range map[string]state{
		"full":         sampleState(),
		"nothing":      {verb: verbRetry, lang: "en"},
		"largest":      {verb: verbFull, lang: "en", arg: 36*36 - 1, asker: 1<<64 - 1, sum: 1<<32 - 1, ask: filters{since: "0001-01-01", until: "2999-12-31", speaker: long, source: long, topic: long}},
		"latest takes": {verb: verbLatest, lang: "fr", ask: filters{topic: "minage", kind: "takeaways"}},
	} {
		id, ok := s.encode()
		if n := len(utf16.Encode([]rune(id))); !ok || n > maxCustomID {
			t.Errorf("%s: %q does not fit (%d characters)", name, id, n)
		}
		if got, err := decodeState(id); err != nil || got != s {
			t.Errorf("%s: %q is read as %+v, %v; want %+v", name, id, got, err, s)
		}
	}
}

func TestStateThatDoesNotFit(t *testing.T) {
	s := sampleState()
	s.ask.speaker = strings.Repeat("x", 60)
	if id, ok := s.encode(); ok {
		t.Errorf("%q was said to fit", id)
	}
	s = sampleState()
	s.ask.source = "a‖b"
	if _, ok := s.encode(); ok {
		t.Error("a source that reads as two was said to fit")
	}
}

func TestForgedStatesAreRefused(t *testing.T) {
	good, _ := sampleState().encode()
	for name, id := range map[string]string{
		"empty":           "",
		"of another bot":  "q:full:0193f",
		"cut short":       good[:20],
		"another version": "0" + good[1:],
		"language":        good[:2] + "x" + good[3:],
		"number":          good[:3] + "!!" + good[5:],
		"upper case":      strings.ToUpper(good),
		"control":         good + "\n",
		"invalid UTF-8":   good + "\xff",
		"oversized":       good + strings.Repeat("x", 200),
		"no separator":    good[:stateHead],
		"four names":      good + "‖x",
	} {
		if s, err := decodeState(id); err == nil {
			t.Errorf("%s: %q is read as %+v", name, id, s)
		} else if strings.Contains(err.Error(), "Quotidien") {
			t.Errorf("%s: the error repeats what was sent: %v", name, err)
		}
	}
}

func FuzzState(f *testing.F) {
	good, _ := sampleState().encode()
	f.Add(good)
	f.Add("2pe000000000000000000000000000000000‖‖")
	f.Fuzz(func(t *testing.T, id string) {
		s, err := decodeState(id)
		if err != nil {
			return
		}
		if back, ok := s.encode(); !ok || back != id {
			t.Errorf("%q is read as %+v, which is written as %q", id, s, back)
		}
	})
}
