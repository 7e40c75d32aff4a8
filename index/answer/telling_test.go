package answer_test

import (
	"slices"
	"testing"

	"verbatim/data"
	"verbatim/index/answer"
)

// An article without a list of its own is told by its own sentences: in order,
// not its advert, not twice the same.
func TestLatestTellsArticlesWithoutAList(t *testing.T) {
	w := newWorld(t, []data.Article{{ID: "quay", Title: "The old quay closes for repairs", Lang: "en", Published: "2023-05-01", Text: `The old quay of Ostrand closes for repairs until the autumn.

Boats that used it must moor at the northern pier in the meantime.

Join the presale now and get 50% bonus tokens before the price rises!

Repairs of the old quay will cost two million, the council said.

It rained all day on Tuesday, as the harbour master noted in his book.`}}, false)
	list, more, err := w.engine.Latest(t.Context(), answer.LatestRequest{Limit: 4})
	must(t, err)
	want := []string{
		"The old quay of Ostrand closes for repairs until the autumn.",
		"Boats that used it must moor at the northern pier in the meantime.",
		"Repairs of the old quay will cost two million, the council said.",
	}
	if len(list) != 1 || more || !slices.Equal(list[0].Items, want) {
		t.Errorf("got %+v, more %t; want one article with %q", list, more, want)
	}
}
