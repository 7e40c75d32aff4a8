package bench

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-analyze/charts"
)

// Plot draws the mean times of the two searches of the index, as SVG.
func (r *Report) Plot() ([]byte, error) {
	values := make([][]float64, 2)
	var names []string
	for _, k := range slices.Backward(r.Kinds) { // the chart begins at the bottom
		stock, measured := k.Times[bleve]
		if !measured {
			continue
		}
		names = append(names, k.Kind)
		values[0] = append(values[0], k.Times[ours].Mean)
		values[1] = append(values[1], stock.Mean)
	}
	if len(names) == 0 {
		return nil, errors.New("nothing was measured that could be drawn")
	}
	p, err := charts.HorizontalBarRender(values,
		charts.SVGOutputOptionFunc(),
		charts.DimensionsOptionFunc(900, 560),
		charts.TitleTextOptionFunc(fmt.Sprintf("Mean ms a query, %d units", r.Units)),
		charts.LegendLabelsOptionFunc([]string{"Verbatim", "Bleve's own search"}),
		charts.YAxisLabelsOptionFunc(names),
	)
	if err != nil {
		return nil, fmt.Errorf("draw the report: %w", err)
	}
	return p.Bytes()
}
