package topk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Similar terms are looked for as Lucene's FuzzyQuery and Elasticsearch's "AUTO"
// do: words of fewer than fuzzyFrom letters have none, for an edit makes another
// word of them; the first letters must be right, which keeps the search short.
const (
	fuzzyFrom   = 5
	fuzzyTwo    = 9 // letters from which two edits are allowed
	fuzzyPrefix = 1
	fuzzyMost   = 50 // similar terms at most, the nearest
)

// Similar lists leaves for the terms of the field that are like term: itself with
// weight 1, and those within an edit or two with 1 - edits/letters, as Lucene
// weighs them. Put in one group, the best of them counts.
func (r *Reader) Similar(field, term string) ([]Leaf, error) {
	letters := utf8.RuneCountInString(term)
	out := []Leaf{{Field: field, Terms: []string{term}, Weight: 1, BM25: true}}
	if letters < fuzzyFrom {
		return out, nil
	}
	edits := 1
	if letters >= fuzzyTwo {
		edits = 2
	}
	_, first := utf8.DecodeRuneInString(term)
	dict, err := r.snapshot.FieldDictFuzzy(field, term, edits, term[:first*fuzzyPrefix])
	if err != nil {
		return nil, fmt.Errorf("look for words like %q: %w", term, err)
	}
	defer dict.Close()
	for {
		e, err := dict.Next()
		if err != nil {
			return nil, fmt.Errorf("look for words like %q: %w", term, err)
		}
		if e == nil {
			return nearest(out), nil
		}
		if e.Term == term {
			continue
		}
		shorter := min(letters, utf8.RuneCountInString(e.Term))
		weight := 1 - float64(e.EditDistance)/float64(shorter)
		out = append(out, Leaf{Field: field, Terms: []string{strings.Clone(e.Term)}, Weight: weight, BM25: true})
	}
}

// nearest keeps the leaves of most weight; among equal ones the first by letter.
func nearest(leaves []Leaf) []Leaf {
	slices.SortFunc(leaves, func(a, b Leaf) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), strings.Compare(a.Terms[0], b.Terms[0]))
	})
	return leaves[:min(len(leaves), fuzzyMost)]
}
