package main

import (
	"context"
	"fmt"
	"sort"
	"sync/atomic"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
	"aidollar/gateway"
	"aidollar/node"
)

// market joins the gateway to the node: it knows which seller serves which
// model on what terms, and speaks the machine's commands.
type market struct {
	node   *node.Node
	offers []offer
	table  atomic.Pointer[routeTable]
	now    func() time.Time
}

// offer is what the configuration says of a seller: where its models run and
// what a call costs whose usage is missing.
type offer struct {
	Seller       ledger.ID
	Name         string
	UsageMissing payment.Policy
	Targets      map[string][]gateway.Target // by the model's name on the card
}

// routeTable is what can be called while the machine's registry stays as it is.
type routeTable struct {
	revision uint64
	until    int64 // a card begins or ends then, Unix nanoseconds
	routes   map[string]*route
	models   []gateway.Model
}

// route is a gateway's route with the prices behind it.
type route struct {
	gateway.Route
	prices *tariff.Model
}

// routeTableLife bounds how long a table is used, so that a card whose validity
// begins or ends is noticed.
const routeTableLife = int64(time.Second)

// Key implements gateway.Clearing.
func (m *market) Key(hash [32]byte) (key gateway.Key, ok bool) {
	m.node.View(func(machine *clearing.Machine) {
		var k clearing.Key
		if k, ok = machine.KeyByHash(hash); ok {
			key = gateway.Key{ID: k.ID, Party: k.Party, Calls: k.Scopes&clearing.ScopeCall != 0}
			ok = k.Revoked == 0
		}
	})
	return key, ok
}

// Route implements gateway.Clearing.
func (m *market) Route(_ gateway.Key, model string) (*gateway.Route, bool) {
	r, ok := m.routes().routes[model]
	if !ok {
		return nil, false
	}
	return &r.Route, true
}

// Models implements gateway.Clearing.
func (m *market) Models(gateway.Key) []gateway.Model {
	return append([]gateway.Model(nil), m.routes().models...)
}

// Price implements gateway.Clearing.
func (m *market) Price(r *gateway.Route, limits []tariff.Limit) (money.Amount, bool) {
	known, ok := m.routes().routes[r.Model]
	if !ok {
		return money.Amount{}, false
	}
	amount, refusal := known.prices.Bound(limits, &tariff.Circumstance{}, nil, nil)
	return amount, refusal == tariff.Accepted
}

// Reserve implements gateway.Clearing.
func (m *market) Reserve(ctx context.Context, r gateway.Reservation) (gateway.Reserved, error) {
	if _, ok := m.routes().routes[r.Route.Model]; !ok {
		return gateway.Reserved{}, &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: "model_unknown", Detail: "the model was just taken off the rate card"}
	}
	answer, err := m.node.Do(ctx, clearing.Reserve{
		Call: r.Call, Key: r.Key.ID, Seller: r.Route.Seller, Model: r.Route.Model,
		Limits: r.Limits, Deadline: r.Deadline.UnixNano(),
	})
	if err != nil {
		return gateway.Reserved{}, err
	}
	if answer.Refusal != "" {
		return gateway.Reserved{}, refusal(answer)
	}
	return gateway.Reserved{Amount: answer.Call.Reserved}, nil
}

// refusal tells the gateway what a refused reservation means to the client.
func refusal(a clearing.Answer) *gateway.Refusal {
	r := &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: a.Refusal, Detail: clearing.Sentence(a.Refusal)}
	switch payment.Refusal(a.Refusal) {
	case payment.InsufficientFunds:
		r.Kind, r.Needed, r.Available = gateway.RefusalFunds, a.Call.Reserved, a.Call.Available
	case payment.CallsFull, payment.ContractsFull:
		r.Kind = gateway.RefusalLimit
	}
	if a.Refusal == ledger.BudgetSpent.String() {
		r.Kind = gateway.RefusalLimit
	}
	return r
}

// Capture implements gateway.Clearing.
func (m *market) Capture(ctx context.Context, c gateway.Capture) (gateway.Captured, error) {
	answer, err := m.node.Do(ctx, clearing.Capture{Call: c.Call, Usage: c.Usage, Policy: c.Policy, Upstream: c.Upstream})
	if err != nil {
		return gateway.Captured{}, err
	}
	switch payment.Refusal(answer.Refusal) {
	case payment.CallCaptured:
		// An attempt whose answer was lost did it; the balance is the present one.
		m.node.View(func(machine *clearing.Machine) {
			answer.Call.Available, _ = machine.Ledger().Spendable(clearing.PartyAccount(c.Key.Party, clearing.AccountBuyer))
		})
		fallthrough
	case "":
		return gateway.Captured{Charge: answer.Call.Charge, Available: answer.Call.Available}, nil
	case payment.Refusal(tariff.MeterUnpriced.Code()):
		// The upstream counted something that the card has no price for. The
		// buyer agreed to the reservation and to nothing else.
		c.Policy = payment.Reservation
		return m.Capture(ctx, c)
	}
	return gateway.Captured{}, refusal(answer)
}

// Void implements gateway.Clearing.
func (m *market) Void(ctx context.Context, call ledger.ID, reason string) error {
	answer, err := m.node.Do(ctx, clearing.Void{Call: call, Reason: reason})
	if err != nil {
		return err
	}
	switch payment.Refusal(answer.Refusal) {
	case "", payment.CallClosed, payment.CallUnknown:
		return nil
	}
	return fmt.Errorf("the void of call %s was refused: %s", call, answer.Refusal)
}

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
	table := &routeTable{until: now + routeTableLife, routes: map[string]*route{}}
	m.node.View(func(machine *clearing.Machine) {
		table.revision = machine.Revision()
		for i := range m.offers {
			if card, ok := machine.CardAt(m.offers[i].Seller, now); ok {
				table.add(&m.offers[i], card)
			}
		}
	})
	sort.Slice(table.models, func(i, j int) bool { return table.models[i].ID < table.models[j].ID })
	return table
}

func (t *routeTable) add(o *offer, c clearing.SellerCard) {
	for i := range c.Card.Models {
		prices := &c.Card.Models[i]
		targets := o.Targets[prices.Name]
		if len(targets) == 0 || t.routes[prices.Name] != nil {
			continue
		}
		t.routes[prices.Name] = &route{prices: prices, Route: gateway.Route{
			Model: prices.Name, Seller: o.Seller, InputMax: prices.InputMax, OutputMax: prices.OutputMax, Priced: prices.Meters(),
			Targets: targets, UsageMissing: o.UsageMissing,
		}}
		model := gateway.Model{
			ID: prices.Name, Created: c.Since / int64(time.Second), OwnedBy: o.Name,
			InputMax: prices.InputMax, OutputMax: prices.OutputMax,
		}
		for base, left := prices.Base(), prices.Base().Priced; left != 0; {
			var at meter.Meter
			at, left = left.Next()
			model.Prices = append(model.Prices, price(at, base.Prices[at], c.Card.Asset))
		}
		t.models = append(t.models, model)
	}
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
