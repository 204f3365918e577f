package main

import (
	"context"

	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/exchange"
)

// Pairs implements console.Currencies.
func (s *consoleSource) Pairs(context.Context) (list []console.Pair, err error) {
	s.node.View(func(m *clearing.Machine) {
		known := map[exchange.Pair]int{}
		add := func(state exchange.PairState) {
			shown := console.Pair{PairState: state}
			shown.Base, _ = m.Asset(state.Pair.Base)
			shown.Quote, _ = m.Asset(state.Pair.Quote)
			known[state.Pair] = len(list)
			list = append(list, shown)
		}
		m.Exchange().Pairs(func(p exchange.PairState) bool {
			add(p)
			return true
		})
		for _, f := range s.rates.feeds {
			var of exchange.Pair
			of.Base, _ = m.AssetNumber(f.source.Base)
			of.Quote, _ = m.AssetNumber(f.source.Quote)
			if _, ok := known[of]; !ok {
				add(exchange.PairState{Pair: of})
			}
			if trouble := f.trouble.Load(); trouble != nil {
				list[known[of]].Trouble = *trouble
			}
		}
	})
	return list, nil
}

// Exposures implements console.Currencies.
func (s *consoleSource) Exposures(context.Context) (list []console.Exposure, err error) {
	s.node.View(func(m *clearing.Machine) {
		m.Exchange().Positions(func(p exchange.Position) bool {
			shown := console.Exposure{Position: p}
			shown.Money, _ = m.Asset(p.Asset)
			list = append(list, shown)
			return true
		})
	})
	return list, nil
}
