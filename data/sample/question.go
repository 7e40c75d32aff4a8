package sample

import (
	_ "embed"
	"fmt"
	"strings"
)

// Readme is the section that holds the examples of the README.
const Readme = "readme"

//go:embed questions.txt
var questions string

// Question is one line of questions.txt.
type Question struct {
	Text    string
	Lang    string // en or fr
	Section string // readme, speaker, crosslingual, ...
	// Answers are the right answers, any of which will do; none where the
	// sample does not answer the question.
	Answers []Expected
}

// Expected is a right answer: words that stand in the article.
type Expected struct {
	Article string // id
	Words   string
}

// Questions returns the judged questions, in the order of the file. An error
// names the line that is at fault.
func Questions() ([]Question, error) {
	list, err := parseQuestions(questions)
	if err != nil {
		return nil, fmt.Errorf("questions.txt: %w", err)
	}
	return list, nil
}

func parseQuestions(text string) ([]Question, error) {
	var list []Question
	section := ""
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			section = line[1 : len(line)-1]
		default:
			q, err := parseQuestion(line)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			q.Section = section
			list = append(list, q)
		}
	}
	return list, nil
}

func parseQuestion(line string) (Question, error) {
	c := strings.Split(line, " | ")
	if len(c) < 4 || len(c)%2 != 0 {
		return Question{}, fmt.Errorf("want question | language | article | words, have %d columns", len(c))
	}
	q := Question{Text: c[0], Lang: c[1]}
	if q.Lang != "en" && q.Lang != "fr" {
		return Question{}, fmt.Errorf("language is %q, want en or fr", q.Lang)
	}
	if c[2] == "-" && c[3] == "nothing" && len(c) == 4 {
		return q, nil
	}
	for i := 2; i < len(c); i += 2 {
		if c[i] == "-" || c[i+1] == "" {
			return Question{}, fmt.Errorf("no article or no words in %q | %q", c[i], c[i+1])
		}
		q.Answers = append(q.Answers, Expected{Article: c[i], Words: c[i+1]})
	}
	return q, nil
}
