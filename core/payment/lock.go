package payment

import (
	"aidollar/core/exchange"
	"aidollar/core/ledger"
)

// lock agrees on the conversion by which a call is paid: the house's position pays
// the sale, and the payer the position.
func (d *Desk) lock(call *Call, offer *exchange.Offer) Refusal {
	l, refusal := d.exchange.Lock(*offer, call.Reserved)
	if refusal != "" {
		return Refusal(refusal)
	}
	call.Lock, call.Terms.Buyer, call.Terms.Budget = l, l.Counter, 0
	return ""
}

// Holds are the transfers that reserve a call's funds, in one chain.
func (d *Desk) Holds(c *Call, parts []Part, code uint16) []ledger.Transfer {
	if !c.Lock.Locks() {
		return holds(c, parts, code)
	}
	return []ledger.Transfer{d.exchange.Hold(&c.Lock, c.ID, c.Deadline), Hold(c, code)}
}

// Releases are the transfers that return a call's holds, in one chain.
func (d *Desk) Releases(c *Call, parts []Part, code uint16) []ledger.Transfer {
	chain := releases(c, parts, code, VoidID(c.ID), voidOrdinals)
	if !c.Lock.Locks() {
		return chain
	}
	return append([]ledger.Transfer{d.exchange.Release(&c.Lock, c.ID)}, chain...)
}

// Closing is the chain that closes a call's holds at what is billed: what the payer
// gives, what the house pays for it, and the seller's shares.
func (d *Desk) Closing(c *Call, bill *Answer, codeHold, codeShare uint16) []ledger.Transfer {
	chain := Settlement(c, bill.Parts, bill.Charge, codeHold, codeShare)
	if !c.Lock.Locks() {
		return chain
	}
	return append(d.exchange.Post(&c.Lock, c.ID, bill.Deal), chain...)
}

// hold makes a call's holds: on the order's sources as far as they go, unless the
// call is paid from a channel or in another asset, and on the buyer. The refusal is
// of the house's own limits, which go before what the payer has: nobody is to pay in
// for a call that cannot be made.
func (d *Desk) hold(o *Order, c *Call) (parts []Part, r ledger.Result, refusal Refusal) {
	if o.Allow != nil {
		if refusal = o.Allow(c.Reserved); refusal != "" {
			return nil, r, refusal
		}
	}
	if len(o.Sources) > 0 && o.Voucher == nil && !c.Lock.Locks() {
		if _, used := d.ledger.Remembers(c.ID); used {
			return nil, ledger.Exists, "" // some of its holds could be made once more
		}
		parts, _ = d.draw(o.Sources, c.Reserved)
	}
	r = d.chain(d.Holds(c, parts, o.Code))
	if limited := r == ledger.DebitLimited || r == ledger.CreditLimited; limited && c.Lock.Locks() {
		return nil, r, Refusal(d.exchange.Room(&c.Lock, c.Reserved))
	}
	return parts, r, ""
}

// Refresh adds to an answer how the payer of a call stands: what can be spent, in
// the price's asset, and where that is another one than the payer's, in that, too.
func (d *Desk) Refresh(c *Call, a Answer) Answer {
	funds, _ := d.ledger.Spendable(c.Payer())
	a.Available = funds
	if !c.Lock.Locks() {
		return a
	}
	if a.Deal == nil {
		a.Deal = &exchange.Deal{Quote: c.Lock.Quote, Got: a.Reserved, Held: c.Lock.Held}
	}
	a.Deal.Funds = funds
	a.Available = c.Lock.Quote.Worth(funds)
	return a
}
