package clearing

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Cover is what customers are owed in an asset beside what stands behind it. Owed is
// at most Custody and Receivable together, unless the operator has accounts of his
// own beside the chart that owe something, which is then Other.
type Cover struct {
	Owed       money.Amount // credit balances of buyers, channels, sellers and what is on its way
	Custody    money.Amount // held for them, arriving included
	Receivable money.Amount // drawn on credit lines, spent by payers without ever coming, and given out for another asset
	Other      money.Amount // debit balances of accounts that are not in the chart
}

// Cover adds up what customers are owed in an asset, and what stands behind it.
func (v *View) Cover(asset ledger.AssetID) Cover {
	t := totals{asset: asset}
	v.ledger.Accounts(func(a ledger.Account) bool {
		if a.Asset == asset {
			t.stand(&a)
		}
		return true
	})
	return Cover{Owed: t.owed, Custody: t.custody, Receivable: t.receivable, Other: t.other}
}

// stand sorts an account's balance by who owes it to whom. The sums fit: they are
// parts of the asset's, which the ledger checks.
func (t *totals) stand(a *ledger.Account) {
	owes, owed := a.DebitsPosted.SubFloor(a.CreditsPosted), a.CreditsPosted.SubFloor(a.DebitsPosted)
	switch SideOf(a.Code) {
	case SideOwed:
		t.owed, _ = t.owed.Add(owed)
		t.receivable, _ = t.receivable.Add(owes)
	case SideHeld:
		t.custody, _ = t.custody.Add(owes)
	case SideOwn:
		// A loss is what payers owe, and a position's debit balance is held in another
		// asset; earnings never owe.
		t.receivable, _ = t.receivable.Add(owes)
	default:
		t.other, _ = t.other.Add(owes)
	}
}

// cover checks that what customers are owed is there, or owed to the house.
func (c *checker) cover(t *totals) {
	behind, ok := t.custody.Add(t.receivable)
	if ok && t.other.IsZero() && behind.Less(t.owed) {
		c.breach("owed_uncovered", "asset %d: customers are owed %s; %s is in custody, and the house is owed %s", t.asset, t.owed, t.custody, t.receivable)
	}
}
