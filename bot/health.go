package bot

import (
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Handler serves the state of the bot: /healthz (the process runs), /readyz (a
// heartbeat of Discord is fresh and questions can be answered) and /metrics.
func (b *Bot) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", b.readyz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(b.meters.registry, promhttp.HandlerOpts{}))
	return mux
}

func (b *Bot) readyz(w http.ResponseWriter, r *http.Request) {
	discord, index := "connected", "open"
	if !b.fresh() {
		discord = "not connected, or no fresh heartbeat"
	}
	if b.Ready != nil {
		if err := b.Ready(r.Context()); err != nil {
			b.Log.Warn("bot: not ready", "error", err)
			index = "cannot answer"
		}
	}
	if discord != "connected" || index != "open" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	fmt.Fprintf(w, "discord: %s\nindex: %s\n", discord, index)
}
