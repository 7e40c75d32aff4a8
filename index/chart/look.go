package chart

import "github.com/go-analyze/charts"

// look is how a line is told from the others: by colour, by dashes, and by the
// mark on its points.
type look struct {
	colour string
	dashes []float64 // drawn, left out, drawn, ... in pixels; none: solid
	mark   func(c *canvas, x, y int, fill, edge charts.Color)
}

// looks are Okabe and Ito's colours for all kinds of sight, darkened to a contrast
// of 4 or more on the background.
func looks() [MaxLines]look {
	return [MaxLines]look{
		{"#0072b2", nil, disc}, {"#b84a00", []float64{16, 9}, square}, {"#007a5a", []float64{4, 8}, diamond}, {"#9b3f7f", []float64{20, 7, 4, 7}, triangle},
	}
}

const (
	lineWidth = 4.0
	edgeWidth = 3.0
	markSize  = 8 // half of a mark's height
)

// point draws the mark, hollow where it is open.
func (l look) point(c *canvas, x, y int, open bool) {
	fill := colour(l.colour)
	if open {
		fill = colour(background)
	}
	l.mark(c, x, y, fill, colour(l.colour))
}

func disc(c *canvas, x, y int, fill, edge charts.Color) {
	c.Circle(markSize, x, y, fill, edge, edgeWidth)
}

func square(c *canvas, x, y int, fill, edge charts.Color) {
	c.FilledRect(x-markSize+1, y-markSize+1, x+markSize-1, y+markSize-1, fill, edge, edgeWidth)
}

func diamond(c *canvas, x, y int, fill, edge charts.Color) {
	c.FilledDiamond(x, y, 2*markSize+4, 2*markSize+4, fill, edge, edgeWidth)
}

func triangle(c *canvas, x, y int, fill, edge charts.Color) {
	corners := []charts.Point{{X: x, Y: y - markSize - 2}, {X: x + markSize + 2, Y: y + markSize}, {X: x - markSize - 2, Y: y + markSize}, {X: x, Y: y - markSize - 2}}
	c.FillArea(corners, fill)
	c.LineStroke(corners, edge, edgeWidth)
}
