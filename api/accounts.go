package api

import (
	"math"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// AccountAnswer is an account with its balances.
type AccountAnswer struct {
	ID             string   `json:"id" schema:"id"`
	Asset          string   `json:"asset"`
	Code           uint16   `json:"code" about:"place in the chart of accounts"`
	Flags          []string `json:"flags" about:"limit_debit, limit_credit, closed, managed: only the house's own commands move it"`
	DebitMax       string   `json:"debit_max" schema:"amount" about:"how far debits may exceed credits, with limit_debit"`
	CreditMax      string   `json:"credit_max" schema:"amount" about:"how far credits may exceed debits, with limit_credit"`
	Budget         uint32   `json:"budget,omitempty" about:"number of the budget that debits draw on"`
	DebitsPending  string   `json:"debits_pending" schema:"amount"`
	DebitsPosted   string   `json:"debits_posted" schema:"amount"`
	CreditsPending string   `json:"credits_pending" schema:"amount"`
	CreditsPosted  string   `json:"credits_posted" schema:"amount"`
	Spendable      string   `json:"spendable,omitempty" schema:"amount" about:"what limit_debit leaves to spend; missing on accounts without it"`
}

// accountFlagNames are the flags in the order of their bits. The house alone
// gives managed, to accounts that a call's steps move.
var accountFlagNames = []string{"limit_debit", "limit_credit", "closed", "managed"}

// accountFlagWords are the flags that a request may set.
var accountFlagWords = accountFlagNames[:3]

// codeMax is the highest code of accounts and transfers.
const codeMax = math.MaxUint16

var limitFields = []field{
	{name: "flags", kind: fieldWords, max: 3, words: accountFlagWords, about: "limit_debit keeps debits within credits plus debit_max; limit_credit the other way round; closed refuses new transfers"},
	{name: "debit_max", kind: fieldAmount, about: "0 when missing"},
	{name: "credit_max", kind: fieldAmount, about: "0 when missing"},
}

var accountForm = form{name: "AccountRequest", about: "An account to open.", fields: append([]field{
	{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "asset", kind: fieldAsset, about: "USD when missing"},
	{name: "code", kind: fieldWhole, max: codeMax, about: "place in the chart of accounts"},
	{name: "budget", kind: fieldWhole, max: math.MaxUint32, about: "number of the budget that debits draw on"},
}, limitFields...)}

var limitsForm = form{name: "LimitsRequest", about: "The flags and limits that replace an account's.", fields: limitFields}

func createAccount(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	number, asset := q.asset(o, "asset")
	account := ledger.Account{
		ID: o.id("id"), Asset: number, Code: uint16(o.whole("code")), Budget: ledger.BudgetID(o.whole("budget")),
		Flags:    ledger.AccountFlags(o.words("flags")),
		DebitMax: o.amount("debit_max", asset), CreditMax: o.amount("credit_max", asset),
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	account.ID = q.thingID(account.ID)
	answer, err := q.do(clearing.OpenAccount{Account: account})
	// The same request again finds its account, though its limits were changed since.
	again := q.named && q.claim.again && isProblem(err, "idempotency_key_reused")
	if err != nil && !again {
		return nil, err
	}
	q.replay = answer.Exists || again
	return q.account(account.ID)
}

// accountNow is an account as it is at a moment.
type accountNow struct {
	ledger.Account
	asset     money.Asset
	spendable money.Amount
}

func (q *request) findAccount(id ledger.ID) (a accountNow, ok bool) {
	q.api.deps.Node.View(func(m *clearing.Machine) {
		if a.Account, ok = m.Ledger().Account(id); ok {
			a.asset, _ = m.Asset(a.Asset)
			a.spendable, _ = m.Ledger().Spendable(id)
		}
	})
	return a, ok
}

func (q *request) account(id ledger.ID) (any, error) {
	a, ok := q.findAccount(id)
	if !ok {
		return nil, refuse("account_unknown", "")
	}
	return a.answer(), nil
}

func (a *accountNow) answer() *AccountAnswer {
	print := func(amount money.Amount) string { return amount.Decimal(a.asset.Scale) }
	out := &AccountAnswer{
		ID: a.ID.String(), Asset: a.asset.Code, Code: a.Code, Flags: namesOf(uint16(a.Flags), accountFlagNames),
		DebitMax: print(a.DebitMax), CreditMax: print(a.CreditMax), Budget: uint32(a.Budget),
		DebitsPending: print(a.DebitsPending), DebitsPosted: print(a.DebitsPosted),
		CreditsPending: print(a.CreditsPending), CreditsPosted: print(a.CreditsPosted),
	}
	if a.Flags&ledger.LimitDebit != 0 {
		out.Spendable = print(a.spendable)
	}
	return out
}

func getAccount(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	if err := q.myAccount(id); err != nil {
		return nil, err
	}
	return q.account(id)
}

func closeAccount(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	answer, err := q.do(clearing.CloseAccount{ID: id})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return q.account(id)
}

func putLimits(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	account, ok := q.findAccount(id)
	if !ok {
		return nil, refuse("account_unknown", "")
	}
	c := clearing.SetLimits{
		ID: id, Flags: ledger.AccountFlags(o.words("flags")),
		DebitMax: o.amount("debit_max", account.asset), CreditMax: o.amount("credit_max", account.asset),
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if _, err := q.do(c); err != nil {
		return nil, err
	}
	return q.account(id)
}

// BalanceAnswer is what a key's party has.
type BalanceAnswer struct {
	Party     string                    `json:"party" schema:"id"`
	Role      string                    `json:"role" about:"buyer or seller"`
	Asset     string                    `json:"asset"`
	Spendable string                    `json:"spendable" schema:"amount" about:"what a buyer can spend now, or a seller can be paid out"`
	Accounts  map[string]*AccountAnswer `json:"accounts" about:"by use, as with buyers and sellers"`
	// The following are there when the house deals in tokens of the asset.
	Withdrawable string `json:"withdrawable,omitempty" schema:"amount" about:"what can be withdrawn to a chain: what is spendable and final"`
	Promised     string `json:"promised,omitempty" schema:"amount" about:"what can be spent, and is signed for or in blocks that are not final"`
	Debt         string `json:"debt,omitempty" schema:"amount" about:"what was spent and never came; the next money pays it"`

	Credit []*CreditLineAnswer `json:"credit,omitempty" about:"credit lines of the party, in each of its assets"`
}

func getBalance(q *request) (any, error) {
	if q.key.Party.IsZero() {
		return nil, refuse("party_unknown", "an operator's key has no balance of its own; see %s/parties/{id}/balance", Prefix)
	}
	return q.balance(q.key.Party)
}

func getPartyBalance(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	if err := q.mine(id); err != nil {
		return nil, err
	}
	return q.balance(id)
}

// standing adds how the party stands with the chains.
func (q *request) standing(out *BalanceAnswer, p *clearing.Party) {
	account := clearing.PartyAccount(p.ID, partyAccounts(p.Role)[0].code)
	q.api.deps.Node.View(func(m *clearing.Machine) {
		deals := false
		m.Settlement().Tokens(func(t settlement.TokenState) bool { deals = t.Token.Asset == p.Asset; return !deals })
		if !deals {
			return
		}
		asset, _ := m.Asset(p.Asset)
		s := m.Settlement().StandingOf(account)
		out.Withdrawable = m.Settlement().Withdrawable(account).Decimal(asset.Scale)
		out.Promised, out.Debt = s.Promised.Decimal(asset.Scale), s.Debt.Decimal(asset.Scale)
	})
}

func (q *request) balance(party ledger.ID) (any, error) {
	var p clearing.Party
	var ok bool
	q.api.deps.Node.View(func(m *clearing.Machine) { p, ok = m.Party(party) })
	if !ok {
		return nil, refuse("seller_or_buyer_unknown", "there is no party with the id %s", party)
	}
	out := &BalanceAnswer{Party: p.ID.String(), Role: p.Role.String(), Accounts: map[string]*AccountAnswer{}}
	for i, use := range partyAccounts(p.Role) {
		account, _ := q.findAccount(clearing.PartyAccount(p.ID, use.code))
		answer := account.answer()
		if i == 0 {
			out.Asset, out.Spendable = answer.Asset, answer.Spendable
		}
		out.Accounts[use.name] = answer
	}
	q.standing(out, &p)
	q.api.deps.Node.View(func(m *clearing.Machine) { out.Credit = creditLinesOf(m, party) })
	return out, nil
}
