package main

import (
	"context"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
	"aidollar/gateway"
	"aidollar/gateway/limit"
	"aidollar/node"
)

// market joins the gateway to the node: it knows which seller serves which
// model on what terms, and speaks the machine's commands.
type market struct {
	node   *node.Node
	offers []offer
	table  atomic.Pointer[routeTable]
	now    func() time.Time
	// due is told when a payment by a wallet is to be collected; nil without chains.
	due func()
}

// offer is what the configuration says of a seller: where its models run and
// what a call costs whose usage is missing.
type offer struct {
	Seller       ledger.ID
	Name         string
	UsageMissing payment.Policy
	Targets      map[string][]gateway.Target // by the model's name on the card
	Products     map[string]bool             // names on the card that routes sell by themselves
	HedgeAfter   time.Duration
	Cache        bool // whether answers are kept for buyers who ask for it
	Wallets      walletTerms
	WalletsOf    map[string]walletTerms // by the name on the card, where it is sold otherwise
	Gateways     bool                   // whether gateways elsewhere serve what is on the card
}

// Key implements gateway.Clearing.
func (m *market) Key(_ context.Context, hash [32]byte) (key gateway.Key, ok bool, err error) {
	m.node.View(func(machine *clearing.Machine) {
		k, known := machine.KeyByHash(hash)
		key, ok = gatewayKey(k), known && k.Revoked == 0
	})
	return key, ok, nil
}

// KeyByID implements gateway.Clearing.
func (m *market) KeyByID(id ledger.ID) (key gateway.Key, ok bool) {
	m.node.View(func(machine *clearing.Machine) {
		k, known := machine.Key(id)
		key, ok = gatewayKey(k), known && k.Revoked == 0
	})
	return key, ok
}

func gatewayKey(k clearing.Key) gateway.Key {
	return gateway.Key{ID: k.ID, Party: k.Party, Calls: k.Scopes&clearing.ScopeCall != 0, Networks: networks(k.Terms.Networks),
		Rate: limit.Rate{Requests: k.Terms.RequestsPerMinute, Tokens: k.Terms.TokensPerMinute}}
}

// allowedFrom says whether a key may be used from where a request comes from.
func allowedFrom(k *clearing.Key, r *http.Request) bool {
	list := networks(k.Terms.Networks)
	return len(list) == 0 || list.Contains(limit.ClientAddress(r.RemoteAddr, nil, nil))
}

// networks reads what the machine has checked. Should it hold what cannot be
// read all the same, the key is good from nowhere.
func networks(texts []string) limit.Networks {
	list, err := limit.ParseNetworks(texts)
	if err != nil {
		return limit.Networks{netip.Prefix{}}
	}
	return list
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

// Affords implements gateway.Clearing.
func (m *market) Affords(r *gateway.Reservation) (enough bool) {
	known := m.find(r.Route)
	if known == nil {
		return false
	}
	need, ok := known.bound(r, m.now().UnixNano())
	m.node.View(func(machine *clearing.Machine) {
		free, is := machine.Ledger().Spendable(clearing.PartyAccount(r.Key.Party, clearing.AccountBuyer))
		enough = ok && is && !free.Less(need)
	})
	return enough
}

// find is what there is behind a gateway's route, here or elsewhere; nil for what was
// just taken off the card.
func (m *market) find(r *gateway.Route) *route {
	table := m.routes()
	if here := table.routes[r.Model]; here != nil && here.Seller == r.Seller {
		return here
	}
	return table.elsewhere[product{r.Seller, r.Model}]
}

// Price implements gateway.Clearing.
func (m *market) Price(r *gateway.Route, limits []tariff.Limit) (money.Amount, bool) {
	known := m.find(r)
	if known == nil {
		return money.Amount{}, false
	}
	return known.price(limits)
}
