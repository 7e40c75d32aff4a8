package answer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/data"
	"verbatim/data/lang"
	"verbatim/index"
	"verbatim/index/query"
)

// traits are what a citation is weighed by, whatever the weights.
type traits struct {
	words  []float64 // coverage of each concept by the cited words
	beside []float64 // by the sentences right before and after
	unit   surrounded
	voice  *data.Quote // the statement that is cited; nil where none is
	shown  string      // its speaker as shown, empty where nobody is
	quoted float64     // share of the citation that are quoted words
	named  bool        // the article names the person asked for, or nobody is asked for
	source string      // the publisher as it is matched
	number bool        // the cited words hold a number that the question does not
	chosen bool        // of an article's own takeaways
}

// score says what there is to weigh in a citation, and weighs it.
func (f *found) score(h surrounded, r *data.Record, q *data.Quote, span data.Span) ranked {
	text := r.Article.Text
	q = f.vouched(text, q, span)
	own, lights := f.matcher.cover(span.Of(text), language(r, q))
	c := ranked{span: span, day: r.Article.Day(), Citation: newCitation(r, q, h.Kind, span)}
	c.Highlights = lights
	c.traits = traits{words: own, beside: f.beside(text, span, r.Article.Lang), unit: h, voice: q, named: f.namesAsked(r), chosen: h.Kind == index.Takeaway}
	c.source = index.SourceKey(r.Article.Source)
	c.number = f.plan.query.Amount && f.plan.tellsNumber(c.Text)
	if q != nil {
		c.shown = q.Shown()
		if q.Kind != data.Reported {
			c.quoted = float64(overlap(q.Span, span)) / float64(max(span.Len(), 1))
		}
	}
	f.weigh(&c)
	return c
}

// weigh scores a citation by what its words cover, what the rest of the unit and
// its surroundings cover, and who speaks.
func (f *found) weigh(c *ranked) {
	w, h := f.plan.weights, c.unit
	own := slices.Clone(c.words)
	exact, _ := f.split(own)
	for k := range own {
		own[k] = max(own[k], w.Unit*h.Words[k], w.Around*h.Around[k], w.Beside*c.beside[k])
		if f.plan.speaks(k, c.shown) || c.source != "" && f.plan.prints(k, c.source) {
			own[k] = 1
		}
	}
	if a := f.plan.asked; a >= 0 && !f.plan.speaks(a, c.shown) && !c.named {
		own[a] = 0
	}
	c.topical, c.person = f.split(own)
	for k := range own {
		own[k] = max(own[k], w.Article*h.article[k])
	}
	c.cover, c.missing = own, f.missing(own)
	c.other = f.plan.byOther(c.shown)
	total := f.matcher.total(own)
	c.Score = total + w.Text*(h.Score-total) + w.Exact*exact
	c.Score += f.plan.gain(c) - w.Absent*f.absent(own)
}

// absentAt is the coverage below which a person is not named by a citation, nor
// by what surrounds it.
const absentAt = 0.25

// missing reports whether somebody whom the question names beside the one asked
// for is not spoken of.
func (f *found) missing(cover []float64) bool {
	for k, written := range f.plan.written {
		if written && cover[k] < absentAt {
			return true
		}
	}
	return false
}

// absent is the weight of the people named by the question that a citation does
// not speak of.
func (f *found) absent(cover []float64) float64 {
	sum := 0.0
	for k, c := range f.plan.request.Concepts {
		if len(c.Speakers) > 0 && cover[k] < absentAt {
			sum += f.matcher.weights[k]
		}
	}
	return sum
}

// besideBytes is how much text on either side of a citation is right beside it:
// about the sentence before and the one after.
const besideBytes = 160

// beside is what the text right before and after the span covers.
func (f *found) beside(text string, span data.Span, lng string) []float64 {
	first, last := max(0, span.Start-besideBytes), min(len(text), span.End+besideBytes)
	for first > 0 && !utf8.RuneStart(text[first]) {
		first--
	}
	for last < len(text) && !utf8.RuneStart(text[last]) {
		last++
	}
	before, _ := f.matcher.cover(text[first:span.Start], lng)
	after, _ := f.matcher.cover(text[span.End:last], lng)
	return union(before, after)
}

// fullyAt is how much of the topics' weight the asked person's words in the
// question's language must cover to go before words in the other language: a lesser
// answer does not.
const fullyAt = 0.6

// gain is what a citation adds to its score by who speaks in it and how.
func (p *plan) gain(c *ranked) float64 {
	w, gain := &p.weights, 0.0
	if p.asked >= 0 && p.speaks(p.asked, c.shown) {
		gain += w.Speaker
		if c.Lang == p.query.Lang && c.topical >= fullyAt {
			gain += w.Lang
		}
	}
	if c.voice != nil && p.query.Kind == query.Statements {
		gain += w.Statement + w.Quoted*c.quoted
	}
	if c.shown != "" {
		gain += w.Named
	}
	if c.number {
		gain += w.Number
	}
	if p.query.Kind == query.Takeaways && c.chosen {
		gain += listGain
	}
	return gain
}

// byOther reports whether the words are somebody else's than those of the
// person asked for. What an organisation says, its people say, and whoever bears
// the surname may be the one asked for (the Tapscotts).
func (p *plan) byOther(speaker string) bool {
	if p.asked < 0 || speaker == "" || p.speaks(p.asked, speaker) {
		return false
	}
	for _, s := range p.query.Speakers {
		if s.Organisation || s.Surname != "" && strings.Contains(lang.Fold(speaker), lang.Fold(s.Surname)) {
			return false
		}
	}
	return p.parts.Speakers
}

// split parts a coverage into that of the topics, as a share of their rarity
// (index's weights are its root), and that of the person asked for. A word that
// no article holds must weigh here, whatever else is covered.
func (f *found) split(cover []float64) (topical, person float64) {
	rarity := 0.0
	person = 1
	for k, v := range cover {
		if k == f.plan.asked {
			person = v
			continue
		}
		w := f.matcher.weights[k] * f.matcher.weights[k]
		topical += w * v
		rarity += w
	}
	if rarity == 0 {
		return 1, person
	}
	return topical / rarity, person
}

// speaks reports whether concept k is a person who is the speaker.
func (p *plan) speaks(k int, speaker string) bool {
	if speaker == "" {
		return false
	}
	for _, n := range p.request.Concepts[k].Speakers {
		if n == speaker {
			return true
		}
	}
	return false
}

// prints reports whether concept k is a name of the publisher.
func (p *plan) prints(k int, source string) bool {
	for _, n := range p.request.Concepts[k].Speakers {
		if index.SourceKey(n) == source {
			return true
		}
	}
	return false
}
