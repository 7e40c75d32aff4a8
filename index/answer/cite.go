package answer

import (
	"verbatim/data"
	"verbatim/data/lang"
	"verbatim/index"
)

// newCitation slices the article. Scores, rank and highlights come later.
func newCitation(r *data.Record, q *data.Quote, kind index.UnitKind, span data.Span) Citation {
	a := &r.Article
	o := data.NewOffsets(a.Text)
	c := Citation{
		ArticleID: a.ID, URL: a.URL, Title: a.Title, Source: a.Source, Published: a.Day(), Lang: language(r, q),
		Kind: data.Passage, Text: span.Of(a.Text), Origin: a.Origin,
	}
	c.Start, c.End = o.Span(span)
	if kind == index.Takeaway {
		c.Kind = data.TakeawayItem
	}
	if q == nil {
		return c
	}
	c.Kind, c.SaidOn, c.Unconfirmed = q.Kind, q.SaidOn, q.Unconfirmed
	if q.Kind == data.Direct && !q.Contains(span) {
		c.Kind = data.Reported // the article's sentence, with the quoted words in it
	}
	if c.Speaker = q.Shown(); c.Speaker != "" {
		c.SpeakerBasis = q.Basis
	}
	c.SpeakerMention = q.MentionText(a.Text)
	for _, p := range q.Parts {
		if overlap(p, span) > 0 {
			start, end := o.Span(data.Span{Start: max(p.Start, span.Start), End: min(p.End, span.End)})
			c.Parts = append(c.Parts, [2]int{start, end})
		}
	}
	if len(c.Parts) == 1 && c.Parts[0] == [2]int{c.Start, c.End} {
		c.Parts = nil // cut out of the quote without its incise
	}
	return c
}

// distinct drops citations that overlap a better one of the same article.
func distinct(in []ranked) []ranked {
	taken := map[string][]data.Span{}
	out := in[:0]
next:
	for _, c := range in {
		for _, s := range taken[c.ArticleID] {
			if s.Overlaps(c.span) {
				continue next
			}
		}
		taken[c.ArticleID] = append(taken[c.ArticleID], c.span)
		out = append(out, c)
	}
	return out
}

// sameAt is how many folded letters two citations must share from their first
// one on to be the same words. Shorter ones must be equal.
const sameAt = 60

// merge joins citations of the same words from several articles: the one
// printed first stands for all, an attributed one before one without a speaker.
func merge(in []ranked) []ranked {
	at := map[string]int{}
	out := in[:0:0]
	for _, c := range in {
		k := wordsKey(c.Text)
		i, seen := at[k]
		if !seen {
			at[k] = len(out)
			out = append(out, c)
			continue
		}
		if out[i].ArticleID == c.ArticleID {
			continue
		}
		if earlier(c, out[i]) {
			c.also, c.Score = append(out[i].also, out[i].ArticleID), out[i].Score
			out[i] = c
			continue
		}
		out[i].also = append(out[i].also, c.ArticleID)
	}
	return out
}

func earlier(a, b ranked) bool {
	if (a.Speaker == "") != (b.Speaker == "") {
		return a.Speaker != ""
	}
	if (a.day == "") != (b.day == "") {
		return a.day != ""
	}
	return a.day < b.day
}

func wordsKey(text string) string {
	var k []byte
	for _, r := range lang.Fold(text) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			k = append(k, byte(r))
		}
		if len(k) == sameAt {
			break
		}
	}
	if len(k) == 0 {
		return text
	}
	return string(k)
}

// cite ranks the first citations of what was found, for showing.
func cite(f found, limit int) []Citation {
	out := []Citation{}
	for _, c := range f.citations {
		if len(out) == limit {
			break
		}
		c.Rank = len(out) + 1
		c.AlsoIn = c.also
		out = append(out, c.Citation)
	}
	return out
}
