package topk

// Query is one search.
type Query struct {
	Groups []Group
	// AtLeast is how many groups that are not Optional a document must match;
	// 0 means 1.
	AtLeast int
	// Filter narrows the search to the documents in all of the unions.
	Filter []Union
	Limit  int // documents to find
	// Parts is how many kinds of leaf Hit.Parts tells apart; see Leaf.Part.
	Parts int
	// Exhaustive scores every match, for comparison.
	Exhaustive bool
}

// Group is a list of alternatives of which the best counts, once.
type Group struct {
	Weight float64
	Leaves []Leaf
	// Optional groups add to the score of what others find, and find nothing.
	Optional bool
}

// Leaf is one way to match a group.
type Leaf struct {
	Field string
	Terms []string // all must stand in the field
	// Phrase wants them next to each other, in order; the field must have been
	// indexed with positions.
	Phrase bool
	Weight float64
	// BM25 scores the first term's frequency (of a phrase: its own) in the
	// document; else the leaf counts its weight wherever it matches.
	BM25 bool
	// Part is which number of Hit.Parts the leaf counts in.
	Part int
}

// Set is the documents whose field holds any of the terms.
type Set struct {
	Field string
	Terms []string
}

// Union is the documents in any of the sets.
type Union []Set

// Hit is a document found.
type Hit struct {
	Segment int
	Doc     uint32 // within the segment
	Score   float64
	// Parts[p][g] is the weight of group g's best leaf of part p that matches,
	// strength aside; nil where Query.Parts is 0.
	Parts [][]float64
}

// before orders hits best first; equal ones by where they stand, so that the same
// search always gives the same hits.
func (h Hit) before(o Hit) bool {
	switch {
	case h.Score != o.Score:
		return h.Score > o.Score
	case h.Segment != o.Segment:
		return h.Segment < o.Segment
	}
	return h.Doc < o.Doc
}
