package answer

import (
	"slices"
	"strings"
	"unicode"

	"verbatim/data"
	"verbatim/data/lang"
	"verbatim/index"
	"verbatim/index/query"
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
		c.Kind, c.Lang = data.Reported, a.Lang // the article's sentence, with the quoted words in it
	}
	if c.Kind == data.Direct {
		c.Marks = printedMarks(a.Text, q.Span)
	}
	if c.Speaker = named(q, span); c.Speaker != "" {
		c.SpeakerBasis = q.Basis
	}
	c.SpeakerMention = q.MentionText(a.Text)
	if q.Contains(span) {
		c.CutBefore, c.CutAfter = span.Start > q.Start, span.End < q.End
	}
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

// named is the speaker's name as it may stand over the span. Where the span is
// the article's sentence around a quoted fragment, the name must be as sure as
// that of reported speech: the sentence may be about somebody else.
func named(q *data.Quote, span data.Span) string {
	if q.Kind == data.Direct && !q.Contains(span) && q.Confidence < data.ReportedConfidence {
		return ""
	}
	return q.Shown()
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

// merge joins citations of the same words from several articles: the one
// printed first stands for all, an attributed one before one without a speaker.
// Words that articles give to different people stay apart.
func merge(in []ranked) []ranked {
	at := map[string][]int{} // words -> the citations of them, by speaker
	out := in[:0:0]
next:
	for _, c := range in {
		k := wordsKey(c.Text)
		for _, i := range at[k] {
			switch {
			case out[i].ArticleID == c.ArticleID:
				continue next
			case out[i].Speaker != "" && c.Speaker != "" && out[i].Speaker != c.Speaker:
				continue
			case earlier(c, out[i]):
				c.also, c.Score = append(out[i].also, out[i].ArticleID), out[i].Score
				out[i] = c
			default:
				out[i].also = append(out[i].also, c.ArticleID)
			}
			continue next
		}
		at[k] = append(at[k], len(out))
		out = append(out, c)
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

// wordsKey is a text's letters and digits, folded: what two printings of the
// same words have in common.
func wordsKey(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, lang.Fold(text))
}

// perArticle is how many citations of one article may stand before those of
// others: five times the same source is one voice.
const perArticle = 2

// nextTo is how many bytes apart two citations of one article are parts of the
// same: an incise or the end of a paragraph stands between them.
const nextTo = 60

// spread moves what exceeds perArticle, and what goes on where a better citation
// ends, behind the rest, order kept.
func spread(in []ranked) []ranked {
	count := map[string]int{}
	var first, rest []ranked
	for _, c := range in {
		half := slices.ContainsFunc(first, func(b ranked) bool {
			return b.ArticleID == c.ArticleID && b.Speaker == c.Speaker && c.Speaker != "" && beside(b.span, c.span)
		})
		if count[c.ArticleID]++; count[c.ArticleID] <= perArticle && !half {
			first = append(first, c)
			continue
		}
		rest = append(rest, c)
	}
	return append(first, rest...)
}

func beside(a, b data.Span) bool {
	return max(a.Start, b.Start)-min(a.End, b.End) < nextTo
}

// cite ranks the first citations of what was found, for showing.
func cite(f found, limit int) []Citation {
	out, list := []Citation{}, f.citations
	if f.plan.query.Kind != query.Takeaways { // an article's list stays together
		list = spread(list)
	}
	for _, c := range list {
		if len(out) == limit {
			break
		}
		c.Rank = len(out) + 1
		c.AlsoIn = c.also
		out = append(out, c.Citation)
	}
	return out
}
