package bot

import (
	"encoding/json"
	"strings"
	"testing"

	"verbatim/data"
	"verbatim/index/answer"
)

func reader(t testing.TB, lang string) view {
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	return view{texts: all[lang]}
}

func TestTranslationLabel(t *testing.T) {
	for _, c := range []struct {
		reader, words string
		kind          data.Kind
		translated    bool
		want          string
	}{
		{"en", "fr", data.Direct, false, "in French"},
		{"en", "fr", data.Direct, true, "in French, may be a translation"},
		{"en", "en", data.Direct, false, ""},
		{"en", "en", data.Direct, true, "in English, may be a translation"},
		{"fr", "en", data.Direct, false, "en anglais"},
		{"fr", "fr", data.Direct, true, "en français, peut-être une traduction"},
		{"fr", "de", data.Reported, true, "dans une autre langue (de), peut-être une traduction"},
		{"fr", "", data.Direct, false, ""},
	} {
		v := reader(t, c.reader)
		if got := v.language(answer.Citation{Lang: c.words, Kind: c.kind, Speaker: "Ada Brannigan", MayBeTranslation: c.translated}); got != c.want {
			t.Errorf("%s words, %s, for a %s reader: %q, want %q", c.words, c.kind, c.reader, got, c.want)
		}
	}
}

// Quotation marks are those of print, and none are ours.
func TestQuotationMarks(t *testing.T) {
	for want, marks := range map[string][2]string{"“words”": {"“", "”"}, "«\u00a0words\u00a0»": {"«\u00a0", "\u00a0»"}, "words": {}} {
		got, _ := reader(t, "fr").words(answer.Citation{Kind: data.Direct, Lang: "fr", Text: "words", Marks: marks}, quoteRoom, sentenceRoom)
		if got != want {
			t.Errorf("marks %q: %s, want %s", marks, got, want)
		}
	}
}

func TestPronounsAreNoNames(t *testing.T) {
	v := reader(t, "en")
	for _, c := range []struct {
		mention string
		basis   data.Basis
		told    bool
	}{{"a spokesman for Nimbus", data.ByOrganisation, true}, {"he", "", false}, {"the two of them", data.ByPronoun, false}, {"", "", false}} {
		got := v.attribution(answer.Citation{Kind: data.Direct, SpeakerMention: c.mention, SpeakerBasis: c.basis})
		if told := strings.Contains(got, "the article says"); told != c.told {
			t.Errorf("mention %q: %s", c.mention, got)
		}
	}
}

// checkLimits is what Discord refuses a message for.
func checkLimits(t *testing.T, p post) {
	t.Helper()
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var top component
	if err := json.Unmarshal(b, &top); err != nil {
		t.Fatal(err)
	}
	text, count, ids := 0, -1, map[string]bool{}
	top.find(func(c *component) bool {
		count++
		text += width(c.Content)
		if c.Type == 10 && strings.TrimSpace(c.Content) == "" {
			t.Error("an empty text")
		}
		if c.CustomID != "" && (ids[c.CustomID] || width(c.CustomID) > maxCustomID) {
			t.Errorf("custom_id %q is too long or stands twice", c.CustomID)
		}
		ids[c.CustomID] = true
		if width(c.Label) > maxLabel {
			t.Errorf("label %q is too long", c.Label)
		}
		return false
	})
	if text > 4000 || count > maxComponents {
		t.Errorf("%d characters in %d components", text, count)
	}
}

// Whatever an answer holds, its message keeps to Discord's limits, and the
// question can be read out of it again.
func FuzzAnswerKeepsToLimits(f *testing.F) {
	f.Add("what?", "a quote", "Ada", "The Times", "title", "https://news.example/a", 3, 8, false)
	f.Add(strings.Repeat("*", 300), strings.Repeat("`[x]* ", 2000), strings.Repeat("@", 500), strings.Repeat("|", 500), strings.Repeat("_", 500), "https://a.example/"+strings.Repeat("b", 600), 0, 5, true)
	f.Add("q", strings.Repeat("a\n", 3000), "", "", "", "", 3, 7, true)
	f.Fuzz(func(t *testing.T, question, text, speaker, source, title, url string, offset, n int, nearest bool) {
		question, _ = cleanQuestion(question)
		if question == "" || offset < 0 || offset > farthest || n < 0 || n > 70 {
			return
		}
		c := answer.Citation{URL: url, Title: title, Source: source, Lang: "fr", Kind: data.Direct, Text: text, Speaker: speaker, SpeakerMention: title, Unconfirmed: true, AlsoIn: []string{"x", "y"}, Published: "2025-01-01"}
		c.Highlights = []data.Span{{Start: 0, End: len(text)}}
		a := answer.Answer{Status: answer.Answered, Understood: answer.Understood{Speakers: []string{speaker}, Topic: strings.Fields(title)}, Sample: true}
		for range n {
			a.Citations = append(a.Citations, c)
		}
		if nearest {
			a.Status, a.Reason, a.Nearest, a.Citations = answer.NothingFound, answer.SpeakerSilent, a.Citations, nil
		}
		s := state{verb: verbPage, lang: "fr", arg: offset, asker: 1 << 60, sum: checksum(question), ask: filters{source: source}}
		v := reader(t, "fr")
		p := v.answer(page{answer: a, question: question, wasCut: true, state: s, coverage: Coverage{Articles: 1, Sources: 1, Oldest: "2020-01-01", Newest: "2025-01-01"}})
		checkLimits(t, p)
		checkLimits(t, v.full(c, "", "", true))

		b, _ := json.Marshal(p)
		var m component
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		if got := questionIn(&m); got != question {
			t.Errorf("the question %q is read back as %q", question, got)
		}
	})
}

// No quote is lost between two pages, however long they are.
func TestPagesFollowEachOther(t *testing.T) {
	v := reader(t, "en")
	var list []answer.Citation
	for i := range 7 {
		list = append(list, answer.Citation{Kind: data.Posted, Lang: "en", Text: strings.Repeat("*", 400) + "mark" + string(rune('a'+i)), Title: strings.Repeat("_", 90), Speaker: strings.Repeat("`", 90)})
	}
	shown := ""
	for offset := 0; ; {
		p := v.answer(page{answer: answer.Answer{Status: answer.Answered, Citations: list}, question: "q", state: state{verb: verbPage, lang: "en", arg: offset, sum: checksum("q")}})
		checkLimits(t, p)
		b, _ := json.Marshal(p)
		shown += string(b)
		var m component
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		next := m.find(func(c *component) bool { return c.Label == "Next ▶" })
		s, err := decodeState(next.CustomID)
		if err != nil { // the last page
			break
		}
		if s.arg <= offset {
			t.Fatalf("from quote %d the next page begins at %d", offset, s.arg)
		}
		offset = s.arg
	}
	for i := range 7 {
		if !strings.Contains(shown, "mark"+string(rune('a'+i))) {
			t.Errorf("quote %d is on no page", i)
		}
	}
}

func TestLatestKeepsToLimits(t *testing.T) {
	v := reader(t, "en")
	hard := strings.Repeat("*_", 3000)
	a := Takeaways{Title: hard, Source: hard, URL: "https://news.example/" + strings.Repeat("x", 480), Items: []string{hard, "a\nb", hard, hard}}
	checkLimits(t, v.latest(Latest{Articles: []Takeaways{a, a, a, a, a}, More: true, Sample: true}, state{verb: verbLatest, lang: "en", ask: filters{speaker: "t"}}))
}

// The whole of a quote is shown however long it is and however many of its
// words match; an empty message would be refused.
func TestFullQuoteIsNeverEmpty(t *testing.T) {
	v := reader(t, "en")
	for _, text := range []string{
		strings.Repeat("word ", 1000),
		strings.Repeat("word\n", 900),
		strings.Repeat("w*o_r`d ", 700),
	} {
		c := answer.Citation{Kind: data.Direct, Lang: "en", Text: text, URL: "https://news.example/a", Source: "The Invented Times", Speaker: "Ada Brannigan"}
		for i := 0; i+400 < len(text); i += 150 {
			c.Highlights = append(c.Highlights, data.Span{Start: i, End: i + 140})
		}
		p := v.full(c, "", "", true)
		raw, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(raw), "Ada Brannigan") || !strings.Contains(string(raw), "w") || strings.Contains(string(raw), `"components":null`) {
			t.Errorf("%.20q...: %.300s", text, raw)
		}
	}
}
