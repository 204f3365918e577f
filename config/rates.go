package config

import (
	"slices"

	"aidollar/core/exchange"

	"go.yaml.in/yaml/v4"
)

// RateSource is where the rate of a pair of currencies comes from.
type RateSource struct {
	Base, Quote string // currencies; the price is of one base in the quote
	PriceSource
	JumpBPS uint32          // a change of more than so many basis points is held back
	Terms   *exchange.Terms // how the pair is converted; nil: as the API says
}

// RateJumpDefault is in basis points.
const RateJumpDefault = 500

const ratesMax = 256

// rates reads where rates come from.
func (r *serverReader) rates(v *yaml.Node) {
	lines := map[[2]string]int{}
	for _, element := range r.filled(v, "rates", "source", ratesMax) {
		s := r.rateSource(element)
		for _, pair := range [][2]string{{s.Base, s.Quote}, {s.Quote, s.Base}} {
			if line, twice := lines[pair]; twice && s.Base != "" {
				r.Add(element, "rate_duplicate", "the pair %s and %s has a source on line %d already; keep one", s.Base, s.Quote, line)
				break
			}
		}
		lines[[2]string{s.Base, s.Quote}] = element.Line
		r.server.Rates = append(r.server.Rates, s)
	}
}

func (r *serverReader) rateSource(element *yaml.Node) RateSource {
	s := RateSource{JumpBPS: RateJumpDefault}
	r.mapping(element, "a source of rates", slices.Concat([]field{
		{"base", true, func(v *yaml.Node) { r.currency(v, "base", &s.Base) }},
		{"quote", true, func(v *yaml.Node) { r.currency(v, "quote", &s.Quote) }},
		{"jump_bps", false, func(v *yaml.Node) {
			n, _ := r.Whole(v, "jump_bps", 1, uint64(exchange.BPSWhole))
			s.JumpBPS = uint32(n)
		}},
	}, r.termsFields(&s), r.sourceFields(&s.PriceSource)))
	r.checkSource(element, "a source of rates", &s.PriceSource)
	if s.Base == s.Quote && s.Base != "" {
		r.Add(element, "rate_pair", "base and quote are both %s; a rate is of two currencies", s.Base)
	}
	return s
}
