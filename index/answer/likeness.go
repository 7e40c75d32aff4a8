package answer

import (
	"context"
	"slices"

	"verbatim/index/embed"
)

// Embedder turns a question and texts into vectors of their meaning: the question's
// first, then the texts' in order. *embed.Client is one.
type Embedder interface {
	Vectors(ctx context.Context, question string, texts []string) ([][]float32, error)
}

// What likeness of meaning may do. No model was at hand to fit these by: they
// are set so that it decides between citations that the words leave about
// equal, and never answers by itself.
const (
	likeGain    = 0.15 // added to a score for a likeness of 1
	likeAt      = 0.75 // likeness at which what the words leave unsure is answered
	likeCovered = 0.15 // of the topics' weight, that the words must cover even so
	likeLooked  = 24   // citations whose vectors are asked for
)

// compare adds the likeness of question and citation to the scores of the best
// citations. Without an embedder, or where it fails, the words alone decide.
func (e *Engine) compare(ctx context.Context, f *found) {
	if e.embedder == nil || len(f.citations) == 0 {
		return
	}
	best := f.citations[:min(likeLooked, len(f.citations))]
	var texts []string
	for _, c := range best {
		texts = append(texts, c.Text)
	}
	vectors, err := e.embedder.Vectors(ctx, f.plan.query.Text, texts)
	if err != nil {
		e.log.Warn("answering by words alone", "error", err)
		return
	}
	for i := range best {
		best[i].like = embed.Cosine(vectors[0], vectors[i+1])
		best[i].Score += likeGain * max(0, best[i].like)
	}
	slices.SortFunc(f.citations, better)
}

// rescued reports whether a citation that covers too few words is so alike in
// meaning that it answers.
func (c ranked) rescued() bool { return c.like >= likeAt && c.topical >= likeCovered }
