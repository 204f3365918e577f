package api

import (
	"math"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// weightMax keeps weights within what every JSON reader takes exactly: 2^53-1.
const weightMax = 1<<53 - 1

var shareForm = form{name: "ShareRequest", about: "One part of an allocation rule.", fields: []field{
	{name: "account", kind: fieldID, required: true, about: "who is credited"},
	{name: "weight", kind: fieldWhole, required: true, max: weightMax, about: "its part of the sum of weights; parts per million are weights that sum to a million"},
}}

var ruleForm = form{name: "RuleRequest", about: "An allocation rule: what is credited to it is shared out by weight, exactly over time.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "asset", kind: fieldAsset, about: "USD when missing"},
	{name: "carry", kind: fieldID, required: true, about: "account where what the floors leave over stands"},
	{name: "shares", kind: fieldForms, required: true, max: ledger.RuleSharesMax, form: &shareForm},
}}

// ShareAnswer is one part of a rule.
type ShareAnswer struct {
	Account string `json:"account" schema:"id"`
	Weight  uint64 `json:"weight"`
}

// RuleAnswer is an allocation rule.
type RuleAnswer struct {
	ID     string        `json:"id" schema:"id"`
	Asset  string        `json:"asset"`
	Carry  string        `json:"carry" schema:"id"`
	Shares []ShareAnswer `json:"shares"`
}

func createRule(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	number, asset := q.asset(o, "asset")
	rule := ledger.Rule{ID: o.id("id"), Asset: number, Carry: o.id("carry")}
	for _, s := range o.forms("shares") {
		rule.Shares = append(rule.Shares, ledger.Share{Account: s.id("account"), Weight: s.whole("weight")})
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	rule.ID = q.thingID(rule.ID)
	answer, err := q.do(clearing.DefineRule{Rule: rule})
	if isProblem(err, "account_unknown") {
		// The path names no account here; the body does.
		return nil, badReference("account_unknown", "the carry account or an account of the shares does not exist; open it first")
	}
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	out := &RuleAnswer{ID: rule.ID.String(), Asset: asset.Code, Carry: rule.Carry.String(), Shares: []ShareAnswer{}}
	for _, s := range rule.Shares {
		out.Shares = append(out.Shares, ShareAnswer{s.Account.String(), s.Weight})
	}
	return out, nil
}

// badReference refuses a body that names what does not exist.
func badReference(code, detail string) error {
	p := refuse(code, "%s", detail)
	p.Status = 422
	return p
}

// periodNames are the periods in the order of their numbers.
var periodNames = []string{"total", "minute", "hour", "day", "month"}

var budgetForm = form{name: "BudgetRequest", about: "A limit over what accounts may be debited in a period.", fields: []field{
	{name: "number", kind: fieldWhole, required: true, max: math.MaxUint32, about: "names the budget, from 1 up"},
	{name: "parent", kind: fieldWhole, max: math.MaxUint32, about: "number of the budget above it"},
	{name: "asset", kind: fieldAsset, about: "USD when missing"},
	{name: "period", kind: fieldWord, words: periodNames, about: "UTC calendar period that it counts over; total when missing"},
	{name: "amount_max", kind: fieldAmountOrMax, about: "a decimal, or max for no limit by amount; max when missing"},
	{name: "count_max", kind: fieldWhole, max: weightMax, about: "transfers in a period; 0 or missing: no limit by count"},
}}

// BudgetAnswer is a budget.
type BudgetAnswer struct {
	Number    uint32 `json:"number"`
	Parent    uint32 `json:"parent,omitempty"`
	Asset     string `json:"asset"`
	Period    string `json:"period" about:"total, minute, hour, day or month"`
	AmountMax string `json:"amount_max" about:"a decimal, or max"`
	CountMax  uint64 `json:"count_max,omitempty"`
}

func createBudget(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	number, asset := q.asset(o, "asset")
	b := ledger.Budget{
		ID: ledger.BudgetID(o.whole("number")), Parent: ledger.BudgetID(o.whole("parent")), Asset: number,
		Period: ledger.Period(o.word("period")), AmountMax: money.AmountMax, CountMax: o.whole("count_max"),
	}
	if o.has("amount_max") {
		b.AmountMax = o.amountOrMax("amount_max", asset)
	}
	if b.ID == 0 && o.has("number") && len(f.list) == 0 {
		o.fault("number", "number_invalid", "0 is no budget; numbers count from 1")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	answer, err := q.do(clearing.DefineBudget{Budget: b})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	out := &BudgetAnswer{
		Number: uint32(b.ID), Parent: uint32(b.Parent), Asset: asset.Code, Period: periodNames[b.Period],
		AmountMax: wordMax, CountMax: b.CountMax,
	}
	if b.AmountMax != money.AmountMax {
		out.AmountMax = b.AmountMax.Decimal(asset.Scale)
	}
	return out, nil
}

var sealForm = form{name: "SealRequest", about: "Closes the books for effective times up to a moment.", fields: []field{
	{name: "until", kind: fieldTime, required: true, about: "the last effective time that is sealed; not in the future"},
}}

// SealAnswer is the seal.
type SealAnswer struct {
	Until string `json:"until" schema:"time"`
}

func createSeal(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	until := o.time("until")
	if err := f.err(); err != nil {
		return nil, err
	}
	answer, err := q.do(clearing.SealPeriod{Until: until})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return &SealAnswer{Until: printTime(until)}, nil
}
