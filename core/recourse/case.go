package recourse

import (
	"slices"
	"unicode/utf8"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// The bounds of what is kept.
const (
	CasesMax    = 1 << 20
	RefundsMax  = 32 // of a call
	DisputesMax = 4  // of a call, one after the other
	TextMax     = 1_000
	TermsMax    = 1 << 20
)

// Sale is a captured call, as far as it matters to who wants its money back.
type Sale struct {
	Call    ledger.ID
	Buyer   ledger.ID // the party
	Seller  ledger.ID // the party
	Asset   ledger.AssetID
	Charge  money.Amount
	Account ledger.ID      // that the sale passed through
	Rule    ledger.ID      // that shared it
	Paid    []payment.Part // who paid, in the order in which they were used up; Charge in all
}

// at is the call's time, Unix nanoseconds.
func (s *Sale) at() int64 { return s.Call.Millis() * 1_000_000 }

func (s *Sale) same(other *Sale) bool {
	return s.Call == other.Call && s.Buyer == other.Buyer && s.Seller == other.Seller && s.Asset == other.Asset && s.Charge == other.Charge &&
		slices.Equal(s.Paid, other.Paid)
}

// back tells who gets an amount, when so much was returned before: who paid last
// first, so that each has paid in the end what it would have paid had the call cost
// that much less.
func (s *Sale) back(before, amount money.Amount) (parts []payment.Part) {
	for _, p := range slices.Backward(s.Paid) {
		gone := p.Amount.Min(before)
		before, _ = before.Sub(gone)
		rest, _ := p.Amount.Sub(gone)
		if part := rest.Min(amount); !part.IsZero() {
			parts = append(parts, payment.Part{Account: p.Account, Amount: part})
			amount, _ = amount.Sub(part)
		}
	}
	return parts
}

// Hold is what is held on one account until a refund or a dispute is closed.
type Hold struct {
	ID      ledger.ID
	Account ledger.ID
	Amount  money.Amount
}

func held(holds []Hold) (sum money.Amount) {
	for i := range holds {
		sum, _ = sum.Add(holds[i].Amount) // parts of a charge
	}
	return sum
}

// RefundState is where a refund is.
type RefundState uint8

// The states of a refund.
const (
	RefundProposed RefundState = iota + 1 // its money is held
	RefundPosted
	RefundVoided
	RefundExpired // its deadline passed
)

// Refund returns a part of a call's charge, or all of it.
type Refund struct {
	ID       ledger.ID // chosen by the caller
	By       ledger.ID // the party that asked for it; zero: the house
	Amount   money.Amount
	Reason   Reason
	Text     string
	State    RefundState
	At       int64 // Unix nanoseconds
	Deadline int64 // Unix nanoseconds; zero: it was posted at once
	Ended    int64 // Unix nanoseconds; zero while it is proposed

	holds []Hold
}

// same reports whether a refund is the one that is asked for. A deadline may have
// been counted from the time of asking.
func (r *Refund) same(other *Refund) bool {
	return r.ID == other.ID && r.By == other.By && r.Amount == other.Amount && r.Reason == other.Reason && r.Text == other.Text &&
		(r.Deadline == 0) == (other.Deadline == 0)
}

// DisputeState is where a dispute is.
type DisputeState uint8

// The states of a dispute. From DisputeAccepted on it is over.
const (
	DisputeOpened    DisputeState = iota + 1 // the seller has to answer
	DisputeContested                         // the operator has to decide
	DisputeAccepted                          // by the seller
	DisputeDecided                           // by the operator
	DisputeSilent                            // by the seller's silence
	DisputeWithdrawn                         // by the buyer
	DisputeUndecided                         // by the operator's silence
)

// Dispute is a buyer's claim to a part of a call's charge, or all of it.
type Dispute struct {
	ID       ledger.ID // chosen by the caller
	Number   uint32    // counts from one
	Amount   money.Amount
	Reason   Reason
	Text     string
	State    DisputeState
	At       int64 // Unix nanoseconds
	Deadline int64 // for the seller's answer, Unix nanoseconds
	Silence  Side  // whom silence decides for

	DecideBy  int64 // for the operator's decision, Unix nanoseconds; zero until the seller contests
	Undecided Side  // whom the operator's silence decides for

	Answer   string // of a seller who contests
	Decision string // the operator's reason
	Ended    int64  // Unix nanoseconds; zero while it is open

	Awarded  money.Amount // to the buyer
	Returned money.Amount // of what was awarded
	Due      money.Amount // of it: was not there, and is returned when it is
	Short    money.Amount // what is not held of what should be

	decisionSpan int64 // that DecideBy is counted from, nanoseconds

	holds []Hold
	waits []ledger.ID // the accounts that what is short has to come from
}

// Open reports whether somebody still has to answer or decide.
func (d *Dispute) Open() bool { return d.State < DisputeAccepted }

// Held is what is held for the dispute.
func (d *Dispute) Held() money.Amount { return held(d.holds) }

// idle reports whether nothing is open, due or held.
func (d *Dispute) idle() bool { return d.want().IsZero() && len(d.holds) == 0 }

// want is what should be held.
func (d *Dispute) want() money.Amount {
	if d.Open() {
		return d.Amount
	}
	return d.Due
}

func (d *Dispute) same(other *Dispute) bool {
	return d.ID == other.ID && d.Amount == other.Amount && d.Reason == other.Reason && d.Text == other.Text
}

// Case is a call of which something was returned, or asked back.
type Case struct {
	Sale     Sale
	Returned money.Amount // by refunds and disputes
	Refunds  []Refund
	Disputes []Dispute

	next int64 // when something changes by time alone, Unix nanoseconds
}

// Left is what of the charge can still be returned.
func (c *Case) Left() money.Amount {
	left, _ := c.Sale.Charge.Sub(c.claimed())
	return left
}

// claimed is what of the charge was returned, is proposed, disputed or due.
func (c *Case) claimed() money.Amount {
	sum := c.Returned
	for i := range c.Refunds {
		if c.Refunds[i].State == RefundProposed {
			sum, _ = sum.Add(c.Refunds[i].Amount) // all are parts of the charge
		}
	}
	for i := range c.Disputes {
		sum, _ = sum.Add(c.Disputes[i].want())
	}
	return sum
}

// Covered reports whether no more is claimed than was charged, and the payers paid
// just that.
func (c *Case) Covered() bool {
	return !c.Sale.Charge.Less(c.claimed()) && payment.Total(c.Sale.Paid) == c.Sale.Charge
}

// idle reports whether nothing is open or due.
func (c *Case) idle() bool {
	for i := range c.Refunds {
		if c.Refunds[i].State == RefundProposed {
			return false
		}
	}
	for i := range c.Disputes {
		if !c.Disputes[i].idle() {
			return false
		}
	}
	return true
}

// soonest is when something changes by time alone.
func (c *Case) soonest(now int64) int64 {
	next := c.Sale.at() + RefundSpan
	if next <= now { // only what is open keeps the case
		next = now + again
	}
	for i := range c.Refunds {
		if r := &c.Refunds[i]; r.State == RefundProposed {
			next = min(next, max(r.Deadline, now+soon))
		}
	}
	for i := range c.Disputes {
		switch d := &c.Disputes[i]; {
		case d.State == DisputeOpened:
			next = min(next, d.Deadline)
		case d.State == DisputeContested:
			next = min(next, d.DecideBy)
		case !d.Open() && !d.idle():
			next = min(next, now+again)
		}
	}
	return next
}

func textValid(text string) bool { return len(text) <= TextMax && utf8.ValidString(text) }
