package config

import (
	"time"

	"aidollar/core/exchange"

	"go.yaml.in/yaml/v4"
)

// Currency bounds the house's own position in a currency.
type Currency struct {
	Code   string          // by ISO 4217
	Limits exchange.Limits // ledger units of the currency
}

const currenciesMax = 256

// currencies reads how much of each currency the house may hold and have given out.
func (r *serverReader) currencies(v *yaml.Node) {
	lines := map[string]int{}
	for _, element := range r.filled(v, "currencies", "currency", currenciesMax) {
		var c Currency
		r.mapping(element, "a currency", []field{
			{"currency", true, func(v *yaml.Node) { r.currency(v, "currency", &c.Code) }},
			{"long_max", true, func(v *yaml.Node) { keep(&c.Limits.LongMax)(r.units(v, "long_max")) }},
			{"short_max", true, func(v *yaml.Node) { keep(&c.Limits.ShortMax)(r.units(v, "short_max")) }},
		})
		if line, twice := lines[c.Code]; twice && c.Code != "" {
			r.Add(element, "currency_duplicate", "the currency %s has limits on line %d already; keep one", c.Code, line)
		}
		lines[c.Code] = element.Line
		r.server.Positions = append(r.server.Positions, c)
	}
}

// The terms of a pair that the configuration opens, where it says nothing else.
const (
	SlipDefault   = 100 // basis points
	HonourDefault = 2 * time.Minute
)

// termsFields are the keys that say how a pair is converted. One of them makes the
// configuration keep the terms; with none they are what the API made them.
func (r *serverReader) termsFields(s *RateSource) []field {
	terms := func() *exchange.Terms {
		if s.Terms == nil {
			s.Terms = &exchange.Terms{Open: true, SlipBPS: SlipDefault, Honour: int64(HonourDefault)}
		}
		return s.Terms
	}
	return []field{
		{"open", false, func(v *yaml.Node) { terms().Open = r.Truth(v, "open") }},
		{"spread_bps", false, func(v *yaml.Node) {
			n, _ := r.Whole(v, "spread_bps", 0, uint64(exchange.SpreadMax))
			terms().SpreadBPS = uint32(n)
		}},
		{"slip_bps", false, func(v *yaml.Node) {
			n, _ := r.Whole(v, "slip_bps", 0, uint64(exchange.BPSWhole))
			terms().SlipBPS = uint32(n)
		}},
		{"honour", false, func(v *yaml.Node) {
			d, _ := r.duration(v, "honour", 0, time.Duration(exchange.HonourMax))
			terms().Honour = int64(d)
		}},
	}
}
