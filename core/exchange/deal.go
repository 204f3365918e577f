package exchange

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Offer is how a payer wants to pay for something that is priced in another asset.
type Offer struct {
	Quote  Quote
	Payer  ledger.ID       // the account that gives
	Budget ledger.BudgetID // that the payer's part draws on; zero is none
}

// Lock is a conversion that is agreed upon and yet to be made: at a fixed price, of
// at most so much. The zero Lock is none.
type Lock struct {
	Quote   Quote
	Payer   ledger.ID
	Budget  ledger.BudgetID
	Gives   Accounts     // the house's in what is given
	Counter ledger.ID    // the house's position in what is got, which pays
	Held    money.Amount // the most that the payer gives
}

// Locks reports whether there is a conversion to be made.
func (l *Lock) Locks() bool { return l.Quote.Number != 0 }

// Deal is what became of a conversion. Got*Price + CarryIn is Paid*PriceOne +
// CarryOut.
type Deal struct {
	Quote    Quote
	Got      money.Amount // of Get
	Held     money.Amount // of Give, the most that it could cost
	Paid     money.Amount // of Give, the spread in it
	Fee      money.Amount // the spread's part of Paid
	CarryIn  uint64       // parts of a unit of Give that earlier conversions left, in 1/PriceOne
	CarryOut uint64
	Funds    money.Amount // of Give that the payer can spend behind it
}

// Lock agrees on a conversion of at most get.
func (b *Book) Lock(o Offer, get money.Amount) (l Lock, refusal Refusal) {
	gives, ok := b.positionsBy[o.Quote.Give]
	counter, ok2 := b.positionsBy[o.Quote.Get]
	if !ok || !ok2 {
		return l, PositionNone
	}
	l = Lock{Quote: o.Quote, Payer: o.Payer, Budget: o.Budget, Gives: b.positions.At(gives).Accounts, Counter: b.positions.At(counter).Position}
	if l.Held, ok = l.Quote.Most(get); !ok {
		return l, ConversionLarge
	}
	if !b.room(l.Payer, l.Quote.Get) {
		return l, ConversionsFull
	}
	return l, ""
}

// Deal is what a locked conversion of an amount comes to now.
func (b *Book) Deal(l *Lock, got money.Amount) (d Deal, ok bool) {
	d = Deal{Quote: l.Quote, Got: got, Held: l.Held}
	d.Paid, d.CarryIn, d.CarryOut, ok = b.cost(l.Payer, &l.Quote, got)
	d.Fee = l.Quote.fee(d.Paid)
	return d, ok
}

// Keep carries what a deal that was posted left over.
func (b *Book) Keep(l *Lock, d *Deal) {
	if !d.Got.IsZero() {
		b.keep(l.Payer, l.Quote.Get, d.CarryOut)
	}
}

// The ordinals from which the ids of a conversion's transfers are made; those before
// are payment's.
const (
	fundsOrdinal = iota + 4
	postOrdinal
	feeOrdinal
	voidOrdinal
	counterOrdinal
)

// FundsID is the id of the hold on what the payer of a call gives.
func FundsID(call ledger.ID) ledger.ID { return call.Derive(fundsOrdinal) }

// Hold is the transfer that reserves what the payer of a call gives, linked to the
// one that reserves the call.
func (b *Book) Hold(l *Lock, call ledger.ID, deadline int64) ledger.Transfer {
	return ledger.Transfer{
		ID: FundsID(call), Debit: l.Payer, Credit: l.Gives.Position, Amount: l.Held, Cause: call, Deadline: deadline,
		Asset: l.Quote.Give, Budget: l.Budget, Code: b.conversionCodes.Convert, Flags: ledger.Pending | ledger.Linked,
	}
}

// Release is the transfer that returns that hold, linked to the call's.
func (b *Book) Release(l *Lock, call ledger.ID) ledger.Transfer {
	return ledger.Transfer{
		ID: call.Derive(voidOrdinal), Debit: l.Payer, Credit: l.Gives.Position, Hold: FundsID(call), Cause: call,
		Asset: l.Quote.Give, Code: b.conversionCodes.Convert, Flags: ledger.Void | ledger.Linked,
	}
}

// Post are the transfers that take out of that hold what a deal came to, linked to
// those that close the call.
func (b *Book) Post(l *Lock, call ledger.ID, d *Deal) []ledger.Transfer {
	if d.Paid.IsZero() {
		return []ledger.Transfer{b.Release(l, call)}
	}
	return b.withFee(l, call, d, ledger.Transfer{
		ID: call.Derive(postOrdinal), Debit: l.Payer, Credit: l.Gives.Position, Amount: d.Paid, Hold: FundsID(call), Cause: call,
		Asset: l.Quote.Give, Code: b.conversionCodes.Convert, Flags: ledger.Post | ledger.Linked,
	})
}

// withFee is what a payer gives, and the spread of it out of the position.
func (b *Book) withFee(l *Lock, cause ledger.ID, d *Deal, given ledger.Transfer) []ledger.Transfer {
	if d.Fee.IsZero() {
		return []ledger.Transfer{given}
	}
	return []ledger.Transfer{given, {
		ID: cause.Derive(feeOrdinal), Debit: l.Gives.Position, Credit: l.Gives.Revenue, Amount: d.Fee, Cause: cause,
		Asset: l.Quote.Give, Code: b.conversionCodes.Spread, Flags: ledger.Linked,
	}}
}
