package recourse

import "aidollar/core/ledger"

// Propose holds a refund of a sale until it is posted or voided, or its deadline
// passes; without a deadline it is posted at once. State and times are the book's.
func (b *Book) Propose(s *Sale, r Refund) (Refund, Refusal) {
	if known, c, ok := b.Refund(r.ID); ok {
		if !known.same(&r) || c.Sale.Call != s.Call {
			return known, RefundDiffers
		}
		return known, Exists
	}
	now := b.ledger.Now()
	if r.ID.IsZero() || r.Amount.IsZero() || !r.Reason.valid() || !textValid(r.Text) || (r.Deadline != 0 && (r.Deadline <= now || r.Deadline > now+ProposalSpanMax)) {
		return r, RefundInvalid
	}
	place, refusal := b.open(s)
	if refusal != "" {
		return r, refusal
	}
	r, refusal = b.propose(b.begin(place), r)
	b.end(place, refusal)
	return r, refusal
}

func (b *Book) propose(c *Case, r Refund) (Refund, Refusal) {
	now := b.ledger.Now()
	switch {
	case c.Sale.at()+RefundSpan <= now:
		return r, SaleOld
	case len(c.Refunds) >= RefundsMax:
		return r, CasesFull
	case c.Left().Less(r.Amount):
		return r, RefundExceeded
	}
	r.At, r.State = now, RefundProposed
	if r.Deadline == 0 {
		if _, result := b.pay(c, nil, r.ID, b.codes.Refund, r.Amount, true); result != ledger.OK {
			return r, funds(result)
		}
		r.State, r.Ended = RefundPosted, now
	} else {
		var refusal Refusal
		if r.holds, refusal = b.hold(&c.Sale, r.ID, r.Amount); refusal != "" {
			return r, refusal
		}
	}
	c.Refunds = append(c.Refunds, r)
	b.callsByRefund[r.ID] = c.Sale.Call
	b.tellRefund(c, &r)
	return r, ""
}

// Close posts a proposed refund, or voids it.
func (b *Book) Close(id ledger.ID, post bool) (Refund, Refusal) {
	place, n, ok := b.refund(id)
	if !ok {
		return Refund{}, RefundUnknown
	}
	switch state := b.cases.At(place).Refunds[n].State; {
	case state == RefundPosted && post, state == RefundVoided && !post:
		return b.cases.At(place).Refunds[n], Exists
	case state != RefundProposed:
		return b.cases.At(place).Refunds[n], RefundClosed
	}
	c := b.begin(place)
	r := &c.Refunds[n]
	if !post {
		if result := b.drop(c, r, RefundVoided); result != ledger.OK {
			return *r, Refusal(result.String())
		}
	} else {
		if _, result := b.pay(c, r.holds, r.ID, b.codes.Refund, r.Amount, true); result != ledger.OK {
			return *r, funds(result)
		}
		r.State, r.Ended, r.holds = RefundPosted, b.ledger.Now(), nil
		b.tellRefund(c, r)
	}
	closed := *r
	b.rest(place)
	return closed, ""
}

// drop ends a proposal without returning anything.
func (b *Book) drop(c *Case, r *Refund, state RefundState) ledger.Result {
	result := b.atomic(func() ledger.Result { return b.release(&c.Sale, r.holds, r.ID, b.codes.Refund) })
	if result == ledger.OK {
		r.State, r.Ended, r.holds = state, b.ledger.Now(), nil
		b.tellRefund(c, r)
	}
	return result
}
