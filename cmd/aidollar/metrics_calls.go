package main

import (
	"time"

	"aidollar/gateway"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// callMetrics are what a gateway tells, in the house or elsewhere. It is a
// gateway.Observer.
type callMetrics struct {
	calls     *prometheus.CounterVec
	total     *prometheus.HistogramVec
	steps     *prometheus.HistogramVec
	upstreams *prometheus.CounterVec
	hedges    prometheus.Counter
	cached    *prometheus.CounterVec
	latencies latencies // of the last hour, for the console
}

// callBuckets reach from a call's fastest step to its slowest stream, in seconds.
var callBuckets = []float64{.0002, .0005, .001, .002, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300}

// newCallMetrics makes them, and registers them with what the process uses.
func newCallMetrics(registry *prometheus.Registry) *callMetrics {
	m := &callMetrics{
		latencies: latencies{now: time.Now},
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "aidollar_calls_total", Help: "Model calls by how they ended.",
		}, []string{"model", "outcome"}),
		total: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "aidollar_call_seconds", Help: "Time of whole calls.", Buckets: callBuckets,
		}, []string{"stream"}),
		steps: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "aidollar_call_step_seconds", Help: "Time of a call's durable steps.", Buckets: callBuckets,
		}, []string{"step"}),
		upstreams: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "aidollar_upstream_attempts_total", Help: "Requests to upstreams.",
		}, []string{"upstream"}),
		hedges: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "aidollar_hedged_calls_total", Help: "Calls for which a second upstream was asked because the first was slow to begin.",
		}),
		cached: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "aidollar_cache_calls_total", Help: "Calls that asked for the answer cache, by what became of that.",
		}, []string{"result"}),
	}
	registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.calls, m.total, m.steps, m.upstreams, m.hedges, m.cached,
	)
	return m
}

// Call implements gateway.Observer.
func (m *callMetrics) Call(c *gateway.CallObservation) {
	m.calls.WithLabelValues(c.Model, c.Outcome).Inc()
	if c.Attempts > 0 { // what was refused at the door took no time worth telling
		m.latencies.add(c.Total, c.FirstByte)
	}
	if c.Hedged {
		m.hedges.Inc()
	}
	if c.Cache != "" {
		m.cached.WithLabelValues(c.Cache).Inc()
	}
	stream := "no"
	if c.Stream {
		stream = "yes"
	}
	m.total.WithLabelValues(stream).Observe(c.Total.Seconds())
	observe := func(step string, d time.Duration) {
		if d > 0 {
			m.steps.WithLabelValues(step).Observe(d.Seconds())
		}
	}
	observe("reserve", c.Reserve)
	observe("first_byte", c.FirstByte)
	observe("capture", c.Capture)
	if c.Attempts > 0 {
		m.upstreams.WithLabelValues(c.Upstream).Add(float64(c.Attempts))
	}
}
