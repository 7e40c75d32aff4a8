package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"verbatim/data/lang"
	"verbatim/index/lexicon"
	"verbatim/index/query"
)

// Watch says what somebody waits for: what a person says, what is said on a
// topic, or both. Empty fields do not narrow it.
type Watch struct {
	Speaker   string // as typed; a name as understood stays what it is
	Topic     string // as typed
	Source    string
	AskerLang string // of whoever typed it: decides where the topic is too short to tell
}

// Watched is a Watch as understood.
type Watched struct {
	Status  Status   // Answered where it can be waited for
	Reason  Reason   // EmptyQuestion: neither a speaker nor a topic is left of it
	Speaker string   // the name; as typed where nobody, or several, are known by it
	Choices []string // the people meant, or the nearest to an unknown name
	Topic   []string // people and concepts

	query query.Query
}

// nearNames is how many people are named for an unknown name.
const nearNames = 3

// Understand reads what is waited for.
func (e *Engine) Understand(w Watch, now time.Time) Watched {
	out := Watched{Status: Answered, Speaker: strings.TrimSpace(w.Speaker)}
	o := query.Options{Now: now, Lang: w.AskerLang, Source: w.Source, Kind: query.Statements}
	var people []query.Person
	if out.Speaker != "" {
		people = e.whom(out.Speaker, o)
		switch len(people) {
		case 0:
			out.Status, out.Reason, out.Choices = NothingFound, SpeakerUnknown, e.speakersNear(out.Speaker, nearNames)
			return out
		case 1:
			out.Speaker = people[0].Name
		default:
			out.Status, out.Reason, out.Choices = AmbiguousSpeaker, SeveralPeople, names(people)
			return out
		}
	}
	o.Speaker = out.Speaker
	q := e.parser.Load().Parse(w.Topic, o)
	if len(people) == 0 { // whom the topic names is what it is about: nobody was asked for
		q.Mentioned, q.OnlySpeaker = append(q.Speakers, q.Mentioned...), false
	}
	q.Speakers, q.Unknown = people, ""
	q.Since, q.Until, q.AskedPeriod, q.OverTime = "", "", false, false // what is to come has no period
	q.Kind = query.Statements
	out.Topic, out.query = understood(q).Topic, q
	if len(q.Topics)+len(q.Mentioned) == 0 && (len(people) == 0 || strings.TrimSpace(w.Topic) != "") {
		out.Status, out.Reason = NothingFound, EmptyQuestion
	}
	return out
}

// Scope is where something is looked for that is waited for.
type Scope struct {
	Since, Until string   // YYYY-MM-DD, inclusive, of the date printed; empty is open
	Articles     []string // ids; empty: all
	// Fresh reports whether an article, with the day printed (YYYY-MM-DD, "" where
	// unknown), is new too. What stands in one that is not was said before.
	Fresh func(article, day string) bool
	// Before is what articles said before they were updated, by id: words that stood
	// there are no news.
	Before map[string]string
	// Most is how many statements are looked at, the newest; each is looked for in
	// earlier articles, which takes some 20 ms. 0 is MostHeard.
	Most int
}

// MostHeard is how many statements are looked at where a Scope does not say.
const MostHeard = 1000

// News is what was heard.
type News struct {
	List    []Citation // the oldest first
	Skipped int        // older statements that were not looked at: there are too many
	Sample  bool       // the embedded sample answered
}

// staleAfter is how many days before it was printed something may have been said
// to be news.
const staleAfter = 7

// Heard lists what is new of what is waited for, the oldest first: statements
// whose speaker is shown, each once, whoever printed it (Citation.AlsoIn). What
// was said long before it was printed, and words that an earlier article has, are
// no news. An error means that the index or the store failed.
func (e *Engine) Heard(ctx context.Context, w Watched, in Scope) (News, error) {
	q := w.query
	q.Since, q.Until = in.Since, in.Until
	parts := e.Parts
	parts.Synonyms = false // a paraphrase is a hint for who asks, and no reason to be woken up
	var all []ranked
	for _, q := range inBoth(q) {
		p := newPlan(q, maxStatements, e.Weights, parts)
		p.request.Filter.Articles = in.Articles
		found, err := e.remarks(ctx, p, "", true)
		if err != nil {
			return News{}, err
		}
		all = append(all, found...)
	}
	all = once(all)
	all = slices.DeleteFunc(all, func(c ranked) bool {
		return in.Since != "" && c.day < in.Since || in.Until != "" && c.day > in.Until || outside(c.SaidOn, later(c.day, -staleAfter), "") || in.had(c)
	})
	slices.SortFunc(all, byDate(true))
	out := News{Sample: e.sample, Skipped: max(0, len(all)-cmp.Or(in.Most, MostHeard))}
	n := novelty{engine: e, scope: in, told: map[string][]ranked{}}
	for _, c := range all[out.Skipped:] {
		old, err := n.repeats(ctx, c)
		if err != nil {
			return News{}, err
		}
		if old {
			continue
		}
		n.told[c.ArticleID] = append(n.told[c.ArticleID], c)
		c.Rank, c.AlsoIn = len(out.List)+1, c.also
		out.List = append(out.List, c.Citation)
	}
	return out, e.translations(out.List)
}

// inBoth is a query as it was asked and, where its topics can be said in the other
// language, as it would be asked in that: the index weighs the ways to say a thing
// beside the first of them, and whoever waits for something waits for it in both.
func inBoth(q query.Query) []query.Query {
	other, can := q, false
	other.Topics = slices.Clone(q.Topics)
	for i := range other.Topics {
		alts := other.Topics[i].Alts
		k := slices.IndexFunc(alts, func(a lexicon.Alt) bool {
			return a.Lang != "" && a.Lang != q.Lang && (a.Kind == lexicon.Glossary || a.Kind == lexicon.General)
		})
		if k > 0 {
			can = true
			other.Topics[i].Alts = slices.Concat(alts[k:k+1], alts[:k], alts[k+1:])
		}
	}
	if !can {
		return []query.Query{q}
	}
	return []query.Query{q, other}
}

// had reports whether the article had the words before it was updated.
func (in Scope) had(c ranked) bool {
	before, updated := in.Before[c.ArticleID]
	return updated && strings.Contains(wordsKey(before), wordsKey(c.Text))
}

// Past is the scope of what would have been heard from one day to another.
func Past(since, until string) Scope {
	return Scope{Since: since, Until: until, Fresh: func(_, day string) bool { return day == "" || day >= since }}
}

// later is a day some days on; empty where it is no day.
func later(day string, days int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// novelty tells what is new from what was printed before.
type novelty struct {
	engine *Engine
	scope  Scope
	told   map[string][]ranked // by article: what was found to be new
}

const (
	// phraseWords is how many words a statement has at most to be no more than a
	// phrase that two people may well use.
	phraseWords = 5
	// namedWithin is how many days the first to print something without a name, or
	// under another's, may be ahead of one who names the speaker: the name is news.
	namedWithin = 2
)

// repeats reports whether a statement was printed before, exactly or with a few
// words changed that are no numbers: in an article that is not fresh, or among what
// is told already. Printed without a speaker, or under another's name, words count
// where they are the very same and were printed long before.
func (n *novelty) repeats(ctx context.Context, c ranked) (bool, error) {
	q := newAsked(c.Text)
	if len(q.words) == 0 {
		return false, nil
	}
	found, err := n.engine.traces(ctx, q)
	if err != nil {
		return false, fmt.Errorf("look for earlier printings: %w", err)
	}
	for _, p := range found {
		same := p.Speaker == c.Speaker || p.lies.exact() && len(q.words) > phraseWords && p.day != "" && p.day < later(c.day, -namedWithin)
		if p.ArticleID == c.ArticleID || !same || otherNumber(q, p.lies) {
			continue
		}
		if !n.scope.Fresh(p.ArticleID, p.day) || slices.ContainsFunc(n.told[p.ArticleID], func(t ranked) bool { return t.span.Overlaps(p.span) }) {
			return true, nil
		}
	}
	return false, nil
}

// otherNumber reports whether a number of the statement is not printed there: who
// names another rate or price than the last time says something new.
func otherNumber(q asked, a alignment) bool {
	return slices.ContainsFunc(a.steps, func(s step) bool {
		return s.op == Removed && strings.ContainsFunc(q.words[s.asked].key, unicode.IsDigit)
	})
}

// nearWord reports whether two words of names are the same but for a letter.
func nearWord(a, b string) bool { return a == b || len(a) >= minTypo && lang.OneEdit(a, b) }

// speakersNear lists speakers that a word of the name belongs to, or one with a
// letter wrong, the most quoted first.
func (e *Engine) speakersNear(name string, limit int) []string {
	var out []string
	words := nameWords(name)
	for _, s := range *e.speakers.Load() {
		if len(out) == limit {
			break
		}
		if slices.ContainsFunc(nameWords(s.name), func(have string) bool {
			return slices.ContainsFunc(words, func(w string) bool { return nearWord(w, have) })
		}) {
			out = append(out, s.name)
		}
	}
	return out
}
