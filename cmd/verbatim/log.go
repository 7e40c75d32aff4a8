package main

import (
	"io"
	"log/slog"

	"verbatim/data"
)

// newLog makes a log of lines. What gives access to a feed stays out of it.
func newLog(w io.Writer, least slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: least, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch v := a.Value.Any().(type) {
		case string:
			a.Value = slog.StringValue(data.Redact(v))
		case error:
			a.Value = slog.StringValue(data.Redact(v.Error()))
		}
		return a
	}}))
}
