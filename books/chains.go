package books

import (
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/settlement"
)

// chainRecord is what one record of the log changed about chains, each kind in
// the order in which it was told.
type chainRecord struct {
	tokens   []settlement.TokenState
	pegs     []settlement.TokenState // of which the peg changed
	payees   []settlement.Payee
	payments []settlement.Payment // without what collecting them takes
	arrivals []arrival
	payouts  []payout
	channels []channel
}

type arrival struct {
	settlement.Arrival
	state clearing.ArrivalState
}

type payout struct {
	settlement.Payout
	state clearing.PayoutState
}

type channel struct {
	clearing.ChannelState
	step clearing.ChannelStep
}

func (r *chainRecord) reset() {
	*r = chainRecord{
		tokens: r.tokens[:0], pegs: r.pegs[:0], payees: r.payees[:0], payments: r.payments[:0], arrivals: r.arrivals[:0], payouts: r.payouts[:0],
		channels: r.channels[:0],
	}
}

// TokenChanged implements clearing.Observer.
func (b *Books) TokenChanged(_ int64, t *settlement.TokenState) {
	b.current.chains.tokens = append(b.current.chains.tokens, *t)
	b.current.size += rowSize
}

// PayeeChanged implements clearing.Observer.
func (b *Books) PayeeChanged(_ int64, p *settlement.Payee) {
	b.current.chains.payees = append(b.current.chains.payees, *p)
	b.current.size += rowSize
}

// PaymentChanged implements clearing.Observer. The signature is not kept: whoever
// has it could send it to the chain.
func (b *Books) PaymentChanged(_ int64, p *settlement.Payment) {
	kept := *p
	kept.Payload = nil
	b.current.chains.payments = append(b.current.chains.payments, kept)
	b.current.size += rowSize
}

// ArrivalChanged implements clearing.Observer.
func (b *Books) ArrivalChanged(_ int64, a *settlement.Arrival, state clearing.ArrivalState) {
	b.current.chains.arrivals = append(b.current.chains.arrivals, arrival{*a, state})
	b.current.size += rowSize
}

// PayoutChanged implements clearing.Observer.
func (b *Books) PayoutChanged(_ int64, p *settlement.Payout, state clearing.PayoutState) {
	kept := payout{*p, state}
	kept.Items = slices.Clone(p.Items)
	b.current.chains.payouts = append(b.current.chains.payouts, kept)
	b.current.size += rowSize * (1 + len(kept.Items))
}

// ChannelChanged implements clearing.Observer. What claiming takes is not kept, nor
// is anything that calls change.
func (b *Books) ChannelChanged(_ int64, c *clearing.ChannelState, step clearing.ChannelStep) {
	kept := channel{*c, step}
	kept.Config, kept.Signature = nil, nil
	b.current.chains.channels = append(b.current.chains.channels, kept)
	b.current.size += rowSize
}
