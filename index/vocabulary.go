package index

import (
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"verbatim/index/topk"
)

// Entry is a value of a field and how many units hold it. Units that were
// replaced count until their segment is merged.
type Entry struct {
	Value string
	Units uint64
}

// Speakers lists every name that a statement is attributed to.
func (x *Index) Speakers() ([]Entry, error) { return x.values(fieldSpeaker) }

func (x *Index) values(field string) (out []Entry, err error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.current == nil {
		return nil, errClosed
	}
	snap, done, err := x.current.snapshot()
	if err != nil {
		return nil, err
	}
	defer done()
	return entries(snap, field)
}

// entries lists the terms of a field, in order.
func entries(snap *scorch.IndexSnapshot, field string) ([]Entry, error) {
	dict, err := snap.FieldDict(field)
	if err != nil {
		return nil, fmt.Errorf("list the index's field %s: %w", field, err)
	}
	defer dict.Close()
	var out []Entry
	for {
		e, err := dict.Next()
		if err != nil {
			return nil, fmt.Errorf("list the index's field %s: %w", field, err)
		}
		if e == nil {
			return out, nil
		}
		out = append(out, Entry{Value: strings.Clone(e.Term), Units: e.Count})
	}
}

// SpeakerLanguages counts the statements of one speaker, by the name as shown,
// by the language of their words.
func (x *Index) SpeakerLanguages(name string, languages ...string) (map[string]uint64, error) {
	counts := map[string]uint64{}
	err := x.read(func(_ *generation, rd *topk.Reader) error {
		for seg := range rd.Segments() {
			said, err := rd.Holding(seg, fieldSpeaker, name)
			if err != nil {
				return err
			}
			for _, l := range languages {
				in, err := rd.Holding(seg, fieldLang, l)
				if err != nil {
					return err
				}
				counts[l] += said.AndCardinality(in)
			}
		}
		return nil
	})
	return counts, err
}

// Holds reports whether the words of any unit hold the term.
func (x *Index) Holds(term string) (bool, error) {
	n := uint64(0)
	err := x.read(func(_ *generation, rd *topk.Reader) (err error) {
		n, err = rd.Frequency(fieldWords, term)
		return err
	})
	return n > 0, err
}
