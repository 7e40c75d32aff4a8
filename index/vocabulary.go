package index

import "fmt"

// Entry is a value of a field and how many units hold it. Units that were
// replaced count until their segment is merged.
type Entry struct {
	Value string
	Units uint64
}

// Speakers lists every name that a statement is attributed to.
func (x *Index) Speakers() ([]Entry, error) { return x.values(fieldSpeaker) }

func (x *Index) values(field string) ([]Entry, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.current == nil {
		return nil, errClosed
	}
	dict, err := x.current.bleve.FieldDict(field)
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
		out = append(out, Entry{Value: e.Term, Units: e.Count})
	}
}

// SpeakerLanguages counts the statements of one speaker, by the name as shown,
// by the language of their words.
func (x *Index) SpeakerLanguages(name string, languages ...string) (map[string]uint64, error) {
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
	counts := map[string]uint64{}
	for _, seg := range snap.Segments() {
		said, err := bitmap(seg, fieldSpeaker, name)
		if err != nil {
			return nil, err
		}
		for _, l := range languages {
			in, err := bitmap(seg, fieldLang, l)
			if err != nil {
				return nil, err
			}
			counts[l] += said.AndCardinality(in)
		}
	}
	return counts, nil
}

// Holds reports whether the words of any unit hold the term.
func (x *Index) Holds(term string) (bool, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.current == nil {
		return false, errClosed
	}
	snap, done, err := x.current.snapshot()
	if err != nil {
		return false, err
	}
	defer done()
	for _, seg := range snap.Segments() {
		list, err := postings(seg, fieldWords, term)
		if err != nil {
			return false, err
		}
		if list.Count() > 0 {
			return true, nil
		}
	}
	return false, nil
}
