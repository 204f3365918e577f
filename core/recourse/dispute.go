package recourse

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Open opens a dispute of a sale. State, times and what is held are the book's.
func (b *Book) Open(s *Sale, d Dispute) (Dispute, Refusal) {
	if known, c, ok := b.Dispute(d.ID); ok {
		if !known.same(&d) || c.Sale.Call != s.Call {
			return known, DisputeDiffers
		}
		return known, Exists
	}
	now := b.ledger.Now()
	terms, _ := b.TermsOf(s.Seller)
	switch {
	case d.ID.IsZero() || d.Amount.IsZero() || !d.Reason.valid() || !textValid(d.Text):
		return d, DisputeInvalid
	case s.at()+terms.DisputeSpan <= now:
		return d, DisputeLate
	}
	place, refusal := b.open(s)
	if refusal != "" {
		return d, refusal
	}
	d, refusal = b.claim(b.begin(place), d, terms)
	b.end(place, refusal)
	return d, refusal
}

func (b *Book) claim(c *Case, d Dispute, terms Terms) (Dispute, Refusal) {
	for i := range c.Disputes {
		if c.Disputes[i].Open() {
			return d, DisputeOpen
		}
	}
	switch {
	case len(c.Disputes) >= DisputesMax:
		return d, CasesFull
	case c.Left().Less(d.Amount):
		return d, RefundExceeded
	}
	b.numbers++
	d.Number, d.At, d.State, d.Deadline, d.Silence = b.numbers, b.ledger.Now(), DisputeOpened, b.ledger.Now()+terms.AnswerSpan, terms.Silence
	d.decisionSpan, d.Undecided = terms.DecisionSpan, terms.Undecided
	c.Disputes = append(c.Disputes, d)
	b.callsByDispute[d.ID] = c.Sale.Call
	last := &c.Disputes[len(c.Disputes)-1]
	b.look(c, last)
	b.tellDispute(c, last)
	return *last, ""
}

// change finds an open dispute and carries out a step of it.
func (b *Book) change(id ledger.ID, step func(c *Case, d *Dispute) Refusal) (Dispute, Refusal) {
	place, n, ok := b.dispute(id)
	if !ok {
		return Dispute{}, DisputeUnknown
	}
	c := b.begin(place)
	d := &c.Disputes[n]
	refusal := step(c, d)
	changed := *d
	if refusal == "" {
		b.rest(place)
	}
	return changed, refusal
}

// Answer is the seller's answer to a dispute: it accepts, and all that is disputed is
// returned, or says why not, and the operator decides.
func (b *Book) Answer(id ledger.ID, accept bool, text string) (Dispute, Refusal) {
	return b.change(id, func(c *Case, d *Dispute) Refusal {
		switch {
		case accept && d.State == DisputeAccepted, !accept && d.State == DisputeContested && d.Answer == text:
			return Exists
		case !d.Open():
			return DisputeClosed
		case !accept && d.State == DisputeContested:
			return DisputeAnswered
		case !textValid(text) || (!accept && text == ""):
			return DisputeInvalid
		}
		if text != "" {
			d.Answer = text
		}
		if accept {
			d.State, d.Awarded = DisputeAccepted, d.Amount
			b.finish(c, d)
			return ""
		}
		d.State, d.DecideBy = DisputeContested, b.ledger.Now()+d.decisionSpan
		b.tellDispute(c, d)
		return ""
	})
}

// Decide ends a dispute by the operator's word: the buyer is awarded an amount of it,
// all or nothing of it included.
func (b *Book) Decide(id ledger.ID, award money.Amount, text string) (Dispute, Refusal) {
	return b.change(id, func(c *Case, d *Dispute) Refusal {
		switch {
		case d.State == DisputeDecided && d.Awarded == award && d.Decision == text:
			return Exists
		case !d.Open():
			return DisputeClosed
		case d.Amount.Less(award) || text == "" || !textValid(text):
			return DisputeInvalid
		}
		d.State, d.Awarded, d.Decision = DisputeDecided, award, text
		b.finish(c, d)
		return ""
	})
}

// Withdraw ends a dispute by the buyer's word: nothing is returned.
func (b *Book) Withdraw(id ledger.ID) (Dispute, Refusal) {
	return b.change(id, func(c *Case, d *Dispute) Refusal {
		switch {
		case d.State == DisputeWithdrawn:
			return Exists
		case !d.Open():
			return DisputeClosed
		}
		d.State = DisputeWithdrawn
		b.finish(c, d)
		return ""
	})
}
