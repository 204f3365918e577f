package main

import (
	"time"

	"aidollar/core/clearing"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/node"

	"github.com/prometheus/client_golang/prometheus"
)

// quotaSeriesMax bounds the quotas that have series of their own: the first ones that have
// a bound and have not ended. An operator's server pays for each name that it ever saw.
const quotaSeriesMax = 1000

// quotaMetrics tell what is left of quotas. Of large numbers a float holds 53 bits, which
// an alarm does not miss; the API tells them whole.
type quotaMetrics struct {
	node *node.Node
	now  func() time.Time
}

func quotaDesc(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("aidollar_quota_"+name, help, []string{"quota", "of"}, nil)
}

var (
	descQuotas     = prometheus.NewDesc("aidollar_quotas", "Licences, caps, shares and meters, those that have ended, too.", nil, nil)
	descQuotaLeft  = quotaDesc("left", "What is left of a quota in its present window, of units or of transactions.")
	descQuotaLimit = quotaDesc("limit", "What a quota lets through in its present window, of units or of transactions.")
)

// Describe implements prometheus.Collector.
func (m *quotaMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descQuotas, descQuotaLeft, descQuotaLimit} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (m *quotaMetrics) Collect(to chan<- prometheus.Metric) {
	var list []licence.Standing
	all, now := 0, m.now().UnixNano()
	m.node.View(func(machine *clearing.Machine) {
		machine.Quotas().Standings(now, func(s licence.Standing) bool {
			if all++; len(list) < quotaSeriesMax && !s.Ended && (s.Room.UnitsBound || s.Room.DrawsBound) {
				list = append(list, s)
			}
			return true
		})
	})
	to <- prometheus.MustNewConstMetric(descQuotas, prometheus.GaugeValue, float64(all))
	for i := range list {
		room, name := &list[i].Room, list[i].Quota.Name
		gauge := func(d *prometheus.Desc, value float64, of string) {
			to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, name, of)
		}
		if room.UnitsBound {
			gauge(descQuotaLeft, floatOf(room.Left), "units")
			gauge(descQuotaLimit, floatOf(room.UnitsMax), "units")
		}
		if room.DrawsBound {
			gauge(descQuotaLeft, float64(room.Draws), "transactions")
			gauge(descQuotaLimit, float64(room.DrawsMax), "transactions")
		}
	}
}

func floatOf(a money.Amount) float64 {
	const word = 1 << 64
	return float64(a.Hi)*word + float64(a.Lo)
}
