package payment

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Hold is the transfer that reserves a call's funds.
func Hold(c *Call, code uint16) ledger.Transfer {
	return ledger.Transfer{
		ID: c.ID, Debit: c.Terms.Buyer, Credit: c.Terms.Sale, Amount: c.Reserved, Cause: c.Key,
		Deadline: c.Deadline, Asset: c.Terms.Asset, Budget: c.Terms.Budget, Code: code, Flags: ledger.Pending,
	}
}

// Release is the transfer that returns a call's hold under the given id.
func Release(c *Call, id ledger.ID, code uint16) ledger.Transfer {
	return ledger.Transfer{
		ID: id, Debit: c.Terms.Buyer, Credit: c.Terms.Sale, Hold: c.ID, Cause: c.ID,
		Asset: c.Terms.Asset, Code: code, Flags: ledger.Void,
	}
}

// Settlement is the chain that closes a call's hold at its charge: what was used
// is posted and shared. Nothing used is nothing to share; the hold is released.
func Settlement(c *Call, charge money.Amount, codeHold, codeShare uint16) []ledger.Transfer {
	if charge.IsZero() {
		return []ledger.Transfer{Release(c, CaptureID(c.ID), codeHold)}
	}
	return []ledger.Transfer{
		{
			ID: CaptureID(c.ID), Debit: c.Terms.Buyer, Credit: c.Terms.Sale, Amount: charge, Hold: c.ID, Cause: c.ID,
			Asset: c.Terms.Asset, Code: codeHold, Flags: ledger.Post | ledger.Linked,
		},
		{
			ID: ShareID(c.ID), Debit: c.Terms.Sale, Credit: c.Terms.Rule, Amount: charge,
			Cause: c.ID, Asset: c.Terms.Asset, Code: codeShare, Flags: ledger.Split,
		},
	}
}
