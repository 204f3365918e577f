package clearing

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// Applied counts the records that the view has seen.
func (v *View) Applied() uint64 { return v.applied }

// Ledger gives the accounts and holds of the view.
func (v *View) Ledger() *ledger.View { return v.ledger }

// Asset finds an asset by its number.
func (v *View) Asset(id ledger.AssetID) (money.Asset, bool) {
	if id == 0 || int(id) > v.assets.Len() {
		return money.Asset{}, false
	}
	return *v.assets.At(int(id) - 1), true
}

// Tokens calls f for each token in the order of definition until it returns false.
func (v *View) Tokens(f func(settlement.TokenState) bool) { v.book.Tokens(f) }

// AccountParties calls f for each account of a party on which something can be owed
// to it, until it returns false: parties in the order of entry, then channels in
// that of opening.
func (v *View) AccountParties(f func(account, party ledger.ID) bool) {
	for i := range v.parties.Len() {
		p := v.parties.At(i)
		code := AccountBuyer
		if p.Role == RoleSeller {
			code = AccountSeller
		}
		for asset := range v.assets.Len() {
			if !f(p.account(code, ledger.AssetID(asset+1)), p.ID) {
				return
			}
		}
	}
	v.desk.Channels(func(c *payment.Channel) bool { return f(c.Account, c.Party) })
}
