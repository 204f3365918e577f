package main

import (
	"net/http"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/node"
	"aidollar/pay/x402"
	"aidollar/pay/x402/service"
	"aidollar/webhook"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what Prometheus reads. Amounts are not among them: a metric is a
// float, and money is never one; the API tells amounts.
type metrics struct {
	http.Handler
	*callMetrics
	webhooks *prometheus.HistogramVec
	settled  *prometheus.HistogramVec
	registry *prometheus.Registry
}

func newMetrics(n *node.Node, b *books.Books, c *chains) *metrics {
	registry := prometheus.NewRegistry()
	m := &metrics{
		registry:    registry,
		callMetrics: newCallMetrics(registry),
		webhooks: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "aidollar_webhook_attempt_seconds", Help: "Attempts to deliver events, by what became of them.", Buckets: callBuckets,
		}, []string{"outcome"}),
		settled: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "aidollar_facilitator_seconds", Help: "Answers to other people's servers that had payments verified or settled.", Buckets: callBuckets,
		}, []string{"kind", "scheme", "outcome"}),
	}
	stats := func(pick func(ledger.Stats) float64) func() float64 {
		return func() (value float64) {
			n.View(func(m *clearing.Machine) { value = pick(m.Ledger().Stats()) })
			return value
		}
	}
	registry.MustRegister(
		m.webhooks, m.settled, &dutyMetrics{n}, &quotaMetrics{n, time.Now},
		gauge("aidollar_log_records", "Records in the log.", func() float64 { seq, _ := n.Position(); return float64(seq) }),
		gauge("aidollar_books_lag_records", "Records that the read side is behind the log.", func() float64 {
			seq, _ := n.Position()
			return float64(seq - min(seq, b.Position()))
		}),
		gauge("aidollar_open_calls", "Calls that are reserved and not closed.", func() (open float64) {
			n.View(func(m *clearing.Machine) { open = float64(m.OpenCalls()) })
			return open
		}),
		gauge("aidollar_open_reviews", "Reviews that wait for a person.", func() (open float64) {
			n.View(func(m *clearing.Machine) { open = float64(m.Reviews().OpenCount()) })
			return open
		}),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "aidollar_misplaced_calls_total", Help: "Calls that were served where rules do not let them be."}, func() (all float64) {
			n.View(func(m *clearing.Machine) { all = float64(m.Misplaced()) })
			return all
		}),
		gauge("aidollar_accounts", "Accounts in the ledger.", stats(func(s ledger.Stats) float64 { return float64(s.Accounts) })),
		gauge("aidollar_holds", "Open holds in the ledger.", stats(func(s ledger.Stats) float64 { return float64(s.Holds) })),
		gauge("aidollar_remembered_ids", "Transfer ids in the window.", stats(func(s ledger.Stats) float64 { return float64(s.IDs) })),
	)
	if c != nil {
		registry.MustRegister(&chainMetrics{c, time.Now})
	}
	m.Handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return m
}

// gauge is a number that is asked for.
func gauge(name, help string, value func() float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
}

// Webhook implements webhook.Observer.
func (m *metrics) Webhook(outcome string, took time.Duration) {
	m.webhooks.WithLabelValues(outcome).Observe(took.Seconds())
}

// Facilitator is told of each answer of the facilitator's. Reasons are many, so
// the outcome tells what an operator acts on.
func (m *metrics) Facilitator(e service.Event) {
	outcome := "good"
	switch {
	case e.Status == http.StatusServiceUnavailable:
		outcome = "unavailable"
	case e.Status != http.StatusOK:
		outcome = "unreadable"
	case e.Reason == x402.ReasonPending:
		outcome = "pending"
	case e.Reason != "":
		outcome = "refused"
	}
	m.settled.WithLabelValues(e.Kind, e.Scheme, outcome).Observe(e.Took.Seconds())
}

// endpoints counts the addresses that events are delivered to, by how they are.
func (m *metrics) endpoints(count func() (webhook.Counts, error)) {
	for state, pick := range map[string]func(webhook.Counts) int{
		"healthy":  func(c webhook.Counts) int { return c.Healthy },
		"failing":  func(c webhook.Counts) int { return c.Failing },
		"disabled": func(c webhook.Counts) int { return c.Disabled },
	} {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "aidollar_webhook_endpoints", Help: "Addresses that events are delivered to, by how they are.", ConstLabels: prometheus.Labels{"state": state},
		}, func() float64 {
			c, err := count()
			if err != nil {
				return 0 // the file is closed: the program is going down
			}
			return float64(pick(c))
		}))
	}
}
