package payment

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Hold is the transfer that reserves a call's funds, when they all come from the
// buyer's account.
func Hold(c *Call, code uint16) ledger.Transfer {
	return ledger.Transfer{
		ID: c.ID, Debit: c.Terms.Buyer, Credit: c.Terms.Sale, Amount: c.Reserved, Cause: c.Key,
		Deadline: c.Deadline, Asset: c.Terms.Asset, Budget: c.Terms.Budget, Code: code, Flags: ledger.Pending,
	}
}

// The ordinals from which the ids of a call's further holds, of what posts them and
// of what returns them are derived.
const (
	holdOrdinals    = 1 << 8
	captureOrdinals = 2 << 8
	voidOrdinals    = 3 << 8
)

// holdID is the id of a call's hold on the account at a place; the first is the
// call's own.
func holdID(call ledger.ID, place int) ledger.ID {
	return further(call, call, holdOrdinals, place)
}

func further(call, first ledger.ID, ordinals uint64, place int) ledger.ID {
	if place == 0 {
		return first
	}
	return call.Derive(ordinals + uint64(place))
}

// payers are all that a call's funds come from: its parts, and the buyer for the
// rest.
func payers(c *Call, parts []Part) []Part {
	if rest := c.Reserved.SubFloor(Total(parts)); !rest.IsZero() || len(parts) == 0 {
		return append(parts[:len(parts):len(parts)], Part{c.Terms.Buyer, rest})
	}
	return parts
}

// holds is the chain that reserves a call's funds: from its parts first, the rest
// from the buyer.
func holds(c *Call, parts []Part, code uint16) []ledger.Transfer {
	list := payers(c, parts)
	chain := make([]ledger.Transfer, len(list))
	for i, p := range list {
		t := Hold(c, code)
		t.ID, t.Debit, t.Amount = holdID(c.ID, i), p.Account, p.Amount
		if i > 0 {
			t.Cause = c.ID
		}
		if i < len(list)-1 {
			t.Flags |= ledger.Linked
		}
		chain[i] = t
	}
	return chain
}

// releases is the chain that returns what a call holds, under ids from the first one.
func releases(c *Call, parts []Part, code uint16, first ledger.ID, ordinals uint64) []ledger.Transfer {
	list := payers(c, parts)
	chain := make([]ledger.Transfer, len(list))
	for i, p := range list {
		chain[i] = ledger.Transfer{
			ID: further(c.ID, first, ordinals, i), Debit: p.Account, Credit: c.Terms.Sale, Hold: holdID(c.ID, i), Cause: c.ID,
			Asset: c.Terms.Asset, Code: code, Flags: ledger.Void,
		}
		if i < len(list)-1 {
			chain[i].Flags |= ledger.Linked
		}
	}
	return chain
}

// Settlement is the chain that closes a call's holds at its charge: what was used is
// posted, from the parts first, and shared. Nothing used is nothing to share; the
// holds are released.
func Settlement(c *Call, parts []Part, charge money.Amount, codeHold, codeShare uint16) []ledger.Transfer {
	if len(parts) == 0 && !charge.IsZero() {
		// Nearly every call: no more work than it takes.
		return []ledger.Transfer{
			{
				ID: CaptureID(c.ID), Debit: c.Terms.Buyer, Credit: c.Terms.Sale, Amount: charge, Hold: c.ID, Cause: c.ID,
				Asset: c.Terms.Asset, Code: codeHold, Flags: ledger.Post | ledger.Linked,
			},
			share(c, charge, codeShare),
		}
	}
	chain := releases(c, parts, codeHold, CaptureID(c.ID), captureOrdinals)
	if charge.IsZero() {
		return chain
	}
	for i, p := range Used(payers(c, parts), charge) {
		chain[i].Amount, chain[i].Flags = p.Amount, ledger.Post
	}
	for i := range chain {
		chain[i].Flags |= ledger.Linked
	}
	return append(chain, share(c, charge, codeShare))
}

func share(c *Call, charge money.Amount, code uint16) ledger.Transfer {
	return ledger.Transfer{
		ID: ShareID(c.ID), Debit: c.Terms.Sale, Credit: c.Terms.Rule, Amount: charge,
		Cause: c.ID, Asset: c.Terms.Asset, Code: code, Flags: ledger.Split,
	}
}
