package config

import (
	"aidollar/core/exchange"
	"aidollar/core/settlement"

	"go.yaml.in/yaml/v4"
)

// TokenPeg says how far a token may be from what it says it is worth, and where its
// price comes from.
type TokenPeg struct {
	Guard settlement.Guard
	Price *PriceSource // of one token in its currency; nil: as the API says
}

// PegJumpDefault is in basis points; a guard opens at a PegOpenPart of where it closes.
const (
	PegJumpDefault = 500
	PegOpenPart    = 5
)

func (r *serverReader) tokenPeg(v *yaml.Node) *TokenPeg {
	p := &TokenPeg{Guard: settlement.Guard{JumpBPS: PegJumpDefault}}
	g, opens := &p.Guard, false
	points := func(key string, least uint64, into *uint32) func(*yaml.Node) {
		return func(v *yaml.Node) {
			n, _ := r.Whole(v, key, least, uint64(exchange.BPSWhole))
			*into = uint32(n)
		}
	}
	r.mapping(v, "peg", []field{
		{"close_bps", true, points("close_bps", 1, &g.CloseBPS)},
		{"open_bps", false, func(v *yaml.Node) {
			opens = true
			points("open_bps", 0, &g.OpenBPS)(v)
		}},
		{"jump_bps", false, points("jump_bps", 0, &g.JumpBPS)},
		{"payouts", false, func(v *yaml.Node) { g.Payouts = r.Truth(v, "payouts") }},
		{"price", false, func(v *yaml.Node) {
			p.Price = &PriceSource{}
			r.mapping(v, "the price of a token", r.sourceFields(p.Price))
			r.checkSource(v, "the price of a token", p.Price)
			if p.Price.Format == SourceECB {
				r.Add(v, "source_format", "the price of a token cannot be of format ecb: the bank has rates of currencies, and none of tokens")
			}
		}},
	})
	if !opens {
		g.OpenBPS = g.CloseBPS / PegOpenPart
	}
	if g.CloseBPS != 0 && g.OpenBPS >= g.CloseBPS {
		r.Add(v, "peg_open", "open_bps is %d and close_bps %d; a guard opens nearer to par than it closes, so make open_bps smaller", g.OpenBPS, g.CloseBPS)
	}
	return p
}
