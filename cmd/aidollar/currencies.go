package main

import (
	"context"
	"fmt"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
)

// openCurrencies enters the limits and the terms that the configuration keeps where they
// differ from what is known: the configuration has the last word at each start.
func (p *program) openCurrencies(ctx context.Context) error {
	if !p.node.Leads() {
		return nil // whoever leads has a configuration, too
	}
	for i := range p.config.Positions {
		c := &p.config.Positions[i]
		set, differs := clearing.SetExposure{Limits: c.Limits}, false
		p.node.View(func(m *clearing.Machine) {
			set.Asset, _ = m.AssetNumber(c.Code)
			known, open := m.Exchange().PositionIn(set.Asset)
			differs = !open || known.Limits != c.Limits
		})
		if !differs {
			continue
		}
		switch answer, err := p.node.Do(ctx, set); {
		case err != nil:
			return err
		case answer.Refusal == string(exchange.PositionBeyond):
			// The old limits stay: a house that does not start cannot be brought within.
			p.log.Warn("the limits of a currency are not those of the configuration", "currency", c.Code, "reason", clearing.Sentence(answer.Refusal))
		case answer.Refusal != "":
			return fmt.Errorf("currencies: %s: %s", c.Code, clearing.Sentence(answer.Refusal))
		}
	}
	for i := range p.config.Rates {
		r := &p.config.Rates[i]
		if r.Terms == nil {
			continue
		}
		set, differs := clearing.SetConversion{Terms: *r.Terms}, false
		p.node.View(func(m *clearing.Machine) {
			set.Pair.Base, _ = m.AssetNumber(r.Base)
			set.Pair.Quote, _ = m.AssetNumber(r.Quote)
			known, has := m.Exchange().PairOf(set.Pair)
			differs = !has || known.Terms != *r.Terms
		})
		if !differs {
			continue
		}
		if _, err := p.do(ctx, set); err != nil {
			return fmt.Errorf("rates: the pair %s and %s: %w", r.Base, r.Quote, err)
		}
	}
	return nil
}
