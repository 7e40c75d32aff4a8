package bot

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"verbatim/data"
)

// newsMeters reads the counts of the sources whenever /metrics is asked for: they
// stand in the store, and outlive the process.
type newsMeters struct {
	news    News
	items   *prometheus.Desc
	success *prometheus.Desc
	failing *prometheus.Desc
}

func newNewsMeters(news News) *newsMeters {
	return &newsMeters{
		news:    news,
		items:   prometheus.NewDesc("verbatim_source_total", "What polling a source gave: answers (fetched, not_modified), articles (new, updated, duplicate), and what failed.", []string{"source", "what"}, nil),
		success: prometheus.NewDesc("verbatim_source_last_success_seconds", "When a source answered last, Unix time; 0 = never.", []string{"source"}, nil),
		failing: prometheus.NewDesc("verbatim_source_failures", "Checks of a source that failed in a row.", []string{"source"}, nil),
	}
}

// Describe implements prometheus.Collector.
func (m *newsMeters) Describe(ch chan<- *prometheus.Desc) {
	ch <- m.items
	ch <- m.success
	ch <- m.failing
}

// Collect implements prometheus.Collector.
func (m *newsMeters) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	feeds, err := m.news.Feeds(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(m.items, err)
		return
	}
	seen := map[string]int{}
	for _, f := range feeds {
		feed := data.Redact(f.Feed)
		if seen[feed]++; seen[feed] > 1 { // two that differ by what is hidden
			feed += fmt.Sprintf("#%d", seen[feed])
		}
		for what, n := range map[string]int{
			"fetched": f.Counts.Fetched, "not_modified": f.Counts.NotModified, "new": f.Counts.New,
			"updated": f.Counts.Updated, "duplicate": f.Counts.Duplicate, "failed": f.Counts.Failed,
		} {
			ch <- prometheus.MustNewConstMetric(m.items, prometheus.CounterValue, float64(n), feed, what)
		}
		last := 0.0
		if !f.State.Succeeded.IsZero() {
			last = float64(f.State.Succeeded.Unix())
		}
		ch <- prometheus.MustNewConstMetric(m.success, prometheus.GaugeValue, last, feed)
		ch <- prometheus.MustNewConstMetric(m.failing, prometheus.GaugeValue, float64(f.State.Failures), feed)
	}
}
