package ledger

import "aidollar/core/money"

// account is the record of one account, one cache line. A posted transfer needs
// nothing else, unless more says so.
type account struct {
	id            ID
	debitsPosted  money.Amount
	creditsPosted money.Amount
	asset         uint32 // place in Ledger.assets
	budget        uint32 // slot plus one; zero is none
	code          uint16
	flags         AccountFlags
	more          bool // the accountRest of the same slot is not all zero
}

// accountRest is the rest of an account's record, in a slab of its own: most
// transfers neither hold anything nor meet limits above zero, and so read half
// the memory.
type accountRest struct {
	debitsPending  money.Amount
	creditsPending money.Amount
	debitMax       money.Amount
	creditMax      money.Amount
}

// asset sums the balances of all accounts of an asset. The sides are counted
// apart, so that they can be compared.
type asset struct {
	id             AssetID
	debitsPending  money.Amount
	debitsPosted   money.Amount
	creditsPending money.Amount
	creditsPosted  money.Amount
}

const accountFlagsKnown = LimitDebit | LimitCredit | Closed | Managed

// Open opens an account. Its balances must be zero. The same properties again
// are AccountExists, others AccountDiffers. A budget must be of the account's
// asset.
func (l *Ledger) Open(a Account) Result {
	switch {
	case a.ID.IsZero():
		return IDZero
	case a.Flags&^accountFlagsKnown != 0:
		return FlagsUnknown
	case a.Asset == 0:
		return AssetUnknown
	case !a.DebitsPending.IsZero() || !a.CreditsPending.IsZero():
		return AccountPending
	case !a.DebitsPosted.IsZero() || !a.CreditsPosted.IsZero():
		return AccountBalance
	}
	if slot, ok := l.findAccount(a.ID); ok {
		return l.sameAccount(slot, a)
	}
	budget, r := l.budgetOf(a.Budget, a.Asset)
	if r != OK {
		return r
	}
	if l.accounts.n >= l.config.AccountsMax {
		return AccountsFull
	}
	total, ok := l.assetFor(a.Asset)
	if !ok {
		return AssetsFull
	}
	l.addAccount(
		account{id: a.ID, asset: total, budget: budget, code: a.Code, flags: a.Flags},
		accountRest{debitMax: a.DebitMax, creditMax: a.CreditMax},
	)
	l.undo.opened()
	return OK
}

func (l *Ledger) addAccount(a account, rest accountRest) {
	a.more = rest != accountRest{}
	slot, record := l.accounts.add()
	*record = a
	_, more := l.rests.add()
	*more = rest
	l.accountIndex.insert(l.hash(a.id), slot, func(n uint32) uint64 { return l.hash(l.accounts.at(n).id) })
}

func (l *Ledger) sameAccount(slot uint32, a Account) Result {
	have := l.accountAt(slot)
	if have.Asset == a.Asset && have.Budget == a.Budget && have.Code == a.Code && have.Flags == a.Flags &&
		have.DebitMax == a.DebitMax && have.CreditMax == a.CreditMax {
		return AccountExists
	}
	return AccountDiffers
}

// assetFor finds the sums of an asset, new if need be.
func (l *Ledger) assetFor(id AssetID) (uint32, bool) {
	h := l.hash(ID{Lo: uint64(id)})
	if n, ok := l.assetIndex.find(h, func(n uint32) bool { return l.assets[n].id == id }); ok {
		return n, true
	}
	if len(l.assets) >= AssetsMax {
		return 0, false
	}
	n := uint32(len(l.assets))
	l.assets = append(l.assets, asset{id: id})
	l.assetIndex.insert(h, n, func(n uint32) uint64 { return l.hash(ID{Lo: uint64(l.assets[n].id)}) })
	l.undo.assetAdded()
	return n, true
}

// Close closes an account for good, unless SetLimits opens it again. It refuses
// while holds are open on it or its credits differ from its debits. Closing
// again is Exists.
func (l *Ledger) Close(id ID) Result {
	slot, ok := l.findAccount(id)
	if !ok {
		return AccountUnknown
	}
	a := l.accounts.at(slot)
	switch {
	case a.flags&Closed != 0:
		return Exists
	case l.pending(slot):
		return AccountPending
	case a.debitsPosted != a.creditsPosted:
		return AccountBalance
	}
	l.editAccount(slot).flags |= Closed
	return OK
}

// pending tells whether holds are open on the account.
func (l *Ledger) pending(slot uint32) bool {
	rest := l.rests.at(slot)
	return !rest.debitsPending.IsZero() || !rest.creditsPending.IsZero()
}

// SetLimits replaces the flags and limits of an account. A limit that the
// balance is beyond already is refused as DebitLimited or CreditLimited. With
// the flag Closed it suspends the account whatever its balance, without it it
// takes the account into use again. Managed stays as it is: it may be left out,
// and to name it for an account without it is FlagsConflict.
func (l *Ledger) SetLimits(id ID, flags AccountFlags, debitMax, creditMax money.Amount) Result {
	if flags&^accountFlagsKnown != 0 {
		return FlagsUnknown
	}
	slot, ok := l.findAccount(id)
	if !ok {
		return AccountUnknown
	}
	changed, rest := *l.accounts.at(slot), *l.rests.at(slot)
	if flags&Managed&^changed.flags != 0 {
		return FlagsConflict
	}
	flags |= changed.flags & Managed
	changed.flags, rest.debitMax, rest.creditMax = flags, debitMax, creditMax
	if r := withinLimits(&changed, &rest); r != OK {
		return r
	}
	changed.more = rest != accountRest{}
	*l.editAccount(slot) = changed
	*l.rests.edit(slot) = rest
	return OK
}

// SetBudget makes debits of an account draw on a budget; zero takes it off.
// Open holds stay on the budget they drew on.
func (l *Ledger) SetBudget(id ID, b BudgetID) Result {
	slot, ok := l.findAccount(id)
	if !ok {
		return AccountUnknown
	}
	budget, r := l.budgetOf(b, l.assets[l.accounts.at(slot).asset].id)
	if r != OK {
		return r
	}
	l.editAccount(slot).budget = budget
	return OK
}

// Account finds an account.
func (l *Ledger) Account(id ID) (Account, bool) {
	slot, ok := l.findAccount(id)
	if !ok {
		return Account{}, false
	}
	return l.accountAt(slot), true
}

func (l *Ledger) accountAt(slot uint32) Account {
	a := l.accounts.at(slot)
	out := export(a, l.rests.at(slot))
	out.Asset = l.assets[a.asset].id
	if a.budget != 0 {
		out.Budget = l.budgets.at(a.budget - 1).id
	}
	return out
}

// export fills what the records say by themselves: all but asset and budget.
func export(a *account, rest *accountRest) Account {
	return Account{
		ID: a.id, DebitsPending: rest.debitsPending, DebitsPosted: a.debitsPosted,
		CreditsPending: rest.creditsPending, CreditsPosted: a.creditsPosted,
		DebitMax: rest.debitMax, CreditMax: rest.creditMax, Code: a.code, Flags: a.flags,
	}
}

// Spendable is what LimitDebit leaves the account; without the flag, AmountMax.
// Budgets and Closed do not count.
func (l *Ledger) Spendable(id ID) (money.Amount, bool) {
	slot, ok := l.findAccount(id)
	if !ok {
		return money.Amount{}, false
	}
	return l.debitRoom(slot), true
}

// Funds is what the account has of its own: posted credits less debits, pending
// ones included, and nothing that its limit lets it owe.
func (l *Ledger) Funds(id ID) money.Amount {
	slot, ok := l.findAccount(id)
	if !ok {
		return money.Amount{}
	}
	a := l.accounts.at(slot)
	used, _ := a.debitsPosted.Add(l.rests.at(slot).debitsPending)
	return a.creditsPosted.SubFloor(used)
}

// debitRoom is how much more the account may be debited. A sum of posted and
// pending cannot overflow: the asset's sum, which is never less, is checked.
func (l *Ledger) debitRoom(slot uint32) money.Amount {
	a := l.accounts.at(slot)
	switch {
	case a.flags&LimitDebit == 0:
		return money.AmountMax
	case !a.more:
		return a.creditsPosted.SubFloor(a.debitsPosted)
	}
	rest := l.rests.at(slot)
	used, _ := a.debitsPosted.Add(rest.debitsPending)
	return room(a.creditsPosted, used, rest.debitMax)
}

// creditRoom is how much more the account may be credited.
func (l *Ledger) creditRoom(slot uint32) money.Amount {
	a := l.accounts.at(slot)
	switch {
	case a.flags&LimitCredit == 0:
		return money.AmountMax
	case !a.more:
		return a.debitsPosted.SubFloor(a.creditsPosted)
	}
	rest := l.rests.at(slot)
	used, _ := a.creditsPosted.Add(rest.creditsPending)
	return room(a.debitsPosted, used, rest.creditMax)
}

// room is have+extra-used, at most AmountMax, at least zero.
func room(have, used, extra money.Amount) money.Amount {
	if left, ok := have.Sub(used); ok {
		return saturatingAdd(left, extra)
	}
	over, _ := used.Sub(have)
	return extra.SubFloor(over)
}

// withinLimits tells whether the balances keep the account's own limits.
func withinLimits(a *account, rest *accountRest) Result {
	debits, _ := a.debitsPosted.Add(rest.debitsPending)
	if a.flags&LimitDebit != 0 && rest.debitMax.Less(debits.SubFloor(a.creditsPosted)) {
		return DebitLimited
	}
	credits, _ := a.creditsPosted.Add(rest.creditsPending)
	if a.flags&LimitCredit != 0 && rest.creditMax.Less(credits.SubFloor(a.debitsPosted)) {
		return CreditLimited
	}
	return OK
}

func (l *Ledger) findAccount(id ID) (uint32, bool) {
	return l.accountIndex.find(l.hash(id), func(n uint32) bool { return l.accounts.at(n).id == id })
}

// editAccount returns a record for change, its image kept when it may have to
// be undone.
func (l *Ledger) editAccount(slot uint32) *account {
	a := l.accounts.edit(slot)
	if l.undo.depth > 0 {
		l.undo.account(slot, accountImage{*a, *l.rests.at(slot)})
	}
	return a
}

// The four movements. Each changes an account and its asset's sum alike; that
// the sums stay equal is asserted after each transfer by balanced. Sums cannot
// overflow: fits was asked first. What is taken away must have been there.

func (l *Ledger) debit(slot uint32, amount money.Amount) {
	a := l.editAccount(slot)
	s := &l.assets[a.asset]
	a.debitsPosted = sum(a.debitsPosted, amount)
	s.debitsPosted = sum(s.debitsPosted, amount)
}

func (l *Ledger) credit(slot uint32, amount money.Amount) {
	a := l.editAccount(slot)
	s := &l.assets[a.asset]
	a.creditsPosted = sum(a.creditsPosted, amount)
	s.creditsPosted = sum(s.creditsPosted, amount)
}

// holdBoth sets amount aside on both accounts.
func (l *Ledger) holdBoth(debit, credit uint32, amount money.Amount) {
	d, c := l.editAccount(debit), l.editAccount(credit)
	s := &l.assets[d.asset]
	rest := l.rests.edit(debit)
	rest.debitsPending = sum(rest.debitsPending, amount)
	s.debitsPending = sum(s.debitsPending, amount)
	rest = l.rests.edit(credit)
	rest.creditsPending = sum(rest.creditsPending, amount)
	s.creditsPending = sum(s.creditsPending, amount)
	d.more, c.more = true, true
}

// releaseBoth takes back what holdBoth set aside, and posts part of it.
func (l *Ledger) releaseBoth(debit, credit uint32, held, posted money.Amount) {
	d := l.editAccount(debit)
	s := &l.assets[d.asset]
	rest := l.rests.edit(debit)
	rest.debitsPending = difference(rest.debitsPending, held)
	s.debitsPending = difference(s.debitsPending, held)
	d.debitsPosted = sum(d.debitsPosted, posted)
	s.debitsPosted = sum(s.debitsPosted, posted)
	d.more = *rest != accountRest{}
	c := l.editAccount(credit)
	rest = l.rests.edit(credit)
	rest.creditsPending = difference(rest.creditsPending, held)
	s.creditsPending = difference(s.creditsPending, held)
	c.creditsPosted = sum(c.creditsPosted, posted)
	s.creditsPosted = sum(s.creditsPosted, posted)
	c.more = *rest != accountRest{}
}

// fits tells whether the asset's posted and pending debits together can take
// amount more. No account's sums are ever more than these, and the credits are
// the same, so this one check is for all of them.
func (l *Ledger) fits(total uint32, amount money.Amount) bool {
	s := &l.assets[total]
	used, ok := s.debitsPosted.Add(s.debitsPending)
	if !ok {
		return false
	}
	_, ok = used.Add(amount)
	return ok
}

// balanced asserts conservation of an asset. That it fails means that the
// program is wrong; going on would spread the damage into the books.
func (l *Ledger) balanced(total uint32) {
	s := &l.assets[total]
	if s.debitsPosted != s.creditsPosted || s.debitsPending != s.creditsPending {
		panic("ledger: broken invariant: an asset's debits differ from its credits")
	}
}

func sum(a, b money.Amount) money.Amount {
	s, ok := a.Add(b)
	if !ok {
		panic("ledger: broken invariant: a sum overflows that was checked")
	}
	return s
}

func difference(a, b money.Amount) money.Amount {
	d, ok := a.Sub(b)
	if !ok {
		panic("ledger: broken invariant: more is released than is pending")
	}
	return d
}
