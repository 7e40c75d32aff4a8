package answer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"verbatim/data"
	"verbatim/data/lang"
	"verbatim/index"
	"verbatim/index/query"
)

// StatementsRequest asks for what one person said. Empty fields do not narrow it.
type StatementsRequest struct {
	Speaker       string // as typed: a name, an alias, a handle, a role, or any of them with a small typo
	Topic, Source string
	Since, Until  string    // YYYY-MM-DD, inclusive, of the date said, or printed where that is not told
	Kind          data.Kind // Direct, Posted or Reported
	OldestFirst   bool
	Limit, Offset int    // Limit 0 means DefaultLimit
	AskerLang     string // decides where the topic is too short to tell
	Now           time.Time
}

// Statements are what one person said, in the order of dates: of the day said
// where the article tells it (Citation.SaidOn), else of the day printed.
// Statements without any date stand last.
type Statements struct {
	Status  Status
	Reason  Reason
	Choices []string // AmbiguousSpeaker: the people meant
	Speaker string   // as understood; as typed where nobody is known by that name
	Topic   []string // as understood
	List    []Citation
	Total   int  // statements in all; the same words in several articles count once
	Undated int  // of them, without a date said or printed
	Sources int  // publishers of them
	More    bool // further ones follow List
	Sample  bool // the embedded sample answered
}

// maxStatements is how many statements of one person are put in order: four
// times those of the most quoted one in the evaluation corpus.
const maxStatements = 2000

// ErrNoSpeaker is a StatementsRequest that names nobody.
var ErrNoSpeaker = errors.New("no speaker: name the person whose statements are wanted")

// Statements lists what one person said, of a topic where one is given. Only
// statements whose speaker is shown by name count. An error is ErrNoSpeaker, or
// means that the index or the store failed.
func (e *Engine) Statements(ctx context.Context, r StatementsRequest) (Statements, error) {
	if strings.TrimSpace(r.Speaker) == "" {
		return Statements{}, ErrNoSpeaker
	}
	s := Statements{Speaker: r.Speaker, List: []Citation{}, Sample: e.sample}
	people := e.whom(r.Speaker, query.Options{Now: r.Now, Lang: r.AskerLang})
	switch len(people) {
	case 0:
		s.Status, s.Reason = NothingFound, SpeakerUnknown
		return s, nil
	case 1:
		s.Speaker = people[0].Name
	default:
		s.Status, s.Reason, s.Choices = AmbiguousSpeaker, SeveralPeople, names(people)
		return s, nil
	}
	q := e.parser.Load().Parse(r.Topic, query.Options{
		Now: r.Now, Lang: r.AskerLang, Speaker: s.Speaker, Since: r.Since, Until: r.Until, Source: r.Source, Kind: query.Statements,
	})
	q.Speakers, q.Unknown = people, ""
	s.Topic = understood(q).Topic
	all, err := e.said(ctx, q, r.Kind)
	if err != nil {
		return s, err
	}
	if len(all) == 0 {
		s.Status = NothingFound
		s.Reason, err = e.unsaid(ctx, q, r.Kind)
		return s, err
	}
	s.Status = Answered
	s.fill(all, r)
	return s, e.translations(s.List)
}

// said is every statement of the query's speaker that its topic, its period and
// the kind leave, each cut as an answer cites it, the same words once.
func (e *Engine) said(ctx context.Context, q query.Query, kind data.Kind) ([]ranked, error) {
	all, err := e.remarks(ctx, newPlan(q, maxStatements, e.Weights, e.Parts), kind, false)
	return once(all), err
}

// once leaves one of citations that overlap, and of those of the same words.
func once(all []ranked) []ranked {
	slices.SortFunc(all, better)
	return merge(distinct(all))
}

// remarks are the statements that a plan finds, in no order; where it is strict,
// those alone of which the topic stands close by.
func (e *Engine) remarks(ctx context.Context, p plan, kind data.Kind, strict bool) ([]ranked, error) {
	q := p.query
	p.request.Filter.Kinds = []index.UnitKind{index.Statement}
	res, err := e.index.Search(ctx, p.request)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	f := found{plan: p, matcher: newMatcher(p.request.Concepts, res.Weights), strict: strict}
	var hits []surrounded
	for _, h := range res.Hits {
		if f.onTopic(f.reach(h)) {
			hits = append(hits, alone(h))
		}
	}
	records, err := e.records(ctx, hits)
	if err != nil {
		return nil, err
	}
	for _, h := range hits {
		c, ok := f.remark(h, records[h.Article])
		if ok && (kind == "" || c.Kind == kind) && !outside(c.SaidOn, q.Since, q.Until) {
			f.citations = append(f.citations, c)
		}
	}
	return f.citations, nil
}

// A list in the order of dates has no best first, so that each of its
// statements must be of the whole topic: this share of the topic's weight stands
// in its words, around them or in the title, by a word worth this much at least.
const (
	wholeTopic = 2.0 / 3
	touchedAt  = 0.3
)

// onTopic reports whether a coverage of the concepts is as much of the topic as
// an answer must cover, and of all of it.
func (f *found) onTopic(cover []float64) bool {
	touched := make([]float64, len(cover))
	for k, v := range cover {
		if v >= touchedAt {
			touched[k] = 1
		} else if f.strict && f.wants(k) {
			return false
		}
	}
	covered, _ := f.split(cover)
	share, _ := f.split(touched)
	return covered >= f.plan.weights.AnswerAt && share >= wholeTopic
}

// wants reports whether a strict topic is not touched without concept k. A topic of
// few words is said in few, and each of them counts, however common: "AI copyright"
// is no copyright on anything.
func (f *found) wants(k int) bool {
	const few = 3
	q := &f.plan.query
	return k != f.plan.asked && f.plan.request.Concepts[k].Importance == 1 && len(q.Topics)+len(q.Mentioned) <= few
}

// reach is the most that a statement can cover, as far as the index knows.
func (f *found) reach(h index.Hit) []float64 {
	cover := make([]float64, len(h.Words))
	for k := range cover {
		cover[k] = max(h.Words[k], f.plan.weights.Around*h.Around[k])
	}
	return cover
}

// context is how well a statement's words cover the concepts, or else the
// paragraph that it stands in, or the title. The index also counts what stands
// near it in other paragraphs: in a list of short news those are of other things.
func (f *found) context(h surrounded, r *data.Record, q *data.Quote) []float64 {
	a := &r.Article
	around, heading := paragraph(r, q.Span), a.Title
	if f.strict {
		around, heading = closeBy(r, q)
	}
	near, _ := f.matcher.cover(around.Of(a.Text), a.Lang)
	title, _ := f.matcher.cover(heading, a.Lang)
	cover := make([]float64, len(near))
	for k := range cover {
		stands := max(near[k], title[k])
		if !f.strict { // the index knows how much a word of the other language is worth
			stands = min(stands, f.plan.weights.Around*h.Around[k])
		}
		cover[k] = max(h.Words[k], stands)
	}
	return cover
}

// loneQuote is how many bytes a paragraph may hold beside a statement ("he
// wrote.") for the paragraph before to be what leads up to it.
const loneQuote = 60

// paragraph is the block that holds the span; with the one before it where the
// block holds hardly more.
func paragraph(r *data.Record, s data.Span) data.Span {
	for i, b := range r.Blocks {
		if !b.Contains(s) {
			continue
		}
		if i > 0 && b.Len()-s.Len() < loneQuote && r.Blocks[i-1].Kind.Searchable() {
			b.Start = r.Blocks[i-1].Start
		}
		return b.Span
	}
	return s
}

// remark cites a statement under its speaker's name. ok is false where it has
// none to be shown, as within the article's own takeaways, where it is of
// something else, and where the article is gone.
func (f *found) remark(h surrounded, r *data.Record) (c ranked, ok bool) {
	if r == nil || h.Span.Check(r.Article.Text) != nil {
		return c, false
	}
	i := slices.IndexFunc(r.Quotes, func(q data.Quote) bool { return q.Span == h.Span })
	if i < 0 {
		return c, false
	}
	q, anything := &r.Quotes[i], len(f.plan.query.Topics)+len(f.plan.query.Mentioned) == 0
	switch {
	case !anything && !f.onTopic(h.Words) && !f.onTopic(f.context(h, r, q)):
		return c, false
	case f.strict && !f.byName(r, q):
		return c, false
	case anything && q.Len() > maxBytes:
		c = f.score(h, r, q, opening(r.Article.Text, q.Span))
	default:
		c = f.statement(h, r, q)
	}
	return c, c.Speaker != ""
}

// opening is the first sentences of a span, as many as a citation may hold.
func opening(text string, span data.Span) data.Span {
	out := span
	for i, s := range lang.Sentences(text, span) {
		if i > 0 && s.End-span.Start > maxBytes {
			break
		}
		out.End = s.End
	}
	return out
}

// fill counts the statements and takes the page asked for out of them.
func (s *Statements) fill(all []ranked, r StatementsRequest) {
	slices.SortFunc(all, byDate(r.OldestFirst))
	sources := map[string]bool{}
	for _, c := range all {
		if c.date() == "" {
			s.Undated++
		}
		if c.Source != "" {
			sources[index.SourceKey(c.Source)] = true
		}
	}
	s.Total, s.Sources = len(all), len(sources)
	first := min(max(r.Offset, 0), len(all))
	last := min(first+cmp.Or(max(r.Limit, 0), DefaultLimit), len(all))
	for i, c := range all[first:last] {
		c.Rank, c.AlsoIn = first+i+1, c.also
		s.List = append(s.List, c.Citation)
	}
	s.More = last < len(all)
}

// date is the day said where the article tells it, else the day printed; YYYY,
// YYYY-MM or YYYY-MM-DD, empty where neither is known.
func (c ranked) date() string { return cmp.Or(c.SaidOn, c.day) }

// byDate orders by date, statements without one last.
func byDate(oldestFirst bool) func(a, b ranked) int {
	return func(a, b ranked) int {
		if (a.date() == "") != (b.date() == "") {
			return cmp.Compare(len(b.date()), len(a.date()))
		}
		order := strings.Compare(b.date(), a.date())
		if oldestFirst {
			order = -order
		}
		return cmp.Or(order, strings.Compare(a.ArticleID, b.ArticleID), cmp.Compare(a.span.Start, b.span.Start))
	}
}

// unsaid is why there is no such statement: at other times there is, of other
// things there is, or the person is never quoted by name.
func (e *Engine) unsaid(ctx context.Context, q query.Query, kind data.Kind) (Reason, error) {
	if q.Since != "" || q.Until != "" {
		q.Since, q.Until = "", ""
		all, err := e.said(ctx, q, kind)
		if err != nil || len(all) > 0 {
			return OutsideDates, err
		}
	}
	reason, err := e.silence(ctx, q)
	if reason == SpeakerSilent && len(q.Topics)+len(q.Mentioned) == 0 {
		reason = NoMatch // of this source or kind
	}
	return reason, err
}
