// Package store keeps articles, what was read out of their text, and the log
// of changes that the index and every other consumer follow.
//
// Every change takes the next number of one counter, last in its transaction,
// so numbers are gapless and in the order of commits: a consumer that reads
// Changes after the last number it handled misses nothing. A consumer keeps a
// Position (number and the commit's random stamp) and moves it once its own
// work is durable; when the store no longer knows that position (a backup was
// restored), the consumer starts again from the zero Position.
//
// The one engine so far is SQLite. Package storetest holds the tests that
// every engine must pass.
package store

import "verbatim/data"

// MaxBatch is the most records that one Put, or ids that one Delete, takes.
// It bounds how long one transaction holds the writer.
const MaxBatch = 200

// KindArticle is the Kind of a change to an article.
const KindArticle = "article"

// Change is the last change of one thing.
type Change struct {
	Seq     int64  // the change's number, from 1 on
	Kind    string // what changed: KindArticle
	Ref     string // which: the article's id
	Deleted bool
	Stamp   string // of the commit that holds Seq
}

// Position is the place just after the change, for a consumer to remember.
func (c Change) Position() Position { return Position{Seq: c.Seq, Stamp: c.Stamp} }

// Position is a place in the change log: everything up to Seq is handled. The
// zero Position stands before the first change.
type Position struct {
	Seq   int64
	Stamp string // of the commit that holds Seq, 16 hexadecimal digits
}

// Outcome says what Put did with one record.
type Outcome string

// The outcomes of a record.
const (
	Added     Outcome = "added"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged" // the very same record was stored; no change was logged
	Removed   Outcome = "removed"   // it, or its source, was removed before: it was not stored
)

// PutResult says what a Put did.
type PutResult struct {
	Added, Updated, Unchanged, Removed int
	Position                           Position  // the log's end after the Put
	Outcomes                           []Outcome // one a record, in the order given
}

// DeleteResult says what a Delete did.
type DeleteResult struct {
	Deleted  int      // ids that were stored
	Position Position // the log's end after the Delete
}

// Stats counts what is stored.
type Stats struct {
	Articles, Quotes, Sources int
	Languages                 map[string]int // articles by language; "" is unknown
	Oldest, Newest            string         // dates printed, YYYY-MM-DD; empty where no article has one
	Engine                    string         // "sqlite"
	Bytes                     int64          // on disk
}

// SourceCount counts what is stored of one source.
type SourceCount struct {
	Source           string
	Articles, Quotes int
	Newest           string // date printed, YYYY-MM-DD, empty where unknown
}

// record is what Put writes of a data.Record, encoded before its transaction.
type record struct {
	article *data.Article
	count   int // quotes
	blocks  string
	quotes  string
	digest  []byte
	// addresses are canonical ones that stand for the article, beside its own.
	addresses []string
}
