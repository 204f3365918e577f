package main

import (
	"time"

	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/node"

	"github.com/prometheus/client_golang/prometheus"
)

// dutyMetrics tell what decisions oblige the house to and is not done yet.
type dutyMetrics struct{ node *node.Node }

var (
	dutiesOpen    = prometheus.NewDesc("aidollar_duties_open", "Duties that are still to be done, by kind.", []string{"kind"}, nil)
	dutiesOldest  = prometheus.NewDesc("aidollar_duties_oldest_age_seconds", "For how long the oldest open duty has been owed, by kind; absent where none is.", []string{"kind"}, nil)
	dutiesOverdue = prometheus.NewDesc("aidollar_duties_overdue", "Duties that should have been done, questions that were asked again and are not allowed any more included.", nil, nil)
)

// Describe implements prometheus.Collector.
func (*dutyMetrics) Describe(to chan<- *prometheus.Desc) {
	to <- dutiesOpen
	to <- dutiesOldest
	to <- dutiesOverdue
}

// Collect implements prometheus.Collector.
func (c *dutyMetrics) Collect(to chan<- prometheus.Metric) {
	open, oldest := map[duty.Kind]int{}, map[duty.Kind]int64{}
	overdue, now := 0, int64(0)
	c.node.View(func(m *clearing.Machine) {
		now = m.Now()
		m.Duties().Open(func(d *duty.Duty) bool {
			if open[d.Kind]++; oldest[d.Kind] == 0 || d.At < oldest[d.Kind] {
				oldest[d.Kind] = d.At
			}
			if d.State == duty.Failed || d.Overdue(now) {
				overdue++
			}
			return true
		})
	})
	for kind, word := range duty.Kinds() {
		if word == "" {
			continue
		}
		to <- prometheus.MustNewConstMetric(dutiesOpen, prometheus.GaugeValue, float64(open[duty.Kind(kind)]), word)
		if since := oldest[duty.Kind(kind)]; since != 0 {
			to <- prometheus.MustNewConstMetric(dutiesOldest, prometheus.GaugeValue, time.Duration(now-since).Seconds(), word)
		}
	}
	to <- prometheus.MustNewConstMetric(dutiesOverdue, prometheus.GaugeValue, float64(overdue))
}
