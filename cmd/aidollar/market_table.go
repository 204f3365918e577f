package main

import (
	"slices"
	"sort"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/gateway"
)

// routeTable is what can be called while the machine's registry stays as it is.
type routeTable struct {
	revision uint64
	until    int64 // a card begins or ends then, Unix nanoseconds
	routes   map[string]*route
	models   []gateway.Model
	regions  []string // where models run, by name
	// elsewhere is what gateways elsewhere may sell. They have no targets.
	elsewhere map[product]*route
}

// product is a name on a seller's card.
type product struct {
	seller ledger.ID
	name   string
}

// route is a gateway's route with the prices behind it.
type route struct {
	gateway.Route
	prices   *tariff.Model
	currency string // of the card: an asset's code
	zone     *tariff.Zone
	wallets  walletTerms
	since    int64 // when its card came, Unix seconds
}

// bound is the most that a call can cost whose caller has no history here, at a
// time in Unix nanoseconds.
func (r *route) bound(of *gateway.Reservation, now int64) (money.Amount, bool) {
	at := tariff.Circumstance{At: now, Region: of.Region, Service: of.Service, Zone: r.zone}
	amount, refusal := r.prices.Bound(of.Limits, &at, nil, nil)
	return amount, refusal == tariff.Accepted
}

// price is the most that a call can cost as far as is known without its time.
func (r *route) price(limits []tariff.Limit) (money.Amount, bool) {
	amount, refusal := r.prices.Bound(limits, &tariff.Circumstance{}, nil, nil)
	return amount, refusal == tariff.Accepted
}

// meterRequest is the one meter whose count is known before a call runs.
var meterRequest = meter.SetOf(meter.Request)

// routeTableLife bounds how long a table is used, so that a card whose validity
// begins or ends is noticed.
const routeTableLife = int64(time.Second)

// routes gives the table of the registry as it is now.
func (m *market) routes() *routeTable {
	table := m.table.Load()
	var revision uint64
	m.node.View(func(machine *clearing.Machine) { revision = machine.Revision() })
	now := m.now().UnixNano()
	if table != nil && table.revision == revision && now < table.until {
		return table
	}
	table = m.build(now)
	m.table.Store(table)
	return table
}

func (m *market) build(now int64) *routeTable {
	table := newRouteTable()
	table.until = now + routeTableLife
	m.node.View(func(machine *clearing.Machine) {
		table.revision = machine.Revision()
		for i := range m.offers {
			if card, ok := machine.CardAt(m.offers[i].Seller, now); ok {
				table.add(&m.offers[i], card)
			}
		}
	})
	table.sort()
	return table
}

func newRouteTable() *routeTable {
	return &routeTable{routes: map[string]*route{}, elsewhere: map[product]*route{}}
}

func (t *routeTable) sort() {
	slices.Sort(t.regions)
	t.regions = slices.Compact(t.regions)
	sort.Slice(t.models, func(i, j int) bool { return t.models[i].ID < t.models[j].ID })
}

func (t *routeTable) add(o *offer, c clearing.SellerCard) {
	for i := range c.Card.Models {
		prices := &c.Card.Models[i]
		targets := o.Targets[prices.Name]
		passage := o.Products[prices.Name]
		r := o.route(prices, &c)
		if o.Gateways {
			copied := *r
			t.elsewhere[product{o.Seller, prices.Name}] = &copied
		}
		if (len(targets) == 0 && !passage) || t.routes[prices.Name] != nil {
			continue
		}
		r.Targets, r.Passage = targets, passage
		for i := range targets {
			t.regions = append(t.regions, targets[i].Region)
		}
		t.routes[prices.Name] = r
		if passage {
			continue // it is no model, so the list of models does not show it
		}
		model := gateway.Model{
			ID: prices.Name, Created: c.Since / int64(time.Second), OwnedBy: o.Name,
			InputMax: prices.InputMax, OutputMax: prices.OutputMax,
		}
		for base, left := prices.Base(), prices.Base().Priced; left != 0; {
			var at meter.Meter
			at, left = left.Next()
			model.Prices = append(model.Prices, price(at, base.Prices[at], c.Card.Asset))
		}
		for left := prices.Base().Meters() &^ prices.Base().Priced; left != 0; {
			var at meter.Meter
			at, left = left.Next()
			model.Tiered = append(model.Tiered, at.String())
		}
		for i := range prices.Variants[:len(prices.Variants)-1] {
			model.Variants = append(model.Variants, prices.Variants[i].Name)
		}
		t.models = append(t.models, model)
	}
}

// byPrompt reports whether a call's prices hang on the length of its prompt, which a
// part of it does not have.
func byPrompt(m *tariff.Model) bool {
	return slices.ContainsFunc(m.Variants, func(v tariff.Variant) bool { return v.When.InputOver > 0 })
}

// route is a product's, without what serves it.
func (o *offer) route(prices *tariff.Model, c *clearing.SellerCard) *route {
	return &route{prices: prices, currency: c.Card.Asset, zone: &c.Card.Zone, wallets: o.walletsOf(prices.Name), since: c.Since / int64(time.Second), Route: gateway.Route{
		Model: prices.Name, Seller: o.Seller, InputMax: prices.InputMax, OutputMax: prices.OutputMax, Priced: prices.Meters(), Services: services(prices),
		UsageMissing: o.UsageMissing, Indivisible: byPrompt(prices), HedgeAfter: o.HedgeAfter, Cache: o.Cache && prices.Meters().Has(meter.ResponseCached),
	}}
}

// walletsOf is how a product is sold without a key.
func (o *offer) walletsOf(name string) walletTerms {
	if own, ok := o.WalletsOf[name]; ok {
		return own
	}
	return o.Wallets
}

// services are the tiers with prices of their own, beside the standard one.
func services(m *tariff.Model) (tiers []string) {
	for i := range m.Variants {
		for _, tier := range m.Variants[i].When.Services {
			if tier != tariff.ServiceStandard && !slices.Contains(tiers, tier) {
				tiers = append(tiers, tier)
			}
		}
	}
	return tiers
}

// price prints tokens by the million, as the trade does, and the rest one by one.
func price(at meter.Meter, ticks tariff.Ticks, currency string) gateway.ModelPrice {
	const million = 1_000_000
	per := uint64(1)
	if at.Unit() == "token" {
		per = million
	}
	total, _ := ticks.Mul64(per)
	return gateway.ModelPrice{Meter: at.String(), Amount: total.Decimal(tariff.TickScale), Per: per, Currency: currency}
}
