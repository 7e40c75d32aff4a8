package quote

import (
	"slices"
	"sort"

	"verbatim/data"
	"verbatim/data/entity"
)

// Extractor finds statements. It is read-only after NewExtractor and safe for
// concurrent use.
type Extractor struct {
	gazetteer *entity.Gazetteer
	lexicon   *lexicon
	ranker    *ranker                     // nil: rules alone
	given     map[string]byte             // first names -> 'm', 'f', 'x'
	staff     map[string][]*entity.Person // organisation id -> who has a role there
}

// NewExtractor parses the embedded word lists. An error names the file and the
// line, and means that an edit broke the format.
func NewExtractor(g *entity.Gazetteer) (*Extractor, error) {
	l, err := loadLexicon()
	if err != nil {
		return nil, err
	}
	r, err := loadRanker()
	if err != nil {
		return nil, err
	}
	given, err := givenNames(g)
	if err != nil {
		return nil, err
	}
	return &Extractor{ranker: r, gazetteer: g, lexicon: l, given: given, staff: staff(g)}, nil
}

// Rules returns an extractor that picks speakers by the hand-made rules alone,
// without the learnt ranker.
func (x *Extractor) Rules() *Extractor {
	y := *x
	y.ranker = nil
	return &y
}

// Extract returns the statements of an article in the order of the text, apart
// from one another. Spans count bytes of a.Text. Blocks that are not
// searchable are skipped; without blocks the whole text is read. The same
// input gives the same output.
func (x *Extractor) Extract(a *data.Article, blocks []data.Block) []data.Quote {
	d := &document{Extractor: x, text: a.Text, lang: "en", day: a.Day()}
	if a.Lang == "fr" || a.Lang == "" && languageOf(a.Text) == "fr" {
		d.lang = "fr"
	}
	d.read(blocks)
	d.mentions()
	d.assemble()
	d.organisations()
	d.appositions()
	out := d.quotes()
	sort.SliceStable(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return apart(a.Text, out)
}

// apart drops statements that overlap an earlier one, and those that invalid
// UTF-8 keeps from being slices of whole characters.
func apart(text string, qs []data.Quote) []data.Quote {
	out := qs[:0]
	end := 0
	for _, q := range qs {
		if q.Start < end || q.Span.Check(text) != nil {
			continue
		}
		q.Parts = slices.DeleteFunc(q.Parts, func(p data.Span) bool { return p.Check(text) != nil })
		if q.Mention.Check(text) != nil {
			q.Mention = data.Span{}
		}
		end = q.End
		out = append(out, q)
	}
	return out
}

// staff lists the people who have a role at each organisation.
func staff(g *entity.Gazetteer) map[string][]*entity.Person {
	out := map[string][]*entity.Person{}
	for i := range g.People {
		p := &g.People[i]
		for _, r := range p.Roles {
			if l := out[r.Org]; r.Org != "" && (len(l) == 0 || l[len(l)-1] != p) {
				out[r.Org] = append(l, p)
			}
		}
	}
	return out
}
