package credit

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// step carries out what a line's next moment brings.
func (b *Book) step(i int) {
	now := b.ledger.Now()
	l := b.lines.Change(i)
	if l.Ends <= now {
		// Records come in the order of time, so what the account has been debited
		// so far was before the period's end, however late this is.
		a, _ := b.ledger.Account(l.Account)
		b.write(l, &a, a.DebitsPosted, l.Ends, false)
		l.begun = l.Ends
		l.Ends = PeriodEnd(l.Terms.Period, now)
	}
	b.rest(i)
}

// Bounced writes an invoice for what is drawn because a credit of the account was
// taken back.
func (b *Book) Bounced(account ledger.ID, amount money.Amount) {
	i, ok := b.linesByAccount[account]
	if !ok {
		return
	}
	a, _ := b.ledger.Account(account)
	posted, _ := drawn(&a)
	if amount = amount.Min(posted); amount.IsZero() {
		return
	}
	l := b.lines.Change(i)
	// What was drawn before keeps its terms: it is debited first, so it comes first.
	before, _ := a.DebitsPosted.Sub(amount)
	b.write(l, &a, before, b.ledger.Now(), false)
	b.write(l, &a, a.DebitsPosted, b.ledger.Now(), true)
	l.begun = b.ledger.Now()
	b.rest(i)
}

// write makes an invoice of what was debited up to a mark, is not paid and on no
// invoice. Without room for it, it stays for the next one.
func (b *Book) write(l *Line, a *ledger.Account, mark money.Amount, to int64, bounced bool) {
	before := l.billed
	if before.Less(a.CreditsPosted) {
		before = a.CreditsPosted
	}
	amount := mark.SubFloor(before)
	if len(l.open) >= InvoicesMax {
		return
	}
	if l.billed.Less(mark) {
		l.billed = mark
	}
	if amount.IsZero() {
		return
	}
	l.Invoices++
	due := to + int64(l.Terms.DueDays)*nanosecondDay
	if bounced {
		due = to
	}
	made := Invoice{
		ID: b.id(), Party: l.Party, Account: l.Account, Asset: l.Asset, Number: l.Invoices, From: l.begun, To: to, Amount: amount,
		Due: due, Bounced: bounced, Stops: due + int64(l.Terms.GraceDays)*nanosecondDay, State: InvoiceOpen, Mark: mark,
	}
	l.open = append(l.open[:len(l.open):len(l.open)], made)
	b.tellInvoice(made)
}

// rest brings a line to rest: invoices are paid or overdue, calls are stopped or go
// on, the limit is what it should be, and the queue knows what comes next.
func (b *Book) rest(i int) {
	now := b.ledger.Now()
	l := b.lines.Change(i)
	b.paid(l)
	b.age(i, now)
	stopped := len(l.open) > 0 && l.open[0].Stops <= now
	for j := 1; j < len(l.open) && !stopped; j++ {
		stopped = l.open[j].Stops <= now // terms may have changed between them
	}
	if stopped != l.Stopped {
		l.Stopped = stopped
		b.tellLine(l)
	}
	b.fit(i)
	if next := l.soonest(now); next != l.next {
		l.next = next
		b.queue.Push(event{at: next, place: i})
	}
}

// paid takes off the invoices whose marks the account's credits have come up to.
func (b *Book) paid(l *Line) {
	if len(l.open) == 0 {
		return
	}
	a, _ := b.ledger.Account(l.Account)
	for len(l.open) > 0 && !a.CreditsPosted.Less(l.open[0].Mark) {
		done := l.open[0]
		done.State = InvoicePaid
		b.tellInvoice(done)
		l.open = l.open[1:]
	}
	if len(l.open) == 0 {
		l.open = nil
	}
}

// age makes invoices overdue whose date has passed, and charges the late fee.
func (b *Book) age(i int, now int64) {
	l := b.lines.Change(i)
	cloned := false
	for j := range l.open {
		if l.open[j].State != InvoiceOpen || l.open[j].Due > now {
			continue
		}
		if !cloned {
			l.open, cloned = append([]Invoice(nil), l.open...), true
		}
		invoice := &l.open[j]
		invoice.State = InvoiceOverdue
		if !invoice.Bounced && l.Terms.LateFee > 0 {
			invoice.Fee = b.charge(l, invoice)
		}
		b.tellInvoice(*invoice)
	}
}

// charge posts the late fee of an invoice. It may go beyond what the terms allow,
// for it is no draw; a closed account is charged nothing.
func (b *Book) charge(l *Line, i *Invoice) money.Amount {
	a, _ := b.ledger.Account(l.Account)
	fee, carry, ok := money.MulDiv(i.left(a.CreditsPosted), uint64(l.Terms.LateFee), l.carry, FeeWhole, money.Down)
	if !ok {
		return money.Amount{}
	}
	if fee.IsZero() {
		l.carry = carry
		return fee
	}
	_, used := drawn(&a)
	room, ok := used.Add(fee)
	if !ok || b.ledger.SetLimits(a.ID, a.Flags|ledger.LimitDebit, max128(room, a.DebitMax), a.CreditMax) != ledger.OK {
		return money.Amount{}
	}
	if b.move(ledger.Transfer{Debit: l.Account, Credit: b.house.Revenue(l.Asset), Amount: fee, Cause: i.ID, Asset: l.Asset, Code: b.house.LateFee}) != ledger.OK {
		return money.Amount{}
	}
	l.carry = carry
	return fee
}

func max128(a, b money.Amount) money.Amount {
	if a.Less(b) {
		return b
	}
	return a
}
