package chart

import (
	"fmt"

	"github.com/go-analyze/charts"
)

// Bars are horizontal bars beside each other, from the top.
type Bars struct {
	Title  string
	Names  []string    // of the groups
	Legend []string    // of the bars of each group
	Values [][]float64 // by bar, then by group
}

// SVG draws them, 900 by 560 units.
func (b Bars) SVG() ([]byte, error) {
	p, err := charts.HorizontalBarRender(b.Values,
		charts.SVGOutputOptionFunc(),
		charts.DimensionsOptionFunc(900, 560),
		charts.TitleTextOptionFunc(b.Title),
		charts.LegendLabelsOptionFunc(b.Legend),
		charts.YAxisLabelsOptionFunc(b.Names),
	)
	if err != nil {
		return nil, fmt.Errorf("draw bars: %w", err)
	}
	return p.Bytes()
}
