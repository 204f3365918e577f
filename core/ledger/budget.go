package ledger

import "aidollar/core/money"

// BudgetID names a budget; zero is none.
type BudgetID uint32

// BudgetHouse begins the ids of the house's own budgets. They are made, changed,
// attached and named inside of Ledger.Manage alone, so that nobody draws on the
// limits that the house keeps for somebody.
const BudgetHouse BudgetID = 1 << 31

// Period is the span over which a budget counts, in UTC calendar terms.
type Period uint8

const (
	PeriodTotal Period = iota // never starts anew
	PeriodMinute
	PeriodHour
	PeriodDay
	PeriodMonth
	periodEnd
)

// Budget limits what the accounts attached to it, and to the budgets below it,
// may be debited in a period. Holds draw on it when they are made and give back
// what they return, if the period they drew on still runs.
type Budget struct {
	ID        BudgetID
	Parent    BudgetID // zero at the top
	Asset     AssetID
	Period    Period
	AmountMax money.Amount // AmountMax: no limit by amount
	CountMax  uint64       // transfers in a period; zero: no limit by count
}

// BudgetDepthMax bounds how many budgets lie above each other. A debit can draw
// on as many by its account and on as many by its transfer.
const BudgetDepthMax = 12
