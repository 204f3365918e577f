package main

import (
	"net/http"
	"time"

	"aidollar/gateway/outpost"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// branchMetrics are what Prometheus reads of a gateway elsewhere.
type branchMetrics struct {
	http.Handler
	*callMetrics
	house    *prometheus.HistogramVec
	registry *prometheus.Registry
}

func newBranchMetrics() *branchMetrics {
	registry := prometheus.NewRegistry()
	m := &branchMetrics{
		registry:    registry,
		callMetrics: newCallMetrics(registry),
		house: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "aidollar_house_seconds", Help: "Questions to the house, by step and what became of them.", Buckets: callBuckets,
		}, []string{"step", "outcome"}),
	}
	registry.MustRegister(m.house)
	m.Handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return m
}

// House is told of each question to the house.
func (m *branchMetrics) House(step, outcome string, took time.Duration) {
	m.house.WithLabelValues(step, outcome).Observe(took.Seconds())
}

// client adds how the client of the house stands.
func (m *branchMetrics) client(c *outpost.Client) {
	of := func(pick func(outpost.Standing) float64) func() float64 {
		return func() float64 { return pick(c.Standing()) }
	}
	m.registry.MustRegister(
		gauge("aidollar_kept_captures", "Ends of calls that the house is yet to be told of.", of(func(s outpost.Standing) float64 { return float64(s.Kept) })),
		gauge("aidollar_kept_captures_age_seconds", "How long the oldest of them has waited.", of(func(s outpost.Standing) float64 {
			if s.Oldest.IsZero() {
				return 0
			}
			return time.Since(s.Oldest).Seconds()
		})),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "aidollar_lost_captures_total", Help: "Delivered calls that were not charged: their holds had run out, or the house said no.",
		}, of(func(s outpost.Standing) float64 { return float64(s.Lost) })),
		gauge("aidollar_house_age_seconds", "Time since the house last told what is sold.", of(func(s outpost.Standing) float64 { return time.Since(s.Seen).Seconds() })),
	)
}
