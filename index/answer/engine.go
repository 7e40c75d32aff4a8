package answer

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"verbatim/data"
	"verbatim/data/entity"
	"verbatim/index"
	"verbatim/index/lexicon"
	"verbatim/index/query"
)

// Library is the store as answers read it.
type Library interface {
	Records(ctx context.Context, ids []string) ([]data.Record, error)
}

// Request is a question with what was said beside it.
type Request struct {
	ID       string // echoed in the answer
	Question string
	// What follows narrows the question; empty does not.
	Speaker, Source string
	Since, Until    string // YYYY-MM-DD, inclusive
	Kind            string // statement, takeaways or any
	Langs           []string
	Limit           int       // citations at most; 0 means DefaultLimit
	Now             time.Time // what "last week" is relative to
	AskerLang       string    // decides where the question is too short to tell
}

// DefaultLimit is how many citations an answer has at most.
const DefaultLimit = 5

// Engine answers questions. It is safe for concurrent use.
type Engine struct {
	// Weights and Parts are for measuring; set them before the first question.
	Weights Weights
	Parts   Parts

	index     *index.Index
	library   Library
	gazetteer *entity.Gazetteer
	lexicon   *lexicon.Lexicon
	parser    atomic.Pointer[query.Parser]
	speakers  atomic.Pointer[[]suggestion]
	embedder  Embedder // nil: words alone
	memory    memory   // nil: nothing is kept
	log       *slog.Logger
	sample    bool
}

// UseEmbeddings lets the likeness of meaning help. What fails there is logged,
// and the words alone decide. Call it before the first question.
func (e *Engine) UseEmbeddings(m Embedder, log *slog.Logger) { e.embedder, e.log = m, log }

// New makes an engine over an index and the store that it was built from.
// sample says that both hold the embedded sample.
func New(x *index.Index, l Library, g *entity.Gazetteer, lx *lexicon.Lexicon, sample bool) (*Engine, error) {
	e := &Engine{Weights: DefaultWeights(), Parts: AllParts(), index: x, library: l, gazetteer: g, lexicon: lx, sample: sample}
	return e, e.Refresh()
}

// Refresh learns the names of new speakers. Call it after the index changed.
func (e *Engine) Refresh() error {
	entries, err := e.index.Speakers()
	if err != nil {
		return fmt.Errorf("read the speakers: %w", err)
	}
	known := make([]query.Known, len(entries))
	for i, s := range entries {
		known[i] = query.Known{Name: s.Name, Sources: s.Sources}
	}
	d, err := query.NewDirectory(e.gazetteer, known, e.lexicon)
	if err != nil {
		return err
	}
	p, err := query.NewParser(e.lexicon, d, e.printed)
	if err != nil {
		return err
	}
	e.parser.Store(p)
	names := suggestions(known)
	e.speakers.Store(&names)
	return nil
}

// printed is in how many units the term stands. An index that cannot be read
// says many: the search that follows reports it.
func (e *Engine) printed(term string) int {
	n, err := e.index.Holding(term)
	if err != nil {
		return math.MaxInt
	}
	return n
}

// Ask answers one question. An error means that the index or the store failed,
// never that nothing was found.
func (e *Engine) Ask(ctx context.Context, r Request) (Answer, error) {
	begin := time.Now()
	q := e.parser.Load().Parse(r.Question, query.Options{
		Now: r.Now, Lang: r.AskerLang, Speaker: r.Speaker, Since: r.Since, Until: r.Until,
		Kind: query.Kind(r.Kind), Source: r.Source, Langs: r.Langs,
	})
	a := Answer{ID: r.ID, Question: r.Question, Lang: q.Lang, Understood: understood(q), Citations: []Citation{}, Sample: e.sample}
	limit := r.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	err := e.fill(ctx, &a, q, limit)
	a.TookMS = float64(time.Since(begin).Microseconds()) / 1000
	return a, err
}

func understood(q query.Query) Understood {
	u := Understood{Speakers: []string{}, Topic: []string{}, Since: q.Since, Until: q.Until, Kind: string(q.Kind), Langs: q.Langs, Unread: q.Unread}
	for _, p := range q.Speakers {
		u.Speakers = append(u.Speakers, p.Name)
	}
	if q.Unknown != "" {
		u.Speakers = append(u.Speakers, q.Unknown)
	}
	for _, p := range q.Mentioned {
		u.Topic = append(u.Topic, p.Name)
	}
	for _, t := range q.Topics {
		if t.Importance == 1 {
			u.Topic = append(u.Topic, t.Label)
		}
	}
	if u.Langs == nil {
		u.Langs = []string{}
	}
	return u
}

// fill searches, ranks and judges. See gate.go for when it answers.
func (e *Engine) fill(ctx context.Context, a *Answer, q query.Query, limit int) error {
	if q.Empty() {
		a.Status, a.Reason = NothingFound, EmptyQuestion
		return nil
	}
	if q.Kind == query.Takeaways && len(q.Topics)+len(q.Mentioned)+len(q.Speakers) == 0 {
		return e.newest(ctx, a, q, limit)
	}
	if q.OverTime {
		if done, err := e.overTime(ctx, a, q, limit); done || err != nil {
			return err
		}
	}
	found, err := e.find(ctx, q, limit)
	if err != nil {
		return err
	}
	a.Status, a.Reason, err = e.judge(ctx, q, found)
	if err != nil {
		return err
	}
	switch {
	case q.NoDay != "":
		a.Status, a.Reason = NothingFound, ImpossibleDate
	case q.Foreign && a.Status != Answered:
		a.Status, a.Reason = NothingFound, OtherLanguage
	}
	if a.Status == AmbiguousSpeaker {
		a.Choices = found.bearers()
		return nil
	}
	if a.Status == Answered && q.Kind == query.Takeaways {
		a.Citations, err = e.cited(ctx, found.articles(), limit)
		if err != nil || len(a.Citations) > 0 {
			return err // else no sentence can be read by itself
		}
	}
	if a.Status == Answered {
		found.citations = slices.DeleteFunc(found.citations, func(c ranked) bool { return !c.relevant() && e.Parts.Gate })
		a.Citations = cite(found, limit)
		return e.translations(a.Citations)
	}
	if a.Reason == OutsideDates {
		q.Since, q.Until = "", ""
		asked := found.plan.query
		if found, err = e.find(ctx, q, limit); err != nil {
			return err
		}
		if dated := found.dated(asked); len(dated) > 0 {
			found.citations = dated
			a.Status, a.Reason, a.Citations = Answered, "", cite(found, limit)
			return e.translations(a.Citations)
		}
	}
	a.Nearest = cite(found, min(limit, nearest))
	return e.translations(a.Nearest)
}

// homeLanguage is how many times the statements of a language must outnumber
// those of the other for it to be the one that the speaker speaks.
const homeLanguage = 3

// translations marks quoted words that are not in their speaker's language,
// as far as the speaker's other statements tell.
func (e *Engine) translations(citations []Citation) error {
	for i := range citations {
		c := &citations[i]
		if c.Speaker == "" || c.Kind != data.Direct {
			continue
		}
		n, err := e.index.SpeakerLanguages(c.Speaker, "en", "fr")
		if err != nil {
			return fmt.Errorf("read the speakers: %w", err)
		}
		other := "en"
		if c.Lang == "en" {
			other = "fr"
		}
		c.MayBeTranslation = n[other] >= homeLanguage*max(n[c.Lang], 1)
	}
	return nil
}

// nearest is how many of the nearest citations stand in for an answer.
const nearest = 3

// Library is the store that the engine reads articles from.
func (e *Engine) Library() Library { return e.library }
