package settlement

import (
	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// waiting are transfers that are final and nobody's until a person has decided whether
// they count for whom they came for. Each is held on Unallocated, so that nobody moves it
// meanwhile.
type waiting struct {
	list paged.Slice[waiter] // no order, no gaps
	byID map[ledger.ID]int
}

type waiter struct {
	Arrival
	hold ledger.ID
}

func newWaiting() waiting { return waiting{byID: map[ledger.ID]int{}} }

func (w *waiting) add(one waiter) { w.byID[one.ID] = w.list.Append(one) }

func (w *waiting) remove(id ledger.ID) {
	i := w.byID[id]
	delete(w.byID, id)
	last := w.list.Pop()
	if i < w.list.Len() {
		*w.list.Change(i) = last
		w.byID[last.ID] = i
	}
}

// Waits finds a transfer that waits for a person, and says whether its block is final.
func (b *Book) Waits(id ledger.ID) (a Arrival, final, ok bool) {
	if i, is := b.waiting.byID[id]; is {
		return b.waiting.list.At(i).Arrival, true, true
	}
	a, ok = b.Arrival(id)
	return a, false, ok && !a.For.IsZero()
}

// Admit has a transfer that waits count for whom it came for: from now on if its block is
// final, else from then on. What is owed is paid of it first.
func (b *Book) Admit(id ledger.ID) (a Arrival, final bool, refusal Refusal) {
	return b.decide(id, true)
}

// Bar has a transfer that waits be nobody's, whom an operator sends it back to or gives it.
func (b *Book) Bar(id ledger.ID) (a Arrival, final bool, refusal Refusal) {
	return b.decide(id, false)
}

func (b *Book) decide(id ledger.ID, admit bool) (a Arrival, final bool, refusal Refusal) {
	a, final, ok := b.Waits(id)
	if !ok {
		return a, false, ArrivalNotHeld
	}
	account := a.Account
	if admit {
		a.Party = a.For
	} else {
		a.Account = ledger.ID{}
	}
	a.For = ledger.ID{}
	if !final {
		*b.arrivals.Change(b.arrivalsByID[id]) = a
		return a, false, ""
	}
	t, hold := b.tokens.At(int(a.Token)-1), b.waiting.list.At(b.waiting.byID[id]).hold
	var repaid money.Amount
	refusal = b.atomic(func() ledger.Result {
		r := b.enter(ledger.Transfer{
			Debit: t.Accounts.Unallocated, Credit: account, Hold: hold, Cause: id, Asset: t.Asset, Code: b.codes.Withheld, Flags: ledger.Void,
		})
		if r != ledger.OK || !admit {
			return r
		}
		var moves [2]move
		moves, repaid = b.credit(b.codes.Final, t.Accounts.Unallocated, account, t, a.Amount)
		return b.moves(t.Asset, id, moves[:])
	})
	if refusal != "" {
		return a, true, refusal
	}
	b.owes(account, money.Amount{}, repaid)
	b.waiting.remove(id)
	return a, true, ""
}

// withhold holds what came to Unallocated. Where the ledger takes no more holds it is
// nobody's at once.
func (b *Book) withhold(a *Arrival, t *token) {
	hold := b.next()
	refusal := b.atomic(func() ledger.Result {
		return b.enter(ledger.Transfer{
			ID: hold, Debit: t.Accounts.Unallocated, Credit: a.Account, Amount: a.Amount, Cause: a.ID, Asset: t.Asset, Code: b.codes.Withheld, Flags: ledger.Pending,
		})
	})
	if refusal != "" {
		a.For, a.Account = ledger.ID{}, ledger.ID{}
		return
	}
	b.waiting.add(waiter{*a, hold})
}

// Waiting calls f for each transfer that waits for a person, with its hold, which is zero
// while its block is not final.
func (v *View) Waiting(f func(a *Arrival, hold ledger.ID)) {
	for i := range v.arrivals.Len() {
		if a := v.arrivals.At(i); !a.For.IsZero() {
			f(a, ledger.ID{})
		}
	}
	for i := range v.waiting.Len() {
		w := v.waiting.At(i)
		f(&w.Arrival, w.hold)
	}
}
