package index

import (
	"fmt"
	"strconv"
	"strings"

	"verbatim/data"
	"verbatim/data/extract"
	"verbatim/data/lang"
)

// UnitKind says what a unit of the index is. It is one letter, since it begins
// the id of each Bleve document.
type UnitKind byte

// The kinds of unit.
const (
	Statement UnitKind = 's' // a data.Quote
	Passage   UnitKind = 'p' // sentences of one block, in order
	Takeaway  UnitKind = 't' // an item of the article's takeaways list
)

// Unit is what a search finds: a span of an article.
type Unit struct {
	Article string // the article's id
	Kind    UnitKind
	data.Span
}

// passageBytes is how long a passage may grow before the next sentence starts
// another. A sentence that is longer by itself stays whole. At 450 bytes a
// passage of news holds two to four sentences, which is what a question needs
// around its key words.
const passageBytes = 450

// ID is the unit's name in Bleve: kind, span and article, so that a hit needs
// no further look-up.
func (u Unit) ID() string {
	return string(u.Kind) + strconv.Itoa(u.Start) + "-" + strconv.Itoa(u.End) + "@" + u.Article
}

// ParseUnit is the inverse of Unit.ID.
func ParseUnit(id string) (Unit, error) {
	head, article, ok := strings.Cut(id, "@")
	if !ok || len(head) < 4 {
		return Unit{}, fmt.Errorf("unit id %q: want KIND START-END@ARTICLE", id)
	}
	a, b, _ := strings.Cut(head[1:], "-")
	start, err1 := strconv.Atoi(a)
	end, err2 := strconv.Atoi(b)
	if err1 != nil || err2 != nil {
		return Unit{}, fmt.Errorf("unit id %q: the span is not two numbers", id)
	}
	return Unit{Article: article, Kind: UnitKind(head[0]), Span: data.Span{Start: start, End: end}}, nil
}

// Units lists what of the record is searched: each statement, the passages of
// each searchable block, and the items of its takeaways list.
func Units(r *data.Record) []Unit {
	var units []Unit
	add := func(k UnitKind, s data.Span) {
		units = append(units, Unit{Article: r.Article.ID, Kind: k, Span: s})
	}
	for _, q := range r.Quotes {
		add(Statement, q.Span)
	}
	for _, b := range r.Blocks {
		switch {
		case b.Kind == data.Takeaway:
			b.Start += extract.Marker(b.Of(r.Article.Text))
			add(Takeaway, b.Span)
		case b.Kind.Searchable() && b.Kind != data.Heading: // a heading by itself answers nothing
			for _, p := range passages(r.Article.Text, b.Span) {
				add(Passage, p)
			}
		}
	}
	return units
}

// passages cuts a block into runs of whole sentences of up to passageBytes.
func passages(text string, block data.Span) []data.Span {
	var out []data.Span
	for _, s := range lang.Sentences(text, block) {
		if n := len(out); n > 0 && s.End-out[n-1].Start <= passageBytes {
			out[n-1].End = s.End
			continue
		}
		out = append(out, s)
	}
	return out
}

// unitStored is ParseUnit of an id that the index gave: what is none says that its
// files are damaged.
func unitStored(id string) (Unit, error) {
	u, err := ParseUnit(id)
	if err != nil {
		return Unit{}, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return u, nil
}
