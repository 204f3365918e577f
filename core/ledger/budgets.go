package ledger

import "aidollar/core/money"

// budget is a Budget with what was drawn in the period it was last drawn in.
type budget struct {
	amountMax money.Amount
	spent     money.Amount
	countMax  uint64
	count     uint64
	number    int64 // of the period that spent and count belong to
	id        BudgetID
	asset     AssetID
	parent    uint32 // slot plus one
	period    Period
	depth     uint8 // budgets above this one
}

// DefineBudget adds a budget; its parent must exist and be of the same asset.
// The same definition again is BudgetExists, another one BudgetDiffers.
func (l *Ledger) DefineBudget(b Budget) Result {
	switch {
	case b.ID == 0:
		return BudgetUnknown
	case b.Asset == 0:
		return AssetUnknown
	case b.Period >= periodEnd:
		return BudgetPeriodUnknown
	}
	if b.ID >= BudgetHouse && !l.managing {
		return BudgetManaged
	}
	if slot, ok := l.findBudget(b.ID); ok {
		if l.budgetAt(slot) == b {
			return BudgetExists
		}
		return BudgetDiffers
	}
	parent, r := l.budgetOf(b.Parent, b.Asset)
	if r != OK {
		return r
	}
	depth := uint8(0)
	if parent != 0 {
		if depth = l.budgets.at(parent-1).depth + 1; depth >= BudgetDepthMax {
			return BudgetTooDeep
		}
	}
	if l.budgets.n >= l.config.BudgetsMax {
		return BudgetsFull
	}
	slot, record := l.budgets.add()
	*record = budget{
		amountMax: b.AmountMax, countMax: b.CountMax, id: b.ID, asset: b.Asset,
		parent: parent, period: b.Period, depth: depth,
	}
	l.indexBudget(slot)
	l.undo.budgetDefined()
	return OK
}

// ChangeBudget replaces the limits of a budget. Limits below what was drawn
// already refuse what comes and touch nothing that was. The same limits again
// are Exists.
func (l *Ledger) ChangeBudget(id BudgetID, amountMax money.Amount, countMax uint64) Result {
	if id >= BudgetHouse && !l.managing {
		return BudgetManaged
	}
	slot, ok := l.findBudget(id)
	if !ok {
		return BudgetUnknown
	}
	b := l.budgets.edit(slot)
	if b.amountMax == amountMax && b.countMax == countMax {
		return Exists
	}
	l.undo.budget(slot, b)
	b.amountMax, b.countMax = amountMax, countMax
	return OK
}

// Budget finds a budget.
func (l *Ledger) Budget(id BudgetID) (Budget, bool) {
	slot, ok := l.findBudget(id)
	if !ok {
		return Budget{}, false
	}
	return l.budgetAt(slot), true
}

// BudgetDrawn is what was drawn on a budget in the period that now runs, holds
// included.
func (l *Ledger) BudgetDrawn(id BudgetID) (amount money.Amount, count uint64, ok bool) {
	slot, ok := l.findBudget(id)
	if !ok {
		return amount, 0, false
	}
	amount, count = l.budgets.at(slot).drawn(&l.periods)
	return amount, count, true
}

// BudgetLeft is the most that a debit under the budget can be now: the least of
// what it and the budgets above it have left in their periods. It is zero when
// one of them has no transfers left.
func (l *Ledger) BudgetLeft(id BudgetID) (money.Amount, bool) {
	slot, ok := l.findBudget(id)
	if !ok {
		return money.Amount{}, false
	}
	left := money.AmountMax
	for at := slot + 1; at != 0; {
		b := l.budgets.at(at - 1)
		spent, count := b.drawn(&l.periods)
		if b.countMax != 0 && count >= b.countMax {
			return money.Amount{}, true
		}
		if b.amountMax != money.AmountMax {
			left = left.Min(b.amountMax.SubFloor(spent))
		}
		at = b.parent
	}
	return left, true
}

// drawn is what was drawn in the period that now runs.
func (b *budget) drawn(periods *[periodEnd]int64) (money.Amount, uint64) {
	if b.number != periods[b.period] {
		return money.Amount{}, 0
	}
	return b.spent, b.count
}

// draws are the budgets that a debit draws on, as slots plus one: the account's
// own and the one that the transfer names, each with all above it. What both
// have above them is drawn on once.
type draws struct{ own, named uint32 }

// any tells whether there is anything to draw on.
func (d draws) any() bool { return d.own|d.named != 0 }

// drawsOf resolves what a debit of the account by the transfer draws on.
func (l *Ledger) drawsOf(debit *account, t *Transfer) (draws, Result) {
	if t.Budget == 0 {
		return draws{own: debit.budget}, OK
	}
	named, r := l.budgetOf(t.Budget, l.assets[debit.asset].id)
	return draws{debit.budget, named}, r
}

// shared is the first budget that lies above or at both, as slot plus one; zero
// when there is none.
func (l *Ledger) shared(d draws) uint32 {
	a, b := d.own, d.named
	for a != 0 && b != 0 && a != b {
		x, y := l.budgets.at(a-1), l.budgets.at(b-1)
		if x.depth >= y.depth {
			a = x.parent
		}
		if y.depth >= x.depth {
			b = y.parent
		}
	}
	if a != b {
		return 0
	}
	return a
}

// affordsAll tells whether all that is drawn on can take one more transfer of amount.
func (l *Ledger) affordsAll(d draws, amount money.Amount) bool {
	if d.named == 0 {
		return l.affords(d.own, 0, amount)
	}
	return l.affords(d.named, 0, amount) && l.affords(d.own, l.shared(d), amount)
}

// drawAll takes amount from all that is drawn on; affordsAll was asked.
func (l *Ledger) drawAll(d draws, amount money.Amount) {
	if d.named == 0 {
		l.draw(d.own, 0, amount)
		return
	}
	l.draw(d.named, 0, amount)
	l.draw(d.own, l.shared(d), amount)
}

// affords tells whether the budget in slot first-1 and those above it, up to
// but without the one in slot end-1, can take one more transfer of amount.
func (l *Ledger) affords(first, end uint32, amount money.Amount) bool {
	for at := first; at != end; {
		b := l.budgets.at(at - 1)
		spent, count := b.drawn(&l.periods)
		total, ok := spent.Add(amount)
		if !ok || b.amountMax.Less(total) || (b.countMax != 0 && count >= b.countMax) {
			return false
		}
		at = b.parent
	}
	return true
}

// draw takes amount from the budgets that affords looked at.
func (l *Ledger) draw(first, end uint32, amount money.Amount) {
	for at := first; at != end; {
		b := l.budgets.edit(at - 1)
		l.undo.budget(at-1, b)
		spent, count := b.drawn(&l.periods)
		b.spent, b.count = sum(spent, amount), count+1
		b.number = l.periods[b.period]
		at = b.parent
	}
}

// giveBack returns what a closed hold does not spend to the budgets whose
// period still runs. A hold of which nothing is posted does not count.
func (l *Ledger) giveBack(h *hold, posted money.Amount) {
	if h.draws.named == 0 {
		l.giveBackTo(h.draws.own, 0, h, posted)
		return
	}
	l.giveBackTo(h.draws.named, 0, h, posted)
	l.giveBackTo(h.draws.own, l.shared(h.draws), h, posted)
}

func (l *Ledger) giveBackTo(first, end uint32, h *hold, posted money.Amount) {
	rest := difference(h.amount, posted)
	for at := first; at != end; {
		b := l.budgets.at(at - 1)
		if periodNumber(b.period, h.made) == l.periods[b.period] {
			b = l.budgets.edit(at - 1)
			l.undo.budget(at-1, b)
			b.spent = difference(b.spent, rest)
			if posted.IsZero() {
				b.count--
			}
		}
		at = b.parent
	}
}

func (l *Ledger) hashBudget(slot uint32) uint64 {
	return l.hash(ID{Lo: uint64(l.budgets.at(slot).id)})
}

func (l *Ledger) indexBudget(slot uint32) {
	l.budgetIndex.insert(l.hashBudget(slot), slot, l.hashBudget)
}

func (l *Ledger) findBudget(id BudgetID) (uint32, bool) {
	return l.budgetIndex.find(l.hash(ID{Lo: uint64(id)}), func(n uint32) bool { return l.budgets.at(n).id == id })
}

// budgetOf resolves a reference to a budget to its slot plus one; zero stays zero.
func (l *Ledger) budgetOf(id BudgetID, asset AssetID) (uint32, Result) {
	if id == 0 {
		return 0, OK
	}
	if id >= BudgetHouse && !l.managing {
		return 0, BudgetManaged
	}
	slot, ok := l.findBudget(id)
	if !ok {
		return 0, BudgetUnknown
	}
	if l.budgets.at(slot).asset != asset {
		return 0, AssetMismatch
	}
	return slot + 1, OK
}

func (l *Ledger) budgetAt(slot uint32) Budget {
	b := l.budgets.at(slot)
	out := Budget{ID: b.id, Asset: b.asset, Period: b.period, AmountMax: b.amountMax, CountMax: b.countMax}
	if b.parent != 0 {
		out.Parent = l.budgets.at(b.parent - 1).id
	}
	return out
}
