package clearing

import (
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// bound reports whether a party has anything under way in an asset other than a
// payment's, or owes in it. Trust is for a payer and not for a currency: without this
// a wallet could owe what it is trusted with once in each.
func (m *Machine) bound(party, account ledger.ID) (bound bool) {
	p, _ := m.Party(party)
	m.book.Tokens(func(t settlement.TokenState) bool {
		if other := p.account(AccountBuyer, t.Token.Asset); other != account {
			s := m.book.StandingOf(other)
			bound = !s.Promised.IsZero() || !s.Debt.IsZero()
		}
		return !bound
	})
	return bound
}
