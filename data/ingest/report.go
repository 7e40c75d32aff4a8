package ingest

import (
	"fmt"
	"time"
)

// Fault is one item that was skipped: where it stands, and why.
type Fault struct {
	Where string `json:"where"`
	Line  int    `json:"line"` // 0: the whole file
	Err   string `json:"error"`
}

func (f Fault) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s", f.Where, f.Err)
	}
	return fmt.Sprintf("%s, line %d: %s", f.Where, f.Line, f.Err)
}

// MaxFaults is how many faults a report lists; further ones are counted alone.
const MaxFaults = 1000

// Counts says what became of the records of a batch.
type Counts struct {
	Added, Updated, Unchanged int
	Removed                   []string // ids of articles that were removed for good before, and stay away
}

// Report is what a run did.
type Report struct {
	Counts
	Read    int     // articles read; each is one of Counts
	Skipped int     // items skipped, each with a fault
	Quotes  int     // statements in the articles read
	Other   int     // files in folders that were left alone, being of no known format
	Faults  []Fault // the first MaxFaults of them
	Took    time.Duration
}

func (r *Report) skip(f Fault) {
	r.Skipped++
	if len(r.Faults) < MaxFaults {
		r.Faults = append(r.Faults, f)
	}
}
