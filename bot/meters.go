package bot

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"verbatim/bot/outbox"
	"verbatim/data"
)

// meters counts what the bot does, for /metrics.
type meters struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec   // status
	sessions  prometheus.Counter       // times a session began or was resumed
	connected prometheus.Gauge         // shards with a session
	questions *prometheus.CounterVec   // via, status
	seconds   *prometheus.HistogramVec // via
	panics    prometheus.Counter
	brought   *prometheus.CounterVec // kind, outcome
}

func newMeters() *meters {
	m := &meters{
		registry:  prometheus.NewRegistry(),
		requests:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "verbatim_discord_requests_total", Help: "REST requests to Discord by HTTP status; none = no answer."}, []string{"status"}),
		sessions:  prometheus.NewCounter(prometheus.CounterOpts{Name: "verbatim_discord_sessions_total", Help: "Gateway sessions begun or resumed."}),
		connected: prometheus.NewGauge(prometheus.GaugeOpts{Name: "verbatim_discord_connected", Help: "Shards with a gateway session."}),
		questions: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "verbatim_questions_total", Help: "Questions by way in and by status of the answer."}, []string{"via", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "verbatim_answer_seconds", Help: "From the event's arrival until Discord took the answer.",
			Buckets: []float64{.05, .1, .25, .5, 1, 1.5, 2, 3, 5, 10}}, []string{"via"}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{Name: "verbatim_panics_total", Help: "Handlers that panicked and were recovered."}),
	}
	m.brought = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "verbatim_deliveries_total", Help: "What subscriptions brought, by kind and outcome: delivered; uncertain = nobody can tell, and it is not sent again; failed = refused; retried, paused, broken = on the way."}, []string{"kind", "outcome"})
	m.registry.MustRegister(m.brought, m.requests, m.sessions, m.connected, m.questions, m.seconds, m.panics,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *meters) request(resp *http.Response, err error) {
	status := "none"
	if err == nil {
		status = strconv.Itoa(resp.StatusCode)
	}
	m.requests.WithLabelValues(status).Inc()
}

func (m *meters) online(on bool) {
	if !on {
		m.connected.Dec()
		return
	}
	m.connected.Inc()
	m.sessions.Inc()
}

func (m *meters) delivered(kind data.SubscriptionKind, o outbox.Outcome) {
	m.brought.WithLabelValues(string(kind), string(o)).Inc()
}

func (m *meters) answered(via, status string, took time.Duration) {
	m.questions.WithLabelValues(via, status).Inc()
	m.seconds.WithLabelValues(via).Observe(took.Seconds())
}
