package main

import (
	"strconv"
	"time"

	"aidollar/core/exchange"

	"github.com/prometheus/client_golang/prometheus"
)

// chainMetrics tell how the treasury does on each chain.
type chainMetrics struct {
	chains *chains
	now    func() time.Time
}

func chainDesc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("aidollar_chain_"+name, help, append([]string{"chain", "name"}, labels...), nil)
}

var (
	descHead     = chainDesc("head_block", "Newest block that was seen.")
	descFinal    = chainDesc("final_block", "Newest block that is final in the ledger.")
	descLag      = chainDesc("final_age_seconds", "Age of the newest final block.")
	descDue      = chainDesc("payments_due", "Payments that are to be collected or are not final.")
	descUnderWay = chainDesc("collections", "Transactions under way that collect payments.")
	descArriving = chainDesc("arrivals", "Transfers to the house that are not final.")
	descPayouts  = chainDesc("payouts_open", "Batches of payouts that are not final.")
	descTrouble  = chainDesc("trouble", "1 while something goes wrong; the log says what.")
	descHalted   = chainDesc("payouts_halted", "1 while nothing is paid out in the token.", "token")
	descOffPeg   = chainDesc("off_peg", "1 while nothing is taken in the token: it is off its peg, or its price is stale or jumped.", "token")
	descPrice    = chainDesc("token_price", "What one token is worth in its currency, as it was told last; 0 when it was not.", "token")
	descEndpoint = chainDesc("endpoint_up", "1 while the endpoint answers.", "endpoint")
)

// Describe implements prometheus.Collector.
func (m *chainMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descHead, descFinal, descLag, descDue, descUnderWay, descArriving, descPayouts, descTrouble, descHalted, descOffPeg, descPrice, descEndpoint} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (m *chainMetrics) Collect(to chan<- prometheus.Metric) {
	for _, s := range m.chains.treasury.Status() {
		labels := []string{strconv.FormatUint(s.Chain, 10), s.Name}
		gauge := func(d *prometheus.Desc, value float64, more ...string) {
			to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, append(labels[:2:2], more...)...)
		}
		gauge(descHead, float64(s.Head.Number))
		gauge(descFinal, float64(s.Final.Number))
		gauge(descLag, s.Lag(m.now()).Seconds())
		gauge(descDue, float64(s.Due))
		gauge(descUnderWay, float64(s.UnderWay))
		gauge(descArriving, float64(s.Arriving))
		gauge(descPayouts, float64(s.Payouts))
		gauge(descTrouble, one(s.Trouble != ""))
		for i := range s.Tokens {
			t, number := &s.Tokens[i], strconv.FormatUint(uint64(s.Tokens[i].Number), 10)
			gauge(descHalted, one(t.Halted != ""), number)
			gauge(descOffPeg, one(t.Peg.Trouble(m.now().UnixNano()) != ""), number)
			gauge(descPrice, float64(t.Peg.Price.Price)/float64(exchange.PriceOne), number)
		}
		for _, e := range s.Endpoints {
			gauge(descEndpoint, one(e.OK), e.Name)
		}
	}
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
