package chart

import "slices"

// sample is how long the piece of line before a name is.
const sample = 64

// legend draws the names of the lines, two in a row, and the notes, and returns
// where it ends.
func (l Lines) legend(c *canvas, y int) (below int) {
	const column = (width - 2*margin) / 2
	for i, s := range l.Series {
		x := margin + i%2*column
		if i > 0 && i%2 == 0 {
			y += rowHeight
		}
		look := looks()[i]
		c.line(x, y-9, x+sample, y-9, look.colour, lineWidth, look.dashes)
		look.point(c, x+sample/2, y-9, false)
		c.write(c.fit(s.Name, column-sample-32), x+sample+14, y)
	}
	return l.notes(c, y)
}

// notes draws what grey stripes and hollow marks mean, where there are any.
func (l Lines) notes(c *canvas, y int) (below int) {
	x := margin
	note := func(text string, draw func(x int)) {
		if x == margin {
			y += rowHeight
		}
		draw(x)
		c.write(text, x+36, y)
		x += 36 + c.span(text) + 40
	}
	if slices.Contains(l.Empty, true) {
		note(l.EmptyNote, func(x int) { c.FilledRect(x, y-20, x+22, y+2, colour(nothing), colour(grid), 1) })
	}
	if slices.Contains(l.Open, true) {
		note(l.OpenNote, func(x int) { c.Circle(markSize, x+11, y-9, colour(background), colour(ink), edgeWidth) })
	}
	return y + rowHeight/2
}
