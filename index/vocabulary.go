package index

import "verbatim/index/topk"

// Speaker is somebody that statements are attributed to.
type Speaker struct {
	Name string
	// Sources is how many publishers quote them: a better sign of renown than
	// statements, of which one publisher may print hundreds.
	Sources int
}

// Speakers lists every name that a statement is attributed to, in order.
func (x *Index) Speakers() (out []Speaker, err error) {
	err = x.read(func(_ *generation, rd *topk.Reader) error {
		names, err := rd.Terms(fieldSpeaker)
		if err != nil {
			return err
		}
		sourceOf, err := column(rd, fieldSource)
		if err != nil {
			return err
		}
		for _, name := range names {
			n, err := distinct(rd, topk.Set{Field: fieldSpeaker, Terms: []string{name}}, sourceOf)
			if err != nil {
				return err
			}
			if n > 0 { // else all of it was deleted
				out = append(out, Speaker{name, n})
			}
		}
		return nil
	})
	return out, err
}

// column numbers the values of a field that has one value in each unit, by
// segment and document; 0 where there is none.
func column(rd *topk.Reader, field string) ([][]uint32, error) {
	values, err := rd.Terms(field)
	if err != nil {
		return nil, err
	}
	out := make([][]uint32, rd.Segments())
	for seg := range out {
		out[seg] = make([]uint32, rd.Size(seg))
		for i, v := range values {
			set, err := rd.Holding(seg, field, v)
			if err != nil {
				return nil, err
			}
			for it := set.Iterator(); it.HasNext(); {
				out[seg][it.Next()] = uint32(i + 1)
			}
		}
	}
	return out, nil
}

// distinct counts the different values, by column, of the documents in a set.
func distinct(rd *topk.Reader, s topk.Set, value [][]uint32) (int, error) {
	seen := map[uint32]bool{}
	for seg := range value {
		set, err := rd.In(seg, topk.Union{s})
		if err != nil {
			return 0, err
		}
		for it := set.Iterator(); it.HasNext(); {
			seen[value[seg][it.Next()]] = true
		}
	}
	return len(seen), nil
}

// entry is a term of a field and how many live units hold it.
type entry struct {
	value string
	units uint64
}

// entries lists the terms of a field that live units hold, in order.
func entries(rd *topk.Reader, field string) ([]entry, error) {
	terms, err := rd.Terms(field)
	if err != nil {
		return nil, err
	}
	var out []entry
	for _, t := range terms {
		n, err := rd.Frequency(field, t)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, entry{t, n})
		}
	}
	return out, nil
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

// Holding is in how many units the term stands.
func (x *Index) Holding(term string) (n int, err error) {
	err = x.read(func(_ *generation, rd *topk.Reader) error {
		units, err := rd.Frequency(fieldWords, term)
		n = int(units)
		return err
	})
	return n, err
}
