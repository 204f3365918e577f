package main

import (
	"fmt"
	"time"

	"aidollar/config"
	"aidollar/core/meter"
	"aidollar/core/tariff"
	"aidollar/gateway"
)

// stand makes what a configuration has calls served by: upstreams and routes.
type stand struct {
	config    *config.Server
	gateway   *gateway.Gateway
	now       func() time.Time
	upstreams map[string]*gateway.Upstream
}

func newStand(c *config.Server, g *gateway.Gateway, now func() time.Time) (*stand, error) {
	d := &stand{config: c, gateway: g, now: now, upstreams: map[string]*gateway.Upstream{}}
	for i := range c.Upstreams {
		u, err := newUpstream(&c.Upstreams[i])
		if err != nil {
			return nil, err
		}
		d.upstreams[c.Upstreams[i].Name] = u
	}
	return d, nil
}

// targets lists the upstreams of a seller by the models they serve.
func (d *stand) targets(s *config.Seller) map[string][]gateway.Target {
	targets := map[string][]gateway.Target{}
	for _, name := range s.Upstreams {
		u, ok := d.config.Upstream(name)
		if !ok {
			continue // the configuration's reader has refused that
		}
		for _, m := range u.Models {
			targets[m.Name] = append(targets[m.Name], gateway.Target{Upstream: d.upstreams[name], Model: m.Upstream,
				Weight: u.Weight, Rank: u.Rank, Region: u.Region, Cost: d.cost(u, m.Upstream)})
		}
	}
	return targets
}

// passages makes the routes of a seller and gives the products they sell.
func (d *stand) passages(s *config.Seller) (passages []*gateway.Passage, products map[string]bool, err error) {
	products = map[string]bool{}
	for i := range d.config.Routes {
		r := &d.config.Routes[i]
		if r.Seller != s.Name {
			continue
		}
		u, ok := d.config.Upstream(r.Upstream)
		if !ok {
			continue // as above
		}
		c := gateway.PassageConfig{Path: r.Path, Methods: r.Methods, To: r.To, Product: r.Product, Upstream: d.upstreams[r.Upstream],
			BytesMax: r.BytesMax, Timeout: r.Timeout, Region: u.Region, Cost: d.cost(u, r.Product)}
		if r.Unit != nil {
			c.Unit = &gateway.UnitConfig{Pointer: r.Unit.Pointer, Decimals: r.Unit.Decimals, Max: r.Unit.Max, Missing: unitMissing(r.Unit.Missing)}
		}
		passage, err := d.gateway.NewPassage(c)
		if err != nil {
			return nil, nil, fmt.Errorf("the route %s: %w", r.Path, err)
		}
		passages = append(passages, passage)
		products[r.Product] = true
	}
	return passages, products, nil
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
func (d *stand) cost(u *config.Upstream, model string) func(*meter.Quantities) tariff.Ticks {
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
		due, _, refusal := prices.Exact(&tariff.Circumstance{At: d.now().UnixNano(), Region: u.Region, Zone: zone}, &known, nil)
		if refusal != tariff.Accepted {
			return tariff.Ticks{}
		}
		return due
	}
}
