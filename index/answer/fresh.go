package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"verbatim/data"
	"verbatim/index"
	"verbatim/index/query"
)

// FreshRequest asks what certain articles tell; empty fields do not narrow it.
type FreshRequest struct {
	Articles            []string // ids, those to be listed first before the others
	Topic, Source, Lang string
	Limit               int    // articles
	AskerLang           string // decides where the topic is too short to tell
	Now                 time.Time
}

// Told is what one article tells: its takeaways, and what somebody says in it.
type Told struct {
	Takeaways
	Quote *Citation // the first direct quote or post whose speaker is shown by name; nil where there is none
}

// Fresh lists what articles tell, and how many of them there are to tell of in
// all: of each source one in its turn, so that a busy one leaves room for the
// others, and otherwise in the order given. With a topic, those that cover it.
// Articles that tell nothing, and those gone since, are left out.
func (e *Engine) Fresh(ctx context.Context, r FreshRequest) (list []Told, total int, err error) {
	ids, err := e.covering(ctx, r)
	if err != nil {
		return nil, 0, err
	}
	turns, turn := map[string]int{}, []int{} // of sources, and of what is listed
	for batch := range slices.Chunk(ids, freshBatch) {
		records, err := e.library.Records(ctx, batch)
		if err != nil {
			return nil, 0, fmt.Errorf("read the articles that arrived: %w", err)
		}
		for i := range records {
			t, ok := told(&records[i], r)
			if !ok {
				continue
			}
			total++
			turns[t.Article.Source]++
			mine := turns[t.Article.Source]
			at, _ := slices.BinarySearch(turn, mine+1) // behind those of the same turn
			if at < r.Limit {
				list, turn = slices.Insert(list, at, t), slices.Insert(turn, at, mine)
				list, turn = list[:min(len(list), r.Limit)], turn[:min(len(turn), r.Limit)]
			}
		}
	}
	return list, total, nil
}

// freshBatch is how many articles are read at a time.
const freshBatch = 50

// covering names the articles that cover the topic, in the order given.
func (e *Engine) covering(ctx context.Context, r FreshRequest) ([]string, error) {
	if r.Topic == "" || len(r.Articles) == 0 {
		return r.Articles, nil
	}
	q := e.parser.Load().Parse(r.Topic, query.Options{Now: r.Now, Lang: r.AskerLang, Kind: query.Takeaways})
	q.Since, q.Until, q.Source, q.Langs = "", "", "", nil
	got, err := e.find(ctx, q, perFresh*len(r.Articles), r.Articles...)
	if err != nil {
		return nil, err
	}
	on := got.articles()
	return slices.DeleteFunc(slices.Clone(r.Articles), func(id string) bool { return !slices.Contains(on, id) }), nil
}

// perFresh is how many citations of an article are looked at to see whether it
// covers a topic.
const perFresh = 4

// told is what one article tells, where it passes.
func told(r *data.Record, want FreshRequest) (Told, bool) {
	a := &r.Article
	if want.Lang != "" && a.Lang != want.Lang || want.Source != "" && !strings.EqualFold(a.Source, want.Source) {
		return Told{}, false
	}
	t := Told{Takeaways: takeaways(r)}
	for i := range r.Quotes {
		q := &r.Quotes[i]
		if (q.Kind == data.Direct && !q.Mixed || q.Kind == data.Posted) && q.Shown() != "" {
			c := newCitation(r, q, index.Statement, q.Span)
			t.Quote = &c
			break
		}
	}
	return t, len(t.Items) > 0 || t.Quote != nil
}
