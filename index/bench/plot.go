package bench

import (
	"errors"
	"fmt"
	"slices"

	"verbatim/index/chart"
)

// Plot draws the mean times of the two searches of the index, as SVG.
func (r *Report) Plot() ([]byte, error) {
	b := chart.Bars{
		Title: fmt.Sprintf("Mean ms a query, %d units", r.Units), Legend: []string{"Verbatim", "Bleve's own search"}, Values: make([][]float64, 2),
	}
	for _, k := range slices.Backward(r.Kinds) { // the chart begins at the bottom
		stock, measured := k.Times[bleve]
		if !measured {
			continue
		}
		b.Names = append(b.Names, k.Kind)
		b.Values[0] = append(b.Values[0], k.Times[ours].Mean)
		b.Values[1] = append(b.Values[1], stock.Mean)
	}
	if len(b.Names) == 0 {
		return nil, errors.New("nothing was measured that could be drawn")
	}
	return b.SVG()
}
