package main

import (
	"fmt"
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/gateway"
	"aidollar/pay/mpp"
	"aidollar/pay/x402"
	"aidollar/pay/x402/till"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// foreignMax bounds the tokens of other currencies in one 402: each is three ways to
// pay, and stock clients read 16 KiB of headers.
const foreignMax = 3

// pricing is what a call may cost at most, in the currency of its rate card.
type pricing struct {
	currency ledger.AssetID
	amount   money.Amount
	bids     []bid // what it comes to in tokens of other currencies
}

// bid is what a price comes to in a token of another currency, by a rate that the house
// stands by.
type bid struct {
	token *till.Token
	asked money.Amount // ledger units of the token's currency
	quote exchange.Quote
}

// quoted are the bids as the till asks for them.
func (p *pricing) quoted() (list []till.Quoted) {
	for i := range p.bids {
		list = append(list, till.Quoted{Token: p.bids[i].token.Number, Amount: p.bids[i].asked})
	}
	return list
}

// bidOf finds the rate by which a payment was asked for, the newest if several come to
// the same; nil for a payment in the price's own currency.
func (p *pricing) bidOf(paid *till.Presented) *bid {
	for i := range p.bids {
		if b := &p.bids[i]; b.token.Number == paid.Token.Number && b.asked == paid.Signed {
			return b
		}
	}
	return nil
}

// own counts the ways to pay in a price's own currency, which are asked for first.
func (w *wallets) own(required *x402.Required, currency ledger.AssetID) (n int) {
	for i := range required.Accepts {
		terms, err := required.Accepts[i].Terms(required.Version)
		if err != nil || !slices.ContainsFunc(w.till.Tokens(), func(t till.Token) bool {
			return t.ChainID == terms.ChainID && t.Asset == terms.Asset && t.Currency == currency
		}) {
			break
		}
		n++
	}
	return n
}

// priceOf is what a call is sold for now. With a payment it is told in that payment's
// token by every rate that the house still stands by; else in each token by the newest.
func (w *wallets) priceOf(known *route, of *gateway.Reservation, presented any) (p pricing, refusal *gateway.Refusal) {
	var ok bool
	if p.amount, ok = known.bound(of, w.now().UnixNano()); !ok {
		return p, &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: "bound_unknown", Detail: "the most that the call can cost is no amount"}
	}
	w.node.View(func(m *clearing.Machine) {
		p.currency, _ = m.AssetNumber(known.currency)
		tokens, amount := w.foreign(m, p.currency), uint256.Int{}
		if presented != nil {
			var token *till.Token
			token, amount = w.chosen(presented)
			if refusal = w.offRefusal(m, token, presented); token == nil || token.Currency == p.currency || refusal != nil {
				return
			}
			tokens = []*till.Token{token}
		}
		for _, token := range tokens {
			bids, trouble := bidsFor(m, token, &p, w.now().UnixNano())
			if presented == nil && len(bids) > 1 {
				bids = bids[:1]
			}
			p.bids = append(p.bids, bids...)
			if presented == nil || trouble == "" && offers(bids, &amount) {
				continue
			}
			if trouble == "" {
				trouble = since(m, token, p.currency, p.amount, &amount)
			}
			if trouble != "" {
				refusal = &gateway.Refusal{Kind: gateway.RefusalPayment, Code: trouble,
					Detail: fmt.Sprintf("%s cannot be paid with now: %s", token.Name, clearing.Sentence(trouble))}
			}
		}
	})
	return p, refusal
}

// foreign are the tokens of other currencies that are asked for, in the configuration's
// order.
func (w *wallets) foreign(m *clearing.Machine, currency ledger.AssetID) (tokens []*till.Token) {
	all := w.till.Tokens()
	for i := range all {
		if all[i].Currency != currency && len(tokens) < foreignMax && offPeg(m, all[i].Number, w.now().UnixNano()) == "" {
			tokens = append(tokens, &all[i])
		}
	}
	return tokens
}

// chosen is the token that a payment is in and the amount, as the payment says; nil
// for one that the house does not take.
func (w *wallets) chosen(presented any) (token *till.Token, amount uint256.Int) {
	var chain uint64
	var contract common.Address
	switch p := presented.(type) {
	case *x402.Payment:
		terms, err := p.Accepted.Terms(p.Version)
		if err != nil {
			return nil, amount // the till says what is wrong
		}
		chain, contract, amount = terms.ChainID, terms.Asset, terms.Amount
	case *mpp.Credential:
		charge, ok := mpp.ReadCharge(p.Challenge.Request)
		if !ok {
			return nil, amount
		}
		chain, contract, amount = charge.ChainID, charge.Currency, charge.Amount
	}
	all := w.till.Tokens()
	for i := range all {
		if all[i].ChainID == chain && all[i].Asset == contract {
			return &all[i], amount
		}
	}
	return nil, amount
}

// bidsFor are what a price comes to in a token, by each rate that the house stands by,
// newest first; else the reason why there is none. The machine's own time stands still
// while nothing is entered, so that it does not know that a rate has become stale.
func bidsFor(m *clearing.Machine, token *till.Token, p *pricing, now int64) (bids []bid, trouble string) {
	book := m.Exchange()
	if _, refusal := book.Ask(now, token.Currency, p.currency, p.amount, false); refusal != "" {
		return nil, string(refusal)
	}
	for _, q := range book.Offered(token.Currency, p.currency) {
		if most, ok := q.Most(p.amount); ok {
			bids = append(bids, bid{token, token.Asked(most), q})
		}
	}
	return bids, ""
}

func offers(bids []bid, units *uint256.Int) bool {
	for i := range bids {
		if inUnits(&bids[i]) == *units {
			return true
		}
	}
	return false
}

// inUnits is what is asked in the token's smallest units.
func inUnits(b *bid) uint256.Int {
	units, _ := b.asked.DivMod64(b.token.Unit)
	return uint256.Int{units.Lo, units.Hi, 0, 0}
}

// since tells what became of the rate by which an amount was asked for; empty when no
// rate that is remembered comes to it.
func since(m *clearing.Machine, token *till.Token, currency ledger.AssetID, amount money.Amount, units *uint256.Int) string {
	book := m.Exchange()
	for _, pair := range [...]exchange.Pair{{Base: token.Currency, Quote: currency}, {Base: currency, Quote: token.Currency}} {
		rates := book.Rates(pair)
		for i := len(rates) - 1; i >= 0; i-- {
			q := rates[i].Asks(token.Currency, currency)
			most, ok := q.Most(amount)
			if old := (bid{token, token.Asked(most), q}); ok && inUnits(&old) == *units {
				_, refusal := book.Honour(q.Number, token.Currency, currency)
				return string(refusal)
			}
		}
	}
	return ""
}

// conversion is what the gateway is told of a call that was paid in another currency.
func conversion(m *clearing.Machine, d *exchange.Deal) *gateway.Conversion {
	give, _ := m.Asset(d.Quote.Give)
	return &gateway.Conversion{Asset: give, Paid: d.Paid, Available: d.Funds}
}
