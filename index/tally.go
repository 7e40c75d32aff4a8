package index

import (
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"

	"verbatim/index/topk"
)

// Form is one way to say a thing: terms that all stand in the same words.
type Form struct {
	Lang  string // of the units that it can stand in; "" for any
	Terms []string
}

// Thing is somebody or something that units are about.
type Thing struct {
	Forms []Form // any of them
	// Speakers are the names, as shown, of whoever it is: their statements are
	// about it too.
	Speakers []string
}

// Subject is what is counted: units that hold all of the things.
type Subject struct {
	Things []Thing
	// By are the names, as shown, of those whose statements count; empty counts
	// anybody's.
	By []string
}

// Count is how often a subject stands in articles of one period.
type Count struct {
	// Articles that have a passage, statement or takeaway which, with the title,
	// holds all of the things.
	Articles int
	// Statements that hold them, in their words or near to them.
	Statements int
}

// Tally is what was counted, by the day on which articles were printed.
type Tally struct {
	Articles []int     // by period: all of the index
	Undated  int       // articles without a day printed, which stand in no period
	Counts   [][]Count // by subject, then by period
}

// Days is a period: from its first day to its last (YYYY-MM-DD).
type Days struct{ First, Last string }

// Tally counts exactly; it ranks nothing and leaves nothing out. Periods do not
// overlap. The same words in several articles count once for each.
func (x *Index) Tally(ctx context.Context, periods []Days, subjects []Subject) (Tally, error) {
	out := Tally{Counts: make([][]Count, len(subjects))}
	err := x.read(func(g *generation, rd *topk.Reader) error {
		t, err := g.newTallier(rd, periods)
		if err != nil {
			return err
		}
		out.Articles, out.Undated = t.all()
		for i, s := range subjects {
			if err := ctx.Err(); err != nil {
				return err
			}
			if out.Counts[i], err = t.count(s); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// articles are those of an index at one moment, by numbers from 1. 0 stands for
// what was deleted.
type articles struct {
	at    topk.Contents
	of    [][]uint32 // by segment and document
	live  []bool     // by article
	dated []bool     // by article
}

// articles are kept until the index changes: to read them takes most of the time
// of a tally.
func (g *generation) articles(rd *topk.Reader) (*articles, error) {
	if a := g.dates.Load(); a != nil && a.at.Same(rd.Contents()) {
		return a, nil
	}
	a := &articles{at: rd.Contents()}
	var err error
	if a.of, err = column(rd, fieldArticle); err != nil {
		return nil, err
	}
	last := uint32(0)
	for _, of := range a.of {
		for _, n := range of {
			last = max(last, n)
		}
	}
	a.live, a.dated = make([]bool, last+1), make([]bool, last+1)
	for _, of := range a.of {
		for _, n := range of {
			a.live[n] = n > 0
		}
	}
	days, err := rd.Terms(fieldPrinted)
	if err != nil {
		return nil, err
	}
	err = a.each(rd, topk.Union{{Field: fieldPrinted, Terms: days}}, func(n uint32) { a.dated[n] = true })
	if err == nil {
		g.dates.Store(a)
	}
	return a, err
}

// each calls f with the article of each unit in the union.
func (a *articles) each(rd *topk.Reader, u topk.Union, f func(article uint32)) error {
	for seg := range a.of {
		set, err := rd.In(seg, u)
		if err != nil {
			return err
		}
		for it := set.Iterator(); it.HasNext(); {
			f(a.of[seg][it.Next()])
		}
	}
	return nil
}

// tallier knows of each article its period.
type tallier struct {
	*articles
	reader   *topk.Reader
	periodOf []int // by article; -1 outside of all periods
	periods  int
}

func (g *generation) newTallier(rd *topk.Reader, periods []Days) (*tallier, error) {
	all, err := g.articles(rd)
	if err != nil {
		return nil, err
	}
	t := &tallier{articles: all, reader: rd, periodOf: make([]int, len(all.live)), periods: len(periods)}
	for a := range t.periodOf {
		t.periodOf[a] = -1
	}
	for p, days := range periods {
		terms, err := periodTerms(days.First, days.Last)
		if err == nil {
			err = t.each(rd, topk.Union{{Field: fieldPrinted, Terms: terms}}, func(article uint32) { t.periodOf[article] = p })
		}
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

// all counts the articles of the index, by period.
func (t *tallier) all() (count []int, undated int) {
	count = make([]int, t.periods)
	for a, live := range t.live {
		switch p := t.periodOf[a]; {
		case live && p >= 0:
			count[p]++
		case live && !t.dated[a]:
			undated++
		}
	}
	return count, undated
}

func (t *tallier) count(s Subject) ([]Count, error) {
	out := make([]Count, t.periods)
	seen := make([]bool, len(t.periodOf))
	for seg := range t.of {
		mentions, err := t.holding(seg, s.Things, fieldWords, fieldTitle)
		if err != nil {
			return nil, err
		}
		for it := mentions.Iterator(); it.HasNext(); {
			a := t.of[seg][it.Next()]
			if p := t.periodOf[a]; p >= 0 && !seen[a] {
				seen[a] = true
				out[p].Articles++
			}
		}
		said, err := t.said(seg, s)
		if err != nil {
			return nil, err
		}
		for it := said.Iterator(); it.HasNext(); {
			if p := t.periodOf[t.of[seg][it.Next()]]; p >= 0 {
				out[p].Statements++
			}
		}
	}
	return out, nil
}

// said are the statements of a segment that are about the subject.
func (t *tallier) said(seg int, s Subject) (*roaring.Bitmap, error) {
	about, err := t.holding(seg, s.Things, fieldWords, fieldNear)
	if err != nil {
		return nil, err
	}
	filter := Filter{Kinds: []UnitKind{Statement}, Speakers: s.By}
	unions, err := filter.unions()
	if err != nil {
		return nil, err
	}
	statements, err := t.reader.InAll(seg, unions)
	if err != nil {
		return nil, err
	}
	return roaring.And(about, statements), nil
}

// holding are the units of a segment that hold all of the things, each in one of
// the fields or as who speaks.
func (t *tallier) holding(seg int, things []Thing, fields ...string) (*roaring.Bitmap, error) {
	if len(things) == 0 {
		return nil, fmt.Errorf("tally: a subject without a thing to count")
	}
	var out *roaring.Bitmap
	for _, thing := range things {
		set, err := t.reader.In(seg, topk.Union{{Field: fieldSpeaker, Terms: thing.Speakers}})
		if err != nil {
			return nil, err
		}
		set = set.Clone()
		for _, f := range thing.Forms {
			for _, field := range fields {
				found, err := t.form(seg, field, f)
				if err != nil {
					return nil, err
				}
				set.Or(found)
			}
		}
		if out == nil {
			out = set
			continue
		}
		out.And(set)
	}
	return out, nil
}

// form are the units of a segment whose field holds the form, in its language.
func (t *tallier) form(seg int, field string, f Form) (*roaring.Bitmap, error) {
	set, err := t.reader.HoldingAll(seg, field, f.Terms)
	if err != nil || f.Lang == "" {
		return set, err
	}
	in, err := t.reader.Holding(seg, fieldLang, f.Lang)
	if err != nil {
		return nil, err
	}
	return roaring.And(set, in), nil
}

// Printed is the first and the last day of the articles' days printed, as the
// index knows them: YYYY, YYYY-MM or YYYY-MM-DD; empty where none is known.
func (x *Index) Printed() (oldest, newest string, err error) {
	err = x.read(func(_ *generation, rd *topk.Reader) error {
		dates, err := entries(rd, fieldPrinted)
		if err != nil || len(dates) == 0 {
			return err
		}
		oldest, newest = dates[0].value, dates[len(dates)-1].value
		for _, d := range dates { // a year comes before its days
			if len(d.value) > len(oldest) && d.value[:len(oldest)] == oldest {
				oldest = d.value
				continue
			}
			if d.value != oldest {
				break
			}
		}
		return nil
	})
	return oldest, newest, err
}
