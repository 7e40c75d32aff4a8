package chart

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"
	"strings"
	"testing"
)

// months are lines over twelve months of which the fifth is empty, and the last
// not over.
func months(names ...string) Lines {
	l := Lines{Title: "Share of articles", OpenNote: "not over", EmptyNote: "no article", Write: func(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) + "%" }}
	for m := range 12 {
		l.Labels, l.Bases = append(l.Labels, "Sep "+strconv.Itoa(2020+m)), append(l.Bases, "n=12")
		l.Empty, l.Open = append(l.Empty, m == 4), append(l.Open, m == 11)
	}
	for i, name := range names {
		s := Line{Name: name}
		for m := range 12 {
			s.Values = append(s.Values, float64((m*7+i*11)%40))
		}
		l.Series = append(l.Series, s)
	}
	return l
}

func drawn(t *testing.T, l Lines) image.Image {
	t.Helper()
	raw, err := l.PNG()
	if err != nil {
		t.Fatal(err)
	}
	again, _ := l.PNG()
	if !bytes.Equal(raw, again) {
		t.Error("the same lines are not the same bytes")
	}
	if len(raw) > 400_000 {
		t.Errorf("%d bytes", len(raw))
	}
	im, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if b := im.Bounds(); b.Dx() != width || b.Dy() != height {
		t.Fatalf("%v", b)
	}
	return im
}

// count is how many pixels of a region are of a colour, as seen by an eye that is
// not too exact.
func count(im image.Image, r image.Rectangle, hex string) int {
	want := colour(hex)
	n := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if c := color.RGBAModel.Convert(im.At(x, y)).(color.RGBA); near(c.R, want.R) && near(c.G, want.G) && near(c.B, want.B) {
				n++
			}
		}
	}
	return n
}

func near(a, b uint8) bool { return math.Abs(float64(a)-float64(b)) < 10 }

func TestEveryLineIsDrawnOnAnOpaqueGround(t *testing.T) {
	im := drawn(t, months("Bitcoin", "Ada Brannigan", "intelligence artificielle", strings.Repeat("a very long name ", 9)))
	for i, l := range looks() {
		if n := count(im, im.Bounds(), l.colour); n < 500 {
			t.Errorf("line %d has %d pixels", i, n)
		}
	}
	for _, corner := range []image.Point{{}, {width - 1, 0}, {0, height - 1}, {width - 1, height - 1}} {
		if _, _, _, a := im.At(corner.X, corner.Y).RGBA(); a != 0xffff || count(im, image.Rectangle{corner, corner.Add(image.Pt(1, 1))}, background) != 1 {
			t.Errorf("corner %v is %v", corner, im.At(corner.X, corner.Y))
		}
	}
	for hex, on := range map[string]string{ink: background, looks()[0].colour: background, looks()[1].colour: background, looks()[2].colour: background, looks()[3].colour: background} {
		if c := contrast(colour(hex).R, colour(hex).G, colour(hex).B, colour(on).R); c < 4 {
			t.Errorf("%s on %s: contrast %.1f", hex, on, c)
		}
	}
}

// contrast is WCAG's, of a colour on a grey.
func contrast(r, g, b, grey uint8) float64 {
	lin := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= .03928 {
			return f / 12.92
		}
		return math.Pow((f+.055)/1.055, 2.4)
	}
	return (lin(grey) + .05) / (.2126*lin(r) + .7152*lin(g) + .0722*lin(b) + .05)
}

// TestNothingIsDrawnWhereNothingIsKnown finds the grey stripe of the empty month
// and holds that no line crosses it, whatever its value there says.
func TestNothingIsDrawnWhereNothingIsKnown(t *testing.T) {
	l := months("Bitcoin", "nodes")
	l.Series[0].Values[4], l.Series[1].Values[4] = 20, math.NaN()
	im := drawn(t, l)
	from, to := -1, -1
	y := height - margin - 2*rowHeight - 60
	for x := margin; x < width; x++ {
		if count(im, image.Rect(x, y, x+1, y+1), nothing) == 1 {
			if from < 0 {
				from = x
			}
			to = x
		}
	}
	if from < 0 || to-from < 30 || to-from > 120 {
		t.Fatalf("the stripe is from %d to %d", from, to)
	}
	stripe := image.Rect(from+2, 200, to-1, y)
	for i := range l.Series {
		if n := count(im, stripe, looks()[i].colour); n != 0 {
			t.Errorf("line %d has %d pixels where nothing is known", i, n)
		}
	}
	l.Empty[4], l.Series[1].Values[4] = false, 0
	if n := count(drawn(t, l), stripe, looks()[0].colour); n < 50 {
		t.Errorf("a known month has %d pixels of the line", n)
	}
}

func TestOneLineOfOnePoint(t *testing.T) {
	l := Lines{Labels: []string{"2031"}, Bases: []string{"n=1"}, Series: []Line{{"Bitcoin", []float64{0}}}, Open: []bool{false}, Empty: []bool{false}, Write: func(float64) string { return "0" }}
	if n := count(drawn(t, l), image.Rect(0, 200, width, height), looks()[0].colour); n < 50 {
		t.Errorf("the point has %d pixels", n)
	}
}

func TestWhatCannotBeDrawn(t *testing.T) {
	for name, change := range map[string]func(*Lines){
		"no line":    func(l *Lines) { l.Series = nil },
		"five":       func(l *Lines) { *l = months("1", "2", "3", "4", "5") },
		"no point":   func(l *Lines) { l.Labels = nil },
		"few values": func(l *Lines) { l.Series[0].Values = l.Series[0].Values[1:] },
		"few marks":  func(l *Lines) { l.Open = nil },
		"few bases":  func(l *Lines) { l.Bases = nil },
	} {
		l := months("Bitcoin")
		change(&l)
		if _, err := l.PNG(); err == nil {
			t.Errorf("%s: drawn", name)
		}
	}
}

func TestTheScaleEndsAboveEveryValue(t *testing.T) {
	for most, want := range map[float64]float64{0: 1, 0.3: 0.4, 1: 1, 1.2: 2, 7.9: 8, 9: 10, 34: 40, 100: 100} {
		l := Lines{Series: []Line{{Values: []float64{most}}}, Empty: []bool{false}}
		if got := l.top(); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v: %v, want %v", most, got, want)
		}
	}
}
