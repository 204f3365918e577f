package settlement

import (
	"slices"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Scheme is how much of what was signed may be collected.
type Scheme uint8

// The schemes.
const (
	Exact   Scheme = iota + 1 // all of it
	Upto                      // as much as was used
	Deposit                   // all of it, into a channel
	schemeEnd
)

func (s Scheme) String() string {
	switch s {
	case Exact:
		return "exact"
	case Upto:
		return "upto"
	case Deposit:
		return "deposit"
	}
	return "unknown"
}

// PaymentState is where a signed payment is. The numbers are part of the log's
// format.
type PaymentState uint8

// The states. Those from PaymentFinal on are ends.
const (
	PaymentHeld     PaymentState = iota + 1 // credited; its call runs
	PaymentDue                              // to be collected now
	PaymentArrived                          // in a block that may still be undone
	PaymentFinal                            // in a final block
	PaymentReleased                         // given back uncollected: nothing was used
	PaymentUnneeded                         // the payer's balance sufficed; nothing is collected
	PaymentFailed                           // it can never be collected
	paymentStateEnd
)

var paymentStates = [paymentStateEnd]string{"unknown", "held", "due", "arrived", "final", "released", "unneeded", "failed"}

// String is the state's stable code.
func (s PaymentState) String() string {
	if s < paymentStateEnd {
		return paymentStates[s]
	}
	return paymentStates[0]
}

// Ended reports whether nothing will come of the payment any more.
func (s PaymentState) Ended() bool { return s >= PaymentFinal }

// Payment is what a wallet signed.
type Payment struct {
	ID      ledger.ID // the same for all of which the chain carries out one
	Token   uint32
	Party   ledger.ID
	Account ledger.ID // the party's, that is credited
	Scheme  Scheme
	Signed  money.Amount // the most that may be collected, ledger units
	At      int64        // when it came in, Unix nanoseconds
	Until   int64        // from then on it cannot be collected, Unix nanoseconds
	Payload []byte       // what collecting it needs; nothing is changed in it

	State    PaymentState
	Call     ledger.ID    // that it pays; zero for none that is open
	Due      money.Amount // to be collected, or collected
	Credited money.Amount // stands on Arriving for it
	Reason   string       // of a failure
}

// Offer is a signed payment that comes in.
type Offer struct {
	ID      ledger.ID
	Token   uint32
	Party   ledger.ID
	Account ledger.ID
	Scheme  Scheme
	Signed  money.Amount
	Until   int64
	Payload []byte
}

// Check says whether a payment may come in now. PaymentUsed means that it did
// before.
func (b *Book) Check(o *Offer) Refusal {
	if _, known := b.paymentsByID[o.ID]; known {
		return PaymentUsed
	}
	now := b.ledger.Now()
	switch {
	case !b.tokenKnown(o.Token):
		return TokenUnknown
	case o.ID.IsZero():
		return PaymentInvalid
	case o.Scheme == 0 || o.Scheme >= schemeEnd || len(o.Payload) > PayloadMax:
		return PaymentInvalid
	case o.Signed.IsZero() || !b.tokens.At(int(o.Token)-1).whole(o.Signed):
		return PaymentAmount
	case o.Until <= now:
		return PaymentExpired
	case o.Until > now+ValidityMax:
		return PaymentLong
	case b.payments.Len() >= PaymentsMax || !b.room(o.Account):
		return PaymentsFull
	}
	return b.off(o.Token)
}

// Burn notes a payment that is not collected, because the payer's balance
// suffices. It must have been checked.
func (b *Book) Burn(o *Offer) { b.add(o, Payment{State: PaymentUnneeded}) }

// Demand notes a payment that is to be collected before anything is done for it.
// It must have been checked.
func (b *Book) Demand(o *Offer) { b.add(o, Payment{State: PaymentDue, Due: o.Signed}) }

// Trust is what a payer may have under way.
type Trust struct {
	Max   money.Amount // of what is not final and what never came; zero takes nothing on trust
	Funds money.Amount // that the payer has on the chain, for what is yet to be collected
}

// Promise credits a payment that is collected later, as far as the payer is
// trusted and has the funds for it. It must have been checked.
// What it posts is undone when the ledger.Atomic around it is; the caller then
// forgets the payment by Undo.
func (b *Book) Promise(o *Offer, trust Trust) Refusal {
	t := b.tokens.At(int(o.Token) - 1)
	s := b.StandingOf(o.Account)
	open, ok := s.Promised.Add(o.Signed)
	if ok {
		open, ok = open.Add(s.Debt)
	}
	if !ok || trust.Max.Less(open) {
		return PayerCapped
	}
	if uncollected, _ := s.Promised.SubFloor(s.Arrived).Add(o.Signed); trust.Funds.Less(uncollected) {
		return PayerCapped
	}
	if !s.Debt.IsZero() {
		return PayerOwes
	}
	moves, _ := b.credit(b.codes.Promise, t.Accounts.Arriving, o.Account, t, o.Signed)
	return b.post(t.Asset, o.ID, moves[:]...)
}

// Hold notes a promised payment whose call was reserved.
func (b *Book) Hold(o *Offer, call ledger.ID) {
	b.promises(o.Account, o.Signed, money.Amount{})
	b.add(o, Payment{State: PaymentHeld, Due: o.Signed, Credited: o.Signed, Call: call})
	b.paymentsByCall[call] = o.ID
}

// Undo forgets the postings of a promise that did not stand.
func (b *Book) Undo() { b.postings = b.postings[:0] }

func (b *Book) add(o *Offer, p Payment) {
	p.ID, p.Token, p.Party, p.Account, p.Scheme = o.ID, o.Token, o.Party, o.Account, o.Scheme
	p.Signed, p.At, p.Until = o.Signed, b.ledger.Now(), o.Until
	if !p.State.Ended() {
		p.Payload = slices.Clone(o.Payload)
	}
	b.paymentsByID[p.ID] = b.payments.Append(p)
	b.forgetting.push(entry{p.Until + remembrance, p.ID})
}

// Payment finds a payment that is remembered.
func (b *Book) Payment(id ledger.ID) (Payment, bool) {
	if i, ok := b.paymentsByID[id]; ok {
		return *b.payments.At(i), true
	}
	return Payment{}, false
}

// Payments calls f for each payment that is remembered until it returns false.
func (b *Book) Payments(f func(*Payment) bool) {
	for i := range b.payments.Len() {
		if !f(b.payments.At(i)) {
			return
		}
	}
}

func (b *Book) change(id ledger.ID) *Payment { return b.payments.Change(b.paymentsByID[id]) }

// CallCaptured makes the payment of a call due: all of it, or with upto what the
// call cost. The changed payment is returned; ok is false when none paid for it.
func (b *Book) CallCaptured(call ledger.ID, charge money.Amount) (p Payment, ok bool) {
	id, ok := b.paymentsByCall[call]
	if !ok {
		return Payment{}, false
	}
	delete(b.paymentsByCall, call)
	c := b.change(id)
	c.State, c.Call = PaymentDue, ledger.ID{}
	if c.Scheme == Upto {
		due, fits := b.tokens.At(int(c.Token) - 1).up(charge)
		if !fits || c.Signed.Less(due) {
			due = c.Signed
		}
		b.lower(c, due)
	}
	return *c, true
}

// CallClosed gives a payment back uncollected whose call came to nothing.
func (b *Book) CallClosed(call ledger.ID) (p Payment, ok bool) {
	id, ok := b.paymentsByCall[call]
	if !ok {
		return Payment{}, false
	}
	delete(b.paymentsByCall, call)
	c := b.change(id)
	c.Call = ledger.ID{}
	b.lower(c, money.Amount{})
	return *c, true
}

// lower reduces what is to be collected, and takes back what was credited beyond
// it. Nothing left to collect is a payment that is given back.
func (b *Book) lower(p *Payment, due money.Amount) {
	t := b.tokens.At(int(p.Token) - 1)
	back, _ := p.Credited.Sub(due)
	moves, short := b.reverse(p.Account, t, back)
	// The account was credited with it, and the loss takes what is missing: there
	// is nothing that could refuse this, unless an account was closed meanwhile.
	if b.post(t.Asset, p.ID, moves[:]...) != "" {
		return
	}
	b.owes(p.Account, short, money.Amount{})
	b.promises(p.Account, money.Amount{}, back)
	p.Due, p.Credited = due, due
	if due.IsZero() {
		p.State, p.Payload = PaymentReleased, nil
	}
}

// Fail ends a payment that can never be collected: it expired, its nonce was used
// for nothing, or the payer has no funds. Again is harmless.
func (b *Book) Fail(id ledger.ID, reason string) (Payment, Refusal) {
	i, ok := b.paymentsByID[id]
	switch {
	case !ok:
		return Payment{}, PaymentUnknown
	case len(reason) > ReasonMax:
		return Payment{}, ReasonLong
	}
	switch p := b.payments.At(i); p.State {
	case PaymentFailed:
		return *p, Exists
	case PaymentDue:
	default:
		return *p, PaymentNotDue
	}
	p := b.payments.Change(i)
	t := b.tokens.At(int(p.Token) - 1)
	moves, short := b.reverse(p.Account, t, p.Credited)
	if refusal := b.post(t.Asset, p.ID, moves[:]...); refusal != "" {
		return *p, refusal
	}
	b.owes(p.Account, short, money.Amount{})
	b.promises(p.Account, money.Amount{}, p.Credited)
	p.State, p.Credited, p.Reason, p.Payload = PaymentFailed, money.Amount{}, reason, nil
	return *p, ""
}

// Forget drops payments that ended and cannot come again. Call it when time has
// moved on.
func (b *Book) Forget() {
	now := b.ledger.Now()
	for len(b.forgetting) > 0 && b.forgetting[0].at <= now {
		e := b.forgetting.pop()
		i, ok := b.paymentsByID[e.id]
		if !ok {
			continue
		}
		if !b.payments.At(i).State.Ended() {
			// Nobody has said yet what became of it: it stays, and is looked at again.
			b.forgetting.push(entry{now + remembrance, e.id})
			continue
		}
		delete(b.paymentsByID, e.id)
		last := b.payments.Pop()
		if i < b.payments.Len() {
			*b.payments.Change(i) = last
			b.paymentsByID[last.ID] = i
		}
	}
}
