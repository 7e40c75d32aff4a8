package eval

import (
	"strings"
	"testing"
)

func TestReadSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"? who\n? what\n= nothing":            `x:2: the question "who" has no answer`,
		"? who":                               `x:1: the question "who" has no answer`,
		"?":                                   "x:1: no question",
		"= a | b":                             "x:1: an answer before the first question",
		"? who\n= a":                          `x:2: "a": want "= article | words"`,
		"? who\n= a @9-9 00000000":            `x:2: place "@9-9 00000000": want "@start-end sum"`,
		"? who\n= a @1-9":                     `x:2: place "@1-9": want "@start-end sum"`,
		"? who\n= a @1-9 0a1b2c3D":            `x:2: place "@1-9 0a1b2c3D": want "@start-end sum"`,
		"? who\n= @1-9 0a1b2c3d":              `x:2: "@1-9 0a1b2c3d": want "= article | words"`,
		"? who\n= nothing\n= a | b":           "x:3: an answer to",
		"? who\n= a | b\n= nothing":           "x:3: nothing answers",
		"? who\nlang: de\n= nothing":          `x:2: lang is "de"`,
		"? who\ncolour: red\n= nothing":       `x:2: unknown "colour"`,
		"? who\nby: Mira\n= a | b":            `x:2: "by" before an answer`,
		"lang: en":                            `x:1: "lang" before the first question`,
		"gibberish":                           `x:1: "gibberish": want`,
		"floor all hit@1 > 3":                 `x:1: want "floor GROUP FIGURE >= LIMIT"`,
		"floor all hit@7 >= .3":               `x:1: figure "hit@7": want one of`,
		"floor all hit@1 >= most":             `x:1: limit "most"`,
		"? " + strings.Repeat("long ", 1<<18): "x:1: ",
	} {
		if _, err := Read("x", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: error %v, want one with %q", text, err, want)
		}
	}
}

func TestRead(t *testing.T) {
	s, err := Read("x", strings.NewReader(`# a comment
floor crosslingual hit@3 >= 0.5
[harbour]
? que dit Mira
name: mira
lang: fr
tags: easy alias
since: 2023-01-01
in: en
= gauge | The gauge is broken
by: Mira Solheim
= gauge | broken
? who
= nothing
`))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Floors) != 1 || s.Floors[0] != (Floor{Figure: "hit@3", Group: "crosslingual", AtLeast: true, Limit: 0.5}) {
		t.Errorf("floors %+v", s.Floors)
	}
	if len(s.Cases) != 2 {
		t.Fatalf("%d cases, want 2", len(s.Cases))
	}
	c := s.Cases[0]
	if c.Name != "mira" || c.Lang != "fr" || c.Section != "harbour" || len(c.Tags) != 2 || c.Request.Since != "2023-01-01" || len(c.Request.Langs) != 1 {
		t.Errorf("case %+v", c)
	}
	if len(c.Expected) != 2 || c.Expected[0] != (Expected{Article: "gauge", Words: "The gauge is broken", Speaker: "Mira Solheim"}) || c.Expected[1].Speaker != "" {
		t.Errorf("expected %+v", c.Expected)
	}
	if s.Cases[1].Name != "13" || len(s.Cases[1].Expected) != 0 {
		t.Errorf("second case %+v, want one without an answer, named by its line", s.Cases[1])
	}
}

func FuzzRead(f *testing.F) {
	f.Add("? who\n= nothing\nfloor all hit@1 >= .5")
	f.Add("? who\n= a @1-9 0a1b2c3d\nby: Mira")
	f.Add(SampleText)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Read("x", strings.NewReader(text))
		if err != nil && !strings.HasPrefix(err.Error(), "x:") {
			t.Errorf("error %v names no line", err)
		}
		for _, c := range s.Cases {
			if c.Request.Question == "" {
				t.Error("a case without a question")
			}
		}
	})
}
