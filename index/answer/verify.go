package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"verbatim/data/lang"
	"verbatim/index/query"
)

// VerifyRequest asks whether a quote stands in print.
type VerifyRequest struct {
	Quote     string // up to MaxQuote characters
	Speaker   string // whom it is said to be by, as typed; may be empty
	AskerLang string // decides where the quote is too short to tell its language
	Now       time.Time
}

// MaxQuote is how long a quote to be verified may be, in code points: as long as
// the longest message of Discord.
const MaxQuote = 4000

// Finding is what print says of a quote. It says nothing of what was said but
// never printed, nor of articles that are not stored.
type Finding string

// The findings.
const (
	Exact        Finding = "exact"         // printed word for word
	Altered      Finding = "altered"       // printed with some words changed
	OtherSpeaker Finding = "other_speaker" // printed word for word, as somebody else's
	NotIndexed   Finding = "not_in_index"  // not among the stored articles, or in another wording or language
	TooShort     Finding = "too_short"     // too few words to tell this quote from others, or none but the commonest
)

// Op says which side has the words of a Change.
type Op string

// The sides.
const (
	Same    Op = "same"
	Removed Op = "removed" // only in the quote that was asked about
	Added   Op = "added"   // only in print
)

// Change is a run of words of a comparison, in order. Same and Added text is
// that of print; a Same of "[…]" stands where the quote has an ellipsis.
type Change struct {
	Op   Op
	Text string
}

// Verification is what print says of a quote.
type Verification struct {
	Finding Finding
	// Citations are where it stands, the best first: its words, or the nearest
	// to them where it is not indexed. Highlights are the words that were asked.
	Citations []Citation
	Speaker   string   // who was asked about, as understood; as typed where nobody or several are known by that name
	Changes   []Change // from the quote to the words of Citations[0]; empty where they do not differ
	Sample    bool     // the embedded sample answered
}

// QuoteTooLongError is a quote of more than MaxQuote characters.
type QuoteTooLongError struct{ Characters int }

func (e *QuoteTooLongError) Error() string {
	return fmt.Sprintf("the quote is %d characters long, at most %d can be verified: verify it part by part", e.Characters, MaxQuote)
}

// leastWords is how many words a quote must have to be verified.
const leastWords = 3

// Verify looks for a quote in print, exact but for typography, or altered. An
// error is a *QuoteTooLongError, or means that the index or the store failed.
func (e *Engine) Verify(ctx context.Context, r VerifyRequest) (Verification, error) {
	if n := utf8.RuneCountInString(r.Quote); n > MaxQuote {
		return Verification{}, &QuoteTooLongError{n}
	}
	v := Verification{Finding: TooShort, Citations: []Citation{}, Speaker: r.Speaker, Sample: e.sample}
	q := newAsked(strings.ToValidUTF8(r.Quote, " "))
	if len(q.words) < leastWords || len(searched(q.text)) == 0 { // the commonest words alone tell it from nothing
		return v, nil
	}
	people := e.whom(r.Speaker, query.Options{Now: r.Now, Lang: r.AskerLang})
	if len(people) == 1 {
		v.Speaker = people[0].Name
	}
	found, err := e.traces(ctx, q)
	if err != nil {
		return v, err
	}
	v.find(q, found, people)
	if v.Finding == NotIndexed {
		v.Citations, err = e.nearestTo(ctx, r, people)
		if err != nil {
			return v, err
		}
	}
	return v, e.translations(v.Citations)
}

// SameName reports whether the words of one name all stand in the other, as those
// of a surname do in the full name.
func SameName(a, b string) bool {
	x, y := nameWords(a), nameWords(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	return len(x) > 0 && !slices.ContainsFunc(x, func(w string) bool { return !slices.Contains(y, w) })
}

func nameWords(name string) []string {
	return strings.FieldsFunc(lang.Fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// find decides between the traces of the quote in print.
func (v *Verification) find(q asked, found []printing, people []query.Person) {
	asked := map[string]bool{}
	for _, p := range people {
		asked[p.Name] = true
	}
	slices.SortFunc(found, func(a, b printing) int { return a.compare(b, asked) })
	exact := slices.DeleteFunc(slices.Clone(found), func(p printing) bool { return !p.lies.exact() })
	switch {
	case len(exact) > 0:
		v.Finding = Exact
		// The name asked may be one that the directory does not know.
		if v.Speaker != "" && !asked[exact[0].Speaker] && !SameName(v.Speaker, exact[0].Speaker) && exact[0].sure {
			v.Finding = OtherSpeaker
		}
		v.Citations = listed(together(exact))
	case len(found) > 0:
		v.Finding = Altered
		v.Changes = found[0].lies.changes(q, found[0].text, found[0].words)
		v.Citations = listed(found)
	default:
		v.Finding = NotIndexed
	}
}

// compare orders traces best first: the likest, those of whom was asked about,
// those whose speaker is sure, and the first printed.
func (p printing) compare(o printing, asked map[string]bool) int {
	return cmp.Or(
		cmp.Compare(o.lies.likeness(), p.lies.likeness()),
		first(asked[p.Speaker], asked[o.Speaker]),
		first(p.sure, o.sure),
		first(p.Speaker != "", o.Speaker != ""),
		first(p.day != "", o.day != ""),
		strings.Compare(p.day, o.day),
		strings.Compare(p.ArticleID, o.ArticleID),
	)
}

// first orders what has a property before what has not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// together joins printings of the very words asked: one for each name that they
// are printed under, those without a name to the first.
func together(in []printing) []printing {
	var out []printing
	for _, p := range in {
		i := slices.IndexFunc(out, func(o printing) bool { return p.Speaker == "" || o.Speaker == p.Speaker })
		switch {
		case i < 0:
			out = append(out, p)
		case out[i].ArticleID != p.ArticleID && !slices.Contains(out[i].also, p.ArticleID):
			out[i].also = append(out[i].also, p.ArticleID)
		}
	}
	return out
}

func listed(in []printing) []Citation {
	var out []Citation
	for i, p := range in[:min(len(in), DefaultLimit)] {
		p.Rank, p.Score, p.AlsoIn = i+1, p.lies.likeness(), p.also
		out = append(out, p.Citation)
	}
	return out
}

// nearestTo are statements on what the quote is about: a paraphrase, or the same
// in another language. Those of whom was asked about go before those of others.
func (e *Engine) nearestTo(ctx context.Context, r VerifyRequest, people []query.Person) ([]Citation, error) {
	o := query.Options{Now: r.Now, Lang: r.AskerLang, Kind: query.Statements}
	if len(people) == 1 {
		o.Speaker = people[0].Name
	}
	for {
		q := e.parser.Load().Parse(r.Quote, o)
		q.Since, q.Until, q.Unknown = "", "", "" // a date in a quote is no period to search
		if q.Empty() {
			return []Citation{}, nil
		}
		f, err := e.find(ctx, q, nearest)
		if err != nil {
			return nil, err
		}
		f.citations = slices.DeleteFunc(f.citations, func(c ranked) bool { return !c.relevant() })
		if len(f.citations) > 0 || o.Speaker == "" {
			return cite(f, nearest), nil
		}
		o.Speaker = ""
	}
}
