package eval

import (
	"context"
	"fmt"
	"io"

	"verbatim/index/answer"
)

// weight is one of answer.Weights with the values that Fit tries.
type weight struct {
	name  string
	at    func(*answer.Weights) *float64
	tries []float64
}

var (
	parts  = []float64{0, 0.4, 0.6, 0.8, 1, 1.3}
	gains  = []float64{0, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2}
	names  = []float64{0.8, 1, 1.2, 1.5}
	taken  = []float64{0, 0.2, 0.5, 1}
	thirds = []float64{0.3, 0.35, 0.4, 0.45, 0.5}
)

// weights are what is fitted; the rest of answer.Weights is set by hand. A part
// of 0 for a person's importance would mean the default.
func weights() []weight {
	return []weight{
		{"Unit", func(w *answer.Weights) *float64 { return &w.Unit }, parts},
		{"Around", func(w *answer.Weights) *float64 { return &w.Around }, parts},
		{"Beside", func(w *answer.Weights) *float64 { return &w.Beside }, parts},
		{"Article", func(w *answer.Weights) *float64 { return &w.Article }, parts},
		{"Person", func(w *answer.Weights) *float64 { return &w.Person }, parts[1:]},
		{"Mention", func(w *answer.Weights) *float64 { return &w.Mention }, parts[1:]},
		{"Name", func(w *answer.Weights) *float64 { return &w.Name }, names},
		{"Text", func(w *answer.Weights) *float64 { return &w.Text }, gains},
		{"Exact", func(w *answer.Weights) *float64 { return &w.Exact }, gains},
		{"Absent", func(w *answer.Weights) *float64 { return &w.Absent }, taken},
		{"Number", func(w *answer.Weights) *float64 { return &w.Number }, gains},
		{"Lang", func(w *answer.Weights) *float64 { return &w.Lang }, gains},
		{"Speaker", func(w *answer.Weights) *float64 { return &w.Speaker }, gains},
		{"Statement", func(w *answer.Weights) *float64 { return &w.Statement }, gains},
		{"Quoted", func(w *answer.Weights) *float64 { return &w.Quoted }, gains},
		{"Named", func(w *answer.Weights) *float64 { return &w.Named }, gains},
		{"AnswerAt", func(w *answer.Weights) *float64 { return &w.AnswerAt }, thirds},
	}
}

// folds is in how many parts the questions are cut: the figure of each part is
// that of weights fitted on the others.
const folds = 5

// rounds is how often Fit goes through the weights.
const rounds = 2

// Fit looks for weights that answer the questions better, one weight after the
// other, from the engine's own, and writes what it finds to w. It is
// deterministic. The figure to believe is the cross-validated one.
func Fit(ctx context.Context, e *answer.Engine, l answer.Library, s Set, o Options, w io.Writer) error {
	j, err := find(ctx, l, s)
	if err != nil {
		return err
	}
	f := &fitter{ctx: ctx, engine: e, judged: j, options: o, known: map[answer.Weights][]float64{}}
	e.Remember()
	start := e.Weights
	before, err := f.worth(start, all)
	if err != nil {
		return err
	}
	if err := f.each(start, before, w); err != nil {
		return err
	}
	held := 0.0
	for k := range folds {
		fitted, err := f.climb(start, func(i int) bool { return i%folds != k })
		if err != nil {
			return err
		}
		v, err := f.worth(fitted, func(i int) bool { return i%folds == k })
		if err != nil {
			return err
		}
		held += v
	}
	best, err := f.climb(start, all)
	if err != nil {
		return err
	}
	after, err := f.worth(best, all)
	n := float64(len(s.Cases))
	fmt.Fprintf(w, "now %.3f, fitted %.3f, cross-validated in %d parts %.3f\n%+v\n", before/n, after/n, folds, held/n, best)
	return err
}

func all(int) bool { return true }

// fitter remembers what each choice of weights is worth.
type fitter struct {
	ctx     context.Context
	engine  *answer.Engine
	judged  *judged
	options Options
	known   map[answer.Weights][]float64
}

// each writes what each value of each weight is worth by itself, beside before.
func (f *fitter) each(from answer.Weights, before float64, w io.Writer) error {
	for _, p := range weights() {
		fmt.Fprintf(w, "%-10s %4.2f", p.name, *p.at(&from))
		for _, v := range p.tries {
			next := from
			*p.at(&next) = v
			worth, err := f.worth(next, all)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "  %.2f %+.3f", v, (worth-before)/float64(len(f.judged.set.Cases)))
		}
		fmt.Fprintln(w)
	}
	return nil
}

// climb tries each weight's values in turn and keeps what is better for the
// questions chosen.
func (f *fitter) climb(from answer.Weights, chosen func(int) bool) (answer.Weights, error) {
	best := from
	top, err := f.worth(best, chosen)
	for range rounds {
		for _, p := range weights() {
			for _, v := range p.tries {
				next := best
				*p.at(&next) = v
				worth, err := f.worth(next, chosen)
				if err != nil {
					return best, err
				}
				if worth > top+1e-9 {
					best, top = next, worth
				}
			}
		}
	}
	return best, err
}

// worth adds up how well the chosen questions are answered: half for the right
// citation first, half by its place; an honest no counts one.
func (f *fitter) worth(w answer.Weights, chosen func(int) bool) (float64, error) {
	values, ok := f.known[w]
	if !ok {
		var err error
		if values, err = f.measure(w); err != nil {
			return 0, err
		}
		f.known[w] = values
	}
	sum := 0.0
	for i, v := range values {
		if chosen(i) {
			sum += v
		}
	}
	return sum, nil
}

func (f *fitter) measure(w answer.Weights) ([]float64, error) {
	f.engine.Weights = w
	out := make([]float64, len(f.judged.set.Cases))
	for i, c := range f.judged.set.Cases {
		a, err := f.engine.Ask(f.ctx, f.options.request(c))
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", c.Name, err)
		}
		got := judge(a, f.judged.right[i])
		switch {
		case len(c.Expected) == 0 && !got.answered:
			out[i] = 1
		case got.hit.rank > 0:
			out[i] = 0.5*float64(count(got.hit.rank == 1)) + 0.5/float64(got.hit.rank)
		}
	}
	return out, nil
}
