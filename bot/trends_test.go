package bot

import (
	"encoding/json"
	"fmt"
	"image/png"
	"slices"
	"strings"
	"testing"

	"verbatim/bot/discordtest"
	"verbatim/index"
	"verbatim/index/answer"
)

// TestTrendsSendsAPictureWithItsFigures holds what a reader relies on: a picture,
// described in words, and the figures that it was drawn from.
func TestTrendsSendsAPictureWithItsFigures(t *testing.T) {
	s := play(t, nil)
	pictures := map[string]string{}
	for _, count := range []string{"mentions", "statements"} {
		r := s.use(t, "bob", "trends", discordtest.Object{"first": "Ada Brannigan", "second": "nodes", "count": count, "period": "12m"})
		all := s.Called(callback)
		file := all[len(all)-1].Files[pictureName]
		im, err := png.Decode(strings.NewReader(file))
		if err != nil {
			t.Fatalf("%s: %v", count, err)
		}
		if b := im.Bounds(); b.Dx() < 800 || b.Dy() < 400 {
			t.Errorf("%s: a picture of %v", count, b)
		}
		pictures[count] = file
		for _, want := range []string{"Ada Brannigan", "May 2031", "7,300 articles", "Dec 2031*"} {
			if !strings.Contains(r.Message.Text(), want) {
				t.Errorf("%s: the message does not say %q", count, want)
			}
		}
	}
	if pictures["mentions"] == pictures["statements"] {
		t.Error("mentions and statements have one picture")
	}
	s.brain.mu.Lock()
	defer s.brain.mu.Unlock()
	if got := s.brain.counted[0]; got.Span != answer.Last12Months || !slices.Equal(got.Subjects, []string{"Ada Brannigan", "nodes"}) || got.AskerLang != "en" {
		t.Errorf("asked for %+v", got)
	}
}

// TestTrendsOfFourIsWithinDiscordsLimits draws the longest message that there can
// be: four long names, 60 quarters, gaps everywhere.
func TestTrendsOfFourIsWithinDiscordsLimits(t *testing.T) {
	trend := answer.Trends{Status: answer.Answered, Step: answer.ByDay, Undated: 123456, Sample: true}
	for i := range 62 {
		p := answer.Period{Articles: i % 2 * 123456, Partial: i > 60}
		p.First, p.Last = "2031-03-05", "2031-03-05"
		trend.Periods = append(trend.Periods, p)
	}
	for _, name := range []string{"a", "b", "c", "d"} {
		series := answer.TrendSeries{Name: strings.Repeat(name+"*`@everyone ", 20)}
		for range trend.Periods {
			series.Counts = append(series.Counts, series.Total)
		}
		trend.Series = append(trend.Series, series)
	}
	for lang, texts := range allTexts(t) {
		v := view{texts}
		p, err := v.trendsPost(trend, Mentions)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(p.Attachments); n != 1 || width(p.Attachments[0].Description) > maxAlt {
			t.Errorf("%s: %d descriptions", lang, n)
		}
		raw, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var m component
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		m.find(func(c *component) bool { text.WriteString(c.Content); return false })
		if n := width(text.String()); n > maxText {
			t.Errorf("%s: %d characters", lang, n)
		}
		if strings.Count(text.String(), "```") != 2 {
			t.Errorf("%s: a name ends the table", lang)
		}
	}
}

// TestTrendsTableSkipsWhatIsEmpty holds that of many periods in a row without an
// article the first and the last stand in the table, and that the newest fit.
func TestTrendsTableSkipsWhatIsEmpty(t *testing.T) {
	trend := answer.Trends{Step: answer.ByYear, Series: []answer.TrendSeries{{Name: "nodes"}}}
	for year := 1981; year < 2031; year++ {
		n := 1
		if year >= 2010 && year < 2020 {
			n = 0
		}
		trend.Periods = append(trend.Periods, answer.Period{Days: index.Days{First: fmt.Sprint(year, "-01-01"), Last: fmt.Sprint(year, "-12-31")}, Articles: n})
		trend.Series[0].Counts = append(trend.Series[0].Counts, index.Count{Articles: n})
	}
	lines := strings.Split(strings.TrimSpace(view{allTexts(t)["en"]}.figures(trend)), "\n")
	got := strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
	if want := "2009 1 1/0 2010 0 – … 2019 0 – 2020 1 1/0"; !strings.Contains(got, want) {
		t.Errorf("no %q in %s", want, got)
	}
	if len(lines) != 1+maxRows || !strings.HasPrefix(lines[1], "1993") || !strings.HasPrefix(lines[maxRows], "2030") {
		t.Errorf("%d lines: %s", len(lines), got)
	}
}

func TestTrendsSuggestsPeopleAndTopics(t *testing.T) {
	s := play(t, nil)
	r := s.Interact(discordtest.Action{Kind: discordtest.Autocomplete, User: "bob", Command: "trends", Focused: "second", Options: discordtest.Object{"first": "nodes", "second": ""}}).Final(t)
	got := strings.Join(r.Choices, ", ")
	if !strings.Contains(got, "Ada Brannigan") || !strings.Contains(got, "stablecoins") {
		t.Errorf("suggested: %s", got)
	}
}
