package answer

import (
	"unicode/utf8"

	"verbatim/data"
	"verbatim/index"
	"verbatim/index/query"
)

// score weighs what the cited words cover, what the rest of the unit and its
// surroundings cover, and who speaks.
func (f *found) score(h surrounded, r *data.Record, q *data.Quote, span data.Span) ranked {
	text := r.Article.Text
	own, lights := f.matcher.cover(span.Of(text), language(r, q))
	c := ranked{span: span, day: r.Article.Day(), cover: own}
	speaker := ""
	if q != nil {
		speaker = q.Shown()
	}
	exact, _ := f.split(own)
	beside := f.beside(text, span, r.Article.Lang)
	for k := range own {
		own[k] = max(own[k], f.plan.weights.Unit*h.Words[k], f.plan.weights.Around*h.Around[k], f.plan.weights.Beside*beside[k])
		if f.plan.speaks(k, speaker) {
			own[k] = 1
		}
	}
	if a := f.plan.asked; a >= 0 && !f.plan.speaks(a, speaker) && !f.namesAsked(r) {
		own[a] = 0
	}
	c.topical, c.person = f.split(own)
	for k := range own {
		own[k] = max(own[k], f.plan.weights.Article*h.article[k])
	}
	c.other = f.plan.byOther(speaker)
	c.Citation = newCitation(r, q, h.Kind, span)
	c.Highlights = lights
	c.Score = f.matcher.total(own) + f.plan.weights.Text*(h.Score-f.matcher.total(own)) + f.plan.weights.Exact*exact
	c.Score += f.plan.gain(h.Kind, q, speaker, span)
	return c
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

// gain is what a statement adds to its score by who makes it and how.
func (p *plan) gain(kind index.UnitKind, q *data.Quote, speaker string, span data.Span) float64 {
	gain := 0.0
	if p.asked >= 0 && p.speaks(p.asked, speaker) {
		gain += p.weights.Speaker
	}
	if q != nil && p.query.Kind == query.Statements {
		gain += p.weights.Statement
		if q.Kind != data.Reported {
			gain += p.weights.Quoted * float64(overlap(q.Span, span)) / float64(max(span.Len(), 1))
		}
	}
	if speaker != "" {
		gain += p.weights.Named
	}
	if p.query.Kind == query.Takeaways && kind == index.Takeaway {
		gain += listGain
	}
	return gain
}

// byOther reports whether the words are somebody else's than those of the
// person asked for. What an organisation says, its people say.
func (p *plan) byOther(speaker string) bool {
	if p.asked < 0 || speaker == "" || p.speaks(p.asked, speaker) {
		return false
	}
	for _, s := range p.query.Speakers {
		if s.Organisation {
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
