package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// The bar is redrawn so often, and so many columns wide.
const (
	redraw   = 100 * time.Millisecond
	barWidth = 30
)

// bar is a progress bar on standard error, drawn only on a terminal. The bar
// appears with its first step, and leaves no trace.
type bar struct {
	out         io.Writer // nil: no terminal
	description string
	unit        string // what is counted; "bytes" is shown as KB, MB, ...
	drawn       *progressbar.ProgressBar
}

func (a *app) newBar(description, unit string) *bar {
	b := &bar{description: description, unit: unit}
	if f, ok := a.errOut.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		b.out = f
	}
	return b
}

// progress draws done of total. A total of 0 is unknown, and may become known.
func (b *bar) progress(done, total int) { b.progress64(int64(done), int64(total)) }

func (b *bar) progress64(done, total int64) {
	if b.out == nil {
		return
	}
	if total <= 0 {
		total = -1 // progressbar's unknown
	}
	if b.drawn == nil {
		options := []progressbar.Option{
			progressbar.OptionSetWriter(b.out), progressbar.OptionSetDescription(b.description),
			progressbar.OptionSetWidth(barWidth), progressbar.OptionThrottle(redraw), progressbar.OptionClearOnFinish(),
			progressbar.OptionShowCount(),
		}
		if b.unit == "bytes" {
			options = append(options, progressbar.OptionShowBytes(true))
		} else {
			options = append(options, progressbar.OptionShowIts(), progressbar.OptionSetItsString(b.unit))
		}
		b.drawn = progressbar.NewOptions64(total, options...)
	}
	b.drawn.ChangeMax64(total)
	// A terminal that went away is no reason to stop the work.
	_ = b.drawn.Set64(done)
}

// close takes the bar away.
func (b *bar) close() {
	if b.drawn != nil {
		_ = b.drawn.Clear()
		_ = b.drawn.Exit()
		b.drawn = nil
	}
}
