package recourse

import (
	"errors"
	"fmt"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/payment"
)

// View is a book as it was when it was frozen.
type View struct {
	cases   paged.Slice[Case]
	terms   paged.Slice[SellerTerms]
	serial  uint64
	numbers uint32
}

// Freeze keeps the present state for a snapshot, in constant time.
func (b *Book) Freeze() View {
	return View{cases: b.cases.Freeze(), terms: b.terms.Freeze(), serial: b.serial, numbers: b.numbers}
}

// Cases calls f for each case until it returns false.
func (v *View) Cases(f func(*Case) bool) {
	for i := range v.cases.Len() {
		if !f(v.cases.At(i)) {
			return
		}
	}
}

// Holds calls f for what a case holds until it returns false.
func (c *Case) Holds(f func(Hold) bool) {
	for i := range c.Refunds {
		for _, h := range c.Refunds[i].holds {
			if !f(h) {
				return
			}
		}
	}
	for i := range c.Disputes {
		for _, h := range c.Disputes[i].holds {
			if !f(h) {
				return
			}
		}
	}
}

// Append writes the view: terms and cases behind their counts.
func (v *View) Append(a *wire.Appender) {
	a.U64(v.serial)
	a.U32(v.numbers)
	a.U32(uint32(v.terms.Len()))
	for i := range v.terms.Len() {
		a.ID(v.terms.At(i).Seller)
		v.terms.At(i).Terms.Append(a)
	}
	a.U32(uint32(v.cases.Len()))
	for i := range v.cases.Len() {
		appendCase(a, v.cases.At(i))
	}
}

func appendCase(a *wire.Appender, c *Case) {
	a.ID(c.Sale.Call)
	a.ID(c.Sale.Buyer)
	a.ID(c.Sale.Seller)
	a.U32(uint32(c.Sale.Asset))
	a.Amount(c.Sale.Charge)
	a.ID(c.Sale.Account)
	a.ID(c.Sale.Rule)
	a.U8(uint8(len(c.Sale.Paid)))
	for _, p := range c.Sale.Paid {
		a.ID(p.Account)
		a.Amount(p.Amount)
	}
	a.Amount(c.Returned)
	a.I64(c.next)
	a.U8(uint8(len(c.Refunds)))
	for i := range c.Refunds {
		r := &c.Refunds[i]
		a.ID(r.ID)
		a.ID(r.By)
		a.Amount(r.Amount)
		a.U8(uint8(r.Reason))
		a.Text(r.Text)
		a.U8(uint8(r.State))
		a.I64(r.At)
		a.I64(r.Deadline)
		a.I64(r.Ended)
		appendHolds(a, r.holds)
	}
	a.U8(uint8(len(c.Disputes)))
	for i := range c.Disputes {
		appendDispute(a, &c.Disputes[i])
	}
}

func appendDispute(a *wire.Appender, d *Dispute) {
	a.ID(d.ID)
	a.U32(d.Number)
	a.Amount(d.Amount)
	a.U8(uint8(d.Reason))
	a.Text(d.Text)
	a.U8(uint8(d.State))
	a.I64(d.At)
	a.I64(d.Deadline)
	a.U8(uint8(d.Silence))
	a.I64(d.DecideBy)
	a.U8(uint8(d.Undecided))
	a.I64(d.decisionSpan)
	a.Text(d.Answer)
	a.Text(d.Decision)
	a.I64(d.Ended)
	a.Amount(d.Awarded)
	a.Amount(d.Returned)
	a.Amount(d.Due)
	a.Amount(d.Short)
	appendHolds(a, d.holds)
	a.U8(uint8(len(d.waits)))
	for _, account := range d.waits {
		a.ID(account)
	}
}

func appendHolds(a *wire.Appender, holds []Hold) {
	a.U8(uint8(len(holds)))
	for i := range holds {
		a.ID(holds[i].ID)
		a.ID(holds[i].Account)
		a.Amount(holds[i].Amount)
	}
}

var errSnapshot = errors.New("recourse: the snapshot contradicts itself")

// RestoreBook reads what View.Append wrote.
func RestoreBook(l *ledger.Ledger, codes Codes, r *wire.Reader) (*Book, error) {
	b := NewBook(l, codes)
	b.serial, b.numbers = r.U64(), r.U32()
	for range r.U32() {
		t := SellerTerms{r.ID(), ReadTerms(r)}
		if _, twice := b.termsBySeller[t.Seller]; r.Short() || twice || !t.Terms.valid() {
			return nil, fmt.Errorf("%w: terms %d are damaged", errSnapshot, b.terms.Len())
		}
		b.termsBySeller[t.Seller] = b.terms.Append(t)
	}
	for range r.U32() {
		c := readCase(r)
		if r.Short() || !b.enter(&c) {
			return nil, fmt.Errorf("%w: the case of call %s is damaged", errSnapshot, c.Sale.Call)
		}
	}
	return b, nil
}

// enter lists a case that was read. ok is false when it contradicts what is there.
func (b *Book) enter(c *Case) (ok bool) {
	if _, twice := b.casesByCall[c.Sale.Call]; twice {
		return false
	}
	b.casesByCall[c.Sale.Call] = b.cases.Append(*c)
	for i := range c.Refunds {
		b.callsByRefund[c.Refunds[i].ID] = c.Sale.Call
	}
	for i := range c.Disputes {
		b.callsByDispute[c.Disputes[i].ID] = c.Sale.Call
		b.wait(c.Sale.Call, &c.Disputes[i])
	}
	b.queue.Push(event{c.next, c.Sale.Call})
	ok = true
	c.Holds(func(h Hold) bool {
		t, known := b.ledger.Hold(h.ID)
		ok = known && t.Amount == h.Amount && t.Debit == h.Account
		return ok
	})
	return ok
}

func readCase(r *wire.Reader) (c Case) {
	c.Sale = Sale{
		Call: r.ID(), Buyer: r.ID(), Seller: r.ID(), Asset: ledger.AssetID(r.U32()), Charge: r.Amount(), Account: r.ID(), Rule: r.ID(),
	}
	for range r.U8() {
		c.Sale.Paid = append(c.Sale.Paid, payment.Part{Account: r.ID(), Amount: r.Amount()})
	}
	c.Returned, c.next = r.Amount(), r.I64()
	for range r.U8() {
		c.Refunds = append(c.Refunds, Refund{
			ID: r.ID(), By: r.ID(), Amount: r.Amount(), Reason: Reason(r.U8()), Text: r.Text(), State: RefundState(r.U8()),
			At: r.I64(), Deadline: r.I64(), Ended: r.I64(), holds: readHolds(r),
		})
	}
	for range r.U8() {
		d := Dispute{
			ID: r.ID(), Number: r.U32(), Amount: r.Amount(), Reason: Reason(r.U8()), Text: r.Text(), State: DisputeState(r.U8()),
			At: r.I64(), Deadline: r.I64(), Silence: Side(r.U8()), DecideBy: r.I64(), Undecided: Side(r.U8()), decisionSpan: r.I64(), Answer: r.Text(), Decision: r.Text(), Ended: r.I64(),
			Awarded: r.Amount(), Returned: r.Amount(), Due: r.Amount(), Short: r.Amount(), holds: readHolds(r),
		}
		for range r.U8() {
			d.waits = append(d.waits, r.ID())
		}
		c.Disputes = append(c.Disputes, d)
	}
	return c
}

func readHolds(r *wire.Reader) (holds []Hold) {
	for range r.U8() {
		holds = append(holds, Hold{ID: r.ID(), Account: r.ID(), Amount: r.Amount()})
	}
	return holds
}
