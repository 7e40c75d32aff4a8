package lang

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Each row: a text and the dates in it, told from Wednesday, 15 March 2023, as
// "words since..until said", "; " between them, "-" for no date at all.
func TestDates(t *testing.T) {
	ref := time.Date(2023, 3, 15, 23, 30, 0, 0, time.FixedZone("", 3600))
	cases := []struct{ lang, text, want string }{
		// A day.
		{"en", "on March 15, 2023, it fell", "March 15, 2023 2023-03-15..2023-03-15 2023-03-15"},
		{"en", "15 March 2023", "15 March 2023 2023-03-15..2023-03-15 2023-03-15"},
		{"en", "the 3rd of May 2022", "3rd of May 2022 2022-05-03..2022-05-03 2022-05-03"},
		{"en", "Dec. 1, 2022", "Dec. 1, 2022 2022-12-01..2022-12-01 2022-12-01"},
		{"fr", "December 1, 2022", "December 1, 2022 2022-12-01..2022-12-01 2022-12-01"},
		{"fr", "le 15 mars 2023", "15 mars 2023 2023-03-15..2023-03-15 2023-03-15"},
		{"fr", "le 1er mars", "1er mars 2023-03-01..2023-03-01 2023-03-01"},
		{"fr", "le 3 SEPTEMBRE 2020", "3 SEPTEMBRE 2020 2020-09-03..2020-09-03 2020-09-03"},
		{"fr", "le 12 févr. 2021", "12 févr. 2021 2021-02-12..2021-02-12 2021-02-12"},
		{"en", "2023-03-15", "2023-03-15 2023-03-15..2023-03-15 2023-03-15"},
		{"en", "2023-03-15T10:00:00Z", "2023-03-15 2023-03-15..2023-03-15 2023-03-15"},
		{"fr", "15/03/2023 et 03/04/2022", "15/03/2023 2023-03-15..2023-03-15 2023-03-15; 03/04/2022 2022-04-03..2022-04-03 2022-04-03"},
		{"en", "on 12/25/2022", "12/25/2022 2022-12-25..2022-12-25 2022-12-25"},
		{"en", "on 03/04/2022", "-"}, // either way
		{"en", "on Wednesday, March 1, it fell", "Wednesday, March 1 2023-03-01..2023-03-01 2023-03-01"},
		{"fr", "mardi 14 mars", "mardi 14 mars 2023-03-14..2023-03-14 2023-03-14"},
		{"en", "on 20 April", "20 April 2022-04-20..2022-04-20 2022-04-20"}, // the latest
		{"en", "on 29 February", "29 February 2020-02-29..2020-02-29 2020-02-29"},

		// A month.
		{"en", "in March 2023", "March 2023 2023-03-01..2023-03-31 2023-03"},
		{"fr", "en mars 2023", "mars 2023 2023-03-01..2023-03-31 2023-03"},
		{"en", "musk on dogecoin (feb 2019)", "feb 2019 2019-02-01..2019-02-28 2019-02"},
		{"en", "december 2017", "december 2017 2017-12-01..2017-12-31 2017-12"},
		{"fr", "en août", "août 2022-08-01..2022-08-31 2022-08"},
		{"en", "in May", "May 2022-05-01..2022-05-31 2022-05"},
		{"fr", "en mars", "mars 2023-03-01..2023-03-31 2023-03"},
		{"fr", "en mars dernier", "mars dernier 2023-03-01..2023-03-31 2023-03"},
		{"en", "2023-03 report", "2023-03 2023-03-01..2023-03-31 2023-03"},
		{"en", "may he march to April Lane on Mars in his august home", "-"},
		{"en", "these 2 may differ, the 20 march on", "20 march 2022-03-20..2022-03-20 2022-03-20"},
		{"fr", "une colonie sur Mars, depuis Mars ou vers Mars", "-"},
		{"en", "a colony on Mars", "-"},
		{"en", "Jan told Sep and Mar", "-"},

		// A year.
		{"fr", "en 2014", "2014 2014-01-01..2014-12-31 2014"},
		{"en", "in 2014", "2014 2014-01-01..2014-12-31 2014"},
		{"en", "ann lane bitcoin 2021", "2021 2021-01-01..2021-12-31 2021"},
		{"en", "$2020, 2020%, 2020.5, 2,021, #2020, 2020 people, 2020 engineers, the 2010s, 2020$", "-"},
		{"fr", "2020 € et 2020 personnes", "-"},

		// Relative to the reference.
		{"en", "yesterday and today", "yesterday 2023-03-14..2023-03-14 2023-03-14; today 2023-03-15..2023-03-15 2023-03-15"},
		{"fr", "hier, avant-hier, aujourd’hui", "hier 2023-03-14..2023-03-14 2023-03-14; avant-hier 2023-03-13..2023-03-13 2023-03-13; aujourd’hui 2023-03-15..2023-03-15 2023-03-15"},
		{"en", "the day before yesterday", "day before yesterday 2023-03-13..2023-03-13 2023-03-13"},
		{"en", "last night", "last night 2023-03-14..2023-03-14 2023-03-14"},
		{"en", "last week", "last week 2023-03-06..2023-03-12 "},
		{"fr", "la semaine dernière", "semaine dernière 2023-03-06..2023-03-12 "},
		{"en", "this week", "this week 2023-03-13..2023-03-19 "},
		{"en", "last month", "last month 2023-02-01..2023-02-28 2023-02"},
		{"fr", "le mois dernier", "mois dernier 2023-02-01..2023-02-28 2023-02"},
		{"fr", "l'an dernier, cette année", "an dernier 2022-01-01..2022-12-31 2022; cette année 2023-01-01..2023-12-31 2023"},
		{"en", "last quarter", "last quarter 2022-10-01..2022-12-31 "},
		{"en", "next month", "next month 2023-04-01..2023-04-30 2023-04"},
		{"en", "on Thursday", "Thursday 2023-03-09..2023-03-09 2023-03-09"},
		{"en", "on Wednesday, last Wednesday", "Wednesday 2023-03-15..2023-03-15 2023-03-15; last Wednesday 2023-03-08..2023-03-08 2023-03-08"},
		{"fr", "jeudi dernier, jeudi prochain", "jeudi dernier 2023-03-09..2023-03-09 2023-03-09; jeudi prochain 2023-03-16..2023-03-16 2023-03-16"},
		{"en", "3 days ago", "3 days ago 2023-03-12..2023-03-12 2023-03-12"},
		{"en", "two months ago", "two months ago 2023-01-01..2023-01-31 2023-01"},
		{"en", "a year ago", "a year ago 2022-01-01..2022-12-31 2022"},
		{"fr", "il y a deux ans", "il y a deux ans 2021-01-01..2021-12-31 2021"},
		{"en", "over the last 30 days", "last 30 days 2023-02-13..2023-03-15 "},
		{"fr", "ces 30 derniers jours", "ces 30 derniers jours 2023-02-13..2023-03-15 "},
		{"fr", "les trois derniers mois", "trois derniers mois 2022-12-15..2023-03-15 "},
		{"en", "over the past week", "past week 2023-03-08..2023-03-15 "},
		{"en", "Black Friday, these last days", "-"},
		{"fr", "ces derniers jours, ces derniers mois, les prochains mois", "-"},

		// Ranges.
		{"fr", "depuis janvier", "depuis janvier 2023-01-01.. "},
		{"en", "since January", "since January 2023-01-01.. "},
		{"fr", "depuis 3 mois", "depuis 3 mois 2022-12-15.. "},
		{"en", "since last week", "since last week 2023-03-06.. "},
		{"en", "before 2020", "before 2020 ..2019-12-31 "},
		{"fr", "avant 2020", "avant 2020 ..2019-12-31 "},
		{"en", "after June 2021", "after June 2021 2021-07-01.. "},
		{"fr", "jusqu'en 2019", "jusqu'en 2019 ..2019-12-31 "},
		{"en", "between March and May 2022", "between March and May 2022 2022-03-01..2022-05-31 "},
		{"fr", "entre mars et mai 2022", "entre mars et mai 2022 2022-03-01..2022-05-31 "},
		{"en", "between March and May", "between March and May 2022-03-01..2022-05-31 "},
		{"fr", "entre novembre et février 2022", "entre novembre et février 2022 2021-11-01..2022-02-28 "},
		{"fr", "entre 2019 et 2021", "entre 2019 et 2021 2019-01-01..2021-12-31 "},
		{"fr", "du 3 au 5 mars 2022", "du 3 au 5 mars 2022 2022-03-03..2022-03-05 "},
		{"en", "from 2019 to 2021", "from 2019 to 2021 2019-01-01..2021-12-31 "},
		{"en", "from May 3 to June 5", "from May 3 to June 5 2022-05-03..2022-06-05 "},
		{"en", "2019-2021", "2019-2021 2019-01-01..2021-12-31 "},
		{"en", "he may march to april lane", "-"},
		{"en", "March–May 2022", "March–May 2022 2022-03-01..2022-05-31 "},
		{"en", "Q1 2023", "Q1 2023 2023-01-01..2023-03-31 "},
		{"fr", "T4 2022, premier trimestre 2023", "T4 2022 2022-10-01..2022-12-31 ; premier trimestre 2023 2023-01-01..2023-03-31 "},
		{"en", "first quarter of 2022, second half of 2021", "first quarter of 2022 2022-01-01..2022-03-31 ; second half of 2021 2021-07-01..2021-12-31 "},
		{"en", "summer 2022", "summer 2022 2022-06-01..2022-08-31 "},
		{"fr", "à l'été 2022", "été 2022 2022-06-01..2022-08-31 "},
		{"en", "early 2022", "early 2022 2022-01-01..2022-04-30 2022"},
		{"fr", "mi-2022, fin mars 2022", "mi-2022 2022-05-01..2022-08-31 2022; fin mars 2022 2022-03-21..2022-03-31 2022-03"},

		// No such day.
		{"en", "on 30 February 2023", "30 February 2023 impossible"},
		{"fr", "le 31 avril", "31 avril impossible"},
		{"en", "February 29, 2023", "February 29, 2023 impossible"},
		{"en", "2023-02-30", "2023-02-30 impossible"},
		{"en", "since 30 February 2023", "since 30 February 2023 impossible"},
		{"en", "", "-"},
	}
	for _, c := range cases {
		if got := printDates(c.text, Dates(c.text, c.lang, ref)); got != c.want {
			t.Errorf("%s %q\n got %s\nwant %s", c.lang, c.text, got, c.want)
		}
	}
}

func printDates(text string, dates []When) string {
	var out []string
	for _, d := range dates {
		s := fmt.Sprintf("%s..%s %s", d.Since, d.Until, d.Said)
		if d.Impossible {
			s = "impossible"
		}
		out = append(out, d.Span.Of(text)+" "+s)
	}
	if out == nil {
		return "-"
	}
	return strings.Join(out, "; ")
}

func TestDatesWithoutReference(t *testing.T) {
	text := "yesterday, last week, in March, depuis janvier, 3 days ago, le 1er mars, then in 2021"
	want := "2021 2021-01-01..2021-12-31 2021"
	if got := printDates(text, Dates(text, "en", time.Time{})); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzDates(f *testing.F) {
	for _, s := range []string{"March 15, 2023", "entre 2019 et", "du 99 au 5 mars", "il y a 999 ans", "0000-00-00", "Q9 2023", "2023-", "last", "the last 9999999999 years", "by late", "fin", "early in"} {
		f.Add(s, "en")
	}
	ref := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text, lang string) {
		last := 0
		for _, d := range Dates(text, lang, ref) {
			if err := d.Span.Check(text); err != nil && utf8.ValidString(text) {
				t.Fatal(err)
			}
			if d.Span.Start < last {
				t.Fatalf("%q: %v overlaps or is out of order", text, d)
			}
			last = d.Span.End
			if d.Impossible == (d.Since != "" || d.Until != "") {
				t.Fatalf("%q: %v", text, d)
			}
			for _, day := range []string{d.Since, d.Until} {
				if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
					t.Fatalf("%q: %v", text, err)
				}
			}
			if d.Since != "" && d.Until != "" && d.Since > d.Until {
				t.Fatalf("%q: since after until: %v", text, d)
			}
		}
	})
}

func TestDatesFile(t *testing.T) {
	for n, line := range strings.Split(strings.TrimSuffix(datesFile, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 3 || fields[2] == "" {
			t.Errorf("dates.tsv, line %d: want class, value and words, tabs between them", n+1)
			continue
		}
		if fields[2] != Fold(fields[2]) {
			t.Errorf("dates.tsv, line %d: %q is not folded", n+1, fields[2])
		}
	}
	if len(dateWords()) < 200 {
		t.Errorf("only %d words", len(dateWords()))
	}
}

func BenchmarkDates(b *testing.B) {
	text := corpusText(b, 1<<20)
	ref := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Dates(text, "en", ref)
	}
}
