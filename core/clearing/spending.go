package clearing

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// What keys and projects spend is counted by three budgets of the ledger each:
// a day's under a month's under the total. A key's hang under its project's, so
// that one draw counts for all of them, and holds count from the moment they are
// made: whatever is under way at once, no limit is overrun.
const (
	budgetTotal ledger.BudgetID = iota
	budgetMonth
	budgetDay

	budgetStride  ledger.BudgetID = 4
	budgetProject ledger.BudgetID = ledger.BudgetHouse | 1<<30
)

// keyBudgets is the first of the three budgets of the key at a place in the registry.
func keyBudgets(place int) ledger.BudgetID {
	return ledger.BudgetHouse + ledger.BudgetID(place)*budgetStride
}

func projectBudgets(place int) ledger.BudgetID {
	return budgetProject + ledger.BudgetID(place)*budgetStride
}

// defineBudgets makes the three budgets of a key or a project.
func (m *Machine) defineBudgets(first, parent ledger.BudgetID, asset ledger.AssetID, limits SpendLimits) (result ledger.Result) {
	m.ledger.Manage(func() {
		result = m.ledger.Atomic(func() ledger.Result {
			for _, b := range [...]ledger.Budget{
				{ID: first + budgetTotal, Parent: parent, Period: ledger.PeriodTotal, AmountMax: limits.Total},
				{ID: first + budgetMonth, Parent: first + budgetTotal, Period: ledger.PeriodMonth, AmountMax: limits.Month},
				{ID: first + budgetDay, Parent: first + budgetMonth, Period: ledger.PeriodDay, AmountMax: limits.Day},
			} {
				b.Asset = asset
				if r := m.ledger.DefineBudget(b); r != ledger.OK {
					return r
				}
			}
			return ledger.OK
		})
	})
	return result
}

// changeBudgets replaces the limits of a key or a project.
func (m *Machine) changeBudgets(first ledger.BudgetID, limits SpendLimits) {
	m.ledger.Manage(func() {
		for i, most := range [...]money.Amount{budgetTotal: limits.Total, budgetMonth: limits.Month, budgetDay: limits.Day} {
			if r := m.ledger.ChangeBudget(first+ledger.BudgetID(i), most, 0); r != ledger.OK && r != ledger.Exists {
				panic("clearing: broken invariant: a key or a project has no budget: " + r.String())
			}
		}
	})
}

// spends reports whether a key has budgets: one that can call, for its buyer.
func (k *Key) spends() bool { return k.Scopes&ScopeCall != 0 }

// Spend is what was spent in a period, open holds included, and the most that
// may be; Max is AmountMax without a limit.
type Spend struct{ Spent, Max money.Amount }

// Left is what is left to spend; AmountMax without a limit.
func (s Spend) Left() money.Amount {
	if s.Max == money.AmountMax {
		return s.Max
	}
	return s.Max.SubFloor(s.Spent)
}

// Spending is what a key or a project has spent on calls today, this month
// (both of UTC) and ever, in units of its party's first asset.
type Spending struct{ Day, Month, Total Spend }

// KeySpending tells what a key has spent; ok is false for a key that cannot.
func (m *Machine) KeySpending(id ledger.ID) (s Spending, ok bool) {
	i, ok := m.registry.keysByID[id]
	if !ok || !m.registry.keys.At(i).spends() {
		return s, false
	}
	return m.spending(keyBudgets(i)), true
}

// ProjectSpending tells what the keys of a project have spent.
func (m *Machine) ProjectSpending(id ledger.ID) (s Spending, ok bool) {
	i, ok := m.registry.projectsByID[id]
	if !ok {
		return s, false
	}
	return m.spending(projectBudgets(i)), true
}

func (m *Machine) spending(first ledger.BudgetID) Spending {
	at := func(n ledger.BudgetID) Spend {
		b, _ := m.ledger.Budget(first + n)
		spent, _, _ := m.ledger.BudgetDrawn(first + n)
		return Spend{Spent: spent, Max: b.AmountMax}
	}
	return Spending{Day: at(budgetDay), Month: at(budgetMonth), Total: at(budgetTotal)}
}
