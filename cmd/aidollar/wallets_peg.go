package main

import (
	"fmt"
	"slices"

	"aidollar/core/clearing"
	"aidollar/gateway"
	"aidollar/pay/x402"
	"aidollar/pay/x402/till"
)

// offPeg is why nothing is taken in a token at a time, by the clock: the machine's own
// time stands still while nothing is entered.
func offPeg(m *clearing.Machine, number uint32, now int64) string {
	state, _ := m.Settlement().Token(number)
	return string(state.Peg.Trouble(now))
}

// off are the tokens in which nothing is taken now, and of them those in which there are
// deposits in channels: what was deposited before is good, and clients pay from it by what
// a 402 asks for.
func (w *wallets) off() (numbers, kept []uint32) {
	all := w.till.Tokens()
	w.node.View(func(m *clearing.Machine) {
		for i := range all {
			number := all[i].Number
			if offPeg(m, number, w.now().UnixNano()) == "" {
				continue
			}
			numbers = append(numbers, number)
			for _, code := range [...]uint16{clearing.AccountEscrow, clearing.AccountArriving} {
				a, _ := m.Ledger().Account(clearing.TokenAccount(code, number))
				if a.CreditsPosted.Less(a.DebitsPosted) {
					kept = append(kept, number)
					break
				}
			}
		}
	})
	return numbers, kept
}

// offRefusal refuses a payment in a token in which nothing is taken now; nil for
// another one, and for what comes from a channel: that its deposit is good is the
// machine's to say.
func (w *wallets) offRefusal(m *clearing.Machine, token *till.Token, presented any) *gateway.Refusal {
	if p, is := presented.(*x402.Payment); token == nil || is && p.Accepted.Scheme == x402.SchemeBatch {
		return nil
	}
	trouble := offPeg(m, token.Number, w.now().UnixNano())
	if trouble == "" {
		return nil
	}
	return &gateway.Refusal{Kind: gateway.RefusalPayment, Code: trouble, Detail: fmt.Sprintf("%s cannot be paid with now: %s", token.Name, clearing.Sentence(trouble))}
}

// keptSessions are the ways to pay by which sessions are offered in tokens that are kept
// for what was deposited in them before.
func (w *wallets) keptSessions(own *x402.Required, of *gateway.Reservation, p *pricing) (*x402.Required, error) {
	_, kept := w.off()
	known, _ := w.terms(of.Route)
	if len(kept) == 0 || len(w.sessions) == 0 || known == nil {
		return own, nil
	}
	price := w.price(known, p, own.Resource, x402.SchemeExact, "")
	all, err := w.till.Ask(&price)
	if err != nil {
		return nil, err
	}
	more := *own
	more.Accepts = slices.Clone(own.Accepts)
	for i := range all.Accepts {
		terms, err := all.Accepts[i].Terms(all.Version)
		if err != nil {
			return nil, err
		}
		if token := w.tokenOf(terms); token != nil && token.Currency == p.currency && slices.Contains(kept, token.Number) {
			more.Accepts = append(more.Accepts, all.Accepts[i])
		}
	}
	return &more, nil
}

func (w *wallets) tokenOf(terms *x402.Terms) *till.Token {
	all := w.till.Tokens()
	for i := range all {
		if all[i].ChainID == terms.ChainID && all[i].Asset == terms.Asset {
			return &all[i]
		}
	}
	return nil
}
