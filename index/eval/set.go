// Package eval measures answers against judged questions.
package eval

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"verbatim/index/answer"
)

// Set is a file of judged questions.
type Set struct {
	Floors []Floor
	Cases  []Case
}

// Case is one judged question.
type Case struct {
	Name    string
	Line    int // of the file
	Section string
	Lang    string // of the question: en or fr
	Tags    []string
	Request answer.Request // the question and its filters
	// Expected are the right answers, any of which will do; none where no
	// article answers.
	Expected []Expected

	native bool // an article in the question's language answers; known once the articles are read
}

// Expected is a right answer: words that stand in the article, given as they
// are (blanks between them may differ) or by their place.
type Expected struct {
	Article string // id
	Words   string // empty where the place is given
	Place   Place
	Speaker string // who says them; empty = not judged
}

// Floor is the least, or the most, that a figure of a group may be.
type Floor struct {
	Figure  string // see Figures.Value
	Group   string // see Case.groups
	AtLeast bool   // else at most
	Limit   float64
}

// SampleText is the project's own set, over the embedded sample.
//
//go:embed sample.txt
var SampleText string

// Read reads a set; name stands in errors, which give the line and what is
// wanted there. The format is explained at the head of sample.txt.
func Read(name string, r io.Reader) (Set, error) {
	p := &parser{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		p.line++
		if err := p.read(strings.TrimSpace(lines.Text())); err != nil {
			return Set{}, fmt.Errorf("%s:%d: %w", name, p.line, err)
		}
	}
	if err := lines.Err(); err != nil {
		return Set{}, fmt.Errorf("%s:%d: %w", name, p.line+1, err)
	}
	if err := p.finish(); err != nil {
		return Set{}, fmt.Errorf("%s:%d: %w", name, p.line, err)
	}
	return p.set, nil
}

// parser reads a set line by line.
type parser struct {
	set     Set
	line    int
	section string
	open    bool // a question was begun and lacks its answer
}

func (p *parser) read(line string) error {
	switch {
	case line == "" || strings.HasPrefix(line, "#"):
		return nil
	case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
		p.section = line[1 : len(line)-1]
		return p.finish()
	case strings.HasPrefix(line, "?"):
		return p.question(strings.TrimSpace(line[1:]))
	case strings.HasPrefix(line, "="):
		return p.expected(strings.TrimSpace(line[1:]))
	case strings.HasPrefix(line, "floor "):
		return p.floor(strings.Fields(line)[1:])
	}
	key, value, ok := strings.Cut(line, ":")
	if !ok {
		return fmt.Errorf("%q: want \"? question\", \"= article | words\", \"key: value\", \"[section]\" or \"floor ...\"", line)
	}
	return p.attribute(strings.TrimSpace(key), strings.TrimSpace(value))
}

// finish checks that the last question has an answer.
func (p *parser) finish() error {
	if p.open {
		return fmt.Errorf("the question %q has no answer: want \"= article | words\" or \"= nothing\"", p.last().Request.Question)
	}
	return nil
}

func (p *parser) last() *Case { return &p.set.Cases[len(p.set.Cases)-1] }

func (p *parser) question(text string) error {
	if err := p.finish(); err != nil {
		return err
	}
	if text == "" {
		return fmt.Errorf("no question after \"?\"")
	}
	p.set.Cases = append(p.set.Cases, Case{
		Name: strconv.Itoa(p.line), Line: p.line, Section: p.section, Lang: "en", Request: answer.Request{Question: text},
	})
	p.open = true
	return nil
}

func (p *parser) attribute(key, value string) error {
	if len(p.set.Cases) == 0 {
		return fmt.Errorf("%q before the first question", key)
	}
	c := p.last()
	switch key {
	case "name":
		c.Name = value
	case "lang":
		if value != "en" && value != "fr" {
			return fmt.Errorf("lang is %q, want en or fr", value)
		}
		c.Lang = value
	case "tags":
		c.Tags = strings.Fields(value)
	case "speaker":
		c.Request.Speaker = value
	case "source":
		c.Request.Source = value
	case "since":
		c.Request.Since = value
	case "until":
		c.Request.Until = value
	case "kind":
		c.Request.Kind = value
	case "in":
		c.Request.Langs = strings.Fields(value)
	case "by":
		if len(c.Expected) == 0 {
			return fmt.Errorf("\"by\" before an answer: it names who says the words above it")
		}
		c.Expected[len(c.Expected)-1].Speaker = value
	default:
		return fmt.Errorf("unknown %q: want name, lang, tags, speaker, source, since, until, kind, in or by", key)
	}
	return nil
}

func (p *parser) expected(text string) error {
	if len(p.set.Cases) == 0 {
		return fmt.Errorf("an answer before the first question")
	}
	c := p.last()
	if text == "nothing" {
		if !p.open {
			return fmt.Errorf("nothing answers %q, which has an answer above", c.Request.Question)
		}
		p.open = false
		return nil
	}
	e, err := readExpected(text)
	if err != nil {
		return err
	}
	if !p.open && len(c.Expected) == 0 {
		return fmt.Errorf("an answer to %q, which nothing answers", c.Request.Question)
	}
	c.Expected = append(c.Expected, e)
	p.open = false
	return nil
}

// readExpected reads "ARTICLE | WORDS" or "ARTICLE PLACE".
func readExpected(text string) (Expected, error) {
	article, words, ok := strings.Cut(text, "|")
	e := Expected{Article: strings.TrimSpace(article), Words: strings.TrimSpace(words)}
	if id, at, found := strings.Cut(text, " @"); !ok && found {
		place, err := readPlace("@" + at)
		return Expected{Article: strings.TrimSpace(id), Place: place}, err
	}
	if !ok || e.Article == "" || e.Words == "" {
		return Expected{}, fmt.Errorf("%q: want \"= article | words\", \"= article @start-end sum\" or \"= nothing\"", text)
	}
	return e, nil
}

// floor reads "GROUP FIGURE >= LIMIT".
func (p *parser) floor(words []string) error {
	if len(words) != 4 || words[2] != ">=" && words[2] != "<=" {
		return fmt.Errorf("want \"floor GROUP FIGURE >= LIMIT\", with <= for what should be small")
	}
	limit, err := strconv.ParseFloat(words[3], 64)
	if err != nil {
		return fmt.Errorf("limit %q: want a number", words[3])
	}
	if !slices.Contains(figureNames, words[1]) {
		return fmt.Errorf("figure %q: want one of %s", words[1], strings.Join(figureNames, ", "))
	}
	p.set.Floors = append(p.set.Floors, Floor{Group: words[0], Figure: words[1], AtLeast: words[2] == ">=", Limit: limit})
	return nil
}
