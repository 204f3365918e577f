package recourse

import (
	"slices"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// id makes the id of a posting. Nobody else may use ids of this form.
func (b *Book) id() ledger.ID {
	b.serial++
	return ledger.ID{Hi: uint64(b.ledger.Now()/1_000_000)<<16 | 0x7266, Lo: 1<<63 | b.serial}
}

// move makes a posting of the book's own. Its id is made here unless it has one.
func (b *Book) move(t ledger.Transfer) ledger.Result {
	if t.ID.IsZero() {
		t.ID = b.id()
	}
	var out [1]ledger.Outcome
	b.ledger.Manage(func() { b.ledger.Transfers([]ledger.Transfer{t}, out[:0]) })
	if out[0].Result == ledger.OK {
		b.events = append(b.events, Event{Posting: &ledger.Posting{Transfer: t, Posted: out[0].Amount}})
	}
	return out[0].Result
}

// atomic carries out postings that stand or fall together.
func (b *Book) atomic(f func() ledger.Result) ledger.Result {
	kept, serial := len(b.events), b.serial
	r := b.ledger.Atomic(f)
	if r != ledger.OK {
		b.events, b.serial = b.events[:kept], serial
	}
	return r
}

// share is what one account of the rule gives of an amount.
type share struct {
	account ledger.ID
	amount  money.Amount
}

// shares are what the shares of a sale give of an amount.
func (b *Book) shares(s *Sale, amount money.Amount) (list []share) {
	moves, _ := b.ledger.Unsplit(s.Rule, amount, s.Account)
	for _, m := range moves {
		// The carry account is the house's own steps' alone: what it gives is there.
		if a, _ := b.ledger.Account(m.From); m.To == s.Account && a.Flags&ledger.Managed == 0 {
			list = append(list, share{m.From, m.Amount})
		}
	}
	return list
}

// hold holds what the shares give of an amount: all of it, or RefundFunds.
func (b *Book) hold(s *Sale, cause ledger.ID, amount money.Amount) (holds []Hold, refusal Refusal) {
	r := b.atomic(func() ledger.Result {
		for _, part := range b.shares(s, amount) {
			h, r := b.holdOn(s, cause, b.codes.Refund, part)
			if r != ledger.OK {
				return r
			}
			holds = append(holds, h)
		}
		return ledger.OK
	})
	if r != ledger.OK {
		return nil, funds(r)
	}
	return holds, ""
}

func (b *Book) holdOn(s *Sale, cause ledger.ID, code uint16, part share) (Hold, ledger.Result) {
	h := Hold{b.id(), part.account, part.amount}
	return h, b.move(ledger.Transfer{
		ID: h.ID, Debit: part.account, Credit: s.Account, Amount: part.amount, Cause: cause, Asset: s.Asset, Code: code, Flags: ledger.Pending,
	})
}

func funds(r ledger.Result) Refusal {
	if r == ledger.DebitLimited {
		return RefundFunds
	}
	return Refusal(r.String())
}

// release lets go of holds.
func (b *Book) release(s *Sale, holds []Hold, cause ledger.ID, code uint16) ledger.Result {
	for i := range holds {
		h := &holds[i]
		r := b.move(ledger.Transfer{
			Debit: h.Account, Credit: s.Account, Hold: h.ID, Cause: cause, Asset: s.Asset, Code: code, Flags: ledger.Void,
		})
		if r != ledger.OK {
			return r
		}
	}
	return ledger.OK
}

// pay releases holds and returns an amount of a case's charge, all of it or nothing;
// or, if as much as is there will do, that.
func (b *Book) pay(c *Case, holds []Hold, cause ledger.ID, code uint16, amount money.Amount, whole bool) (paid money.Amount, r ledger.Result) {
	s := &c.Sale
	r = b.atomic(func() ledger.Result {
		if r := b.release(s, holds, cause, code); r != ledger.OK {
			return r
		}
		paid = amount
		if !whole {
			paid = b.ledger.UnsplitMax(s.Rule, amount)
		}
		if paid.IsZero() {
			return ledger.OK
		}
		moves, ok := b.ledger.Unsplit(s.Rule, paid, s.Account)
		if !ok {
			return ledger.RuleUnknown
		}
		for _, m := range moves {
			if r := b.post(s, cause, m.From, m.To, m.Amount); r != ledger.OK {
				return r
			}
		}
		for _, p := range s.back(c.Returned, paid) {
			if r := b.post(s, cause, s.Account, p.Account, p.Amount); r != ledger.OK {
				return r
			}
		}
		return b.ledger.Unsplitted(s.Rule, paid)
	})
	if r != ledger.OK {
		return money.Amount{}, r
	}
	c.Returned, _ = c.Returned.Add(paid) // at most the charge
	return paid, r
}

func (b *Book) post(s *Sale, cause, from, to ledger.ID, amount money.Amount) ledger.Result {
	return b.move(ledger.Transfer{Debit: from, Credit: to, Amount: amount, Cause: cause, Asset: s.Asset, Code: b.codes.Refund})
}

// look holds for a dispute what is there of what should be held, and waits for the
// rest. What was awarded is returned once all of it is there.
func (b *Book) look(c *Case, d *Dispute) {
	b.unwait(d)
	before := d.Short
	d.Short = money.Amount{}
	for _, part := range b.shares(&c.Sale, d.want()) {
		if short := b.top(c, d, part); !short.IsZero() {
			d.Short, _ = d.Short.Add(short) // parts of a charge
			d.waits = append(d.waits, part.account)
		}
	}
	b.wait(c.Sale.Call, d)
	switch {
	case d.Open():
		if d.Short.IsZero() && !before.IsZero() {
			b.tellDispute(c, d)
		}
	case d.Short.IsZero() && !d.Due.IsZero():
		b.settle(c, d)
	}
}

// top brings what is held on one account up to its part, as far as it is there.
func (b *Book) top(c *Case, d *Dispute, part share) (short money.Amount) {
	at := slices.IndexFunc(d.holds, func(h Hold) bool { return h.Account == part.account })
	var was []Hold
	have := money.Amount{}
	if at >= 0 {
		was, have = d.holds[at:at+1], d.holds[at].Amount
	}
	short = part.amount.SubFloor(have)
	more := b.ledger.Funds(part.account).Min(short)
	if more.IsZero() {
		return short
	}
	part.amount, _ = have.Add(more) // at most the part
	var h Hold
	r := b.atomic(func() (r ledger.Result) {
		if r = b.release(&c.Sale, was, d.ID, b.codes.Dispute); r == ledger.OK {
			h, r = b.holdOn(&c.Sale, d.ID, b.codes.Dispute, part)
		}
		return r
	})
	if r != ledger.OK {
		return short // closed, or there are as many holds as there is room for
	}
	if d.holds = slices.Clone(d.holds); at >= 0 {
		d.holds[at] = h
	} else {
		d.holds = append(d.holds, h)
	}
	short, _ = short.Sub(more)
	return short
}

// settle returns what is due of a dispute, as far as it is there.
func (b *Book) settle(c *Case, d *Dispute) {
	paid, r := b.pay(c, d.holds, d.ID, b.codes.Dispute, d.Due, false)
	if r != ledger.OK {
		return // an account was closed; what is held stays held, and it is tried again
	}
	d.holds = nil
	d.Returned, _ = d.Returned.Add(paid)
	d.Due, _ = d.Due.Sub(paid)
	b.tellDispute(c, d)
}

// finish ends a dispute: what was awarded is returned as far as it is there, and the
// rest is due.
func (b *Book) finish(c *Case, d *Dispute) {
	b.unwait(d)
	d.Ended, d.Due, d.Short = b.ledger.Now(), d.Awarded, money.Amount{}
	b.settleOrTell(c, d)
	if !d.Due.IsZero() {
		b.look(c, d)
	}
}

func (b *Book) settleOrTell(c *Case, d *Dispute) {
	if !d.Due.IsZero() {
		told := len(b.events)
		if b.settle(c, d); len(b.events) > told {
			return
		}
	} else {
		b.free(c, d)
	}
	b.tellDispute(c, d)
}

// free lets go of what is held for a dispute. Where the ledger has no room for that,
// it is tried again.
func (b *Book) free(c *Case, d *Dispute) {
	r := b.atomic(func() ledger.Result { return b.release(&c.Sale, d.holds, d.ID, b.codes.Dispute) })
	if r == ledger.OK {
		d.holds = nil
	}
}

// lapse ends the search for what was awarded and never came.
func (b *Book) lapse(c *Case, d *Dispute) {
	if !d.Due.IsZero() {
		b.settle(c, d)
	}
	b.unwait(d)
	b.free(c, d)
	d.Due, d.Short = money.Amount{}, money.Amount{}
	b.tellDispute(c, d)
}
