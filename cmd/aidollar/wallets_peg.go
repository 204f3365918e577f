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

// off are the tokens in which nothing is taken now.
func (w *wallets) off() (numbers []uint32) {
	all := w.till.Tokens()
	w.node.View(func(m *clearing.Machine) {
		for i := range all {
			if offPeg(m, all[i].Number, w.now().UnixNano()) != "" {
				numbers = append(numbers, all[i].Number)
			}
		}
	})
	return numbers
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

// keepChannels tells whoever pays from a channel how to go on, also where nothing new
// is taken in its token: what was deposited before is good.
func (w *wallets) keepChannels(required *x402.Required, of *gateway.Reservation, p *pricing, why *gateway.Refusal) error {
	if why == nil {
		return nil
	}
	off := w.off()
	if _, is := why.Hint.(*correction); !is || len(off) == 0 {
		return nil
	}
	known, _ := w.terms(of.Route)
	if known == nil {
		return nil
	}
	all, err := w.ways(known, p, required.Resource, x402.SchemeBatch, "")
	if err != nil {
		return err
	}
	var kept []x402.Requirements
	for i := range all.Accepts {
		terms, err := all.Accepts[i].Terms(all.Version)
		if err != nil {
			return err
		}
		if token := w.tokenOf(terms); token != nil && slices.Contains(off, token.Number) {
			kept = append(kept, all.Accepts[i])
		}
	}
	required.Accepts = slices.Insert(required.Accepts, w.own(required, p.currency), kept...)
	return nil
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
