package eval

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"verbatim/data"
	"verbatim/index/answer"
)

// Asker answers questions. *answer.Engine is one.
type Asker interface {
	Ask(ctx context.Context, r answer.Request) (answer.Answer, error)
}

// Options of a run.
type Options struct {
	Limit int       // citations looked at; 0 means 10
	Now   time.Time // what "last week" is relative to
}

// Run asks the questions and judges the answers against the articles of the
// library. Words that do not stand in their article, or not where the set says,
// are an error: the set is at fault.
func Run(ctx context.Context, e Asker, l answer.Library, s Set, o Options) (Report, error) {
	g, err := find(ctx, l, s)
	if err != nil {
		return Report{}, err
	}
	return g.run(ctx, e, o)
}

// judged is a set with its right answers found.
type judged struct {
	set     Set
	right   [][]gold // by case
	library answer.Library
}

// find looks the right answers of a set up.
func find(ctx context.Context, l answer.Library, s Set) (*judged, error) {
	j := &judged{set: s, right: make([][]gold, len(s.Cases)), library: l}
	articles, err := j.articles(ctx)
	if err != nil {
		return nil, err
	}
	for i, c := range s.Cases {
		for _, e := range c.Expected {
			a, ok := articles[e.Article]
			if !ok {
				return nil, fmt.Errorf("question %s (line %d): there is no article %q: ingest the articles that the questions are about", c.Name, c.Line, e.Article)
			}
			found, err := locate(a.Text, e)
			if err != nil {
				return nil, fmt.Errorf("question %s (line %d), article %s: %w", c.Name, c.Line, e.Article, err)
			}
			j.right[i] = append(j.right[i], found)
			if a.Lang != c.Lang {
				continue
			}
			j.set.Cases[i].native = true
		}
	}
	return j, nil
}

// articles are those that the set names, by id.
func (j *judged) articles(ctx context.Context) (map[string]data.Article, error) {
	var ids []string
	for _, c := range j.set.Cases {
		for _, e := range c.Expected {
			if !slices.Contains(ids, e.Article) {
				ids = append(ids, e.Article)
			}
		}
	}
	return texts(ctx, j.library, ids)
}

func texts(ctx context.Context, l answer.Library, ids []string) (map[string]data.Article, error) {
	records, err := l.Records(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read the judged articles: %w", err)
	}
	out := make(map[string]data.Article, len(records))
	for _, r := range records {
		out[r.Article.ID] = r.Article
	}
	return out, nil
}

func (j *judged) run(ctx context.Context, e Asker, o Options) (Report, error) {
	r := Report{groups: map[string]*Figures{}}
	for i := range j.set.Cases {
		if err := j.ask(ctx, e, o, i, &r); err != nil {
			return r, err
		}
	}
	r.Failed = r.below(j.set.Floors)
	return r, nil
}

// request is how a case is asked.
func (o Options) request(c Case) answer.Request {
	r := c.Request
	r.ID, r.Now, r.Limit = c.Name, o.Now, o.Limit
	if r.Limit == 0 {
		r.Limit = 10
	}
	return r
}

// ask asks question i and adds how it was answered to the report.
func (j *judged) ask(ctx context.Context, e Asker, o Options, i int, r *Report) error {
	c := j.set.Cases[i]
	a, err := e.Ask(ctx, o.request(c))
	if err != nil {
		return fmt.Errorf("question %s: %w", c.Name, err)
	}
	out := judge(a, j.right[i])
	if out.unfaithful, err = j.unfaithful(ctx, a); err != nil {
		return err
	}
	r.add(c, out)
	return nil
}

// unfaithful counts the citations that are no slice of their article.
func (j *judged) unfaithful(ctx context.Context, a answer.Answer) (int, error) {
	shown := slices.Concat(a.Citations, a.Nearest)
	var ids []string
	for _, c := range shown {
		ids = append(ids, c.ArticleID)
	}
	articles, err := texts(ctx, j.library, ids)
	n := 0
	for _, c := range shown {
		runes := []rune(articles[c.ArticleID].Text)
		if c.Start < 0 || c.End > len(runes) || c.Start > c.End || string(runes[c.Start:c.End]) != c.Text {
			n++
		}
	}
	return n, err
}

// groups are the names of the groups that a case's outcome counts in.
func (c Case) groups() []string {
	out := []string{"all", "lang:" + c.Lang}
	if c.Section != "" {
		out = append(out, "section:"+strings.ReplaceAll(c.Section, " ", "-"))
	}
	if len(c.Expected) > 0 && !c.native {
		out = append(out, "crosslingual")
	}
	for _, t := range c.Tags {
		out = append(out, "tag:"+t)
	}
	return out
}
