package credit

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// The bounds of lines.
const (
	LinesMax    = 1 << 20
	InvoicesMax = 256 // of a line that are not paid
)

// InvoiceState is how an invoice stands. The numbers are part of the snapshot's
// format.
type InvoiceState uint8

// The states of an invoice.
const (
	InvoiceOpen InvoiceState = iota + 1
	InvoiceOverdue
	InvoicePaid
)

func (s InvoiceState) String() string {
	switch s {
	case InvoiceOpen:
		return "open"
	case InvoiceOverdue:
		return "overdue"
	case InvoicePaid:
		return "paid"
	}
	return "unknown"
}

// Invoice is what was drawn on a line up to the end of a period, or to the moment at
// which a credit was taken back, and stood on no invoice before.
type Invoice struct {
	ID      ledger.ID
	Party   ledger.ID
	Account ledger.ID // that the line is of
	Asset   ledger.AssetID
	Number  uint32 // counts a line's invoices from one
	From    int64  // when the period began that it is of, or the line, Unix nanoseconds
	To      int64  // when the period ended
	Amount  money.Amount
	Due     int64 // Unix nanoseconds
	Bounced bool  // a credit was taken back: it is due at once, and costs no late fee
	Stops   int64 // from then on new calls are refused while it is not paid
	Fee     money.Amount
	State   InvoiceState
	Mark    money.Amount // the sum of credits that pays it
}

// Line is a credit line. There is one for each account.
type Line struct {
	Number   uint32 // counts from one
	Party    ledger.ID
	Account  ledger.ID
	Asset    ledger.AssetID
	Terms    Terms
	Since    int64  // when the terms came in, Unix nanoseconds
	Ends     int64  // when the running period ends, Unix nanoseconds
	Stopped  bool   // an invoice is overdue beyond its grace
	Invoices uint32 // written so far

	begun  int64        // when the running period began, or the line
	billed money.Amount // the sum of debits that is on invoices, or was paid
	carry  uint64       // of late fees, in 10^-4 of a unit
	open   []Invoice    // not paid, oldest first; a frozen view may share them
	next   int64        // when something changes by time alone
	excess bool         // more is drawn than the terms allow
}

// limit is what the account may owe at a time.
func (l *Line) limit(now int64) money.Amount {
	if l.Stopped || !l.Terms.allows(now) {
		return money.Amount{}
	}
	return l.Terms.Amount
}

// Holds reports whether the ledger lets an account owe no more than its line says at
// a time, or than it owed when the line was lowered; and whether no more is on
// invoices than is owed.
func (l *Line) Holds(a *ledger.Account, now int64) bool {
	posted, _ := drawn(a)
	due := money.Amount{}
	for i := range l.open {
		due, _ = due.Add(l.open[i].left(a.CreditsPosted))
	}
	return a.Flags&ledger.LimitDebit != 0 && (l.excess || a.DebitMax == l.limit(now)) && !posted.Less(due)
}

// soonest is when something changes by time alone.
func (l *Line) soonest(now int64) int64 {
	next := l.Ends
	at := func(t int64) {
		if t > now && t < next {
			next = t
		}
	}
	at(l.Terms.From)
	at(l.Terms.Until)
	for i := range l.open {
		at(l.open[i].Due)
		at(l.open[i].Stops)
	}
	return next
}

// Standing is how a line stands.
type Standing struct {
	Line    Line
	Drawn   money.Amount   // what the buyer owes, posted
	Room    money.Amount   // what may be drawn yet, when the account's own funds are used up
	Due     money.Amount   // of what is drawn: on invoices
	Overdue money.Amount   // of what is due: past its date
	Open    []Invoice      // not paid, oldest first; not to be changed
	Left    []money.Amount // of each, what is not paid
}

// left is what of an invoice is not paid when an account's credits have come to a
// sum.
func (i *Invoice) left(credits money.Amount) money.Amount {
	return i.Mark.SubFloor(credits).Min(i.Amount)
}
