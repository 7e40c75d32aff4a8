package query

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"verbatim/index/analysis"
)

//go:embed frames.tsv
var framesTSV string

// frames are the words of frames.tsv.
type frames struct {
	say, frame map[string]map[string]bool // language -> folded word or term
	titles     map[string]bool            // folded words that stand before a name
	families   map[string]bool            // folded words beside a surname that mean all of its bearers
	places     map[string]bool            // folded
	counts     map[string]bool            // folded words that ask for a number or a day
	amounts    map[string]bool            // folded words for a number: price
	bodies     map[string]bool            // folded words for those who act for an organisation
	change     map[string]bool            // folded words of change
	view       map[string]bool            // folded words for what somebody thinks
	takeaways  [][]string                 // folded words of each phrase, longest first
}

func loadFrames() (*frames, error) {
	f := &frames{
		titles: map[string]bool{}, families: map[string]bool{}, places: map[string]bool{}, counts: map[string]bool{}, amounts: map[string]bool{}, bodies: map[string]bool{}, change: map[string]bool{}, view: map[string]bool{},
		say:   map[string]map[string]bool{"en": {}, "fr": {}},
		frame: map[string]map[string]bool{"en": {}, "fr": {}},
	}
	err := eachRow("frames.tsv", framesTSV, 3, func(c []string) error {
		if f.say[c[1]] == nil {
			return fmt.Errorf("language %q: want en or fr", c[1])
		}
		for _, w := range strings.Split(c[2], ";") {
			switch c[0] {
			case "say":
				addForms(f.say[c[1]], w, c[1])
			case "frame":
				addForms(f.frame[c[1]], w, c[1])
			case "title":
				f.titles[key(w)] = true
			case "family":
				f.families[key(w)] = true
			case "place":
				f.places[key(w)] = true
			case "count":
				f.counts[key(w)] = true
			case "amount":
				f.amounts[key(w)] = true
			case "body":
				f.bodies[key(w)] = true
			case "change":
				f.change[key(w)] = true
			case "view":
				f.view[key(w)] = true
			case "takeaways":
				f.takeaways = append(f.takeaways, foldedWords(w, c[1]))
			default:
				return fmt.Errorf("kind %q: want say, frame, title, family, place, count, amount, body, change, view or takeaways", c[0])
			}
		}
		return nil
	})
	return f, err
}

// addForms records a word by its folded form and by its term, so that other
// forms of it are met as well. Terms of three letters are too short to tell.
func addForms(set map[string]bool, word, language string) {
	for _, t := range analysis.Analyze(word, language) {
		set[t.Folded] = true
		if len(t.Term) > 3 {
			set[t.Term] = true
		}
	}
}

func foldedWords(s, language string) []string {
	var out []string
	for _, t := range simple(analysis.AnalyzeQuery(s, language)) {
		out = append(out, t.Folded)
	}
	return out
}

// says reports whether the word is one of saying or thinking.
func (f *frames) says(language string, t analysis.Token) bool {
	return f.say[language][t.Folded] || f.say[language][t.Term]
}

// framed reports whether the word only shapes the question.
func (f *frames) framed(language string, t analysis.Token) bool {
	return f.frame[language][t.Folded] || f.says(language, t)
}

// changes reports whether the words ask how somebody's view changed.
func (f *frames) changes(tokens []analysis.Token) bool {
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(tokens, func(t analysis.Token) bool { return set[t.Folded] })
	}
	return has(f.change) && has(f.view)
}

// asksForNumber reports whether the tokens ask for a number: by a word for one
// (price, combien), or by "how" before a word of count (how many).
func (f *frames) asksForNumber(tokens []analysis.Token) bool {
	for i, t := range tokens {
		if f.amounts[t.Folded] || f.counts[t.Folded] && i > 0 && tokens[i-1].Folded == "how" {
			return true
		}
	}
	return false
}

// takeawaysAt is the range of tokens that ask for takeaways; empty where none do.
func (f *frames) takeawaysAt(tokens []analysis.Token) (first, last int) {
	for _, phrase := range f.takeaways {
		for i := 0; i+len(phrase) <= len(tokens); i++ {
			if matches(tokens[i:], phrase) {
				return i, i + len(phrase)
			}
		}
	}
	return 0, 0
}

func matches(tokens []analysis.Token, phrase []string) bool {
	for i, w := range phrase {
		if tokens[i].Folded != w {
			return false
		}
	}
	return true
}

// eachRow calls add with the columns of each line that is not a comment.
func eachRow(file, text string, columns int, add func([]string) error) error {
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, "\r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != columns {
			return fmt.Errorf("%s:%d: %d columns, want %d separated by one tab", file, n+1, len(c), columns)
		}
		if err := add(c); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n+1, err)
		}
	}
	return nil
}

// key is a name as the directory knows it: its folded words.
func key(name string) string {
	var words []string
	for _, t := range simple(analysis.AnalyzeQuery(name, "en")) {
		words = append(words, t.Folded)
	}
	return strings.Join(words, " ")
}
