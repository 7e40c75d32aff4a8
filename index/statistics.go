package index

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"verbatim/index/topk"
)

var impacts = topk.Impacts{Field: fieldWords, Length: fieldLength, Often: fieldsOften[:]}

// mean is the mean length of the units that a state of the index holds.
type mean struct {
	of     *state
	tokens float64
}

// reader reads the index at one moment; done releases it.
func (g *generation) reader() (rd *topk.Reader, done func(), err error) {
	at := g.at.Load()
	snap, done, err := g.snapshot()
	if err != nil {
		return nil, nil, err
	}
	m := g.mean.Load()
	if m == nil || m.of != at {
		tokens, err := meanLength(snap)
		if err != nil {
			done()
			return nil, nil, err
		}
		m = &mean{at, tokens}
		g.mean.Store(m)
	}
	rd = topk.NewReader(snap, topk.BM25{K1: k1, B: b, Average: m.tokens})
	return rd.WithImpacts(impacts, &g.memory), done, nil
}

// snapshot is the index at one moment; done releases it.
func (g *generation) snapshot() (snap *scorch.IndexSnapshot, done func(), err error) {
	advanced, err := g.bleve.Advanced()
	if err != nil {
		return nil, nil, fmt.Errorf("read the index: %w", err)
	}
	reader, err := advanced.Reader()
	if err != nil {
		return nil, nil, fmt.Errorf("read the index: %w", err)
	}
	snap, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, nil, errors.Join(fmt.Errorf("read the index: %T is not scorch's", reader), reader.Close())
	}
	return snap, func() { _ = snap.Close() }, nil
}

// meanLength is the mean length in tokens of the units that are not deleted.
// Bleve keeps no such total. Here each unit's length is a term (fieldLength), so
// that the total is the sum of each length times its document frequency.
func meanLength(snap *scorch.IndexSnapshot) (float64, error) {
	rd := topk.NewReader(snap, topk.BM25{})
	if rd.Docs() == 0 {
		return 1, nil
	}
	lengths, err := entries(rd, fieldLength)
	if err != nil {
		return 0, err
	}
	total := 0.0
	for _, length := range lengths {
		tokens, err := strconv.Atoi(length.value)
		if err != nil {
			return 0, fmt.Errorf("read the units' lengths: %w", err)
		}
		total += float64(tokens) * float64(length.units)
	}
	return max(1, total/float64(rd.Docs())), nil
}
