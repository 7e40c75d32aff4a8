package bot

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"verbatim/data"
)

// subscriptionMeters reads how many subscriptions there are whenever /metrics is
// asked for: they stand in the store, and outlive the process.
type subscriptionMeters struct {
	kept    Subscriptions
	running *prometheus.Desc
	paused  *prometheus.Desc
}

func newSubscriptionMeters(kept Subscriptions) *subscriptionMeters {
	return &subscriptionMeters{
		kept:    kept,
		running: prometheus.NewDesc("verbatim_subscriptions", "Subscriptions that run, by kind.", []string{"kind"}, nil),
		paused:  prometheus.NewDesc("verbatim_subscriptions_paused", "Subscriptions that stopped because their way to the reader is closed.", nil, nil),
	}
}

// Describe implements prometheus.Collector.
func (m *subscriptionMeters) Describe(ch chan<- *prometheus.Desc) {
	ch <- m.running
	ch <- m.paused
}

// Collect implements prometheus.Collector.
func (m *subscriptionMeters) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	running, paused, err := m.kept.SubscriptionCounts(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(m.running, err)
		return
	}
	for _, kind := range []data.SubscriptionKind{data.Digest, data.Alert, data.Once} {
		ch <- prometheus.MustNewConstMetric(m.running, prometheus.GaugeValue, float64(running[kind]), string(kind))
	}
	ch <- prometheus.MustNewConstMetric(m.paused, prometheus.GaugeValue, float64(paused))
}
