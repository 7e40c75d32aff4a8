package bench

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// Report is what a run measured. Times are milliseconds.
type Report struct {
	Articles int `json:"articles"`
	Units    int `json:"units"`

	Build   Build          `json:"build"`
	OpenMS  float64        `json:"open_to_first_answer_ms"`
	Serving int64          `json:"serving_rss_anon_bytes,omitempty"` // 0 where the system does not tell
	Kinds   []KindReport   `json:"kinds"`
	Speed   map[string]QPS `json:"queries_per_second"` // by engine
	Rebuild *Rebuild       `json:"rebuild,omitempty"`
}

// Build is what building the index took.
type Build struct {
	Seconds    float64 `json:"seconds"`
	CPUSeconds float64 `json:"cpu_seconds,omitempty"` // of the whole process; 0 where the system does not tell
	UnitsPerS  float64 `json:"units_per_cpu_second,omitempty"`
	Bytes      int64   `json:"bytes"`
	RSSAnon    int64   `json:"peak_rss_anon_bytes,omitempty"`
}

// KindReport compares the engines on one kind of query.
type KindReport struct {
	Kind    string           `json:"kind"`
	Queries int              `json:"queries"`
	Times   map[string]Times `json:"times"` // by engine; one that has no such query is absent
	// Overlap is the share of the first 10 hits that scoring every match finds,
	// too; Empty how many queries found nothing.
	Overlap float64 `json:"overlap_at_10"`
	Empty   int     `json:"empty"`
}

// Times are quantiles and the mean, in milliseconds.
type Times struct{ P50, P95, P99, Mean float64 }

// QPS is queries of all kinds a second, one after another and by two at once.
type QPS struct {
	One float64 `json:"one_worker"`
	Two float64 `json:"two_workers"`
}

func times(ms []float64) Times {
	slices.Sort(ms)
	at := func(q float64) float64 { return ms[min(int(q*float64(len(ms))), len(ms)-1)] }
	sum := 0.0
	for _, v := range ms {
		sum += v
	}
	return Times{at(.5), at(.95), at(.99), sum / float64(len(ms))}
}

// Print writes the report as tables.
func (r *Report) Print(w io.Writer) error {
	const mb = 1 << 20
	fmt.Fprintf(w, "%d articles, %d units; built in %.1f s (%.1f CPU-s, %.0f units/CPU-s), %.0f MB on disk, RssAnon %.0f MB at most; open to first answer %.0f ms; serving RssAnon %.0f MB\n\n",
		r.Articles, r.Units, r.Build.Seconds, r.Build.CPUSeconds, r.Build.UnitsPerS, float64(r.Build.Bytes)/mb, float64(r.Build.RSSAnon)/mb, r.OpenMS, float64(r.Serving)/mb)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "ms p50/p95/p99 (mean)\tqueries\tVerbatim\tBleve\tFTS5\toverlap@10")
	for _, k := range r.Kinds {
		fmt.Fprintf(t, "%s\t%d", k.Kind, k.Queries)
		for _, e := range engines {
			fmt.Fprintf(t, "\t%s", k.Times[e])
		}
		fmt.Fprintf(t, "\t%.3f\n", k.Overlap)
	}
	for _, e := range engines {
		if s, ok := r.Speed[e]; ok {
			fmt.Fprintf(t, "queries/s, 1 and 2 workers, %s\t\t%.0f\t%.0f\n", e, s.One, s.Two)
		}
	}
	if err := t.Flush(); err != nil || r.Rebuild == nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nrebuild beside queries: %.1f s, %d queries, ms %s (idle %s), %d found less, RssAnon %.0f MB at most\n",
		r.Rebuild.Seconds, r.Rebuild.Queries, r.Rebuild.Beside, r.Rebuild.Idle, r.Rebuild.Fewer, float64(r.Rebuild.RSSAnon)/mb)
	return err
}

func (t Times) String() string {
	if t == (Times{}) {
		return "-"
	}
	return fmt.Sprintf("%.2f/%.2f/%.2f (%.2f)", t.P50, t.P95, t.P99, t.Mean)
}
