package chart

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-analyze/charts"
)

// Lines are values over time, drawn for a chat: to be read on a phone, on a dark
// and on a light page, and without telling colours from each other.
type Lines struct {
	Title  string
	Labels []string // of the points, of which as many are shown as fit
	Bases  []string // beneath each label: what the value rests on
	Series []Line   // MaxLines at most
	// Open are points that are not over: drawn hollow, with a dotted line to them.
	// Empty are points of which nothing is known: grey, and nothing is drawn there.
	Open, Empty         []bool
	OpenNote, EmptyNote string // what these are, for the legend
	Write               func(value float64) string
}

// Line is one of Lines.
type Line struct {
	Name   string
	Values []float64 // by point, 0 or more; those of empty points do not count
}

// MaxLines is how many lines can be told from each other.
const MaxLines = 4

// The picture's size in pixels. A phone shows it about 350 wide, where the letters
// are still 9 high.
const (
	width, height = 1000, 640
	margin        = 24
	textSize      = 20.0 // points, which the library draws as 27 pixels
	rowHeight     = 42
)

// PNG draws the lines; the same lines give the same bytes.
func (l Lines) PNG() ([]byte, error) {
	if err := l.check(); err != nil {
		return nil, fmt.Errorf("draw lines: %w", err)
	}
	c := &canvas{charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: width, Height: height})}
	c.FilledRect(0, 0, width, height, colour(background), colour(background), 0)
	c.write(l.Title, margin, margin+30)
	below := l.legend(c, margin+30+rowHeight)
	l.plot(c, below)
	return c.Bytes()
}

func (l Lines) check() error {
	if len(l.Series) == 0 || len(l.Series) > MaxLines || len(l.Labels) == 0 {
		return fmt.Errorf("%d lines of %d points: want 1 to %d of 1 or more", len(l.Series), len(l.Labels), MaxLines)
	}
	if len(l.Bases) != len(l.Labels) {
		return errors.New("not as many bases as points")
	}
	if len(l.Open) != len(l.Labels) || len(l.Empty) != len(l.Labels) {
		return errors.New("it is not told of each point whether it is open or empty")
	}
	for _, s := range l.Series {
		if len(s.Values) != len(l.Labels) {
			return errors.New("not as many values as points")
		}
	}
	return nil
}

// top is the end of the scale: a round number that four steps divide well, above
// every value.
func (l Lines) top() float64 {
	most := 0.0
	for _, s := range l.Series {
		for i, v := range s.Values {
			if !l.Empty[i] {
				most = max(most, v)
			}
		}
	}
	if most == 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(most)))
	for _, step := range []float64{1, 2, 4, 6, 8} {
		if most <= step*unit {
			return step * unit
		}
	}
	return 10 * unit
}
