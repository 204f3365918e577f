package main

import (
	"context"
	"fmt"

	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/gateway"
)

// sell enters the configured sellers with their cards and opens their models and
// routes.
func (p *program) sell(ctx context.Context, cards []*tariff.Card) error {
	upstreams := map[string]*gateway.Upstream{}
	for i := range p.config.Upstreams {
		u, err := newUpstream(&p.config.Upstreams[i])
		if err != nil {
			return err
		}
		upstreams[p.config.Upstreams[i].Name] = u
	}
	for i := range p.config.Sellers {
		s := &p.config.Sellers[i]
		party, err := p.party(ctx, clearing.RoleSeller, s.Name, s.CommissionPPM)
		if err != nil {
			return err
		}
		for _, c := range cards {
			if c.Name != s.Card {
				continue
			}
			if err := p.card(ctx, party.ID, c); err != nil {
				return err
			}
		}
		products, err := p.passagesOf(s, upstreams)
		if err != nil {
			return err
		}
		p.market.offers = append(p.market.offers, offer{
			Seller: party.ID, Name: s.Name, UsageMissing: missing(s.UsageMissing), Targets: p.targets(s, upstreams),
			Products: products, HedgeAfter: s.HedgeAfter, Cache: s.Cache, Wallets: sellToWallets(s.Wallets, s.Trust), WalletsOf: p.walletsOfRoutes(s),
		})
	}
	return p.meters(ctx)
}

// sellToWallets is how things are sold without a key.
func sellToWallets(way config.Wallets, trust money.Amount) walletTerms {
	terms := walletTerms{sells: way != config.WalletsOff}
	if way == config.WalletsLater {
		terms.trust = trust
	}
	return terms
}

// walletsOfRoutes are a seller's routes that are sold otherwise than the rest.
func (p *program) walletsOfRoutes(s *config.Seller) map[string]walletTerms {
	own := map[string]walletTerms{}
	for i := range p.config.Routes {
		if r := &p.config.Routes[i]; r.Seller == s.Name && r.Wallets != nil {
			own[r.Product] = sellToWallets(*r.Wallets, s.Trust)
		}
	}
	return own
}

// targets lists the upstreams of a seller by the models they serve.
func (p *program) targets(s *config.Seller, upstreams map[string]*gateway.Upstream) map[string][]gateway.Target {
	targets := map[string][]gateway.Target{}
	for _, name := range s.Upstreams {
		u, ok := p.config.Upstream(name)
		if !ok {
			continue // the configuration's reader has refused that
		}
		for _, m := range u.Models {
			targets[m.Name] = append(targets[m.Name], gateway.Target{Upstream: upstreams[name], Model: m.Upstream,
				Weight: u.Weight, Rank: u.Rank, Region: u.Region, Cost: p.cost(u, m.Upstream)})
		}
	}
	return targets
}

// passagesOf makes the routes of a seller and gives the products they sell.
func (p *program) passagesOf(s *config.Seller, upstreams map[string]*gateway.Upstream) (map[string]bool, error) {
	products := map[string]bool{}
	for i := range p.config.Routes {
		r := &p.config.Routes[i]
		if r.Seller != s.Name {
			continue
		}
		u, ok := p.config.Upstream(r.Upstream)
		if !ok {
			continue // as above
		}
		c := gateway.PassageConfig{Path: r.Path, Methods: r.Methods, To: r.To, Product: r.Product, Upstream: upstreams[r.Upstream],
			BytesMax: r.BytesMax, Timeout: r.Timeout, Region: u.Region, Cost: p.cost(u, r.Product)}
		if r.Unit != nil {
			c.Unit = &gateway.UnitConfig{Pointer: r.Unit.Pointer, Decimals: r.Unit.Decimals, Max: r.Unit.Max, Missing: unitMissing(r.Unit.Missing)}
		}
		passage, err := p.gateway.NewPassage(c)
		if err != nil {
			return nil, fmt.Errorf("the route %s: %w", r.Path, err)
		}
		p.passages = append(p.passages, passage)
		products[r.Product] = true
	}
	return products, nil
}

// unitMissing is the gateway's word for the configuration's.
func unitMissing(u config.UnitMissing) gateway.UnitMissing {
	switch u {
	case config.UnitWaive:
		return gateway.UnitWaive
	case config.UnitRefuse:
		return gateway.UnitRefuse
	}
	return gateway.UnitBound
}

// cost gives what an upstream charges the seller for a use of a model, by the
// card of the upstream's own prices; nil without one.
func (p *program) cost(u *config.Upstream, model string) func(*meter.Quantities) tariff.Ticks {
	if u.CostCard == nil {
		return nil
	}
	prices, ok := u.CostCard.Model(model)
	if !ok {
		return nil
	}
	zone := &u.CostCard.Zone
	return func(q *meter.Quantities) tariff.Ticks {
		// What the card does not name costs nothing as far as anybody knows; that
		// must not hide the cost of the rest.
		known := *q
		for left := prices.Unpriced(q); left != 0; {
			var at meter.Meter
			at, left = left.Next()
			known[at] = 0
		}
		due, _, refusal := prices.Exact(&tariff.Circumstance{At: p.market.now().UnixNano(), Region: u.Region, Zone: zone}, &known, nil)
		if refusal != tariff.Accepted {
			return tariff.Ticks{}
		}
		return due
	}
}
