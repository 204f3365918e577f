package ledger

import "aidollar/core/money"

// rule is an allocation rule; its shares lie next to each other in the slab of
// shares.
type rule struct {
	id      ID
	weights uint64 // sum
	asset   uint32 // place in Ledger.assets
	keep    uint32 // slot of the Carry account
	first   uint32
	n       uint32
}

// share is one part of a rule with its carry: what its exact parts of all
// amounts so far are beyond whole units, in parts of the sum of weights.
type share struct {
	weight  uint64
	carry   uint64
	account uint32
	_       uint32
}

// DefineRule adds an allocation rule. Its accounts must exist, be different and
// of its asset. The same definition again is RuleExists, another RuleDiffers.
func (l *Ledger) DefineRule(r Rule) Result {
	if r.ID.IsZero() {
		return IDZero
	}
	if r.Asset == 0 {
		return AssetUnknown
	}
	weights, ok := weightsOf(r)
	if !ok {
		return RuleSharesInvalid
	}
	if slot, ok := l.findRule(r.ID); ok {
		if l.sameRule(slot, r) {
			return RuleExists
		}
		return RuleDiffers
	}
	keep, result := l.ruleAccount(r.Carry, r.Asset)
	if result != OK {
		return result
	}
	var accounts [RuleSharesMax]uint32
	for i, s := range r.Shares {
		if accounts[i], result = l.ruleAccount(s.Account, r.Asset); result != OK {
			return result
		}
	}
	if l.rules.n >= l.config.RulesMax {
		return RulesFull
	}
	slot, record := l.rules.add()
	*record = rule{
		id: r.ID, weights: weights, asset: l.accounts.at(keep).asset,
		keep: keep, first: l.shares.n, n: uint32(len(r.Shares)),
	}
	for i, s := range r.Shares {
		_, part := l.shares.add()
		*part = share{weight: s.Weight, account: accounts[i]}
	}
	l.ruleIndex.insert(l.hash(r.ID), slot, func(n uint32) uint64 { return l.hash(l.rules.at(n).id) })
	l.undo.ruleDefined()
	return OK
}

// weightsOf sums the weights; ok is false when the shares are not valid.
func weightsOf(r Rule) (total uint64, ok bool) {
	if len(r.Shares) == 0 || len(r.Shares) > RuleSharesMax {
		return 0, false
	}
	for i, s := range r.Shares {
		if s.Weight == 0 || s.Weight >= 1<<63-total || s.Account == r.Carry {
			return 0, false
		}
		total += s.Weight
		for _, other := range r.Shares[:i] {
			if other.Account == s.Account {
				return 0, false
			}
		}
	}
	return total, true
}

func (l *Ledger) ruleAccount(id ID, asset AssetID) (uint32, Result) {
	slot, ok := l.findAccount(id)
	if !ok {
		return 0, AccountUnknown
	}
	if l.assets[l.accounts.at(slot).asset].id != asset {
		return 0, AssetMismatch
	}
	return slot, OK
}

func (l *Ledger) sameRule(slot uint32, r Rule) bool {
	have := l.rules.at(slot)
	if l.assets[have.asset].id != r.Asset || l.accounts.at(have.keep).id != r.Carry || int(have.n) != len(r.Shares) {
		return false
	}
	for i, s := range r.Shares {
		part := l.shares.at(have.first + uint32(i))
		if part.weight != s.Weight || l.accounts.at(part.account).id != s.Account {
			return false
		}
	}
	return true
}

func (l *Ledger) findRule(id ID) (uint32, bool) {
	return l.ruleIndex.find(l.hash(id), func(n uint32) bool { return l.rules.at(n).id == id })
}

// parts is how one amount is split: computed whole before anything is changed.
type parts struct {
	amount [RuleSharesMax]money.Amount
	carry  [RuleSharesMax]uint64
	rest   money.Amount // what the parts leave for the Carry account
	excess money.Amount // or what it has to give them
}

// split moves the amount of a Split transfer from the debit account to the
// shares of the rule that Credit names. The Carry account takes what the parts
// leave over, or gives what they have in excess thanks to earlier carries.
func (l *Ledger) split(t *Transfer, at *hint) (money.Amount, Result) {
	debit, ok := l.resolve(t.Debit, at.debitHash, at.debit)
	if !ok {
		return money.Amount{}, DebitUnknown
	}
	ruleSlot, ok := l.findRule(t.Credit)
	if !ok {
		return money.Amount{}, RuleUnknown
	}
	r := l.rules.at(ruleSlot)
	d := l.accounts.at(debit)
	switch {
	case l.assets[d.asset].id != t.Asset || r.asset != d.asset:
		return money.Amount{}, AssetMismatch
	case d.flags&Closed != 0:
		return money.Amount{}, DebitClosed
	case d.flags&Managed != 0 && !l.managing:
		return money.Amount{}, AccountManaged
	}
	on, result := l.drawsOf(d, t)
	if result != OK {
		return money.Amount{}, result
	}
	if result := l.sharesOpen(r, debit); result != OK {
		return money.Amount{}, result
	}
	amount := t.Amount
	room := l.debitRoom(debit)
	if t.Flags&BalancingDebit != 0 {
		amount = amount.Min(room)
	}
	if amount.IsZero() || room.Less(amount) {
		return money.Amount{}, DebitLimited
	}
	var p parts
	l.divide(r, amount, &p)
	if result := l.sharesTake(r, amount, &p); result != OK {
		return money.Amount{}, result
	}
	if on.any() {
		if !l.affordsAll(on, amount) {
			return money.Amount{}, BudgetSpent
		}
		l.drawAll(on, amount)
	}
	l.distribute(t, r, debit, amount, &p)
	l.balanced(r.asset)
	return amount, OK
}

// sharesOpen checks what does not depend on the amount.
func (l *Ledger) sharesOpen(r *rule, debit uint32) Result {
	if r.keep == debit {
		return AccountsSame
	}
	for i := r.first; i < r.first+r.n; i++ {
		if l.shares.at(i).account == debit {
			return AccountsSame
		}
	}
	if l.accounts.at(r.keep).flags&Closed != 0 {
		return CreditClosed
	}
	for i := r.first; i < r.first+r.n; i++ {
		if l.accounts.at(l.shares.at(i).account).flags&Closed != 0 {
			return CreditClosed
		}
	}
	return OK
}

// divide computes each share's part: the floor of its weight's part of amount
// and its carry, and the carry that leaves.
func (l *Ledger) divide(r *rule, amount money.Amount, p *parts) {
	var total money.Amount // may wrap; the difference to amount is small and does not
	for i := range r.n {
		s := l.shares.at(r.first + i)
		part, carry, ok := money.MulDiv(amount, s.weight, s.carry, r.weights, money.Down)
		if !ok {
			panic("ledger: broken invariant: a share is more than the whole")
		}
		p.amount[i], p.carry[i] = part, carry
		total, _ = total.Add(part)
	}
	p.rest, p.excess = money.Amount{}, money.Amount{}
	if rest, _ := amount.Sub(total); rest.Hi>>63 == 0 {
		p.rest = rest
	} else {
		p.excess, _ = total.Sub(amount)
	}
}

// sharesTake checks that the accounts of the rule may take or give their parts.
func (l *Ledger) sharesTake(r *rule, amount money.Amount, p *parts) Result {
	for i := range r.n {
		if l.creditRoom(l.shares.at(r.first + i).account).Less(p.amount[i]) {
			return CreditLimited
		}
	}
	if l.debitRoom(r.keep).Less(p.excess) {
		return DebitLimited
	}
	if l.creditRoom(r.keep).Less(p.rest) {
		return CreditLimited
	}
	if moved, ok := amount.Add(p.excess); !ok || !l.fits(r.asset, moved) {
		return Overflow
	}
	return OK
}

// distribute posts the parts: the debit account gives in order of the shares
// until its amount is used up, the Carry account gives what is then missing or
// takes what is left. Each movement is told as a posting.
func (l *Ledger) distribute(t *Transfer, r *rule, debit uint32, amount money.Amount, p *parts) {
	n := uint64(0)
	tell := func(from, to uint32, amount money.Amount) {
		if amount.IsZero() {
			return
		}
		l.derived = append(l.derived, Posting{Transfer: Transfer{
			ID: t.ID.Derive(n), Debit: l.accounts.at(from).id, Credit: l.accounts.at(to).id,
			Amount: amount, Cause: t.ID, Effective: t.Effective, Asset: t.Asset, Code: t.Code,
		}, Posted: amount})
		n++
	}
	l.debit(debit, amount)
	left := amount
	for i := range r.n {
		at := r.first + i
		s := l.shares.at(at)
		l.undo.share(at, s.carry)
		l.shares.edit(at).carry = p.carry[i]
		if p.amount[i].IsZero() {
			continue
		}
		l.credit(s.account, p.amount[i])
		given := left.Min(p.amount[i])
		left, _ = left.Sub(given)
		tell(debit, s.account, given)
		tell(r.keep, s.account, difference(p.amount[i], given))
	}
	tell(debit, r.keep, left)
	if left != p.rest {
		panic("ledger: broken invariant: the parts of a split do not sum to the whole")
	}
	if !p.excess.IsZero() {
		l.debit(r.keep, p.excess)
	} else if !p.rest.IsZero() {
		l.credit(r.keep, p.rest)
	}
}
