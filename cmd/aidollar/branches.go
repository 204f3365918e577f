package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/gateway"
	"aidollar/gateway/outpost"
)

// branches answers gateways elsewhere: it joins package outpost to the house.
type branches struct {
	*market
	books   *books.Books
	wallets bool // whether there are any
	gateway *gateway.Gateway
}

// mountGateways lets gateways elsewhere serve, where a seller may have one.
func (p *program) mountGateways(mux *http.ServeMux) {
	if !slices.ContainsFunc(p.market.offers, func(o offer) bool { return o.Gateways }) {
		return
	}
	s := &outpost.Server{
		House:   &branches{p.market, p.books, p.wallets != nil, p.gateway},
		HoldMax: p.gateway.HoldTime, Log: p.log,
		Busy: func(err error) bool { return nodeFailure(err) == api.FailureBusy || errors.Is(err, errBehind) },
	}
	if p.wallets != nil {
		s.Wallets = p.wallets
	}
	mux.Handle(outpost.Prefix+"/", s)
}

// offer finds the seller that may have gateways elsewhere; nil for none.
func (b *branches) offer(seller ledger.ID) *offer {
	for i := range b.offers {
		if o := &b.offers[i]; o.Seller == seller && o.Gateways {
			return o
		}
	}
	return nil
}

// Instance implements outpost.House.
func (b *branches) Instance(hash [32]byte, r *http.Request) (i outpost.Instance, err error) {
	var k clearing.Key
	known := false
	b.node.View(func(m *clearing.Machine) { k, known = m.KeyByHash(hash) })
	switch {
	case !known || !k.Live(b.now().UnixNano()):
		return i, &outpost.Unwelcome{Unknown: true, Detail: "the key is unknown, was revoked or has expired"}
	case k.Scopes&clearing.ScopeGateway == 0:
		return i, &outpost.Unwelcome{Detail: "the key has not the scope gateway; an operator makes one that has: aidollar keys add --party SELLER --scope gateway"}
	case !allowedFrom(&k, r):
		return i, &outpost.Unwelcome{Detail: "the key may not be used from this network"}
	case b.offer(k.Party) == nil:
		return i, &outpost.Unwelcome{Detail: "the key's seller may have no gateways elsewhere; the house's configuration says so by gateways: true"}
	}
	return outpost.Instance{Key: k.ID, Seller: k.Party, Sells: k.Terms.Allows}, nil
}

// Offer implements outpost.House.
func (b *branches) Offer(seller ledger.ID) (*outpost.Offer, error) {
	own := b.offer(seller)
	if own == nil {
		return nil, errors.New("the seller may have no gateways elsewhere any more")
	}
	o := &outpost.Offer{Seller: seller, Name: own.Name, Wallets: b.wallets && own.Wallets.sells, HoldMax: b.gateway.HoldTime}
	b.node.View(func(m *clearing.Machine) {
		if card, ok := m.CardAt(seller, b.now().UnixNano()); ok {
			o.Card, o.Since = card.Card, card.Since
		}
	})
	return o, nil
}

// Route implements outpost.House, and hides the market's own.
func (b *branches) Route(seller ledger.ID, model string) (*gateway.Route, bool) {
	r := b.routes().elsewhere[product{seller, model}]
	if r == nil {
		return nil, false
	}
	return &r.Route, true
}

// errBehind says that the books do not have a call yet that the machine remembers.
var errBehind = errors.New("the books do not have the call yet")

const (
	behindWait  = 2 * time.Second // for the books, which follow within a second
	behindPause = 20 * time.Millisecond
)

// Call implements outpost.House. The machine knows open calls, and the books those
// that are closed.
func (b *branches) Call(ctx context.Context, id ledger.ID) (of outpost.Call, known bool, err error) {
	recent := false
	b.node.View(func(m *clearing.Machine) {
		call, open := m.Call(id)
		if !open {
			_, recent = m.Ledger().Remembers(id)
			return
		}
		card, _ := m.Card(call.Card)
		key, _ := m.Key(call.Key)
		of, known = outpost.Call{Seller: card.Seller, Buyer: key.Party}, true
	})
	if known {
		return of, true, nil
	}
	for until := b.now().Add(behindWait); ; time.Sleep(behindPause) {
		row, err := b.books.Call(ctx, id)
		switch {
		case errors.Is(err, books.ErrNotFound) && recent && b.now().Before(until):
		case errors.Is(err, books.ErrNotFound) && recent:
			return of, false, errBehind
		case errors.Is(err, books.ErrNotFound):
			return of, false, nil
		default:
			return outpost.Call{Seller: row.Seller, Buyer: row.Buyer}, err == nil, err
		}
	}
}
