package chart

// gridSteps is into how many parts the scale is divided.
const gridSteps = 4

// frame is where the lines are drawn.
type frame struct {
	left, right, top, bottom int
	points                   int
	most                     float64 // of the scale
}

// x is the middle of a point's column.
func (f frame) x(i int) int { return f.left + (2*i+1)*(f.right-f.left)/(2*f.points) }

// edge is where a point's column begins.
func (f frame) edge(i int) int { return f.left + i*(f.right-f.left)/f.points }

func (f frame) y(v float64) int { return f.bottom - int(v/f.most*float64(f.bottom-f.top)+.5) }

func (l Lines) plot(c *canvas, top int) {
	f := frame{right: width - margin, top: top + 14, bottom: height - margin - 2*rowHeight + 10, points: len(l.Labels), most: l.top()}
	values := make([]string, gridSteps+1)
	for i := range values {
		values[i] = l.Write(f.most * float64(i) / gridSteps)
		f.left = max(f.left, margin+c.span(values[i])+14)
	}
	for i := range l.Empty {
		if l.Empty[i] {
			c.FilledRect(f.edge(i), f.top, f.edge(i+1), f.bottom, colour(nothing), colour(nothing), 0)
		}
	}
	for i, v := range values {
		y := f.y(f.most * float64(i) / gridSteps)
		c.line(f.left, y, f.right, y, grid, 2, nil)
		c.write(v, f.left-14-c.span(v), y+9)
	}
	l.labels(c, f)
	for i := range l.Series {
		l.draw(c, f, i)
	}
}

// labels writes as many of the points' labels as fit beside each other.
func (l Lines) labels(c *canvas, f frame) {
	widest := 0
	for i, label := range l.Labels {
		widest = max(widest, c.span(label), c.span(l.Bases[i]))
	}
	every := 1
	for every*(f.right-f.left)/f.points < widest+24 && every < f.points {
		every++
	}
	for i, label := range l.Labels {
		x := f.x(i)
		if i%every == 0 {
			c.line(x, f.bottom, x, f.bottom+8, grid, 2, nil)
			c.centre(label, x, f.bottom+38)
			c.centre(l.Bases[i], x, f.bottom+38+rowHeight-10)
		}
	}
}

// draw draws one line: nothing where nothing is known, and nothing across.
func (l Lines) draw(c *canvas, f frame, series int) {
	look, values := looks()[series], l.Series[series].Values
	for i := 1; i < len(values); i++ {
		if l.Empty[i-1] || l.Empty[i] {
			continue
		}
		dashes, thick := look.dashes, lineWidth
		if l.Open[i-1] || l.Open[i] {
			dashes, thick = []float64{2, 7}, edgeWidth
		}
		c.line(f.x(i-1), f.y(values[i-1]), f.x(i), f.y(values[i]), look.colour, thick, dashes)
	}
	for i, v := range values {
		if !l.Empty[i] {
			look.point(c, f.x(i), f.y(v), l.Open[i])
		}
	}
}
