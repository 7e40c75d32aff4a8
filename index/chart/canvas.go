package chart

import "github.com/go-analyze/charts"

// The colours of everything but the lines. The background is light and opaque, so
// that the picture is the same on any page.
const (
	background = "#fafafa"
	ink        = "#26282c"
	grid       = "#d5d7db"
	nothing    = "#e3e5e9" // where nothing is known
)

// canvas is the library's, with what all parts of a picture need.
type canvas struct{ *charts.Painter }

func colour(hex string) charts.Color { return charts.ParseColor(hex) }

func font() charts.FontStyle {
	return charts.FontStyle{FontSize: textSize, FontColor: colour(ink), Font: charts.GetFont(charts.FontFamilyRoboto)}
}

// write puts text with its left end at x, on the line y.
func (c *canvas) write(text string, x, y int) { c.Text(text, x, y, 0, font()) }

// centre puts text around x, as far as the picture's edges allow.
func (c *canvas) centre(text string, x, y int) {
	n := c.span(text)
	c.write(text, min(max(x-n/2, 4), width-4-n), y)
}

// span is how wide a text is.
func (c *canvas) span(text string) int { return c.MeasureText(text, 0, font()).Width() }

// fit is a text, cut to a width where need be.
func (c *canvas) fit(text string, most int) string {
	if c.span(text) <= most {
		return text
	}
	runes := []rune(text)
	for len(runes) > 1 && c.span(string(runes)+"…") > most {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// line is a straight line.
func (c *canvas) line(x1, y1, x2, y2 int, hex string, width float64, dashes []float64) {
	points := []charts.Point{{X: x1, Y: y1}, {X: x2, Y: y2}}
	if len(dashes) == 0 {
		c.LineStroke(points, colour(hex), width)
		return
	}
	c.DashedLineStroke(points, colour(hex), width, dashes)
}
