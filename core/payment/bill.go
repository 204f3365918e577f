package payment

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// Bill is what became of a charge for pushed usage. In ticks:
//
//	(charged + owed out - owed in) * TicksPerUnit + carry out - carry in
//	    - credit out + credit in = due - credit
type Bill struct {
	In, Out Standing     // of the contract
	Charged money.Amount // posted now, in ledger units
	Posting ledger.ID    // the first to the sale; zero when nothing was posted
	Parts   []Part       // of what was posted: from other accounts than the buyer's
}

// billTries is how many ids are tried for a posting: somebody may have used one.
const billTries = 8

// Codes are the codes of the transfers that a bill is posted with.
type Codes struct{ Use, Share uint16 }

// Bill charges a contract for pushed usage: what it owed before first, as far as
// sources, the balance and the account's budget go. The rest is owed. The id of the
// posting is made by next. ok is false, and nothing has changed, when a sum does
// not fit.
func (d *Desk) Bill(number uint32, t Terms, sources []ledger.ID, due, credit tariff.Ticks, codes Codes, next func() ledger.ID) (b Bill, ok bool) {
	c := d.contracts.At(int(number))
	b.In = c.standing()
	amount, carry, standing, ok := tariff.Settle(due, credit, c.carry, c.credit)
	if !ok {
		return b, false
	}
	owed, ok := c.owed.Add(amount)
	if !ok {
		return b, false
	}
	// What volume tiers gave back pays what is owed before money does.
	whole, rest := standing.DivMod64(tariff.TicksPerUnit)
	if paid := whole.Min(owed); !paid.IsZero() {
		owed, _ = owed.Sub(paid)
		whole, _ = whole.Sub(paid)
		standing, _ = whole.Mul64(tariff.TicksPerUnit)
		standing, _ = standing.Add(money.Units(rest))
	}
	parts, more := d.draw(sources, owed)
	unpaid := more.SubFloor(d.affordable(t.Buyer))
	if pay := owed.SubFloor(unpaid); !pay.IsZero() {
		if id, done := d.pay(t, parts, pay, codes, next); done {
			b.Charged, b.Posting, b.Parts = pay, id, parts
			owed, _ = owed.Sub(pay)
		}
	}
	k := d.contracts.Change(int(number))
	k.carry, k.credit, k.owed = carry, standing, owed
	d.noteOwed(number, k)
	b.Out = k.standing()
	return b, true
}

// Owes gives the number of the contract between the terms' parties if it owes for
// pushed usage.
func (d *Desk) Owes(t Terms) (number uint32, ok bool) {
	i, ok := d.contractsByParty[parties{t.Buyer, t.Sale}]
	return uint32(i), ok && !d.contracts.At(i).owed.IsZero()
}

// affordable is what an account and its own budget leave for one debit.
func (d *Desk) affordable(buyer ledger.ID) money.Amount {
	left, _ := d.ledger.Spendable(buyer)
	if a, ok := d.ledger.Account(buyer); ok && a.Budget != 0 {
		within, _ := d.ledger.BudgetLeft(a.Budget)
		left = left.Min(within)
	}
	return left
}

// pay posts an amount, parts of it from others and the rest from the buyer, and
// shares it, or neither. A closed account leaves it owed.
func (d *Desk) pay(t Terms, parts []Part, amount money.Amount, codes Codes, next func() ledger.ID) (id ledger.ID, ok bool) {
	for range billTries {
		id = next()
		taken := false
		ok = true
		for _, o := range d.transfers(Payment(t, id, parts, amount, codes)) {
			taken = taken || o.Result == ledger.IDReused || o.Result == ledger.Exists
			ok = ok && o.Result == ledger.OK
		}
		if !taken {
			return id, ok
		}
	}
	return id, false
}

// Payment is the chain that posts a payment for pushed usage, from its parts first
// and the rest from the buyer, and shares it.
func Payment(t Terms, id ledger.ID, parts []Part, amount money.Amount, codes Codes) []ledger.Transfer {
	list := parts
	if rest := amount.SubFloor(Total(parts)); !rest.IsZero() {
		list = append(parts[:len(parts):len(parts)], Part{t.Buyer, rest})
	}
	chain := make([]ledger.Transfer, 0, len(list)+1)
	for i, p := range list {
		posted := ledger.Transfer{
			ID: further(id, id, captureOrdinals, i), Debit: p.Account, Credit: t.Sale, Amount: p.Amount, Asset: t.Asset, Code: codes.Use, Flags: ledger.Linked,
		}
		if i > 0 {
			posted.Cause = id
		}
		chain = append(chain, posted)
	}
	return append(chain, ledger.Transfer{
		ID: ShareID(id), Debit: t.Sale, Credit: t.Rule, Amount: amount, Cause: id, Asset: t.Asset, Code: codes.Share, Flags: ledger.Split,
	})
}
