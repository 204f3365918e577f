package ledger

import (
	"math/big"

	"aidollar/core/money"
)

// transfers decides a batch the plain way: find each chain, run it, take it
// back as a whole when one of it fails.
func (w *twin) transfers(ts []Transfer) []Outcome {
	out := make([]Outcome, 0, len(ts))
	for len(ts) > 0 {
		n := 0
		for n < len(ts) && ts[n].Flags&Linked != 0 {
			n++
		}
		open := n == len(ts)
		if !open {
			n++
		}
		chain := make([]Outcome, n)
		for i := range chain {
			chain[i].Result = LinkedRefused
		}
		switch {
		case open:
			chain[n-1].Result = ChainOpen
		case n > 64:
			chain[0].Result = ChainTooLong
		default:
			w.chain(ts[:n], chain)
		}
		out = append(out, chain...)
		ts = ts[n:]
	}
	return out
}

func (w *twin) chain(ts []Transfer, out []Outcome) {
	failed := -1
	var why Result
	w.span(func() bool {
		for i, t := range ts {
			r, amount := w.transfer(t)
			if r != OK && r != Exists {
				failed, why = i, r
				return false
			}
			out[i] = Outcome{Result: r, Amount: amountOf(amount)}
		}
		return true
	})
	if failed >= 0 {
		for i := range out {
			out[i] = Outcome{Result: LinkedRefused}
		}
		out[failed].Result = why
	}
}

func (w *twin) transfer(t Transfer) (Result, *big.Int) {
	none := new(big.Int)
	if (t.ID == ID{}) {
		return IDZero, none
	}
	if r := w.inWindow(t.ID); r != OK {
		return r, none
	}
	var content [TransferSize]byte
	t.Put(content[:])
	if seen, ok := w.seen[t.ID]; ok {
		if seen.content != content {
			return IDReused, none
		}
		return Exists, seen.amount
	}
	if uint32(len(w.seen)) >= w.config.IDsMax {
		return WindowFull, none
	}
	if r := w.wellFormed(t); r != OK {
		return r, none
	}
	var r Result
	var amount *big.Int
	fate := Exists
	switch {
	case t.Flags&Post != 0 || t.Flags&Void != 0:
		r, amount = w.finish(t)
	case t.Flags&Split != 0:
		r, amount = w.split(t)
	default:
		if t.Flags&Pending != 0 {
			fate = OK
		}
		r, amount = w.plain(t)
	}
	if r != OK {
		return r, none
	}
	w.seen[t.ID] = &twinSeen{content, amount, fate}
	w.undo = append(w.undo, func() { delete(w.seen, t.ID) })
	return OK, amount
}

func (w *twin) wellFormed(t Transfer) Result {
	is := func(f TransferFlags) bool { return t.Flags&f != 0 }
	if t.Flags >= 128 {
		return FlagsUnknown
	}
	kinds := 0
	for _, f := range []TransferFlags{Pending, Post, Void, Split} {
		if is(f) {
			kinds++
		}
	}
	closes := is(Post) || is(Void)
	if kinds > 1 || (closes && is(BalancingDebit|BalancingCredit)) || (is(Split) && is(BalancingCredit)) {
		return FlagsConflict
	}
	if closes && t.Hold == (ID{}) {
		return HoldZero
	}
	if !closes && t.Hold != (ID{}) {
		return FlagsConflict
	}
	if t.Deadline != 0 && !is(Pending) {
		return DeadlineWithoutHold
	}
	if t.Amount == (money.Amount{}) && !is(Void) {
		return AmountZero
	}
	if t.Asset == 0 && !closes {
		return AssetUnknown
	}
	counts := t.Effective
	if counts == 0 {
		counts = w.now
	}
	switch {
	case counts > w.now:
		return EffectiveInFuture
	case w.sealed != nil && counts <= *w.sealed:
		return PeriodSealed
	case t.Deadline != 0 && t.Deadline <= w.now:
		return DeadlinePassed
	}
	return OK
}

// overflows tells whether the asset's debits would not fit with amount more.
func (w *twin) overflows(asset AssetID, amount *big.Int) bool {
	all := new(big.Int).Set(amount)
	for _, a := range w.accounts {
		if a.Asset == asset {
			all.Add(all, a.dp).Add(all, a.dpo)
		}
	}
	return all.Cmp(bigMax) > 0
}

// least lowers amount to what a limit leaves if the transfer balances; ok is
// false when the limit does not allow it.
func least(amount, left *big.Int, balances bool) (*big.Int, bool) {
	if left == nil {
		return amount, true
	}
	if balances && left.Cmp(amount) < 0 {
		amount = left
	}
	return amount, amount.Sign() > 0 && amount.Cmp(left) <= 0
}

// forbids tells whether a transfer that names these accounts is not the house's own.
func (w *twin) forbids(named ...*twinAccount) bool {
	for _, a := range named {
		if a.Flags&Managed != 0 && !w.manages {
			return true
		}
	}
	return false
}

func (w *twin) plain(t Transfer) (Result, *big.Int) {
	d, c := w.accounts[t.Debit], w.accounts[t.Credit]
	switch {
	case d == nil:
		return DebitUnknown, nil
	case c == nil:
		return CreditUnknown, nil
	case d == c:
		return AccountsSame, nil
	case d.Asset != c.Asset || d.Asset != t.Asset:
		return AssetMismatch, nil
	case d.Flags&Closed != 0:
		return DebitClosed, nil
	case c.Flags&Closed != 0:
		return CreditClosed, nil
	case w.forbids(d, c):
		return AccountManaged, nil
	}
	if r := w.usable(t.Budget, d.Asset); r != OK {
		return r, nil
	}
	amount, ok := least(bigOf(t.Amount), d.debitLeft(), t.Flags&BalancingDebit != 0)
	if !ok {
		return DebitLimited, nil
	}
	if amount, ok = least(amount, c.creditLeft(), t.Flags&BalancingCredit != 0); !ok {
		return CreditLimited, nil
	}
	switch {
	case w.overflows(t.Asset, amount):
		return Overflow, nil
	case !w.affords(d.Budget, t.Budget, amount):
		return BudgetSpent, nil
	case t.Flags&Pending != 0 && uint32(len(w.holds)) >= w.config.HoldsMax:
		return HoldsFull, nil
	}
	w.draw(d.Budget, t.Budget, amount)
	if t.Flags&Pending == 0 {
		w.change(d.dpo, amount)
		w.change(c.cpo, amount)
		return OK, amount
	}
	w.change(d.dp, amount)
	w.change(c.cp, amount)
	w.made++
	w.holds[t.ID] = &twinHold{t, amount, w.now, w.made, d.Budget, t.Deadline}
	w.undo = append(w.undo, func() { delete(w.holds, t.ID) })
	return OK, amount
}

func (w *twin) finish(t Transfer) (Result, *big.Int) {
	h, ok := w.holds[t.Hold]
	if !ok {
		seen, ok := w.seen[t.Hold]
		if !ok || seen.fate == Exists || w.inWindow(t.Hold) != OK {
			return HoldUnknown, nil
		}
		return seen.fate, nil
	}
	mismatch := (t.Debit != ID{} && t.Debit != h.Debit) || (t.Credit != ID{} && t.Credit != h.Credit) ||
		(t.Asset != 0 && t.Asset != h.Asset) || (t.Code != 0 && t.Code != h.Code) || (t.Budget != 0 && t.Budget != h.Budget)
	amount := bigOf(t.Amount)
	all := t.Amount == money.AmountMax
	if t.Flags&Void != 0 {
		if !mismatch && w.forbids(w.accounts[h.Debit], w.accounts[h.Credit]) {
			return AccountManaged, nil
		}
		if mismatch || (amount.Sign() != 0 && !all && amount.Cmp(h.held) != 0) {
			return HoldMismatch, nil
		}
		w.closeHold(h, new(big.Int), HoldVoided)
		return OK, new(big.Int)
	}
	if all {
		amount = h.held
	}
	switch {
	case mismatch:
		return HoldMismatch, nil
	case w.forbids(w.accounts[h.Debit], w.accounts[h.Credit]):
		return AccountManaged, nil
	case amount.Cmp(h.held) > 0:
		return HoldExceeded, nil
	case w.accounts[h.Debit].Flags&Closed != 0:
		return DebitClosed, nil
	case w.accounts[h.Credit].Flags&Closed != 0:
		return CreditClosed, nil
	}
	w.closeHold(h, amount, HoldPosted)
	return OK, amount
}

func (w *twin) closeHold(h *twinHold, posted *big.Int, fate Result) {
	d, c := w.accounts[h.Debit], w.accounts[h.Credit]
	back := new(big.Int).Neg(h.held)
	w.change(d.dp, back)
	w.change(c.cp, back)
	w.change(d.dpo, posted)
	w.change(c.cpo, posted)
	w.giveBack(h, posted)
	if seen := w.seen[h.ID]; seen != nil {
		seen.fate = fate
		w.undo = append(w.undo, func() { seen.fate = OK })
	}
	delete(w.holds, h.ID)
	w.undo = append(w.undo, func() { w.holds[h.ID] = h })
}

func (w *twin) split(t Transfer) (Result, *big.Int) {
	d, rule := w.accounts[t.Debit], w.rules[t.Credit]
	switch {
	case d == nil:
		return DebitUnknown, nil
	case rule == nil:
		return RuleUnknown, nil
	case d.Asset != t.Asset || rule.Asset != t.Asset:
		return AssetMismatch, nil
	case d.Flags&Closed != 0:
		return DebitClosed, nil
	case w.forbids(d):
		return AccountManaged, nil
	}
	if r := w.usable(t.Budget, d.Asset); r != OK {
		return r, nil
	}
	all := append([]ID{rule.Carry}, accountsOf(rule.Rule)...)
	for _, id := range all {
		if id == t.Debit {
			return AccountsSame, nil
		}
	}
	for _, id := range all {
		if w.accounts[id].Flags&Closed != 0 {
			return CreditClosed, nil
		}
	}
	amount, ok := least(bigOf(t.Amount), d.debitLeft(), t.Flags&BalancingDebit != 0)
	if !ok {
		return DebitLimited, nil
	}
	weights := new(big.Int)
	for _, s := range rule.Shares {
		weights.Add(weights, new(big.Int).SetUint64(s.Weight))
	}
	var xs, carries []*big.Int
	rest := new(big.Int).Set(amount) // for the carry account; it may be negative
	for i, s := range rule.Shares {
		exact := new(big.Int).Mul(amount, new(big.Int).SetUint64(s.Weight))
		x, carry := new(big.Int).DivMod(exact.Add(exact, rule.carry[i]), weights, new(big.Int))
		xs, carries = append(xs, x), append(carries, carry)
		rest.Sub(rest, x)
		if left := w.accounts[s.Account].creditLeft(); left != nil && x.Cmp(left) > 0 {
			return CreditLimited, nil
		}
	}
	keep := w.accounts[rule.Carry]
	moved := new(big.Int).Set(amount)
	if excess := new(big.Int).Neg(rest); excess.Sign() > 0 {
		if left := keep.debitLeft(); left != nil && excess.Cmp(left) > 0 {
			return DebitLimited, nil
		}
		moved.Add(moved, excess)
	} else if left := keep.creditLeft(); left != nil && rest.Cmp(left) > 0 {
		return CreditLimited, nil
	}
	if w.overflows(t.Asset, moved) {
		return Overflow, nil
	}
	if !w.affords(d.Budget, t.Budget, amount) {
		return BudgetSpent, nil
	}
	w.draw(d.Budget, t.Budget, amount)
	w.deal(t, rule, amount, xs, carries)
	return OK, amount
}

// deal posts the parts, from the debit account while it lasts, then from the
// carry account.
func (w *twin) deal(t Transfer, rule *twinRule, amount *big.Int, xs, carries []*big.Int) {
	number := uint64(0)
	post := func(from, to ID, x *big.Int) {
		if x.Sign() == 0 {
			return
		}
		w.change(w.accounts[from].dpo, x)
		w.change(w.accounts[to].cpo, x)
		w.derived = append(w.derived, Posting{Posted: amountOf(x), Transfer: Transfer{
			ID: t.ID.Derive(number), Debit: from, Credit: to, Amount: amountOf(x), Cause: t.ID,
			Effective: t.Effective, Asset: t.Asset, Code: t.Code,
		}})
		number++
	}
	left := new(big.Int).Set(amount)
	for i, s := range rule.Shares {
		w.change(rule.carry[i], new(big.Int).Sub(carries[i], rule.carry[i]))
		given := xs[i]
		if left.Cmp(given) < 0 {
			given = new(big.Int).Set(left)
		}
		post(t.Debit, s.Account, given)
		post(rule.Carry, s.Account, new(big.Int).Sub(xs[i], given))
		left.Sub(left, given)
	}
	post(t.Debit, rule.Carry, left)
}
