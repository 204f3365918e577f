package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// keepAccounts carries out the commands that concern the ledger's standing data.
func (m *Machine) keepAccounts(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	act := m.accountCommand(now, kind, r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	return resultAnswer(act()), nil
}

// accountCommand reads a command and gives what to do once it is read to its end.
func (m *Machine) accountCommand(now int64, kind Kind, r *wire.Reader) func() ledger.Result {
	switch kind {
	case KindAccount:
		a := ledger.Account{
			ID: r.ID(), Asset: ledger.AssetID(r.U32()), Budget: ledger.BudgetID(r.U32()), Code: r.U16(),
			Flags: ledger.AccountFlags(r.U16()), DebitMax: r.Amount(), CreditMax: r.Amount(),
		}
		return func() ledger.Result { return m.openAccount(now, a) }
	case KindAccountClose:
		id := r.ID()
		return func() ledger.Result { return m.ledger.Close(id) }
	case KindAccountLimits:
		c := SetLimits{ID: r.ID(), Flags: ledger.AccountFlags(r.U16()), DebitMax: r.Amount(), CreditMax: r.Amount()}
		return func() ledger.Result {
			defer m.credit.Refit(c.ID)
			return m.ledger.SetLimits(c.ID, c.Flags, c.DebitMax, c.CreditMax)
		}
	case KindAccountBudget:
		c := SetBudget{ID: r.ID(), Budget: ledger.BudgetID(r.U32())}
		return func() ledger.Result { return m.ledger.SetBudget(c.ID, c.Budget) }
	case KindBudget:
		b := ledger.Budget{
			ID: ledger.BudgetID(r.U32()), Parent: ledger.BudgetID(r.U32()), Asset: ledger.AssetID(r.U32()),
			Period: ledger.Period(r.U8()), AmountMax: r.Amount(), CountMax: r.U64(),
		}
		return func() ledger.Result { return m.budgetChanged(now, b.ID, m.ledger.DefineBudget(b)) }
	case KindBudgetChange:
		c := ChangeBudget{ID: ledger.BudgetID(r.U32()), AmountMax: r.Amount(), CountMax: r.U64()}
		return func() ledger.Result {
			return m.budgetChanged(now, c.ID, m.ledger.ChangeBudget(c.ID, c.AmountMax, c.CountMax))
		}
	case KindRule:
		rule := ledger.Rule{ID: r.ID(), Asset: ledger.AssetID(r.U32()), Carry: r.ID()}
		for range min(r.U16(), ledger.RuleSharesMax+1) {
			rule.Shares = append(rule.Shares, ledger.Share{Account: r.ID(), Weight: r.U64()})
		}
		return func() ledger.Result { return m.ledger.DefineRule(rule) }
	}
	until := r.I64()
	return func() ledger.Result { return m.ledger.Seal(until) }
}

func (m *Machine) openAccount(now int64, a ledger.Account) ledger.Result {
	if _, ok := m.Asset(a.Asset); !ok {
		return ledger.AssetUnknown
	}
	result := m.ledger.Open(a)
	if result == ledger.OK && m.observer != nil {
		m.observer.AccountOpened(now, &a)
	}
	return result
}

func (m *Machine) budgetChanged(now int64, id ledger.BudgetID, result ledger.Result) ledger.Result {
	if result == ledger.OK && m.observer != nil {
		b, _ := m.ledger.Budget(id)
		m.observer.BudgetChanged(now, &b)
	}
	return result
}

func resultAnswer(result ledger.Result) Answer {
	switch result {
	case ledger.OK:
		return Answer{}
	case ledger.Exists, ledger.AccountExists, ledger.BudgetExists, ledger.RuleExists:
		return Answer{Exists: true}
	}
	return Answer{Refusal: result.String()}
}
