package ledger

import "aidollar/core/money"

// apply decides one transfer. The checks come in a fixed order, which decides
// which one is named when several fail:
//
//  1. the id: IDZero, IDTooOld, IDInFuture; then Exists or IDReused, before
//     anything that may have changed since the id was accepted; WindowFull;
//  2. the shape of the transfer by itself (see shape), and its times (timely);
//  3. accounts and holds: unknown, the same, of other assets, closed, managed;
//  4. what may move: limits, Overflow, budgets, HoldsFull.
func (l *Ledger) apply(t *Transfer, at *hint) Outcome {
	if t.ID.IsZero() {
		return Outcome{Result: IDZero}
	}
	millis := t.ID.Millis()
	if millis < l.millisMin {
		return Outcome{Result: IDTooOld}
	}
	if millis > l.millisMax {
		return Outcome{Result: IDInFuture}
	}
	b := l.window.bucket(millis)
	if b == nil {
		b = l.window.make(millis)
	} else if n, ok := b.find(t.ID, at.idHash); ok {
		e := b.entries.at(n)
		if e.fingerprint != at.print {
			return Outcome{Result: IDReused}
		}
		return Outcome{Result: Exists, Amount: b.amount(e)}
	}
	if l.window.count >= uint64(l.config.IDsMax) || b.entries.n >= numberMax {
		return Outcome{Result: WindowFull}
	}
	if r := t.shape(); r != OK {
		return Outcome{Result: r}
	}
	if r := l.timely(t); r != OK {
		return Outcome{Result: r}
	}
	var amount money.Amount
	var r Result
	state := uint64(statePlain)
	switch {
	case t.Flags&(Post|Void) != 0:
		amount, r = l.finish(t)
	case t.Flags&Split != 0:
		amount, r = l.split(t, at)
	case t.Flags&Pending != 0:
		state = stateOpen
		amount, r = l.reserve(t, at, b)
	default:
		amount, r = l.move(t, at)
	}
	if r != OK {
		return Outcome{Result: r}
	}
	l.window.remember(b, t.ID, at.idHash, at.print, state, amount)
	l.undo.entry(b, at.idHash)
	return Outcome{Result: OK, Amount: amount}
}

// shape checks a transfer by itself.
func (t *Transfer) shape() Result {
	f := t.Flags
	if f&^TransferFlagsKnown != 0 {
		return FlagsUnknown
	}
	if f&^Linked != 0 && f.conflict() {
		return FlagsConflict
	}
	if f&(Post|Void) != 0 {
		if t.Hold.IsZero() {
			return HoldZero
		}
	} else if !t.Hold.IsZero() {
		return FlagsConflict
	}
	if t.Deadline != 0 && f&Pending == 0 {
		return DeadlineWithoutHold
	}
	if t.Amount.IsZero() && f&Void == 0 {
		return AmountZero
	}
	if t.Asset == 0 && f&(Post|Void) == 0 {
		return AssetUnknown
	}
	return OK
}

// conflict tells whether flags exclude each other: a transfer moves, holds,
// posts, voids or splits; what is held already cannot balance, and a rule has
// no credit limit of its own to balance against.
func (f TransferFlags) conflict() bool {
	switch f & (Pending | Post | Void | Split) {
	case 0, Pending:
		return false
	case Split:
		return f&BalancingCredit != 0
	case Post, Void:
		return f&(BalancingDebit|BalancingCredit) != 0
	}
	return true
}

// timely checks the effective time and the deadline against the clock.
func (l *Ledger) timely(t *Transfer) Result {
	effective := t.Effective
	if effective == 0 {
		effective = l.now
	}
	switch {
	case effective > l.now:
		return EffectiveInFuture
	case effective <= l.sealed && l.sealed != neverSealed:
		return PeriodSealed
	case t.Deadline != 0 && t.Deadline <= l.now:
		return DeadlinePassed
	}
	return OK
}

// resolve finds the account of an id, trying the slot that warming guessed.
func (l *Ledger) resolve(id ID, hash uint64, guess uint32) (uint32, bool) {
	if guess < l.accounts.n && l.accounts.at(guess).id == id {
		return guess, true
	}
	return l.accountIndex.find(hash, func(n uint32) bool { return l.accounts.at(n).id == id })
}

// pair resolves both accounts, checks them and how much may move between them.
func (l *Ledger) pair(t *Transfer, at *hint) (debit, credit uint32, on draws, amount money.Amount, r Result) {
	debit, ok := l.resolve(t.Debit, at.debitHash, at.debit)
	if !ok {
		return 0, 0, on, amount, DebitUnknown
	}
	credit, ok = l.resolve(t.Credit, at.creditHash, at.credit)
	if !ok {
		return 0, 0, on, amount, CreditUnknown
	}
	d, c := l.accounts.at(debit), l.accounts.at(credit)
	amount = t.Amount
	switch {
	case debit == credit:
		return 0, 0, on, amount, AccountsSame
	case d.asset != c.asset || l.assets[d.asset].id != t.Asset:
		return 0, 0, on, amount, AssetMismatch
	case d.flags&Closed != 0:
		return 0, 0, on, amount, DebitClosed
	case c.flags&Closed != 0:
		return 0, 0, on, amount, CreditClosed
	case (d.flags|c.flags)&Managed != 0 && !l.managing:
		return 0, 0, on, amount, AccountManaged
	}
	if on, r = l.drawsOf(d, t); r != OK {
		return 0, 0, on, amount, r
	}
	if d.flags&LimitDebit != 0 {
		room := l.debitRoom(debit)
		if t.Flags&BalancingDebit != 0 {
			amount = amount.Min(room)
		}
		if amount.IsZero() || room.Less(amount) {
			return 0, 0, on, amount, DebitLimited
		}
	}
	if c.flags&LimitCredit != 0 {
		room := l.creditRoom(credit)
		if t.Flags&BalancingCredit != 0 {
			amount = amount.Min(room)
		}
		if amount.IsZero() || room.Less(amount) {
			return 0, 0, on, amount, CreditLimited
		}
	}
	if !l.fits(d.asset, amount) {
		return 0, 0, on, amount, Overflow
	}
	if on.any() && !l.affordsAll(on, amount) {
		return 0, 0, on, amount, BudgetSpent
	}
	return debit, credit, on, amount, OK
}

// move posts a plain transfer.
func (l *Ledger) move(t *Transfer, at *hint) (money.Amount, Result) {
	debit, credit, on, amount, r := l.pair(t, at)
	if r != OK {
		return amount, r
	}
	if on.any() {
		l.drawAll(on, amount)
	}
	l.debit(debit, amount)
	l.credit(credit, amount)
	l.balanced(l.accounts.at(debit).asset)
	return amount, OK
}

// reserve makes a hold.
func (l *Ledger) reserve(t *Transfer, at *hint, b *bucket) (money.Amount, Result) {
	debit, credit, on, amount, r := l.pair(t, at)
	if r != OK {
		return amount, r
	}
	if l.holds.open >= l.config.HoldsMax {
		return amount, HoldsFull
	}
	if on.any() {
		l.drawAll(on, amount)
	}
	l.holdBoth(debit, credit, amount)
	slot := l.holds.add(&hold{
		id: t.ID, amount: amount, cause: t.Cause, effective: t.Effective, deadline: t.Deadline, made: l.now,
		debit: debit, credit: credit, draws: on, entry: b.entries.n, code: t.Code, flags: t.Flags,
	}, at.idHash)
	l.undo.held(slot)
	l.balanced(l.accounts.at(debit).asset)
	return amount, OK
}

// finish posts or voids a hold.
func (l *Ledger) finish(t *Transfer) (money.Amount, Result) {
	slot, ok := l.holds.find(t.Hold, l.hash(t.Hold))
	if !ok {
		return money.Amount{}, l.closed(t.Hold)
	}
	h := l.holds.slab.at(slot)
	d, c := l.accounts.at(h.debit), l.accounts.at(h.credit)
	if (!t.Debit.IsZero() && t.Debit != d.id) || (!t.Credit.IsZero() && t.Credit != c.id) ||
		(t.Asset != 0 && t.Asset != l.assets[d.asset].id) || (t.Code != 0 && t.Code != h.code) ||
		(t.Budget != 0 && (h.draws.named == 0 || t.Budget != l.budgets.at(h.draws.named-1).id)) {
		return money.Amount{}, HoldMismatch
	}
	if (d.flags|c.flags)&Managed != 0 && !l.managing {
		return money.Amount{}, AccountManaged
	}
	if t.Flags&Void != 0 {
		if !t.Amount.IsZero() && t.Amount != money.AmountMax && t.Amount != h.amount {
			return money.Amount{}, HoldMismatch
		}
		l.settle(slot, money.Amount{}, stateVoided)
		return money.Amount{}, OK
	}
	amount := t.Amount
	if amount == money.AmountMax {
		amount = h.amount
	}
	switch {
	case h.amount.Less(amount):
		return money.Amount{}, HoldExceeded
	case d.flags&Closed != 0:
		return money.Amount{}, DebitClosed
	case c.flags&Closed != 0:
		return money.Amount{}, CreditClosed
	}
	l.settle(slot, amount, statePosted)
	return amount, OK
}
