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

// affords tells whether the budget in slot first-1 and those above it can take
// one more transfer of amount.
func (l *Ledger) affords(first uint32, amount money.Amount) bool {
	for at := first; at != 0; {
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

// draw takes amount from the budget and those above it; affords was asked.
func (l *Ledger) draw(first uint32, amount money.Amount) {
	for at := first; at != 0; {
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
	rest := difference(h.amount, posted)
	for at := h.budget; at != 0; {
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
