package main

import (
	"context"

	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// sell enters the configured sellers with their cards and opens their models and
// routes.
func (p *program) sell(ctx context.Context, cards []*tariff.Card) error {
	stand, err := newStand(p.config, p.gateway, p.market.now)
	if err != nil {
		return err
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
		passages, products, err := stand.passages(s)
		if err != nil {
			return err
		}
		p.passages = append(p.passages, passages...)
		p.market.offers = append(p.market.offers, offer{
			Seller: party.ID, Name: s.Name, UsageMissing: missing(s.UsageMissing), Targets: stand.targets(s),
			Products: products, HedgeAfter: s.HedgeAfter, Cache: s.Cache, Wallets: sellToWallets(s.Wallets, s.Trust), WalletsOf: p.walletsOfRoutes(s), Gateways: s.Gateways,
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
