package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Figures count how the questions of a group were answered.
type Figures struct {
	Answerable, Unanswerable           int
	Hit1, Hit3, Hits, Abstained, Tight int
	Judged, Named, Wrong               int // of the hits with a judged speaker
	False                              int // unanswerable questions answered
	Unfaithful                         int // citations that are no slice of their article
	reciprocal                         float64
	tookMS                             []float64
}

// figureNames are what Value knows: shares of the answerable questions, of the
// hits (tight), of the hits with a judged speaker (named, wrong), of the
// unanswerable questions (false), a number of citations (unfaithful), and
// milliseconds (p50, p95).
var figureNames = []string{"hit@1", "hit@3", "hit@10", "mrr", "abstained", "tight", "named", "wrong", "false", "unfaithful", "p50", "p95"}

// Value is a figure by its name; ok is false where the group has nothing that
// it counts.
func (f *Figures) Value(name string) (value float64, ok bool) {
	share := func(n, of int) (float64, bool) { return float64(n) / float64(max(of, 1)), of > 0 }
	switch name {
	case "hit@1":
		return share(f.Hit1, f.Answerable)
	case "hit@3":
		return share(f.Hit3, f.Answerable)
	case "hit@10":
		return share(f.Hits, f.Answerable)
	case "mrr":
		return f.reciprocal / float64(max(f.Answerable, 1)), f.Answerable > 0
	case "abstained":
		return share(f.Abstained, f.Answerable)
	case "tight":
		return share(f.Tight, f.Hits)
	case "named":
		return share(f.Named, f.Judged)
	case "wrong":
		return share(f.Wrong, f.Named)
	case "false":
		return share(f.False, f.Unanswerable)
	case "unfaithful":
		return float64(f.Unfaithful), true
	case "p50":
		return f.quantile(.5), len(f.tookMS) > 0
	case "p95":
		return f.quantile(.95), len(f.tookMS) > 0
	}
	return 0, false
}

func (f *Figures) quantile(q float64) float64 {
	if len(f.tookMS) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(f.tookMS))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

func (f *Figures) add(c Case, o outcome) {
	f.Unfaithful += o.unfaithful
	f.tookMS = append(f.tookMS, o.tookMS)
	if len(c.Expected) == 0 {
		f.Unanswerable++
		f.False += count(o.answered)
		return
	}
	f.Answerable++
	f.Abstained += count(!o.answered)
	if o.hit.rank == 0 {
		return
	}
	f.Hits++
	f.Hit1 += count(o.hit.rank == 1)
	f.Hit3 += count(o.hit.rank <= 3)
	f.reciprocal += 1 / float64(o.hit.rank)
	f.Tight += count(o.hit.tight)
	f.Judged += count(o.hit.judged)
	f.Named += count(o.hit.named)
	f.Wrong += count(o.hit.wrong)
}

// Miss is a question that was not answered rightly first.
type Miss struct {
	Case Case
	Why  string
	Got  string // the words shown first
}

// Report is what a run found.
type Report struct {
	Misses []Miss
	Failed []string // floors that do not hold

	groups map[string]*Figures
	names  []string // of the groups, as they came
}

// Figures are those of a group; nil where no question is in it.
func (r *Report) Figures(group string) *Figures { return r.groups[group] }

func (r *Report) add(c Case, o outcome) {
	for _, g := range c.groups() {
		f := r.groups[g]
		if f == nil {
			f = &Figures{}
			r.groups[g], r.names = f, append(r.names, g)
		}
		f.add(c, o)
	}
	if why := o.miss(c); why != "" {
		r.Misses = append(r.Misses, Miss{c, why, o.first.Text})
	}
}

// miss says what is wrong with an outcome; "" where nothing is.
func (o outcome) miss(c Case) string {
	switch {
	case o.unfaithful > 0:
		return fmt.Sprintf("%d citations are no slice of their article", o.unfaithful)
	case len(c.Expected) == 0 && o.answered:
		return "answered, though nothing answers it"
	case len(c.Expected) == 0:
		return ""
	case !o.answered:
		return string(o.status)
	case o.hit.rank == 0:
		return "no right citation"
	case o.hit.rank > 1:
		return fmt.Sprintf("right at place %d", o.hit.rank)
	case o.hit.wrong:
		return fmt.Sprintf("under the name of %s", o.first.Speaker)
	}
	return ""
}

// below lists the floors that do not hold. A group without questions fails: a
// floor that holds nothing is a mistake in the file.
func (r *Report) below(floors []Floor) []string {
	var out []string
	for _, f := range floors {
		sign := "<="
		if f.AtLeast {
			sign = ">="
		}
		g := r.groups[f.Group]
		if g == nil {
			out = append(out, fmt.Sprintf("%s %s %s %g: no question is in that group", f.Group, f.Figure, sign, f.Limit))
			continue
		}
		v, ok := g.Value(f.Figure)
		if !ok || f.AtLeast && v < f.Limit || !f.AtLeast && v > f.Limit {
			out = append(out, fmt.Sprintf("%s %s is %.3f, want %s %g", f.Group, f.Figure, v, sign, f.Limit))
		}
	}
	return out
}

// columns are the figures that Write shows.
var columns = []string{"hit@1", "hit@3", "hit@10", "mrr", "abstained", "tight", "named", "wrong", "false"}

// Write prints a table of the groups, "all" first.
func (r *Report) Write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "group\tquestions\t%s\n", strings.Join(columns, "\t"))
	for _, name := range slices.Sorted(slices.Values(r.names)) {
		f := r.groups[name]
		fmt.Fprintf(t, "%s\t%d+%d", name, f.Answerable, f.Unanswerable)
		for _, c := range columns {
			if v, ok := f.Value(c); ok {
				fmt.Fprintf(t, "\t%.3f", v)
			} else {
				fmt.Fprint(t, "\t-")
			}
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	all := r.groups["all"]
	if all == nil {
		return nil
	}
	_, err := fmt.Fprintf(w, "%d citations are no slice of their article; answers took p50 %.1f ms, p95 %.1f ms\n", all.Unfaithful, all.quantile(.5), all.quantile(.95))
	return err
}
